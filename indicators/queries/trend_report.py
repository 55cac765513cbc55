"""What the national trend report is made of, which periods it can be about, and what a draft still lacks.

Locked returns only: the figures are those that all regions may see.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet, Sum

from documents import snapshots
from indicators import cost_index, loading, trend_report, trend_report_data
from indicators.cost_index import Window
from indicators.models import Basis, CostReturn, ProfessionSum, PublishedFigure, TrendReport
from indicators.queries import breakdowns, costs, index, trend_report_revised
from indicators.trend_report_data import ChosenExample, Previous, Texts, TrendReportData
from indicators.trend_report_facts import Facts, PartFact, PartName, PublishedFact, RegionName
from staffing.models import CareArea, Profession, Region
from values.period import Period

BASIS = Basis.LOCKED
NATION = "Nation"
NO_CARE_AREA = PartName("none", "utan vårdområde (övrig personal)", "without care area (other staff)")
CHOICES = 12
"""Three years of quarters to choose from."""


# What the report is made of ------------------------------------------------------------------------------------------------


def report_for(report: TrendReport, now: datetime.datetime) -> TrendReportData:
    """Return the report as it would be frozen `now`: a fixed number of queries, however many regions.

    :raises InconsistentTrend: totals and details differ, so that the facts were not read as at one moment.
    """
    return trend_report.compose(facts_for(report, now))


def facts_for(report: TrendReport, now: datetime.datetime) -> Facts:
    """Return everything that the report says, as read `now`."""
    period = report.period
    targets = costs.targets()
    reported = costs.reported_periods(BASIS)
    first_year = min((one.year for one in reported), default=period.year)
    regions = list(Region.objects.order_by("code"))
    loaded = costs.region_figures(
        BASIS, trend_report.wanted_keys(period, first_year), [region.pk for region in regions]
    )
    code_of = {region.pk: region.code for region in regions}
    figures: dict[costs.Key, dict[str, cost_index.IndexFigure]] = {}
    for (region_id, key), (figure, _is_example) in loaded.items():
        figures.setdefault(key, {})[code_of[region_id]] = index.with_target(figure, region_id, targets)
    previous = previous_report(period)
    since = previous.data_time if previous else _a_year_before(period, now)
    return Facts(
        period=period,
        number=report.number,
        correction=report.correction.strip(),
        data_time=now,
        revised_since=since,
        previous=previous,
        target=targets.for_region(None, period.last_date),
        first_year=first_year,
        regions=tuple(RegionName(region.code, region.short_name) for region in regions),
        figures=figures,
        parts=_parts(period, code_of),
        professions=tuple(PartName(one.code, one.name_sv, one.name_en) for one in Profession.objects.all()),
        care_areas=(
            *(PartName(one.code, one.name_sv, one.name_en) for one in CareArea.objects.all()),
            NO_CARE_AREA,
        ),
        published=_published(),
        revised=trend_report_revised.changed_since(since, period, is_first=previous is None),
        texts=Texts(**{name: getattr(report, name).strip() for name in TrendReport.TEXTS}),
        is_example=any(is_example for _figure, is_example in loaded.values()),
        corrected=_corrected(report),
        chosen=chosen_of(report),
    )


def chosen_of(report: TrendReport) -> tuple[ChosenExample, ...]:
    """Return the good examples that the report tells, as they read when they were fetched."""
    return tuple(snapshots.from_plain(ChosenExample, one) for one in report.chosen_examples)


def read(snapshot: str) -> TrendReportData:
    """Return the report that a frozen file's snapshot holds."""
    return trend_report_data.from_snapshot(json.loads(snapshot))


def _a_year_before(period: Period, now: datetime.datetime) -> datetime.datetime:
    """Return the first moment of the twelve months that end with the period, in the zone of `now`."""
    first = cost_index.window_months(period, Window.R12).first_date
    return datetime.datetime.combine(first, datetime.time(), now.tzinfo)


def previous_report(period: Period) -> Previous | None:
    """Return the latest version of the report published of the nearest period before."""
    found = (
        TrendReport.objects.filter(published_at__isnull=False, first_month__lt=period.first_date)
        .select_related("file")
        .order_by("-first_month", "-number")
        .first()
    )
    if found is None or found.file is None or found.published_at is None:
        return None
    data = read(found.file.snapshot)
    return Previous(found.period.code, found.number, found.published_at, data.data_time)


def _corrected(report: TrendReport) -> TrendReportData | None:
    """Return the published version that this one corrects."""
    if report.number == 1:
        return None
    before = (
        TrendReport.objects.filter(
            first_month=report.first_month,
            length=report.length,
            number__lt=report.number,
            published_at__isnull=False,
        )
        .select_related("file")
        .order_by("-number")
        .first()
    )
    return None if before is None or before.file is None else read(before.file.snapshot)


def _parts(period: Period, code_of: Mapping[int, str]) -> tuple[PartFact, ...]:
    """Return the agency cost by region, profession and care area of each window and of the same a year before: two queries."""
    windows = [
        (window, is_before, months.year_before() if is_before else months)
        for window in (Window.R12, Window.PERIOD)
        for months in [cost_index.window_months(period, window)]
        for is_before in (False, True)
    ]
    every = [months for _window, _is_before, months in windows]
    first, last = min(every, key=lambda months: months.first_date), max(every, key=lambda months: months.last_date)
    returns = breakdowns.returns_between(None, first, last, BASIS)
    used = [
        (window, is_before, breakdowns.used_in(returns, months).return_ids) for window, is_before, months in windows
    ]
    rows = (
        ProfessionSum.objects.filter(cost_return_id__in=frozenset().union(*(ids for *_window, ids in used)))
        .order_by()
        .values_list("cost_return_id", "cost_return__region_id", "profession__code", "care_area__code")
        .annotate(agency=Sum("agency_sek"))
    )
    return tuple(
        PartFact(
            region=code_of[region_id],
            window=window,
            is_before=is_before,
            profession=profession,
            care_area=care_area or NO_CARE_AREA.key,
            agency_sek=costs.exact(agency),
        )
        for return_id, region_id, profession, care_area, agency in rows
        for window, is_before, ids in used
        if return_id in ids
    )


