"""The organisation tree: names change, places close, and nothing that left traces is deleted."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models, transaction
from django.utils.text import capfirst

from staffing import editing
from staffing.actions import saving
from staffing.models import Organisation, RoleAssignment, User


class HasHistory(Exception):
    """Something refers to the organisation; `counts` says how many of what, in words."""

    def __init__(self, counts: list[tuple[str, int]]) -> None:
        self.counts = counts
        super().__init__(", ".join(f"{name}: {count}" for name, count in counts))


class StillInUse(Exception):
    """The organisation cannot close: something in it goes on after the day."""

    def __init__(self, *, open_below: int, open_roles: int) -> None:
        self.open_below, self.open_roles = open_below, open_roles
        super().__init__(f"{open_below} below, {open_roles} roles")


@transaction.atomic
def create_organisation(*, organisation: Organisation, by: User) -> Organisation:
    """Save a new organisation that its form has checked."""
    saving.save_by(organisation, by)
    return organisation


@transaction.atomic
def change_organisation(*, organisation: Organisation, version: int, by: User) -> None:
    """Save name, code and the rest; the old name stays in the history and in frozen reports.

    :raises StaleVersion: when somebody changed the organisation meanwhile.
    """
    editing.claim_version(organisation, version)
    saving.save_by(organisation, by)


@transaction.atomic
def close_organisation(*, organisation: Organisation, version: int, valid_to: datetime.date, by: User) -> None:
    """Let the organisation end with a day.

    :raises StaleVersion: when somebody changed the organisation meanwhile.
    :raises StillInUse: when organisations below or rights in it go on after that day.
    """
    editing.claim_version(organisation, version)
    later = models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=valid_to)
    open_below = Organisation.objects.filter(later, parent=organisation).count()
    open_roles = RoleAssignment.objects.filter(later, organisation=organisation).count()
    if open_below or open_roles:
        raise StillInUse(open_below=open_below, open_roles=open_roles)
    organisation.valid_to = valid_to
    saving.save_by(organisation, by)


def traces_of(organisation: Organisation) -> list[tuple[str, int]]:
    """Return how many rows of what kind refer to the organisation, in whatever app: the words and the number."""
    counts: list[tuple[str, int]] = []
    for relation in Organisation._meta.related_objects:  # noqa: SLF001
        model: Any = relation.related_model
        count = model._base_manager.filter(**{relation.field.name: organisation}).count()  # noqa: SLF001
        if count:
            counts.append((capfirst(str(model._meta.verbose_name_plural)), count))  # noqa: SLF001
    return counts


@transaction.atomic
def delete_organisation(*, organisation: Organisation, version: int, by: User) -> None:
    """Delete an organisation made by mistake, to which nothing refers.

    :raises StaleVersion: when somebody changed the organisation meanwhile.
    :raises HasHistory: when something refers to it; it is closed instead.
    """
    editing.claim_version(organisation, version)
    if counts := traces_of(organisation):
        raise HasHistory(counts)
    saving.delete_by(organisation, by)
