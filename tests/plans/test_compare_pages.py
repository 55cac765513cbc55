"""The page that compares two states of a plan: its sides, its sums, who may see what, and the file."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import Activity, DeadlineMove, Plan, RiskAnalysis
from staffing.models import User
from tests import factories
from tests.plans.activity_world import World
from tests.plans.revision_world import at, date_history, freeze, make_revised_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_revised_world()


def get(user: User, name: str, plan: Plan, **query: str):
    client = Client()
    client.force_login(user)
    return client.get(reverse(name, kwargs={"slug": plan.slug}), query)


def page(world: World, user: User, **query: str):
    return get(user, "plan_compare", world.plan, **query)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def make_draft(world: World) -> Plan:
    """Return a draft revision as it is copied: rows of its own, with the same titles, and one activity changed."""
    draft = factories.PlanFactory(
        organisation=world.root, title=world.plan.title, slug="utkastet", revises=world.plan, goal="Hemligt mål"
    )
    section = factories.PlanSectionFactory(
        plan=draft, organisation=world.division, title=world.section.title, order=world.section.order
    )
    area = factories.PlanAreaFactory(plan=draft, title=world.area.title, order=world.area.order)
    copy = factories.ActivityFactory(
        plan=draft,
        section=section,
        area=area,
        title=world.activity.title,
        description=world.activity.description,
        deadline_text="2018-03-31",
        deadline_kind="date",
        due_date="2018-03-31",
        original_due_date=world.activity.original_due_date,
        revises=world.activity,
    )
    role = world.activity.responsibles.get().role
    factories.make_responsible(copy, role)
    DeadlineMove.objects.create(
        activity=copy, at=at("2016-01-01T10:00"), by_name="", old_text="Hösten 2017", new_text="2018-03-31",
        reason="Skäl i utkastet",
    )  # fmt: skip
    return draft


def test_the_last_two_revisions_are_compared_first(world: World) -> None:
    response = page(world, world.leader)
    text = words(response)
    assert response.status_code == 200
    assert response.context["asked"] == ("r1", "r2")
    assert "1 ändrad, 1 flyttad tidpunkt." in text
    assert "184 dagar senare" in text
    assert "Upphandlingen drog ut" in text
    assert "<del>" in text
    assert "noga" in text


def test_two_days_and_now(world: World) -> None:
    same = page(world, world.leader, fran="2017-05-02", till="nu")
    assert "Inget skiljer." in words(same)
    differing = page(world, world.leader, fran="2017-04-30", till="nu")
    assert differing.context["comparison"].counts.deadlines_moved == 1
    backwards = page(world, world.leader, fran="nu", till="r1")
    assert "184 dagar tidigare" in words(backwards)
    assert "Upphandlingen drog ut" in words(backwards)


def test_a_moved_deadline_outside_the_time_between_gives_no_reason(world: World) -> None:
    DeadlineMove.objects.create(
        activity=world.activity, at=at("2017-01-20T10:00"), by_name="", old_text="a", new_text="b", reason="Före"
    )
    text = words(page(world, world.leader))
    assert "Före" not in text
    assert "Upphandlingen drog ut" in text


def test_a_day_that_is_written_becomes_the_address(world: World) -> None:
    response = page(world, world.leader, fran="r1", till="nu", fran_dag="30 april 2017", visa="nya")
    assert response.status_code == 302
    assert response["Location"].endswith("/jamfor/?fran=2017-04-30&till=nu&visa=nya")
    assert page(world, world.leader, fran="r1", till="nu", fran_dag="nonsens").status_code == 422
    assert 'value="nonsens"' in words(page(world, world.leader, fran="r1", till="nu", fran_dag="nonsens"))


@pytest.mark.parametrize("name", ["r3", "r", "nonsens", "2090-01-01", "2017-02-30", "utkast"])
def test_a_side_that_there_is_not_is_refused(world: World, name: str) -> None:
    response = page(world, world.leader, fran=name, till="nu")
    assert response.status_code == 422
    assert "Välj på nytt" in words(response)
    assert get(world.leader, "plan_compare_export", world.plan, fran=name, till="nu").status_code == 404


def test_a_day_before_the_plan(world: World) -> None:
    response = page(world, world.leader, fran="2017-01-01", till="nu")
    assert response.status_code == 404
    assert "inget av planen att visa" in words(response)


def test_a_plan_without_revisions_asks_for_a_day(world: World) -> None:
    plan = factories.PlanFactory(organisation=world.root, title="Ny plan", adopted=True)
    response = get(world.leader, "plan_compare", plan)
    assert response.status_code == 200
    assert "inga revisioner" in words(response)


def test_the_draft_against_the_last_revision(world: World) -> None:
    draft = make_draft(world)
    response = page(world, world.leader, fran="r2", till="utkast")
    counts = response.context["comparison"].counts
    # The copy's rows have other keys: neither the section nor the area is news, and its status is not compared.
    assert (counts.changed, counts.added, counts.removed, counts.moved, counts.new_status) == (1, 0, 0, 0, 0)
    assert [one.title for one in response.context["comparison"].sections] == []
    text = words(response)
    assert "Skäl i utkastet" in text
    assert response.context["labels"][1].endswith("revision 3")
    assert "Hemligt mål" in text
    # The draft's own address leads to the same comparison.
    assert get(world.leader, "plan_compare", draft, fran="r2", till="utkast").context["plan"] == world.plan


# Other regions -------------------------------------------------------------------------------------------------------------


def test_other_regions_compare_what_was_adopted(world: World) -> None:
    response = page(world, world.stranger)
    text = words(response)
    assert response.status_code == 200
    assert "184 dagar senare" in text
    assert "Upphandlingen drog ut" not in text
    file = get(world.stranger, "plan_compare_export", world.plan, fran="r1", till="r2").content.decode("utf-8-sig")
    assert "Hösten 2017" in file
    assert "Upphandlingen drog ut" not in file


def test_other_regions_see_no_draft(world: World) -> None:
    make_draft(world)
    response = page(world, world.stranger)
    assert 'value="utkast"' not in words(response)
    refused = page(world, world.stranger, fran="r2", till="utkast")
    assert refused.status_code == 422
    assert "Hemligt mål" not in words(refused)
    assert 'value="utkast"' in words(page(world, world.leader))
    # The same answer as when there is none.
    Plan.objects.filter(slug="utkastet").update(revision_ended_at=at("2017-06-01T10:00"))
    assert page(world, world.stranger, fran="r2", till="utkast").status_code == 422
    assert page(world, world.leader, fran="r2", till="utkast").status_code == 422


def test_other_regions_see_no_day_on_which_the_plan_was_a_draft(world: World) -> None:
    world.activity.title = "Kom till i utkastet"
    world.activity.save()
    date_history("2017-01-20T08:00", world.activity)
    response = page(world, world.stranger, fran="2017-01-25", till="r1")
    assert response.status_code == 404
    assert "Kom till i utkastet" not in words(response)
    assert "Kom till i utkastet" in words(page(world, world.reader, fran="2017-01-25", till="r1"))
    assert get(world.stranger, "plan_compare_export", world.plan, fran="2017-01-25", till="r1").status_code == 404


def test_other_regions_see_neither_reasons_nor_risks(world: World) -> None:
    activity = Activity.objects.get(pk=world.activity.pk)
    activity.progress, activity.cancelled_reason = "cancelled", "Hemligt skäl"
    activity.save()
    RiskAnalysis.objects.create(plan=world.plan, title="Hemlig risk", change="Utfasning")
    freeze(world.plan, "2017-08-01T10:00")
    for sides in ({"fran": "r2", "till": "r3"}, {"fran": "r2", "till": "nu"}):
        inside, outside = (words(page(world, user, **sides)) for user in (world.reader, world.stranger))
        for secret in ("Hemligt skäl", "Hemlig risk"):
            assert secret in inside
            assert secret not in outside


def test_a_plan_out_of_sight_is_not_there(world: World) -> None:
    hidden = factories.PlanFactory(organisation=world.root)
    assert get(world.stranger, "plan_compare", hidden).status_code == 404
    assert get(world.stranger, "plan_compare_export", hidden, fran="nu", till="nu").status_code == 404


# What is listed ----------------------------------------------------------------------------------------------------------------


def test_only_moved_deadlines(world: World) -> None:
    world.make(title="Alldeles ny")
    every, moved, new = (
        words(page(world, world.leader, fran="r1", till="nu", visa=show)) for show in ("", "tidpunkter", "nya")
    )
    assert "Alldeles ny" in every
    assert "Utred utlandsrekrytering" in every
    assert "Alldeles ny" not in moved
    assert "Utred utlandsrekrytering" in moved
    assert "Alldeles ny" in new
    assert "Utred utlandsrekrytering" not in new
    assert "Ingen aktivitet stämmer" in words(page(world, world.leader, visa="borttagna"))


def test_a_removed_activity_has_no_link(world: World) -> None:
    world.activity.deleted_at = at("2017-06-01T10:00")
    world.activity.save()
    text = words(page(world, world.leader, fran="r2", till="nu"))
    assert "1 borttagen" in text
    assert f'href="{world.activity.get_absolute_url()}"' not in text


def test_texts_are_escaped(world: World) -> None:
    world.activity.description = "<script>alert(1)</script> " * 5
    world.activity.save()
    text = words(page(world, world.leader, fran="r2", till="nu"))
    assert "<script>alert" not in text
    assert "&lt;" in text


def test_the_file_has_one_row_a_field(world: World) -> None:
    response = get(world.leader, "plan_compare_export", world.plan, fran="r1", till="r2")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert f"jamforelse-{world.plan.slug}-r1-r2.csv" in response["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Fält"] for row in rows] == ["Tidpunkt", "Beskrivning"]
    assert rows[0]["Skäl till flytten"] == "2017-05-02: Upphandlingen drog ut"
    assert rows[0]["Avsnitt"] == "Blekingesjukhuset"
    assert rows[0]["Revision 2, fastställd 2017-05-02"] == "Hösten 2017 (2017-12-31)"


def test_a_long_plan_costs_no_more_queries(world: World) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(world, world.leader, fran="2017-02-01", till="nu")
        return len(queries)

    before = count()
    for number in range(8):
        world.make(title=f"Fler {number}", responsible="HR-chef; Ekonomichef", measure=factories.MeasureFactory())
    assert count() == before
