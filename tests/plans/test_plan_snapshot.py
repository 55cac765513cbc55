"""A plan read into one frozen value, written as JSON and read back."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents import files
from plans import plan_snapshot
from plans.models import Plan
from plans.models.governance import Consultation, GroupMember, Milestone, PlanGroup
from plans.models.risks import Risk, RiskAnalysis
from plans.queries import snapshots
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(blekinge) -> Plan:
    plan = factories.PlanFactory(organisation=blekinge, title="Lokal plan", adopted=True)
    section = factories.PlanSectionFactory(plan=plan)
    for number in range(3):
        activity = factories.ActivityFactory(
            plan=plan, section=section, title=f"Aktivitet {number}", measure=factories.MeasureFactory()
        )
        role = factories.ResponsibleRoleFactory(organisation=blekinge, title=f"Chef {number}")
        factories.make_responsible(activity, role, "underlag")
        activity.steps.create(text="Annonsera")
    analysis = RiskAnalysis.objects.create(plan=plan, title="Risker", change="Utfasning")
    Risk.objects.create(analysis=analysis, title="Köer", probability=4, consequence=3, is_serious=True)
    Consultation.objects.create(
        plan=plan, party="Läkarförbundet", form="mbl_11", held_date=plan.start_date, outcome="Enighet"
    )
    GroupMember.objects.create(
        group=PlanGroup.objects.create(plan=plan, kind="steering_group", name="Styrgrupp"), role_title="Regiondirektör"
    )
    Milestone.objects.create(plan=plan, organisation=blekinge, first_month=plan.start_date, target_ratio="0.0350")
    return Plan.objects.select_related("region", "organisation").get(pk=plan.pk)


def test_what_is_frozen_comes_back_the_same(plan):
    taken = snapshots.snapshot_of(plan, timezone.now())
    text = files.canonical_json(plan_snapshot.to_snapshot(taken))
    assert plan_snapshot.from_snapshot(json.loads(text)) == taken
    assert [activity.title for activity in taken.activities] == ["Aktivitet 0", "Aktivitet 1", "Aktivitet 2"]
    assert taken.activities[0].responsibles == (plan_snapshot.Responsible("Chef 0", "underlag"),)
    assert taken.risk_analyses[0].risks[0].title == "Köer"
    assert taken.groups[0].members[0].role_title == "Regiondirektör"
    assert taken.milestones[0].period_code == "2017-K1"


def test_another_schema_is_refused(plan):
    with pytest.raises(ValueError, match="schema 7"):
        plan_snapshot.from_snapshot({"schema": 7})


def test_a_long_plan_costs_no_more_queries(plan):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            snapshots.snapshot_of(plan, timezone.now())
        return len(queries)

    before = count()
    for _number in range(10):
        factories.ActivityFactory(plan=plan, measure=factories.MeasureFactory())
    assert count() == before
