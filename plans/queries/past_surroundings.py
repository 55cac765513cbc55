"""What surrounded a plan at a moment: risks, consultations, groups and milestones, from the histories of their rows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from plans import plan_snapshot as facts
from plans.models import Consultation, GroupMember, Milestone, Plan, PlanGroup, Risk, RiskAnalysis
from plans.queries.history_rows import as_it_was, latest
from plans.queries.snapshots import milestone_facts, waivers_of


def surroundings(plan: Plan, at: datetime.datetime) -> dict[str, Any]:
    """Return the fields of `plan_snapshot.PlanSnapshot` about what surrounded the plan: seven queries."""
    return {
        "risk_analyses": _risk_analyses(plan, at),
        "consultations": tuple(
            _copied(facts.ConsultationFacts, row)
            for row in sorted(latest(Consultation, at, plan_id=plan.pk), key=lambda row: (row.held_date, row.id))
        ),
        "groups": _groups(plan, at),
        "milestones": _milestones(plan, at),
        "waivers": waivers_of(plan, at),
    }


def _risk_analyses(plan: Plan, at: datetime.datetime) -> tuple[facts.RiskAnalysisFacts, ...]:
    rows = sorted(latest(RiskAnalysis, at, "organisation", plan_id=plan.pk), key=lambda row: row.id)
    risks = _grouped(latest(Risk, at, analysis_id__in=[row.id for row in rows]), "analysis_id")
    return tuple(
        _copied(
            facts.RiskAnalysisFacts,
            row,
            organisation=row.organisation.name if row.organisation else "",
            risks=tuple(_copied(facts.RiskLine, risk) for risk in risks.get(row.id, ())),
        )
        for row in rows
    )


def _groups(plan: Plan, at: datetime.datetime) -> tuple[facts.GroupFacts, ...]:
    rows = sorted(latest(PlanGroup, at, plan_id=plan.pk), key=lambda row: (row.order, row.id))
    members = _grouped(latest(GroupMember, at, group_id__in=[row.id for row in rows]), "group_id")
    return tuple(
        _copied(
            facts.GroupFacts,
            row,
            members=tuple(facts.MemberFacts(one.role_title, one.part) for one in members.get(row.id, ())),
        )
        for row in rows
    )


def _milestones(plan: Plan, at: datetime.datetime) -> tuple[facts.MilestoneFacts, ...]:
    rows = latest(Milestone, at, "organisation", "profession", plan_id=plan.pk)
    found = [as_it_was(Milestone, row, "organisation", "profession") for row in rows]
    return tuple(milestone_facts(row) for row in sorted(found, key=_order_of))


def _order_of(milestone: Milestone) -> tuple[int, str, str, datetime.date, int]:
    profession = milestone.profession.code if milestone.profession else ""
    place = milestone.organisation
    return place.order, place.name, profession, milestone.first_month, milestone.length


def _grouped(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in sorted(rows, key=lambda row: (row.order, row.id)):
        found.setdefault(getattr(row, name), []).append(row)
    return found


def _copied(kind: Any, row: Any, **derived: Any) -> Any:
    """Return the dataclass `kind` with the row's key, `derived`, and the row's values of the same names."""
    names = [name for name in kind.__dataclass_fields__ if name not in derived and name != "key"]
    return kind(key=row.id, **derived, **{name: getattr(row, name) for name in names})
