"""Pages of a plan as of a day: what they show, to whom, and that nothing is changed from them."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from plans import past_list
from plans.actions import activities as actions
from plans.actions import status
from plans.filtersets import ActivityFilterSet
from plans.models import Activity, PlanState
from staffing.models import ResponsibleRole, User
from tests import factories
from tests.plans.activity_world import World
from tests.plans.revision_world import at, date_history, make_revised_world
from tests.url_walk import plain_body

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_revised_world()


def get(user: User, address: str, **query: str):
    client = Client()
    client.force_login(user)
    return client.get(address, query)


def page(world: World, user: User, **query: str):
    return get(user, world.plan.get_absolute_url(), **query)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_page_shows_the_plan_of_the_day_and_says_so(world: World) -> None:
    world.make(title="Kom senare")
    response = page(world, world.leader, per="2017-04-30")
    text = words(response)
    assert response.status_code == 200
    assert "Läget per" in text
    assert "30 april 2017" in text
    assert "skrivskyddat" in text
    assert 'datetime="2017-06-30"' in text or "2017-06-30" in text
    assert "Hösten 2017" not in text
    assert "Kom senare" not in text
    live = words(page(world, world.leader))
    assert "Hösten 2017" in live
    assert "Kom senare" in live
    assert "skrivskyddat" not in live


def test_nothing_is_changed_from_a_past_day(world: World) -> None:
    live, then = page(world, world.leader), page(world, world.leader, per="2017-04-30")
    revise = reverse("plan_revise", kwargs={"slug": world.plan.slug})
    assert revise in words(live)
    assert revise not in words(then)
    assert "change=" in words(live)
    assert "change=" not in words(then)
    assert not then.context["can_edit"]
    assert 'method="post"' not in words(then).split('id="main"')[1]


def test_links_stay_on_the_day(world: World) -> None:
    text = words(page(world, world.leader, per="2017-04-30"))
    history = reverse("plan_history", kwargs={"slug": world.plan.slug})
    assert f'href="{history}?per=2017-04-30"' in text
    assert f'href="{world.activity.get_absolute_url()}?per=2017-04-30"' in text
    assert '?per=2017-04-30&amp;progress=finished#activities"' in text or "?per=2017-04-30&progress=finished" in text
    assert '<input type="hidden" name="per" value="2017-04-30">' in text


@pytest.mark.parametrize(("text", "said"), [("2017-13-01", "datum"), ("igår", "datum"), ("2090-01-01", "inte kommit")])
def test_a_day_that_cannot_be_shown_is_said(world: World, text: str, said: str) -> None:
    response = page(world, world.leader, per=text)
    assert response.status_code == 422
    assert said in words(response)
    assert f'href="{world.plan.get_absolute_url()}"' in words(response)


def test_today_is_a_day_like_others(world: World) -> None:
    response = page(world, world.leader, per=timezone.localdate().isoformat())
    assert response.status_code == 200
    assert "Hösten 2017" in words(response)


def test_before_the_plan_was_here(world: World) -> None:
    response = page(world, world.leader, per="2017-01-09")
    assert response.status_code == 404
    assert "10 januari 2017" in words(response)


def test_pages_of_change_refuse_the_past(world: World) -> None:
    client = Client()
    client.force_login(world.leader)
    for name in ("plan_edit", "plan_section_create"):
        address = reverse(name, kwargs={"slug": world.plan.slug}) + "?per=2017-04-30"
        assert client.get(address).status_code == 403
        assert client.post(address, {"title": "Annan"}).status_code == 403
    world.plan.refresh_from_db()
    assert world.plan.title == "Blekinges handlingsplan"
    assert client.post(world.plan.get_absolute_url() + "?per=2017-04-30").status_code == 405


# Other regions -----------------------------------------------------------------------------------------------------------


def test_other_regions_see_days_on_which_the_plan_was_adopted(world: World) -> None:
    response = page(world, world.stranger, per="2017-01-30")
    assert response.status_code == 200
    assert "Utred utlandsrekrytering" in words(response)


def test_other_regions_do_not_see_a_draft_in_the_past(world: World) -> None:
    world.activity.title = "Utred utlandsrekrytering"
    for day in ("2017-01-29", "2017-01-10", "2017-01-09"):
        response = page(world, world.stranger, per=day)
        assert response.status_code == 404
        assert "Utred utlandsrekrytering" not in words(response)
    # That it was a draft is told as little as that it was not there at all.
    draft, nothing = (plain_body(page(world, world.stranger, per=day), day) for day in ("2017-01-29", "2017-01-09"))
    assert draft == nothing
    assert page(world, world.reader, per="2017-01-29").status_code == 200


def test_other_regions_do_not_see_a_plan_that_went_back_to_draft(world: World) -> None:
    plan = world.plan
    plan.state = PlanState.CONSULTATION
    plan.save()
    date_history("2017-06-01T09:00", plan)
    plan.state = PlanState.ADOPTED
    plan.save()
    date_history("2017-07-01T09:00", plan)
    assert [page(world, world.stranger, per=day).status_code for day in ("2017-05-31", "2017-06-15", "2017-07-01")] == [
        200,
        404,
        200,
    ]


def test_a_plan_that_is_out_of_sight_has_no_past_either(world: World) -> None:
    hidden = factories.PlanFactory(organisation=world.root, title="Dold")
    then = get(world.stranger, hidden.get_absolute_url(), per="2017-04-30")
    assert then.status_code == 404
    assert "Dold" not in words(then)


def test_reasons_of_the_past_stay_inside(world: World) -> None:
    status.update_status(
        activity=world.activity,
        version=world.activity.version,
        progress="cancelled",
        health="on_track",
        comment="Internt ord",
        cancelled_reason="Hemligt skäl",
        by=world.leader,
        now=at("2017-05-10T10:00"),
    )
    date_history("2017-05-10T10:00", Activity.objects.get(pk=world.activity.pk))
    address = world.activity.get_absolute_url()
    for user, is_shown in ((world.reader, True), (world.stranger, False)):
        text = words(get(user, address, per="2017-05-31"))
        assert ("Hemligt skäl" in text) is is_shown
        assert ("Internt ord" in text) is is_shown
        assert ("Upphandlingen drog ut" in text) is is_shown
        assert "avbruten" in text.lower()


# The activity --------------------------------------------------------------------------------------------------------------


def test_an_activity_as_of_a_day(world: World) -> None:
    address = world.activity.get_absolute_url()
    then, live = words(get(world.leader, address, per="2017-04-30")), words(get(world.leader, address))
    assert "Räkna på behovet." in then
    assert "Räkna noga på behovet." in live
    assert "Upphandlingen drog ut" not in then
    assert "skrivskyddat" in then
    assert reverse("activity_status", kwargs={"pk": world.activity.pk}) not in then


def test_comments_are_todays_and_left_out_of_a_past_day(world: World) -> None:
    address = world.activity.get_absolute_url()
    assert 'id="comments"' in words(get(world.leader, address))
    then = words(get(world.leader, address, per="2017-04-30"))
    assert 'id="log"' in then
    assert 'id="comments"' not in then


def test_an_activity_that_was_deleted_since_was_there(world: World) -> None:
    actions.delete_activity(
        activity=world.activity, version=world.activity.version, by=world.leader, now=timezone.now()
    )
    address = world.activity.get_absolute_url()
    assert get(world.leader, address).status_code == 404
    for user in (world.leader, world.stranger):
        assert get(user, address, per="2017-04-30").status_code == 200
        assert get(user, address, per=timezone.localdate().isoformat()).status_code == 404
        assert get(user, address, per="nonsens").status_code == 404
    # To other regions an activity of a day when the plan was no one's business is like one that never was.
    gone = get(world.stranger, address, per="2017-01-20")
    never = get(world.stranger, reverse("activity_detail", kwargs={"pk": 999_999}), per="2017-01-20")
    assert (gone.status_code, never.status_code) == (404, 404)
    assert world.plan.title not in words(gone)


def test_an_activity_before_it_was_written(world: World) -> None:
    later = world.make(title="Kom senare")
    assert get(world.leader, later.get_absolute_url(), per="2017-04-30").status_code == 404


# Filters and figures --------------------------------------------------------------------------------------------------------


@pytest.fixture
def filled(world: World) -> World:
    """Add activities that differ, all from 10 January 2017."""
    world.activity.history.update(created_at=at("2017-01-10T08:00"))
    for title, deadline, done in (
        ("Ångest", "Snarast", ""),
        ("Äldre", "2017-03-31", ""),
        ("Bo", "2017-04-20", "done"),
        ("Zebra", "", "in_progress"),
    ):
        made = world.make(title=title, deadline_text=deadline, responsible="HR-chef", now=at("2017-01-10T08:00"))
        if done:
            status.update_status(
                activity=made,
                version=made.version,
                progress=done,
                health="on_track",
                comment="",
                by=world.leader,
                now=at("2017-04-10T10:00"),
            )
        made.history.update(history_date=at("2017-01-10T08:00"), created_at=at("2017-01-10T08:00"))
    return world


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Utred utlandsrekrytering", "Ångest", "Äldre", "Bo", "Zebra"}),
        ({"progress": "open"}, {"Utred utlandsrekrytering", "Ångest", "Äldre", "Zebra"}),
        ({"progress": "finished"}, {"Bo"}),
        ({"progress": "in_progress"}, {"Zebra"}),
        ({"deadline": "late"}, {"Äldre"}),
        ({"deadline": "90"}, {"Utred utlandsrekrytering"}),
        ({"deadline": "undated"}, {"Zebra"}),
        ({"deadline": "asap"}, {"Ångest"}),
        # Late by the dates of then: the day has passed, and "as soon as possible" is 110 days old.
        ({"health": "late"}, {"Äldre", "Ångest"}),
        ({"updated": "60"}, {"Utred utlandsrekrytering", "Ångest", "Äldre"}),
        ({"q": "angest"}, {"Ångest"}),
        ({"q": "hr-chef zeb"}, {"Zebra"}),
    ],
)
def test_filters_work_as_of_a_day(filled: World, query: dict[str, str], found: set[str]) -> None:
    response = page(filled, filled.leader, per="2017-04-30", **query)
    assert response.status_code == 200
    assert {record["title"] for record in response.context["table"].records} == found


def test_the_filter_of_roles_as_of_a_day(filled: World) -> None:
    role = ResponsibleRole.objects.get(title="Personaldirektör")
    response = page(filled, filled.leader, per="2017-04-30", responsible=str(role.pk))
    assert [record["title"] for record in response.context["table"].records] == ["Utred utlandsrekrytering"]


def test_a_filter_that_does_not_exist_is_refused(filled: World) -> None:
    assert page(filled, filled.leader, per="2017-04-30", progress="nonsens").status_code == 422


def test_every_filter_of_today_works_as_of_a_day() -> None:
    assert set(ActivityFilterSet.base_filters) == past_list.FILTERS


@pytest.mark.parametrize(("scope", "found"), [("reduced", 0), ("left_out", 1)])
def test_the_reduced_plan_as_of_a_day(world: World, scope: str, found: int) -> None:
    world.activity.history.update(is_hidden=True)
    context = page(world, world.leader, per="2017-04-30", scope=scope).context
    assert len(context["table"].records) == found


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("title", ["Bo", "Utred utlandsrekrytering", "Zebra", "Ångest", "Äldre"]),
        ("due_date", ["Äldre", "Bo", "Utred utlandsrekrytering"]),
        ("-due_date", ["Utred utlandsrekrytering", "Bo", "Äldre"]),
    ],
)
def test_sorting_as_of_a_day(filled: World, sort: str, found: list[str]) -> None:
    records = page(filled, filled.leader, per="2017-04-30", sort=sort).context["table"].records
    assert [record["title"] for record in records][: len(found)] == found


def test_figures_are_of_the_day(filled: World) -> None:
    context = page(filled, filled.leader, per="2017-04-30").context
    summary = context["summary"]
    assert (summary.total, summary.done, summary.in_progress, summary.not_started) == (5, 1, 1, 3)
    assert (summary.late, summary.undated) == (2, 1)
    assert [row["title"] for row in context["sections"]] == ["Blekingesjukhuset"]
    before = page(filled, filled.leader, per="2017-04-09").context["summary"]
    assert (before.done, before.not_started) == (0, 5)


def test_today_the_figures_are_those_of_the_live_page(filled: World) -> None:
    today = timezone.localdate().isoformat()
    live, then = (page(filled, filled.leader, **query).context for query in ({}, {"per": today}))
    for name in ("total", "done", "in_progress", "not_started", "undated", "unparsed", "no_owner"):
        assert getattr(live["summary"], name) == getattr(then["summary"], name)


def test_a_long_plan_costs_no_more_queries(world: World) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(world, world.leader, per=timezone.localdate().isoformat())
        return len(queries)

    before = count()
    for number in range(6):
        world.make(title=f"Fler {number}", responsible="HR-chef", measure=factories.MeasureFactory())
    assert count() == before


def test_history_until_the_day(world: World) -> None:
    world.section.title = "Sjukhuset"
    world.section.save()
    date_history("2017-08-01T09:00", world.section)
    address = reverse("plan_history", kwargs={"slug": world.plan.slug})
    assert "Sjukhuset</ins>" in words(get(world.leader, address))
    assert "Sjukhuset</ins>" not in words(get(world.leader, address, per="2017-07-31"))
    assert "Sjukhuset</ins>" in words(get(world.leader, address, per="2017-08-01"))


def test_days_to_choose(world: World) -> None:
    text = words(page(world, world.leader))
    for day in ("2017-01-30", "2017-05-02"):
        assert f"?per={day}" in text
    assert reverse("plan_compare", kwargs={"slug": world.plan.slug}) in text


def test_a_day_ends_at_midnight_in_sweden(world: World) -> None:

    late = datetime.datetime(2017, 5, 2, 21, 59, tzinfo=datetime.UTC)
    world.activity.history.filter(description__contains="noga").update(history_date=late)
    assert "Räkna noga" in words(get(world.leader, world.activity.get_absolute_url(), per="2017-05-02"))
    next_day = late + datetime.timedelta(minutes=1)
    world.activity.history.filter(description__contains="noga").update(history_date=next_day)
    assert "Räkna noga" not in words(get(world.leader, world.activity.get_absolute_url(), per="2017-05-02"))
