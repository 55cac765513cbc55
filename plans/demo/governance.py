"""Groups, milestones and estimated effects of an example plan; all of it made up, and said to be."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from plans import glide_path
from plans.actions import governance as actions
from plans.demo.writing import at_ten
from plans.models import Activity, GroupKind, Milestone, Plan, PlanGroup
from plans.plan_snapshot import MemberFacts
from staffing import demo
from staffing.models import Profession
from values.period import Period

PLAN = "blekinge-2026-exempel"
WRITTEN = datetime.date(2026, 1, 19)
KNOWN = Period(2025, 10, 3)
FROM_SHARE = Decimal("0.0374")
"""Where the example costs of the region stand over the twelve months before the plan begins."""
HALF_YEAR, YEAR = Period(2026, 4, 3), Period(2026, 10, 3)
_STEPS = (
    ("", "nurse", (("0.0200", HALF_YEAR), ("0.0170", YEAR))),
    (demo.SOMATIC, "", (("0.0370", HALF_YEAR), ("0.0340", YEAR))),
    (demo.PSYCHIATRY, "doctor", (("0.2000", HALF_YEAR), ("0.1600", YEAR))),
)
"""Beside the region's own path: of which care area's division, of which profession; some are reached and some are not."""

_GROUPS = (
    (
        GroupKind.PROJECT_OWNER,
        "Hälso- och sjukvårdsledningen",
        "Exempeldata: äger uppdraget och beslutar om prioriteringar mellan förvaltningarna.",
        (("Hälso- och sjukvårdsdirektör", "projektägare"), ("Ekonomidirektör", ""), ("HR-direktör", "")),
    ),
    (
        GroupKind.STEERING_GROUP,
        "Styrgruppen för oberoende",
        "Exempeldata: följer planen varje kvartal och tar ställning till avvikelser.",
        (
            ("Hälso- och sjukvårdsdirektör", "ordförande"),
            ("Förvaltningschef, primärvården", ""),
            ("Förvaltningschef, sjukhuset", ""),
            ("Processledare", "föredragande"),
        ),
    ),
    (
        GroupKind.WORKING_GROUP,
        "Arbetsgruppen för bemanning",
        "Exempeldata: driver aktiviteterna och samlar in status varje månad.",
        (
            ("Processledare", "sammankallande"),
            ("Bemanningschef", "schema och resurspool"),
            ("Controller", "uppföljning"),
        ),
    ),
)


@transaction.atomic
def load() -> int:
    """Write them when the example plan has no groups; return how many milestones were written."""
    plan = Plan.objects.filter(slug=PLAN, groups__isnull=True).first()
    if plan is None:
        return 0
    for kind, name, assignment, members in _GROUPS:
        actions.save_group(
            group=PlanGroup(plan=plan),
            version=None,
            written={"kind": kind, "name": name, "assignment": assignment},
            members=[MemberFacts(*member) for member in members],
        )
    _estimate(plan)
    return len(_milestones(plan))


def _milestones(plan: Plan) -> list[Milestone]:
    path = glide_path.straight_line(KNOWN, FROM_SHARE, plan.target_ratio, plan.end_date)
    rows = [_milestone(plan, step.period, step.target, plan.organisation_id, None) for step in path]
    divisions = demo.divisions_of(plan.region)
    professions = {one.code: one for one in Profession.objects.all()}
    for care_area, code, steps in _STEPS:
        organisation_id = divisions[care_area].pk if care_area else plan.organisation_id
        rows += [
            _milestone(plan, period, Decimal(share), organisation_id, professions.get(code)) for share, period in steps
        ]
    return bulk_create_with_history(rows, Milestone, default_date=at_ten(WRITTEN))


def _milestone(
    plan: Plan, period: Period, target: Decimal, organisation_id: int, profession: Profession | None
) -> Milestone:
    return Milestone(
        plan=plan,
        organisation_id=organisation_id,
        profession=profession,
        first_month=period.first_date,
        length=period.length,
        target_ratio=target,
        note="Exempeldata",
    )


def _estimate(plan: Plan) -> None:
    """Give every other activity an estimate in kronor, in full-time equivalents or in both; one in five has no day."""
    rows = list(Activity.objects.present().filter(plan=plan).order_by("order", "pk")[::2])
    for number, row in enumerate(rows):
        if number % 3 != 1:
            row.expected_effect_sek = Decimal(200_000 + 100_000 * demo.draw(30, plan.slug, row.order, "sek"))
        if number % 3 != 0:
            row.expected_effect_fte = Decimal(5 + demo.draw(50, plan.slug, row.order, "fte")) / 10
        if number % 5:
            months = demo.draw(20, plan.slug, row.order, "from")
            row.effect_from_date = datetime.date(2026 + (months + 3) // 12, (months + 3) % 12 + 1, 1)
    fields = ["expected_effect_sek", "expected_effect_fte", "effect_from_date"]
    Activity.objects.bulk_update(rows, fields)
    # As if they had stood there from the beginning. A row of their own would carry the status of today into a day before it
    # was reported, and the rows of what was reported later would take the estimates away.
    for row in rows:
        Activity.history.filter(id=row.pk).update(**{name: getattr(row, name) for name in fields})
