"""What a final report says of costs and of the day when the plan was closed: as the status reports, and frozen with it."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal

import pytest
from django.utils import timezone

from documents.files import canonical_json
from indicators.actions import index as index_actions
from indicators.models import CostReturn, ReturnState
from plans import final_report, final_report_document, status_report_costs
from plans.actions import closing as actions
from plans.models import FinalReport, Plan
from plans.queries import closing as queries
from plans.queries import report_costs
from staffing.models import Region
from tests import factories
from tests.plans import report_world
from tests.plans.test_closing import text_of
from values.period import Period

pytestmark = pytest.mark.django_db


def test_it_stands_on_what_is_handed_in_and_names_what_is_not_locked(db):
    world = report_world.make_world()
    world.plan.end_date = datetime.date(2017, 12, 31)
    for year in (2015, 2016, 2017):
        for quarter in range(1, 5):
            report_world.report_costs(world, f"{year}-K{quarter}", 5_000_000, 100_000_000)
    for month in (datetime.date(2015, 10, 1), datetime.date(2017, 7, 1)):
        made = CostReturn.objects.filter(first_month=month)
        made.update(state=ReturnState.SUBMITTED, locked_at=None, counts_locked=False)
    index_actions.rebuild()
    before, after = (Period.parse(code) for code in ("2016-K4", "2017-K4"))
    data = queries.data_for(FinalReport(plan=world.plan, number=1, made_at=timezone.now()), timezone.now())
    assert (data.before.label, data.after.label) == (before.label(), after.label())
    shown = report_costs.cost_facts(world.plan, after, is_whole_region=True)
    assert (data.after.agency_sek, data.after.ratio) == (shown.r12.agency_sek, shown.r12.ratio)
    assert data.after.ratio == Decimal("0.05")
    # K4 2015 is in neither of the two windows.
    assert data.preliminary == ("K3 2017",)
    assert final_report.from_snapshot(json.loads(canonical_json(final_report.to_snapshot(data)))) == data
    words = "Preliminärt: K3 2017 är lämnad men ännu inte låst och kan ändras."
    assert words in final_report_document.page_body(data)
    assert words in text_of(final_report_document.make_docx(data))


def test_a_divisions_report_shows_the_divisions_costs(db):
    world = report_world.make_world()
    plan = world.plan
    plan.organisation, plan.end_date, plan.target_ratio = (
        world.hospital,
        datetime.date(2017, 12, 31),
        Decimal("0.02"),
    )
    for quarter in range(1, 5):
        made = report_world.report_costs(world, f"2017-K{quarter}", 5_000_000, 100_000_000)
        factories.cost_line(made, "agency", 1_000_000, organisation=world.hospital, care_area=None)
        factories.cost_line(made, "own", 100_000_000, organisation=world.hospital, care_area=None)
    index_actions.rebuild()
    data = queries.data_for(FinalReport(plan=plan, number=1, made_at=timezone.now()), timezone.now())
    shown = report_costs.cost_facts(plan, Period.parse("2017-K4"), is_whole_region=False)
    assert (data.after.agency_sek, data.after.ratio) == (shown.r12.agency_sek, shown.r12.ratio)
    page = final_report_document.page_body(data)
    assert "Blekingesjukhuset: kostnad för inhyrd personal" in page
    assert "Regionens kostnad" not in page


@pytest.mark.parametrize(
    ("closed", "end", "months", "days"),
    [
        ("2026-11-27", "2027-12-31", 13, 399),
        ("2025-12-01", "2025-12-31", 1, 30),
        ("2025-12-02", "2025-12-31", 0, 29),
        ("2026-01-31", "2026-02-28", 1, 28),
        ("2025-12-30", "2025-12-31", 0, 1),
    ],
)
def test_it_is_counted_how_early_a_plan_was_closed(closed, end, months, days):
    found = final_report.early(datetime.date.fromisoformat(closed), datetime.date.fromisoformat(end))
    assert found == final_report.Early(months, days)


def test_a_plan_that_is_closed_in_time_or_on_a_day_unknown_is_not_early():
    day = datetime.date(2025, 12, 31)
    for closed in (None, day, day + datetime.timedelta(days=1)):
        assert final_report.early(closed, day) is None


def test_it_says_that_the_plan_was_closed_early_also_when_it_is_corrected(db):
    world = report_world.make_world()
    plan, by = world.plan, world.leader
    plan.end_date = datetime.date(2027, 12, 31)
    plan.save()
    actions.close_plan(
        plan=plan, version=plan.version, endings=[], written={}, by=by, now=report_world.at("2026-11-27")
    )
    plan.refresh_from_db()
    actions.correct_report(plan=plan, written={}, correction="Allt", by=by, now=report_world.at("2027-03-01"))
    # What the plan says later changes nothing in what is frozen.
    Plan.objects.filter(pk=plan.pk).update(end_date=datetime.date(2030, 12, 31))
    words = "Planen avslutades 2026-11-27, 13 månader före periodens slut."
    reports = [queries.read(report) for report in FinalReport.objects.all()]
    assert len(reports) == 2
    for data in reports:
        assert words in final_report_document.page_body(data)
        assert words in text_of(final_report_document.make_docx(data))


def test_the_nations_line_stops_where_too_few_regions_are_in_it_and_says_who_is_missing(db):
    world = report_world.make_world()
    other = Region.objects.get(code="08")
    for year in (2016, 2017):
        for quarter in range(1, 5):
            report_world.report_costs(world, f"{year}-K{quarter}", 5_000_000, 100_000_000)
            if (year, quarter) != (2017, 4):
                factories.counting_return(other, f"{year}-K{quarter}", 1_000_000, own=100_000_000)
    index_actions.rebuild()
    period = Period.parse("2017-K4")
    found = report_costs.cost_facts(world.plan, period, is_whole_region=True)
    assert [point.nation_ratio for point in found.series][-2:] == [Decimal("0.03"), None]
    assert (found.nation_ratio, found.nation_lacks) == (None, (other.short_name,))
    said = status_report_costs.costs_of(found, world.plan, period, "sv").nation_note
    assert said == "Riket visas inte för K4 2017: 1 av 2 regioner är med. Saknas: Kalmar."
    before = report_costs.cost_facts(world.plan, period.previous(), is_whole_region=True)
    assert (before.nation_ratio, before.nation_lacks) == (Decimal("0.03"), ())
