"""What the catalogue shows of plans: which regions use a measure, in which activities, and where it can be added."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Q, QuerySet, When

from measures.models import Measure
from plans import access, uptake
from plans.models import Activity, Plan, PlanState
from plans.progress import Progress
from staffing.access import Permission, rights_of
from staffing.models import Region, User

EDITABLE_STATES = (PlanState.DRAFT, PlanState.CONSULTATION)


@dataclass(frozen=True)
class Uptakes:
    """How the regions' adopted plans use the catalogue; the same for every reader."""

    region_names: dict[str, str]
    rows: dict[int, uptake.Row]
    has_examples: bool

    def of(self, measure: Measure) -> uptake.Row:
        """Return the measure's row, empty when no adopted plan mentions it."""
        return self.rows.get(measure.pk) or uptake.empty_row(self.region_names)


def uptakes(measure: Measure | None = None) -> Uptakes:
    """Return the uptake of all measures, or of one: three queries. Closed plans count: what was introduced stays so."""
    regions = dict(Region.objects.order_by("code").values_list("code", "short_name"))
    used = Activity.objects.present().filter(plan__revises__isnull=True, measure__isnull=False)
    used = used.filter(plan__state__in=access.PUBLIC_STATES)
    if measure:
        used = used.filter(measure=measure)
    distinct = used.order_by().values_list("measure_id", "plan__region__code", "progress").distinct()
    reported = [(key, code, Progress(progress)) for key, code, progress in distinct]
    made_up = (
        Plan.objects.standing()
        .filter(state__in=access.PUBLIC_STATES)
        .filter(Q(is_example=True) | Q(has_example_progress=True))
    )
    return Uptakes(regions, dict(uptake.rows(regions, reported)), made_up.exists())


def activities_using(user: User | AnonymousUser, measure: Measure) -> QuerySet[Activity]:
    """Return the activities from the measure in the plans that the person may see, own regions' first."""
    # A bare condition with no region in it would empty the whole answer; a case falls through to its default.
    own = Case(When(plan__region_id__in=rights_of(user).region_ids, then=0), default=1)
    return (
        access.visible_activities(user)
        .filter(measure=measure, plan__revises__isnull=True)
        .select_related("plan__region", "section")
        .order_by(own, "plan__region__code", "plan__start_date", "plan_id", "order", "pk")
    )


def plans_to_add_to(user: User | AnonymousUser) -> list[Plan]:
    """Return the plans that the person may add an activity to, drafts and open draft revisions, the newest first."""
    reached = rights_of(user).organisation_ids(Permission.EDIT_PLAN)
    plans = access.visible_plans(user).filter(state__in=EDITABLE_STATES, revision_ended_at__isnull=True)
    if reached is not None:
        plans = plans.filter(organisation_id__in=reached)
    return list(plans.order_by("-start_date", "title"))
