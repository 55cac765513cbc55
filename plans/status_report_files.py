"""The figures of a status report as CSV, for those who want to count themselves: they travel inside the PDF."""

from __future__ import annotations

from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from documents import pdf, sheets
from plans.status_report_data import Staffing, StatusReportData
from values.numbers import round_half_up


def attachments(data: StatusReportData) -> list[pdf.Attachment]:
    """Return activities and costs as CSV files, in the language that is active."""
    is_example = data.costs.is_example or data.is_example_progress or bool(data.staffing and data.staffing.is_example)
    notice = _("Contains example data.") if is_example else None
    tables = [
        (_("activities.csv"), _("The activities of the report"), _activity_table(data)),
        (
            _("costs.csv"),
            _("The costs of the report, %(period)s and before") % {"period": data.period_label},
            _cost_table(data),
        ),
    ]
    if data.staffing is not None:
        tables.append((_("staffing.csv"), _("The hires and posts of the report"), _staffing_table(data.staffing)))
    return [
        pdf.Attachment(name, words, sheets.write_csv(table, example_notice=notice)) for name, words, table in tables
    ]


def _activity_table(data: StatusReportData) -> sheets.TableSpec:
    columns = (
        sheets.Column(_("No."), "number"),
        sheets.Column(capfirst(_("section"))),
        sheets.Column(capfirst(_("area"))),
        sheets.Column(_("Activity")),
        sheets.Column(_("Responsible")),
        sheets.Column(_("Deadline")),
        sheets.Column(_("Due date"), "date"),
        sheets.Column(capfirst(_("status"))),
        sheets.Column(_("Standing")),
        sheets.Column(_("Completed"), "date"),
    )
    rows = [
        (
            line.number,
            line.section,
            line.area,
            line.title,
            line.responsible,
            line.deadline,
            line.due_date,
            line.progress_text,
            line.standing_text,
            line.completed_date,
        )
        for line in data.activities
    ]
    return sheets.TableSpec(title=_("Activities"), columns=columns, rows=rows)


def _cost_table(data: StatusReportData) -> sheets.TableSpec:
    columns = (
        sheets.Column(_("Period")),
        sheets.Column(_("Agency cost (kr)"), "money"),
        sheets.Column(_("A year earlier (kr)"), "money"),
        sheets.Column(_("Rolling twelve months (%)"), "number"),
        sheets.Column(_("The nation, rolling twelve months (%)"), "number"),
    )
    rows = [
        (
            point.label,
            point.agency_sek,
            point.agency_before_sek,
            _percent(point.r12_ratio),
            _percent(point.nation_ratio),
        )
        for point in data.costs.series
    ]
    return sheets.TableSpec(title=_("Costs"), columns=columns, rows=rows)


def _staffing_table(staffing: Staffing) -> sheets.TableSpec:
    columns = (
        sheets.Column(_("Hires and staffing")),
        sheets.Column(_("Figure"), "number"),
        sheets.Column(_("Unit of measure")),
        sheets.Column(_("Note")),
    )
    rows = [
        (row.label, None if row.number is None else round_half_up(row.number, 4), row.unit, row.note)
        for row in staffing.rows
    ]
    return sheets.TableSpec(title=_("Hires and staffing"), columns=columns, rows=rows)


def _percent(fraction: Decimal | None) -> Decimal | None:
    return None if fraction is None else round_half_up(fraction * 100, 4)
