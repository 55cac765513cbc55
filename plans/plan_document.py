"""A plan as a document: PDF, Word, workbook and CSV, each made from its snapshot alone.

What a plan says to the public is in every document: activities, groups, milestones, effect, and that risks were analysed and
parties consulted. The contents of risk analyses and consultations are internal, and so are reasons for cancelling:
they are in it when `is_internal`.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from itertools import groupby
from typing import Any

import docx
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from documents import pdf, sheets
from plans import effect, plan_words
from plans.plan_snapshot import PlanActivity, PlanSnapshot
from values import money, ratio
from values.numbers import format_decimal
from values.text import slugify_sv

CONTENTS_FROM = 40
"""So many activities make a plan of more than six pages, which has a table of contents."""


@dataclass(frozen=True)
class ActivityRow:
    """An activity in the columns that people know."""

    key: int
    section: str
    area: str
    title: str
    description: str
    responsible: str
    deadline: str
    status: str
    progress: str


def rows_of(plan: PlanSnapshot) -> list[ActivityRow]:
    """Return the activities in the order of the plan, in the language that is active."""
    sections = {section.key: section.title for section in plan.sections}
    areas = {area.key: area.title for area in plan.areas}
    return [
        ActivityRow(
            key=one.key,
            section=sections[one.section],
            area=areas[one.area],
            title=one.title,
            description=one.description,
            responsible=responsible_of(one),
            deadline=one.deadline_text,
            status=plan_words.progress(one.progress),
            progress=one.progress,
        )
        for one in plan.activities
    ]


def responsible_of(activity: PlanActivity) -> str:
    """Return the responsible roles as they are written: "Personaldirektör; HR-chef"."""
    return "; ".join(one.title for one in activity.responsibles)


def reduced(plan: PlanSnapshot) -> PlanSnapshot:
    """Return the plan without the activities that its reduced form leaves out."""
    return replace(plan, activities=tuple(one for one in plan.activities if not one.is_hidden))


def file_name(plan: PlanSnapshot, ending: str, *, is_reduced: bool = False) -> str:
    """Return `handlingsplan-blekinge-2017.xlsx`; the reduced plan says so."""
    return f"handlingsplan-{slugify_sv(plan.plan.slug)}{'-forkortad' if is_reduced else ''}.{ending}"


# Tables ---------------------------------------------------------------------------------------------------------------


def column_names() -> tuple[str, ...]:
    """Return the headings that people know, in the language that is active."""
    return (
        _("Section"),
        _("Area"),
        _("Activity"),
        _("Description"),
        _("Responsible"),
        _("Deadline"),
        _("Status"),
    )


def table_of(plan: PlanSnapshot, versions: dict[int, int] | None = None) -> sheets.TableSpec:
    """Return the plan as a table; with `versions` each row carries its id first and its version last, to be read back."""
    widths = (22, 26, 40, 50, 28, 18, 16)
    columns = [sheets.Column(name, width=width) for name, width in zip(column_names(), widths, strict=True)]
    rows: list[list[Any]] = [
        [one.section, one.area, one.title, one.description, one.responsible, one.deadline, one.status]
        for one in rows_of(plan)
    ]
    notes = []
    if versions is not None:
        columns = [sheets.Column("Id", kind="number", width=8), *columns, sheets.Column("Version", kind="number")]
        rows = [[one.key, *row, versions.get(one.key)] for one, row in zip(plan.activities, rows, strict=True)]
        notes = [
            _("Change the rows and upload the file on the plan's page Files. Leave Id and Version as they are."),
            _("A new row without Id becomes a new activity. A row that is taken away is not deleted."),
        ]
    return sheets.TableSpec(title=plan.plan.title, columns=columns, rows=rows, notes=notes)


def _notice(plan: PlanSnapshot) -> str | None:
    if plan.plan.is_example:
        return _("Example data: made to show the product. No region has reported it.")
    return _("The status of the activities is example data.") if plan.plan.has_example_progress else None


def _mark(plan: PlanSnapshot) -> str:
    """Return what each page says of data that are an example; empty when none are."""
    if plan.plan.is_example:
        return _("Example data")
    return _("status is example data").capitalize() if plan.plan.has_example_progress else ""


def make_xlsx(plan: PlanSnapshot, language: str, versions: dict[int, int] | None = None) -> bytes:
    """Return the plan as a workbook; with `versions` it can be edited and read back."""
    with translation.override(language):
        return sheets.write_xlsx([table_of(plan, versions)], example_notice=_notice(plan))


def make_csv(plan: PlanSnapshot, language: str) -> bytes:
    """Return the plan as CSV that a Swedish Excel opens."""
    with translation.override(language):
        return sheets.write_csv(table_of(plan), example_notice=_notice(plan))


# PDF ------------------------------------------------------------------------------------------------------------------


def make_pdf(
    plan: PlanSnapshot,
    *,
    language: str = "sv",
    revision: int | None = None,
    is_internal: bool = True,
    is_reduced: bool = False,
) -> bytes:
    """Return the plan as PDF/A and PDF/UA with its activities as CSV inside; the same plan gives the same bytes.

    :raises documents.pdf.RenderError: no PDF came out.
    """
    shown = reduced(plan) if is_reduced else plan
    with translation.override(language):
        context = context_of(shown, language, revision=revision, is_internal=is_internal)
        context["left_out"] = len(plan.activities) - len(shown.activities)
        html = pdf.printable(render_to_string("plans/plan_pdf.html", context))
        table = sheets.write_csv(table_of(shown), example_notice=_notice(plan))
        attachment = pdf.Attachment(_("activities.csv"), _("The activities of the plan"), table)
    return pdf.render_pdf(html, title=plan.plan.title, language=language, created_at=plan.at, attachments=[attachment])


def context_of(plan: PlanSnapshot, language: str, *, revision: int | None, is_internal: bool) -> dict[str, Any]:
    """Return what the template of the PDF shows; the language must be active."""
    facts = plan.plan
    version = _("revision %(number)s") % {"number": revision} if revision else plan_words.state(facts.state)
    return {
        "plan": facts,
        "state": plan_words.state(facts.state),
        "report_title": facts.title,
        "report_subtitle": facts.region if facts.is_whole_region else f"{facts.region}, {facts.organisation}",
        "report_version": f"{facts.region} · {version} · {plan.at:%Y-%m-%d %H:%M}",
        "revision": revision,
        "notice": _notice(plan),
        "report_mark": _mark(plan),
        "is_internal": is_internal,
        "has_contents": len(plan.activities) >= CONTENTS_FROM,
        "target": ratio.format_percent(facts.target_ratio, 1, language),
        "groups": [(plan_words.group_kind(group.kind), group) for group in plan.groups],
        "sections": _by_section(rows_of(plan)),
        "count": len(plan.activities),
        "analyses": [_analysis(number, one) for number, one in enumerate(plan.risk_analyses, 1)],
        "consultations": [
            (plan_words.party_kind(one.party_kind), plan_words.consultation_form(one.form), one)
            for one in plan.consultations
        ],
        "milestones": [(one, ratio.format_percent(one.target_ratio, 1, language)) for one in plan.milestones],
        "effect": _effect(plan, language),
    }


def _by_section(rows: Sequence[ActivityRow]) -> list[tuple[str, list[tuple[str, list[ActivityRow]]]]]:
    return [
        (section, [(area, list(found)) for area, found in groupby(of_section, key=lambda row: row.area)])
        for section, of_section in groupby(rows, key=lambda row: row.section)
    ]


def _analysis(number: int, analysis: Any) -> dict[str, Any]:
    return {
        "facts": analysis,
        "now": plan_words.risk_matrix(analysis, id_prefix=f"risk-{number}-now", is_now=True),
        "planned": plan_words.risk_matrix(analysis, id_prefix=f"risk-{number}-planned", is_now=False),
        "is_judged_now": any(risk.probability_now is not None for risk in analysis.risks),
        "risks": [
            {
                "risk": risk,
                "now": plan_words.risk_degree(risk, analysis.scale, is_now=True),
                "planned": plan_words.risk_degree(risk, analysis.scale, is_now=False),
            }
            for risk in analysis.risks
        ],
    }


def _effect(plan: PlanSnapshot, language: str) -> dict[str, Any]:
    sums = effect.effect_sums(plan.activities)
    return {
        "has_any": sums.total_sek is not None or sums.total_fte is not None,
        "rows": [
            (
                f"{row.number} {row.title}" if row.number else _("without a measure"),
                row.activities,
                _sek(row.sek, language),
                _fte(row.fte, language),
            )
            for row in sums.by_measure
        ],
        "total_sek": _sek(sums.total_sek, language),
        "total_fte": _fte(sums.total_fte, language),
        "without": len(sums.without_estimate),
    }


def _sek(value: Any, language: str) -> str:
    return "–" if value is None else money.format_sek(value, money.MoneyUnit.KR, language=language)


def _fte(value: Any, language: str) -> str:
    return "–" if value is None else format_decimal(value, 1, language=language)


# Word -----------------------------------------------------------------------------------------------------------------


def make_docx(plan: PlanSnapshot, language: str, *, is_internal: bool = True) -> bytes:
    """Return the plan as a Word document on lying paper: headings, one table a section with its heads repeated."""
    with translation.override(language):
        return _document(plan, language, is_internal=is_internal)


def _document(plan: PlanSnapshot, language: str, *, is_internal: bool) -> bytes:
    document: Any = docx.Document()
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    core = document.core_properties
    core.title, core.author, core.language = plan.plan.title, "Oberoende", "sv-SE" if language == "sv" else "en-GB"
    core.created = core.modified = plan.at.astimezone(UTC).replace(tzinfo=None)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), core.language)
    document.styles["Normal"].element.get_or_add_rPr().append(spoken)
    document.add_heading(plan.plan.title, 0)
    _facts(document, plan)
    if plan.groups:
        document.add_heading(_("Organisation of the work"), 1)
        for group in plan.groups:
            members = ", ".join(
                f"{one.role_title} ({one.part})" if one.part else one.role_title for one in group.members
            )
            document.add_paragraph(f"{group.name}: {members}", style="List Bullet")
    heads = column_names()[1:]
    for section, areas in _by_section(rows_of(plan)):
        document.add_heading(section, 1)
        rows = [
            (area if number == 0 else "", one.title, one.description, one.responsible, one.deadline, one.status)
            for area, found in areas
            for number, one in enumerate(found)
        ]
        add_table(document, heads, rows)
    if is_internal:
        _surroundings(document, plan)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _facts(document: Any, plan: PlanSnapshot) -> None:
    facts = plan.plan
    lines = [
        f"{facts.region}, {facts.organisation}",
        f"{facts.start_date.isoformat()} – {facts.end_date.isoformat()} · {plan_words.state(facts.state)}",
        _("Registry number: %(number)s") % {"number": facts.registry_number} if facts.registry_number else "",
        _notice(plan) or "",
        facts.goal,
    ]
    for line in filter(None, lines):
        document.add_paragraph(line)


def _surroundings(document: Any, plan: PlanSnapshot) -> None:
    for analysis in plan.risk_analyses:
        document.add_heading(_("Risk and impact analysis: %(title)s") % {"title": analysis.title}, 1)
        document.add_paragraph(analysis.change)
        rows = [
            (
                str(number),
                risk.title,
                plan_words.risk_degree(risk, analysis.scale, is_now=True)[0],
                plan_words.risk_degree(risk, analysis.scale, is_now=False)[0],
                _("yes") if risk.is_serious else _("no"),
                risk.countermeasure,
                risk.responsible,
            )
            for number, risk in enumerate(analysis.risks, 1)
        ]
        heads = (_("No."), _("Risk"), _("Now"), _("Planned"), _("Serious"), _("Countermeasure"), _("Responsible"))
        add_table(document, heads, rows)
    if plan.consultations:
        document.add_heading(_("Consultations"), 1)
        held = [
            (one.held_date.isoformat(), one.party, plan_words.consultation_form(one.form), one.outcome)
            for one in plan.consultations
        ]
        add_table(document, (_("Date"), _("Organisation"), _("Form"), _("Outcome")), held)


def add_table(document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Add a table whose heads are repeated on each page."""
    table = document.add_table(1, len(heads), style="Light Grid Accent 1")
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        cell.text = text
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - python-docx has no word for it
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
