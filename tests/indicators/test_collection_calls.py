"""The last day and the coordinator's message stand where the costs are handed in, while they are waited for."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from indicators.actions import collecting as round_actions
from indicators.actions import returns as actions
from indicators.models import ReturnState
from indicators.queries import collection_calls
from staffing.models import Role
from tests import factories
from tests.indicators.test_collection_rounds import K3, at
from tests.indicators.test_returns_pages import catalogue as catalogue  # noqa: PLC0414 -- a fixture
from tests.indicators.test_returns_pages import controller as controller  # noqa: PLC0414 -- a fixture
from tests.indicators.test_returns_pages import url
from values.period import Period

MESSAGE = "Ta med <b>jouren</b>"
DUE = datetime.date(2026, 10, 30)


@pytest.fixture
def collection(db):
    return round_actions.open_round(
        period=K3, due_date=DUE, message=MESSAGE, by=None, now=at(datetime.date(2026, 10, 1))
    )


@pytest.fixture
def made(collection, blekinge):
    return actions.open_return(region=blekinge.region, period=K3, by=None)


def told(page):
    return [(one.collection.due_date, one.collection.message) for one in page.context["calls"]]


def test_it_stands_on_the_return_the_grid_and_the_region(controller, made):
    for address in (
        url("cost_return_detail", made),
        url("cost_return_edit", made),
        reverse("region_index", kwargs={"code": "10"}),
    ):
        page = controller.get(address)
        assert told(page) == [(DUE, MESSAGE)]
        assert "Ta med &lt;b&gt;jouren" in page.text
        assert "2026-10-30" in page.text
        assert page.context["calls"][0].collection.get_absolute_url() in page.text


def test_what_is_handed_in_or_closed_or_another_period_is_not_called_for(controller, made, collection, blekinge):
    other = actions.open_return(region=blekinge.region, period=Period.parse("2025-K2"), by=None)
    assert told(controller.get(url("cost_return_detail", other))) == []
    made.state, made.submitted_at, made.counts_submitted = ReturnState.SUBMITTED, timezone.now(), True
    made.save()
    assert told(controller.get(url("cost_return_detail", made))) == []
    assert told(controller.get(reverse("region_index", kwargs={"code": "10"}))) == []
    made.state, made.submitted_at, made.counts_submitted = ReturnState.OPEN, None, False
    made.save()
    assert told(controller.get(url("cost_return_detail", made)))
    collection.closed_at = timezone.now()
    collection.save()
    assert told(controller.get(url("cost_return_detail", made))) == []


def test_who_does_not_report_for_the_region_is_not_called(collection, blekinge, kalmar, person, signed_in):
    for role, place in ((Role.CONTROLLER, kalmar), (Role.STEERING_GROUP, blekinge)):
        page = signed_in(person(role, place)).get(reverse("region_index", kwargs={"code": "10"}))
        assert told(page) == []


def test_a_region_that_reports_half_years_is_called_for_its_own(blekinge, collection, person):
    for period in ("2025-H1", "2025-H2"):
        factories.cost_return(
            blekinge.region, period, state=ReturnState.SUBMITTED, submitted_at=timezone.now(), counts_submitted=True
        )
    user = person(Role.CONTROLLER, blekinge)
    assert collection_calls.calls_on(blekinge.region, user, datetime.date(2026, 11, 1)) == []


def test_it_says_that_the_day_has_passed(blekinge, collection, person):
    user = person(Role.CONTROLLER, blekinge)
    late = [
        [one.place.is_late for one in collection_calls.calls_on(blekinge.region, user, day)]
        for day in (DUE, DUE + datetime.timedelta(days=1))
    ]
    assert late == [[False], [True]]
