"""Write a plan's groups and milestones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from plans.glide_path import Step
from plans.models import GroupMember, Milestone, Plan, PlanGroup
from plans.plan_snapshot import MemberFacts
from staffing import editing


class AlreadyThere(Exception):
    """The plan has a group of that name, or a milestone for the same organisation, profession and period."""


def _lock(plan: Plan) -> None:
    # The plan's row is the queue: sent twice at once, the second finds what the first made.
    Plan.objects.select_for_update().get(pk=plan.pk)


@transaction.atomic
def save_group(
    *, group: PlanGroup, version: int | None, written: dict[str, Any], members: Sequence[MemberFacts]
) -> PlanGroup:
    """Write a group, new (without a version) or changed, with its members in their order; rows that stay keep their history.

    :raises StaleVersion: somebody changed the group since `version`.
    :raises AlreadyThere: another group of the plan has the name.
    """
    _lock(group.plan)
    if version is not None:
        editing.claim_version(group, version)
    for name, value in written.items():
        setattr(group, name, value)
    if PlanGroup.objects.filter(plan=group.plan, name=group.name).exclude(pk=group.pk).exists():
        raise AlreadyThere
    group.save()
    _write_members(group, members)
    return group


def _write_members(group: PlanGroup, members: Sequence[MemberFacts]) -> None:
    present = {row.role_title: row for row in group.members.all()}
    for title in present.keys() - {member.role_title for member in members}:
        present[title].delete()
    for order, member in enumerate(members, start=1):
        row = present.get(member.role_title) or GroupMember(group=group, role_title=member.role_title)
        if row.pk is None or (row.part, row.order) != (member.part, order):
            row.part, row.order = member.part, order
            row.save()


@transaction.atomic
def delete_group(*, group: PlanGroup, version: int) -> None:
    """Take a group out of the plan; what it was stays in the history.

    :raises StaleVersion: somebody changed the group since `version`.
    """
    editing.claim_version(group, version)
    for member in group.members.all():
        member.delete()
    group.delete()


@transaction.atomic
def save_milestone(*, milestone: Milestone, version: int | None, written: dict[str, Any]) -> Milestone:
    """Write a milestone, new (without a version) or changed.

    :raises StaleVersion: somebody changed the milestone since `version`.
    :raises AlreadyThere: the plan has one for the same organisation, profession and period.
    """
    _lock(milestone.plan)
    if version is not None:
        editing.claim_version(milestone, version)
    for name, value in written.items():
        setattr(milestone, name, value)
    if twin_of(milestone):
        raise AlreadyThere
    milestone.save()
    return milestone


def twin_of(milestone: Milestone) -> bool:
    """Return whether another milestone of the plan is about the same organisation, profession and period."""
    names = ("plan_id", "organisation_id", "profession_id", "first_month", "length")
    same: dict[str, Any] = {name: getattr(milestone, name) for name in names}
    others = Milestone.objects.filter(**same)
    return others.exclude(pk=milestone.pk).exists()


@transaction.atomic
def delete_milestone(*, milestone: Milestone, version: int) -> None:
    """Take a milestone out of the plan; what it was stays in the history.

    :raises StaleVersion: somebody changed the milestone since `version`.
    """
    editing.claim_version(milestone, version)
    milestone.delete()


@transaction.atomic
def save_steps(*, plan: Plan, steps: Iterable[Step]) -> int:
    """Write the steps as milestones of the plan's own organisation; those that are there are kept. Return how many are new."""
    _lock(plan)
    made = 0
    for step in steps:
        milestone = Milestone(
            plan=plan,
            organisation_id=plan.organisation_id,
            first_month=step.period.first_date,
            length=step.period.length,
            target_ratio=step.target,
        )
        if not twin_of(milestone):
            milestone.save()
            made += 1
    return made
