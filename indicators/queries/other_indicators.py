"""Other indicators as pages ask for them: a region's, or all regions' of one; given and computed figures alike."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser

from indicators import access, other_indicators
from indicators.cost_index import Window
from indicators.models import AssumptionCode, Indicator, IndicatorKind, IndicatorValue
from indicators.other_indicators import Change, Facts, Gap, Given, Outcome
from indicators.queries import costs, vacancies
from staffing.models import Region, User
from staffing.vacancy import Sum
from values.period import Period

SHOWN_PERIODS = 12
"""Periods of a small line at most, the latest."""
ALL_PERIODS = 60
"""Periods of the page of one indicator at most: five years of months, fifteen of quarters."""


@dataclass(frozen=True)
class Reading:
    """An indicator's figure of one period, or why there is none; `given` is what a person entered for it."""

    period: Period
    outcome: Outcome
    given: IndicatorValue | None = None
    is_example: bool = False
    missing: tuple[str, ...] = ()

    @property
    def figure(self) -> Decimal | None:
        return self.outcome.figure


@dataclass(frozen=True)
class Line:
    """One indicator of one region over time. `axis` are the periods in order, those without a figure as well."""

    indicator: Indicator
    region: Region
    axis: tuple[Period, ...]
    readings: Mapping[Period, Reading]

    def at(self, period: Period) -> Reading:
        """Return the reading of a period."""
        return self.readings.get(period) or Reading(period, other_indicators.missing(Gap.NOT_GIVEN))

    @property
    def series(self) -> list[Reading]:
        return [self.at(period) for period in self.axis]

    @property
    def latest(self) -> Reading | None:
        """Return the latest reading that has a figure."""
        return next((one for one in reversed(self.series) if one.figure is not None), None)

    @property
    def last(self) -> Reading | None:
        """Return the reading of the last period, with a figure or without."""
        return self.at(self.axis[-1]) if self.axis else None

    def change_at(self, period: Period) -> Change | None:
        """Return the change of a period's figure against the same period of the year before."""
        return other_indicators.change(
            self.at(period).figure,
            self.at(period.year_before()).figure,
            unit=self.indicator.unit,
            direction=self.indicator.direction,
        )

    def is_met_at(self, period: Period) -> bool | None:
        """Return whether the period's figure meets the target; None without either."""
        return other_indicators.meets(self.at(period).figure, self.indicator.target, self.indicator.direction)


def given_of(value: IndicatorValue) -> Given:
    """Return what a stored figure says, as the computations read it."""
    return Given(value.value, value.numerator, value.denominator)


def reading_of(value: IndicatorValue, unit: str) -> Reading:
    """Return a stored figure as a reading."""
    outcome = other_indicators.outcome_of(given_of(value), unit)
    return Reading(value.period, outcome, value, value.is_example)


Key = tuple[int, int]
"""Region id and indicator id."""


def given_readings(
    user: User | AnonymousUser, indicators: Collection[Indicator], region_ids: Collection[int] | None = None
) -> dict[Key, dict[Period, Reading]]:
    """Return the current figures of whole regions that the person may see, by region and indicator: one query."""
    by_id = {one.pk: one for one in indicators}
    values = access.visible_indicator_values(user).current().of_whole_regions().filter(indicator_id__in=by_id)
    if region_ids is not None:
        values = values.filter(region_id__in=region_ids)
    found: dict[Key, dict[Period, Reading]] = {}
    for value in values.order_by("first_month"):
        indicator = by_id[value.indicator_id]
        # The form keeps the length once there are figures; one of another length would stand at no place of the axis.
        if value.length == indicator.length:
            readings = found.setdefault((value.region_id, value.indicator_id), {})
            readings[value.period] = reading_of(value, indicator.unit)
    return found


def axis_to(last: Period, first: Period, most: int = SHOWN_PERIODS) -> tuple[Period, ...]:
    """Return the periods of one kind from `first`, or `most` of them, to `last`, in order."""
    axis = [last]
    while len(axis) < most and axis[-1] > first:
        axis.append(axis[-1].previous())
    return tuple(reversed(axis))


def _reported_axis(periods: Sequence[Period], length: int, today: datetime.date) -> tuple[Period, ...]:
    """Return the periods of a length that have ended and that the reported months reach into."""
    ended = [one for one in periods if one.last_date < today]
    if not ended:
        return ()
    last = Period.containing(ended[-1].last_date, length)
    last = last if last.last_date < today else last.previous()
    return axis_to(last, Period.containing(ended[0].first_date, length), ALL_PERIODS)


@dataclass(frozen=True)
class Assumed:
    """What is assumed, read once: the value in force on a day."""

    rows: tuple[tuple[str, datetime.date, Decimal], ...]

    def on(self, code: str, day: datetime.date) -> Decimal | None:
        """Return the latest value from that day or before."""
        known = [value for name, since, value in self.rows if name == code and since <= day]
        return known[-1] if known else None


def assumed() -> Assumed:
    """Return the assumptions in order of time: one query."""
    return Assumed(costs.assumptions())


