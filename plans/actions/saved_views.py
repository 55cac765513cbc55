"""Save, change, delete and take back a person's views of a plan."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction

from plans.models import SavedView
from staffing import editing

MOST_VIEWS = 50
"""How many views one person may keep of one plan."""


class TooManyViews(Exception):
    """The person keeps as many views of the plan as one may."""


class NameTaken(Exception):
    """The person has another view of the plan with this name."""


@transaction.atomic
def create_view(*, view: SavedView) -> SavedView:
    """Save a new view; sent twice, the second finds the first.

    :raises TooManyViews: when the person has `MOST_VIEWS` of the plan already.
    :raises NameTaken: when somebody was first with the name for something else.
    """
    present = SavedView.objects.present().filter(owner=view.owner, plan=view.plan)
    if (twin := present.filter(name=view.name).first()) is not None:
        if (twin.query, twin.is_shared) == (view.query, view.is_shared):
            return twin
        raise NameTaken
    if present.count() >= MOST_VIEWS:
        raise TooManyViews
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise NameTaken from error
    return view


@transaction.atomic
def update_view(*, view: SavedView, version: int) -> SavedView:
    """Save the view's name, filters and sharing.

    :raises StaleVersion: somebody changed the view since `version`.
    """
    editing.claim_version(view, version)
    view.save(update_fields=["name", "query", "is_shared", "updated_at"])
    return view


@transaction.atomic
def delete_view(*, view: SavedView, version: int, now: datetime.datetime) -> None:
    """Take the view away, from where it can be taken back.

    :raises StaleVersion: somebody changed the view since `version`.
    """
    editing.claim_version(view, version)
    view.deleted_at = now
    view.save(update_fields=["deleted_at"])


@transaction.atomic
def restore_view(*, view: SavedView, version: int) -> None:
    """Take a deleted view back.

    :raises StaleVersion: it was taken back already.
    :raises NameTaken: another view has its name by now.
    """
    taken = SavedView.objects.present().filter(owner_id=view.owner_id, plan_id=view.plan_id, name=view.name)
    if taken.exclude(pk=view.pk).exists():
        raise NameTaken
    editing.claim_version(view, version)
    view.deleted_at = None
    view.save(update_fields=["deleted_at"])
