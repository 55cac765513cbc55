"""Reminders: one's own choice, what was sent, single reminders, calendar feeds, hand-over of roles."""

from __future__ import annotations

from django.utils import timezone

from plans.models import CalendarFeed, Reminder
from staffing.models import User
from tests.url_rules import (
    ACCOUNT_READERS,
    ALL,
    LEADERS,
    NO_GET,
    NO_POST,
    NO_POST_OPEN,
    SEES_PLAN,
    SEES_TITLE,
    SIGNED,
    same,
)
from tests.url_walk import Route, Rule
from tests.url_world import ADMINISTRATOR, LEADER, NATIONAL_AUDITOR, NO_ID, World

# Of the own region's adopted plan; nobody but the leader answers for the activity, and oneself one does not remind.
REMIND = Rule(SEES_PLAN, same("own adopted", LEADERS))
OWN_MAIL = Rule(same("own", LEADERS))

ROUTES = [
    Route("reminder_choice", "nothing", SIGNED, SIGNED.answering(422)),
    Route("reminder_list", "nothing", SIGNED, NO_POST),
    Route("reminder_detail", "reminder", OWN_MAIL, NO_POST),
    Route("reminder_log", "nothing", Rule({"": ALL}, {"": LEADERS | ACCOUNT_READERS}, asks_first=True), NO_POST),
    Route("role_handover", "responsible_role", Rule(SEES_TITLE), NO_POST),
    Route("calendar_list", "nothing", SIGNED, SIGNED),
    Route("calendar_revoke", "calendar", NO_GET, Rule(same("own", LEADERS), ok=(302,))),
    # Without the secret there is nothing, whoever asks; with it, tests/plans/test_calendar.py.
    Route("calendar_feed", "calendar_token", Rule({}, is_public=True), NO_POST_OPEN),
    Route("activity_remind", "activity", REMIND, REMIND.answering(422)),
]


def extend(world: World) -> None:
    """Make a mail and a calendar of the process leader, and the same of another region's."""
    readers = {"own": None, "other": frozenset({NATIONAL_AUDITOR, ADMINISTRATOR})}
    receivers = {"own": world.people[LEADER].pk, "other": world.things["account"]["other"]["pk"]}
    for label, receiver in receivers.items():
        user = User.objects.get(pk=receiver)
        activity = world.things["activity"][f"{label} adopted"]["pk"]
        region = user.role_assignments.get().organisation.region_id
        failure = "" if label == "own" else world.secret("550 Grannhemlig brevlåda", readers["other"])
        made = Reminder.objects.create(
            user=user,
            name=user.name,
            email=user.email,
            period_key="2026-W10",
            claimed_at=timezone.now(),
            failure=failure,
            subject="1 aktivitet behöver dig",
            body=world.secret(f"Brev till {label}", LEADERS if label == "own" else frozenset()),
            items=[{"activity": activity, "reason": "late", "region": region}],
        )
        made.regions.add(region)
        world.add("reminder", label, pk=made.pk)
        feed = CalendarFeed.objects.create(user=user, token_hash=f"{label:0<64}", made_at=timezone.now())
        world.add("calendar", label, pk=feed.pk)
    world.add("reminder", "missing", pk=NO_ID)
    world.add("calendar", "missing", pk=NO_ID)
    world.add("calendar_token", "missing", token="ingen-sadan")
