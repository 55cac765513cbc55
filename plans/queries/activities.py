"""What the page of an activity and the page of one's own activities show."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import BooleanField, Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from measures.models import Measure
from plans import access, change_reasons, owned_access, progress
from plans.models import (
    Activity,
    ActivityResponsible,
    ActivityStep,
    DeadlineMove,
    Plan,
    StatusUpdate,
)
from plans.models.activities import FINISHED, OPEN, ActivityQuerySet
from plans.queries.past import PastPlan
from staffing import changes
from staffing.access import Permission, rights_of
from staffing.models import ResponsibleRole, User

RECENTLY = datetime.timedelta(days=30)
"""How long a finished activity stays, folded, on its owner's page."""

IN_PLAN_ORDER = ("section__order", "section__title", "area__order", "area__title", "order", "pk")


@dataclass(frozen=True)
class Neighbours:
    """The activities before and after in the plan, with the place among all of them."""

    previous: tuple[int, str] | None
    next: tuple[int, str] | None
    place: int
    total: int


@dataclass(frozen=True)
class ActivityPage:
    """Everything about an activity; what is internal is empty for other regions."""

    responsibles: list[ActivityResponsible]
    steps: list[ActivityStep]
    moves: list[DeadlineMove]
    log: list[StatusUpdate]
    history: list[changes.Change]
    neighbours: Neighbours | None


def activity_page(activity: Activity, *, is_internal: bool) -> ActivityPage:
    """Return what the activity's page shows, in a fixed number of queries."""
    return ActivityPage(
        responsibles=list(activity.responsibles.select_related("role__holder", "role__organisation")),
        steps=list(activity.steps.all()),
        moves=list(activity.moves.all()),
        log=list(activity.status_updates.all()) if is_internal else [],
        history=activity_changes(activity) if is_internal else [],
        neighbours=None if activity.deleted_at else neighbours(activity),
    )


def past_activity_page(past: PastPlan, activity: Activity, *, is_internal: bool) -> ActivityPage:
    """Return what the page shows as of the moment of `past`, to which `activity` belongs: what had happened until then."""
    until = {"at__lte": past.at}
    rows = list(past.activities.values())
    here = next(index for index, one in enumerate(rows) if one.pk == activity.pk)
    previous, following = (rows[here - 1 : here] if here else []), rows[here + 1 : here + 2]
    return ActivityPage(
        responsibles=past.responsibles.get(activity.pk, []),
        steps=past.steps.get(activity.pk, []),
        moves=list(DeadlineMove.objects.filter(activity_id=activity.pk, **until)),
        log=list(StatusUpdate.objects.filter(activity_id=activity.pk, **until)) if is_internal else [],
        history=[change for change in activity_changes(activity) if change.at <= past.at] if is_internal else [],
        neighbours=Neighbours(
            previous=(previous[0].pk, previous[0].title) if previous else None,
            next=(following[0].pk, following[0].title) if following else None,
            place=here + 1,
            total=len(rows),
        ),
    )


def carried_on(activity: Activity, user: User | AnonymousUser) -> dict[str, Any]:
    """Return what the activity goes on with, and what goes on with it in later plans that the person may see."""
    seen = access.visible_activities(user).filter(plan__revises__isnull=True).select_related("plan")
    before = seen.filter(pk=activity.continues_id).first() if activity.continues_id else None
    return {"continues": before, "continued_by": list(seen.filter(continues=activity).order_by("pk"))}


def activity_changes(activity: Activity) -> list[changes.Change]:
    """Return what was changed of the activity and of who is responsible for it, newest first.

    With what was changed of the activity that it revises, and of its copies in draft revisions.
    """
    of_roles = ActivityResponsible.history.filter(activity_id=activity.pk)
    titles = _role_titles_ever(of_roles.values("role_id"))

    # "Created: Personaldirektör" would say that somebody was made.
    def words(row: Any) -> str:
        return _("responsible: %(role)s") % {"role": f"{titles.get(row.role_id, '')} {row.part}".strip()}

    named = changes.changes_of(of_roles, names=words)
    lists = [changes.changes_of(activity.history.all()), named]
    if activity.revises_id is not None:
        lists.append(changes.changes_of(Activity.history.filter(id=activity.revises_id)))
    copies = Activity.history.filter(id__in=Activity.objects.filter(revises=activity).values("pk"))
    in_drafts = changes.changes_of(copies, names=lambda _row: str(_("in a draft revision")))
    lists.append([change for change in in_drafts if change.kind != "+"])
    return change_reasons.translated(changes.merged(*lists))


def _role_titles_ever(keys: QuerySet[Any, Any]) -> dict[int, str]:
    """Return the titles of roles, of those that are gone as they last were."""
    last = ResponsibleRole.history.filter(id__in=keys).order_by("history_id").values_list("id", "title")
    return dict(last) | dict(ResponsibleRole.objects.filter(pk__in=keys).values_list("pk", "title"))


def neighbours(activity: Activity) -> Neighbours | None:
    """Return what stands before and after the activity as the plan prints it."""
    rows = list(
        Activity.objects.present().filter(plan_id=activity.plan_id).order_by(*IN_PLAN_ORDER).values_list("pk", "title")
    )
    here = next((index for index, (pk, _title) in enumerate(rows) if pk == activity.pk), None)
    if here is None:
        return None
    return Neighbours(
        previous=rows[here - 1] if here else None,
        next=rows[here + 1] if here + 1 < len(rows) else None,
        place=here + 1,
        total=len(rows),
    )


def role_titles(plan: Plan) -> list[str]:
    """Return the titles of the roles that the plan's region knows, for suggestions."""
    known = plan.region.organisations.values("responsible_roles__title").exclude(responsible_roles=None)
    return sorted(set(known.values_list("responsible_roles__title", flat=True)))


