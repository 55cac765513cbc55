"""What runs in the background: the mail with a link to set a password, the mails about hires, and the PDF of decisions on them."""

from __future__ import annotations

import datetime
from urllib.parse import urljoin

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from documents import jobs, pdf
from documents.jobs.running import Progress
from staffing import delegated_decision_document as document
from staffing import delegated_decision_queries, hire_access
from staffing.actions import delegated_decisions, hire_notices
from staffing.models import DelegationList, HireNotice, HireRequest, User

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


def send_hire_mail(*, notice_id: int, base_url: str, progress: Progress | None = None) -> None:
    """Tell somebody what happened to a hire, once, in their language: the handler of the kind `hire_mail`.

    Whoever may not see the request any more is told nothing.
    """
    related = ("user", "question", "request__organisation", "request__profession", "request__requested_by")
    notice = HireNotice.objects.select_related(*related).filter(pk=notice_id, user__is_active=True).first()
    if notice is None or not hire_access.visible_hire_requests(notice.user).filter(pk=notice.request_id).exists():
        return
    if not hire_notices.claim_mail(notice, timezone.now()):
        return
    path = reverse("hire_detail", kwargs={"pk": notice.request_id})
    anchor = {HireNotice.Event.REQUESTED: "#decide", HireNotice.Event.DECIDED: "#decision"}
    url = urljoin(base_url, path) + anchor.get(HireNotice.Event(notice.event), "#questions")
    decision = getattr(notice.request, "decision", None)
    context = {"notice": notice, "user": notice.user, "hire": notice.request, "decision": decision, "url": url}
    with translation.override(notice.user.language):
        subject = " ".join(render_to_string("staffing/email/hire_subject.txt", context).split())
        text = render_to_string("staffing/email/hire_message.txt", context)
    try:
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [notice.user.email])
    except OSError:
        hire_notices.release_mail(notice)
        raise


def tell_new_deciders(*, today: datetime.date, progress: Progress | None = None) -> int:
    """Queue the mails to those who can decide since today on what waits; return how many: the daily entry `hire_deciders`."""
    waiting = HireRequest.objects.filter(is_example=False)
    return hire_notices.tell_of_waiting(waiting, base_url=settings.SITE_URL, by=None, today=today)


def render_delegated_decisions(*, list_id: int, progress: Progress) -> None:
    """Make and freeze the PDF of a list of delegated decisions: the handler of the kind `delegated_decisions`."""
    row = DelegationList.objects.get(pk=list_id)
    if row.file_id is not None:
        return
    # Looked up anew: a right that was withdrawn while the job waited is gone.
    asker = User.objects.filter(jobs=progress.job).first()
    if asker is None or not hire_access.can_manage_hires(asker, row.organisation_id):
        words = _("You may no longer make lists of delegated decisions here. Ask your administrator.")
        raise jobs.JobFailed("forbidden", words)
    progress.report(30, _("Laying out the pages"))
    data = delegated_decision_queries.read(row.snapshot)
    try:
        content = document.render(data)
    except pdf.RenderError as error:
        raise jobs.JobFailed(f"render_{error.reason}", str(error)) from error
    with jobs.finishing(progress.job):
        delegated_decisions.freeze(row=row, name=document.file_name(data), content=content, by=asker)
