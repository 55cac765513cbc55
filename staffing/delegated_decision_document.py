"""A list of delegated decisions on paper and on its page: both from the same frozen words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from documents import pdf, sheets
from staffing.delegated_decision_queries import LANGUAGE
from staffing.delegated_decisions import CHANGED, GRANTED, REFUSED, ChangeKind, DecisionList
from values.text import slugify_sv


def file_name(data: DecisionList) -> str:
    """Return `delegationsbeslut-region-blekinge-2026-07-01-2026-09-30.pdf`; later versions end with `-v2`."""
    version = f"-v{data.number}" if data.number > 1 else ""
    return f"delegationsbeslut-{slugify_sv(data.organisation)}-{data.first}-{data.last}{version}.pdf"


def outcome_words(outcome: str) -> str:
    """Return what was decided, in words."""
    return {GRANTED: _("granted"), CHANGED: _("granted with changes"), REFUSED: _("refused")}[outcome]


def field_words() -> dict[str, str]:
    """Return the fields of a decision, and of the list, in words."""
    return {
        "organisation": _("organisation"),
        "registry_number": _("registry number"),
        "day": _("day of the decision"),
        "unit": _("unit"),
        "what": _("profession"),
        "first": _("first day"),
        "last": _("last day asked for"),
        "weeks": _("weeks"),
        "hours": _("hours"),
        "sek": _("kronor"),
        "outcome": _("decision"),
        "reason": _("reason"),
        "valid_to": _("valid to"),
        "rule": _("rule"),
        "role": _("role"),
        "decided_by": _("decided by"),
        "as_substitute": _("as substitute"),
        "is_urgent": _("urgent"),
        "reviewed": _("reviewed"),
        "asked_hours": _("hours asked for"),
        "asked_sek": _("kronor asked for"),
        "is_in_stop": _("inside a hire stop"),
    }


@dataclass(frozen=True)
class ChangeLine:
    """A difference from the version before, in words."""

    about: str
    what: str
    before: str
    now: str


def change_lines(data: DecisionList) -> list[ChangeLine]:
    """Return what differs from the version before, in words."""
    words, found = field_words(), []
    for one in data.changes:
        about = one.number or _("the list")
        if one.kind == ChangeKind.CHANGED:
            texts = (one.before, one.now)
            before, now = (outcome_words(text) for text in texts) if one.field == "outcome" else texts
            found.append(ChangeLine(about, words[one.field], before, now))
        else:
            is_added = one.kind == ChangeKind.ADDED
            found.append(ChangeLine(about, _("the whole decision"), "", _("added")) if is_added else
                         ChangeLine(about, _("the whole decision"), "", _("no longer in the list")))  # fmt: skip
    return found


def page_context(data: DecisionList) -> dict[str, Any]:
    """Return what the templates of page and PDF show, in the language that is active."""
    return {
        "data": data,
        "sums": data.sums,
        "rows": [(one, outcome_words(one.outcome)) for one in data.decisions],
        "change_lines": change_lines(data),
    }


def render(data: DecisionList) -> bytes:
    """Return the list as PDF/A and PDF/UA, the decisions attached as CSV; the same list gives the same bytes.

    :raises documents.pdf.RenderError: no PDF came out.
    """
    with translation.override(LANGUAGE):
        days = f"{data.first} – {data.last}"
        read_at = timezone.localtime(data.data_time)
        title = _("Report of delegated decisions on hires")
        version = _("%(organisation)s · %(days)s · version %(number)s · read %(time)s") % {
            "organisation": data.organisation,
            "days": days,
            "number": data.number,
            "time": f"{read_at:%Y-%m-%d %H:%M}",
        }
        context = page_context(data) | {
            "report_title": title,
            "report_subtitle": f"{data.organisation}, {days}",
            "report_version": version,
            "report_mark": _("Example data") if data.is_example else "",
            "is_landscape": True,
            "read_at": f"{read_at:%Y-%m-%d %H:%M}",
        }
        html = pdf.printable(render_to_string("staffing/delegated_decisions_pdf.html", context))
        notice = _("Contains example data.") if data.is_example else None
        table = sheet(data)
        attachment = pdf.Attachment(_("decisions.csv"), table.title, sheets.write_csv(table, example_notice=notice))
    return pdf.render_pdf(
        html,
        title=f"{title} – {data.organisation} {days}",
        language=LANGUAGE,
        created_at=data.data_time,
        attachments=[attachment],
    )


def sheet(data: DecisionList) -> sheets.TableSpec:
    """Return the decisions as a table, a row each."""
    columns = [
        sheets.Column(_("Request")),
        sheets.Column(_("Decided on"), "date"),
        sheets.Column(_("Unit")),
        sheets.Column(_("What")),
        sheets.Column(_("First day"), "date"),
        sheets.Column(_("Last day"), "date"),
        sheets.Column(_("Weeks"), "number", decimals=1),
        sheets.Column(_("Hours"), "number", decimals=1),
        sheets.Column(_("Kronor"), "money"),
        sheets.Column(_("Decision")),
        sheets.Column(_("Reason")),
        sheets.Column(_("Valid to"), "date"),
        sheets.Column(_("By the rule")),
        sheets.Column(_("As")),
        sheets.Column(_("Decided by")),
        sheets.Column(_("As substitute")),
        sheets.Column(_("Urgent")),
        sheets.Column(_("Reviewed"), "date"),
    ]
    yes = {True: _("yes"), False: _("no")}
    rows = [
        [
            *(one.number, one.day, one.unit, one.what, one.first, one.last, one.weeks, one.hours, one.sek),
            *(outcome_words(one.outcome), one.reason, one.valid_to, one.rule, one.role, one.decided_by),
            *(yes[one.as_substitute], yes[one.is_urgent], one.reviewed),
        ]
        for one in data.decisions
    ]
    return sheets.TableSpec(title=_("Delegated decisions"), columns=columns, rows=rows)
