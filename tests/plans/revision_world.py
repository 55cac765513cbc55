"""An adopted plan with a past: two revisions, frozen as adoption freezes them, and history dated to its days."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from plans.actions import activities as actions
from plans.actions import freezing
from plans.models import Activity, ActivityResponsible, Plan, PlanRevision
from tests.plans.activity_world import World, adopt, make_world

SWEDEN = ZoneInfo("Europe/Stockholm")


def at(text: str) -> datetime.datetime:
    """Return a Swedish moment."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SWEDEN)


def date_history(text: str, *rows: Any) -> None:
    """Date the latest history row of each object, as if it had been written then."""
    for row in rows:
        latest = row.history.order_by("-history_id").first()
        row.history.filter(history_id=latest.history_id).update(history_date=at(text))


def freeze(plan: Plan, text: str) -> PlanRevision:
    """Return the next revision of the plan as it stands, recorded at the moment."""
    fresh = Plan.objects.select_related("region", "organisation", "revises").get(pk=plan.pk)
    decision = freezing.Decision(adopted_date=at(text).date(), adopted_by="Landstingsstyrelsen")
    return freezing.freeze_revision(plan=fresh, decision=decision, by=None, now=at(text))


def make_revised_world() -> World:
    """Return a plan written on 10 January 2017, adopted on the 30th as revision 1, changed and adopted again on 2 May.

    In revision 2 the deadline of the activity is moved, with a reason, and its description is longer.
    """
    world = make_world()
    date_history("2017-01-10T08:00", world.plan, world.section, world.area, world.activity)
    ActivityResponsible.history.update(history_date=at("2017-01-10T08:00"))
    adopt(world.plan)
    date_history("2017-01-30T09:00", world.plan)
    freeze(world.plan, "2017-01-30T09:00")
    actions.update_activity(
        activity=world.activity,
        version=world.activity.version,
        changes={"deadline_text": "Hösten 2017", "description": "Räkna noga på behovet."},
        move_reason="Upphandlingen drog ut",
        by=world.leader,
        now=at("2017-05-02T10:00"),
    )
    world.activity = Activity.objects.get(pk=world.activity.pk)
    date_history("2017-05-02T10:00", world.activity)
    freeze(world.plan, "2017-05-02T10:00")
    return world
