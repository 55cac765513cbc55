"""Read the decisions of a period, taken within an organisation, as a list of delegated decisions prints them."""

from __future__ import annotations

import datetime
import json

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.text import capfirst

from documents.models import FrozenFile
from staffing import access, delegated_decisions, hire_access, hire_statistics_queries, hire_tables, hire_terms
from staffing.access import Permission
from staffing.delegated_decisions import Decision, DecisionList
from staffing.hire_statistics import Span
from staffing.models import DelegationList, HireDecision, Level, Organisation, Region, User

LANGUAGE = "sv"
"""The language of the list: it is handed to a Swedish board, whoever makes it."""


def read(text: str) -> DecisionList:
    """Return the list that a snapshot's JSON holds."""
    return delegated_decisions.from_snapshot(json.loads(text))


def data_of(row: DelegationList) -> DecisionList:
    """Return what a list says: from its frozen file, else from what waits to be made into one."""
    file: FrozenFile | None = row.file
    return read(file.snapshot if file is not None else row.snapshot)


def composed(organisation: Organisation, span: Span, by: User, now: datetime.datetime) -> DecisionList:
    """Return the next version of the list as it would be frozen now, with what differs from the version before."""
    before = latest(organisation, span)
    with translation.override(LANGUAGE):
        rows = decisions_of(organisation, span)
        found = DecisionList(
            region=organisation.region.short_name,
            organisation=organisation.name,
            first=span.first,
            last=span.last,
            number=before.number + 1 if before else 1,
            data_time=now,
            made_by=by.name,
            decisions=tuple(_decision(row) for row in rows),
            registry_number=before.registry_number if before else "",
            is_example=any(row.request.is_example for row in rows),
        )
    return found if before is None else with_changes(data_of(before), found)


def with_changes(before: DecisionList, found: DecisionList) -> DecisionList:
    """Return the list with what differs from the version before."""
    return delegated_decisions.replaced(found, changes=delegated_decisions.changes(before, found))


def decisions_of(organisation: Organisation, span: Span) -> list[HireDecision]:
    """Return the decisions of the Swedish days of the span, in the organisation and all below it, in the order they were made.

    What is imported was decided, and reported to the board, outside the product.
    """
    begin, end = hire_statistics_queries.moments(span)
    below = Organisation.objects.descendants_of_all(Organisation.objects.filter(pk=organisation.pk))
    found = HireDecision.objects.filter(
        decided_at__gte=begin, decided_at__lt=end, request__organisation__in=below, request__hire_import__isnull=True
    ).select_related("reason", "request__organisation", "request__profession", "request__speciality")
    return list(found.order_by("decided_at", "pk"))


def _decision(row: HireDecision) -> Decision:
    hire = row.request
    last = row.valid_to or hire.last_date
    return Decision(
        number=str(hire),
        day=timezone.localdate(row.decided_at),
        unit=hire.organisation.name,
        what=hire_tables.what(hire),
        first=hire.first_date,
        last=hire.last_date,
        weeks=hire_terms.weeks(hire.first_date, max(last, hire.first_date)),
        hours=hire.hours if row.granted_hours is None else row.granted_hours,
        sek=hire.cost_sek if row.granted_cost_sek is None else row.granted_cost_sek,
        outcome=str(row.outcome),
        reason=capfirst(row.reason.name),
        valid_to=row.valid_to,
        rule=row.rule_words,
        role=row.role_title,
        decided_by=row.decided_by_name,
        as_substitute=row.as_substitute,
        is_urgent=row.is_urgent,
        reviewed=timezone.localdate(row.reviewed_at) if row.reviewed_at else None,
        asked_hours=hire.hours,
        asked_sek=hire.cost_sek,
        is_in_stop=hire.is_in_hire_stop,
    )


def versions(organisation: Organisation, span: Span) -> QuerySet[DelegationList]:
    """Return the versions of the list of the very same days, the latest first."""
    found = DelegationList.objects.filter(organisation=organisation, first_date=span.first, last_date=span.last)
    return found.select_related("file", "job").order_by("-number")


def latest(organisation: Organisation, span: Span) -> DelegationList | None:
    """Return the latest version; None when there is none."""
    return versions(organisation, span).first()


def listed(user: User | AnonymousUser, region: Region) -> QuerySet[DelegationList]:
    """Return the region's lists that the person sees, the latest period first, without the bytes of their files."""
    found = hire_access.visible_delegation_lists(user).filter(organisation__region=region)
    found = found.select_related("organisation", "file", "job").defer("snapshot", "file__content", "file__snapshot")
    return found.order_by("-last_date", "organisation__order", "organisation__name", "-first_date", "-number")


def overlapping(organisation: Organisation, span: Span) -> QuerySet[DelegationList]:
    """Return lists of the organisation whose days are other ones, some of them the same."""
    found = DelegationList.objects.filter(
        organisation=organisation, first_date__lte=span.last, last_date__gte=span.first
    )
    return found.exclude(first_date=span.first, last_date=span.last).defer("snapshot").order_by("first_date", "number")


def places_to_report(user: User | AnonymousUser, region: Region) -> QuerySet[Organisation]:
    """Return the region and its divisions, as far as the person keeps their hires."""
    keys = access.rights_of(user).organisation_ids(Permission.MANAGE_HIRES)
    found = Organisation.objects.filter(region=region, level__in=(Level.REGION, Level.DIVISION))
    found = found if keys is None else found.filter(pk__in=keys)
    return found.select_related("region").order_by("parent__pk", "order", "name")
