"""Which returns came to count since a moment, beside what counted then: for the trend report."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from indicators import return_versions
from indicators.models import Basis, CostReturn, ReturnState, TrendReport
from indicators.queries import costs
from indicators.return_versions import Version
from indicators.trend_report_lines import RevisedLine
from values.period import Period
from values.ratio import cost_ratio


def changed_since(since: datetime.datetime, until: Period, *, is_first: bool) -> tuple[RevisedLine, ...]:
    """Return what was locked after `since` of months up to the end of `until`, the latest first: two queries.

    Restated returns stand beside the version that counted at `since`; of two restatements after it that is the one before
    both. What nothing counted for then is new when it is of `until` itself, and left out. The first report of all
    (`is_first`) has nothing to be late for: it names what was restated, beside its first version.
    """
    now = list(
        CostReturn.objects.counting(Basis.LOCKED)
        .filter(locked_at__gt=since, first_month__lte=until.last_date)
        .select_related("region")
    )
    then = _counted_at(since, [one for one in now if one.number > 1], or_first=is_first)
    found = []
    for one in now:
        before = then.get((one.region_id, one.period))
        is_new = before is None and (is_first or one.period.overlaps(until))
        if one.period.last_date <= until.last_date and not is_new:
            found.append((one, before))
    sums = _sums({row.pk for row, _before in found} | {before.return_id for _row, before in found if before})
    lines = [_line(row, before, sums) for row, before in found]
    return tuple(sorted(lines, key=lambda line: (-line.at.toordinal(), line.code, line.period_code)))


def _counted_at(
    since: datetime.datetime, revised: Iterable[CostReturn], *, or_first: bool
) -> dict[tuple[int, Period], Version]:
    """Return the version of each restated return that counted at the moment; where none did the first, if that is asked for."""
    places = {(one.region_id, one.period) for one in revised}
    versions = _locked_versions(places)
    found: dict[tuple[int, Period], Version] = {}
    for region_id, of_region in versions.items():
        earliest = {one.period: one for one in sorted(of_region, key=lambda one: -one.number)} if or_first else {}
        counted = return_versions.counting_at(of_region, since, only_locked=True)
        found |= {(region_id, period): version for period, version in {**earliest, **counted}.items()}
    return {place: version for place, version in found.items() if place in places}


def _locked_versions(places: Collection[tuple[int, Period]]) -> dict[int, list[Version]]:
    """Return the locked versions of each region's returns of those months: one query, none without any."""
    if not places:
        return {}
    rows = CostReturn.objects.filter(
        region__in={region_id for region_id, _period in places},
        first_month__in={period.first_date for _region_id, period in places},
        state=ReturnState.LOCKED,
    )
    versions: dict[int, list[Version]] = defaultdict(list)
    for pk, region_id, first, length, number, submitted_at, locked_at in rows.values_list(
        "pk", "region_id", "first_month", "length", "number", "submitted_at", "locked_at"
    ):
        versions[region_id].append(Version(pk, costs.period_at(first, length), number, submitted_at, locked_at))
    return versions


def restated_since(reports: Sequence[TrendReport]) -> dict[int, list[CostReturn]]:
    """Return, by report, the returns in force whose earlier version it counted: two queries, however many reports.

    A report reads its figures in the moment that its job is queued; where the job is gone, when it was published.
    """
    moments = {one.pk: one.job.created_at if one.job else one.published_at for one in reports if one.published_at}
    known = [moment for moment in moments.values() if moment is not None]
    if not known:
        return {}
    restated = CostReturn.objects.counting(Basis.LOCKED).filter(number__gt=1, locked_at__gt=min(known))
    rows = list(restated.select_related("region").order_by("region__code", "first_month"))
    versions = _locked_versions({(row.region_id, row.period) for row in rows})
    found: dict[int, list[CostReturn]] = {}
    for report in reports:
        moment = moments.get(report.pk)
        if moment is None:
            continue
        last = report.period.last_date
        counted = {pk: return_versions.counting_at(some, moment, only_locked=True) for pk, some in versions.items()}
        found[report.pk] = [
            row
            for row in rows
            if row.locked_at is not None
            and row.locked_at > moment
            and row.period.last_date <= last
            and row.period in counted[row.region_id]
        ]
    return found


def _sums(return_ids: Iterable[int]) -> dict[int, tuple[Decimal, Decimal]]:
    rows = CostReturn.objects.filter(pk__in=list(return_ids)).order_by()
    summed: Any = rows.annotate(agency=Sum("profession_sums__agency_sek"), own=Sum("profession_sums__own_sek"))
    return {
        pk: (costs.exact(agency), costs.exact(own)) for pk, agency, own in summed.values_list("pk", "agency", "own")
    }


def _line(row: CostReturn, before: Version | None, sums: dict[int, tuple[Decimal, Decimal]]) -> RevisedLine:
    agency, own = sums[row.pk]
    was = sums[before.return_id] if before else None
    at: Any = row.locked_at
    return RevisedLine(
        code=row.region.code,
        region=row.region.short_name,
        period_code=row.period.code,
        number=row.number,
        reason=row.reason,
        at=timezone.localtime(at).date(),
        agency_before_sek=was[0] if was else None,
        agency_sek=agency,
        ratio_before=cost_ratio(*was) if was else None,
        ratio=cost_ratio(agency, own),
    )
