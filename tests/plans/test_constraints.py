"""What the database itself refuses, whatever a form or an import lets through."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction

from plans.models import PlanImport, Risk, RiskAnalysis
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 1, 1)


@pytest.fixture
def risk(blekinge) -> Risk:
    plan = factories.PlanFactory(organisation=blekinge, slug="regionens")
    analysis = RiskAnalysis.objects.create(plan=plan, title="Färre inhyrda", change="Egen personal")
    return Risk.objects.create(analysis=analysis, title="Oro", probability=2, consequence=2)


@pytest.mark.parametrize(
    ("probability", "consequence", "is_stored"),
    [
        (None, None, True),
        (1, 5, True),
        (3, None, False),
        (None, 3, False),
        (0, 3, False),
        (3, 6, False),
    ],
)
def test_a_risk_is_judged_as_it_is_now_on_both_axes_or_not_at_all(risk, probability, consequence, is_stored):
    rows = Risk.objects.filter(pk=risk.pk)
    if is_stored:
        assert rows.update(probability_now=probability, consequence_now=consequence) == 1
        return
    with pytest.raises(IntegrityError, match="risk_now_has_both_or_none"), transaction.atomic():
        rows.update(probability_now=probability, consequence_now=consequence)


@pytest.mark.parametrize(
    ("start", "end", "is_stored"),
    [
        (None, None, True),
        (DAY, DAY, True),
        (DAY, None, False),
        (None, DAY, False),
        (DAY, DAY - datetime.timedelta(days=1), False),
    ],
)
def test_the_days_of_an_import_are_both_there_or_neither(blekinge, start, end, is_stored):
    wanted = {"organisation": blekinge, "sha256": "0" * 64, "start_date": start, "end_date": end}
    if is_stored:
        assert PlanImport.objects.create(**wanted).pk
        return
    with pytest.raises(IntegrityError, match="plan_import_days_in_order"), transaction.atomic():
        PlanImport.objects.create(**wanted)