@dataclass(frozen=True)
class CatalogueArea:
    """An area of the catalogue with its measures, each with how often the plan has it already; open when one is ticked."""

    name: str
    is_open: bool
    measures: list[tuple[Measure, int]]


def catalogue_for(plan: Plan, measures: QuerySet[Measure], ticked: Collection[str]) -> list[CatalogueArea]:
    """Return the measures by area, and which of them the plan has already."""
    used: dict[int, int] = {}
    for pk in Activity.objects.present().filter(plan=plan).values_list("measure_id", flat=True):
        if pk is not None:
            used[pk] = used.get(pk, 0) + 1
    found = list(measures)
    open_ids = {measure.area_id for measure in found if str(measure.pk) in ticked}
    areas: dict[int, CatalogueArea] = {}
    for measure in found:
        area = areas.setdefault(measure.area_id, CatalogueArea(measure.area.name, measure.area_id in open_ids, []))
        area.measures.append((measure, used.get(measure.pk, 0)))
    return list(areas.values())


def editable_plans(user: User) -> list[Plan]:
    """Return the plans that the person may write activities into."""
    wanted = rights_of(user).organisation_ids(Permission.EDIT_PLAN)
    plans = access.visible_plans(user)
    if wanted is not None:
        plans = plans.filter(organisation_id__in=wanted)
    return [plan for plan in plans.select_related("region") if access.can_edit_plan(user, plan)]


class Scope(StrEnum):
    """Whose activities "mine" are."""

    ALL = ""
    ROLES = "roller"
    ORGANISATION = "organisation"


def scope_of(text: str | None) -> Scope:
    """Return the scope that an address names; all when it names none that there is."""
    return next((scope for scope in Scope if scope == text), Scope.ALL)


def scopes() -> list[tuple[Scope, str | Promise]]:
    """Return the scopes with their words."""
    return [
        (Scope.ALL, _("All")),
        (Scope.ROLES, _("My roles")),
        (Scope.ORGANISATION, _("My organisation")),
    ]


@dataclass(frozen=True)
class MyActivities:
    """What a person answers for: the open ones due first, and those finished lately."""

    open: list[Activity]
    finished: list[Activity]
    late: int
    total: int


def owned(user: User | AnonymousUser, scope: Scope = Scope.ALL) -> ActivityQuerySet:
    """Return what the person answers for, by the roles they hold, by the organisations they manage, or both."""
    if not isinstance(user, User):
        return Activity.objects.none()
    return _within(owned_access.owned_activities(user), user, scope)


def _within(activities: ActivityQuerySet, user: User, scope: Scope) -> ActivityQuerySet:
    held = Q(pk__in=ActivityResponsible.objects.filter(role__holder=user).values("activity_id"))
    if scope is Scope.ROLES:
        return activities.filter(held)
    return activities.exclude(held) if scope is Scope.ORGANISATION else activities


def my_activities(user: User, *, scope: Scope, today: datetime.date, limit: int, offset: int = 0) -> MyActivities:
    """Return a page of the person's activities, due first, each with the latest line that was written about it and its day.

    What is of a plan whose period is over comes after the rest.

    Paused ones come with the open; cancelled and handed over are nobody's to report.
    """
    mine = _described(owned(user, scope), user).select_related("plan", "section", "area")
    waiting = mine.filter(progress__in=OPEN).due_first(today)
    lately = mine.filter(progress__in=FINISHED, last_update_date__gte=today - RECENTLY)
    still_open = owned(user, scope).filter(progress__in=OPEN)
    found = list(waiting[offset : offset + limit])
    return MyActivities(
        open=found,
        finished=list(lately.order_by("-last_update_date", "-updated_at", "pk")[:limit]),
        late=still_open.filter(health=progress.Health.LATE).count(),
        total=still_open.count(),
    )


@dataclass(frozen=True)
class ToCome:
    """The first of the activities in plans that are not adopted yet, and how many there are."""

    activities: list[Activity]
    total: int

    @property
    def more(self) -> int:
        """Return how many there are beyond the first."""
        return self.total - len(self.activities)


def to_come(user: User, *, scope: Scope, limit: int) -> ToCome:
    """Return what becomes the person's when its plan is adopted, due first; until then nothing of it is to be reported."""
    waiting = _within(owned_access.activities_to_come(user), user, scope).filter(progress__in=OPEN)
    ordered = waiting.order_by(F("due_date").asc(nulls_last=True), "plan_id", "order", "pk")
    found = list(_described(ordered, user).select_related("plan", "section")[:limit])
    return ToCome(found, waiting.count() if len(found) == limit else len(found))


def _described(activities: ActivityQuerySet, user: User) -> ActivityQuerySet:
    """Add the latest line with its day, and the title of the person's own role where no organisation of theirs brings it."""
    held = (
        ActivityResponsible.objects.filter(activity=OuterRef("pk"), role__holder=user)
        .exclude(activity__section__organisation_id__in=owned_access.managed_organisation_ids(user))
        .order_by("order", "pk")
    )
    said = StatusUpdate.objects.filter(activity=OuterRef("pk")).exclude(comment="").order_by("-at", "-pk")
    latest = StatusUpdate.objects.filter(activity=OuterRef("pk")).order_by("-at", "-pk")
    silent = Q(comment="", old_progress=F("new_progress"), old_health=F("new_health"))
    is_silent = Case(When(silent, then=True), default=False, output_field=BooleanField())
    return activities.annotate(
        held_title=Subquery(held.values("role__title")[:1]),
        last_comment=Subquery(said.values("comment")[:1]),
        last_comment_at=Subquery(said.values("at")[:1]),
        is_last_unchanged=Subquery(latest.annotate(is_silent=is_silent).values("is_silent")[:1]),
    )
