"""The reference data as its pages show it: each list in a fixed number of queries, and who changed what."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models

from staffing import changes
from staffing.changes import Change
from staffing.models import Population, Position, Profession, Region, RegionName, Speciality

ONE_MINUTE = datetime.timedelta(minutes=1)
LATEST = 20
"""Changes that a list shows."""
MUCH_A_YEAR = Decimal("0.03")
"""A change in a year, as a fraction, that is asked about: regions grow or shrink by a per cent or two a year."""
DAYS_A_YEAR = 365


@dataclass(frozen=True)
class RegionPopulation:
    """A region with its latest population, and on how many dates one is known."""

    region: Region
    latest: Population | None
    dates: int


@dataclass(frozen=True)
class PopulationRow:
    """What a table says of a region, beside the latest population before the date and the one that it replaces."""

    region: Region
    date: datetime.date
    inhabitants: int
    before: Population | None
    replaced: Population | None

    @property
    def change(self) -> Decimal | None:
        """Return the change since the population before, as a fraction."""
        if self.before is None:
            return None
        return Decimal(self.inhabitants - self.before.inhabitants) / self.before.inhabitants

    @property
    def is_much(self) -> bool:
        """Return whether the change is more than one would expect."""
        if self.change is None or self.before is None:
            return False
        years = max(Decimal(1), Decimal((self.date - self.before.date).days) / DAYS_A_YEAR)
        return abs(self.change) > MUCH_A_YEAR * years


def latest_populations() -> list[RegionPopulation]:
    """Return every region with its latest population: two queries."""
    found: dict[int, list[Population]] = {}
    for one in Population.objects.order_by("date"):
        found.setdefault(one.region_id, []).append(one)
    return [
        RegionPopulation(region, found[region.pk][-1] if region.pk in found else None, len(found.get(region.pk, [])))
        for region in Region.objects.all()
    ]


def oldest_of_latest(rows: Iterable[RegionPopulation]) -> datetime.date | None:
    """Return the earliest date among the regions' latest populations; None when a region has none."""
    dates = [row.latest.date if row.latest else None for row in rows]
    known = [date for date in dates if date is not None]
    return min(known) if known and len(known) == len(dates) else None


def population_rows(inhabitants: Mapping[str, int], date: datetime.date) -> list[PopulationRow]:
    """Return what a table says of a date beside what is known: two queries."""
    before: dict[int, Population] = {}
    replaced: dict[int, Population] = {}
    for one in Population.objects.filter(date__lte=date).order_by("date"):
        (replaced if one.date == date else before)[one.region_id] = one
    return [
        PopulationRow(region, date, inhabitants[region.code], before.get(region.pk), replaced.get(region.pk))
        for region in Region.objects.filter(code__in=inhabitants)
    ]


def names_by_region() -> list[tuple[Region, list[RegionName]]]:
    """Return every region with its names, the latest first: two queries."""
    regions = Region.objects.prefetch_related(
        models.Prefetch("names", queryset=RegionName.objects.order_by("-valid_from"))
    )
    return [(region, list(region.names.all())) for region in regions]


def is_used(profession: Profession) -> bool:
    """Return whether anything but its own positions and specialities refers to the profession, in whatever app."""
    for relation in Profession._meta.related_objects:  # noqa: SLF001
        related: Any = relation.related_model
        # Its positions and specialities are reference data beside it: they report nothing.
        if related in {Position, Speciality}:
            continue
        if related._base_manager.filter(**{relation.field.name: profession.pk}).exists():  # noqa: SLF001
            return True
    return False


def latest_changes(
    model: Any, name: Callable[[Any], str], *, only: models.Q | None = None, limit: int = LATEST
) -> list[Change]:
    """Return the latest changes of a model's rows that a person made, with the name of each row, newest first.

    What the product loaded by itself is left out: it says what was before, and that is all.
    """
    rows = model.history.filter(only) if only is not None else model.history.all()
    told = set(rows.filter(history_user__isnull=False).values_list("history_id", flat=True))
    return _added_together(changes.changes_of(rows, names=name, told=told))[:limit] if told else []


def _added_together(some: Iterable[Change]) -> list[Change]:
    """Return the changes with rows that one person added in the same minute as one: a table is one act."""
    found: list[Change] = []
    for one in some:
        last = found[-1] if found else None
        is_same = last is not None and last.kind == one.kind == "+" and last.by == one.by
        if last is not None and is_same and last.at - one.at < ONE_MINUTE:
            found[-1] = dataclasses.replace(last, name=f"{one.name}, {last.name}")
        else:
            found.append(one)
    return found


def region_names() -> dict[int, str]:
    """Return the short names by id, for the words of history rows: one query."""
    return dict(Region.objects.values_list("pk", "short_name"))
