"""Order status reports, and number the versions of each period."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from indicators.actions import index as index_actions
from indicators.queries import costs
from plans.actions import frozen_documents
from plans.models import Plan, StatusReport
from staffing.models import Region, User
from values.period import Period


class ReportUnderway(Exception):
    """Another report of the same plan, period and language is being made."""


class CorrectionNeeded(Exception):
    """The period has a report already: a new version says what it corrects."""


@transaction.atomic
def order_report(
    *, plan: Plan, period: Period, language: str, decisions: str, correction: str, by: User
) -> StatusReport:
    """Return a report that is queued to be made; the same wish sent twice is one report.

    A report that failed is taken up again under its number, so that versions have no gaps.

    :raises ReportUnderway: another wish for the period is being fulfilled.
    :raises CorrectionNeeded: the period is reported already, and `correction` is empty.
    """
    latest = _latest(plan, period, language)
    wish = {"decisions": decisions, "correction": correction}
    if latest is not None and _is_same_wish(latest, wish, by):
        return latest
    if latest is not None and latest.is_underway:
        raise ReportUnderway
    if latest is None or latest.file_id is not None:
        latest = _new(plan, period, language, 0 if latest is None else latest.number)
    if latest.number > 1 and not correction:
        raise CorrectionNeeded
    for name, value in wish.items():
        setattr(latest, name, value)
    latest.requested_by, latest.requested_by_name = by, str(by)
    latest.save()
    return frozen_documents.order(subject=latest, by=by)


@transaction.atomic
def reserve_version(*, plan: Plan, period: Period, language: str, correction: str) -> StatusReport:
    """Return a saved report under the next number, with nobody's name on it and no job: for the command line.

    :raises ReportUnderway: the number is being made.
    :raises CorrectionNeeded: the period is reported already, and `correction` is empty.
    """
    latest = _latest(plan, period, language)
    if latest is not None and latest.is_underway:
        raise ReportUnderway
    if latest is None or latest.file_id is not None:
        latest = _new(plan, period, language, 0 if latest is None else latest.number)
    if latest.number > 1 and not correction:
        raise CorrectionNeeded
    latest.correction = correction
    latest.save()
    return latest


def bring_costs_up_to_date(*, region: Region) -> None:
    """Compute the figures of returns that changed and that no job has come to yet, so that the report does not lag."""
    if costs.is_stale(region):
        stale = costs.stale_returns([region.pk]).values_list("pk", flat=True)
        index_actions.recompute(cost_return_ids=list(stale))


def next_number(plan: Plan, period: Period, language: str) -> int:
    """Return the version that a report made now would be."""
    frozen = StatusReport.objects.filter(
        plan=plan, first_month=period.first_date, length=period.length, language=language, file__isnull=False
    )
    return (frozen.aggregate(last=Max("number"))["last"] or 0) + 1


def _latest(plan: Plan, period: Period, language: str) -> StatusReport | None:
    """Return the newest version of the period, locked, and the plan's row too, so that numbers are given out one at a time."""
    Plan.objects.select_for_update().get(pk=plan.pk)
    same = StatusReport.objects.filter(
        plan=plan, first_month=period.first_date, length=period.length, language=language
    )
    return same.select_for_update().order_by("-number").first()


def _new(plan: Plan, period: Period, language: str, latest_number: int) -> StatusReport:
    return StatusReport(
        plan=plan,
        first_month=period.first_date,
        length=period.length,
        language=language,
        number=latest_number + 1,
    )


def _is_same_wish(report: StatusReport, wish: dict[str, str], by: User) -> bool:
    is_alive = report.file_id is not None or report.is_underway
    is_same = all(getattr(report, name) == value for name, value in wish.items())
    return is_alive and is_same and report.requested_by_id == by.pk
