"""Collection rounds: opened, changed, closed and opened again by the national coordinator."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction

from indicators.models import CollectionRound
from staffing import editing
from staffing.actions import saving
from staffing.models import User
from values.period import Period


class CollectedAlready(Exception):
    """The period has a round; `collection` is it."""

    def __init__(self, collection: CollectionRound) -> None:
        self.collection = collection
        super().__init__(str(collection))


def open_round(
    *,
    period: Period,
    due_date: datetime.date,
    message: str,
    by: User | None,
    now: datetime.datetime,
    is_example: bool = False,
) -> CollectionRound:
    """Return the round that collects the period from all regions, opened now.

    :raises CollectedAlready: when the period has one, open or closed.
    """
    made = CollectionRound(
        first_month=period.first_date,
        length=period.length,
        due_date=due_date,
        message=message,
        opened_at=now,
        opened_by=by,
        is_example=is_example,
    )
    try:
        with transaction.atomic():
            saving.save_by(made, by)
    except IntegrityError as taken:
        other = CollectionRound.objects.filter(first_month=period.first_date, length=period.length).first()
        if other is None:
            raise
        raise CollectedAlready(other) from taken
    return made


@transaction.atomic
def change_round(
    *, collection: CollectionRound, version: int, due_date: datetime.date, message: str, by: User
) -> CollectionRound:
    """Write the last day and the message.

    :raises StaleVersion: when it was changed meanwhile.
    """
    editing.claim_version(collection, version)
    fresh = CollectionRound.objects.get(pk=collection.pk)
    fresh.due_date, fresh.message = due_date, message
    saving.save_by(fresh, by)
    return fresh


@transaction.atomic
def close_round(
    *, collection: CollectionRound, version: int, is_closed: bool, by: User, now: datetime.datetime
) -> CollectionRound:
    """Close the round, so that nobody is reminded of it, or open it again. What regions have reported stays as it is.

    :raises StaleVersion: when it was changed meanwhile.
    """
    editing.claim_version(collection, version)
    fresh = CollectionRound.objects.get(pk=collection.pk)
    fresh.closed_at = now if is_closed else None
    saving.save_by(fresh, by)
    return fresh
