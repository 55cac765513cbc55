"""What a plan's divisions owe and have delivered, how it goes with it, and which of their activities carry out its own."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from plans import access, cascade, progress
from plans.models import Activity, Plan, PlanObligation, PlanState, PriorityArea, RiskAnalysis
from plans.progress import Progress, ProgressSummary
from plans.queries.plans import PLAN_ORDER, plan_summaries
from staffing.models import Level, Organisation, User
from values.text import search_key


@dataclass(frozen=True)
class ObligationRow:
    """An obligation, how it stands, and where the plan that answers it stands."""

    obligation: PlanObligation
    judgement: cascade.Judgement
    summary: ProgressSummary
    has_risk_analysis: bool
    coverage: tuple[int, ...]
    """How many activities the plan has in each prioritised area, in their order."""


@dataclass(frozen=True)
class CarriedOut:
    """An activity of the plan, and the divisions' activities that carry it out."""

    activity: Activity
    children: list[Activity]

    @property
    def finished(self) -> int:
        """Return how many of them are done."""
        return sum(progress.is_finished(Progress(child.progress)) for child in self.children)


@dataclass(frozen=True)
class Cascade:
    """The page of a plan's divisions. `total` is the divisions' plans summed; the plan itself is beside it."""

    rows: list[ObligationRow]
    count: cascade.DeliveryCount
    own: ProgressSummary
    total: ProgressSummary
    priorities: list[PriorityArea]
    carried_out: list[CarriedOut]


def cascade_of(plan: Plan, today: datetime.date) -> Cascade:
    """Return everything about the divisions of the plan, in a fixed number of queries."""
    obligations = _obligations(plan)
    priorities = list(plan.priority_areas.select_related("area__area"))
    child_ids = [obligation.child_plan_id for obligation in obligations if obligation.child_plan_id]
    summaries = plan_summaries([plan.pk, *child_ids], today)
    analysed = set(
        RiskAnalysis.objects.filter(plan__in=child_ids, finished_date__isnull=False).values_list("plan_id", flat=True)
    )
    covered = _coverage(child_ids, priorities)
    rows = [
        ObligationRow(
            obligation,
            cascade.judge(facts_of(obligation), today),
            summaries.get(obligation.child_plan_id or 0, ProgressSummary()),
            obligation.child_plan_id in analysed,
            tuple(covered[obligation.child_plan_id, priority.pk] for priority in priorities),
        )
        for obligation in obligations
    ]
    return Cascade(
        rows=rows,
        count=cascade.count(row.judgement for row in rows),
        own=summaries.get(plan.pk, ProgressSummary()),
        total=sum((row.summary for row in rows), ProgressSummary()),
        priorities=priorities,
        carried_out=_carried_out(plan),
    )


def facts_of(obligation: PlanObligation) -> cascade.ObligationFacts:
    """Return what is judged of an obligation; needs `child_plan` loaded to ask nothing."""
    child = obligation.child_plan
    return cascade.ObligationFacts(
        due_date=obligation.due_date,
        is_excused=bool(obligation.excuse),
        plan_state=None if child is None else child.state,
        adopted_date=None if child is None else child.adopted_date,
    )


def _obligations(plan: Plan) -> list[PlanObligation]:
    return list(plan.obligations.select_related("organisation", "child_plan"))


def _coverage(child_ids: Iterable[int], priorities: Iterable[PriorityArea]) -> dict[tuple[int | None, int], int]:
    """Return the activities of each child plan in each prioritised area: the same catalogue area, or the same words."""
    counted = (
        Activity.objects.present()
        .filter(plan_id__in=list(child_ids))
        .order_by()
        .values_list("plan_id", "area__area_id", "area__title")
        .annotate(number=Count("pk"))
    )
    found: dict[tuple[int | None, int], int] = defaultdict(int)
    wanted = list(priorities)
    for plan_id, catalogue_id, title, number in counted:
        for priority in wanted:
            is_same_area = priority.area.area_id is not None and priority.area.area_id == catalogue_id
            if is_same_area or search_key(priority.area.title) == search_key(title):
                found[plan_id, priority.pk] += number
    return found


def _carried_out(plan: Plan) -> list[CarriedOut]:
    children = (
        Activity.objects.present()
        .filter(parent__plan=plan, parent__deleted_at__isnull=True, plan__revises__isnull=True)
        .select_related("plan__organisation")
        .order_by("plan__organisation__order", "plan_id", "order", "pk")
    )
    by_parent: dict[int, list[Activity]] = defaultdict(list)
    for child in children:
        if child.parent_id is not None:
            by_parent[child.parent_id].append(child)
    parents = Activity.objects.filter(pk__in=by_parent).select_related("section", "area").order_by(*PLAN_ORDER)
    return [CarriedOut(parent, by_parent[parent.pk]) for parent in parents]


def organisations_to_oblige(plan: Plan, today: datetime.date) -> QuerySet[Organisation]:
    """Return the organisations right below the plan's that exist today and owe it nothing yet."""
    owing = PlanObligation.objects.filter(plan=plan, organisation=OuterRef("pk"))
    below = Organisation.objects.valid_on(today).filter(parent_id=plan.organisation_id)
    return below.exclude(level=Level.UNIT).exclude(Exists(owing)).order_by("order", "name")


def plans_that_could_answer(obligation: PlanObligation) -> QuerySet[Plan]:
    """Return the organisation's own plans that answer no obligation yet, and the one that answers this."""
    own = Plan.objects.standing().filter(organisation_id=obligation.organisation_id).exclude(pk=obligation.plan_id)
    return own.filter(Q(answers_obligation__isnull=True) | Q(answers_obligation=obligation)).order_by("-start_date")


def activities_to_carry_out(plan: Plan) -> QuerySet[Activity]:
    """Return the plan's activities that a division can take up in its own plan, in plan order."""
    return Activity.objects.present().open().filter(plan=plan).select_related("section", "area").order_by(*PLAN_ORDER)


def open_obligations_of(organisation_ids: Iterable[int] | None) -> QuerySet[PlanObligation]:
    """Return what the organisations (None: all) still owe plans that are not closed: not excused, not answered by an adopted plan.

    The same as `cascade.judge` says of each, so that a list need not load what is delivered.
    """
    waiting = PlanObligation.objects.filter(excuse="").exclude(child_plan__state__in=access.PUBLIC_STATES)
    waiting = waiting.exclude(plan__state=PlanState.CLOSED)
    if organisation_ids is not None:
        waiting = waiting.filter(organisation_id__in=list(organisation_ids))
    return waiting.select_related("plan", "organisation", "child_plan").order_by("due_date", "pk")


def children_of(activity: Activity, user: User | AnonymousUser) -> list[Activity]:
    """Return the divisions' activities that carry out the activity, those that the person may see."""
    children = access.visible_activities(user).filter(parent=activity, plan__revises__isnull=True)
    return list(children.select_related("plan__organisation").order_by("plan__organisation__order", "order", "pk"))
