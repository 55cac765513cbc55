"""The hires and posts that a status report is made of: those of the plan's organisation and all below it."""

from __future__ import annotations

import datetime

from indicators import other_indicators
from indicators.cost_index import IndexFigure
from indicators.models import AssumptionCode
from indicators.other_indicators import Outcome
from indicators.queries import costs
from plans.models import Plan
from plans.status_report_facts import StaffingFacts
from staffing import hire_quarter_queries, vacancy, workforce_queries
from staffing.models import Organisation, PostCount
from values.period import Period


def staffing_facts(
    plan: Plan, period: Period, as_of: datetime.datetime, cost: IndexFigure, *, is_whole_region: bool
) -> StaffingFacts:
    """Return the hires and posts of the period as of the moment: at most eight queries."""
    reach = None
    if not is_whole_region:
        own = Organisation.objects.filter(pk=plan.organisation_id)
        reach = set(Organisation.objects.subtree_of(own).values_list("pk", flat=True))
    hires = hire_quarter_queries.quarter_of(
        plan.region, period.first_date, period.last_date, as_of, organisation_ids=reach
    )
    posts = PostCount.objects.filter(organisation__region_id=plan.region_id, date__lte=as_of.date())
    counts = workforce_queries.counts_of(posts if reach is None else posts.filter(organisation__in=reach))
    before_date = min(period.year_before().last_date, as_of.date())
    now, before = (vacancy.total(vacancy.standing(counts, day).current) for day in (as_of.date(), before_date))
    return StaffingFacts(
        hires=hires,
        weeks=_weeks(period, cost) if is_whole_region else None,
        posts=now,
        posts_before=before,
        is_example=hires.is_example or any(one.is_example for one in (now, before) if one),
    )


def _weeks(period: Period, cost: IndexFigure) -> Outcome:
    """Return the hire weeks by the formula of the indicator: no second one."""
    assumed = costs.assumption(AssumptionCode.WEEKLY_HOURS, period.last_date)
    facts = other_indicators.Facts(period.length, cost=cost.cost, weekly_hours=assumed.value if assumed else None)
    return other_indicators.hire_weeks(facts)
