"""The statistics of hires in lines: the same for page, workbook and CSV; a figure that is missing says why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents import sheets
from staffing.hire_statistics import Became, Caught, Counted, LeadTime, Span
from staffing.hire_statistics_quarters import QuarterFigures
from staffing.hire_statistics_queries import PlaceLine, Recorded, Statistics
from staffing.models import HireRoute, HireState
from staffing.templatetags import oberoende
from values.numbers import round_half_up

SECONDS_IN_HOUR, HOURS_IN_DAY = 3_600, 24
COUNT, SHARE, SEK, TIME = "count", "share", "sek", "time"
Value = Decimal | int | timedelta | None


@dataclass(frozen=True)
class Line:
    """A figure of the span and of the same span a year before; `why` says why one is missing, `query` which requests it counts."""

    label: str
    kind: str
    now: Value
    before: Value
    why: str = ""
    query: str | None = None
    query_before: str | None = None
    is_only_unrecorded: bool = False

    def unrecorded(self, now: str, before: str) -> Line:
        """Return the line without the figures of which nothing is recorded: of each the reason, or nothing when it is known."""
        is_otherwise = (not now and self.now is None) or (not before and self.before is None)
        return replace(
            self,
            now=None if now else self.now,
            before=None if before else self.before,
            query=None if now else self.query,
            query_before=None if before else self.query_before,
            why=self.why if is_otherwise else now or before,
            is_only_unrecorded=not is_otherwise,
        )

    @property
    def now_text(self) -> str:
        return text_of(self.kind, self.now)

    @property
    def before_text(self) -> str:
        return text_of(self.kind, self.before)

    @property
    def why_if_missing(self) -> str:
        return self.why if self.now is None or self.before is None else ""


@dataclass(frozen=True)
class Part:
    """Lines under one heading; `note` says how they are counted."""

    key: str
    title: str
    lines: tuple[Line, ...]
    note: str = ""


def text_of(kind: str, value: Value) -> str:
    """Return a figure as it is read, the dash where it is missing."""
    if value is None:
        return oberoende.missing()
    if isinstance(value, timedelta):
        return time_words(value)
    if kind == SHARE:
        return oberoende.percent(Decimal(value))
    return oberoende.sek(Decimal(value)) if kind == SEK else oberoende.number(value)


def time_words(time: timedelta) -> str:
    """Return days and whole hours, such as "2 days 5 h"; half an hour and more is a whole one."""
    hours = int(round_half_up(Decimal(int(time.total_seconds())) / SECONDS_IN_HOUR))
    days, rest = divmod(hours, HOURS_IN_DAY)
    said = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    return _("%(days)s %(hours)s h") % {"days": said, "hours": rest}


def hours_of(time: timedelta) -> Decimal:
    """Return hours for a file, to one decimal."""
    return round_half_up(Decimal(int(time.total_seconds())) / SECONDS_IN_HOUR, 1)


def _address(region_code: str, span: Span, filters: dict[str, Any]) -> str:
    days = {"asked_from": span.first.isoformat(), "asked_to": span.last.isoformat()}
    return f"{reverse('hire_list')}?{urlencode({'region': region_code, 'tab': 'all', **days, **filters})}"


class _Links:
    """The addresses of the list of hires, filtered as a figure counts."""

    def __init__(self, found: Statistics, region_code: str) -> None:
        self.code, self.spans = region_code, (found.span, found.span_before)

    def both(self, **filters: Any) -> dict[str, Any]:
        """Return the address for each of the spans."""
        return {"query": self._one(self.spans[0], filters), "query_before": self._one(self.spans[1], filters)}

    def _one(self, span: Span, filters: dict[str, Any]) -> str:
        return _address(self.code, span, filters)


def quarter_address(one: QuarterFigures, region_code: str) -> str:
    """Return the address of the list of the quarter's requests; nothing where there is none."""
    return _address(region_code, Span(one.period.first_date, one.period.last_date), {}) if one.asked else ""


def became_words() -> dict[Became, str]:
    """Return what can become of a request, in words."""
    return {
        Became.GRANTED: _("Granted"),
        Became.CHANGED: _("Granted with changes"),
        Became.REFUSED: _("Refused"),
        Became.WITHDRAWN: _("Withdrawn"),
        Became.WAITING: _("Wait"),
    }


def outcomes_in_order(found: Statistics) -> list[tuple[Became, str]]:
    """Return what can become of a request, in words, the most frequent of the span first: bars and table alike."""
    return sorted(became_words().items(), key=lambda item: -found.now.became[item[0]])


def parts(found: Statistics, region_code: str) -> list[Part]:
    """Return every figure but the places', in the order of the page."""
    links = _Links(found, region_code)
    shown = [
        _requests(found, links),
        _times(found, links),
        _orders(found, links),
        _stops(found, links),
        *_reasons(found, links),
    ]
    whys = unrecorded_words(found)
    if not any(whys):
        return shown
    return [replace(one, lines=tuple(line.unrecorded(*whys) for line in one.lines)) for one in shown]


