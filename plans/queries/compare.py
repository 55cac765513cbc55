"""The two sides of a comparison: revisions, days, the plan as it is, and its open draft; and the moves between them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone

from plans import access, plan_compare, plan_snapshot
from plans.models import Activity, DeadlineMove, Plan, PlanRevision
from plans.plan_compare_facts import Move, PlanComparison
from plans.plan_snapshot import PlanSnapshot
from plans.queries import past, snapshots
from staffing.models import User

NOW, DRAFT = "nu", "utkast"


class UnknownSide(ValueError):
    """The address names a side that there is not, or that is not for this reader."""


class NothingThen(Exception):
    """There is nothing of the plan to show as of the day: it was not here, or not adopted for a reader of another region."""


@dataclass(frozen=True)
class Offered:
    """What a plan can be compared between; `draft` is None for who may not see one."""

    plan: Plan
    revisions: tuple[PlanRevision, ...]
    draft: Plan | None

    @property
    def usual(self) -> tuple[str, str] | None:
        """Return the sides that are shown when none are asked for: the last two revisions, or the last with what came since."""
        latest = DRAFT if self.draft is not None else NOW
        numbers = [f"r{revision.number}" for revision in self.revisions[:2]]
        if numbers:
            return (numbers[-1], numbers[0]) if numbers[1:] else (numbers[0], latest)
        return (NOW, DRAFT) if self.draft is not None else None


def offered(user: User | AnonymousUser, plan: Plan) -> Offered:
    """Return what there is to choose between, for this reader: two queries. `plan` is a standing plan."""
    revisions = PlanRevision.objects.filter(plan=plan).order_by("-number").defer("summary")
    draft = Plan.objects.filter(revises=plan, revision_ended_at__isnull=True).select_related("region", "organisation")
    return Offered(
        plan=plan,
        revisions=tuple(revisions),
        draft=draft.first() if access.can_read_internal(user, plan) else None,
    )


@dataclass(frozen=True)
class Side:
    """One side: how the address names it, the plan as it is there, and the row of the plan that it was read from."""

    name: str
    snapshot: PlanSnapshot
    is_draft: bool = False


def side(user: User | AnonymousUser, choice: Offered, name: str, now: datetime.datetime) -> Side:
    """Return the side that an address names: "r2", "2026-03-31", "nu" or "utkast".

    :raises UnknownSide: there is no such side for this reader.
    :raises NothingThen: a day of which there is nothing to show.
    """
    is_internal = access.can_read_internal(user, choice.plan)
    found = _read(user, choice, name, now)
    return found if is_internal else replace(found, snapshot=for_other_regions(found.snapshot))


def _read(user: User | AnonymousUser, choice: Offered, name: str, now: datetime.datetime) -> Side:
    if name == NOW:
        return Side(name, snapshots.snapshot_of(choice.plan, now))
    if name == DRAFT:
        if choice.draft is None:
            raise UnknownSide(name)
        choice.draft.revises = choice.plan
        return Side(name, snapshots.snapshot_of(choice.draft, now), is_draft=True)
    if name.startswith("r"):
        revision = next((one for one in choice.revisions if f"r{one.number}" == name), None)
        if revision is None:
            raise UnknownSide(name)
        text = PlanRevision.objects.values_list("record__snapshot", flat=True).get(pk=revision.pk)
        return Side(name, plan_snapshot.from_snapshot(json.loads(text)))
    return Side(name, _as_of(user, choice.plan, name, now))


def _as_of(user: User | AnonymousUser, plan: Plan, name: str, now: datetime.datetime) -> PlanSnapshot:
    try:
        day = datetime.date.fromisoformat(name)
    except ValueError as error:
        raise UnknownSide(name) from error
    if day > timezone.localdate(now):
        raise UnknownSide(name)
    at = min(past.end_of(day), now)
    try:
        then = past.plan_at(plan, at)
    except past.PlanNotThere as error:
        raise NothingThen from error
    if not access.can_read_past(user, plan, then):
        raise NothingThen
    return past.read(plan, then, at).snapshot


def for_other_regions(snapshot: PlanSnapshot) -> PlanSnapshot:
    """Return what other regions may read: the plan and its activities, without reasons and without what surrounds it."""
    return replace(
        snapshot,
        activities=tuple(
            replace(one, cancelled_reason="") if one.cancelled_reason else one for one in snapshot.activities
        ),
        risk_analyses=(),
        consultations=(),
        groups=(),
        milestones=(),
        waivers=(),
    )


def comparison(user: User | AnonymousUser, choice: Offered, before: Side, after: Side) -> PlanComparison:
    """Return what differs between the sides, with the moves of deadlines between them: one query."""
    with_draft = before.is_draft or after.is_draft
    moves = _moves(choice, (before, after), with_reasons=access.can_read_internal(user, choice.plan))
    return plan_compare.compare(before.snapshot, after.snapshot, with_status=not with_draft, moves=moves)


def _moves(choice: Offered, sides: Collection[Side], *, with_reasons: bool) -> dict[int, Sequence[Move]]:
    """Return the moves logged between the sides, and all those of a draft that is one of them, by the activity's key."""
    moments = [side.snapshot.at for side in sides]
    between = Q(activity__plan=choice.plan, at__gt=min(moments), at__lte=max(moments))
    if any(side.is_draft for side in sides):
        between |= Q(activity__plan=choice.draft)
    rows = DeadlineMove.objects.filter(between).order_by("at", "pk")
    found: dict[int, list[Move]] = {}
    for key, original, at, old, new, reason in rows.values_list(
        "activity_id", "activity__revises_id", "at", "old_text", "new_text", "reason"
    ):
        move = Move(timezone.localtime(at), old, new, reason if with_reasons else "")
        found.setdefault(original or key, []).append(move)
    return dict(found)


def keys_with_a_page(plans: Sequence[Plan]) -> list[int]:
    """Return the activities of the plans that are not deleted: one query."""
    return list(Activity.objects.present().filter(plan__in=plans).values_list("pk", flat=True))
