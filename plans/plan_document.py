"""A plan as a document: PDF, workbook and CSV (Word: `plan_word_document`), each made from its snapshot alone.

What a plan says to the public is in every document: activities, groups, milestones, effect, and that risks were analysed and
parties consulted, or that a revision was adopted without. The contents of risk analyses and consultations are internal, and so
are reasons for cancelling and for adopting without: they are in it when `is_internal`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from documents import pdf, sheets
from plans import effect, plan_words
from plans.adoption import Gate
from plans.plan_difference import Column, fingerprint
from plans.plan_snapshot import PlanActivity, PlanSnapshot
from values import money, ratio
from values.numbers import format_decimal
from values.period import Period
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
    priority: str
    priority_note: str
    health: str
    health_word: str
    steps: str


def rows_of(plan: PlanSnapshot) -> list[ActivityRow]:
    """Return the activities in the order of the plan, in the language that is active."""
    sections = {section.key: section.title for section in plan.sections}
    areas = {area.key: area.title for area in plan.areas}
    healths = {one.key: plan_words.asking_health(one) for one in plan.activities}
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
            priority=plan_words.priority(one.priority),
            priority_note=plan_words.unusual_priority(one.priority),
            health=health.value if (health := healths[one.key]) else "",
            health_word=str(health.label) if health else "",
            steps=plan_words.steps_done(one),
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


def shown_names() -> tuple[str, ...]:
    """Return the headings of what a table shows beside them, and what is not read back, in the language that is active."""
    return (_("Priority"), _("Health"), _("Steps"))


def not_read_back(name: str) -> str:
    """Return the heading of a column that a workbook shows and that is left alone when it comes back."""
    return _("%(name)s (not read back)") % {"name": name}


EXPORTED = "as exported"
"""The first heading of the hidden sheet of what was exported; the others are those of `exported_table`."""


def exported_table(plan: PlanSnapshot, versions: Mapping[int, int]) -> sheets.TableSpec:
    """Return what a workbook knows of itself when it comes back: each row's id and version, and a fingerprint of each text.

    The last two columns say which plan it is and when it was exported. No text stands in it: who takes rows out of the
    workbook before sending it on sends none of them.
    """
    columns = [EXPORTED, "version", *(column.value for column in Column), "plan", "at"]
    rows: list[list[Any]] = []
    for one in rows_of(plan):
        texts = (one.section, one.area, one.title, one.description, one.responsible, one.deadline, one.progress)
        prints = [fingerprint(text) for text in texts]
        rows.append([one.key, versions.get(one.key), *prints, plan.plan.slug, plan.at.isoformat()])
    numbers = {EXPORTED, "version"}
    return sheets.TableSpec(
        title=_("As exported"),
        columns=[sheets.Column(name, kind="number" if name in numbers else "text") for name in columns],
        rows=rows,
        is_hidden=True,
    )


def table_of(plan: PlanSnapshot, versions: dict[int, int] | None = None) -> sheets.TableSpec:
    """Return the plan as a table; with `versions` each row carries its id first and its version last, to be read back."""
    found = rows_of(plan)
    widths = (22, 26, 40, 50, 28, 18, 16)
    choices: dict[int, list[str]] = {
        0: [one.title for one in plan.sections],
        1: [one.title for one in plan.areas],
        6: plan_words.progresses(),
    }
    columns = [
        sheets.Column(name, width=width, choices=choices.get(place, ()) if versions is not None else ())
        for place, (name, width) in enumerate(zip(column_names(), widths, strict=True))
    ]
    rows: list[list[Any]] = [
        [one.section, one.area, one.title, one.description, one.responsible, one.deadline, one.status] for one in found
    ]
    notes = []
    if versions is not None:
        columns = [sheets.Column("Id", kind="number", width=8), *columns, sheets.Column("Version", kind="number")]
        rows = [[one.key, *row, versions.get(one.key)] for one, row in zip(found, rows, strict=True)]
        notes = [
            _("Downloaded %(when)s. What is changed in the plan after that is kept when you upload the file.")
            % {"when": f"{plan.at:%Y-%m-%d %H:%M}"},
            _("Change the rows and upload the file on the plan's page Files. Leave Id and Version as they are."),
            _(
                "Priority, steps, and health where it is at risk or late, are shown and not read back: change them on the activity's page."
            ),
            _(
                "A new row without Id becomes a new activity. A row that is taken away is deleted only if you say so when you upload."
            ),
        ]
    # Last, so that what is read back stands where it stood in every export.
    columns += [
        sheets.Column(name if versions is None else not_read_back(name), width=width)
        for name, width in zip(shown_names(), (12, 14, 24), strict=True)
    ]
    rows = [[*row, one.priority, one.health_word, one.steps] for one, row in zip(found, rows, strict=True)]
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
        tables = [table_of(plan, versions)]
        if versions is not None:
            tables.append(exported_table(plan, versions))
        return sheets.write_xlsx(tables, example_notice=_notice(plan))


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
    with translation.override(language):
        context = context_of(plan, language, revision=revision, is_internal=is_internal, is_reduced=is_reduced)
        html = pdf.printable(render_to_string("plans/plan_pdf.html", context))
        table = sheets.write_csv(table_of(reduced(plan) if is_reduced else plan), example_notice=_notice(plan))
        attachment = pdf.Attachment(_("activities.csv"), _("The activities of the plan"), table)
    return pdf.render_pdf(html, title=plan.plan.title, language=language, created_at=plan.at, attachments=[attachment])


def context_of(
    plan: PlanSnapshot, language: str, *, revision: int | None = None, is_internal: bool, is_reduced: bool
) -> dict[str, Any]:
    """Return what PDF and Word show; the language must be active."""
    whole, plan, facts = plan, reduced(plan) if is_reduced else plan, plan.plan
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
        "has_contents": len(plan.activities) >= CONTENTS_FROM,
        "target": ratio.format_percent(facts.target_ratio, 1, language),
        "groups": [(plan_words.group_kind(group.kind), group) for group in plan.groups],
        "sections": _by_section(rows_of(plan)),
        "status_classes": plan_words.PROGRESS_CSS,
        "health_classes": plan_words.HEALTH_CSS,
        "left_out": len(whole.activities) - len(plan.activities),
        "analyses": [_analysis(number, one) for number, one in enumerate(plan.risk_analyses, 1)],
        "analysis_withheld": plan_words.analysis_withheld(is_internal=is_internal),
        "consultations": [
            (
                one.held_date.isoformat(),
                f"{one.party} ({plan_words.party_kind(one.party_kind)})",
                plan_words.consultation_form(one.form),
                plan_words.consultation_outcome(one, is_internal=is_internal),
            )
            for one in plan.consultations
        ],
        "waivers": {
            gate.value: [plan_words.waiver(one, is_internal=is_internal) for one in plan.waivers if one.gate == gate]
            for gate in Gate
        },
        "milestones": [
            (
                one.organisation,
                one.profession_in(language) or _("All professions"),
                Period.parse(one.period_code).label(language),
                ratio.format_percent(one.target_ratio, 2, language),
                one.note,
            )
            for one in plan.milestones
        ],
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
                row.label or _("without a measure"),
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