def computed_readings(
    indicators: Iterable[Indicator],
    region_ids: Collection[int],
    own_fte: Mapping[int, Mapping[Period, Reading]],
    basis: str,
    today: datetime.date,
) -> dict[Key, dict[Period, Reading]]:
    """Return the computed indicators of regions on `basis`: four queries, however many regions, periods and indicators."""
    wanted = [one for one in indicators if one.kind == IndicatorKind.COMPUTED and one.code != other_indicators.VACANCY]
    if not wanted or not region_ids:
        return {}
    only = next(iter(region_ids)) if len(region_ids) == 1 else None
    periods = costs.reported_periods(basis, region_id=only)
    axes = {length: _reported_axis(periods, length, today) for length in {one.length for one in wanted}}
    keys = {(period, Window.PERIOD) for axis in axes.values() for period in axis}
    if not keys:
        return {}
    figures, assumptions = costs.region_figures(basis, keys, region_ids), assumed()
    found: dict[Key, dict[Period, Reading]] = {}
    for indicator in wanted:
        for region_id in region_ids:
            readings = found.setdefault((region_id, indicator.pk), {})
            for period in axes[indicator.length]:
                own = own_fte.get(region_id, {}).get(period)
                readings[period] = _computed(
                    indicator, period, figures[region_id, (period, Window.PERIOD)], own, assumptions
                )
    return found


def _computed(
    indicator: Indicator, period: Period, known: costs.Known, own_fte: Reading | None, assumptions: Assumed
) -> Reading:
    figure, is_example = known
    facts = Facts(
        months=period.length,
        cost=figure.cost,
        annual_hours=assumptions.on(AssumptionCode.ANNUAL_HOURS, period.last_date),
        weekly_hours=assumptions.on(AssumptionCode.WEEKLY_HOURS, period.last_date),
        own_fte=own_fte.figure if own_fte else None,
    )
    outcome = other_indicators.computed(indicator.code, facts)
    is_example = is_example or bool(own_fte and own_fte.is_example)
    return Reading(period, outcome, is_example=is_example and outcome.figure is not None, missing=figure.missing)


def vacancy_readings(
    user: User | AnonymousUser, indicators: Iterable[Indicator], region_ids: Collection[int], today: datetime.date
) -> dict[Key, dict[Period, Reading]]:
    """Return the vacancy rate of the regions where the person reads it, if it is among the indicators: one query."""
    wanted = [one for one in indicators if one.code == other_indicators.VACANCY and not one.is_entered]
    return {
        (region_id, indicator.pk): {period: vacancy_reading(period, posts) for period, posts in by_period.items()}
        for indicator in wanted
        for region_id, by_period in vacancies.sums_of(user, region_ids, indicator.length, today).items()
    }


def vacancy_reading(period: Period, posts: Sum | None) -> Reading:
    """Return the vacancy rate of what the counts of posts say on the last day of a period."""
    outcome = other_indicators.computed(other_indicators.VACANCY, Facts(period.length, posts=posts))
    return Reading(period, outcome, is_example=bool(posts and posts.is_example))


def _with_own_fte(indicators: Collection[Indicator]) -> list[Indicator]:
    """Return the indicators, and the own full-time equivalents that a computed one of them may stand on."""
    found = list(indicators)
    is_computed = any(one.kind == IndicatorKind.COMPUTED for one in found)
    if is_computed and all(one.code != other_indicators.OWN_FTE for one in found):
        found += Indicator.objects.filter(code=other_indicators.OWN_FTE)
    return found


def readings_of(
    user: User | AnonymousUser,
    indicators: Collection[Indicator],
    regions: Collection[Region],
    basis: str,
    today: datetime.date,
) -> dict[Key, dict[Period, Reading]]:
    """Return the figures of indicators and regions, given and computed: at most seven queries."""
    region_ids = [region.pk for region in regions]
    loaded = _with_own_fte(indicators)
    given = given_readings(user, loaded, region_ids)
    own_id = next((one.pk for one in loaded if one.code == other_indicators.OWN_FTE), None)
    own_fte = {region_id: given.get((region_id, own_id), {}) for region_id in region_ids} if own_id else {}
    computed = computed_readings(indicators, region_ids, own_fte, basis, today)
    return given | computed | vacancy_readings(user, indicators, region_ids, today)


def line_of(
    indicator: Indicator,
    region: Region,
    readings: Mapping[Period, Reading],
    last: Period | None = None,
    most: int = SHOWN_PERIODS,
) -> Line:
    """Return the readings of one indicator in one region as a line that ends with `last`, else with its own last period."""
    known = sorted(readings)
    if not known:
        return Line(indicator, region, (last,) if last else (), readings)
    return Line(indicator, region, axis_to(last or known[-1], known[0], most), readings)


