"""A plan's timeline: what its page and its charts say, made from the plan's snapshot."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from documents import charts
from documents.charts import Shade
from plans import timeline as rules
from plans.deadlines import DeadlineKind, describe
from plans.models import Activity, HealthChoice, Plan, ProgressChoice
from plans.models.activities import FINISHED, OPEN
from plans.plan_snapshot import PlanActivity, PlanSnapshot, Section
from plans.queries.plans import FilterChoices
from staffing.models import Profession
from values import ratio
from values.months import MONTH_NAMES_EN, MONTH_NAMES_SV
from values.period import Period

MOST_OPEN = 60
"""So many activities are shown at once; in a longer plan the sections are folded."""

MOST_COMPACT = 150
"""Up to so many a chart is drawn for phones as well; beyond it the wide one scrolls in its box."""


def created_dates(plan: Plan) -> dict[int, datetime.date]:
    """Return the day on which each activity came into the plan, by its key in a snapshot, in one query."""
    rows = Activity.objects.filter(plan=plan).annotate(key=Coalesce("revises", "pk")).order_by()
    return {key: timezone.localdate(at) for key, at in rows.values_list("key", "created_at")}


def wanted_of(cleaned: Mapping[str, Any], choices: FilterChoices, titles: Mapping[int, str]) -> rules.Wanted:
    """Return what the list's filters ask for, in the words of a snapshot; `titles` are those of the responsible roles."""

    def title(pairs: Sequence[tuple[int, str]], name: str) -> str:
        return next((label for key, label in pairs if str(key) == str(cleaned.get(name) or "")), "")

    asked = cleaned.get("responsible") or ""
    return rules.Wanted(
        text=cleaned.get("q") or "",
        section=title(choices.sections, "section"),
        area=title(choices.areas, "area"),
        responsible=titles.get(int(asked), "") if asked else "",
        progress=cleaned.get("progress") or "",
        health=cleaned.get("health") or "",
        deadline=cleaned.get("deadline") or "",
    )


@dataclass(frozen=True)
class Line:
    """An activity in the table under a chart."""

    activity: PlanActivity
    area: str
    responsible: str
    deadline: str
    moved_from: datetime.date | None
    status: tuple[str, str]
    health: tuple[str, str] | None


@dataclass(frozen=True)
class Part:
    """A section with its chart and its table."""

    key: int
    title: str
    count: int
    summary: str
    chart: SafeString
    lines: list[Line]


@dataclass(frozen=True)
class Timeline:
    """What the page shows; `milestones` is None when the plan has none in the window."""

    parts: list[Part]
    count: int
    is_folded: bool
    milestones: SafeString | None
    milestone_lines: list[tuple[str, str, str]]


def timeline_of(
    plan: PlanSnapshot,
    wanted: rules.Wanted,
    *,
    created: Mapping[int, datetime.date],
    window: rules.Window | None,
    today: datetime.date,
    today_text: str = "",
) -> tuple[Timeline, rules.Window, rules.Window]:
    """Return the timeline with the window that it shows and the whole plan's; `today_text` names the day when it is a past one."""
    lanes = {
        one.key: rules.lane_of(
            one, plan_start=plan.plan.start_date, plan_end=plan.plan.end_date, created=created.get(one.key)
        )
        for one in plan.activities
    }
    whole = rules.whole_window(plan, lanes.values())
    shown = window or whole
    activities = rules.kept(plan, wanted, today)
    areas = {area.key: area.title for area in plan.areas}
    of_sections = [(section, [one for one in activities if one.section == section.key]) for section in plan.sections]
    rows = {section.key: _rows(own, lanes, areas) for section, own in of_sections}
    flags, lines = _milestone_rows(plan)
    axis = {
        "first": shown.first,
        "last": shown.last,
        "ticks": _ticks(shown),
        "today": today,
        "today_text": today_text or _("today"),
        "room": charts.texts_width(row for part in (*rows.values(), flags) for row in part),
    }
    with_compact = len(activities) <= MOST_COMPACT
    parts = [
        _part(section, areas, own, lanes, rows=rows[section.key], axis=axis, with_compact=with_compact)
        for section, own in of_sections
        if own
    ]
    milestones = _milestones(flags, len(lines), axis) if lines else None
    return Timeline(parts, len(activities), len(activities) > MOST_OPEN, milestones, lines), shown, whole


def _rows(
    activities: Sequence[PlanActivity], lanes: Mapping[int, rules.Lane], areas: Mapping[int, str]
) -> list[charts.TimelineRow]:
    """Return a row for each activity, under a heading for each area."""
    rows: list[charts.TimelineRow] = []
    area = None
    for one in activities:
        if one.area != area:
            area = one.area
            rows.append(charts.TimelineRow(areas.get(area, ""), is_heading=True))
        rows.append(_row(one, lanes[one.key]))
    return rows


def _part(
    section: Section,
    areas: Mapping[int, str],
    activities: Sequence[PlanActivity],
    lanes: Mapping[int, rules.Lane],
    *,
    rows: list[charts.TimelineRow],
    axis: Mapping[str, Any],
    with_compact: bool,
) -> Part:
    count, late, without = rules.counts(activities, [lanes[one.key] for one in activities])
    summary = _summary(count, late, without)
    chart = _chart(
        f"tidslinje-{section.key}",
        title=f"{section.title}: {summary}",
        description=_("Each row is an activity. The table under the chart says the same in words."),
        rows=rows,
        axis=axis,
        with_compact=with_compact,
    )
    lines = [_line(one, areas.get(one.area, "")) for one in activities]
    return Part(section.key, section.title, count, summary, chart, lines)


