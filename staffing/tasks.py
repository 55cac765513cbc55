"""What runs in the background for accounts: the mail with a link to set a password."""

from __future__ import annotations

from urllib.parse import urljoin

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from documents.jobs.running import Progress
from staffing.models import User

A_DAY_SECONDS = 86_400


def password_url(user: User, base_url: str) -> str:
    """Return the address where the person sets a password; it works once, for `PASSWORD_RESET_TIMEOUT` seconds."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
    return urljoin(base_url, path)


def send_password_mail(*, email: str, base_url: str, is_invitation: bool, progress: Progress | None = None) -> None:
    """Send the link to whoever has an open account with the address; nobody has it: nothing is sent, nothing is said."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        return
    context = {
        "user": user,
        "url": password_url(user, base_url),
        "days": settings.PASSWORD_RESET_TIMEOUT // A_DAY_SECONDS,
        "is_invitation": is_invitation,
    }
    with translation.override(user.language):
        subject = render_to_string("account/email/password_subject.txt", context).strip()
        text = render_to_string("account/email/password_message.txt", context)
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [user.email])
