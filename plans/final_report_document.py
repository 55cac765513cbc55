"""A final report as page, PDF and Word, all from its snapshot alone, in Swedish."""

from __future__ import annotations

import itertools
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from documents import pdf
from documents.word.writer import WordDocument
from plans import final_report, status_report_words
from plans.final_report import CostLine, FinalReportData, Outcome, OutcomeLine, Verdict
from values import money, ratio
from values.text import slugify_sv

LANGUAGE = "sv"
MISSING = "–"
CLASSES = {
    Outcome.DONE: "done",
    Outcome.IN_OPERATION: "done",
    Outcome.HANDED_OVER: "on-track",
    Outcome.CANCELLED: "cancelled",
    Outcome.REMAINING: "planned",
}


def outcome_words() -> dict[Outcome, str]:
    """Return what each outcome is called in headings and tables."""
    return {
        Outcome.DONE: pgettext("outcome", "Done"),
        Outcome.IN_OPERATION: pgettext("outcome", "Done, in regular operation"),
        Outcome.HANDED_OVER: pgettext("outcome", "Handed over"),
        Outcome.CANCELLED: pgettext("outcome", "Cancelled"),
        Outcome.REMAINING: pgettext("outcome", "Remaining"),
    }


def odd_words(data: FinalReportData) -> list[str]:
    """Return in words what does not add up in the stated counts."""
    own, stated = data.count, data.stated
    finished = own.done + own.in_operation
    words = {
        "sum": _(
            "Stated: %(total)s measures, of which %(finished)s done and %(remaining)s remaining. That does not add up."
        ),
        "total": _("Stated: %(total)s measures. The plan has %(own_total)s activities."),
        "finished": _("Stated: %(finished)s done. The plan has %(own_finished)s done."),
        "remaining": _("Stated: %(remaining)s remaining. The plan has %(own_remaining)s that are not done."),
    }
    values = {
        "total": stated.total,
        "finished": stated.finished,
        "remaining": stated.remaining,
        "own_total": own.total,
        "own_finished": finished,
        "own_remaining": own.total - finished,
    }
    return [words[code] % values for code in final_report.odd_counts(stated, own)]


def verdict_words(data: FinalReportData) -> str:
    """Return in a sentence whether the target was reached; empty in a report that was made before it was said."""
    words = {
        Verdict.REACHED: _("The target, at most %(target)s, was reached."),
        Verdict.MISSED: _("The target, at most %(target)s, was not reached."),
        Verdict.UNKNOWN: _(
            "Whether the target, at most %(target)s, was reached cannot be judged: figures are missing."
        ),
    }
    if data.verdict is None:
        return ""
    said = {"target": ratio.format_percent(data.target_ratio, 1, LANGUAGE)}
    share = data.after.ratio
    if (
        data.verdict is Verdict.MISSED
        and share is not None
        and ratio.format_percent(share, 1, LANGUAGE) == said["target"]
    ):
        said["exact"] = ratio.format_percent(share, ratio.telling_decimals(share, data.target_ratio), LANGUAGE)
        return _("The target, at most %(target)s, was not reached: the share was %(exact)s, just above it.") % said
    return words[data.verdict] % said


def early_words(data: FinalReportData) -> str:
    """Return when the plan was closed, where that was before its period ended; else nothing."""
    early = final_report.early(data.closed_date, data.end_date)
    if early is None or data.closed_date is None:
        return ""
    if early.months:
        words = ngettext(
            "The plan was closed %(day)s, %(count)s month before the end of its period.",
            "The plan was closed %(day)s, %(count)s months before the end of its period.",
            early.months,
        )
    else:
        words = ngettext(
            "The plan was closed %(day)s, %(count)s day before the end of its period.",
            "The plan was closed %(day)s, %(count)s days before the end of its period.",
            early.days,
        )
    return words % {"day": data.closed_date.isoformat(), "count": early.months or early.days}


