"""The roles that plans name as responsible, and who holds them now."""

from __future__ import annotations

from django.db import transaction

from staffing import editing
from staffing.actions import saving
from staffing.models import ResponsibleRole, User
from values import text


@transaction.atomic
def create_responsible_role(*, role: ResponsibleRole, by: User) -> ResponsibleRole:
    """Save a new role that its form has checked."""
    role.title_key = text.search_key(role.title)
    saving.save_by(role, by)
    return role


@transaction.atomic
def change_responsible_role(*, role: ResponsibleRole, version: int, by: User) -> None:
    """Save title and holder; the history keeps who held it before.

    :raises StaleVersion: when somebody changed the role meanwhile.
    """
    editing.claim_version(role, version)
    role.title_key = text.search_key(role.title)
    saving.save_by(role, by)
