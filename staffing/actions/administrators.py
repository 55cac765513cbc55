"""Somebody can always administer: the last one can neither leave nor be shut out."""

from __future__ import annotations

import datetime

from django.db import transaction

from staffing.actions import saving
from staffing.models import Role, RoleAssignment, User


class EmailTaken(Exception):
    """An account has the address already."""


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


@transaction.atomic
def make_administrator(*, email: str, name: str, password: str, today: datetime.date) -> User:
    """Make an account that can sign in and administer; by whoever has the server's command line, so `by` is nobody.

    :raises EmailTaken: when an account has the address already.
    """
    if User.objects.filter(email=email).exists():
        raise EmailTaken(email)
    user = User(email=email, name=name)
    user.set_password(password)
    saving.save_by(user, None)
    saving.save_by(RoleAssignment(user=user, role=Role.ADMINISTRATOR, valid_from=today), None)
    return user
