"""The list of hires, on the page and as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import ClassVar

import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents import sheets
from documents.sheets import tables as sheet_tables
from staffing import collation
from staffing.models import HireRequest, HireState
from staffing.templatetags import oberoende
from values.money import MoneyUnit

MARKS = {
    HireState.REQUESTED: "status-open",
    HireState.GRANTED: "status-done",
    HireState.REFUSED: "status-cancelled",
    HireState.WITHDRAWN: "status-cancelled",
    HireState.ORDERED: "status-on",
    HireState.FILLED: "status-done",
    HireState.NOT_FILLED: "status-late",
    HireState.FOLLOWED_UP: "status-closed",
}
"""The shape and colour of each state; its word is always there."""


def state_mark(hire: HireRequest) -> SafeString:
    """Return the request's state as word and shape."""
    return state_mark_of(hire.state)


def state_mark_of(state: str) -> SafeString:
    """Return a state as word and shape."""
    found = HireState(state)
    return format_html('<span class="status {}">{}</span>', MARKS[found], found.label)


class HireTable(tables.Table):
    """Requests to hire."""

    number = tables.Column(verbose_name=_("Request"), order_by=("year", "number"), attrs={"td": {"class": "nowrap"}})
    organisation = tables.Column(verbose_name=_("Unit"))
    profession = tables.Column(verbose_name=_("What"), orderable=False)
    first_date = tables.Column(verbose_name=_("When"))
    cost_sek = tables.Column(
        verbose_name=_("Estimated cost (kr)"), attrs={"td": {"class": "num"}, "th": {"class": "num"}}
    )
    reason = tables.Column(verbose_name=_("Reason"), orderable=False)
    state = tables.Column(verbose_name=_("State"), orderable=False)
    requested_at = tables.Column(verbose_name=_("Asked for"))

    class Meta:
        model = HireRequest
        attrs: ClassVar = {"class": "hire-table"}
        fields: ClassVar = [
            "number",
            "organisation",
            "profession",
            "first_date",
            "cost_sek",
            "reason",
            "state",
            "requested_at",
        ]
        empty_text = _("No request matches. Change the filter, or clear it.")

    @property
    def caption(self) -> str:
        """Return what the table shows."""
        return gettext("Requests to hire")

    @cached_property
    def printed_rows(self) -> SafeString:
        """Return the page's rows, printed: the columns' own printing looks each cell's method up anew, five times as slow."""
        # An address and a state's mark are made once, not once a row.
        before, after = reverse("hire_detail", kwargs={"pk": 0}).rsplit("0", 1)
        marks = cache(state_mark_of)
        printers: dict[str, Callable[[HireRequest], str]] = {
            "number": lambda record: f'<a href="{before}{record.pk}{after}">{record}</a>',
            "organisation": lambda record: conditional_escape(record.organisation.name),
            "profession": lambda record: conditional_escape(what(record)),
            "first_date": self.render_first_date,
            "cost_sek": self.render_cost_sek,
            "reason": self.render_reason,
            "state": lambda record: self._state(record, marks),
            "requested_at": lambda record: oberoende.iso(timezone.localdate(record.requested_at)),
        }
        cells = []
        for column in self.columns:
            kind = column.attrs["td"].get("class")
            opening = format_html(
                '<td data-label="{}"{}>', column.header, format_html(' class="{}"', kind) if kind else ""
            )
            cells.append((opening, printers[column.name]))
        records = [row.record for row in self.paginated_rows]
        printed = ("".join(f"{opening}{show(one)}</td>" for opening, show in cells) for one in records)
        return SafeString("".join(f"<tr>{row}</tr>\n" for row in printed))

    def order_organisation(
        self,
        rows: QuerySet[HireRequest],
        is_descending: bool,  # noqa: FBT001
    ) -> tuple[QuerySet[HireRequest], bool]:
        """Sort as the Swedish alphabet does."""
        order = collation.swedish("organisation__name")
        return rows.order_by(order.desc() if is_descending else order.asc(), "-requested_at"), True

    def render_first_date(self, record: HireRequest) -> SafeString:
        """Print first and last day."""
        return format_html(
            "<span>{}\u00a0– {}</span>", oberoende.iso(record.first_date), oberoende.iso(record.last_date)
        )

    def render_cost_sek(self, record: HireRequest) -> str:
        """Print whole kronor."""
        return oberoende.sek(record.cost_sek, MoneyUnit.KR)

    def _state(self, record: HireRequest, marks: Callable[[str], SafeString]) -> str:
        """Print the state; while it waits also for whom."""
        if record.state != HireState.REQUESTED:
            return marks(record.state)
        # The list's own annotation.
        waits = gettext("question to answer") if getattr(record, "has_question", False) else ""
        words = waits or (record.decider.title if record.decider else "")
        return format_html('<span>{}<span class="missing-note">{}</span></span>', marks(record.state), words)

    def render_reason(self, record: HireRequest) -> SafeString:
        """Print the reason, and whether a hire stop is in force or the agreement departed from."""
        marks = []
        if record.is_in_hire_stop:
            marks.append(gettext("hire stop"))
        if record.deviation_reason_id is not None:
            marks.append(gettext("exception"))
        tags = "".join(format_html(' <span class="tag-warning">{}</span>', mark) for mark in marks)
        return format_html("<span>{}{}</span>", capfirst(record.reason.name), SafeString(tags))


