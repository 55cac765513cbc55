"""The life of a cost return: opened, filled, submitted, locked, restated; and the flags that say which version counts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.utils import update_change_reason

from indicators import cost_lines, cost_upload
from indicators.cost_lines import LineRow
from indicators.models import CostLine, CostReturn, CoveredMonth, LinesChange, LineSource, ReturnState
from indicators.queries import lines as line_queries
from staffing import editing
from staffing.actions import saving
from staffing.models import Region, User
from values.period import Period

_BATCH = 1_000


class ReturnProblem(Exception):
    """The return cannot be changed so; the message says why and what to do, in the reader's words."""


class PeriodTaken(ReturnProblem):
    """Another return of the region covers some of the same months."""


class NotOpen(ReturnProblem):
    """Lines are changed in an open version only."""


class NothingReported(ReturnProblem):
    """A return without lines cannot be submitted: missing is never zero."""


class NotEnded(ReturnProblem):
    """A period is handed in when its last day has passed: until then its costs are not all there."""


class NotSubmitted(ReturnProblem):
    """Only a submitted return can be locked or sent back."""


class NotLocked(ReturnProblem):
    """Only a locked return is restated; an open or submitted one is simply changed."""


class BothCount(NamedTuple):
    """The answer that amounts on the region and on its organisations both count: of which places, who said it, and when."""

    places: list[str]
    by: User | None
    at: datetime.datetime


def take_turn(region_id: int) -> None:
    """Wait until nobody else is writing the region's returns; call first in a transaction that writes them.

    Two acts that each hold one return and want the other's would lock each other out. SQLite has one writer anyway.
    """
    Region.objects.select_for_update(no_key=True).get(pk=region_id)


def open_return(*, region: Region, period: Period, by: User | None) -> CostReturn:
    """Return the open first version of the region's return for the period, made now.

    :raises PeriodTaken: when any of the months is covered already; returns tile time.
    """
    try:
        with transaction.atomic():
            made = CostReturn(region=region, first_month=period.first_date, length=period.length)
            saving.save_by(made, by)
            CoveredMonth.objects.bulk_create(
                CoveredMonth(region=region, month=month, first_version=made) for month in period.months
            )
    except IntegrityError as taken:
        other = CoveredMonth.objects.select_related("first_version").get(
            region=region, month=_first_taken(region, period)
        )
        names = {
            "period": cost_upload.period_name(period),
            "other": cost_upload.period_name(other.first_version.period),
        }
        if is_discardable(other.first_version):
            words = _(
                "%(period)s shares months with the return for %(other)s. Go on with that one, or remove it first."
            )
        else:
            words = _("%(period)s shares months with the return for %(other)s, which has been handed in and is kept.")
        raise PeriodTaken(words % names) from taken
    return made


def _first_taken(region: Region, period: Period) -> datetime.date:
    taken = CoveredMonth.objects.filter(region=region, month__in=period.months).order_by("month")
    return taken.values_list("month", flat=True)[0]


@transaction.atomic
def replace_lines(
    *,
    cost_return: CostReturn,
    version: int,
    lines: Iterable[LineRow],
    by: User | None,
    source: str = LineSource.GRID,
    filename: str = "",
    organisation_id: int | None = None,
) -> CostReturn:
    """Write `lines` as all the lines of an open return, or of one organisation in it, and keep what became another.

    When nothing differs nothing is written, and the version stays.

    :raises NotOpen: when the return was submitted or locked meanwhile.
    :raises StaleVersion: when somebody else changed it after `version`.
    """
    fresh = CostReturn.objects.select_for_update().filter(pk=cost_return.pk).first()
    if fresh is None or fresh.version != version:
        raise editing.StaleVersion
    if fresh.state != ReturnState.OPEN:
        raise NotOpen(_("The return is %(state)s and cannot be changed.") % _state(fresh))
    everything = line_queries.rows_of(fresh.pk)
    replaced = [row for row in everything if organisation_id in (None, row.organisation_id)]
    kept = [row for row in everything if organisation_id not in (None, row.organisation_id)]
    written = list(lines)
    differences = cost_lines.differences(replaced, written)
    if not differences:
        return fresh
    editing.claim_version(fresh, version)
    _write_lines(fresh, written, organisation_id)
    fresh = CostReturn.objects.get(pk=fresh.pk)
    saving.save_by(fresh, by)
    totals = cost_lines.totals([*kept, *written])
    LinesChange.objects.create(
        cost_return=fresh,
        made_by=by,
        source=source,
        filename=filename,
        line_count=totals.lines,
        agency_sek=totals.agency_sek,
        own_sek=totals.own_sek,
        changes=[one.as_json() for one in differences] if everything else [],
    )
    return fresh


