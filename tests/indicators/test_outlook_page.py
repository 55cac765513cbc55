"""The page that says where the index is going: the same for all on what is locked, and silent where too little is known."""

from __future__ import annotations

import dataclasses
import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from indicators import cost_index
from indicators.actions import index as actions
from indicators.cost_index import Window
from indicators.models import Basis, Target
from indicators.queries import outlook
from indicators.views import outlook as views
from staffing.models import Role
from tests import factories
from values.period import Period
from values.ratio import format_percent

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2019, 2, 1)


def report(root, first_year=2015, begun=60, fall=1):
    """Report quarters to the end of 2018 with an agency cost that falls evenly, of 1 000 in own staff cost each."""
    step = 0
    for year in range(first_year, 2019):
        for number in range(1, 5):
            factories.counting_return(root.region, f"{year}-K{number}", begun - fall * step)
            step += 1
    actions.rebuild()


@pytest.fixture
def target(db):
    Target.objects.create(ratio=Decimal("0.02"), valid_from="2010-01-01")


def url(code="10", **query):
    return reverse("index_outlook", kwargs={"code": code}) if code else reverse("nation_outlook")


def test_a_steady_fall_goes_on_to_the_target(blekinge, target):
    report(blekinge)
    found = outlook.outlook(blekinge.region, Basis.SUBMITTED, TODAY)
    # The last quarters are 48, 47, 46, 45 of 1 000 each: 4.65 %, falling 0.1 a quarter; 2 % is 26.5 quarters away.
    assert (found.figure.ratio, found.slope) == (Decimal("0.0465"), Decimal("-0.001"))
    assert found.reached == Period.parse("2025-K3")
    assert [period.code for period, _ahead in found.quarters[:2]] == ["2019-K1", "2019-K2"]
    assert (found.quarters[0][1].at_pace, found.quarters[0][1].share) == (Decimal("0.0455"), Decimal("0.0458"))
    # Nine quarters have four before them here: too few to say how far off.
    assert found.quarters[0][1].low is None
    cut = found.cut_by(Period.parse("2019-K4"))
    assert (cut.sek, cut.quarters, cut.now_each, cut.may_each) == (Decimal(186 - 80), 4, Decimal("46.5"), 20)


def test_a_gap_ends_the_line_that_the_trend_is_drawn_through(blekinge, target):
    report(blekinge)
    blekinge.region.cost_returns.filter(first_month="2017-04-01").delete()
    actions.rebuild()
    found = outlook.outlook(blekinge.region, Basis.SUBMITTED, TODAY)
    assert found.slope is None
    assert found.quarters == ()
    assert found.figure.period == Period.parse("2018-K4")


def test_every_reader_has_the_same_interval_of_what_is_locked(blekinge, kalmar, target, person, signed_in):
    report(blekinge, first_year=2010, begun=70)
    report(kalmar, first_year=2010, begun=90, fall=2)
    own, other = (
        signed_in(person(Role.CONTROLLER, place)).get(url()).context["outlook"].errors for place in (blekinge, kalmar)
    )
    assert own == other
    assert own[0].count >= 20


@pytest.mark.parametrize(
    ("code", "fall", "words"), [("10", 1, "nås målet 2,0\xa0%"), ("10", -1, "nås inte målet 2,0\xa0%")]
)
def test_the_page_says_when_or_that_it_is_not(blekinge, target, person, signed_in, code, fall, words):
    report(blekinge, begun=50, fall=fall)
    client = signed_in(person(Role.CONTROLLER, blekinge))
    answer = client.get(url(code), {"by": "2019-K4"})
    html = answer.content.decode()
    assert words in html
    assert "chart-wide" in html
    assert answer.context["cut"].quarters == 4
    # The pace and the forecast in one breath: the one that fades is not left for the table.
    headline, (last, ahead) = answer.context["headline"], answer.context["outlook"].quarters[-1]
    assert headline.count(".") >= 2
    assert format_percent(ahead.share, language="sv") in headline
    assert last.label("sv") in headline
    assert client.get(url(code), {"by": "2031-K4"}).status_code == 422
    assert client.get(url("")).status_code == 200
    assert signed_in(person()).get(url("")).status_code == 404


def test_an_incomplete_nation_is_not_said_to_reach_the_target(blekinge, target):
    report(blekinge, begun=30)
    found = outlook.outlook(blekinge.region, Basis.LOCKED, TODAY)
    key = (Period.parse("2018-K4"), Window.R12)
    missing = cost_index.missing_figure(("2018-K4",), *key, None)
    nation = cost_index.compute_nation({"10": found.figure, "08": missing}, *key, found.figure.target)
    with translation.override("en"):
        assert "is met" in views._headline(found)
        assert "cannot be judged" in views._headline(dataclasses.replace(found, figure=nation))


def test_nothing_reported_has_no_trend(blekinge, person, signed_in):
    answer = signed_in(person(Role.CONTROLLER, blekinge)).get(url())
    assert answer.status_code == 200
    assert "empty-state" in answer.content.decode()


def test_the_queries_do_not_grow_with_the_years(blekinge, target, django_assert_max_num_queries):
    report(blekinge, first_year=2010, begun=70)
    with django_assert_max_num_queries(12):
        outlook.outlook(blekinge.region, Basis.SUBMITTED, TODAY)
