"""Who is reminded of which activities, and why (a weekly digest): pure, from facts and a day.

An activity is named once, for its most urgent reason. What nobody answers for, and what is answered for by a role without
a holder, goes to the plan's process leaders.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

WEEK_DAYS = 7


class Reason(StrEnum):
    """Why somebody is reminded, the most urgent first."""

    LATE = "late"
    DUE_1 = "due_1"
    DUE_7 = "due_7"
    DUE_30 = "due_30"
    NO_OWNER = "no_owner"
    VACANT = "vacant"
    UNPARSED = "unparsed"
    UNDATED = "undated"
    STALE = "stale"
    ASKED = "asked"
    """Somebody who leads the plan asked, whatever the state; never in a digest."""
    TAKEN_OVER = "taken_over"
    """A responsible role with open activities got a new holder; of a role, not of an activity."""
    COLLECTION = "collection"
    """The nation waits for what the region answers in a collection; never in a digest."""


@dataclass(frozen=True)
class OpenActivity:
    """An open activity of an adopted plan: its owners (accounts that hold its roles) and its plan's leaders, by key."""

    key: int
    title: str
    plan: str
    region: int
    due_date: date | None
    deadline_kind: str
    is_late: bool
    stale_days: int
    roles: tuple[int, ...]
    owners: tuple[int, ...]
    leaders: tuple[int, ...]
    is_over: bool = False
    """Whether the period of its plan is over."""


@dataclass(frozen=True)
class Item:
    """One thing that needs somebody."""

    activity: int
    title: str
    plan: str
    region: int
    reason: Reason
    due_date: date | None
    role: int | None = None
    """The responsible role that nobody holds, where that is the reason."""
    is_over: bool = False


@dataclass(frozen=True)
class TakenOver:
    """A responsible role that a person has begun to hold, with the number of its open activities."""

    role: int
    title: str
    region: int
    count: int


@dataclass(frozen=True)
class Choice:
    """When a person wants the digest, on the clock of the country, and whether they have opted out of it."""

    weekday: int = 1
    """Monday is 1, as in ISO 8601."""
    hour: int = 7
    is_opted_out: bool = False


DEFAULT = Choice()


NEWS_DAYS = 30
"""How long ago a role can have been taken over and still be news to whom nothing was sent since."""


def is_news(since: datetime | None, last_sent_at: datetime | None, now: datetime) -> bool:
    """Return whether a role that a person holds since then is yet to be told: taken over after the last mail to them."""
    if since is None or not now - timedelta(days=NEWS_DAYS) <= since <= now:
        return False
    return last_sent_at is None or since > last_sent_at


def is_due(choice: Choice, local: datetime) -> bool:
    """Return whether the moment of this week has come, `local` being the time of day where the person is.

    The week is over with its Sunday. An hour that the spring night skips has come when the next one has; one that the
    autumn night has twice, with the first.
    """
    return (local.isoweekday(), local.hour) >= (choice.weekday, choice.hour)


def next_day(choice: Choice, local: datetime, *, is_settled: bool) -> date:
    """Return the day of the next digest; `is_settled` says that this week's is sent, or was not needed.

    The day is today when the moment has passed and nothing is settled: the next run takes it.
    """
    monday = local.date() - timedelta(days=local.isoweekday() - 1)
    chosen = monday + timedelta(days=choice.weekday - 1)
    if is_settled:
        return chosen + timedelta(days=WEEK_DAYS)
    return max(chosen, local.date())


def kept(items: Iterable[Item], choice: Choice, *, is_leader: bool) -> tuple[Item, ...]:
    """Return what of the items is sent to a person with the choice.

    Who has opted out is told of what is late alone: to answer for it is a duty. A process leader answers for what nobody
    else does, and cannot opt out.
    """
    if not choice.is_opted_out or is_leader:
        return tuple(items)
    return tuple(item for item in items if item.reason is Reason.LATE)


def reason_of(activity: OpenActivity, today: date) -> Reason | None:
    """Return the most urgent reason; the next digest comes in a week, so a day that falls before it counts as near."""
    if activity.is_late:
        return Reason.LATE
    if activity.due_date is not None and activity.due_date >= today:
        days = (activity.due_date - today).days
        for limit, reason in ((1, Reason.DUE_1), (WEEK_DAYS, Reason.DUE_7), (30, Reason.DUE_30)):
            if days <= limit:
                return reason
    if not activity.roles:
        return Reason.NO_OWNER
    if not activity.owners:
        return Reason.VACANT
    if activity.deadline_kind in {"unparsed", "undated"}:
        return Reason(activity.deadline_kind)
    return Reason.STALE if activity.stale_days else None


def digests(activities: Iterable[OpenActivity], today: date) -> dict[int, tuple[Item, ...]]:
    """Return what each person is reminded of, the most urgent first; who needs nothing is not in it.

    What is of a plan whose period is over comes after the rest.
    """
    found: dict[int, list[Item]] = {}
    order = list(Reason)
    for activity in activities:
        reason = reason_of(activity, today)
        if reason is None:
            continue
        role = activity.roles[0] if reason is Reason.VACANT else None
        item = Item(
            activity=activity.key,
            title=activity.title,
            plan=activity.plan,
            region=activity.region,
            reason=reason,
            due_date=activity.due_date,
            role=role,
            is_over=activity.is_over,
        )
        for person in receivers(activity, reason):
            found.setdefault(person, []).append(item)
    return {
        person: tuple(
            sorted(
                items,
                key=lambda one: (one.is_over, order.index(one.reason), one.due_date or date.max, one.activity),
            )
        )
        for person, items in found.items()
    }


def receivers(activity: OpenActivity, reason: Reason) -> Sequence[int]:
    """Return who is told: the owners, or the process leaders where no account answers for it."""
    return activity.leaders if reason in {Reason.NO_OWNER, Reason.VACANT} else answerable(activity)


def answerable(activity: OpenActivity) -> Sequence[int]:
    """Return who answers for the activity: its owners, or the process leaders where there are none."""
    return activity.owners or activity.leaders


def period_key(today: date) -> str:
    """Return the week that a digest is for: "2026-W48"."""
    year, week, _day = today.isocalendar()
    return f"{year}-W{week:02}"
