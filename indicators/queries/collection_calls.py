"""What a region is asked to hand in, until when, and what the coordinator says: for the pages where it is done."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from indicators import access
from indicators.collecting import Place
from indicators.models import CollectionRound
from indicators.queries import collecting
from staffing.models import Region, User
from values.period import Period


@dataclass(frozen=True)
class Call:
    """An open collection round that the region has not answered yet."""

    collection: CollectionRound
    place: Place


def calls_on(region: Region, user: User | AnonymousUser, today: datetime.date) -> list[Call]:
    """Return the open rounds in which the region has something to hand in, the earliest day first: three queries, one when none is open."""
    rounds = list(access.visible_collection_rounds(user).filter(closed_at=None))
    if not rounds:
        return []
    usual = collecting.due_dates()
    returns = collecting.returns_around([region], [one.period for one in rounds]).get(region.pk, [])
    calls = [Call(one, collecting.place_in(one.period, one.due_date, returns, today, usual)) for one in rounds]
    return sorted((one for one in calls if one.place.is_waited_for), key=lambda one: one.place.due_date)


def call_for(region: Region, period: Period, user: User | AnonymousUser, today: datetime.date) -> list[Call]:
    """Return the open rounds that a return of the period answers."""
    return [one for one in calls_on(region, user, today) if one.place.period.overlaps(period)]
