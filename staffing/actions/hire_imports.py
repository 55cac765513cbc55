"""Hires of an older system: kept after reading, written all or nothing, undone as a whole while nothing stands on them."""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from staffing import hire_import_rules, hire_terms
from staffing.hire_import_row import ImportRow
from staffing.hire_import_sheet import Reading
from staffing.models import (
    HireDecision,
    HireImport,
    HireOrder,
    HireReason,
    HireRequest,
    Organisation,
    Outcome,
    ReasonKind,
    Region,
    User,
)
from values.text import search_key

BATCH = 500
DECIDED_ELSEWHERE = "decision-outside-system"
"""The code of the reason of an imported decision; nobody chooses it."""


class ImportProblem(Exception):
    """The import cannot be written or undone; the message says why and what to do."""


class AlreadyWritten(ImportProblem):
    """It was confirmed before."""


class NotToUndo(ImportProblem):
    """It was never written, is undone, or something stands on it."""


def old_numbers(region: Region) -> frozenset[str]:
    """Return the old numbers of the region's imported requests, as they are compared: one query."""
    found = HireRequest.objects.filter(region=region).exclude(old_number="").order_by()
    return frozenset(search_key(number) for number in found.values_list("old_number", flat=True))


def keep(
    *, region: Region, reading: Reading, file_name: str, content: bytes, by: User, now: datetime.datetime
) -> HireImport:
    """Keep what was read until it is confirmed; no request is made."""
    return HireImport.objects.create(
        region=region,
        made_by=by,
        made_at=now,
        file_name=file_name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        rows=[row.as_json() for row in reading.rows],
        skipped=list(reading.skipped),
        count=len(reading.rows),
    )


def rows_of(kept: HireImport) -> list[ImportRow]:
    """Return the kept rows, in the order of the file."""
    return [ImportRow.from_json(values) for values in kept.rows]


@transaction.atomic
def write(*, kept: HireImport, by: User, now: datetime.datetime) -> int:
    """Make a request of every kept row, with its decision and order; return how many were new.

    Numbers follow the region's last of each year, in order of the day asked for. What somebody brought in meanwhile is passed over.

    :raises AlreadyWritten: it was confirmed before; :raises ImportProblem: a unit of the file is gone.
    """
    region = Region.objects.select_for_update().get(pk=kept.region_id)
    # The condition stands in the UPDATE: of two confirmations one finds no row.
    claimed = HireImport.objects.filter(pk=kept.pk, confirmed_at__isnull=True)
    if not claimed.update(confirmed_at=now, confirmed_by=by):
        raise AlreadyWritten(_("The file is written already."))
    there = old_numbers(region)
    rows = [row for row in rows_of(kept) if search_key(row.old_number) not in there]
    wanted = {row.place for row in rows}
    if Organisation.objects.filter(region=region, pk__in=wanted).count() != len(wanted):
        raise ImportProblem(_("A unit of the file is not there any more. Upload the file again."))
    rows.sort(key=lambda row: row.requested or row.first)
    made = _make(kept, region, rows, by, now)
    HireImport.objects.filter(pk=kept.pk).update(rows=[], count=made)
    return made


def _make(kept: HireImport, region: Region, rows: Sequence[ImportRow], by: User, now: datetime.datetime) -> int:
    # What is kept in words is kept in the region's language, whatever the reader's is.
    with translation.override(settings.LANGUAGE_CODE):
        words = _("Imported: decided outside the system")
        change = _("Imported from %(file)s")[:80] % {"file": kept.file_name[:40]}
    signed: dict[str, Any] = {
        "batch_size": BATCH, "default_user": by, "default_date": now, "default_change_reason": change,
    }  # fmt: skip
    numbers = _numbers(region)
    requests = bulk_create_with_history(
        [_request(kept, region, row, numbers, words) for row in rows], HireRequest, **signed
    )
    pairs = list(zip(requests, rows, strict=True))
    reason = _reason()
    decided = [_decision(one, row, reason, words) for one, row in pairs if row.decided is not None]
    bulk_create_with_history(decided, HireDecision, **signed)
    ordered = [_order(one, row, now) for one, row in pairs if row.ordered is not None]
    bulk_create_with_history(ordered, HireOrder, **signed)
    return len(requests)


def _numbers(region: Region) -> dict[int, int]:
    """Return the last number of each year: one query; the region is locked."""
    last = HireRequest.objects.filter(region=region).order_by().values_list("year").annotate(Max("number"))
    return defaultdict(int, dict(last))


def _reason() -> HireReason:
    """Return the reason of what was decided elsewhere; retired from the start, so that no form offers it."""
    names = {"name_sv": "beslutad utanför systemet", "name_en": "decided outside the system"}
    fields = {"kind": ReasonKind.DECISION, "is_retired": True, "order": 99, **names}
    return HireReason.objects.get_or_create(code=DECIDED_ELSEWHERE, defaults=fields)[0]