def whose_costs(data: FinalReportData) -> str:
    """Return whose costs the report shows, as the caption of their table."""
    if data.is_whole_region:
        return _("The region's cost of agency staff, publicly run healthcare without dental care")
    return _("%(organisation)s: cost of agency staff, publicly run healthcare without dental care") % {
        "organisation": data.organisation
    }


def file_name(data: FinalReportData, ending: str) -> str:
    """Return `slutrapport-blekinge-2017.pdf`; later versions end with `-v2`."""
    edition = f"-v{data.number}" if data.number > 1 else ""
    return f"slutrapport-{slugify_sv(data.slug)}{edition}.{ending}"


def context_of(data: FinalReportData) -> dict[str, Any]:
    """Return what the templates of page and PDF show; Swedish must be active."""
    words = outcome_words()
    return {
        "report": data,
        "report_title": _("Final report"),
        "report_subtitle": data.title,
        "report_version": _("%(region)s · version %(number)s · %(day)s")
        % {"region": data.region, "number": data.number, "day": data.made_at.date().isoformat()},
        "report_mark": _mark(data),
        "example": _example(data),
        "counts": [(words[outcome], getattr(data.count, outcome.value), CLASSES[outcome]) for outcome in Outcome],
        "odd": odd_words(data),
        "costs": [_cost_row(_("Before the plan"), data.before), _cost_row(_("At its end"), data.after)],
        "early": early_words(data),
        "whose_costs": whose_costs(data),
        "preliminary": status_report_words.preliminary(data.preliminary, LANGUAGE),
        "verdict": verdict_words(data),
        "change": _change(data),
        "groups": [
            (words[outcome], CLASSES[outcome], _by_section(final_report.of_outcome(data.lines, outcome)))
            for outcome in Outcome
            if final_report.of_outcome(data.lines, outcome)
        ],
    }


def _mark(data: FinalReportData) -> str:
    """Return what each page says of what is made up; empty when nothing is."""
    if data.is_example:
        return _("Example data")
    return _("The costs are example data") if final_report.shows_example_costs(data) else ""


def _example(data: FinalReportData) -> str:
    """Return in a sentence what is made up; empty when nothing is."""
    if data.is_example:
        return _("Example data: made to show the product. No region has reported it.")
    if final_report.shows_example_costs(data):
        return _("The costs are example data: made to show the product. The rest is the plan's own.")
    return ""


def _by_section(lines: tuple[OutcomeLine, ...]) -> list[tuple[str, list[OutcomeLine]]]:
    return [(title, list(found)) for title, found in itertools.groupby(lines, key=lambda line: line.section)]


def _cost_row(label: str, cost: CostLine) -> dict[str, str]:
    until = _("twelve months to %(period)s") % {"period": cost.label}
    if cost.agency_sek is None or cost.own_sek is None:
        missing = _("figures are missing for %(periods)s") % {"periods": ", ".join(cost.missing)}
        return {"label": label, "until": until, "agency": MISSING, "own": MISSING, "ratio": MISSING, "missing": missing}
    return {
        "label": label,
        "until": until,
        "agency": money.format_sek(cost.agency_sek, money.MoneyUnit.MNKR, language=LANGUAGE),
        "own": money.format_sek(cost.own_sek, money.MoneyUnit.MNKR, language=LANGUAGE),
        "ratio": MISSING if cost.ratio is None else ratio.format_percent(cost.ratio, 1, LANGUAGE),
        "missing": "",
    }


def _change(data: FinalReportData) -> str:
    """Return the change of cost and ratio in one sentence; empty when one of the two cannot be told."""
    if data.change_sek is None:
        return ""
    sek = money.format_sek(data.change_sek, money.MoneyUnit.MNKR, language=LANGUAGE, with_unit=True, sign=True)
    if data.change_points is None:
        return _("The cost changed by %(sek)s.") % {"sek": sek}
    points = ratio.format_points(data.change_points, 1, LANGUAGE)
    return _("The cost changed by %(sek)s, and its share of own staff cost by %(points)s.") % {
        "sek": sek,
        "points": points,
    }