def _published() -> tuple[PublishedFact, ...]:
    references = loading.references()
    rows = PublishedFigure.objects.filter(entity=NATION, figure__in=trend_report.SERIES_FIGURES)
    return tuple(
        PublishedFact(
            period=one.period,
            figure=one.figure,
            unit=one.unit,
            value=one.value,
            source=references.get(one.source, one.source),
            note=one.note,
            is_approximate=one.is_approximate,
        )
        for one in rows.order_by("period", "source")
    )


# Which reports there are, and which can be made -----------------------------------------------------------------------------


def listed(reports: QuerySet[TrendReport]) -> QuerySet[TrendReport]:
    """Return the reports, the latest first, with what a list shows of each and without the files themselves."""
    return reports.select_related("job", "file", "workbook").defer(
        "snapshot", "file__content", "file__snapshot", "workbook__content", "workbook__snapshot"
    )


def latest_published(reports: QuerySet[TrendReport]) -> TrendReport | None:
    """Return the report to link to first: the latest version of the latest period."""
    return listed(reports.filter(published_at__isnull=False)).order_by("-first_month", "-number").first()


def newer_version(report: TrendReport) -> TrendReport | None:
    """Return the latest published version of the same period when it is another."""
    newer = TrendReport.objects.filter(
        first_month=report.first_month, length=report.length, number__gt=report.number, published_at__isnull=False
    )
    return newer.defer("snapshot").order_by("-number").first()


@dataclass(frozen=True)
class Choices:
    """The quarters that a report can be about, the latest first, and the one to begin with: the latest complete one."""

    periods: tuple[Period, ...]
    default: Period | None


def choices(today: datetime.date) -> Choices:
    """Return the ended quarters with locked returns, also those that no job has summed yet: four queries."""
    locked = CostReturn.objects.filter(counts_locked=True).order_by().values_list("first_month", "length").distinct()
    reported = sorted({*costs.reported_periods(BASIS), *(costs.period_at(*one) for one in locked)})
    ended = [one for one in index.series_axis(reported) if one.length == 3 and one.last_date <= today][-CHOICES:]  # noqa: PLR2004 -- a quarter
    if not ended:
        return Choices((), None)
    stored = costs.stored_nation(BASIS, [(one, Window.PERIOD) for one in ended], costs.targets())
    whole = [one for one in ended if (one, Window.PERIOD) in stored and stored[one, Window.PERIOD].is_complete]
    return Choices(tuple(reversed(ended)), (whole or ended)[-1])


# What a draft lacks ---------------------------------------------------------------------------------------------------------


class Standing(StrEnum):
    """How far a region without a locked figure has come with a period."""

    COUNTED_SOON = "locked"
    """Locked, and its figures are not computed yet."""
    SUBMITTED = "submitted"
    OPEN = "open"
    LONGER = "longer"
    MISSING = "missing"


@dataclass(frozen=True)
class Lacking:
    """A region that the report leaves out of some figure: what it lacks, and how far the period's own return has come."""

    code: str
    name: str
    missing: tuple[Period, ...]
    standing: Standing | None


@dataclass(frozen=True)
class Gaps:
    """What a draft lacks: regions, text blocks by name, good examples, and whether figures wait to be computed anew."""

    regions: tuple[Lacking, ...]
    texts: tuple[str, ...]
    is_stale: bool
    lacks_correction: bool
    lacks_examples: bool

    @property
    def is_complete(self) -> bool:
        """Whether nothing is lacking."""
        return not (self.regions or self.texts or self.is_stale or self.lacks_correction or self.lacks_examples)


def gaps(report: TrendReport, data: TrendReportData) -> Gaps:
    """Return what the draft lacks: two queries."""
    lacking = [line for line in data.regions if line.r12.ratio is None or line.period.ratio is None]
    standings = _standings(report.period, [line.code for line in lacking])
    return Gaps(
        regions=tuple(
            Lacking(
                line.code,
                line.name,
                tuple(Period.parse(code) for code in dict.fromkeys([*line.r12.missing, *line.period.missing])),
                standings.get(line.code, Standing.MISSING) if line.period.missing else None,
            )
            for line in lacking
        ),
        texts=tuple(report.empty_texts()),
        is_stale=costs.is_stale(None),
        lacks_correction=report.number > 1 and not report.correction.strip(),
        lacks_examples=not data.chosen,
    )


def _standings(period: Period, codes: Sequence[str]) -> dict[str, Standing]:
    """Return how far the latest return over any month of the period has come, by county code; what has none is left out."""
    if not codes:
        return {}
    rows = CostReturn.objects.filter(
        Q(region__code__in=codes),
        first_month__range=(datetime.date(period.year, 1, 1), period.last_date),
    ).order_by("number")
    found = {}
    for code, first, length, state in rows.values_list("region__code", "first_month", "length", "state"):
        one = costs.period_at(first, length)
        if one.overlaps(period):
            found[code] = _standing(one, period, state)
    return found


def _standing(one: Period, period: Period, state: str) -> Standing:
    if one.length > period.length:
        return Standing.LONGER
    return Standing(state)
