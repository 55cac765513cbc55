"""The list of plans: who sees which, filters, sorting, and what it costs."""

from __future__ import annotations

import pytest

from plans.models import PlanState
from staffing.models import Role
from tests import factories

URL = "/handlingsplaner/"


@pytest.fixture
def plans(blekinge, kalmar):
    return {
        "own draft": factories.PlanFactory(organisation=blekinge, title="Utkast om ångest"),
        "own adopted": factories.PlanFactory(organisation=blekinge, title="Blekinges plan", adopted=True),
        "other draft": factories.PlanFactory(organisation=kalmar, title="Kalmars utkast"),
        "other adopted": factories.PlanFactory(organisation=kalmar, title="Kalmars plan", adopted=True),
    }


@pytest.fixture
def reader(person, signed_in, blekinge):
    return signed_in(person(Role.AUDITOR, blekinge))


def titles(response):
    return {row["plan"].title for row in response.context["rows"]}


def test_one_sees_the_own_regions_drafts_and_what_others_adopted(plans, person, signed_in, blekinge):
    response = signed_in(person(Role.STEERING_GROUP, blekinge)).get(URL)
    assert response.status_code == 200
    assert titles(response) == {"Utkast om ångest", "Blekinges plan", "Kalmars plan"}
    assert "Kalmars utkast" not in response.content.decode()


def test_the_own_regions_plans_come_first_until_another_order_is_asked_for(plans, person, signed_in, kalmar):
    client = signed_in(person(Role.STEERING_GROUP, kalmar))
    in_order = [row["plan"].region_id for row in client.get(URL).context["rows"]]
    assert in_order == [kalmar.region_id, kalmar.region_id, plans["own adopted"].region_id]
    by_region = [row["plan"].region_id for row in client.get(URL, {"sort": "region"}).context["rows"]]
    assert by_region[0] == plans["own adopted"].region_id


def test_without_a_role_there_are_no_plans(plans, person, signed_in):
    assert titles(signed_in(person()).get(URL)) == set()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "ÅNGEST"}, {"Utkast om ångest"}),
        ({"q": "angest utkast"}, {"Utkast om ångest"}),
        ({"q": "kalmar"}, {"Kalmars plan"}),
        ({"state": "draft"}, {"Utkast om ångest"}),
        ({"q": "finns inte"}, set()),
    ],
)
def test_the_filters_keep_what_they_say(plans, reader, query, expected):
    assert titles(reader.get(URL, query)) == expected


def test_the_region_filter_and_its_chip(plans, person, signed_in, blekinge, kalmar):
    response = signed_in(person(Role.AUDITOR, blekinge)).get(URL, {"region": kalmar.region_id, "state": "adopted"})
    assert titles(response) == {"Kalmars plan"}
    chips = {chip.value: chip.without for chip in response.context["filter"].chips()}
    assert chips["Kalmar"] == "?state=adopted"


def test_a_filter_that_does_not_exist_is_said(plans, person, signed_in, blekinge):
    response = signed_in(person(Role.AUDITOR, blekinge)).get(URL, {"state": "gone"})
    assert response.status_code == 422
    assert titles(response) == set()


def test_sorting_is_by_the_swedish_alphabet(person, signed_in, blekinge):
    for title in ("Öppna", "Zebra", "Ändra", "Åter", "apa"):
        factories.PlanFactory(organisation=blekinge, title=title)
    response = signed_in(person(Role.AUDITOR, blekinge)).get(URL, {"sort": "title"})
    assert [row["plan"].title for row in response.context["rows"]] == ["apa", "Zebra", "Åter", "Ändra", "Öppna"]
    assert 'aria-sort="ascending"' in response.content.decode()


def test_progress_is_summed_per_plan_and_example_data_is_marked(plans, person, signed_in, blekinge):
    plan = plans["own adopted"]
    plan.is_example = True
    plan.save()
    factories.ActivityFactory(plan=plan, progress="in_progress", health="late")
    factories.ActivityFactory(plan=plan)
    response = signed_in(person(Role.AUDITOR, blekinge)).get(URL, {"q": "Blekinges"})
    [row] = response.context["rows"]
    assert (row["summary"].total, row["summary"].in_progress, row["summary"].late) == (2, 1, 1)
    assert [(part.key, part.x, part.width) for part in row["bar"].segments] == [
        ("in_progress", 0, 1),
        ("not_started", 1, 1),
    ]
    assert 'class="example-tag"' in response.content.decode()


def test_only_process_leaders_are_offered_a_new_plan(person, signed_in, blekinge):
    assert b'href="/handlingsplaner/ny/"' in signed_in(person(Role.PROCESS_LEADER, blekinge)).get(URL).content
    assert b'href="/handlingsplaner/ny/"' not in signed_in(person(Role.STEERING_GROUP, blekinge)).get(URL).content


@pytest.mark.parametrize("number", [2, 20])
def test_queries_do_not_follow_the_number_of_plans(person, signed_in, blekinge, django_assert_max_num_queries, number):
    for _one in range(number):
        factories.ActivityFactory(plan=factories.PlanFactory(organisation=blekinge, state=PlanState.DRAFT))
    client = signed_in(person(Role.PROCESS_LEADER, blekinge))
    with django_assert_max_num_queries(10):
        response = client.get(URL)
    assert len(response.context["rows"]) == number
