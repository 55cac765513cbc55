"""Load what a file of costs is read with, and what its preview shows."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indicators import cost_scale, cost_totals
from indicators.cost_lines import Difference, LineRow, Reported, differences, reported
from indicators.cost_upload import KnownReturn, Place, Reading, Words
from indicators.models import CostReturn, ReturnState
from indicators.queries import lines, parts, returns
from indicators.queries.parts import PartsRow
from indicators.queries.returns import StandsOut
from staffing.models import CareArea, Level, Organisation, Profession, Region, RegionName
from values.period import Period
from values.text import search_key

WHOLE_REGION = ("hela regionen", "regionen", "the whole region")


def words_for(region: Region, today: datetime.date) -> Words:
    """Return everything that names in a file can mean in the region: five queries, whatever the file holds."""
    places: dict[str, dict[int, Place]] = {}
    root = None
    codes: dict[str, Place] = {}
    for pk, level, code, name, valid_from, valid_to in region.organisations.order_by("pk").values_list(
        "pk", "level", "code", "name", "valid_from", "valid_to"
    ):
        place = Place(pk, valid_from, valid_to)
        codes[search_key(code)] = place
        places.setdefault(search_key(name), {})[pk] = place
        if level == Level.REGION:
            root = place
    if root is None:
        raise Organisation.DoesNotExist(region)
    names = [*RegionName.objects.filter(region=region).values_list("name", flat=True), region.short_name, *WHOLE_REGION]
    for name in names:
        places.setdefault(search_key(name), {}).setdefault(root.pk, root)
    # A workbook that takes the county code for a number drops its zero. A code means one thing, whatever the names are.
    found = {name: tuple(of_name.values()) for name, of_name in places.items()}
    found.setdefault(region.code.lstrip("0"), (root,))
    found |= {code: (place,) for code, place in codes.items()}
    return Words(
        root=root,
        organisations=found,
        professions={
            search_key(name): (one.pk, one.has_care_area)
            for one in Profession.objects.all()
            for name in (one.code, one.name_en, one.name_sv)
        },
        care_areas={
            search_key(name): one.pk for one in CareArea.objects.all() for name in (one.code, one.name_en, one.name_sv)
        },
        returns=tuple(_known_returns(region)),
        today=today,
    )


def _known_returns(region: Region) -> list[KnownReturn]:
    newest: dict[Period, CostReturn] = {}
    for one in CostReturn.objects.filter(region=region).order_by("number"):
        newest[one.period] = one
    handed_in = set(
        CostReturn.history.filter(region=region).exclude(state=ReturnState.OPEN).order_by().values_list("id", flat=True)
    )
    return [
        KnownReturn(period, one.state, is_removable=one.state == ReturnState.OPEN and one.pk not in handed_in)
        for period, one in newest.items()
    ]


@dataclass(frozen=True)
class PeriodPreview:
    """What a file says of one period, beside what stands there now and what the same months of last year had."""

    period: Period
    totals: Reported
    now: Reported | None
    year_before: Reported | None
    deviations: StandsOut
    removed: list[str]
    totals_and_parts: list[PartsRow]
    """Where the file has, or takes the place of, the region's total beside its parts."""
    differences: list[Difference]
    """Each figure that writing the file would change."""
    has_return: bool

    @property
    def is_same(self) -> bool:
        """Return whether the file says exactly what is there: then writing it changes nothing."""
        return self.has_return and not self.differences


def looks_like_thousands(region: Region, reading: Reading) -> bool:
    """Return whether nearly all amounts of a file are about a thousandth of last year's, or the period before's: two queries."""
    wanted = {one for period in reading.periods for one in (period.year_before(), period.previous())}
    counting = CostReturn.objects.filter(
        region=region, counts_submitted=True, first_month__in=[one.first_date for one in wanted]
    )
    ids = {one.period: one.pk for one in counting}
    rows = lines.rows_of_returns(ids.values()) if ids else {}
    by_period: dict[Period, list[LineRow]] = {}
    for placed in reading.lines:
        by_period.setdefault(placed.period, []).append(placed.line)

    def reported(period: Period) -> list[LineRow]:
        return rows.get(ids.get(period, 0), [])

    return cost_scale.looks_like_thousands(
        (now, reported(period.year_before()), reported(period.previous())) for period, now in by_period.items()
    )


def preview(region: Region, by_period: Mapping[Period, Sequence[LineRow]]) -> list[PeriodPreview]:
    """Return the preview of each period in order: a handful of queries a period, none a row."""
    labels = returns.labels_for(region=region)
    root_id = returns.root_of(region).pk
    previews = []
    for period, rows in by_period.items():
        newest = CostReturn.objects.filter(region=region).for_period(period).order_by("-number").first()
        now = lines.rows_of(newest.pk) if newest else []
        before = returns.counting_rows(region, period.year_before())
        gone = {row.organisation_id for row in now} - {row.organisation_id for row in rows}
        previews.append(
            PeriodPreview(
                period,
                reported(rows),
                reported(now) if now else None,
                reported(before) if before else None,
                returns.stands_out(region, period, rows, labels),
                sorted(labels.organisations.get(pk, "–") for pk in gone),
                parts.table(_totals_and_parts(now, rows, root_id, _answered(region, period, newest, root_id)), labels),
                differences(now, rows),
                has_return=newest is not None,
            )
        )
    return previews


def _answered(region: Region, period: Period, newest: CostReturn | None, root_id: int) -> set[str]:
    """Return the places of which the region has said, in this return or the one before, that both count."""
    before = returns.counting_rows(region, period.previous())
    known = {one.place.code for one in cost_totals.overlaps(before, root_id)}
    return known | set(newest.both_count_places if newest else [])


def _totals_and_parts(
    now: Sequence[LineRow], rows: Sequence[LineRow], root_id: int, answered: set[str]
) -> list[cost_totals.TotalAndParts]:
    replaced = cost_totals.replaced_totals(now, rows, root_id)
    asked = [one for one in cost_totals.overlaps(rows, root_id) if one.place.code not in answered]
    return [*asked, *cost_totals.compared(replaced, rows, root_id)]