def unrecorded_words(found: Statistics) -> tuple[str, str]:
    """Return why the span and the year before are missing; nothing of one whose requests are recorded."""
    now = "" if found.is_now_recorded else _why_unrecorded(found.recorded, found.span)
    return now, "" if found.is_before_recorded else _why_unrecorded(found.recorded, found.span_before)


def _why_unrecorded(known: Recorded, span: Span) -> str:
    first = min((day for day in (known.own_from, known.brought_in_from) if day), default=None)
    if first is not None and first > span.last:
        return _("no request is recorded here before %(day)s") % {"day": first.isoformat()}
    if known.own_from is None:
        return _("no request of these days is recorded here")
    words = _("requests are made here from %(day)s, and none of these days is brought in from before")
    return words % {"day": known.own_from.isoformat()}


def _counts(found: Statistics, links: _Links, label: str, take: Callable[[Counted], int], **filters: Any) -> Line:
    return Line(label, COUNT, take(found.now), take(found.before), **links.both(**filters))


def _shares(found: Statistics, label: str, take: Callable[[Counted], Decimal | None], why: str) -> Line:
    return Line(label, SHARE, take(found.now), take(found.before), why)


def _requests(found: Statistics, links: _Links) -> Part:
    outcomes = {one: HireState.REQUESTED if one == Became.WAITING else one for one in Became}
    lines = [_counts(found, links, _("Requests asked for"), lambda one: one.asked)]
    for became, words in outcomes_in_order(found):
        lines.append(
            _counts(found, links, words, lambda one, became=became: one.became[became], outcome=str(outcomes[became]))  # type: ignore[misc]
        )
    lines += [
        _shares(found, _("Granted, of those decided"), lambda one: one.granted_share, _("nothing is decided")),
        _counts(found, links, _("Asked for as urgent"), lambda one: one.urgent, route=HireRoute.URGENT.value),
        _shares(found, _("Urgent, of those asked for"), lambda one: one.urgent_share, _("nothing was asked for")),
        _counts(found, links, _("Renewals of an earlier hire"), lambda one: one.renewals, renewal="1"),
        Line(_("Asked for (kr)"), SEK, found.now.asked_sek, found.before.asked_sek),
        Line(_("Granted (kr)"), SEK, found.now.granted_sek, found.before.granted_sek),
    ]
    note = _("Requests by the day they were asked for, and what had become of them when this was read.")
    return Part("requests", _("Requests"), tuple(lines), note)


def _times(found: Statistics, links: _Links) -> Part:
    def line(label: str, take: Callable[[LeadTime], timedelta]) -> Line:
        now, before = (None if one.lead is None else take(one.lead) for one in (found.now, found.before))
        return Line(label, TIME, now, before, _("nothing is decided"))

    lines = (
        line(_("Half are decided within (median)"), lambda one: one.median),
        line(_("Nine in ten are decided within (90th percentile)"), lambda one: one.ninetieth),
        _counts(
            found,
            links,
            _("Decided requests that this is of"),
            lambda one: one.lead.count if one.lead else 0,
            outcome="decided",
        ),
    )
    note = _(
        "From request to decision, nights and weekends included. The median is the middle time, or the mean of the two in the "
        "middle; the 90th percentile is the shortest time that at least nine in ten do not exceed (nearest rank). Computed on "
        "exact times, printed in days and whole hours."
    )
    return Part("times", _("Time to decision"), lines, note)


def _orders(found: Statistics, links: _Links) -> Part:
    now, before = found.now, found.before
    why = _("nothing is ordered")
    lines = (
        _counts(found, links, _("Hires ordered"), lambda one: one.framework.count, outcome="ordered"),
        Line(_("Ordered inside the framework"), COUNT, now.framework.inside, before.framework.inside),
        _shares(found, _("Inside the framework, of the number"), lambda one: one.framework.share, why),
        Line(_("Ordered (kr)"), SEK, now.framework.sek, before.framework.sek),
        _shares(found, _("Inside the framework, of the kronor"), lambda one: one.framework.share_of_sek, why),
        Line(_("Granted above the list price"), COUNT, now.over_list.count, before.over_list.count),
        Line(_("Above the list price (kr)"), SEK, now.over_list.sek, before.over_list.sek),
        Line(
            _("Granted without a list price to compare with"), COUNT, now.over_list.unlisted, before.over_list.unlisted
        ),
    )
    note = _(
        "Of the requests above. Kronor ordered are granted hours times the price ordered at. Above the list is the price less the "
        "list price, times granted hours, of the hires whose price is above the list; a price below it takes nothing away."
    )
    return Part("orders", _("Framework agreement and price"), lines, note)


