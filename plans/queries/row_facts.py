"""What a page of a plan's list says of its rows beside their columns: who holds them, what is new, how much is said of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from plans.models import Activity, ActivityResponsible, Comment, Plan
from staffing.models import User

CARRIED_ON = ("title", "description", "responsible_text")
"""What makes an activity another than the one before, beside its deadline. In the plan of the next period a deadline that is
not set yet changes nothing: it was cleared with all others when the plan was copied."""


@dataclass(frozen=True)
class RowFacts:
    """`held`: activities whose responsible role the person holds. `marks`: "new" or "changed". `comments`: how many, if any."""

    held: frozenset[int] = frozenset()
    marks: dict[int, str] = field(default_factory=dict)
    comments: dict[int, int] = field(default_factory=dict)


def facts_of(
    plan: Plan, activity_ids: Iterable[int], *, holder: User | None = None, with_comments: bool = False
) -> RowFacts:
    """Return what is known of the activities of one plan, in one query; without one when there is nothing to ask.

    The activities are those of a page: what is asked of each is looked up by an index, row by row.
    """
    asked: dict[str, Any] = {}
    if holder is not None:
        asked["is_held"] = Exists(ActivityResponsible.objects.filter(activity=OuterRef("pk"), role__holder=holder))
    if (before := _before(plan)) is not None:
        asked["mark"] = _mark(before)
    if with_comments:
        asked["said"] = _comments(plan)
    if not asked:
        return RowFacts()
    rows = Activity.objects.filter(pk__in=list(activity_ids)).order_by().annotate(**asked).values("pk", *asked)
    found = list(rows)
    return RowFacts(
        held=frozenset(row["pk"] for row in found if row.get("is_held")),
        marks={row["pk"]: row["mark"] for row in found if row.get("mark")},
        comments={row["pk"]: row["said"] for row in found if row.get("said")},
    )


def _before(plan: Plan) -> str | None:
    """Return what an activity is compared with: in a draft revision the adopted plan's, else that of the period before."""
    if plan.revises_id is not None:
        return "revises"
    return "continues" if plan.copied_from_id is not None else None


def _mark(before: str) -> Case:
    differs = Q()
    for name in CARRIED_ON:
        differs |= ~Q(**{name: F(f"{before}__{name}")})
    is_to_date = ~Q(deadline_text="") if before == "continues" else Q()
    differs |= ~Q(deadline_text=F(f"{before}__deadline_text")) & is_to_date
    return Case(
        When(**{f"{before}__isnull": True}, then=Value("new")),
        When(differs, then=Value("changed")),
        default=Value(""),
        output_field=CharField(),
    )


def _comments(plan: Plan) -> Subquery:
    """Count the comments; a copy in a draft revision has those of its original."""
    subject = OuterRef("pk") if plan.revises_id is None else Coalesce(OuterRef("revises"), OuterRef("pk"))
    counted = Comment.objects.present().filter(activity=subject).order_by().values("activity")
    return Subquery(counted.annotate(count=Count("pk")).values("count"))
