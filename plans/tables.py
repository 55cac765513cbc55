"""The tables of plans and activities, and the progress bars beside them.

An activity list can be five hundred rows long, so its rows are plain dictionaries that the template prints as they are:
words are translated once a table and addresses built once a table, not once a cell.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import django_tables2 as tables
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, npgettext_lazy
from django.utils.translation import gettext_lazy as _

from plans.deadlines import DeadlineKind
from plans.models import HealthChoice, KindChoice, MailState, ProgressChoice, Reminder
from plans.models.activities import OPEN
from plans.progress import STALE_DAYS, Health, Progress, ProgressSummary, says_something
from plans.queries import reminder_log
from staffing.collation import swedish
from staffing.templatetags import oberoende

NUMBERS = {"th": {"class": "num"}, "td": {"class": "num"}}
PAGE_SIZES = (50, 100, 200, 500)
# A plan is read as a whole: what a steering group would see on paper fits on the first page.
USUAL_PAGE_SIZE = 100


def _nulls_last(queryset: QuerySet[Any, Any], field: str, is_descending: bool) -> tuple[QuerySet[Any, Any], bool]:  # noqa: FBT001
    key = F(field).desc(nulls_last=True) if is_descending else F(field).asc(nulls_last=True)
    return queryset.order_by(key, "pk"), True


class PagedTable(tables.Table):
    """A table that shows the nearest page there is, whatever number the address names."""

    def show_page(self, number: str | None, per_page: int, count: int | None = None) -> None:
        """Choose the page to print; `count` is how many rows there are, where that is known."""
        self.paginator = Paginator(self.rows, per_page)
        if count is not None:
            self.paginator.count = count
        self.page = self.paginator.get_page(number or 1)

    def order_title(self, queryset: QuerySet[Any, Any], is_descending: bool) -> tuple[QuerySet[Any, Any], bool]:  # noqa: FBT001
        """Order by title as the Swedish alphabet does."""
        key = swedish("title")
        return queryset.order_by(key.desc() if is_descending else key.asc(), "pk"), True


class PlanTable(PagedTable):
    """Plans with their progress, which is summed for the plans of the page alone."""

    region = tables.Column(verbose_name=_("Region"))
    title = tables.Column(verbose_name=_("Plan"))
    state = tables.Column(verbose_name=_("State"))
    start_date = tables.Column(verbose_name=_("Period"))
    progress = tables.Column(verbose_name=_("Progress"), orderable=False, empty_values=())
    late = tables.Column(verbose_name=_("Late"), orderable=False, empty_values=())

    class Meta:
        order_by_field = "sort"

    def order_region(self, queryset: QuerySet[Any, Any], is_descending: bool) -> tuple[QuerySet[Any, Any], bool]:  # noqa: FBT001
        """Order by the region's name, the latest plan of each first."""
        key = swedish("region__short_name")
        return queryset.order_by(key.desc() if is_descending else key.asc(), "-start_date"), True


NO_UPDATE = SafeString("–")
EMPTY = SafeString("")
EMPTY_CELL = SafeString("<td></td>")
_STATUS_CELL = '<td data-label="{}"><span class="status status-{}">{}</span></td>'
_PLAIN_CELL = '<td data-label="{}"><span class="soft">{}</span></td>'
_NAMED_CELLS = '<td data-label="{}">{}</td><td data-label="{}"><span>{}{}{}</span></td>'
_PICK_CELL = (
    # Named by the heading of its row: a name of its own would print every title twice.
    '<td><label><input type="checkbox" form="bulk" name="rad" value="{0}" aria-labelledby="t{0}"></label></td>'
)
_UPDATED_CELL = '<td data-label="{}"><span>{}{}</span></td>'


def is_judged(record: dict[str, Any]) -> bool:
    """Return whether the health of an activity's row is worth a word."""
    return says_something(
        progress=Progress(record["progress"]),
        health=Health(record["health"]),
        deadline_kind=DeadlineKind(record["deadline_kind"]),
        last_update_date=record["last_update_date"],
        is_left_open=record["is_health_left_open"],
    )


