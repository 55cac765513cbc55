"""The nation's page: 21 regions on one basis, the missing named, the own one first, and the table as a file."""

import io
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from indicators.actions import index as actions
from indicators.cost_index import Window
from indicators.models import Basis, CostReturn, ReturnState, Target
from indicators.queries import index as queries
from indicators.queries import nation
from staffing.models import Population, Role
from tests import factories
from values.period import Period

URL = reverse("nation_index")
REGIONS = {"01": "Stockholm", "08": "Kalmar", "10": "Blekinge", "12": "Skåne", "22": "Ångermanland", "24": "Ö-region"}


def report(root, years=(2017, 2018), agency="25"):
    for year in years:
        for number in range(1, 5):
            factories.counting_return(root.region, f"{year}-K{number}", agency)


@pytest.fixture
def regions(db):
    Target.objects.create(ratio=Decimal("0.02"), valid_from="2010-01-01")
    roots = {code: factories.region_root(code, name) for code, name in REGIONS.items()}
    for place, root in enumerate(roots.values()):
        Population.objects.create(region=root.region, date="2018-06-30", inhabitants=1000 * (place + 1))
        report(root, agency=str(10 + place * 5))
    actions.rebuild()
    return roots


def shown(answer):
    return [one.row.region.code for one in answer.context["region_rows"]]


def test_everyone_with_a_role_sees_the_nation_and_nobody_else(regions, person, signed_in):
    assert signed_in(person(Role.CONTROLLER, regions["10"])).get(URL).status_code == 200
    assert signed_in(person(Role.NATIONAL_COORDINATOR)).get(URL).status_code == 200
    assert signed_in(person()).get(URL).status_code == 404
    assert signed_in(person()).get(reverse("index_export", args=["csv"])).status_code == 404


def test_an_empty_nation_says_what_will_come(person, signed_in, blekinge):
    answer = signed_in(person(Role.CONTROLLER, blekinge)).get(URL)
    assert answer.status_code == 200
    assert "empty-state" in answer.content.decode()


def test_the_sum_is_over_those_that_have_a_figure_and_the_others_are_named(regions, person, signed_in):
    CostReturn.objects.filter(region__code="08", first_month="2018-10-01").delete()
    actions.rebuild()
    table = nation.nation_table(Period.parse("2018-K4"), Window.R12, Basis.LOCKED)
    assert (table.figure.agency_sek, table.figure.own_sek) == (4 * (10 + 20 + 25 + 30 + 35), 5 * 4000)
    assert [(row.region.code, row.figure.missing) for row in table.missing_rows] == [("08", ("2018-K4",))]
    text = signed_in(person(Role.NATIONAL_COORDINATOR)).get(URL, {"period": "2018-K4"}).content.decode()
    assert "2018-K4" in text
    assert "Kalmar" in text


def test_an_incomplete_nation_is_no_verdict(regions, person, signed_in):
    Target.objects.update(ratio=Decimal("0.05"))
    actions.rebuild()
    client = signed_in(person(Role.NATIONAL_COORDINATOR))

    def nation_row():
        text = client.get(URL, {"period": "2018-K4"}).content.decode()
        return text.partition('class="total-row"')[2].partition("</tr>")[0]

    assert "når målet" in nation_row()
    CostReturn.objects.filter(region__code="08", first_month="2018-10-01").delete()
    actions.rebuild()
    assert "når målet" not in nation_row()
    assert "5 av 6 regioner" in nation_row()


def test_the_change_is_over_the_regions_that_have_both_years(regions):
    CostReturn.objects.filter(region__code="24", first_month__year=2017).delete()
    CostReturn.objects.filter(region__code="01", first_month__year=2018).delete()
    actions.rebuild()
    table = nation.nation_table(Period.parse("2018"), Window.PERIOD, Basis.LOCKED)
    assert table.change_region_count == 4
    assert (table.change.sek, table.change.points) == (0, 0)


def test_too_few_regions_are_a_gap_and_not_the_period_shown_first(regions, person, signed_in):
    factories.counting_return(regions["10"].region, "2019-K1", "5000")
    actions.rebuild()
    series = queries.region_series(None, Window.R12, Basis.LOCKED)
    assert series[-1].period == Period.parse("2019-K1")
    assert series[-1].figure.included == ("10",)
    assert series[-1].ratio_percent is None
    verdict = queries.region_verdict(None, Basis.LOCKED, timezone.localdate())
    assert verdict.figure.period.code == "2018-K4"
    answer = signed_in(person(Role.NATIONAL_COORDINATOR)).get(URL)
    assert answer.context["table"].period == Period.parse("2018-K4")


