"""The life of a cost return: opened, filled, submitted, locked, restated; and the flags that say which version counts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from simple_history.utils import update_change_reason

from indicators.models import CostLine, CostReturn, CoveredMonth, ReturnState
from staffing import editing
from staffing.models import CareArea, Organisation, Profession, Region, User
from values.period import Period


class ReturnProblem(Exception):
    """The return cannot be changed so; the message says why and what to do, in the reader's words."""


class PeriodTaken(ReturnProblem):
    """Another return of the region covers some of the same months."""


class NotOpen(ReturnProblem):
    """Lines are changed in an open version only."""


class NothingReported(ReturnProblem):
    """A return without lines cannot be submitted: missing is never zero."""


class NotSubmitted(ReturnProblem):
    """Only a submitted return can be locked or sent back."""


class NotLocked(ReturnProblem):
    """Only a locked return is restated; an open or submitted one is simply changed."""


@dataclass(frozen=True)
class Line:
    """What a line of a return says, in kronor, weeks and hours; None is "not reported"."""

    organisation: Organisation
    profession: Profession
    care_area: CareArea | None
    kind: str
    amount_sek: Decimal
    on_call_sek: Decimal | None = None
    outside_framework_sek: Decimal | None = None
    hire_weeks: Decimal | None = None
    hired_hours: Decimal | None = None
    is_correction: bool = False

    @property
    def key(self) -> tuple[int, int, int | None, str, bool]:
        """Return what tells a line from the others of its return."""
        care_area_id = self.care_area.pk if self.care_area else None
        return (self.organisation.pk, self.profession.pk, care_area_id, self.kind, self.is_correction)


def open_return(*, region: Region, period: Period, by: User | None) -> CostReturn:
    """Return the open first version of the region's return for the period, made now.

    :raises PeriodTaken: when any of the months is covered already; returns tile time.
    """
    try:
        with transaction.atomic():
            made = CostReturn(region=region, first_month=period.first_date, length=period.length)
            made._history_user = by  # noqa: SLF001 -- simple-history's own way to name who
            made.save()
            CoveredMonth.objects.bulk_create(
                CoveredMonth(region=region, month=month, first_version=made) for month in period.months
            )
    except IntegrityError as taken:
        raise PeriodTaken(
            _("%(period)s overlaps a return that %(region)s already has. Open that one instead.")
            % {"period": period.code, "region": region.short_name}
        ) from taken
    return made


@transaction.atomic
def replace_lines(*, cost_return: CostReturn, version: int, lines: Iterable[Line], by: User | None) -> CostReturn:
    """Write `lines` as all the lines of an open return.

    :raises NotOpen: when the return was submitted or locked meanwhile.
    :raises StaleVersion: when somebody else changed it after `version`.
    """
    editing.claim_version(cost_return, version)
    fresh = CostReturn.objects.get(pk=cost_return.pk)
    if fresh.state != ReturnState.OPEN:
        raise NotOpen(_("The return is %(state)s and cannot be changed.") % {"state": fresh.get_state_display()})
    CostLine.objects.filter(cost_return=fresh).delete()
    CostLine.objects.bulk_create(
        [
            CostLine(
                cost_return=fresh,
                organisation=line.organisation,
                profession=line.profession,
                care_area=line.care_area,
                kind=line.kind,
                amount_sek=line.amount_sek,
                on_call_sek=line.on_call_sek,
                outside_framework_sek=line.outside_framework_sek,
                hire_weeks=line.hire_weeks,
                hired_hours=line.hired_hours,
                is_correction=line.is_correction,
            )
            for line in lines
        ],
        batch_size=1_000,
    )
    _save(fresh, by)
    return fresh


@transaction.atomic
def submit_return(*, cost_return: CostReturn, version: int, by: User | None, now: datetime.datetime) -> CostReturn:
    """Hand an open return in: from now it is what the region's own figures stand on.

    :raises NothingReported: when it has no lines.
    :raises NotOpen: when it was handed in already.
    """
    editing.claim_version(cost_return, version)
    fresh = CostReturn.objects.get(pk=cost_return.pk)
    if fresh.state != ReturnState.OPEN:
        raise NotOpen(_("The return is already %(state)s.") % {"state": fresh.get_state_display()})
    if not fresh.lines.exists():
        raise NothingReported(
            _("The return has no amounts yet. Enter or upload them first; a true zero is entered as 0.")
        )
    _other_versions(fresh).filter(counts_submitted=True).update(counts_submitted=False, version=F("version") + 1)
    fresh.state = ReturnState.SUBMITTED
    fresh.submitted_at, fresh.submitted_by = now, by
    fresh.counts_submitted = True
    _save(fresh, by)
    return fresh


