"""Rights: granted from a date, ended on a date or at once; every row stays to be read."""

from __future__ import annotations

import datetime

from django.db import transaction

from staffing import editing
from staffing.actions import administrators, saving
from staffing.models import Role, RoleAssignment, User

ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def grant_role(*, assignment: RoleAssignment, by: User) -> RoleAssignment:
    """Save a new right that its form has checked."""
    saving.save_by(assignment, by)
    return assignment


def _keep_an_administrator(assignment: RoleAssignment, *, today: datetime.date) -> None:
    if assignment.role == Role.ADMINISTRATOR:
        administrators.keep_one_besides(assignment.user, today=today)


@transaction.atomic
def end_role(
    *, assignment: RoleAssignment, version: int, valid_to: datetime.date, by: User, today: datetime.date
) -> None:
    """Let the right hold to the end of a day.

    :raises StaleVersion: when somebody changed the right meanwhile.
    :raises LastAdministrator: when nobody else would administer.
    """
    editing.claim_version(assignment, version)
    _keep_an_administrator(assignment, today=today)
    assignment.valid_to = valid_to
    saving.save_by(assignment, by)


@transaction.atomic
def withdraw_role(
    *, assignment: RoleAssignment, version: int, by: User, today: datetime.date, is_checked: bool = False
) -> None:
    """End the right at once: yesterday was its last day. One that had not held a day goes, and stays in the history.

    :raises StaleVersion: when somebody changed the right meanwhile.
    :raises LastAdministrator: when nobody else would administer; `is_checked` says that the caller asked that already.
    """
    editing.claim_version(assignment, version)
    if not is_checked:
        _keep_an_administrator(assignment, today=today)
    if assignment.valid_from >= today:
        saving.delete_by(assignment, by)
        return
    assignment.valid_to = today - ONE_DAY
    saving.save_by(assignment, by)