def test_only_the_nations_roles_see_what_is_not_locked(regions, person, signed_in):
    CostReturn.objects.filter(region__code="08", first_month__year=2018).update(
        state=ReturnState.SUBMITTED, locked_at=None, counts_locked=False
    )
    actions.rebuild()
    region = signed_in(person(Role.CONTROLLER, regions["08"])).get(URL, {"period": "2018-K4"})
    coordinator = signed_in(person(Role.NATIONAL_COORDINATOR)).get(URL, {"period": "2018-K4"})
    assert "08" in region.context["table"].left_out
    assert "08" not in coordinator.context["table"].left_out


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["10", "08", "12", "01", "22", "24"]),
        ("-ratio", ["10", "24", "22", "12", "08", "01"]),
        ("cost", ["10", "01", "08", "12", "22", "24"]),
        ("inhabitant", ["10", "24", "22", "12", "08", "01"]),
        ("nonsense", ["10", "08", "12", "01", "22", "24"]),
    ],
)
def test_the_own_region_is_first_whatever_the_order(regions, person, signed_in, sort, order):
    if sort == "inhabitant":
        Population.objects.all().delete()
        for place, root in enumerate(regions.values()):
            Population.objects.create(region=root.region, date="2018-06-30", inhabitants=10 ** (place + 1))
    answer = signed_in(person(Role.CONTROLLER, regions["10"])).get(URL, {"sort": sort})
    assert shown(answer) == order
    assert [one.is_own for one in answer.context["region_rows"]] == [True] + [False] * 5
    assert answer.content.decode().count("aria-sort=") == 1


def test_a_revision_is_shown_with_the_figures_before_and_now(regions, person, signed_in):
    first = CostReturn.objects.get(region__code="10", first_month="2018-10-01")
    CostReturn.objects.filter(pk=first.pk).update(counts_submitted=False, counts_locked=False)
    factories.counting_return(regions["10"].region, "2018-K4", "30", number=2, reason="Dubbel faktura")
    actions.rebuild()
    (revision,) = nation.revised_since(timezone.localdate(), Basis.LOCKED)
    assert (revision.agency_before_sek, revision.agency_sek) == (20, 30)
    assert (revision.ratio_before, revision.ratio) == (Decimal("0.02"), Decimal("0.03"))
    assert "Dubbel faktura" in signed_in(person(Role.CONTROLLER, regions["08"])).get(URL).content.decode()
    assert nation.revised_since(timezone.localdate().replace(year=timezone.localdate().year + 1), Basis.LOCKED) == ()


def test_the_files_hold_numbers_of_sensible_length_and_marks_example_data(regions, person, signed_in):
    CostReturn.objects.filter(region__code="10").update(is_example=True)
    actions.rebuild()
    client = signed_in(person(Role.CONTROLLER, regions["10"]))
    answer = client.get(reverse("index_export", args=["xlsx"]), {"period": "2018-K4", "window": "r12"})
    assert answer["Content-Disposition"] == 'attachment; filename="index-riket-2018-k4-r12.xlsx"'
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    blekinge = next(row for row in cells if row[0] == "10")
    assert blekinge[2:4] == [80, 4000]
    assert (blekinge[4], blekinge[10]) == (2, pytest.approx(80 / 3000, abs=0.005))
    row = next(row for row in sheet.iter_rows() if row[0].value == "10")
    assert [row[at].number_format for at in (4, 9, 10)] == ["#,##0.000", "#,##0.000", "#,##0.00"]
    assert cells[-1][10] == pytest.approx(4 * 135 / 21000, abs=0.005)
    assert any("xempeldata" in str(value) or "xample data" in str(value) for row in cells[:2] for value in row)
    assert cells[-1][0] == "SE"
    csv = client.get(reverse("index_export", args=["csv"]), {"period": "2018-K4"}).content.decode("utf-8-sig")
    assert "10;Blekinge;80" in csv
    assert "2,000;2,000;" in csv.split("10;Blekinge;")[1].splitlines()[0]
    assert " %;" not in csv
    assert client.get(reverse("index_export", args=["pdf"])).status_code == 404
    assert client.get(reverse("index_export", args=["csv"]), {"period": "2018-K9"}).status_code == 404


@pytest.mark.parametrize("role", [Role.NATIONAL_COORDINATOR, Role.CONTROLLER])
def test_the_queries_do_not_grow_with_regions_or_years(regions, person, signed_in, role, django_assert_max_num_queries):
    for number in range(13, 22):
        report(factories.region_root(f"{number}", f"Region {number}"), years=(2015, 2016, 2017, 2018))
    actions.rebuild()
    client = signed_in(person(role, None if role == Role.NATIONAL_COORDINATOR else regions["10"]))
    client.get(URL)
    with django_assert_max_num_queries(15):
        assert client.get(URL).status_code == 200