def _request(kept: HireImport, region: Region, row: ImportRow, numbers: dict[int, int], words: str) -> HireRequest:
    asked = row.requested or row.first
    numbers[asked.year] += 1
    return HireRequest(
        region=region,
        year=asked.year,
        number=numbers[asked.year],
        organisation_id=row.place,
        profession_id=row.profession,
        speciality_id=row.speciality,
        care_area_id=row.care_area,
        first_date=row.first,
        last_date=row.last,
        hours=row.hours,
        weeks=hire_terms.weeks(row.first, row.last),
        reason_id=row.reason,
        reason_text=row.text,
        route=row.route,
        price_sek_per_hour=row.price,
        cost_sek=hire_terms.cost_sek(row.hours, row.price),
        deviation_reason_id=row.deviation,
        rule_words=words,
        state=hire_import_rules.state(row),
        requested_at=_noon(asked),
        hire_import=kept,
        old_number=row.old_number,
    )


def _decision(request: HireRequest, row: ImportRow, reason: HireReason, words: str) -> HireDecision:
    is_granted = row.outcome != Outcome.REFUSED
    hours = row.granted_hours if is_granted else None
    return HireDecision(
        request=request,
        outcome=row.outcome,
        reason=reason,
        reason_text=words,
        valid_to=row.valid_to if is_granted else None,
        granted_hours=hours,
        granted_cost_sek=None if hours is None else hire_terms.cost_sek(hours, row.price),
        decided_at=_noon(row.decided or row.first),
        decided_by_name=row.decider,
        role_title=row.decider,
        rule_words=words,
    )


def _order(request: HireRequest, row: ImportRow, now: datetime.datetime) -> HireOrder:
    return HireOrder(
        request=request,
        supplier_name=row.supplier,
        route=row.route,
        price_sek_per_hour=row.price,
        ordered_date=row.ordered or row.first,
        filled_date=row.filled,
        not_filled_reason=row.not_filled,
        ended_date=row.ended,
        actual_hours=row.actual_hours,
        actual_cost_sek=row.actual_cost,
        followed_up_at=None if row.actual_cost is None else now,
    )


def _noon(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


# Undone ---------------------------------------------------------------------------------------------------------------
def is_undoable(kept: HireImport) -> bool:
    """Return whether the import is written and nothing stands on what it made: one query."""
    return kept.confirmed_at is not None and kept.undone_at is None and not _built_on(kept).exists()


def _built_on(kept: HireImport) -> models.QuerySet[HireRequest]:
    """Return the requests of the import that somebody has gone on with."""
    changed = Q(version__gt=1) | Q(order__version__gt=1) | Q(decision__reviewed_at__isnull=False)
    used = Q(extensions__isnull=False) | Q(questions__isnull=False)
    return HireRequest.objects.filter(changed | used, hire_import=kept)


@transaction.atomic
def undo(*, kept: HireImport, by: User, now: datetime.datetime) -> int:
    """Take away what the import made; its history stays. Return how many requests they were.

    :raises NotToUndo: it is not written, is undone, or somebody has gone on with a request of it.
    """
    Region.objects.select_for_update().get(pk=kept.region_id)
    claimed = HireImport.objects.filter(pk=kept.pk, confirmed_at__isnull=False, undone_at__isnull=True)
    if not claimed.update(undone_at=now, undone_by=by):
        raise NotToUndo(_("The import is undone already, or was never written."))
    if first := _built_on(kept).order_by("year", "number").first():
        words = _("The import cannot be undone: somebody has gone on with %(number)s (%(old)s).")
        raise NotToUndo(words % {"number": first, "old": first.old_number})
    requests = HireRequest.objects.filter(hire_import=kept)
    count = requests.count()
    _delete(HireOrder.objects.filter(request__hire_import=kept), by, now)
    _delete(HireDecision.objects.filter(request__hire_import=kept), by, now)
    _delete(requests, by, now)
    return count


def _delete(rows: models.QuerySet[Any], by: User, now: datetime.datetime) -> None:
    """Delete the rows with a last row of history each, in as many queries as there are batches."""
    found = list(rows)
    model: Any = rows.model
    kept = model.history.bulk_history_create(found, batch_size=BATCH, update=True, default_user=by, default_date=now)
    keys = [row.history_id for row in kept]
    keyed = model._default_manager.filter(pk__in=[row.pk for row in found])  # noqa: SLF001
    for start in range(0, len(keys), BATCH):
        model.history.filter(history_id__in=keys[start : start + BATCH]).update(history_type="-")
    keyed._raw_delete(keyed.db)  # noqa: SLF001 -- delete() would write the history row by row
