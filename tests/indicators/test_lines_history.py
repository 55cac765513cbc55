"""What the history of a return says that its lines were before a save."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from indicators import cost_lines, lines_history
from indicators.actions import returns as actions
from indicators.cost_lines import LineRow
from indicators.models import LineSource
from indicators.queries import returns as queries
from staffing.models import Role
from tests import factories
from values.period import Period

amounts = st.decimals(min_value=-1000, max_value=1000, places=2)
hours = st.none() | st.decimals(min_value=0, max_value=1000, places=2)
keys = st.tuples(st.integers(1, 3), st.integers(1, 2), st.none() | st.just(1), st.sampled_from(["agency", "own"]))
line_sets = st.dictionaries(keys, st.tuples(amounts, hours), max_size=8)


def rows(lines):
    return [LineRow(*key, False, amount, hired_hours=hours) for key, (amount, hours) in lines.items()]


@given(line_sets, line_sets)
def test_the_sums_before_are_those_of_the_lines_before(before, after):
    before, after = rows(before), rows(after)
    changes = [one.as_json() for one in cost_lines.differences(before, after)]
    found = lines_history.totals_before(cost_lines.totals(after), changes)
    assert found == (cost_lines.totals(before) if changes else None)


@pytest.mark.django_db
def test_the_page_says_old_and_new_number_of_lines_and_the_sum_that_changed(blekinge, person, signed_in):
    division = factories.OrganisationFactory(parent=blekinge)
    made = actions.open_return(region=blekinge.region, period=Period.parse("2016-K4"), by=None)

    def line(place, amount, kind="agency"):
        profession, area = factories.profession().pk, factories.care_area().pk
        return LineRow(place.pk, profession, area, kind, is_correction=False, amount_sek=Decimal(amount))

    first = [line(blekinge, 10), line(blekinge, 500, "own")]
    made = actions.replace_lines(cost_return=made, version=1, lines=first, by=None)
    second = [line(blekinge, 15), line(blekinge, 500, "own"), line(division, 7)]
    made = actions.replace_lines(cost_return=made, version=made.version, lines=second, by=None)
    with translation.override("en"):
        latest, earliest = queries.history_of(made, queries.labels_for())[:2]
    told = [(one.old, one.new) for one in latest.fields]
    assert told[:2] == [("2 lines", "3 lines"), ("10\xa0SEK", "22\xa0SEK")]
    assert not any("500" in old for old, _new in told)
    assert [(one.old, one.new[:7]) for one in earliest.fields] == [("", "2 lines")]
    client = signed_in(person(Role.CONTROLLER, blekinge))
    page = client.get(reverse("cost_return_detail", kwargs={"code": "10", "pk": made.pk}))
    assert page.status_code == 200


@pytest.mark.django_db
def test_a_file_is_named_and_an_unchanged_number_of_lines_is_not_told(blekinge):
    made = actions.open_return(region=blekinge.region, period=Period.parse("2016-K4"), by=None)
    place = (blekinge.pk, factories.profession().pk, factories.care_area().pk, "agency")
    for amount, name in ((10, "q4.xlsx"), (15, "q4 rättad.xlsx")):
        lines = [LineRow(*place, is_correction=False, amount_sek=Decimal(amount))]
        made = actions.replace_lines(
            cost_return=made, version=made.version, lines=lines, source=LineSource.FILE, filename=name, by=None
        )
    with translation.override("en"):
        latest, earliest = queries.history_of(made, queries.labels_for())[:2]
    assert latest.notes == ("From the file q4 rättad.xlsx",)
    assert not any("line" in one.old for one in latest.fields)
    assert earliest.notes == ("From the file q4.xlsx",)
