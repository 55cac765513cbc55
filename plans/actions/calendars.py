"""Make, renew and revoke the addresses that calendars fetch, and note that one was fetched."""

from __future__ import annotations

import datetime
import hashlib
import secrets

from django.db import transaction

from plans.models import CalendarFeed, Plan
from staffing.models import User

TOKEN_BYTES = 32
NOTED_EVERY = datetime.timedelta(minutes=10)
"""A calendar that asks again and again writes at most this often."""


def hash_of(token: str) -> str:
    """Return what is kept of a token: 256 random bits need neither salt nor a slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_feed(*, user: User, plan: Plan | None, now: datetime.datetime) -> str:
    """Return a new token for the person's own activities, or for a plan; an earlier one stops working at once."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarFeed.objects.update_or_create(
        user=user, plan=plan, defaults={"token_hash": hash_of(token), "made_at": now, "fetched_at": None}
    )
    return token


def revoke_feed(*, feed: CalendarFeed) -> None:
    """Let the address stop working."""
    feed.delete()


def note_fetched(*, feed: CalendarFeed, now: datetime.datetime) -> None:
    """Remember when the address was last used, by steps of `NOTED_EVERY`."""
    if feed.fetched_at is None or now - feed.fetched_at >= NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(fetched_at=now)
