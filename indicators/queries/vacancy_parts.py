"""The vacancy rate of a region's parts, from the counts that the own region sees one by one."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from indicators.queries.other_indicators import Part, vacancy_reading
from staffing import workforce_queries
from staffing.models import Position, Region, User
from values.period import Period


def parts_of(region: Region, period: Period, user: User | AnonymousUser) -> list[Part]:
    """Return the rate of each organisation next below the region and of each profession, on the last day: five queries."""
    tree = workforce_queries.tree_of(region)
    if not tree.branches:
        return []
    chosen = workforce_queries.Chosen(period.last_date, tree.branches[0].organisation)
    picture = workforce_queries.picture(user, tree, chosen)
    if picture.total is None:
        return []
    organisations = [
        Part(part.thing.name, "", "", vacancy_reading(period, part.sum))
        for part in picture.by_organisation
        if part.thing is not None
    ]
    professions = [
        Part("", part.thing.name, "", vacancy_reading(period, part.sum))
        for part in picture.by_position
        if part.thing is not None and not isinstance(part.thing, Position)
    ]
    return [*organisations, *professions]
