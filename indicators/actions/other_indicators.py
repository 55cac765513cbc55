"""Enter, correct and share figures of other indicators; retire their definitions. Figures are appended, never changed."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from indicators.actions import returns
from indicators.indicator_upload import PlacedEntry, Reading
from indicators.models import Indicator, IndicatorUpload, IndicatorValue
from indicators.other_indicators import Given
from staffing import editing
from staffing.actions.saving import save_by
from staffing.models import Region, User
from values.period import Period


class IndicatorProblem(Exception):
    """The figure cannot be entered; the message says why and what to do, in the reader's words."""


class ReasonNeeded(IndicatorProblem):
    """There is a figure already, and no reason to correct it is given."""


class NothingToChange(IndicatorProblem):
    """The figure that holds says the same, or there is none to take back."""


class FigureChanged(IndicatorProblem):
    """Somebody entered or corrected the figure after it was shown."""


class AlreadyWritten(IndicatorProblem):
    """The upload was confirmed before."""


class Place(NamedTuple):
    """What a figure is of in a region: an indicator, a period, and a part of the region; None is the whole."""

    indicator_id: int
    period: Period
    organisation_id: int | None = None
    profession_id: int | None = None
    care_area_id: int | None = None


@dataclass(frozen=True)
class Entry:
    """A figure to enter. `seen` is the number of the version that was shown, 0 when there was none."""

    place: Place
    given: Given
    note: str = ""
    reason: str = ""
    seen: int = 0


def place_of(value: IndicatorValue) -> Place:
    """Return what a stored figure is of."""
    return Place(value.indicator_id, value.period, value.organisation_id, value.profession_id, value.care_area_id)


def current_at(region: Region, places: Iterable[Place]) -> dict[Place, IndicatorValue]:
    """Return the version that holds at each of the places that have one: one query."""
    wanted = set(places)
    values = IndicatorValue.objects.current().filter(
        region=region,
        indicator_id__in={one.indicator_id for one in wanted},
        first_month__in={one.period.first_date for one in wanted},
    )
    return {place_of(one): one for one in values if place_of(one) in wanted}


@transaction.atomic
def enter(
    *,
    region: Region,
    entries: Sequence[Entry],
    is_shared: bool,
    by: User | None,
    now: datetime.datetime,
    is_example: bool = False,
) -> list[IndicatorValue]:
    """Write figures, all or none: new ones, and new versions of those that are there. A correction of a shared one is shared.

    :raises FigureChanged: when a figure is not the version that was seen.
    :raises ReasonNeeded: when a figure is there and no reason is given.
    :raises NothingToChange: when a figure says the same as the one that holds, or takes back one that is not there.
    """
    returns.take_turn(region.pk)
    current = current_at(region, (entry.place for entry in entries))
    made = []
    for entry in entries:
        old = current.get(entry.place)
        _check(entry, old)
        shared = is_shared or bool(old and old.shared_at)
        made.append(
            IndicatorValue(
                region=region,
                **_columns(entry.place),
                number=old.number + 1 if old else 1,
                value=entry.given.value,
                numerator=entry.given.numerator,
                denominator=entry.given.denominator,
                note=entry.note,
                reason=entry.reason if old else "",
                shared_at=now if shared else None,
                shared_by=by if shared else None,
                entered_at=now,
                entered_by=by,
                is_example=is_example,
            )
        )
    # The condition and the unique constraint are the guard: of two writers one finds the figure changed.
    superseded = [one.pk for one in current.values()]
    if IndicatorValue.objects.filter(pk__in=superseded, is_current=True).update(is_current=False) != len(superseded):
        raise FigureChanged(_CHANGED)
    return IndicatorValue.objects.bulk_create(made)


_CHANGED = _(
    "Somebody has entered or corrected the figure since you opened the page. Look at it, and enter yours again."
)


def _columns(place: Place) -> dict[str, Any]:
    indicator_id, period, organisation_id, profession_id, care_area_id = place
    return {
        "indicator_id": indicator_id,
        "first_month": period.first_date,
        "length": period.length,
        "organisation_id": organisation_id,
        "profession_id": profession_id,
        "care_area_id": care_area_id,
    }


def _check(entry: Entry, old: IndicatorValue | None) -> None:
    if (old.number if old else 0) != entry.seen:
        raise FigureChanged(_CHANGED)
    now = (entry.given.value, entry.given.numerator, entry.given.denominator)
    if old is None:
        if now == (None, None, None):
            raise NothingToChange(_("There is no figure to take back."))
        return
    if (old.value, old.numerator, old.denominator) == now and old.note == entry.note:
        raise NothingToChange(_("The figure is the same as before, so there is nothing to correct."))
    if not entry.reason.strip():
        raise ReasonNeeded(_("There is a figure for this period already. Write why it is corrected."))


@transaction.atomic
def share(*, region: Region, indicator: Indicator, by: User, now: datetime.datetime) -> int:
    """Let the other regions see every figure of the indicator that the region has entered; return how many that is new for."""
    hidden = IndicatorValue.objects.current().filter(region=region, indicator=indicator, shared_at__isnull=True)
    return hidden.update(shared_at=now, shared_by=by)


@transaction.atomic
def set_retired(*, indicator: Indicator, version: int, by: User, now: datetime.datetime | None) -> Indicator:
    """Retire the indicator at `now`, or take it into use again without one; its figures stay.

    :raises StaleVersion: when somebody changed the definition after it was shown.
    """
    editing.claim_version(indicator, version)
    indicator.retired_at = now
    save_by(indicator, by)
    return indicator


# Files ----------------------------------------------------------------------------------------------------------------


def _entry_of(row: PlacedEntry, seen: int) -> Entry:
    place = Place(row.indicator_id, row.period, row.organisation_id, row.profession_id, row.care_area_id)
    return Entry(place, Given(row.value, row.numerator, row.denominator), row.note, row.reason, seen)


@transaction.atomic
def keep_upload(*, region: Region, reading: Reading, filename: str, content: bytes, by: User) -> IndicatorUpload:
    """Keep what was read until it is confirmed; no figure is written."""
    return IndicatorUpload.objects.create(
        region=region,
        uploaded_by=by,
        filename=filename[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        rows=[row.as_json() for row in reading.entries],
        seen=list(reading.seen),
        notices=[str(notice) for notice in reading.notices],
    )


def entries_of(upload: IndicatorUpload) -> list[Entry]:
    """Return what a kept file says."""
    rows = [PlacedEntry.from_json(values) for values in upload.rows]
    return [_entry_of(row, seen) for row, seen in zip(rows, upload.seen, strict=True)]


@transaction.atomic
def write_upload(*, upload: IndicatorUpload, is_shared: bool, by: User, now: datetime.datetime) -> list[IndicatorValue]:
    """Write every figure of a kept file, all or nothing, and once.

    :raises AlreadyWritten: when it was confirmed before.
    :raises FigureChanged: when a figure is not as it was when the file was read.
    """
    # The condition stands in the UPDATE: of two confirmations one finds no row.
    if not IndicatorUpload.objects.filter(pk=upload.pk, confirmed_at__isnull=True).update(confirmed_at=now):
        raise AlreadyWritten(_("The file has been written already."))
    return enter(region=upload.region, entries=entries_of(upload), is_shared=is_shared, by=by, now=now)
