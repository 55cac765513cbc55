"""A plan as a Word document, made from its snapshot alone: what the PDF says, without the matrices of the risks."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.word.writer import WordDocument
from plans import plan_document
from plans.adoption import Gate
from plans.plan_snapshot import PlanSnapshot


def make_docx(plan: PlanSnapshot, language: str, *, is_internal: bool = True, is_reduced: bool = False) -> bytes:
    """Return the plan as a Word document on lying paper; the same plan gives the same bytes."""
    with translation.override(language):
        context = plan_document.context_of(plan, language, is_internal=is_internal, is_reduced=is_reduced)
        document = WordDocument(
            title=plan.plan.title,
            language=language,
            created_at=plan.at,
            foot=context["report_version"],
            mark=context["report_mark"],
            is_landscape=True,
        )
        document.heading(plan.plan.title, 0)
        _write_facts(document, context)
        _write_activities(document, context["sections"])
        _write_groups(document, context["groups"])
        _write_analyses(document, context)
        _write_consultations(document, context)
        _write_milestones(document, context["milestones"])
        _write_effect(document, context["effect"])
        return document.to_bytes()


def _write_facts(document: WordDocument, context: dict[str, Any]) -> None:
    facts, left_out = context["plan"], context["left_out"]
    document.paragraph(f"{facts.region}, {facts.organisation}")
    document.labelled(_("State"), context["state"])
    document.labelled(_("Period"), f"{facts.start_date.isoformat()} – {facts.end_date.isoformat()}")
    if facts.adopted_date:
        document.labelled(_("Adopted"), ", ".join(filter(None, (facts.adopted_date.isoformat(), facts.adopted_by))))
    document.labelled(_("Registry number"), facts.registry_number)
    target = _("at most %(target)s of own staff cost") % {"target": context["target"]}
    document.labelled(
        _("Target"), f"{target}, {facts.target_date.isoformat()}" if facts.target_date is not None else target
    )
    document.labelled(_("Source"), facts.source)
    document.paragraph(context["notice"] or "")
    if left_out:
        words = ngettext(
            "The reduced plan: %(count)s activity is left out.",
            "The reduced plan: %(count)s activities are left out.",
            left_out,
        )
        document.paragraph(words % {"count": left_out})
    document.paragraph(facts.goal)


def _write_activities(document: WordDocument, sections: list[Any]) -> None:
    for section, areas in sections:
        document.heading(section, 1)
        rows = [
            (
                area if number == 0 else "",
                one.title,
                one.description,
                one.responsible,
                one.deadline,
                f"{one.status}, {one.health_word}" if one.health_word else one.status,
            )
            for area, found in areas
            for number, one in enumerate(found)
        ]
        document.table(plan_document.column_names()[1:], rows, (14, 22, 26, 16, 12, 10))
    if not sections:
        document.paragraph(_("The plan has no activities yet."))


def _write_groups(document: WordDocument, groups: list[Any]) -> None:
    if groups:
        document.heading(_("Organisation of the work"), 1)
    for kind, group in groups:
        document.heading(group.name, 2)
        document.paragraph(". ".join(filter(None, (kind[:1].upper() + kind[1:], group.assignment))))
        document.bullets([f"{one.role_title}, {one.part}" if one.part else one.role_title for one in group.members])


def _write_analyses(document: WordDocument, context: dict[str, Any]) -> None:
    analyses, waivers = context["analyses"], context["waivers"][Gate.RISK_ANALYSIS]
    withheld = context["analysis_withheld"]
    if analyses or waivers:
        document.heading(_("Risk and impact analyses"), 1)
    for label, text in waivers:
        document.labelled(label, text)
    for analysis in analyses:
        facts = analysis["facts"]
        document.heading(facts.title, 2)
        done = f"{_('Finished')} {facts.finished_date.isoformat()}" if facts.finished_date else _("Not finished")
        document.paragraph(" · ".join(filter(None, (done, facts.organisation))))
        if withheld:
            document.paragraph(withheld)
        else:
            document.labelled(_("The planned change"), facts.change)
            document.labelled(_("Groups affected"), facts.groups_affected)
            document.labelled(_("The situation now"), facts.situation_now)
            document.labelled(_("The situation as planned"), facts.situation_planned)
            document.labelled(_("Participants"), facts.participants)
            document.labelled(_("Safety representative"), facts.safety_representative)
            _write_risks(document, analysis["risks"])


def _write_risks(document: WordDocument, risks: list[dict[str, Any]]) -> None:
    rows = []
    for number, row in enumerate(risks, 1):
        risk = row["risk"]
        title = f"{risk.title} ({_('serious')})" if risk.is_serious else risk.title
        due = f" ({risk.due_date.isoformat()})" if risk.due_date else ""
        rows.append(
            (
                str(number),
                f"{title}: {risk.cause}" if risk.cause else title,
                " ".join(row["now"][:2]).strip(),
                " ".join(row["planned"][:2]),
                f"{risk.countermeasure or '–'}{due}",
                risk.responsible or "–",
            )
        )
    if rows:
        heads = (_("No."), _("Risk"), _("Now"), _("As planned"), _("Countermeasure"), _("Responsible"))
        document.table(heads, rows, (5, 29, 13, 13, 26, 14))


def _write_consultations(document: WordDocument, context: dict[str, Any]) -> None:
    consultations, waivers = context["consultations"], context["waivers"][Gate.CONSULTATION]
    if consultations or waivers:
        document.heading(_("Consultations"), 1)
    for label, text in waivers:
        document.labelled(label, text)
    if consultations:
        document.table((_("Date"), _("Organisation"), _("Form"), _("Outcome")), consultations, (12, 25, 23, 40))


def _write_milestones(document: WordDocument, milestones: list[Any]) -> None:
    if milestones:
        document.heading(_("Milestones"), 1)
        document.paragraph(_("The share is that of the twelve months to and including the period."))
        heads = (_("Organisation"), _("Profession"), _("Period"), _("Target share, twelve months"), _("Note"))
        rows = [(*row, note or "–") for *row, note in milestones]
        document.table(heads, rows, (30, 15, 15, 15, 25))


def _write_effect(document: WordDocument, effect: dict[str, Any]) -> None:
    if not effect["has_any"]:
        return
    document.heading(_("Expected effect"), 1)
    document.paragraph(_("Estimates, a year. Kronor and full-time equivalents are not mixed."))
    total = (_("The whole plan"), "", effect["total_sek"], effect["total_fte"])
    rows = [(title, str(count), sek, fte) for title, count, sek, fte in effect["rows"]]
    heads = (_("Measure"), _("Activities"), _("Kronor a year"), _("Full-time equivalents"))
    document.table(heads, [*rows, total], (50, 14, 18, 18))