class _Cells:
    """The cells of one table: what is the same for many rows is made once."""

    def __init__(self) -> None:
        status, health = gettext("Status"), gettext("Health")
        self.progress = {str(key): format_html(_STATUS_CELL, status, key, word) for key, word in ProgressChoice.choices}
        self.health = {str(key): format_html(_STATUS_CELL, health, key, word) for key, word in HealthChoice.choices}
        self._unjudged = format_html(_PLAIN_CELL, health, gettext("not assessed"))
        self._never = format_html("<em>{}</em>", gettext("never updated"))
        self._kinds = {str(key): format_html(" <em>{}</em>", word) for key, word in KindChoice.choices}
        self._labels = (gettext("Responsible"), gettext("Deadline"))
        self._updated_label = gettext("Updated")
        self._said: dict[int, SafeString] = {}
        self._updated: dict[tuple[datetime.date | None, int], SafeString] = {}
        self._dates: dict[str, SafeString] = {}
        self._stale = {0: ""} | {
            days: format_html(" <em>{}</em>", gettext("%(days)s+ days") % {"days": days}) for days in STALE_DAYS
        }
        self._prefix, _zero, self._suffix = reverse("activity_detail", kwargs={"pk": 0}).rpartition("0")

    def health_of(self, record: dict[str, Any]) -> SafeString:
        """Return the health of an open activity, in a neutral word where nobody has judged it."""
        return self.health[record["health"]] if is_judged(record) else self._unjudged

    def pick(self, record: dict[str, Any]) -> SafeString:
        """Return the cell with the box that chooses the row."""
        return format_html(_PICK_CELL, record["pk"])

    def said(self, count: int) -> SafeString | str:
        """Return how many comments the activity has; nothing when there are none."""
        if not count:
            return ""
        if count not in self._said:
            words = ngettext("%(count)s comment", "%(count)s comments", count) % {"count": count}
            self._said[count] = format_html(' <span class="tag-quiet">{}</span>', words)
        return self._said[count]

    def url(self, pk: int) -> str:
        return f"{self._prefix}{pk}{self._suffix}"

    def named(self, record: dict[str, Any]) -> SafeString:
        """Return who is responsible, and the deadline: as printed, its kind where the print does not say it, its date."""
        printed, kind = record["deadline_text"], record["deadline_kind"]
        shown_kind = self._kinds[kind] if not printed or kind == KindChoice.UNPARSED else ""
        date = record["due_date"].isoformat() if record["due_date"] else ""
        shown_date = self._date(date) if date != printed else ""
        responsible, deadline = self._labels
        return format_html(
            _NAMED_CELLS, responsible, record["responsible_text"], deadline, printed, shown_kind, shown_date
        )

    def updated(self, day: datetime.date | None, stale_days: int) -> SafeString:
        """Return the day of the last update, and for how long nobody has said anything."""
        cell = self._updated.get((day, stale_days))
        if cell is None:
            if day:
                shown, stale = format_html("<time>{}</time>", day.isoformat()), self._stale.get(stale_days, "")
            else:
                shown, stale = (self._never, "") if stale_days else (NO_UPDATE, "")
            cell = format_html(_UPDATED_CELL, self._updated_label, shown, stale)
            self._updated[day, stale_days] = cell
        return cell

    def _date(self, date: str) -> SafeString:
        if date not in self._dates:
            self._dates[date] = format_html(" <time>{}</time>", date) if date else EMPTY
        return self._dates[date]


