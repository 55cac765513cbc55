"""Remind the regions that have not handed in their costs: one mail to each who may, at most once a day and round."""

from __future__ import annotations

import datetime
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from documents import jobs
from indicators import collecting
from indicators.collecting import Place
from indicators.models import CollectionReminder, CollectionRound
from indicators.queries import collecting as round_queries
from indicators.queries import collection_reminders as queries
from staffing.models import Region, User

COLLECTION_MAIL = "collection_mail"


class NobodyToRemind(Exception):
    """Every region has handed in, or no account may report for those that have not."""


class RemindedAlready(Exception):
    """Everybody whom the round waits for has been reminded of it today."""


class MailRefused(Exception):
    """The mail server did not take the mail; the job tries again."""


@transaction.atomic
def remind(*, collection: CollectionRound, by: User, now: datetime.datetime) -> list[CollectionReminder]:
    """Claim and queue a mail to each who may report for a region that has not, save those who got theirs today.

    :raises NobodyToRemind: when there is nobody.
    :raises RemindedAlready: when all of them were reminded today, by whomever.
    """
    chasing = _chasing(collection, timezone.localdate(now))
    if not chasing.waiting:
        raise RemindedAlready if chasing.told else NobodyToRemind
    return _claimed(collection, chasing, by, now)


def remind_when_due(*, now: datetime.datetime) -> list[CollectionReminder]:
    """Remind of each open round whose day for it has come (`collecting.occasion`), once a person and such day, and return what was queued.

    Whoever was reminded since that day, by hand too, is left alone; what runs twice, or after days without a worker, sends once.
    """
    today = timezone.localdate(now)
    made = []
    for collection in CollectionRound.objects.filter(closed_at__isnull=True):
        day = collecting.occasion(collection.due_date, timezone.localdate(collection.opened_at), today)
        if day is not None:
            made += _remind_since(collection, day, now)
    return made


@transaction.atomic
def _remind_since(collection: CollectionRound, day: datetime.date, now: datetime.datetime) -> list[CollectionReminder]:
    return _claimed(collection, _chasing(collection, timezone.localdate(now), since=day), None, now)


def _chasing(
    collection: CollectionRound, today: datetime.date, *, since: datetime.date | None = None
) -> queries.Chasing:
    # The round's row is the queue: the second of two at once finds whom the first has reminded.
    CollectionRound.objects.select_for_update().get(pk=collection.pk)
    return queries.chasing_of(collection, today, since=since, with_log=False)


def _claimed(
    collection: CollectionRound, chasing: queries.Chasing, by: User | None, now: datetime.datetime
) -> list[CollectionReminder]:
    made = []
    for waited in chasing.waiting:
        reminder = CollectionReminder.objects.create(
            round=collection,
            user=waited.user,
            day=timezone.localdate(now),
            at=now,
            by=by,
            is_automatic=by is None,
        )
        reminder.regions.set(waited.regions)
        jobs.enqueue(
            kind=COLLECTION_MAIL,
            payload={"reminder_id": reminder.pk},
            unique_key=f"{COLLECTION_MAIL}:{reminder.pk}",
            by=by,
        )
        made.append(reminder)
    return made


def deliver(*, reminder: CollectionReminder, now: datetime.datetime) -> None:
    """Send a reminder that waits, in its receiver's language; claimed first, so that a job that runs twice sends once.

    Whose regions have handed in meanwhile, or whose round was closed, is told nothing.

    :raises MailRefused: when the mail server did not take it; it waits again.
    """
    user, collection = reminder.user, reminder.round
    if user is None or not user.is_active or collection.closed_at is not None:
        return
    today = timezone.localdate(now)
    places = round_queries.places_of(collection, today)
    waited = [region for region in reminder.regions.order_by("code") if places[region].is_waited_for]
    waiting = CollectionReminder.objects.filter(pk=reminder.pk, sent_at__isnull=True, claimed_at__isnull=True)
    if not waited or not waiting.update(claimed_at=now):
        return
    with translation.override(user.language):
        subject = _("Costs to hand in: %(collection)s") % {"collection": collection}
        body = render_to_string(
            "indicators/email/collection_reminder.txt",
            {
                "user": user,
                "by": reminder.by,
                "collection": collection,
                "is_late": collection.due_date < today,
                "places": [(region, urljoin(settings.SITE_URL, _path(region, places[region]))) for region in waited],
            },
        )
    try:
        send_mail(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [user.email])
    except OSError as error:
        failure = str(error)[:300] or type(error).__name__
        CollectionReminder.objects.filter(pk=reminder.pk).update(claimed_at=None, failure=failure)
        raise MailRefused(failure) from error
    CollectionReminder.objects.filter(pk=reminder.pk).update(sent_at=now, failure="")


def _path(region: Region, place: Place) -> str:
    """Return the way to the region's return, or to where it is opened."""
    if place.keys:
        return reverse("cost_return_detail", kwargs={"code": region.code, "pk": place.keys[-1]})
    return reverse("cost_return_create", kwargs={"code": region.code}, query={"period": place.period.code})
