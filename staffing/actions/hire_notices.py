"""Mails about a hire: to who decides when it is asked for, to who asked when it is decided; one for each event and person."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from documents.jobs import queue
from staffing.access import DECIDING_ROLES
from staffing.models import (
    DelegationSubstitute,
    HireNotice,
    HireQuestion,
    HireRequest,
    HireState,
    ResponsibleRole,
    RoleAssignment,
    User,
)

HIRE_MAIL = "hire_mail"


def deciders_of(role: ResponsibleRole | None, today: datetime.date) -> list[User]:
    """Return who decides as the role today: its holder, then its substitutes; nobody where no role does.

    Closed accounts are left out, and those whose rights in the region have ended or are to read alone.
    """
    if role is None:
        return []
    standing_in = DelegationSubstitute.objects.filter(role=role, valid_from__lte=today, valid_to__gte=today)
    rights = RoleAssignment.objects.in_force(today).filter(
        organisation__region=role.organisation.region_id, role__in=DECIDING_ROLES
    )
    in_role = Q(pk=role.holder_id) | Q(pk__in=standing_in.values("user"))
    found = User.objects.filter(in_role, is_active=True, pk__in=rights.values("user"))
    return sorted(found, key=lambda one: (one.pk != role.holder_id, one.pk))


def able_to_decide(request: HireRequest, today: datetime.date) -> list[User]:
    """Return who can decide on the request today, the holder first: nobody does on what they asked for."""
    return [one for one in deciders_of(request.decider, today) if one.pk != request.requested_by_id]


def tell_deciders(*, request: HireRequest, base_url: str, by: User | None, today: datetime.date) -> int:
    """Queue the mails that a request waits, to everybody who can decide on it and was not told; return how many."""
    people = able_to_decide(request, today)
    return _tell(request, HireNotice.Event.REQUESTED, people, base_url=base_url, by=by)


def tell_of_waiting(waiting: QuerySet[HireRequest], *, base_url: str, by: User | None, today: datetime.date) -> int:
    """Queue the mails of requests that wait to whoever can decide on them now and was not told; return how many.

    A substitute whose days begin and a new holder of a role learn so of what was asked for before them.
    """
    requests = waiting.filter(state=HireState.REQUESTED).select_related("decider__organisation")
    return sum(tell_deciders(request=one, base_url=base_url, by=by, today=today) for one in requests)


def tell_asker(
    *,
    request: HireRequest,
    event: HireNotice.Event,
    base_url: str,
    by: User,
    question: HireQuestion | None = None,
) -> None:
    """Queue the mail to who asked for the hire, that it is decided or that something is asked."""
    if request.requested_by is not None and request.requested_by_id != by.pk:
        _tell(request, event, [request.requested_by], base_url=base_url, by=by, question=question)


def tell_answered(*, question: HireQuestion, base_url: str, by: User) -> None:
    """Queue the mail to who asked a question, that it has its answer."""
    if question.asked_by is not None and question.asked_by_id != by.pk:
        event = HireNotice.Event.ANSWER
        _tell(question.request, event, [question.asked_by], base_url=base_url, by=by, question=question)


def _tell(
    request: HireRequest,
    event: HireNotice.Event,
    people: Iterable[User],
    *,
    base_url: str,
    by: User | None,
    question: HireQuestion | None = None,
) -> int:
    """Queue the mail of the event to those who have not had it; return how many."""
    told = 0
    for user in people:
        notice, is_new = HireNotice.objects.get_or_create(request=request, user=user, event=event, question=question)
        if is_new:
            queue.enqueue(
                kind=HIRE_MAIL,
                payload={"notice_id": notice.pk, "base_url": base_url},
                unique_key=f"{HIRE_MAIL}:{notice.pk}",
                by=by,
            )
            told += 1
    return told


def claim_mail(notice: HireNotice, now: datetime.datetime) -> bool:
    """Return whether the mail is ours to send: it was not sent yet, and nobody else sends it."""
    return bool(HireNotice.objects.filter(pk=notice.pk, mailed_at__isnull=True).update(mailed_at=now))


def release_mail(notice: HireNotice) -> None:
    """Give the mail back, because the post would not take it; the next attempt sends it."""
    HireNotice.objects.filter(pk=notice.pk).update(mailed_at=None)
