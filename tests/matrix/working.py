"""Working together on a plan: saved views, the timeline, changes of several activities, comments."""

from __future__ import annotations

from plans.models import Plan, SavedView
from tests.url_rules import LEADERS, READ_PLAN, SEES_PLAN, same
from tests.url_walk import Route, Rule
from tests.url_world import AUDITOR, EVERYBODY, LEADER, MEMBERS, NATIONAL_AUDITOR, NO_ID, NO_SLUG, World

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

ROUTES = [
    Route("saved_view_list", "plan", READ_PLAN, READ_PLAN.answering(405)),
    Route("saved_view_create", "plan", SAVE_VIEW, SAVE_VIEW.answering(422)),
    Route("saved_view_open", "saved_view", OPEN_VIEW, NOT_FOR_VIEWS),
    Route("saved_view_edit", "saved_view", CHANGE_VIEW, CHANGE_VIEW.answering(422)),
    Route("saved_view_delete", "saved_view", NOT_FOR_VIEWS, CHANGE_VIEW.answering(302)),
    Route("saved_view_restore", "saved_view", NOT_FOR_VIEWS, RESTORE_VIEW),
]


def extend(world: World) -> None:
    """Make the views."""
    _views(world)


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
