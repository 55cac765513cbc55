"""Remind of one activity now: one mail to each who answers for it, at most once a day and activity."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from documents import jobs
from plans import links, reminder_words, reminders
from plans.actions import reminders as mails
from plans.models import Activity, Reminder, SingleReminder
from plans.queries import reminders as queries
from plans.reminders import Reason
from staffing.models import User

REMINDER_MAIL = "reminder_mail"


class NobodyToRemind(Exception):
    """No account answers for the activity, save the one who asks."""


class RemindedAlready(Exception):
    """Somebody has reminded of the activity today."""


class MailRefused(Exception):
    """The mail server did not take the mail; the job tries again."""


@transaction.atomic
def remind(*, activity: Activity, by: User, now: datetime.datetime) -> list[Reminder]:
    """Log a reminder to each who answers for the activity and queue its mail.

    :raises NobodyToRemind: when there is nobody.
    :raises RemindedAlready: when it was done today, by whomever.
    """
    today = timezone.localdate(now)
    answering = queries.answering(activity, besides=by, today=today)
    if not answering.people:
        raise NobodyToRemind
    single, is_new = SingleReminder.objects.get_or_create(
        activity=activity, day=today, defaults={"at": now, "by": by, "by_name": by.name}
    )
    if not is_new:
        raise RemindedAlready
    reason = reminders.reason_of(answering.activity, today) or Reason.ASKED
    made = [_logged(single, receiver, reason, by) for receiver in answering.people]
    for reminder in made:
        jobs.enqueue(
            kind=REMINDER_MAIL,
            payload={"reminder_id": reminder.pk},
            unique_key=f"{REMINDER_MAIL}:{reminder.pk}",
            by=by,
        )
    return made


def _logged(single: SingleReminder, receiver: User, reason: Reason, by: User) -> Reminder:
    activity = single.activity
    with translation.override(receiver.language):
        context = {
            "user": receiver,
            "by": by,
            "activity": activity,
            "words": "" if reason is Reason.ASKED else reminder_words.reasons()[reason],
            "url": links.absolute(reminder_words.path(Reason.ASKED, activity.pk)),
        }
        title = " ".join(activity.title.split())
        subject = _("%(name)s reminds you: %(title)s") % {"name": by.name, "title": title}
        body = render_to_string("plans/email/single_reminder.txt", context)
    reminder = Reminder.objects.create(
        user=receiver,
        name=receiver.name,
        email=receiver.email,
        period_key=single.day.isoformat(),
        single=single,
        subject=" ".join(subject.split())[:200],
        body=body,
        items=[_named(activity, reason)],
    )
    reminder.regions.add(activity.plan.region_id)
    return reminder


def _named(activity: Activity, reason: Reason) -> dict[str, Any]:
    """Return what the mail says of the activity, to be read beside what is so later."""
    said: dict[str, Any] = {"progress": activity.progress}
    if activity.due_date is not None:
        said["due_date"] = activity.due_date.isoformat()
    return {"activity": activity.pk, "reason": reason.value, "region": activity.plan.region_id, **said}


def deliver(*, reminder: Reminder, now: datetime.datetime) -> None:
    """Send a single reminder that waits; claimed first, so that a job that runs twice sends once.

    :raises MailRefused: when the mail server did not take it; it waits again.
    """
    waiting = Reminder.objects.filter(pk=reminder.pk, sent_at__isnull=True, claimed_at__isnull=True)
    if not waiting.update(claimed_at=now):
        return
    if not mails.post(reminder, now):
        Reminder.objects.filter(pk=reminder.pk).update(claimed_at=None)
        raise MailRefused(reminder.failure)
