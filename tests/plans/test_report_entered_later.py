"""A plan that was written down after the period it is reported for."""

from __future__ import annotations

import pytest
from django.utils import timezone

from plans.queries import reports
from staffing.models import Organisation
from tests import factories
from values.period import Period

pytestmark = pytest.mark.django_db


def test_what_was_entered_with_the_plan_was_in_it_from_its_first_day(blekinge: Organisation) -> None:
    plan = factories.PlanFactory(organisation=blekinge, adopted=True)
    factories.ActivityFactory(plan=plan, title="Måltal")

    facts = reports.facts_for(
        plan=plan,
        period=Period.parse("2017-K4"),
        language="sv",
        number=1,
        correction="",
        decisions="",
        now=timezone.now(),
    )

    assert [activity.title for activity in facts.activities] == ["Måltal"]
    assert facts.activities[0].created_at.date() == plan.start_date
