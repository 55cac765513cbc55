"""What history rows say to a person: who changed which field, from what to what."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from values import numbers

HIDDEN = frozenset(
    {
        *("id", "version", "created_at", "updated_at", "updated_by"),
        # What a return's own state, and who saved it when, say already.
        *(
            "counts_submitted",
            "counts_locked",
            "submitted_by",
            "locked_by",
            "stated_totals",
            "both_count_places",
            "both_count_by",
        ),
        *("revises", "revision_ended_at"),
        *("search_key", "title_key", "stale_days", "is_health_left_open", "password", "last_login"),
    }
)


@dataclass(frozen=True)
class FieldChange:
    """One field, in words."""

    label: str
    old: str
    new: str
    # The field's own name, and the history row that holds the old value.
    field: str = ""
    old_record: int | None = None


@dataclass(frozen=True)
class Change:
    """One save: when, by whom, of what, and what differed. `kind` is + (created), ~ (changed) or - (removed).

    `reason` is what the act itself said of it ("Sent for consultation"), `url` where what is named can be read,
    `notes` what else belongs to it.
    """

    at: datetime.datetime
    by: str
    kind: str
    name: str
    fields: tuple[FieldChange, ...]
    reason: str = ""
    url: str = ""
    notes: tuple[str, ...] = ()


def changes_of(
    rows: models.QuerySet[Any],
    *,
    names: bool | Callable[[Any], str] = False,
    urls: Callable[[Any], str] | None = None,
    told: Collection[int] | None = None,
) -> list[Change]:
    """Return the changes that the history rows of one model make up, newest first; saves that changed nothing are left out.

    `rows` are all history rows of the objects wanted (`activity.history.all()`). `names=True` says which object each is about;
    give a function of the row where the object's own words would ask the database row by row; `urls` says where each is read.
    `told` are the keys of the rows to tell of, when the others are there only to say what was before.
    Related objects are looked up with one query a field, not one a row.
    """
    loaded = list(rows.select_related("history_user").order_by("history_date", "history_id"))
    if not loaded:
        return []
    tracked = [field for field in type(loaded[0]).tracked_fields if field.name not in HIDDEN]
    related = {field.name: _related_words(field, loaded) for field in tracked if field.is_relation}
    latest: dict[Any, Any] = {}
    changes = []
    for row in loaded:
        before = latest.get(row.id)
        latest[row.id] = row
        if told is not None and row.history_id not in told:
            continue
        fields = () if row.history_type == "-" or before is None else tuple(_differences(tracked, related, before, row))
        reason = row.history_change_reason or ""
        if before is None or fields or reason or row.history_type != "~":
            changes.append(
                Change(
                    row.history_date,
                    str(row.history_user or ""),
                    row.history_type,
                    _name(names, row),
                    fields,
                    reason,
                    urls(row) if urls else "",
                )
            )
    return changes[::-1]


def _name(names: bool | Callable[[Any], str], row: Any) -> str:  # noqa: FBT001
    if callable(names):
        return names(row)
    return str(row.history_object) if names else ""


def _related_words(field: models.Field, rows: Iterable[Any]) -> dict[Any, str]:
    keys = {getattr(row, field.attname) for row in rows} - {None}
    model = cast("type[models.Model]", field.related_model)  # a relation leads to a model
    found = model._base_manager.in_bulk(list(keys))  # noqa: SLF001
    return {key: str(found.get(key, _("(removed)"))) for key in keys}


def _words(field: models.Field, related: dict[str, dict[Any, str]], row: Any) -> str:
    value = getattr(row, field.attname)
    if value in (None, ""):
        return ""
    if field.is_relation:
        return related[field.name][value]
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _plain_words(value)


def _plain_words(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Decimal):
        exponent = value.normalize().as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
        return numbers.format_decimal(value, places, language=get_language() or "sv")
    return str(value)


def _differences(
    tracked: list[models.Field], related: dict[str, dict[Any, str]], before: Any, after: Any
) -> Iterable[FieldChange]:
    for field in tracked:
        if getattr(before, field.attname) != getattr(after, field.attname):
            label = str(field.verbose_name)
            yield FieldChange(
                label[:1].upper() + label[1:],
                _words(field, related, before),
                _words(field, related, after),
                field.name,
                before.history_id,
            )


def merged(*lists: list[Change]) -> list[Change]:
    """Return several lists of changes as one, newest first."""
    return sorted((change for some in lists for change in some), key=lambda change: change.at, reverse=True)
