"""What the list of plans and the page of a plan show."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone
from django.utils.translation import get_language

from measures.models import Measure
from plans import progress
from plans.deadlines import DeadlineKind
from plans.models import (
    Activity,
    ActivityResponsible,
    Consultation,
    GroupMember,
    Milestone,
    Plan,
    PlanArea,
    PlanGroup,
    PlanSection,
    Risk,
    RiskAnalysis,
)
from plans.models.plans import PlanQuerySet
from plans.progress import ActivityState, Health, Progress, ProgressSummary
from staffing.collation import sort_key
from staffing.models import ResponsibleRole

ROW_FIELDS = (
    "pk",
    "title",
    "responsible_text",
    "deadline_text",
    "deadline_kind",
    "due_date",
    "progress",
    "health",
    "is_health_left_open",
    "stale_days",
    "last_update_date",
    "version",
    "is_hidden",
    "section_id",
    "section__title",
    "section__organisation_id",
    "area_id",
    "area__title",
    "plan_id",
    "plan__slug",
    "plan__title",
)
PLAN_ORDER = ("plan", "section__order", "section__title", "area__order", "area__title", "order", "pk")


def activity_rows(activities: QuerySet[Activity]) -> QuerySet[Activity, dict[str, Any]]:
    """Return the activities in plan order as the few columns that a list shows, without building objects."""
    return activities.order_by(*PLAN_ORDER).values(*ROW_FIELDS)


def summaries_by(field: str, activities: QuerySet[Activity], today: datetime.date) -> dict[Any, ProgressSummary]:
    """Return the progress of the activities summed for each value of `field` ("section_id"), in one query.

    The database counts how many activities are alike; what one of each kind counts as is decided by
    `plans.progress.summarize`. So the rules stand in one place, and a hundred thousand rows cost one pass in the database.
    """
    stale_since = today - datetime.timedelta(days=progress.STALE_DAYS[0])
    # Not TruncDate of each row: SQLite would call back into Python for every one of them.
    next_day = timezone.make_aware(datetime.datetime.combine(stale_since + datetime.timedelta(days=1), datetime.time()))
    silent = Q(last_update_date__lte=stale_since) | Q(last_update_date__isnull=True, created_at__lt=next_day)
    alike = (
        activities.order_by()
        .annotate(
            is_stale=Case(When(silent, then=True), default=False, output_field=BooleanField()),
            has_owner=Case(When(responsible_text="", then=False), default=True, output_field=BooleanField()),
        )
        .values_list(field, "progress", "health", "deadline_kind", "is_stale", "has_owner")
        .annotate(number=Count("pk"))
    )
    found: dict[Any, ProgressSummary] = {}
    for key, progress_word, health, kind, is_stale, has_owner, number in alike:
        state = ActivityState(
            progress=Progress(progress_word),
            health=Health(health),
            deadline_kind=DeadlineKind(kind),
            due_date=None,
            created_date=today,
            last_update_date=stale_since if is_stale else today,
            has_owner=has_owner,
        )
        found[key] = found.get(key, ProgressSummary()) + _times(progress.summarize([state], today), number)
    return found


def _times(summary: ProgressSummary, number: int) -> ProgressSummary:
    return ProgressSummary(**{field.name: getattr(summary, field.name) * number for field in fields(summary)})


def plan_summaries(plan_ids: Iterable[int], today: datetime.date) -> dict[int, ProgressSummary]:
    """Return the progress of each of the plans."""
    present = Activity.objects.present().filter(plan_id__in=list(plan_ids))
    return summaries_by("plan_id", present, today)


def plan_summary(plan: Plan, today: datetime.date) -> ProgressSummary:
    """Return the progress of the plan."""
    return plan_summaries([plan.pk], today).get(plan.pk, ProgressSummary())


def histories_of_parts(plan: Plan) -> tuple[QuerySet[Any], ...]:
    """Return the history rows of all that belongs to the plan but its activities, those that are gone too."""
    groups = PlanGroup.history.filter(plan_id=plan.pk)
    analyses = RiskAnalysis.history.filter(plan_id=plan.pk)
    return (
        PlanSection.history.filter(plan_id=plan.pk),
        PlanArea.history.filter(plan_id=plan.pk),
        groups,
        GroupMember.history.filter(group_id__in=groups.order_by().values("id")),
        Milestone.history.filter(plan_id=plan.pk),
        analyses,
        Risk.history.filter(analysis_id__in=analyses.order_by().values("id")),
        Consultation.history.filter(plan_id=plan.pk),
    )


def with_parts_changed(plans: PlanQuerySet, until: datetime.datetime) -> PlanQuerySet:
    """Read with each plan when what belongs to it, but its activities, was last changed until then, and by whom.

    It is read with the plan itself, in no query of its own: as one text, `parts_changed`, of which `last_change` makes sense.
    """
    of_plan = OuterRef("pk")
    lists = [
        *(
            model.history.filter(plan_id=of_plan)
            for model in (PlanSection, PlanArea, PlanGroup, Milestone, RiskAnalysis, Consultation)
        ),
        # Of a group or an analysis that is gone its own last row tells.
        GroupMember.history.filter(group__plan_id=of_plan),
        Risk.history.filter(analysis__plan_id=of_plan),
    ]
    # A union is ordered by what it returns, and a subquery returns one column: both in one, the moment first.
    name = Coalesce("history_user__name", Value(""))
    said = Concat(Cast("history_date", CharField()), Value("|"), name, output_field=CharField())
    first, *rest = (
        rows.filter(history_date__lte=until).order_by().annotate(said=said).values("said") for rows in lists
    )
    latest = first.union(*rest, all=True).order_by("-said")
    # The model says that it may be there.
    return plans.annotate(parts_changed=Subquery(latest[:1]))  # type: ignore[no-redef]


@dataclass(frozen=True)
class LastChange:
    """When something was last changed, and by whom; by nobody's hand: an empty name."""

    at: datetime.datetime
    by: str