def _write_lines(cost_return: CostReturn, rows: Iterable[LineRow], organisation_id: int | None) -> None:
    gone = CostLine.objects.filter(cost_return=cost_return)
    if organisation_id is not None:
        gone = gone.filter(organisation_id=organisation_id)
    gone.delete()
    CostLine.objects.bulk_create(
        [CostLine(cost_return=cost_return, **row._asdict()) for row in rows], batch_size=_BATCH
    )


@transaction.atomic
def submit_return(
    *,
    cost_return: CostReturn,
    version: int,
    by: User | None,
    now: datetime.datetime,
    warnings_comment: str = "",
    both_count: BothCount | None = None,
) -> CostReturn:
    """Hand an open return in: from now it is what the region's own figures stand on.

    `warnings_comment` is why what stands out is right; it replaces that of an earlier time. `both_count` is the answer on what
    is reported both on the region and on its organisations; without one the answer of an earlier time stays.

    :raises NothingReported: when it has no lines.
    :raises NotEnded: when the last day of the period has not passed at `now`.
    :raises NotOpen: when it was handed in already.
    """
    take_turn(cost_return.region_id)
    editing.claim_version(cost_return, version)
    fresh = CostReturn.objects.get(pk=cost_return.pk)
    if fresh.state != ReturnState.OPEN:
        raise NotOpen(_("The return is already %(state)s.") % _state(fresh))
    if not fresh.lines.exists():
        raise NothingReported(
            _("The return has no amounts yet. Enter or upload them first; a true zero is entered as 0.")
        )
    if why := not_ended(fresh.period, timezone.localdate(now)):
        raise NotEnded(why)
    _other_versions(fresh).filter(counts_submitted=True).update(counts_submitted=False, version=F("version") + 1)
    fresh.state = ReturnState.SUBMITTED
    fresh.submitted_at, fresh.submitted_by = now, by
    fresh.counts_submitted = True
    fresh.warnings_comment = warnings_comment.strip()
    if both_count is not None:
        fresh.both_count_places, fresh.both_count_by, fresh.both_count_at = both_count
    saving.save_by(fresh, by)
    return fresh


def not_ended(period: Period, today: datetime.date) -> str | Promise:
    """Return why the period cannot be handed in yet and from which day it can; empty when its last day has passed."""
    if period.last_date < today:
        return ""
    opens = period.last_date + datetime.timedelta(days=1)
    return format_lazy(
        _("{period} has not ended. It can be handed in from {date}; amounts can be entered before."),
        period=cost_upload.period_name(period),
        date=opens.isoformat(),
    )


@transaction.atomic
def lock_return(*, cost_return: CostReturn, version: int, by: User | None, now: datetime.datetime) -> CostReturn:
    """Lock a submitted return: from now every region's figures stand on it, and only a restatement changes it.

    :raises NotSubmitted: when it is open or locked already.
    """
    take_turn(cost_return.region_id)
    editing.claim_version(cost_return, version)
    fresh = CostReturn.objects.get(pk=cost_return.pk)
    if fresh.state != ReturnState.SUBMITTED:
        raise NotSubmitted(_("The return is %(state)s; only a submitted one is locked.") % _state(fresh))
    _other_versions(fresh).filter(counts_locked=True).update(counts_locked=False, version=F("version") + 1)
    fresh.state = ReturnState.LOCKED
    fresh.locked_at, fresh.locked_by = now, by
    fresh.counts_locked = True
    saving.save_by(fresh, by)
    return fresh


