"""The words of a plan and its snapshot in the language that is active: statuses, bands, kinds of groups and consultations."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from documents import charts
from plans import risk_bands
from plans.adoption import Gate
from plans.models import ConsultationForm, GroupKind, HealthChoice, PartyKind, PlanState, Priority, ProgressChoice
from plans.models.activities import OPEN
from plans.plan_snapshot import ConsultationFacts, PlanActivity, RiskAnalysisFacts, RiskLine, WaiverFacts
from plans.risk_bands import Band

SIGNS = {Band.GREEN: "○", Band.YELLOW: "▲", Band.RED: "■"}
PROGRESS_CSS = {
    ProgressChoice.NOT_STARTED.value: "planned",
    ProgressChoice.IN_PROGRESS.value: "on-track",
    ProgressChoice.DONE.value: "done",
    ProgressChoice.IN_OPERATION.value: "done",
    ProgressChoice.PAUSED.value: "planned",
    ProgressChoice.CANCELLED.value: "cancelled",
    ProgressChoice.HANDED_OVER.value: "on-track",
}
"""The class of a status in a PDF: its shape and colour."""
HEALTH_CSS = {HealthChoice.AT_RISK.value: "at-risk", HealthChoice.LATE.value: "late"}
"""The class in a PDF of a health that asks for something."""
STATUS_CSS = {Band.GREEN: "done", Band.YELLOW: "at-risk", Band.RED: "late"}


def titled(title: str, *, is_over: bool) -> str:
    """Return the plan's title, and that its period is over when it is."""
    return _("%(plan)s · The period is over") % {"plan": title} if is_over else title


def progress(value: str) -> str:
    """Return a status in words."""
    return str(ProgressChoice(value).label)


def progresses() -> list[str]:
    """Return every status in words, in their order."""
    return [str(choice.label) for choice in ProgressChoice]


def asking_health(activity: PlanActivity) -> HealthChoice | None:
    """Return the health of an open activity where it asks for something: at risk or late.

    A plan's snapshot does not say whether "on track" was judged by anybody, so a document does not say it either.
    """
    is_asking = activity.progress in OPEN and activity.health in HEALTH_CSS
    return HealthChoice(activity.health) if is_asking else None


def priority(value: int) -> str:
    """Return a priority in a word."""
    return str(Priority(value).label)


def unusual_priority(value: int) -> str:
    """Return a priority as a remark of its own; nothing for the usual one."""
    return {Priority.HIGH: _("high priority"), Priority.LOW: _("low priority")}.get(Priority(value), "")


def steps_done(activity: PlanActivity) -> str:
    """Return how many of an activity's steps are done; nothing when it has none."""
    if not activity.steps:
        return ""
    words = ngettext("%(done)s of %(count)s step is done", "%(done)s of %(count)s steps are done", len(activity.steps))
    return words % {"done": sum(step.is_done for step in activity.steps), "count": len(activity.steps)}


def state(value: str) -> str:
    """Return a plan's state in words."""
    return str(PlanState(value).label)


def group_kind(value: str) -> str:
    """Return what a group is for in words."""
    return str(GroupKind(value).label)


def party_kind(value: str) -> str:
    """Return who was consulted in words."""
    return str(PartyKind(value).label)


def consultation_form(value: str) -> str:
    """Return how somebody was consulted in words."""
    return str(ConsultationForm(value).label)


def consultation_outcome(one: ConsultationFacts, *, is_internal: bool) -> str:
    """Return what came out of a consultation with its minutes, or to other regions who reads it."""
    if not is_internal:
        return _("read by the own region")
    return f"{one.outcome} ({one.minutes})" if one.minutes else one.outcome


def analysis_withheld(*, is_internal: bool) -> str:
    """Return what stands to other regions in place of a risk analysis; nothing to the own one."""
    return "" if is_internal else _("What the analysis says is read by the own region.")


def gate(value: str) -> str:
    """Return what an adoption stands on in words."""
    return _("Risk and impact analysis") if value == Gate.RISK_ANALYSIS else _("Union consultation")


def waiver(one: WaiverFacts, *, is_internal: bool) -> tuple[str, str]:
    """Return what a revision was adopted without, and what is said of it: the reason is in it when `is_internal`."""
    said = {
        "number": one.revision,
        "decision": ", ".join(filter(None, (one.adopted_date.isoformat(), one.adopted_by))),
        "reason": one.reason,
    }
    words = (
        _("waived in revision %(number)s (%(decision)s), reason: %(reason)s")
        if is_internal
        else _("waived in revision %(number)s (%(decision)s). The reason is read by the own region.")
    )
    return gate(one.gate), words % said


def bands() -> dict[Band, str]:
    """Return what each band of the risk matrix is called."""
    return {
        Band.GREEN: pgettext("risk", "low: watch it"),
        Band.YELLOW: pgettext("risk", "medium: countermeasure"),
        Band.RED: pgettext("risk", "high: countermeasure before the change"),
    }


def risk_matrix(analysis: RiskAnalysisFacts, *, id_prefix: str, is_now: bool, width: int = charts.COMPACT) -> str:
    """Return the matrix of an analysis, as it is now or as planned; risks that are not judged for now are left out."""
    placed = [
        (number, (risk.consequence_now, risk.probability_now) if is_now else (risk.consequence, risk.probability))
        for number, risk in enumerate(analysis.risks, start=1)
    ]
    marks = [
        charts.Mark(label=str(number), column=column, row=row)
        for number, (column, row) in placed
        if column is not None and row is not None
    ]
    words = bands()
    counted = [risk_bands.band(mark.row, mark.column, analysis.scale) for mark in marks]
    heading = _("Risks now") if is_now else _("Risks as planned")
    said = ", ".join(f"{counted.count(band)} {word}" for band, word in words.items())
    return charts.matrix(
        id_prefix=id_prefix,
        title=f"{heading}: {said}",
        description=_("The numbers are those of the table of risks."),
        marks=marks,
        scale=analysis.scale,
        band_of=lambda probability, consequence: risk_bands.band(probability, consequence, analysis.scale),
        bands={band: (word, SIGNS[band]) for band, word in words.items()},
        column_label=_("Consequence"),
        row_label=_("Probability"),
        width=width,
    )


def risk_degree(risk: RiskLine, scale: int, *, is_now: bool) -> tuple[str, str, str]:
    """Return a risk's degree, its band in a word and the class of its status; "–" when it is not judged."""
    probability, consequence = (
        (risk.probability_now, risk.consequence_now) if is_now else (risk.probability, risk.consequence)
    )
    if probability is None or consequence is None:
        return "–", "", ""
    band = risk_bands.band(probability, consequence, scale)
    value = f"{risk_bands.degree(probability, consequence)} ({probability} × {consequence})"
    return value, bands()[band].partition(":")[0], STATUS_CSS[band]