def last_change(shown: Plan, found: Plan) -> LastChange:
    """Return the last change of the plan or of what belongs to it; `found` is the plan as read `with_parts_changed`."""
    own = LastChange(shown.updated_at, shown.updated_by.name if shown.updated_by else "")
    if not found.parts_changed:
        return own
    text, _separator, by = found.parts_changed.partition("|")
    at = datetime.datetime.fromisoformat(text)
    # SQLite keeps moments in UTC without saying so.
    of_parts = LastChange(at if at.tzinfo else at.replace(tzinfo=datetime.UTC), by)
    return max(own, of_parts, key=lambda change: change.at)


def deleted_activities(plan: Plan) -> QuerySet[Activity]:
    """Return the activities that were deleted to history, the latest first."""
    deleted = Activity.objects.filter(plan=plan, deleted_at__isnull=False)
    return deleted.select_related("section", "deleted_by").order_by("-deleted_at")


@dataclass(frozen=True)
class SectionProgress:
    """A section of a plan and where its activities stand."""

    section_id: int
    title: str
    summary: ProgressSummary


def section_progress(
    plan: Plan, sections: Iterable[tuple[int, str]], today: datetime.date
) -> tuple[list[SectionProgress], ProgressSummary]:
    """Return the progress of each section, in the order given, and of the whole plan."""
    summaries = summaries_by("section_id", Activity.objects.present().filter(plan=plan), today)
    by_section = [SectionProgress(pk, title, summaries.get(pk, ProgressSummary())) for pk, title in sections]
    return by_section, sum(summaries.values(), ProgressSummary())


@dataclass(frozen=True)
class FilterChoices:
    """What the activities of a plan can be filtered by: pairs of key and label, in the order of a reader."""

    sections: list[tuple[int, str]]
    areas: list[tuple[int, str]]
    roles: list[tuple[int, str]]
    measures: list[tuple[int, str]]


def filter_choices(plan: Plan) -> FilterChoices:
    """Return the plan's sections and areas, and the roles and measures that its activities name, in one query."""
    own = Activity.objects.filter(plan=plan)
    named = ActivityResponsible.objects.filter(activity__plan=plan)
    # IN for the roles: SQLite answers EXISTS by looking through the plan once a role. EXISTS for the measures: they have
    # an index of their own.
    roles = ResponsibleRole.objects.filter(pk__in=named.values("role"))
    used = Measure.objects.filter(Exists(own.filter(measure=OuterRef("pk"))))
    title = "title_en" if (get_language() or "sv").startswith("en") else "title_sv"
    rows = _choices("section", PlanSection.objects.filter(plan=plan), F("title"), F("order")).union(
        _choices("area", PlanArea.objects.filter(plan=plan), F("title"), F("order")),
        _choices("role", roles, F("title"), Value(0), F("organisation__name")),
        _choices("measure", used, Concat("code", Value(" "), title), F("number")),
        all=True,
    )
    found: dict[str, list[tuple[int, str, int]]] = {"section": [], "area": [], "role": [], "measure": []}
    named_choices = list(rows)
    titles = Counter(label for kind, _key, label, _order, _of in named_choices if kind == "role")
    for kind, key, label, order, of in named_choices:
        found[kind].append((key, f"{label} ({of})" if of and titles[label] > 1 else label, order))
    return FilterChoices(*(_in_order(found[kind]) for kind in ("section", "area", "role", "measure")))


def _choices(kind: str, rows: QuerySet[Any], label: Any, order: Any, of: Any = Value("")) -> QuerySet[Any, Any]:  # noqa: B008
    return rows.order_by().values_list(
        Value(kind, output_field=CharField()),
        "pk",
        Cast(label, CharField(max_length=300)),
        Cast(order, IntegerField()),
        Cast(of, CharField(max_length=300)),
    )


def _in_order(rows: list[tuple[int, str, int]]) -> list[tuple[int, str]]:
    ordered = sorted(rows, key=lambda row: (row[2], sort_key(row[1])))
    return [(key, label) for key, label, _order in ordered]
