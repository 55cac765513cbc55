"""What reminders are made of: who is due, and the open activities of adopted plans with the accounts that answer for them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from plans import reminders
from plans.models import Activity, ActivityResponsible, HealthChoice, Plan, PlanState, Reminder, ReminderChoice
from plans.models.activities import OPEN, ActivityQuerySet
from plans.reminders import DEFAULT, Choice, OpenActivity, TakenOver
from staffing import queries as staffing_queries
from staffing.models import Organisation, ResponsibleRole, Role, RoleAssignment, User

_STANDING = Q(
    responsibilities__activity__progress__in=OPEN,
    responsibilities__activity__deleted_at__isnull=True,
    responsibilities__activity__plan__state=PlanState.ADOPTED,
    responsibilities__activity__plan__revises__isnull=True,
)
RETRY_AFTER = datetime.timedelta(minutes=50)
"""Less than the hour between two runs, so that the next one tries again."""


@dataclass(frozen=True)
class Receiver:
    """Somebody who can be reminded, as they have chosen; a leader is told what nobody else answers for."""

    user: User
    choice: Choice
    is_leader: bool


@dataclass(frozen=True)
class Due:
    """Whose digest of the week is to be made now, and how many have theirs already."""

    receivers: list[Receiver]
    settled: int


def due(now: datetime.datetime, local: datetime.datetime) -> Due:
    """Return whose moment of the week has come, in a fixed number of queries; `local` is `now` on the country's clock.

    Whose moment came when nothing needed them waits for the next week; whose mail failed is due again in the next hour's run.
    """
    key = reminders.period_key(local.date())
    leaders = set(leading(local.date()).values_list("user_id", flat=True))
    holders = ResponsibleRole.objects.filter(holder__isnull=False).values("holder_id")
    people = User.objects.filter(Q(pk__in=holders) | Q(pk__in=leaders), is_active=True)
    sent = {
        row.user_id: row
        for row in Reminder.objects.filter(period_key=key).only("user", "sent_at", "failure", "claimed_at")
    }
    receivers, settled = [], 0
    for user in people.select_related("reminder_choice").order_by("pk"):
        row = sent.get(user.pk)
        if row is not None and not _may_be_tried_again(row, now):
            settled += 1
            continue
        chosen = getattr(user, "reminder_choice", None)
        choice = choice_in(chosen)
        if reminders.is_due(choice, local) and (chosen is None or chosen.quiet_key != key):
            receivers.append(Receiver(user, choice, user.pk in leaders))
    return Due(receivers, settled)


def _may_be_tried_again(row: Reminder, now: datetime.datetime) -> bool:
    is_failed = row.sent_at is None and row.failure != ""
    return is_failed and row.claimed_at is not None and row.claimed_at <= now - RETRY_AFTER


def choice_in(chosen: ReminderChoice | None) -> Choice:
    """Return the choice of a row, or the one that holds for who has made none."""
    return DEFAULT if chosen is None else Choice(chosen.weekday, chosen.hour, chosen.is_opted_out)


def next_date(user: User, local: datetime.datetime) -> datetime.date:
    """Return the day on which the person's next digest is made; it is sent only if something needs them then."""
    key = reminders.period_key(local.date())
    chosen = ReminderChoice.objects.filter(user=user).first()
    is_settled = (chosen is not None and chosen.quiet_key == key) or Reminder.objects.filter(
        user=user, period_key=key
    ).exists()
    return reminders.next_day(choice_in(chosen), local, is_settled=is_settled)


def is_leader(user: User, today: datetime.date) -> bool:
    """Return whether the person is a process leader anywhere, whose duty it is to answer where nobody else does."""
    return leading(today).filter(user=user).exists()


def leading(today: datetime.date) -> QuerySet[RoleAssignment]:
    """Return the process leaders' assignments that are in force."""
    return RoleAssignment.objects.in_force(today).filter(role=Role.PROCESS_LEADER, user__is_active=True)


def open_activities(today: datetime.date, people: Collection[int]) -> list[OpenActivity]:
    """Return what may concern one of the people, in a fixed number of queries. Drafts and closed plans remind nobody.

    A holder without a role in the plan's region can neither see nor answer for it: the responsible role then is vacant.
    """
    leaders = _leaders(today)
    led = [region_id for region_id, some in leaders.by_region.items() if not set(some).isdisjoint(people)]
    held = ActivityResponsible.objects.filter(role__holder__in=people).values("activity_id")
    wanted = (
        Activity.objects.present()
        .open()
        .filter(plan__state=PlanState.ADOPTED, plan__revises__isnull=True)
        .filter(Q(plan__region__in=led) | Q(pk__in=held))
    )
    return _facts(wanted, leaders, today)


