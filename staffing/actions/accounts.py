"""Accounts: made by invitation, changed, closed, and emptied of personal data without losing what they did."""

from __future__ import annotations

import datetime
import uuid

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.crypto import salted_hmac

from documents.jobs import queue
from documents.models import Job
from staffing import editing
from staffing.actions import administrators, assignments, saving
from staffing.models import ResponsibleRole, RoleAssignment, User

ERASED_NAME = "Borttagen användare"
# Reserved for addresses that never exist (RFC 2606).
ERASED_DOMAIN = "borttagen.invalid"
PASSWORD_MAIL = "password_mail"  # noqa: S105


@transaction.atomic
def create_account(*, email: str, name: str, language: str, by: User) -> User:
    """Make an account that can only be entered through the link of an invitation."""
    user = User(email=email.lower(), name=name, language=language)
    user.set_unusable_password()
    saving.save_by(user, by)
    return user


@transaction.atomic
def change_account(*, user: User, version: int, by: User) -> None:
    """Save name, e-mail and language; a new address leaves no way in by the old one.

    :raises StaleVersion: when somebody changed the account meanwhile.
    """
    editing.claim_version(user, version)
    user.email = user.email.lower()
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    saving.save_by(user, by)


@transaction.atomic
def set_active(*, user: User, version: int, is_active: bool, by: User, today: datetime.date) -> None:
    """Open or close the account; who is signed in to a closed one is out with the next request.

    :raises StaleVersion: when somebody changed the account meanwhile.
    :raises LastAdministrator: when nobody else could open it again.
    """
    editing.claim_version(user, version)
    if not is_active:
        administrators.keep_one_besides(user, today=today)
    user.is_active = is_active
    saving.save_by(user, by)


@transaction.atomic
def erase_personal_data(*, user: User, version: int, by: User, today: datetime.date) -> None:
    """Take name and address out of the account and its history, close it and its roles; what the person did stays.

    :raises StaleVersion: when somebody changed the account meanwhile.
    :raises LastAdministrator: when nobody else could administer.
    """
    editing.claim_version(user, version)
    administrators.keep_one_besides(user, today=today)
    for assignment in RoleAssignment.objects.filter(user=user).exclude(valid_to__lt=today):
        assignments.withdraw_role(
            assignment=assignment, version=assignment.version, by=by, today=today, is_checked=True
        )
    for role in ResponsibleRole.objects.filter(holder=user):
        role.holder = None
        role.version += 1
        saving.save_by(role, by)
    EmailAddress.objects.filter(user=user).delete()
    Job.objects.filter(kind=PASSWORD_MAIL, payload__email=user.email).delete()
    user.name, user.email = ERASED_NAME, f"{uuid.uuid4().hex}@{ERASED_DOMAIN}"
    user.is_active, user.last_login = False, None
    user.set_unusable_password()
    saving.save_by(user, by)
    # The history keeps that something was changed and by whom, not the name that was erased.
    User.history.filter(id=user.pk).update(name=user.name, email=user.email)


def order_password_mail(*, email: str, base_url: str, is_invitation: bool, by: User | None) -> None:
    """Queue the mail with the link by which a password is set.

    Queued alike for an address that has no account, so that neither the answer nor its time tells whether one exists;
    the worker looks it up.
    """
    queue.enqueue(
        kind=PASSWORD_MAIL,
        payload={
            "email": email.lower(),
            "base_url": base_url,
            "is_invitation": is_invitation,
        },
        unique_key=f"{PASSWORD_MAIL}:{salted_hmac(PASSWORD_MAIL, email.lower()).hexdigest()}",
        by=by,
    )
