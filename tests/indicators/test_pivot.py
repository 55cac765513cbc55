"""Costs by two dimensions: totals that are the breakdowns', and what is not reported told from zero."""

from __future__ import annotations

import io
from decimal import Decimal
from itertools import permutations

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from indicators.actions import index as actions
from indicators.models import Basis, CostLine, CostReturn
from indicators.queries import breakdowns, pivot
from indicators.queries.breakdowns import Dimension
from staffing.models import Role
from tests import factories
from values.period import Period

pytestmark = pytest.mark.django_db

URL = reverse("index_pivot", kwargs={"code": "10"})
YEAR = Period.parse("2018")


@pytest.fixture
def hospital(blekinge):
    hospital = factories.OrganisationFactory(parent=blekinge, name="Sjukhuset")
    clinic = factories.OrganisationFactory(parent=hospital, name="Kliniken", level="department")
    for number in range(1, 5):
        made = factories.counting_return(blekinge.region, f"2018-K{number}", 0)
        CostLine.objects.filter(cost_return=made).delete()
        for organisation, profession, kind, amount in (
            (clinic, "doctor", "agency", 10),
            (hospital, "nurse", "agency", 5),
            (clinic, "nurse", "own", 100),
            (blekinge, "doctor", "own", 200),
            (blekinge, "nurse", "agency", 0),
        ):
            factories.cost_line(
                made, kind, amount, organisation=organisation, profession=factories.profession(profession)
            )
    actions.rebuild()
    return hospital


def test_each_total_is_that_of_the_breakdown(hospital, blekinge):
    for rows, columns in permutations(Dimension, 2):
        found = pivot.pivot(blekinge.region, YEAR, rows, columns, Basis.SUBMITTED)
        parts = {
            part.key: part.cost for part in breakdowns.breakdown_by(blekinge.region, YEAR, rows, Basis.SUBMITTED).parts
        }
        for key in found.rows:
            total = found.row_total(key)
            assert (total.agency_sek or 0, total.own_sek or 0) == (parts[key].agency_sek, parts[key].own_sek)
        assert (found.total.agency_sek, found.total.own_sek) == (60, 1200)
        assert sum((found.column_total(key).agency_sek or 0) for key in found.columns) == 60


def test_not_reported_is_not_zero(hospital, blekinge):
    found = pivot.pivot(blekinge.region, YEAR, Dimension.ORGANISATION, Dimension.PROFESSION, Basis.SUBMITTED)
    doctor, nurse = (str(factories.profession(code).pk) for code in ("doctor", "nurse"))
    assert found.cells[str(hospital.pk), doctor].own_sek is None
    assert found.cells[str(hospital.pk), doctor].ratio is None
    assert found.cells[str(hospital.pk), nurse].ratio == Decimal("0.05")
    assert found.cells[str(blekinge.pk), nurse].agency_sek == 0
    assert found.cells[str(blekinge.pk), doctor].agency_sek is None


def test_the_page(hospital, blekinge, person, signed_in):
    client = signed_in(person(Role.CONTROLLER, blekinge))
    for figure in ("agency", "own", "ratio"):
        answer = client.get(URL, {"period": "2018-K4", "window": "r12", "figure": figure})
        assert answer.status_code == 200
        assert next(label for label, _values, _total in answer.context["lines"]) == "Sjukhuset"
    assert answer.context["total"] == Decimal(60) / 1200
    assert client.get(URL, {"rows": "profession", "columns": "profession"}).status_code == 422
    assert client.get(URL, {"figure": "x"}).status_code == 422
    CostReturn.objects.filter(first_month="2018-04-01").delete()
    actions.rebuild()
    answer = client.get(URL, {"period": "2018-K4", "window": "r12"})
    assert answer.context["pivot"].missing == ("2018-K2",)


def test_the_table_as_a_file_holds_what_the_page_shows(hospital, blekinge, person, signed_in):
    client = signed_in(person(Role.CONTROLLER, blekinge))
    chosen = {"period": "2018-K4", "window": "r12", "figure": "ratio"}
    page = client.get(URL, chosen)
    address = reverse("index_pivot_export", kwargs={"code": "10", "file_type": "csv"})
    assert f"{address}?{page.context['choice']}" in page.content.decode().replace("&amp;", "&")
    lines = client.get(f"{address}?{page.context['choice']}").content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == ["Sjukhuset", page.context["lines"][1][0], "Totalt"]
    assert lines[1].split(";")[-1] == "15,000"
    assert lines[-1].split(";")[-1] == "5,000"
    assert "" in lines[2].split(";"), "what is not reported is an empty cell"
    sheet = load_workbook(io.BytesIO(client.get(address.replace("csv", "xlsx"), chosen | {"figure": "agency"}).content))
    assert [cell.value for cell in list(sheet.worksheets[0].rows)[-1]][-1] == 60
    assert client.get(address.replace("csv", "pdf"), chosen).status_code == 404
    assert client.get(address, {"rows": "profession", "columns": "profession"}).status_code == 404
    assert client.get(address, {"period": "2017-K4", "window": "r12"}).status_code == 404


def test_nothing_reported(blekinge, person, signed_in):
    answer = signed_in(person(Role.CONTROLLER, blekinge)).get(URL)
    assert answer.status_code == 200
    assert "empty-state" in answer.content.decode()


def test_one_dimension_is_refused_and_the_queries_are_few(hospital, blekinge, django_assert_max_num_queries):
    with pytest.raises(ValueError, match="one dimension"):
        pivot.pivot(blekinge.region, YEAR, Dimension.PROFESSION, Dimension.PROFESSION, Basis.SUBMITTED)
    with django_assert_max_num_queries(5):
        pivot.pivot(blekinge.region, YEAR, Dimension.ORGANISATION, Dimension.PROFESSION, Basis.SUBMITTED)
