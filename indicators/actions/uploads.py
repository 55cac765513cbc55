"""Costs from a file: kept after reading, written all or nothing, undone as a whole."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from indicators import cost_lines, cost_upload
from indicators.actions import returns, totals
from indicators.cost_lines import LineRow
from indicators.cost_upload import FileTotal, Reading
from indicators.models import CostReturn, CostUpload, LineSource, ReturnState
from indicators.queries import lines as line_queries
from staffing import editing
from staffing.models import Region, User
from values.period import Period


class UploadProblem(Exception):
    """The upload cannot be written or undone; the message says why and what to do, in the reader's words."""


class ReturnsChanged(UploadProblem):
    """A return that the preview showed has been changed, handed in or locked since."""


class AlreadyWritten(UploadProblem):
    """The upload was confirmed before."""


class DifferenceNotAcknowledged(UploadProblem):
    """A total that the file states is not what its rows add up to, and nobody has said that this is known."""


class NotToUndo(UploadProblem):
    """The upload was not written, or what it wrote has been changed since."""


@dataclass(frozen=True)
class Seen:
    """The return that a period of the file met: its id and version, or nothing."""

    period: Period
    cost_return_id: int | None
    version: int | None


def see(region: Region, periods: Sequence[Period]) -> list[Seen]:
    """Return what stands in each period now; the newest version of a return, if there is one."""
    newest: dict[Period, CostReturn] = {}
    for one in CostReturn.objects.filter(
        region=region, first_month__in=[period.first_date for period in periods]
    ).order_by("number"):
        newest[one.period] = one
    return [
        Seen(period, newest[period].pk, newest[period].version) if period in newest else Seen(period, None, None)
        for period in periods
    ]


