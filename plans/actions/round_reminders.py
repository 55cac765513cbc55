"""Remind the regions that have not answered in a collection: one mail to each who may, at most once a day."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from documents import jobs
from plans import links, reminder_words
from plans.actions.single_reminders import REMINDER_MAIL
from plans.models import Reminder, RoundReminder, StatementRound
from plans.queries import round_reminders as queries
from plans.reminders import Reason
from staffing.models import User
from staffing.queries import Holder


class NobodyToRemind(Exception):
    """Every region has answered, or no account may answer for those that have not."""


class RemindedAlready(Exception):
    """Everybody whom the collection waits for has been reminded of it today."""


@transaction.atomic
def remind(*, collection: StatementRound, by: User, now: datetime.datetime) -> list[Reminder]:
    """Log a reminder to each who may answer for a region that has not, save those who got theirs today, and queue the mails.

    :raises NobodyToRemind: when there is nobody.
    :raises RemindedAlready: when all of them were reminded today, by whomever.
    """
    today = timezone.localdate(now)
    # The collection's row is the queue: the second of a double submit finds whom the first has reminded.
    StatementRound.objects.select_for_update().get(pk=collection.pk)
    chasing = queries.chasing_of(collection, today)
    if not chasing.waiting:
        raise RemindedAlready if chasing.told else NobodyToRemind
    said, _is_new = RoundReminder.objects.get_or_create(
        round=collection, day=today, defaults={"at": now, "by": by, "by_name": by.name}
    )
    made = [_logged(said, waited, by) for waited in chasing.waiting]
    for reminder in made:
        jobs.enqueue(
            kind=REMINDER_MAIL,
            payload={"reminder_id": reminder.pk},
            unique_key=f"{REMINDER_MAIL}:{reminder.pk}",
            by=by,
        )
    return made


def _logged(said: RoundReminder, waited: Holder, by: User) -> Reminder:
    collection, receiver = said.round, waited.user
    with translation.override(receiver.language):
        context = {
            "user": receiver,
            "by": by,
            "collection": collection,
            "is_late": collection.due_date < said.day,
            "places": [
                (region, links.absolute(reminder_words.collection_path(collection.pk, region.code)))
                for region in waited.regions
            ],
        }
        subject = _("Waits for your region's answer: %(collection)s") % {"collection": collection}
        body = render_to_string("plans/email/round_reminder.txt", context)
    reminder = Reminder.objects.create(
        user=receiver,
        name=receiver.name,
        email=receiver.email,
        period_key=said.day.isoformat(),
        round_reminder=said,
        subject=" ".join(subject.split())[:200],
        body=body,
        items=[
            {
                "collection": collection.pk,
                "reason": Reason.COLLECTION.value,
                "region": region.pk,
                "code": region.code,
            }
            for region in waited.regions
        ],
    )
    reminder.regions.set(waited.regions)
    return reminder