def page_body(data: FinalReportData) -> SafeString:
    """Return the report as a part of a page, in its own language whatever the page's is."""
    with translation.override(LANGUAGE):
        return render_to_string("plans/_final_report_body.html", {**context_of(data), "is_page": True})


def render(data: FinalReportData) -> bytes:
    """Return the report as PDF/A and PDF/UA; the same report gives the same bytes.

    :raises documents.pdf.RenderError: no PDF came out.
    """
    with translation.override(LANGUAGE):
        context = context_of(data)
        html = pdf.printable(render_to_string("plans/final_report_pdf.html", context))
        title = f"{context['report_title']} – {data.title}"
    return pdf.render_pdf(html, title=title, language=LANGUAGE, created_at=data.made_at, attachments=[])


def make_docx(data: FinalReportData) -> bytes:
    """Return the report as a Word document with headings, repeated table heads and its language set."""
    with translation.override(LANGUAGE):
        return _document(data, context_of(data))


def _document(data: FinalReportData, context: dict[str, Any]) -> bytes:
    document = WordDocument(
        title=f"{context['report_title']} – {data.title}",
        language=LANGUAGE,
        created_at=data.made_at,
        foot=f"{data.title} · {context['report_version']}",
        mark=context["report_mark"],
    )
    document.heading(context["report_title"], 0)
    document.paragraph(f"{data.title}\n{context['report_version']}")
    document.labelled(_("Organisation"), data.organisation)
    document.labelled(_("Period"), f"{data.start_date.isoformat()} – {data.end_date.isoformat()}")
    document.labelled(_("Registry number"), data.registry_number)
    document.paragraph(data.goal)
    document.paragraph(context["example"])
    document.paragraph(f"{_('Corrects:')} {data.correction}" if data.correction else "")
    _add_list(document, _("Proposed decisions"), data.decisions, are_numbered=True)
    document.heading(_("How it ended"), 1)
    document.paragraph(context["early"])
    counts = [(word, str(number)) for word, number, _css in context["counts"]]
    document.table((_("Outcome"), _("Activities")), [*counts, (_("All"), str(data.count.total))], (60, 40))
    document.bullets(context["odd"])
    if data.summary:
        document.heading(_("Summary"), 1)
        document.paragraph(data.summary)
    _add_costs(document, context)
    for word, css, sections in context["groups"]:
        document.heading(word, 1)
        listed = [
            (line.section, line.title, line.responsible, _end_of(line)) for _title, lines in sections for line in lines
        ]
        end = _("Completed") if css == "done" else _("Receiver or reason")
        document.table((_("Section"), _("Activity"), _("Responsible"), end), listed, (20, 35, 20, 25))
    _add_list(document, _("Extract to"), data.extract_to)
    return document.to_bytes()


def _add_list(document: WordDocument, heading: str, lines: tuple[str, ...], *, are_numbered: bool = False) -> None:
    if lines:
        document.heading(heading, 1)
        document.bullets(lines, are_numbered=are_numbered)


def _add_costs(document: WordDocument, context: dict[str, Any]) -> None:
    document.heading(_("Costs over the plan's time"), 1)
    document.paragraph(context["verdict"])
    document.paragraph(context["change"])
    document.paragraph(context["whose_costs"])
    heads = (_("Months"), _("Agency cost (mnkr)"), _("Own staff cost (mnkr)"), _("Share"))
    rows = [(_months_of(row), row["agency"], row["own"], row["ratio"]) for row in context["costs"]]
    document.table(heads, rows, (40, 20, 20, 20))
    document.paragraph(context["preliminary"])
    document.paragraph(_("Share: agency cost in relation to own staff cost. Nominal kronor."))


def _months_of(row: dict[str, str]) -> str:
    return f"{row['label']}: {row['until']}" + (f" – {row['missing']}" if row["missing"] else "")


def _end_of(line: OutcomeLine) -> str:
    return line.completed_date.isoformat() if line.completed_date else line.note
