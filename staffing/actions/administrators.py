"""Somebody can always administer: the last one can neither leave nor be shut out."""

from __future__ import annotations

import datetime

from staffing.models import Role, RoleAssignment, User


class LastAdministrator(Exception):
    """The act would leave nobody who can administer."""


def keep_one_besides(user: User, *, today: datetime.date) -> None:
    """Go on when somebody else with an open account administers, or `user` does not.

    :raises LastAdministrator: otherwise.
    """
    in_force = RoleAssignment.objects.in_force(today).filter(role=Role.ADMINISTRATOR, user__is_active=True)
    if not in_force.filter(user=user).exists():
        return
    if not in_force.filter(valid_to__isnull=True).exclude(user=user).exists():
        raise LastAdministrator
