"""Make and change plans, their sections and their areas."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from plans.models import Plan, PlanArea, PlanSection
from staffing import editing
from staffing.models import Organisation, User
from values.text import slugify_sv

# Words that stand in addresses where a plan's own would.
RESERVED_SLUGS = frozenset({"ny", "importera"})


@transaction.atomic
def create_plan(*, organisation: Organisation, by: User | None, **written: Any) -> Plan:
    """Make a draft plan of the organisation with one section, the organisation's own; return it."""
    plan = Plan(organisation=organisation, region=organisation.region, updated_by=by, **written)
    plan.slug = free_slug(plan)
    plan.save()
    PlanSection.objects.create(plan=plan, organisation=organisation, title=organisation.name, order=1)
    return plan


def free_slug(plan: Plan) -> str:
    """Return an address for the plan: region and first year ("blekinge-2017"), numbered when it is taken."""
    stem = slugify_sv(f"{plan.region.short_name} {plan.start_date.year}")
    taken = set(Plan.objects.filter(slug__startswith=stem).values_list("slug", flat=True)) | RESERVED_SLUGS
    number = 2
    slug = stem
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


@transaction.atomic
def update_plan(*, plan: Plan, version: int, by: User, written: dict[str, Any]) -> Plan:
    """Write the fields of a plan.

    :raises StaleVersion: somebody changed the plan since `version`.
    """
    editing.claim_version(plan, version)
    for name, value in written.items():
        setattr(plan, name, value)
    plan.region = plan.organisation.region
    plan.updated_by = by
    plan.save()
    return plan


@transaction.atomic
def save_part(*, part: PlanSection | PlanArea, after: int | None, version: int | None, by: User) -> None:
    """Write a section or an area, new or changed, and give it its place: after the sibling with the key `after`, or first.

    :raises StaleVersion: somebody changed it since `version`.
    """
    if version is not None:
        editing.claim_version(part, version)
    part.save()
    _place(part, after)
    Plan.objects.filter(pk=part.plan_id).update(updated_by=by, updated_at=timezone.now())


def _place(part: PlanSection | PlanArea, after: int | None) -> None:
    """Number the siblings from 1 with the part in its place; those that stand right are not written."""
    model: Any = type(part)
    siblings = list(model.objects.filter(plan_id=part.plan_id).exclude(pk=part.pk).order_by("order", "title"))
    place = next((index for index, one in enumerate(siblings, start=1) if one.pk == after), 0)
    siblings.insert(place, part)
    moved = []
    for order, one in enumerate(siblings, start=1):
        if one.order != order:
            one.order = order
            moved.append(one)
    if moved:
        bulk_update_with_history(moved, model, ["order"])
