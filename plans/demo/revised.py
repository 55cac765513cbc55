"""Two revisions of Blekinge's example plan, so that there is something to compare; all of it is made up and marked."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from documents import files
from plans import plan_snapshot
from plans.actions import activities as activity_actions
from plans.demo import examples
from plans.demo.writing import HISTORY_DATE, MARK, at_ten
from plans.models import Activity, DeadlineMove, Plan, PlanRevision
from plans.queries import past

SLUG = "blekinge-2026-exempel"
REVISED = datetime.date(2026, 6, 15)
MOVED = (
    ("K2 2027", "Upphandlingen drog ut på tiden."),
    ("Hösten 2027", "Rekryteringen av projektledare blev klar först efter sommaren."),
    ("2027-09-30", "Samordnas med grannregionens införande."),
)
LONGER = "Erfarenheterna från de två första enheterna tas tillvara innan fler börjar."


@transaction.atomic
def load() -> int:
    """Write the revisions unless the plan has any; return how many were written."""
    plan = Plan.objects.select_related("region", "organisation", "revises").filter(slug=SLUG).first()
    if plan is None or PlanRevision.objects.filter(plan=plan).exists():
        return 0
    _freeze(plan, 1, examples.ADOPTED, "")
    rows = list(Activity.objects.filter(plan=plan).order_by("section__order", "area__order", "order", "pk"))
    dated = [row for row in rows if row.due_date is not None]
    for row, (text, reason) in zip(dated, MOVED, strict=False):
        _move(row, text, reason)
    _change(dated[0], description=f"{dated[0].description} {LONGER}".strip())
    undated = [row for row in rows if row.due_date is None]
    if undated:
        _change(undated[-1], is_hidden=True)
    _freeze(plan, 2, REVISED, f"{MARK}: tre tidpunkter flyttas och en aktivitet lämnas utanför den reducerade planen.")
    return 2


def _move(row: Activity, text: str, reason: str) -> None:
    derived = activity_actions.derived_fields(title=row.title, deadline_text=text, today=REVISED)
    DeadlineMove.objects.create(
        activity=row,
        at=at_ten(REVISED),
        by_name=MARK,
        old_text=row.deadline_text,
        new_text=text,
        old_due_date=row.due_date,
        new_due_date=derived["due_date"],
        reason=f"{MARK}: {reason}",
    )
    _change(
        row,
        deadline_text=text,
        deadline_kind=derived["deadline_kind"],
        due_date=derived["due_date"],
        deadline_moves=row.deadline_moves + 1,
    )


def _change(row: Activity, **values: Any) -> None:
    """Write the values with a history row of the day of the revision; rows of later days have them too."""
    for name, value in values.items():
        setattr(row, name, value)
    row.search_key = activity_actions.derived_fields(
        title=row.title,
        description=row.description,
        responsibles=[row.responsible_text] if row.responsible_text else [],
        today=REVISED,
    )["search_key"]
    setattr(row, HISTORY_DATE, at_ten(REVISED))
    row.save()
    row.history.filter(history_date__gt=at_ten(REVISED)).update(**values)


def _freeze(plan: Plan, number: int, day: datetime.date, summary: str) -> None:
    plain = plan_snapshot.to_snapshot(past.snapshot_at(plan, at_ten(day)))
    record = files.freeze(
        kind="plan_revision",
        name=f"handlingsplan-{plan.slug}-revision-{number}.json",
        content_type="application/json",
        snapshot=plain,
        content=files.canonical_json(plain).encode(),
        by=None,
    )
    PlanRevision.objects.create(
        plan=plan,
        number=number,
        adopted_date=day,
        adopted_by=f"{MARK}: Regionstyrelsen",
        summary=summary,
        record=record,
        recorded_at=at_ten(day),
        recorded_by_name=MARK,
    )