class ActivityTable(PagedTable):
    """The rows of `queries.plans.activity_rows(…)`, by section and area as the plan prints them, flat when sorted otherwise."""

    title = tables.Column(verbose_name=_("Activity"))
    plan = tables.Column(verbose_name=_("Plan"), order_by="plan__title", accessor="plan__title")
    responsible = tables.Column(verbose_name=_("Responsible"), accessor="responsible_text")
    due_date = tables.Column(verbose_name=_("Deadline"))
    progress = tables.Column(verbose_name=_("Status"))
    health = tables.Column(verbose_name=_("Health"))
    updated = tables.Column(verbose_name=_("Updated"), accessor="last_update_date")

    class Meta:
        order_by_field = "sort"
        template_name = "plans/_activity_table.html"
        empty_text = _("No activity fits the filters.")

    caption = _("Activities")
    changeable: frozenset[int] | None = frozenset()
    held: frozenset[int] = frozenset()
    changing_pk: int | None = None
    # Which rows are "new" or "changed" since the plan that this one goes on with.
    marks: dict[int, str] = {}
    # Whether rows can be chosen for a change of several: those that the reader may report on, or all of them.
    has_picks = False
    picks_all = False
    # How many comments each activity has, for those who may read them.
    comments: dict[int, int] = {}
    # What the links that open a row begin with: the state of the list, ready for `change=…`.
    change_query = "?"
    # What the addresses of the rows end with: the day that the list is as of, if any.
    row_query = ""

    def order_due_date(self, queryset: QuerySet[Any, Any], is_descending: bool) -> tuple[QuerySet[Any, Any], bool]:  # noqa: FBT001
        """Order by due date, those without one last either way."""
        return _nulls_last(queryset, "due_date", is_descending)

    def order_updated(self, queryset: QuerySet[Any, Any], is_descending: bool) -> tuple[QuerySet[Any, Any], bool]:  # noqa: FBT001
        """Order by the last update, those never updated last either way."""
        return _nulls_last(queryset, "last_update_date", is_descending)

    @property
    def is_grouped(self) -> bool:
        """Return whether the rows stand in the order of the plan."""
        return not self.order_by

    @property
    def has_plan(self) -> bool:
        """Return whether the table says which plan each row is from."""
        return "plan" in self.columns.names()

    @property
    def has_changes(self) -> bool:
        """Return whether the reader may report on any row of the page."""
        return any(self.can_change(record) for record in self.records)

    @property
    def width(self) -> int:
        """Return the number of columns, for headings that reach across."""
        return len(self.columns) + self.has_changes + self.has_picks

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """Return the rows of the page as they came from the database; ask after the page is chosen."""
        return [row.record for row in self.paginated_rows]

    @property
    def groups(self) -> list[dict[str, Any]]:
        """Return the rows of the page with their cells, by section and area; in one group when sorted otherwise.

        Each group says with `section` and `area` which headings to print before it: None where the former holds on.
        """
        cells = _Cells()
        groups: list[dict[str, Any]] = []
        section = area = None
        for record in self.records:
            if self.is_grouped and (record["section_id"], record["area_id"]) != (section, area):
                is_new = record["section_id"] != section
                section, area = record["section_id"], record["area_id"]
                groups.append(
                    {"section": record["section__title"] if is_new else None, "area": record["area__title"], "rows": []}
                )
            elif not groups:
                groups.append({"section": None, "area": None, "rows": []})
            groups[-1]["rows"].append(self._row(record, cells))
        return groups

    def _row(self, record: dict[str, Any], cells: _Cells) -> dict[str, Any]:
        is_open = record["progress"] in OPEN
        return {
            # As text: a number is printed by way of the locale's formats, which costs more than all else in the row.
            "pk": str(record["pk"]),
            "url": cells.url(record["pk"]) + self.row_query,
            "title": record["title"],
            "pick": self._pick(record, cells) if self.has_picks else "",
            "said": cells.said(self.comments.get(record["pk"], 0)),
            "is_hidden": record["is_hidden"],
            "mark": self.marks.get(record["pk"], ""),
            "plan": record["plan__title"],
            "cells": cells.named(record)
            + cells.progress[record["progress"]]
            + (cells.health_of(record) if is_open else EMPTY_CELL)
            + cells.updated(record["last_update_date"], record["stale_days"] if is_open else 0),
            "can_change": self.can_change(record),
            "is_changing": record["pk"] == self.changing_pk,
        }

    def _pick(self, record: dict[str, Any], cells: _Cells) -> SafeString:
        return cells.pick(record) if self.picks_all or self.can_change(record) else EMPTY_CELL

    def can_change(self, record: dict[str, Any]) -> bool:
        """Return whether the reader may report on the row, by the sets that the view found once."""
        return (
            self.changeable is None
            or record["section__organisation_id"] in self.changeable
            or record["pk"] in self.held
        )


@dataclass(frozen=True)
class Segment:
    """One part of a progress bar: its key (for its colour), its word, its count, and where it is drawn."""

    key: str
    word: str
    count: int
    x: int
    width: int