def lock_submitted(
    *, cost_returns: Iterable[tuple[CostReturn, int]], by: User | None, now: datetime.datetime
) -> tuple[list[CostReturn], list[CostReturn]]:
    """Lock each submitted return that is still at the version seen; return those locked, and those left as they were.

    One that was opened again or locked meanwhile does not stop the others.
    """
    locked, left = [], []
    for cost_return, version in cost_returns:
        try:
            locked.append(lock_return(cost_return=cost_return, version=version, by=by, now=now))
        except (editing.StaleVersion, NotSubmitted):
            left.append(cost_return)
    return locked, left


@transaction.atomic
def reopen_return(*, cost_return: CostReturn, version: int, by: User | None, reason: str) -> CostReturn:
    """Open a submitted return again before it is locked; the version that counted before it counts again.

    :raises NotSubmitted: when it is open or locked already.
    """
    take_turn(cost_return.region_id)
    editing.claim_version(cost_return, version)
    fresh = CostReturn.objects.get(pk=cost_return.pk)
    if fresh.state != ReturnState.SUBMITTED:
        raise NotSubmitted(_("The return is %(state)s; only a submitted one is opened again.") % _state(fresh))
    fresh.state = ReturnState.OPEN
    fresh.submitted_at = fresh.submitted_by = None
    fresh.counts_submitted = False
    saving.save_by(fresh, by)
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
    take_turn(cost_return.region_id)
    newest = CostReturn.objects.filter(region=cost_return.region).for_period(cost_return.period).first()
    if newest is None or newest.pk != cost_return.pk or newest.state != ReturnState.LOCKED:
        raise NotLocked(_("Only the newest version is corrected, and only when it is locked."))
    made = CostReturn(
        region=newest.region,
        first_month=newest.first_month,
        length=newest.length,
        number=newest.number + 1,
        reason=reason.strip(),
        is_example=newest.is_example,
        stated_totals=newest.stated_totals,
        both_count_places=newest.both_count_places,
        both_count_by=newest.both_count_by,
        both_count_at=newest.both_count_at,
    )
    try:
        with transaction.atomic():
            saving.save_by(made, by)
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

    :raises NotOpen: when it is, or once was, handed in; what has been handed in is not deleted.
    """
    take_turn(cost_return.region_id)
    editing.claim_version(cost_return, version)
    fresh = CostReturn.objects.get(pk=cost_return.pk)
    if fresh.state != ReturnState.OPEN:
        raise NotOpen(_("The return is %(state)s and cannot be removed.") % _state(fresh))
    if _was_handed_in(fresh):
        raise NotOpen(_("The return has been handed in before, so it is kept. Correct it and hand it in again."))
    saving.delete_by(fresh, by)


def is_discardable(cost_return: CostReturn) -> bool:
    """Return whether the return is open and was never handed in, so that it may be taken away."""
    return cost_return.state == ReturnState.OPEN and not _was_handed_in(cost_return)


def _was_handed_in(cost_return: CostReturn) -> bool:
    return cost_return.history.exclude(state=ReturnState.OPEN).exists()


def _state(cost_return: CostReturn) -> dict[str, str]:
    return {"state": cost_return.get_state_display()}


def _other_versions(cost_return: CostReturn):  # noqa: ANN202 -- a chainable queryset of cost returns
    return (
        CostReturn.objects.filter(region_id=cost_return.region_id)
        .for_period(cost_return.period)
        .exclude(pk=cost_return.pk)
    )