def _chart(
    id_prefix: str,
    *,
    title: str,
    description: str,
    rows: list[charts.TimelineRow],
    axis: Mapping[str, Any],
    with_compact: bool,
) -> SafeString:
    texts: dict[str, Any] = {"title": title, "description": description, "rows": rows}
    wide = charts.timeline(id_prefix=f"{id_prefix}-bred", **texts, **axis)
    if not with_compact:
        return wide
    compact = charts.timeline(id_prefix=f"{id_prefix}-smal", width=charts.COMPACT, **texts, **axis)
    return format_html('<div class="chart-wide">{}</div><div class="chart-compact">{}</div>', wide, compact)


def _summary(count: int, late: int, without: int) -> str:
    said = [ngettext("%(count)s activity", "%(count)s activities", count) % {"count": count}]
    if late:
        said.append(ngettext("%(count)s late", "%(count)s late", late) % {"count": late})
    if without:
        said.append(ngettext("%(count)s without a date", "%(count)s without a date", without) % {"count": without})
    return ", ".join(said)


def _row(one: PlanActivity, lane: rules.Lane) -> charts.TimelineRow:
    marks = []
    if lane.point:
        marks.append(charts.TimelineMark(lane.point, charts.MarkKind.DUE))
    if (first := rules.moved_from(one)) is not None:
        marks.insert(0, charts.TimelineMark(first, charts.MarkKind.ORIGINAL))
    if one.completed_date:
        marks.append(charts.TimelineMark(one.completed_date, charts.MarkKind.DONE))
    drawn = rules.drawn_span(one, lane)
    bar = charts.TimelineBar(*drawn, shade_of(one)) if drawn else None
    return charts.TimelineRow(
        label=one.title,
        text=_status_words(one),
        bar=bar,
        span=lane.span,
        marks=tuple(marks),
        note="" if bar else deadline_words(one),
    )


def shade_of(one: PlanActivity) -> Shade:
    """Return how the bar is filled: ways that differ without colour."""
    if one.progress in FINISHED:
        return Shade.SOLID
    if one.progress in OPEN and one.health == HealthChoice.LATE:
        return Shade.DOTTED
    shades = {ProgressChoice.IN_PROGRESS: Shade.HATCHED, ProgressChoice.NOT_STARTED: Shade.OPEN}
    return shades.get(ProgressChoice(one.progress), Shade.LIGHT)


def _status_words(one: PlanActivity) -> str:
    word = str(ProgressChoice(one.progress).label)
    if one.progress in OPEN and one.health != HealthChoice.ON_TRACK:
        return f"{word}, {HealthChoice(one.health).label}"
    return word


def deadline_words(one: PlanActivity) -> str:
    """Return the deadline as printed; what kind it is where nothing is printed."""
    return one.deadline_text or describe(DeadlineKind(one.deadline_kind), get_language() or "sv")


def _line(one: PlanActivity, area: str) -> Line:
    is_judged = one.progress in OPEN and one.health != HealthChoice.ON_TRACK
    return Line(
        activity=one,
        area=area,
        responsible="; ".join(role.title for role in one.responsibles),
        deadline=deadline_words(one),
        moved_from=rules.moved_from(one),
        status=(one.progress, str(ProgressChoice(one.progress).label)),
        health=(one.health, str(HealthChoice(one.health).label)) if is_judged else None,
    )


def _ticks(window: rules.Window) -> list[charts.TimelineTick]:
    english = (get_language() or "sv").startswith("en")
    months = MONTH_NAMES_EN if english else MONTH_NAMES_SV
    words = {
        rules.TickKind.YEAR: lambda day: str(day.year),
        rules.TickKind.QUARTER: lambda day: f"{'Q' if english else 'K'}{(day.month + 2) // 3}",
        rules.TickKind.MONTH: lambda day: months[day.month - 1][:3],
    }
    return [
        charts.TimelineTick(place.day, words[place.kind](place.day), place.kind is rules.TickKind.YEAR)
        for place in rules.tick_places(window)
    ]


def _milestone_rows(plan: PlanSnapshot) -> tuple[list[charts.TimelineRow], list[tuple[str, str, str]]]:
    """Return the glide path as flags, a row for each organisation and profession, and the same as lines of a table."""
    if not plan.milestones:
        return [], []
    language = get_language() or "sv"
    names = {row.code: row.name for row in Profession.objects.all()}
    rows: dict[str, list[charts.TimelineMark]] = {}
    lines = []
    for one in plan.milestones:
        period = Period.parse(one.period_code)
        label = (
            f"{one.organisation}, {names.get(one.profession, one.profession)}" if one.profession else one.organisation
        )
        share = ratio.format_percent(one.target_ratio, language=language)
        rows.setdefault(label, []).append(charts.TimelineMark(period.last_date, charts.MarkKind.MILESTONE, share))
        lines.append((label, period.label(language), share))
    return [charts.TimelineRow(label, marks=tuple(marks)) for label, marks in rows.items()], lines


def _milestones(rows: list[charts.TimelineRow], count: int, axis: Mapping[str, Any]) -> SafeString:
    title = ngettext("%(count)s milestone of the phase-out", "%(count)s milestones of the phase-out", count)
    return _chart(
        "tidslinje-delmal",
        title=title % {"count": count},
        description=_("A flag stands at the end of the period in which the share is to be reached."),
        rows=rows,
        axis=axis,
        with_compact=True,
    )


def zoom_words(zoom: rules.Zoom) -> str:
    """Return what a window is called."""
    if zoom.kind is rules.TickKind.YEAR:
        return str(zoom.window.first.year)
    return Period.containing(zoom.window.first, 3).label(get_language() or "sv")


def window_words(window: rules.Window) -> str:
    """Return the first and last day of what is shown."""
    return f"{window.first.isoformat()} – {window.last.isoformat()}"