@dataclass(frozen=True)
class ProgressBar:
    """A bar as wide as its total, drawn to any width; its parts in words are its text."""

    total: int
    segments: tuple[Segment, ...]

    @property
    def other(self) -> int:
        """Return how many are neither done, in progress nor not started."""
        return sum(part.count for part in self.segments if part.key in ("paused", "cancelled"))


# Best first, so that what is done fills the bar from the left.
BAR_ORDER = (
    (("done", npgettext_lazy("part of a bar", "done", "done")), (Progress.DONE, Progress.IN_OPERATION)),
    (("in_progress", npgettext_lazy("part of a bar", "in progress", "in progress")), (Progress.IN_PROGRESS,)),
    (("paused", npgettext_lazy("part of a bar", "paused", "paused")), (Progress.PAUSED,)),
    (("not_started", npgettext_lazy("part of a bar", "not started", "not started")), (Progress.NOT_STARTED,)),
    (
        ("cancelled", npgettext_lazy("part of a bar", "ended otherwise", "ended otherwise")),
        (Progress.CANCELLED, Progress.HANDED_OVER),
    ),
)


def progress_bar(summary: ProgressSummary) -> ProgressBar:
    """Return the bar of a summary: five parts at most, those without activities left out."""
    segments: list[Segment] = []
    x = 0
    for (key, word), parts in BAR_ORDER:
        count = sum(summary.count(part) for part in parts)
        if count:
            segments.append(Segment(key, str(word % count), count, x, count))
            x += count
    return ProgressBar(summary.total, tuple(segments))


def bar_row(title: str, summary: ProgressSummary, pk: int | None = None) -> dict[str, Any]:
    """Return one row of the table of progress."""
    return {"title": title, "pk": pk, "summary": summary, "bar": progress_bar(summary)}


class ReminderTable(tables.Table):
    """Who was told when, of how many activities of the reader's regions, and what became of the mail."""

    claimed_at = tables.Column(verbose_name=_("When"), empty_values=())
    name = tables.Column(verbose_name=_("Person"))
    kind = tables.Column(verbose_name=_("Reminder"), empty_values=(), orderable=False)
    items = tables.Column(verbose_name=_("Activities"), empty_values=(), orderable=False, attrs=NUMBERS)
    state = tables.Column(verbose_name=_("Mail"), empty_values=(), orderable=False)

    class Meta:
        model = Reminder
        fields = ("claimed_at", "name", "kind", "items", "state")
        empty_text = _("Nothing matches. Change the filter, or clear it.")

    def __init__(self, *args: Any, region_ids: Collection[int] | None, **kwargs: Any) -> None:
        self.region_ids = region_ids
        super().__init__(*args, **kwargs)

    @property
    def caption(self) -> str:
        """Return what the table shows."""
        return gettext("Sent reminders")

    def order_name(self, reminders: QuerySet[Reminder], is_descending: bool) -> tuple[QuerySet[Reminder], bool]:  # noqa: FBT001
        """Sort as the Swedish alphabet does."""
        order = swedish("name")
        return reminders.order_by(order.desc() if is_descending else order.asc(), "-pk"), True

    def render_claimed_at(self, record: Reminder) -> str:
        """Print when it left, or when that was tried."""
        return oberoende.iso(record.sent_at or record.claimed_at)

    def render_name(self, record: Reminder) -> str:
        """Print the name as it is now: an erased person's is gone here too."""
        return record.user.name if record.user else gettext("(removed)")

    def render_kind(self, record: Reminder) -> str:
        """Say whether it was the week's, or about one activity or a collection, and then by whom."""
        asked = record.single or record.round_reminder
        if asked is None:
            return gettext("weekly")
        words = gettext("collection, by %(name)s") if record.single is None else gettext("single, by %(name)s")
        return words % {"name": asked.by.name if asked.by else asked.by_name}

    def render_items(self, record: Reminder) -> int:
        """Count the activities of the reader's regions."""
        return reminder_log.count_in(record, self.region_ids)

    def render_state(self, record: Reminder) -> SafeString:
        """Print what became of the mail as word and shape, and why it was not sent."""
        state = record.state
        shown = "done" if state is MailState.SENT else state.value
        word = format_html('<span class="status status-{}">{}</span>', shown, state.label)
        if not record.failure:
            return word
        return format_html('<div>{}<div class="soft small mail-failure" lang="en">{}</div></div>', word, record.failure)
