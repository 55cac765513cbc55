"""The map of measures and regions, and the association with the index, which counts what is known and proves nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from indicators.actions import index as index_actions
from plans import association
from plans.uptake import Row, Uptake
from staffing.models import Role
from tests import factories

USES, PLANS, NOT = Uptake.IN_PROGRESS, Uptake.PLANNED, Uptake.NOT_REPORTED
URL = reverse("measure_map")


def row(**uptakes):
    return Row(tuple(uptakes.items()))


def test_users_and_others_are_compared_by_their_medians_among_the_regions_whose_change_is_known():
    rows = {
        1: row(a=USES, b=Uptake.INTRODUCED, c=USES, d=NOT, e=PLANS, f=NOT, g=USES),
        2: row(a=USES, b=USES, c=NOT, d=NOT, e=NOT, f=NOT, g=USES),
        3: row(a=NOT, b=NOT, c=NOT, d=USES, e=USES, f=USES, g=NOT),
    }
    changes = {
        code: Decimal(points) for code, points in zip("abcdef", ("-3", "-1", "-2", "-1.5", "0.5", "-0.1"), strict=True)
    }
    first, second = association.associations(rows, changes)
    assert (first.measure, first.using, first.using_points) == (1, 3, Decimal(-2))
    assert (first.others, first.others_points, first.difference) == (3, Decimal("-0.1"), Decimal("-1.9"))
    assert (second.measure, second.difference) == (3, Decimal("1.9"))


def test_nothing_is_said_of_a_measure_that_nearly_all_use():
    assert association.associations({1: row(a=USES, b=USES, c=USES, d=NOT)}, dict.fromkeys("abcd", Decimal(-1))) == ()


@pytest.fixture
def measure(db):
    return factories.MeasureFactory()


def using(region_root, measure, progress="in_progress"):
    plan = factories.PlanFactory(organisation=region_root, adopted=True)
    factories.ActivityFactory(plan=plan, measure=measure, progress=progress)


def test_the_page_tells_each_cell_in_words_and_the_association(measure, person, signed_in):
    names = ("Uppsala", "Sörmland", "Östergötland", "Kalmar", "Blekinge", "Skåne")
    roots = [factories.region_root(f"{place + 3:02}", name) for place, name in enumerate(names)]
    for place, root in enumerate(roots):
        if place < 3:
            using(root, measure)
        for year in (2017, 2018):
            for number in range(1, 5):
                factories.counting_return(
                    root.region, f"{year}-K{number}", 30 + (year - 2017) * (-1 if place < 3 else 1)
                )
    index_actions.rebuild()
    answer = signed_in(person(Role.CONTROLLER, roots[0])).get(URL)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count('<span class="visually-hidden">pågår</span>') == 3
    [(found, _measure)] = answer.context["associations"]
    assert (found.using, found.using_points, found.others, found.others_points) == (
        3,
        Decimal("-0.1"),
        3,
        Decimal("0.1"),
    )
    assert (answer.context["fell"], answer.context["known"]) == (3, 6)


def test_the_own_region_stands_first(measure, person, signed_in):
    roots = [
        factories.region_root(code, name) for code, name in (("08", "Kalmar"), ("10", "Blekinge"), ("12", "Skåne"))
    ]
    using(roots[1], measure)
    answer = signed_in(person(Role.MANAGER, roots[1])).get(URL)
    assert [code for code, _name, _is_own in answer.context["regions"]] == ["10", "08", "12"]
    [(_area, [line])] = answer.context["groups"]
    assert [word for _dot, word in line["cells"]] == ["pågår", "ej redovisad", "ej redovisad"]
    html = answer.content.decode()
    assert html.index(">Blekinge</span>") < html.index(">Kalmar</span>")


def test_drafts_are_nobodys_to_see_and_strangers_see_nothing(measure, blekinge, person, signed_in):
    plan = factories.PlanFactory(organisation=blekinge)
    factories.ActivityFactory(plan=plan, measure=measure, progress="done", completed_date="2026-01-01")
    answer = signed_in(person(Role.PROCESS_LEADER, blekinge)).get(URL)
    [(_area, [line])] = answer.context["groups"]
    assert line["introduced"] == 0
    assert signed_in(person()).get(URL).status_code == 404


def test_the_queries_do_not_grow_with_the_measures(blekinge, person, signed_in, django_assert_max_num_queries):
    client = signed_in(person(Role.CONTROLLER, blekinge))
    for _more in range(6):
        using(blekinge, factories.MeasureFactory())
    client.get(URL)
    with django_assert_max_num_queries(16):
        client.get(URL)
