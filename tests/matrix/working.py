"""Working together on a plan: saved views, the timeline, changes of several activities, comments."""

from __future__ import annotations

import uuid

from django.utils import timezone

from plans.models import Activity, BulkAct, BulkChange, Comment, CommentMention, Plan, SavedView
from tests.url_rules import LEADERS, LIVE, NO_GET, NO_POST, READ_INTERNAL, READ_PLAN, SEES_PLAN, SIGNED, UPDATERS, same
from tests.url_walk import Route, Rule
from tests.url_world import (
    AUDITOR,
    EVERYBODY,
    LEADER,
    MANAGER,
    MEMBERS,
    NATIONAL_AUDITOR,
    NO_ID,
    NO_SLUG,
    REGIONAL,
    World,
)

OTHERS = frozenset({NATIONAL_AUDITOR})
AUDITORS = frozenset({AUDITOR, NATIONAL_AUDITOR})
ALL_PLANS = "own draft, own adopted, own closed, other draft, other adopted, other closed"
SAVE_VIEW = Rule(SEES_PLAN, same(ALL_PLANS, EVERYBODY - AUDITORS))
# Two views of the process leader, one shared with the region, and one of another region's leader, shared there.
SEES_VIEW = same("own shared", MEMBERS) | same("own private", LEADERS) | same("other shared", OTHERS)
OWNS_VIEW = same("own shared, own private", LEADERS)
OPEN_VIEW = Rule(SEES_VIEW, ok=(302,))
CHANGE_VIEW = Rule(SEES_VIEW, OWNS_VIEW)
RESTORE_VIEW = Rule(OWNS_VIEW, ok=(302,))
# The plan is looked for first; the method is asked about after.
NOT_FOR_VIEWS = Rule(same("own shared, own private, other shared", EVERYBODY), ok=(405,))

# A change that the process leader made in a plan of the own region, and one in another region's.
BULK = Rule(SEES_PLAN, same(LIVE, UPDATERS), (422,))
READS_CHANGE = same("own", MEMBERS) | same("other", OTHERS)
# An own plan's address with another plan's change: not there for members, and others are refused before it is looked for.
READ_CHANGE = Rule(same("own, other", EVERYBODY) | same("crossed", EVERYBODY - MEMBERS), READS_CHANGE)
UNDO_CHANGE = Rule(READ_CHANGE.sees, same("own", LEADERS), (302,))
NOT_FOR_CHANGES = Rule(same("own, other, crossed", EVERYBODY), READS_CHANGE | same("crossed", MEMBERS), (405,))
SPEAKERS = REGIONAL - {AUDITOR}
SPEAK = Rule(SEES_PLAN, same(LIVE, SPEAKERS))
# Comments of the process leader in the own region's adopted plan, and of another region's leader in its own.
SEES_COMMENT = same("own", MEMBERS) | same("other", OTHERS) | same("absent part, crossed part", MEMBERS)
OWN_COMMENT = Rule(SEES_COMMENT, same("own", LEADERS) | same("absent part, crossed part", MEMBERS))

