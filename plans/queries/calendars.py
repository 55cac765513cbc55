"""What a calendar address gives: the days of what a person answers for, or of a plan, as the person may see them now."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from plans import access, links, owned_access
from plans.calendar_file import Entry
from plans.models import Activity, CalendarFeed, HealthChoice, Milestone, Plan, ProgressChoice, Risk
from plans.models.activities import FINISHED
from staffing.models import User
from values.ratio import format_percent

GIVEN_UP = (ProgressChoice.CANCELLED, ProgressChoice.HANDED_OVER)


def feed_of(token_hash: str) -> CalendarFeed | None:
    """Return the address with this hash whose person has an open account."""
    feeds = CalendarFeed.objects.filter(token_hash=token_hash, user__is_active=True)
    return feeds.select_related("user", "plan").first()


def feeds_of(user: User) -> QuerySet[CalendarFeed]:
    """Return the person's addresses, that of their own activities first."""
    return CalendarFeed.objects.filter(user=user).select_related("plan").order_by("plan_id", "pk")


def plan_of(feed: CalendarFeed) -> Plan | None:
    """Return the plan of an address when its person may see it now."""
    visible = access.visible_plans(feed.user).filter(calendar_feeds=feed)
    return visible.select_related("region").first()


def days_of_mine(user: User) -> list[Entry]:
    """Return the deadlines of what the person answers for."""
    return [_activity(one) for one in _dated(owned_access.owned_activities(user)).order_by("due_date", "pk")]


def days_of_plan(plan: Plan, reader: User) -> list[Entry]:
    """Return the deadlines of the plan, its milestones, target and last day; risks to follow up for its own region alone."""
    entries = [_activity(one) for one in _dated(Activity.objects.present().filter(plan=plan))]
    entries += _of_plan_itself(plan, reader.language)
    entries += [_milestone(one, plan, reader.language) for one in _milestones(plan)]
    if access.can_read_internal(reader, plan):
        risks = Risk.objects.filter(analysis__plan=plan, due_date__isnull=False, followed_up_date__isnull=True)
        entries += [_risk(one, plan) for one in risks.order_by("pk")]
    return sorted(entries, key=lambda entry: (entry.day, entry.key))


def _dated(activities: QuerySet[Activity]) -> QuerySet[Activity]:
    return activities.filter(due_date__isnull=False).exclude(progress__in=GIVEN_UP).select_related("plan")


def _milestones(plan: Plan) -> QuerySet[Milestone]:
    return Milestone.objects.filter(plan=plan).select_related("organisation", "profession").order_by("pk")


def _activity(activity: Activity) -> Entry:
    """Return the last day of an activity; what is done, or late, says so before its title."""
    summary, health = activity.title, f", {activity.get_health_display()}"
    if activity.progress in FINISHED:
        summary, health = _("Done: %(title)s") % {"title": activity.title}, ""
    elif activity.health == HealthChoice.LATE:
        summary = _("Late: %(title)s") % {"title": activity.title}
    facts = [
        (_("Status"), f"{activity.get_progress_display()}{health}"),
        (_("Deadline"), activity.deadline_text or str(activity.due_date)),
        (_("Responsible"), activity.responsible_text),
        (_("Plan"), activity.plan.title),
    ]
    url = links.absolute(activity.get_absolute_url())
    about = "\n".join([*(f"{label}: {value}" for label, value in facts if value), url])
    assert activity.due_date is not None  # noqa: S101 - the rows are those with a date
    return Entry(f"activity-{activity.pk}", activity.due_date, summary, about, url, activity.updated_at)


def _of_plan_itself(plan: Plan, language: str) -> Iterator[Entry]:
    url = links.absolute(plan.get_absolute_url())
    target = _("Target: at most %(share)s") % {"share": format_percent(plan.target_ratio, 1, language)}
    about = f"{plan.title}\n{url}"
    if plan.target_date is not None:
        yield Entry(f"plan-target-{plan.pk}", plan.target_date, target, about, url, plan.updated_at)
    last = _("Last day of the plan: %(title)s") % {"title": plan.title}
    yield Entry(f"plan-end-{plan.pk}", plan.end_date, last, about, url, plan.updated_at)


def _milestone(milestone: Milestone, plan: Plan, language: str) -> Entry:
    url = links.absolute(reverse("plan_milestones", args=[plan.slug]))
    whose = milestone.organisation.name
    if milestone.profession is not None:
        whose = f"{whose}, {milestone.profession.name}"
    words = {"share": format_percent(milestone.target_ratio, 1, language), "whose": whose}
    summary = _("Milestone: at most %(share)s (%(whose)s)") % words
    about = "\n".join(filter(None, [milestone.period.label(language), milestone.note, plan.title, url]))
    return Entry(f"milestone-{milestone.pk}", milestone.period.last_date, summary, about, url, plan.updated_at)


def _risk(risk: Risk, plan: Plan) -> Entry:
    url = links.absolute(reverse("plan_risks", args=[plan.slug]))
    summary = _("Follow up the risk: %(title)s") % {"title": risk.title}
    responsible = _("Responsible")
    who = f"{responsible}: {risk.responsible}" if risk.responsible else ""
    about = [risk.countermeasure, who, plan.title, url]
    assert risk.due_date is not None  # noqa: S101 - the rows are those with a date
    return Entry(f"risk-{risk.pk}", risk.due_date, summary, "\n".join(filter(None, about)), url, plan.updated_at)