def _stops(found: Statistics, links: _Links) -> Part:
    def line(label: str, take: Callable[[Caught], int], **filters: Any) -> Line:
        return _counts(found, links, label, lambda one: take(one.stop), stop="1", **filters)

    now, before = found.now.stop, found.before.stop
    lines = (
        line(_("Requests asked for"), lambda one: one.requests),
        # Granted as asked for and with changes: the list shows them apart.
        Line(_("Granted one level up"), COUNT, now.granted, before.granted),
        line(_("Refused"), lambda one: one.refused, outcome="refused"),
        line(_("Withdrawn"), lambda one: one.withdrawn, outcome="withdrawn"),
        line(_("Wait"), lambda one: one.waiting, outcome="requested"),
        Line(_("Refused (kr)"), SEK, now.refused_sek, before.refused_sek),
    )
    note = _(
        "Requests for work of which some day falls inside a hire stop. Why somebody withdrew a request is not known."
    )
    return Part("stops", _("Inside hire stops"), lines, note)


def _reasons(found: Statistics, links: _Links) -> Iterator[Part]:
    for key, title, take, name in (
        ("reasons", _("Reasons to ask"), lambda one: one.reasons, "reason"),
        ("refusals", _("Reasons to refuse"), lambda one: one.refusals, "refusal"),
    ):
        now, before = dict(take(found.now)), dict(take(found.before))
        keys = [*now, *(one for one in before if one not in now)]
        lines = tuple(
            Line(
                capfirst(found.reason_names[one]),
                COUNT,
                now.get(one, 0),
                before.get(one, 0),
                **links.both(**{name: one}),
            )
            for one in keys
        )
        yield Part(key, title, lines)


# As files -----------------------------------------------------------------------------------------------------------


def span_words(span: Span) -> str:
    """Return the days, first and last."""
    return f"{span.first.isoformat()} – {span.last.isoformat()}"


def _file_value(kind: str, value: Value) -> Decimal | int | None:
    """Return a time in hours, a share with four decimals, and the rest as it is."""
    if isinstance(value, timedelta):
        return hours_of(value)
    return round_half_up(value, 4) if kind == SHARE and value is not None else value


def _units() -> dict[str, str]:
    return {COUNT: _("number"), SHARE: _("share"), SEK: _("kr"), TIME: _("hours")}


def figures_sheet(found: Statistics, region_code: str) -> sheets.TableSpec:
    """Return every figure as a table: a row a figure, shares as fractions of one, times in hours; what is missing is empty."""
    columns = [
        sheets.Column(_("Part")),
        sheets.Column(_("What is measured"), width=48),
        sheets.Column(_("Unit of the figure")),
        sheets.Column(span_words(found.span), "number"),
        sheets.Column(span_words(found.span_before), "number"),
        sheets.Column(_("Why it is missing")),
    ]
    units, shown = _units(), parts(found, region_code)
    rows: list[Sequence[Any]] = [
        [
            part.title,
            line.label,
            units[line.kind],
            _file_value(line.kind, line.now),
            _file_value(line.kind, line.before),
            line.why_if_missing,
        ]
        for part in shown
        for line in part.lines
    ]
    notes = [f"{part.title}: {part.note}" for part in shown if part.note]
    return sheets.TableSpec(title=_("Statistics of hires"), columns=columns, rows=rows, notes=notes)


def places_sheet(found: Statistics) -> sheets.TableSpec:
    """Return the places as a table: weeks and kronor of the days in the span; what is not known is empty."""
    columns = [
        sheets.Column(_("Organisation"), width=40),
        sheets.Column(_("Level in the tree"), "number"),
        sheets.Column(_("Hires"), "number"),
        sheets.Column(_("Weeks"), "number", decimals=1),
        sheets.Column(_("Granted (kr)"), "money"),
        sheets.Column(_("Actual cost (kr)"), "money"),
        sheets.Column(_("Hires whose actual cost is known"), "number"),
        sheets.Column(_("Weeks, a year before"), "number", decimals=1),
        sheets.Column(_("Granted, a year before (kr)"), "money"),
        sheets.Column(_("Actual cost, a year before (kr)"), "money"),
    ]
    return sheets.TableSpec(
        title=_("Units"),
        columns=columns,
        rows=[_place_row(one, found) for one in found.places],
        notes=[places_note()],
    )


def _place_row(one: PlaceLine, found: Statistics) -> list[Any]:
    now, before = one.now, one.before
    of_now = [now.hires, round_half_up(now.weeks, 1), now.granted_sek, now.actual_sek, now.known]
    of_before = [round_half_up(before.weeks, 1), before.granted_sek, before.actual_sek]
    return [
        *(one.name, one.depth),
        *(of_now if found.is_now_recorded else [None] * 5),
        *(of_before if found.is_before_recorded else [None] * 3),
    ]


def places_note() -> str:
    """Return how weeks and kronor of places are counted."""
    return _(
        "By the days worked, not by the day of request: granted hires with some day in the period, and of each only the part in it, "
        "even over its days. Weeks are calendar weeks of hire. Each row holds all below it. The actual cost is of the hires that "
        "are followed up, and of those that were never filled: they cost nothing."
    )
