"""The regions compared: sums over healthcare regions, spread over those that have a figure, peers by size."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from indicators.actions import index as actions
from indicators.cost_index import Window
from indicators.models import Basis, CostReturn, Target
from indicators.queries import comparison, nation
from staffing.models import Population, Region, Role
from tests import factories
from values.period import Period

pytestmark = pytest.mark.django_db

URL = reverse("nation_compare")
CODES = {
    "08": ("Kalmar", 10),
    "10": ("Blekinge", 20),
    "12": ("Skåne", 30),
    "13": ("Halland", 40),
    "14": ("V. Götaland", 50),
}


@pytest.fixture
def roots(db):
    made = {code: factories.region_root(code, name) for code, (name, _agency) in CODES.items()}
    for place, (code, root) in enumerate(made.items()):
        Region.objects.filter(pk=root.region_id).update(healthcare_region="Södra" if code in {"10", "12"} else "Övriga")
        Population.objects.create(region=root.region, date="2018-06-30", inhabitants=100_000 * 2**place)
        for year in (2017, 2018):
            for number in range(1, 5):
                factories.counting_return(
                    root.region, f"{year}-K{number}", CODES[code][1] + (2017 - year), 1000 * (1 + place)
                )
    actions.rebuild()
    return made


def table():
    return nation.nation_table(Period.parse("2018-K4"), Window.R12, Basis.LOCKED)


def test_a_healthcare_region_is_the_sum_over_its_regions(roots):
    CostReturn.objects.filter(region__code="13", first_month="2018-10-01").delete()
    actions.rebuild()
    by_name = {one.name: one for one in comparison.groups(table())}
    south = by_name["Södra"]
    # (19 + 29) of (2 000 + 3 000) each quarter; a year before (20 + 30).
    assert (south.figure.ratio, south.change.points) == (Decimal("0.0096"), Decimal("-0.04"))
    others = by_name["Övriga"]
    assert [one.short_name for one in others.missing] == ["Halland"]
    assert others.figure.included == ("08", "14")
    assert others.figure.ratio == Decimal(9 + 49) / 6000


def test_the_spread_is_over_the_regions_that_have_a_figure_then(roots):
    points = {point.period.code: point.spread for point in comparison.spreads(table())}
    latest = points["2018-K4"]
    shares = sorted(
        Decimal(agency - 1) / (1000 * (1 + place)) * 100 for place, (_n, agency) in enumerate(CODES.values())
    )
    assert (latest.count, latest.low, latest.high, latest.median) == (5, shares[0], shares[-1], shares[2])
    assert points["2017-K3"] is None


def test_peers_are_the_nearest_in_times_and_the_own_one_is_marked(roots, person, signed_in):
    answer = signed_in(person(Role.CONTROLLER, roots["10"])).get(URL, {"period": "2018-K4"})
    assert answer.status_code == 200
    assert [(one.row.region.code, one.is_own) for one, _per_head in answer.context["peers"]] == [
        ("14", False),
        ("13", False),
        ("12", False),
        ("10", True),
        ("08", False),
    ]
    assert {one.row.region.code: per_head for one, per_head in answer.context["peers"]}["10"] == Decimal(76) / 200_000
    assert "Hälften av regionerna ligger mellan" in answer.content.decode()


def test_who_has_no_region_has_no_peers_and_who_has_no_role_no_page(roots, person, signed_in):
    answer = signed_in(person(Role.NATIONAL_COORDINATOR)).get(URL)
    assert (answer.status_code, answer.context["peers"]) == (200, [])
    assert signed_in(person()).get(URL).status_code == 404
    assert signed_in(person(Role.CONTROLLER, roots["10"])).get(URL, {"period": "1999-K1"}).status_code == 422


def test_nothing_reported_is_said(blekinge, person, signed_in):
    answer = signed_in(person(Role.CONTROLLER, blekinge)).get(URL)
    assert "empty-state" in answer.content.decode()


def test_the_queries_do_not_grow_with_the_regions(roots, person, signed_in, django_assert_max_num_queries):
    client = signed_in(person(Role.CONTROLLER, roots["10"]))
    client.get(URL)
    with django_assert_max_num_queries(16):
        client.get(URL)


def test_a_healthcare_region_says_whether_it_meets_the_target(roots, person, signed_in):
    Target.objects.create(ratio=Decimal("0.0095"), valid_from="2010-01-01")
    actions.rebuild()
    html = signed_in(person(Role.NATIONAL_COORDINATOR)).get(URL, {"period": "2018-K4"}).content.decode()
    of_groups = html[html.index('id="groups"') :].partition("</table>")[0]
    rows = {name: one for one in of_groups.split("<tr")[2:] for name in ("Södra", "Övriga") if name in one}
    # 0.96 % prints as 1.0 %, as does the target of 0.95 %, and misses it.
    assert "0,96" in rows["Södra"]
    assert "met-mark" not in rows["Södra"]
    Target.objects.update(ratio=Decimal("0.0097"))
    actions.rebuild()
    html = signed_in(person(Role.NATIONAL_COORDINATOR)).get(URL, {"period": "2018-K4"}).content.decode()
    assert "met-mark" in html[html.index('id="groups"') :].partition("Södra")[2].partition("</tr>")[0]
