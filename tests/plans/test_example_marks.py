"""Whatever is made of example data says so on each of its pages: a single page may be all that somebody is handed."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from django.utils import timezone

from plans import (
    final_report,
    final_report_document,
    plan_document,
    statement_data,
    statement_document,
    status_report_document,
)
from plans.actions import statements
from plans.models import FinalReport, Plan, Statement, StatementRound
from plans.queries import closing, snapshots
from plans.queries import reports as report_queries
from plans.status_report_data import StatusReportData
from tests.documents.pdf_text import pages_of
from tests.plans import report_world

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 1, 1)
MARK = "Exempeldata"


@pytest.fixture
def plan(db) -> Plan:
    """Return a plan of more than one page."""
    world = report_world.make_world()
    for number in range(30):
        world.activity(title=f"Aktivitet {number}", description="En rad som säger något. " * 6)
    return Plan.objects.select_related("region", "organisation", "revises").get(pk=world.plan.pk)


def plan_pdf(plan: Plan, **marks: bool) -> bytes:
    Plan.objects.filter(pk=plan.pk).update(**marks)
    fresh = Plan.objects.select_related("region", "organisation", "revises").get(pk=plan.pk)
    return plan_document.make_pdf(snapshots.snapshot_of(fresh, timezone.now()), revision=1)


def status_report(plan: Plan, *, is_example: bool) -> bytes:
    data: StatusReportData = report_queries.status_report_for(
        plan=plan, period=report_world.K4, language="sv", number=1, correction="", decisions="", now=timezone.now()
    )
    return status_report_document.render(dataclasses.replace(data, is_example_plan=is_example))


def final_pdf(plan: Plan, *, is_example: bool) -> bytes:
    report = FinalReport(plan=plan, number=1, made_at=timezone.now(), summary="Vi blev klara. " * 400)
    data: final_report.FinalReportData = closing.data_for(report, timezone.now())
    return final_report_document.render(dataclasses.replace(data, is_example=is_example))


def statement(plan: Plan, *, is_example: bool) -> bytes:
    collection = StatementRound(kind="evaluation", year=2026, due_date=DAY)
    collection.save()
    made = Statement.objects.create(round=collection, region=plan.region, is_example=is_example)
    made.answers.create(question="ownership", text="Styrgruppen höll i det. " * 400)
    data: statement_data.StatementData = statements.data_of(made, 1, "", timezone.now())
    return statement_document.render(data)


@pytest.mark.parametrize("make", [status_report, final_pdf, statement])
def test_each_page_of_a_report_of_example_data_says_so(plan, make):
    pages = pages_of(make(plan, is_example=True))
    assert len(pages) > 1
    assert [MARK in page for page in pages] == [True] * len(pages)


def test_each_page_of_an_example_plan_and_of_its_revision_says_so(plan):
    pages = pages_of(plan_pdf(plan, is_example=True))
    assert len(pages) > 1
    assert [MARK in page for page in pages] == [True] * len(pages)


def test_a_real_plan_whose_status_is_made_up_says_that(plan):
    pages = pages_of(plan_pdf(plan, has_example_progress=True))
    assert ["Status är exempeldata" in page for page in pages] == [True] * len(pages)


def test_what_is_real_carries_no_mark(plan):
    assert not [page for page in pages_of(plan_pdf(plan)) if MARK.casefold() in page.casefold()]
