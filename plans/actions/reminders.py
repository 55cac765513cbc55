"""Send the weekly digests: one mail a person and week, claimed in the database before it is sent, and logged."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans import reminders
from plans.models import Reminder
from plans.queries import reminders as queries
from plans.reminders import Item, Reason
from staffing.models import User

SHOWN = 20
RETRY_AFTER = datetime.timedelta(hours=1)


@dataclass
class Run:
    """What one run did, by person."""

    sent: list[Reminder] = field(default_factory=list)
    failed: list[Reminder] = field(default_factory=list)
    skipped: int = 0


def reason_words() -> dict[Reason, str]:
    """Return each reason in the language that is active."""
    return {
        Reason.LATE: _("late"),
        Reason.DUE_1: _("due by tomorrow"),
        Reason.DUE_7: _("due within a week"),
        Reason.DUE_30: _("due within 30 days"),
        Reason.NO_OWNER: _("nobody is responsible"),
        Reason.VACANT: _("no account holds the responsible role"),
        Reason.UNPARSED: _("the deadline could not be read"),
        Reason.UNDATED: _("no deadline"),
        Reason.STALE: _("not updated for a long time"),
    }


def send_digests(*, now: datetime.datetime, is_dry: bool = False) -> Run:
    """Send each person's digest of the week that has none yet; a dry run makes them and sends nothing.

    The row is the claim: of two runs at once one makes it. What could not be sent is tried again after an hour; what was
    handed to the mail server is never sent again.
    """
    today = timezone.localdate(now)
    told = reminders.digests(queries.open_activities(today), today)
    people = User.objects.filter(pk__in=told, is_active=True).order_by("pk")
    run = Run()
    for user in people:
        made = _made(user, told[user.pk], reminders.period_key(today), now)
        if is_dry:
            is_new = not Reminder.objects.filter(user=user, period_key=made.period_key, sent_at__isnull=False).exists()
            (run.sent.append(made) if is_new else None)
            run.skipped += not is_new
        elif (claimed := _claim(made, now)) is None:
            run.skipped += 1
        else:
            (run.sent if _is_sent(claimed) else run.failed).append(claimed)
    return run


def _made(user: User, items: Iterable[Item], period_key: str, now: datetime.datetime) -> Reminder:
    every = list(items)
    with translation.override(user.language):
        words = reason_words()
        shown = [
            {
                "title": " ".join(item.title.split()),
                "words": f"{words[item.reason]}, {item.plan}",
                "due_date": item.due_date,
                "url": urljoin(settings.SITE_URL, _path(item)),
            }
            for item in every[:SHOWN]
        ]
        subject = ngettext("%(count)s activity needs you", "%(count)s activities need you", len(every))
        context = {
            "user": user,
            "items": every,
            "shown": shown,
            "more": max(len(every) - SHOWN, 0),
            "mine_url": urljoin(settings.SITE_URL, reverse("activity_mine")),
        }
        body = render_to_string("plans/email/digest.txt", context)
    return Reminder(
        user=user,
        name=user.name,
        email=user.email,
        period_key=period_key,
        claimed_at=now,
        subject=subject % {"count": len(every)},
        body=body,
        items=[{"activity": item.activity, "reason": item.reason.value} for item in every],
    )


def _path(item: Item) -> str:
    """Return the page where the one thing is done: the status, or the activity where something is to be filled in."""
    name = (
        "activity_status"
        if item.reason in {Reason.LATE, Reason.DUE_1, Reason.DUE_7, Reason.STALE}
        else "activity_detail"
    )
    return reverse(name, kwargs={"pk": item.activity})


@transaction.atomic
def _claim(made: Reminder, now: datetime.datetime) -> Reminder | None:
    """Return the digest as this run's to send; None when it was sent, or another run is at it."""
    row, is_new = Reminder.objects.get_or_create(
        user=made.user,
        period_key=made.period_key,
        defaults={name: getattr(made, name) for name in ("name", "email", "claimed_at", "subject", "body", "items")},
    )
    if is_new:
        return row
    waiting = Reminder.objects.filter(pk=row.pk, sent_at__isnull=True, claimed_at__lte=now - RETRY_AFTER).exclude(
        failure=""
    )
    return row if waiting.update(claimed_at=now) else None


def _is_sent(reminder: Reminder) -> bool:
    try:
        send_mail(reminder.subject, reminder.body, settings.DEFAULT_FROM_EMAIL, [reminder.email])
    except OSError as error:
        reminder.failure = str(error)[:300] or type(error).__name__
        reminder.save(update_fields=["failure"])
        return False
    reminder.sent_at, reminder.failure = timezone.now(), ""
    reminder.save(update_fields=["sent_at", "failure"])
    return True