@transaction.atomic
def lock_return(*, cost_return: CostReturn, version: int, by: User | None, now: datetime.datetime) -> CostReturn:
    """Lock a submitted return: from now every region's figures stand on it, and only a restatement changes it.

    :raises NotSubmitted: when it is open or locked already.
    """
    editing.claim_version(cost_return, version)
    fresh = CostReturn.objects.get(pk=cost_return.pk)
    if fresh.state != ReturnState.SUBMITTED:
        raise NotSubmitted(_("The return is %(state)s; only a submitted one is locked.") % _state(fresh))
    _other_versions(fresh).filter(counts_locked=True).update(counts_locked=False, version=F("version") + 1)
    fresh.state = ReturnState.LOCKED
    fresh.locked_at, fresh.locked_by = now, by
    fresh.counts_locked = True
    _save(fresh, by)
    return fresh


@transaction.atomic
def reopen_return(*, cost_return: CostReturn, version: int, by: User | None, reason: str) -> CostReturn:
    """Open a submitted return again before it is locked; the version that counted before it counts again.

    :raises NotSubmitted: when it is open or locked already.
    """
    editing.claim_version(cost_return, version)
    fresh = CostReturn.objects.get(pk=cost_return.pk)
    if fresh.state != ReturnState.SUBMITTED:
        raise NotSubmitted(_("The return is %(state)s; only a submitted one is opened again.") % _state(fresh))
    fresh.state = ReturnState.OPEN
    fresh.submitted_at = fresh.submitted_by = None
    fresh.counts_submitted = False
    _save(fresh, by)
    update_change_reason(fresh, reason[:100])
    previous = _other_versions(fresh).filter(counts_locked=True)
    previous.update(counts_submitted=True, version=F("version") + 1)
    return fresh


@transaction.atomic
def restate_return(*, cost_return: CostReturn, reason: str, by: User | None) -> CostReturn:
    """Return a new open version of a locked return with its lines copied; the locked one counts until the new is submitted.

    :raises NotLocked: when it is not locked, or a newer version exists.
    :raises ReturnProblem: when no reason is given.
    """
    if not reason.strip():
        raise ReturnProblem(_("Say why the return is corrected; the reason is shown beside the figures."))
    newest = (
        CostReturn.objects.select_for_update().filter(region=cost_return.region).for_period(cost_return.period).first()
    )
    if newest is None or newest.pk != cost_return.pk or newest.state != ReturnState.LOCKED:
        raise NotLocked(_("Only the newest version is corrected, and only when it is locked."))
    made = CostReturn(
        region=newest.region,
        first_month=newest.first_month,
        length=newest.length,
        number=newest.number + 1,
        reason=reason.strip(),
        is_example=newest.is_example,
    )
    try:
        with transaction.atomic():
            _save(made, by)
    except IntegrityError as taken:
        raise NotLocked(_("A correction of this return is already open. Go on with that one.")) from taken
    copies = list(newest.lines.all())
    for line in copies:
        line.pk, line.cost_return = None, made
        line._state.adding = True  # noqa: SLF001 -- Django's own recipe for a copy
    CostLine.objects.bulk_create(copies, batch_size=1_000)
    return made


@transaction.atomic
def discard_return(*, cost_return: CostReturn, version: int, by: User | None) -> None:
    """Take away an open version that was never submitted; its months are free again when it was the first.

    :raises NotOpen: when it was handed in; what has history is not deleted.
    """
    editing.claim_version(cost_return, version)
    fresh = CostReturn.objects.get(pk=cost_return.pk)
    if fresh.state != ReturnState.OPEN:
        raise NotOpen(_("The return is %(state)s and cannot be removed.") % _state(fresh))
    fresh._history_user = by  # noqa: SLF001
    fresh.delete()


def _state(cost_return: CostReturn) -> dict[str, str]:
    return {"state": cost_return.get_state_display()}


def _other_versions(cost_return: CostReturn):  # noqa: ANN202 -- a chainable queryset of cost returns
    return (
        CostReturn.objects.filter(region_id=cost_return.region_id)
        .for_period(cost_return.period)
        .exclude(pk=cost_return.pk)
    )


def _save(cost_return: CostReturn, by: User | None) -> None:
    cost_return._history_user = by  # noqa: SLF001
    cost_return.save()