@transaction.atomic
def keep_upload(
    *,
    region: Region,
    reading: Reading,
    filename: str,
    content: bytes,
    by: User,
    in_thousands: Reading | None = None,
) -> CostUpload:
    """Keep what was read until it is confirmed; nothing is written to any return.

    `in_thousands` is the same file read in thousands of kronor, when its amounts look so: then it can be chosen instead.
    """
    return CostUpload.objects.create(
        region=region,
        uploaded_by=by,
        filename=filename[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        **_as_json(reading),
        seen=[[one.period.code, one.cost_return_id, one.version] for one in see(region, reading.periods)],
        in_thousands=_as_json(in_thousands) if in_thousands else {},
    )


def _as_json(reading: Reading) -> dict[str, Any]:
    return {
        "lines": [[placed.period.code, *cost_lines.as_json(placed.line)] for placed in reading.lines],
        "notices": [str(notice) for notice in reading.notices],
        "totals": [one.as_json() for one in reading.totals],
    }


@transaction.atomic
def read_in_thousands(*, upload: CostUpload, by: User) -> None:
    """Take the file's kronor for thousands of kronor before it is written; a second time changes nothing.

    :raises AlreadyWritten: when it was confirmed before, or is not `by`'s to change.
    """
    fresh = CostUpload.objects.select_for_update().filter(pk=upload.pk, uploaded_by=by, confirmed_at=None).first()
    if fresh is None:
        raise AlreadyWritten(_("The file has been written already."))
    if not fresh.in_thousands:
        return
    notice = str(_("The amounts are read as thousands of kronor, as you chose."))
    values = {**fresh.in_thousands, "notices": [notice, *fresh.in_thousands["notices"]], "in_thousands": {}}
    CostUpload.objects.filter(pk=fresh.pk, confirmed_at=None).update(**values)


def lines_of(upload: CostUpload) -> dict[Period, list[LineRow]]:
    """Return the kept lines by period, in order of time."""
    found: dict[str, list[LineRow]] = {}
    for code, *values in upload.lines:
        found.setdefault(code, []).append(cost_lines.from_json(values))
    return dict(sorted((Period.parse(code), rows) for code, rows in found.items()))


def totals_of(upload: CostUpload) -> list[FileTotal]:
    """Return the totals that the file states, with what its rows add up to."""
    return [FileTotal.from_json(values) for values in upload.totals]


@transaction.atomic
def write_upload(
    *, upload: CostUpload, by: User, now: datetime.datetime, is_difference_acknowledged: bool = False
) -> list[CostReturn]:
    """Write every period of a kept upload; all or nothing, and once.

    The lines of a period become those of the file. What stood there is kept, so that the upload can be undone.

    :raises AlreadyWritten: when it was confirmed before.
    :raises DifferenceNotAcknowledged: when a total of the file differs from its rows, and that is not acknowledged.
    :raises ReturnsChanged: when a return is not as the preview showed it.
    """
    # The condition stands in the UPDATE: of two confirmations one finds no row.
    claimed = CostUpload.objects.filter(pk=upload.pk, confirmed_at__isnull=True).update(confirmed_at=now)
    if not claimed:
        raise AlreadyWritten(_("The file has been written already."))
    is_different = any(one.is_different for one in totals_of(upload))
    if is_different and not is_difference_acknowledged:
        raise DifferenceNotAcknowledged(
            _("The totals of the file are not what its rows add up to. Say that you know, or correct the file.")
        )
    seen = [Seen(Period.parse(code), pk, version) for code, pk, version in upload.seen]
    written, replaced = write_periods(
        region=upload.region, lines=lines_of(upload), seen=seen, filename=upload.filename, by=by
    )
    CostUpload.objects.filter(pk=upload.pk).update(replaced=replaced, is_difference_acknowledged=is_different)
    return written


@transaction.atomic
def write_periods(
    *, region: Region, lines: dict[Period, list[LineRow]], seen: Sequence[Seen], filename: str = "", by: User | None
) -> tuple[list[CostReturn], list[dict[str, Any]]]:
    """Write the lines of each period to its return, opened when there is none; return the returns, and what stood there.

    :raises ReturnsChanged: when any return is not as it was seen; then nothing is written.
    """
    returns.take_turn(region.pk)
    written, replaced = [], []
    for place in seen:
        try:
            cost_return, before, is_new = _target(region, place, by)
            done = returns.replace_lines(
                cost_return=cost_return,
                version=cost_return.version,
                lines=lines[place.period],
                by=by,
                source=LineSource.FILE,
                filename=filename,
            )
        except (returns.ReturnProblem, editing.StaleVersion, CostReturn.DoesNotExist) as changed:
            raise ReturnsChanged(
                _(
                    "The return for %(period)s has been changed, handed in or locked since the file was read. Upload the file again."
                )
                % {"period": cost_upload.period_name(place.period)}
            ) from changed
        stated_before = done.stated_totals
        done = totals.keep_replaced(cost_return=done, before=before, after=lines[place.period])
        written.append(done)
        replaced.append(
            {
                "stated_totals": stated_before,
                "cost_return": done.pk,
                "version": done.version,
                "was_opened": is_new,
                "lines": [cost_lines.as_json(row) for row in before],
            }
        )
    return written, replaced


def _target(region: Region, place: Seen, by: User | None) -> tuple[CostReturn, list[LineRow], bool]:
    """Return the open return of a period at the version that was seen, its lines, and whether it was opened now."""
    if place.cost_return_id is None or place.version is None:
        return returns.open_return(region=region, period=place.period, by=by), [], True
    found = CostReturn.objects.get(pk=place.cost_return_id, region=region, version=place.version)
    return found, line_queries.rows_of(found.pk), False


@transaction.atomic
def undo_upload(*, upload: CostUpload, by: User, now: datetime.datetime) -> list[CostReturn]:
    """Put back what the upload replaced, and take away the returns that it opened; all or nothing, and once.

    :raises NotToUndo: when it was not written or is undone already, or when a return has been changed since.
    """
    returns.take_turn(upload.region_id)
    claimed = CostUpload.objects.filter(pk=upload.pk, confirmed_at__isnull=False, undone_at__isnull=True).update(
        undone_at=now
    )
    if not claimed:
        raise NotToUndo(_("The upload is undone already, or was never written."))
    upload = CostUpload.objects.get(pk=upload.pk)
    touched = []
    for entry in upload.replaced:
        try:
            touched.append(_put_back(entry, by))
        except (returns.ReturnProblem, editing.StaleVersion, CostReturn.DoesNotExist) as changed:
            raise NotToUndo(
                _("The upload cannot be undone: what it wrote has been changed or handed in since.")
            ) from changed
    return touched


def _put_back(entry: dict[str, Any], by: User) -> CostReturn:
    cost_return = CostReturn.objects.get(pk=entry["cost_return"])
    if entry["was_opened"]:
        returns.discard_return(cost_return=cost_return, version=entry["version"], by=by)
        return cost_return
    CostReturn.objects.filter(pk=cost_return.pk).update(stated_totals=entry.get("stated_totals", []))
    return returns.replace_lines(
        cost_return=cost_return,
        version=entry["version"],
        lines=[cost_lines.from_json(values) for values in entry["lines"]],
        by=by,
        source=LineSource.UNDO,
    )


def written_returns(upload: CostUpload) -> list[CostReturn]:
    """Return the returns that the upload wrote and that are still there, in order of time."""
    return list(
        CostReturn.objects.filter(pk__in=[entry["cost_return"] for entry in upload.replaced]).order_by("first_month")
    )


def is_undoable(upload: CostUpload) -> bool:
    """Return whether every return that the upload wrote is still open and as it left it."""
    if upload.confirmed_at is None or upload.undone_at is not None or not upload.replaced:
        return False
    now = {
        one.pk: (one.version, one.state)
        for one in CostReturn.objects.filter(pk__in=[entry["cost_return"] for entry in upload.replaced])
    }
    return all(now.get(entry["cost_return"]) == (entry["version"], ReturnState.OPEN) for entry in upload.replaced)