@dataclass(frozen=True)
class _Leaders:
    """The process leaders by organisation and by region, and what each organisation is below."""

    by_organisation: dict[int, list[int]]
    by_region: dict[int, list[int]]
    parents: dict[int, int | None]

    def of(self, plan: Plan) -> tuple[int, ...]:
        """Return those whose right reaches the plan; where nobody's does, those of its region, who can ask for it."""
        found: dict[int, None] = {}
        place: int | None = plan.organisation_id
        while place is not None:
            found |= dict.fromkeys(self.by_organisation.get(place, ()))
            place = self.parents.get(place)
        return tuple(found or self.by_region.get(plan.region_id, ()))


def _leaders(today: datetime.date) -> _Leaders:
    by_organisation: dict[int, list[int]] = defaultdict(list)
    by_region: dict[int, list[int]] = defaultdict(list)
    columns = ("organisation_id", "organisation__region_id", "user_id")
    for organisation_id, region_id, user_id in leading(today).order_by("pk").values_list(*columns):
        by_organisation[organisation_id].append(user_id)
        if user_id not in by_region[region_id]:
            by_region[region_id].append(user_id)
    below = Organisation.objects.filter(region__in=by_region).order_by().values_list("pk", "parent_id")
    return _Leaders(by_organisation, by_region, dict(below))


def _facts(wanted: ActivityQuerySet, leaders: _Leaders, today: datetime.date) -> list[OpenActivity]:
    rows: list[Any] = list(wanted.with_is_over(today).select_related("plan").order_by("pk"))
    members = _members({row.plan.region_id for row in rows}, today)
    owners: dict[int, list[int]] = defaultdict(list)
    roles: dict[int, list[int]] = defaultdict(list)
    parts = ActivityResponsible.objects.filter(activity__in=wanted.order_by().values("pk")).order_by("order", "pk")
    columns = ("activity_id", "role_id", "activity__plan__region_id", "role__holder")
    for activity_id, role_id, region_id, holder_id in parts.values_list(*columns):
        roles[activity_id].append(role_id)
        if (region_id, holder_id) in members and holder_id not in owners[activity_id]:
            owners[activity_id].append(holder_id)
    return [
        OpenActivity(
            key=row.pk,
            title=row.title,
            plan=row.plan.title,
            region=row.plan.region_id,
            due_date=row.due_date,
            deadline_kind=row.deadline_kind,
            is_late=row.health == HealthChoice.LATE or (row.due_date is not None and row.due_date < today),
            stale_days=row.stale_days,
            roles=tuple(roles[row.pk]),
            owners=tuple(owners[row.pk]),
            leaders=leaders.of(row.plan),
            is_over=row.is_over,
        )
        for row in rows
    ]


def _members(region_ids: Collection[int], today: datetime.date) -> set[tuple[int, int]]:
    """Return who holds a role in which of the regions."""
    rights = RoleAssignment.objects.in_force(today).filter(organisation__region__in=region_ids, user__is_active=True)
    return set(rights.values_list("organisation__region_id", "user_id"))


def taken_over(people: Collection[int], now: datetime.datetime) -> dict[int, list[TakenOver]]:
    """Return the roles with open activities that the people have begun to hold since they were last mailed a digest."""
    counted = Count("responsibilities", filter=_STANDING, distinct=True)
    roles = list(
        ResponsibleRole.objects.filter(holder__in=people)
        .select_related("organisation")
        .annotate(open_count=counted)
        .order_by("pk")
    )
    tenures = staffing_queries.tenures_of(roles)
    mails = Reminder.objects.digests().filter(user__in=people, sent_at__isnull=False).order_by()
    last = dict(mails.values_list("user_id").annotate(at=Max("sent_at")))
    members = _members({role.organisation.region_id for role in roles}, timezone.localdate(now))
    found: dict[int, list[TakenOver]] = defaultdict(list)
    for role in roles:
        holder, region_id = role.holder_id, role.organisation.region_id
        if holder is None or not role.open_count or (region_id, holder) not in members:
            continue
        if reminders.is_news(tenures[role.pk][0].since, last.get(holder), now):
            found[holder].append(TakenOver(role.pk, role.title, region_id, role.open_count))
    return found


@dataclass(frozen=True)
class Answering:
    """An activity's facts and who answers for it."""

    activity: OpenActivity
    people: list[User]

    @property
    def is_fallback(self) -> bool:
        """Return whether they are the process leaders, because no account holds a responsible role."""
        return not self.activity.owners


def answering(activity: Activity, *, besides: User, today: datetime.date) -> Answering:
    """Return who is told when somebody else asks about the activity, in a fixed number of queries."""
    (facts,) = _facts(Activity.objects.filter(pk=activity.pk), _leaders(today), today)
    people = User.objects.filter(pk__in=reminders.answerable(facts), is_active=True).exclude(pk=besides.pk)
    return Answering(facts, list(people.order_by("pk")))
