"""Which returns count now, and which did on a day: what the times of the versions say is what the flags said then."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.actions import index as actions
from indicators.cost_index import Window
from indicators.models import Basis, CostReturn
from indicators.queries import costs
from indicators.queries import counting as queries
from indicators.queries import index as index_queries
from indicators.return_versions import Version, counting_at
from tests.indicators.test_index_recompute import ACTS, PERIODS, History
from values.period import Period, rolling_twelve

pytestmark = pytest.mark.django_db

K1 = Period.parse("2026-K1")
SLOW = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


def at(day: int) -> datetime.datetime:
    return datetime.datetime(2026, 5, day, 12, tzinfo=datetime.UTC)


FIRST = Version(1, K1, 1, at(2), at(6))
RESTATED = Version(2, K1, 2, at(10), None)
OPEN = Version(3, Period.parse("2026-K2"), 1, None, None)


@pytest.mark.parametrize(
    ("moment", "submitted", "locked"),
    [(at(1), None, None), (at(2), 1, None), (at(6), 1, 1), (at(9), 1, 1), (at(10), 2, 1)],
)
def test_a_version_counts_from_its_time_until_a_later_one_does(moment, submitted, locked):
    for only_locked, expected in ((False, submitted), (True, locked)):
        found = counting_at([OPEN, RESTATED, FIRST], moment, only_locked=only_locked)
        assert {period: one.return_id for period, one in found.items()} == ({K1: expected} if expected else {})


def acts(*names: str) -> st.SearchStrategy:
    return st.lists(
        st.tuples(st.sampled_from(names), st.sampled_from(PERIODS[:4]), st.integers(0, 99_999)), max_size=12
    )


def begin(root) -> History:
    CostReturn.objects.all().delete()
    actions.rebuild()
    return History({"10": root.region})


def recompute() -> None:
    actions.recompute(cost_return_ids=costs.stale_returns().values_list("pk", flat=True))


@given(acts("enter", "enter", "submit", "submit", "lock", "restate"))
@settings(max_examples=25, **SLOW)
def test_what_counted_then_is_what_counted_when_it_was_asked_then(blekinge, history):
    past, seen = begin(blekinge), []
    for act, period, amount in history:
        past.do(act, "10", period, amount)
        recompute()
        seen += [(basis, timezone.now(), queries.counting_returns(blekinge.region, basis)) for basis in Basis.values]
    for basis, moment, found in seen:
        assert queries.counting_returns(blekinge.region, basis, moment) == found


@given(acts(*ACTS))
@settings(max_examples=25, **SLOW)
def test_the_times_say_of_now_what_the_flags_say(blekinge, history):
    past = begin(blekinge)
    for act, period, amount in history:
        past.do(act, "10", period, amount)
    recompute()
    for basis in Basis.values:
        found = queries.counting_returns(blekinge.region, basis)
        assert queries.counting_returns(blekinge.region, basis, timezone.now()) == found
        # And they are what the stored index stands on.
        for period in map(Period.parse, PERIODS[:4]):
            figure = index_queries.index_for(blekinge.region, period, Window.R12, basis)
            inside = [one for months, one in found.items() if rolling_twelve(period).contains(months)]
            if not figure.missing:
                assert sum(one.agency_sek for one in inside) == figure.agency_sek
                assert sum(one.own_sek for one in inside) == figure.own_sek