def what(hire: HireRequest) -> str:
    """Return the profession, and the speciality when there is one."""
    name: str = capfirst(hire.profession.name)
    return f"{name}, {hire.speciality.name}" if hire.speciality else name


def sheet(rows: Iterable[HireRequest]) -> sheets.TableSpec:
    """Return the list as a file: a row a request, kronor and hours as numbers; what is not known is empty."""
    columns = [
        sheets.Column(gettext("Request")),
        sheets.Column(gettext("Unit")),
        sheets.Column(gettext("Profession")),
        sheets.Column(gettext("Speciality")),
        sheets.Column(gettext("First day"), "date"),
        sheets.Column(gettext("Last day"), "date"),
        sheets.Column(gettext("Hours"), "number", decimals=1),
        sheets.Column(gettext("Weeks"), "number", decimals=1),
        sheets.Column(gettext("Reason")),
        sheets.Column(gettext("Route")),
        sheets.Column(gettext("Expected price (kr an hour)"), "number", decimals=2),
        sheets.Column(gettext("List price (kr an hour)"), "number", decimals=2),
        sheets.Column(gettext("Estimated cost (kr)"), "money"),
        sheets.Column(gettext("Inside a hire stop")),
        sheets.Column(gettext("State")),
        sheets.Column(gettext("Asked for"), "date"),
        sheets.Column(gettext("Decider")),
        sheets.Column(gettext("Decision")),
        sheets.Column(gettext("Decided on"), "date"),
        sheets.Column(gettext("Valid to"), "date"),
        sheets.Column(gettext("Granted hours"), "number", decimals=1),
        sheets.Column(gettext("Granted cost (kr)"), "money"),
        sheets.Column(gettext("Supplier")),
        sheets.Column(gettext("Ordered price (kr an hour)"), "number", decimals=2),
        sheets.Column(gettext("Filled on"), "date"),
        sheets.Column(gettext("Ended on"), "date"),
        sheets.Column(gettext("Actual hours"), "number", decimals=1),
        sheets.Column(gettext("Actual cost (kr)"), "money"),
    ]
    return sheets.TableSpec(title=gettext("Hires"), columns=columns, rows=[_line(row) for row in rows])


def _line(row: HireRequest) -> list[sheet_tables.Value]:
    return [
        str(row),
        row.organisation.name,
        row.profession.name,
        row.speciality.name if row.speciality else None,
        row.first_date,
        row.last_date,
        row.hours,
        row.weeks,
        row.reason.name,
        row.get_route_display(),
        row.price_sek_per_hour,
        row.list_price_sek_per_hour,
        row.cost_sek,
        gettext("yes") if row.is_in_hire_stop else gettext("no"),
        row.get_state_display(),
        timezone.localdate(row.requested_at),
        *_decided(row),
        *_came(row),
    ]


def _decided(row: HireRequest) -> list[sheet_tables.Value]:
    """Return who decides or decided, and what was granted."""
    decision = getattr(row, "decision", None)
    if decision is None:
        return [row.decider.title if row.decider else None, *[None] * 5]
    at, granted = timezone.localdate(decision.decided_at), (decision.granted_hours, decision.granted_cost_sek)
    return [decision.role_title, decision.get_outcome_display(), at, decision.valid_to, *granted]


def _came(row: HireRequest) -> list[sheet_tables.Value]:
    """Return what was ordered, and what came of it."""
    order = getattr(row, "order", None)
    if order is None:
        return [None] * 6
    days = (order.filled_date, order.ended_date)
    return [order.supplier_name, order.price_sek_per_hour, *days, order.actual_hours, order.actual_cost_sek]