ROUTES = [
    Route("plan_timeline", "plan", READ_PLAN, READ_PLAN.answering(405)),
    Route("plan_bulk", "plan", BULK.answering(405), BULK),
    Route("plan_bulk_apply", "plan", BULK.answering(405), BULK.answering(400)),
    Route("bulk_change_list", "plan", READ_INTERNAL, READ_INTERNAL.answering(405)),
    Route("bulk_change_detail", "bulk_change", READ_CHANGE, NOT_FOR_CHANGES),
    Route("bulk_change_undo", "bulk_change", NOT_FOR_CHANGES, UNDO_CHANGE),
    Route("comment_create", "activity", NO_GET, SPEAK.answering(422)),
    Route("comment_edit", "comment", OWN_COMMENT, OWN_COMMENT.answering(422)),
    Route("comment_delete", "comment", NO_GET, OWN_COMMENT.answering(302)),
    Route("comment_restore", "removed_comment", NO_GET, OWN_COMMENT.answering(302)),
    Route("comment_people", "activity", SPEAK, NO_POST),
    Route("mention_list", "nothing", SIGNED, NO_POST),
    Route("mention_read", "mention", NO_GET, Rule({"own": frozenset({MANAGER})}, ok=(400,))),
    Route("saved_view_list", "plan", READ_PLAN, READ_PLAN.answering(405)),
    Route("saved_view_create", "plan", SAVE_VIEW, SAVE_VIEW.answering(422)),
    Route("saved_view_open", "saved_view", OPEN_VIEW, NOT_FOR_VIEWS),
    Route("saved_view_edit", "saved_view", CHANGE_VIEW, CHANGE_VIEW.answering(422)),
    Route("saved_view_delete", "saved_view", NOT_FOR_VIEWS, CHANGE_VIEW.answering(302)),
    Route("saved_view_restore", "saved_view", NOT_FOR_VIEWS, RESTORE_VIEW),
]


def extend(world: World) -> None:
    """Make the views, the changes and the comments."""
    _views(world)
    _changes(world)
    _comments(world)


def _views(world: World) -> None:
    own, other = Plan.objects.get(slug="plan-own-adopted"), Plan.objects.get(slug="plan-other-adopted")
    leader = world.people[LEADER]
    for label, is_shared in {"own shared": True, "own private": False}.items():
        view = SavedView.objects.create(owner=leader, plan=own, name=label, is_shared=is_shared)
        world.add("saved_view", label, slug=own.slug, pk=view.pk)
    neighbour = world.things["account"]["other"]["pk"]
    name = world.secret("Grannhemlig vy", OTHERS)
    theirs = SavedView.objects.create(owner_id=neighbour, plan=other, name=name, is_shared=True)
    world.add("saved_view", "other shared", slug=other.slug, pk=theirs.pk)
    world.add("saved_view", "missing", slug=NO_SLUG, pk=NO_ID)


def _changes(world: World) -> None:
    leader, now = world.people[LEADER], timezone.now()
    for label in ("own", "other"):
        plan = Plan.objects.get(slug=f"plan-{label}-adopted")
        value = "Egen chef" if label == "own" else world.secret("Grannhemlig massändring", OTHERS)
        made = BulkChange.objects.create(
            plan=plan, act=BulkAct.RESPONSIBLE, value=value, key=uuid.uuid4(), at=now, by=leader, by_name="Ledaren"
        )
        world.add("bulk_change", label, slug=plan.slug, pk=made.pk)
    world.add("bulk_change", "crossed", slug="plan-own-adopted", pk=made.pk)
    world.add("bulk_change", "missing", slug=NO_SLUG, pk=NO_ID)


def _comments(world: World) -> None:
    now = timezone.now()
    authors = {"own": world.people[LEADER].pk, "other": world.things["account"]["other"]["pk"]}
    for kind, deleted_at in {"comment": None, "removed_comment": now}.items():
        for label, author in authors.items():
            activity = Activity.objects.get(pk=world.things["activity"][f"{label} adopted"]["pk"])
            text = "Egen kommentar" if label == "own" else world.secret(f"Grannhemlig {kind}", OTHERS)
            made = Comment.objects.create(activity=activity, author_id=author, text=text, at=now, deleted_at=deleted_at)
            world.add(kind, label, pk=activity.pk, comment_pk=made.pk)
            if label == "own":
                mention = CommentMention.objects.create(comment=made, user=world.people[MANAGER], label="Chefen")
        own = world.things[kind]["own"]["pk"]
        world.add(kind, "absent part", pk=own, comment_pk=NO_ID)
        world.add(kind, "crossed part", pk=own, comment_pk=made.pk)
        world.add(kind, "missing", pk=NO_ID, comment_pk=NO_ID)
    world.add("mention", "own", pk=mention.pk)
    world.add("mention", "missing", pk=NO_ID)
