"""Write, share and withdraw a region's good examples."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from measures.models import ExampleState, GoodExample
from staffing import editing
from staffing.models import Region, User
from values.text import loose_key

FIELDS = (
    "measure",
    "organisation",
    "title",
    "done",
    "result",
    "outcome",
    "effect_text",
    "effect_value",
    "effect_unit",
    "effect_source",
    "lessons",
    "profession",
    "care_area",
    "since_date",
    "contact_role",
    "contact_unit",
    "link",
)
_SEARCHED = ("title", "done", "result", "effect_text", "lessons")


class NotADraft(Exception):
    """Only a draft is shared."""


class NotWhole(Exception):
    """The example lacks something that a shared one says."""


class AlreadyWithdrawn(Exception):
    """A withdrawn example is neither changed nor withdrawn again."""


class ReasonNeeded(Exception):
    """An example is withdrawn with a reason."""


@transaction.atomic
def write_example(
    *, region: Region, fields: Mapping[str, Any], by: User | None, is_example: bool = False
) -> GoodExample:
    """Return a new draft of the region's."""
    made = GoodExample(region=region, is_example=is_example)
    _fill(made, fields, by)
    made.save()
    return made


@transaction.atomic
def change_example(*, example: GoodExample, version: int, fields: Mapping[str, Any], by: User) -> GoodExample:
    """Write the fields of a draft, or of a shared one.

    :raises AlreadyWithdrawn: it is withdrawn. :raises NotWhole: it is shared, and would lack something.
    :raises staffing.editing.StaleVersion: somebody changed it meanwhile.
    """
    fresh = _claimed(example, version)
    _fill(fresh, fields, by)
    if fresh.is_shared and any(fresh.lacking()):
        raise NotWhole
    fresh.save()
    return fresh


@transaction.atomic
def share_example(*, example: GoodExample, version: int, by: User | None, now: datetime.datetime) -> GoodExample:
    """Let every region read a draft.

    :raises NotADraft: it is shared or withdrawn. :raises NotWhole: something is not written yet.
    :raises staffing.editing.StaleVersion: somebody changed it meanwhile.
    """
    fresh = GoodExample.objects.select_for_update().get(pk=example.pk)
    if not fresh.is_draft:
        raise NotADraft
    editing.claim_version(fresh, version)
    if any(fresh.lacking()):
        raise NotWhole
    fresh.state, fresh.shared_at, fresh.updated_by = ExampleState.SHARED, now, by
    fresh.save()
    return fresh


@transaction.atomic
def withdraw_example(
    *, example: GoodExample, version: int, reason: str, by: User, now: datetime.datetime
) -> GoodExample:
    """Take an example back for good; it stays readable to its region, and to the coordinator when it was shared.

    :raises AlreadyWithdrawn: it is so already. :raises ReasonNeeded: no reason is given.
    :raises staffing.editing.StaleVersion: somebody changed it meanwhile.
    """
    if not reason.strip():
        raise ReasonNeeded
    fresh = _claimed(example, version)
    fresh.state, fresh.withdrawn_at, fresh.withdrawn_reason = ExampleState.WITHDRAWN, now, reason.strip()
    fresh.updated_by = by
    fresh.save()
    return fresh


def _claimed(example: GoodExample, version: int) -> GoodExample:
    """Return the example, locked and with its version counted up.

    :raises AlreadyWithdrawn: it is withdrawn. :raises staffing.editing.StaleVersion: somebody changed it meanwhile.
    """
    fresh = GoodExample.objects.select_for_update().get(pk=example.pk)
    if fresh.is_withdrawn:
        raise AlreadyWithdrawn
    editing.claim_version(fresh, version)
    return fresh


def _fill(example: GoodExample, fields: Mapping[str, Any], by: User | None) -> None:
    for name in FIELDS:
        if name in fields:
            setattr(example, name, fields[name])
    measure = example.measure
    example.search_key = loose_key(
        " ".join(
            [
                *(getattr(example, name) for name in _SEARCHED),
                measure.code,
                measure.title_sv,
                measure.title_en,
                example.region.short_name,
            ]
        )
    )
    example.updated_by = by
