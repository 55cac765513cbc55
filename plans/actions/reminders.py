"""Send the weekly digests: one mail a person and week, claimed in the database before it is sent, and logged."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from plans import links, plan_words, reminder_words, reminders
from plans.models import Reminder, ReminderChoice
from plans.queries import reminders as queries
from plans.reminders import Item, Reason, TakenOver
from staffing import editing
from staffing.actions import saving
from staffing.actions.accounts import ERASED_DOMAIN, ERASED_NAME
from staffing.models import User

SHOWN = 20


@dataclass
class Run:
    """What one run did, by person."""

    sent: list[Reminder] = field(default_factory=list)
    failed: list[Reminder] = field(default_factory=list)
    skipped: int = 0


@transaction.atomic
def choose(*, choice: ReminderChoice, version: int, by: User) -> None:
    """Save when the person wants the digest; the week is open again, so that a later time in it is not missed.

    :raises StaleVersion: when it was changed in another window meanwhile.
    """
    if choice.pk is None:
        choice.pk = ReminderChoice.objects.get_or_create(user=choice.user)[0].pk
    editing.claim_version(choice, version)
    choice.quiet_key = ""
    saving.save_by(choice, by)


def send_digests(*, now: datetime.datetime, is_dry: bool = False) -> Run:
    """Send each person's digest of the week whose time has come and that has none yet; a dry run makes them and sends nothing.

    The row is the claim: of two runs at once one makes it. What could not be sent is tried again in the next hour's run; what was
    handed to the mail server is never sent again. Whom nothing needs when their time comes is asked again next week.
    """
    local = timezone.localtime(now)
    week = reminders.period_key(local.date())
    due = queries.due(now, local)
    run = Run(skipped=due.settled)
    if not due.receivers:
        return run
    people = {receiver.user.pk for receiver in due.receivers}
    told = reminders.digests(queries.open_activities(local.date(), people), local.date())
    roles = queries.taken_over(people, now)
    quiet = []
    for receiver in due.receivers:
        user, choice = receiver.user, receiver.choice
        items = reminders.kept(told.get(user.pk, ()), choice, is_leader=receiver.is_leader)
        is_silent = choice.is_opted_out and not receiver.is_leader and not items
        news = [] if is_silent else roles.get(user.pk, [])
        if not items and not news:
            quiet.append(user)
        elif is_dry:
            run.sent.append(compose(user, items, news, week, now))
        else:
            _send(run, compose(user, items, news, week, now), now)
    if not is_dry:
        _note_quiet(quiet, week)
    return run


def forget_erased() -> None:
    """Take the name, the address and the text out of what was sent to people whose data was erased since."""
    erased = Reminder.objects.filter(user__email__endswith=f"@{ERASED_DOMAIN}").exclude(email="")
    erased.update(name=ERASED_NAME, email="", subject="", body="")


def _send(run: Run, made: Reminder, now: datetime.datetime) -> None:
    claimed = _claim(made, now)
    if claimed is None:
        run.skipped += 1
    else:
        (run.sent if post(claimed, now) else run.failed).append(claimed)


def _note_quiet(people: list[User], week: str) -> None:
    """Remember that the week's time of these people has come and that nothing needed them."""
    ReminderChoice.objects.bulk_create([ReminderChoice(user=user) for user in people], ignore_conflicts=True)
    ReminderChoice.objects.filter(user__in=people).update(quiet_key=week)


def compose(
    user: User, items: Sequence[Item], roles: Sequence[TakenOver], period_key: str, now: datetime.datetime
) -> Reminder:
    """Return a digest in the person's language, not saved; its row is the claim."""
    with translation.override(user.language):
        subject = _subject(items, roles)
        body = render_to_string("plans/email/digest.txt", {"user": user, "items": items, **_context(items, roles)})
    named: list[dict[str, int | str]] = [
        {"role": one.role, "reason": Reason.TAKEN_OVER.value, "region": one.region} for one in roles
    ]
    for item in items:
        role = {} if item.role is None else {"role": item.role}
        due = {} if item.due_date is None else {"due_date": item.due_date.isoformat()}
        named.append({"activity": item.activity, "reason": item.reason.value, "region": item.region, **role, **due})
    return Reminder(
        user=user,
        name=user.name,
        email=user.email,
        period_key=period_key,
        claimed_at=now,
        subject=subject,
        body=body,
        items=named,
    )


def _subject(items: Sequence[Item], roles: Sequence[TakenOver]) -> str:
    if items:
        words = ngettext("%(count)s activity needs you", "%(count)s activities need you", len(items))
        return words % {"count": len(items)}
    words = ngettext("You have taken over %(count)s role", "You have taken over %(count)s roles", len(roles))
    return words % {"count": len(roles)}


def _context(items: Sequence[Item], roles: Sequence[TakenOver]) -> dict[str, Any]:
    words = reminder_words.reasons()
    shown = [
        {
            "title": " ".join(item.title.split()),
            "words": f"{words[item.reason]}, {plan_words.titled(item.plan, is_over=item.is_over)}",
            "due_date": item.due_date,
            "url": links.absolute(reminder_words.path(item.reason, item.activity, item.role)),
        }
        for item in items[:SHOWN]
    ]
    return {
        "shown": shown,
        "more": max(len(items) - SHOWN, 0),
        "roles": [
            {"title": one.title, "count": one.count, "url": links.absolute(reminder_words.role_path(one.role))}
            for one in roles
        ],
        "mine_url": links.absolute(reverse("activity_mine")),
        "choice_url": links.absolute(reverse("reminder_choice")),
    }


@transaction.atomic
def _claim(made: Reminder, now: datetime.datetime) -> Reminder | None:
    """Return the digest as this run's to send; None when it was sent, or another run is at it."""
    row, is_new = Reminder.objects.get_or_create(
        user=made.user,
        period_key=made.period_key,
        single=None,
        round_reminder=None,
        defaults={name: getattr(made, name) for name in ("name", "email", "claimed_at", "subject", "body", "items")},
    )
    if is_new:
        row.regions.set({item["region"] for item in made.items})
        return row
    waiting = Reminder.objects.filter(
        pk=row.pk, sent_at__isnull=True, claimed_at__lte=now - queries.RETRY_AFTER
    ).exclude(failure="")
    return row if waiting.update(claimed_at=now) else None


def post(reminder: Reminder, now: datetime.datetime) -> bool:
    """Hand a claimed mail to the mail server and note how it went; call it outside transactions."""
    try:
        send_mail(reminder.subject, reminder.body, settings.DEFAULT_FROM_EMAIL, [reminder.email])
    except OSError as error:
        reminder.failure = str(error)[:300] or type(error).__name__
        reminder.save(update_fields=["failure"])
        return False
    reminder.sent_at, reminder.failure = now, ""
    reminder.save(update_fields=["sent_at", "failure"])
    return True