def region_lines(region: Region, user: User | AnonymousUser, basis: str, today: datetime.date) -> list[Line]:
    """Return every indicator in use with the region's figures: at most eight queries."""
    indicators = list(access.visible_indicators(user).filter(retired_at__isnull=True))
    found = readings_of(user, indicators, [region], basis, today)
    return [line_of(one, region, found.get((region.pk, one.pk), {})) for one in indicators]


def region_line(
    indicator: Indicator, region: Region, user: User | AnonymousUser, basis: str, today: datetime.date
) -> Line:
    """Return one indicator with the region's figures: at most six queries."""
    found = readings_of(user, [indicator], [region], basis, today)
    return line_of(indicator, region, found.get((region.pk, indicator.pk), {}), most=ALL_PERIODS)


def entered_strip(region: Region, user: User | AnonymousUser) -> list[Line]:
    """Return the entered indicators in use with the region's figures: two queries. The computed ones are on their own page."""
    indicators = list(access.visible_indicators(user).filter(retired_at__isnull=True, kind=IndicatorKind.ENTERED))
    found = given_readings(user, indicators, [region.pk]) if indicators else {}
    return [line_of(one, region, found.get((region.pk, one.pk), {})) for one in indicators]


@dataclass(frozen=True)
class Part:
    """A part of a region in one period: what it is, and its figure."""

    organisation: str
    profession: str
    care_area: str
    reading: Reading


def parts_of(indicator: Indicator, region: Region, user: User | AnonymousUser) -> list[Part]:
    """Return the current figures of parts of the region, the latest period first: one query."""
    values = access.visible_indicator_values(user).current().filter(indicator=indicator, region=region)
    values = values.exclude(organisation__isnull=True, profession__isnull=True, care_area__isnull=True)
    return [
        Part(
            str(one.organisation or ""),
            str(one.profession or ""),
            str(one.care_area or ""),
            reading_of(one, indicator.unit),
        )
        for one in values.select_related("organisation", "profession", "care_area").order_by(
            "-first_month", "organisation__name", "profession__order", "care_area__order"
        )
    ]


def versions_of(indicator: Indicator, region: Region, user: User | AnonymousUser) -> list[IndicatorValue]:
    """Return every version of what has been corrected, the latest period first: one query."""
    values = access.visible_indicator_values(user).filter(indicator=indicator, region=region)
    corrected = [
        (one.organisation_id, one.profession_id, one.care_area_id, one.first_month, one.length)
        for one in values.filter(number__gt=1).order_by()
    ]
    if not corrected:
        return []
    wanted = set(corrected)
    rows = values.filter(first_month__in={one[3] for one in wanted})
    return [
        one
        for one in rows.select_related("organisation", "profession", "care_area", "entered_by").order_by(
            "-first_month", "organisation__name", "profession__order", "care_area__order", "-number"
        )
        if (one.organisation_id, one.profession_id, one.care_area_id, one.first_month, one.length) in wanted
    ]


@dataclass(frozen=True)
class NationLines:
    """One indicator of all regions at one period.

    `whole` is the figure of the regions that have one, together; `change` is of those that have the year before as well.
    """

    indicator: Indicator
    period: Period
    periods: tuple[Period, ...]
    lines: tuple[Line, ...]
    whole: Outcome
    change: Change | None

    @property
    def with_figure(self) -> int:
        return sum(1 for line in self.lines if line.at(self.period).figure is not None)

    @property
    def is_example(self) -> bool:
        return any(line.at(self.period).is_example for line in self.lines)


def nation_lines(
    indicator: Indicator, user: User | AnonymousUser, basis: str, today: datetime.date, asked: str = ""
) -> NationLines | None:
    """Return the regions side by side at the asked period, else at the latest that most of them have: seven queries at most."""
    regions = list(Region.objects.order_by("code"))
    found = readings_of(user, [indicator], regions, basis, today)
    by_region = {region: found.get((region.pk, indicator.pk), {}) for region in regions}
    counts: dict[Period, int] = {}
    for readings in by_region.values():
        for period, reading in readings.items():
            counts[period] = counts.get(period, 0) + (reading.figure is not None)
    offered = sorted((period for period, count in counts.items() if count), reverse=True)
    if not offered:
        return None
    default = max(offered[:4], key=lambda one: (counts[one], one))
    period = next((one for one in offered if one.code == asked), default)
    lines = tuple(line_of(indicator, region, readings, period) for region, readings in by_region.items())
    whole = other_indicators.together([line.at(period).outcome for line in lines], indicator.unit)
    return NationLines(indicator, period, tuple(offered), lines, whole, _change_together(indicator, lines, period))


def _change_together(indicator: Indicator, lines: Sequence[Line], period: Period) -> Change | None:
    """Return the change in a year over the regions that have both years."""
    both = [(line.at(period).outcome, line.at(period.year_before()).outcome) for line in lines]
    known = [(now, before) for now, before in both if now.figure is not None and before.figure is not None]
    return other_indicators.change(
        other_indicators.together([now for now, _before in known], indicator.unit).figure,
        other_indicators.together([before for _now, before in known], indicator.unit).figure,
        unit=indicator.unit,
        direction=indicator.direction,
    )
