"""The reference data's pages: who reads, who changes, what is refused, and that what stood there before is told."""

from __future__ import annotations

import datetime
import io

import pytest
from django.urls import reverse

from documents import sheets
from indicators.queries import costs, grid
from staffing import loading
from staffing.models import CareArea, Population, Profession, Region, RegionName, Role
from tests import factories

pytestmark = pytest.mark.django_db

TABLE = "population_upload"
DATE = {"date": "2025-12-31", "source": "SCB, Folkmängd 31 december 2025"}


@pytest.fixture
def loaded():
    loading.load()


@pytest.fixture
def administrator(person, signed_in):
    return signed_in(person(Role.ADMINISTRATOR))


def pasted(change=None, *, extra=""):
    numbers = dict.fromkeys(Region.objects.values_list("code", flat=True), "300 000") | (change or {})
    return "\n".join(["Länskod\tInvånare", *(f"{code}\t{number}" for code, number in numbers.items()), extra])


def url(name, **kwargs):
    return reverse(name, kwargs=kwargs or None)


def hidden(response):
    context = response.context
    return {**DATE, "pasted": context["pasted"], "seen": context["seen"], "write": "1"}


class TestPopulation:
    def test_one_is_added_and_figures_from_its_date_on_use_it(self, loaded, administrator):
        region = Region.objects.get(code="10")
        data = {"region": region.pk, "date": "2025-12-31", "inhabitants": "158 453", "source": "SCB"}
        assert administrator.post(url("population_create"), data).status_code == 302
        found = costs.populations([region.pk], datetime.date(2026, 9, 30))[region.pk]
        assert (found.inhabitants, found.date.isoformat()) == (158_453, "2025-12-31")
        assert costs.populations([region.pk], datetime.date(2025, 12, 30))[region.pk].date.year == 2015
        page = administrator.get(url("population_list")).content.decode()
        assert "158\xa0453" in page

    @pytest.mark.parametrize(
        ("field", "value"), [("inhabitants", "0"), ("inhabitants", "1,5"), ("source", ""), ("date", "2015-06-30")]
    )
    def test_what_does_not_hold_is_refused(self, loaded, administrator, field, value):
        data = {"region": Region.objects.get(code="10").pk, "date": "2025-12-31", "inhabitants": "9", "source": "SCB"}
        response = administrator.post(url("population_create"), {**data, field: value})
        assert response.status_code == 422
        assert Population.objects.count() == 21

    def test_a_correction_needs_a_reason_and_tells_what_was_before(self, loaded, administrator):
        one = Population.objects.get(region__code="10")
        before = one.inhabitants
        data = {"date": one.date.isoformat(), "inhabitants": "154 000", "source": "SCB", "version": one.version}
        there = url("population_edit", pk=one.pk)
        assert administrator.post(there, data).status_code == 422
        assert administrator.post(there, {**data, "reason": "Fel rad lästes"}).status_code == 302
        page = administrator.get(url("population_region", code="10")).content.decode()
        assert "Fel rad lästes" in page
        assert f"<del>{before}</del>" in page
        assert administrator.post(there, {**data, "inhabitants": "1", "reason": "x"}).status_code == 409
        loading.load()
        one.refresh_from_db()
        assert one.inhabitants == 154_000

    def test_the_lists_ask_the_same_however_much_there_is(self, loaded, administrator, django_assert_max_num_queries):
        for region in Region.objects.all():
            for year in range(2016, 2026):
                Population.objects.create(region=region, date=datetime.date(year, 12, 31), inhabitants=1)
        for name in ("population_list", "reference_data", "profession_list", "region_name_list"):
            with django_assert_max_num_queries(14):
                administrator.get(url(name))


class TestTable:
    def test_it_is_shown_and_written_when_that_is_confirmed(self, loaded, administrator):
        preview = administrator.post(url(TABLE), {**DATE, "pasted": pasted({"1": "2 500 000", "01": "2 500 000"})})
        assert preview.status_code == 422  # the same region twice
        preview = administrator.post(url(TABLE), {**DATE, "pasted": pasted({"01": "2 500 000"})})
        assert preview.status_code == 200
        assert Population.objects.count() == 21
        assert administrator.post(url(TABLE), hidden(preview)).status_code == 302
        assert Population.objects.get(region__code="01", date="2025-12-31").inhabitants == 2_500_000
        assert Population.objects.filter(source=DATE["source"]).count() == 21
        (told,) = administrator.get(url("population_list")).context["changes"]
        assert told.name.count("2025-12-31") == 21

    def test_a_workbook_is_read_with_the_code_as_a_number(self, loaded, administrator):
        rows = [[int(code), 300_000] for code in Region.objects.values_list("code", flat=True)]
        columns = (sheets.Column("Länskod", kind="number"), sheets.Column("Invånare", kind="number"))
        content = sheets.write_xlsx([sheets.TableSpec(title="Folkmängd", columns=columns, rows=rows)])
        file = io.BytesIO(content)
        file.name = "scb.xlsx"
        preview = administrator.post(url(TABLE), {**DATE, "file": file})
        assert preview.status_code == 200
        assert len(preview.context["rows"]) == 21

    @pytest.mark.parametrize(
        ("change", "extra", "code", "cell"),
        [
            ({"10": "många"}, "", "not_inhabitants", "B"),
            ({"10": ""}, "", "not_inhabitants", "B"),
            ({"10": "-3"}, "", "not_inhabitants", "B"),
            ({"99": "5"}, "", "unknown_region", "A"),
            ({}, "10 Blekinge\t7", "region_twice", "A"),
            ({}, "00 Riket\t7", "other_total", "B"),
        ],
    )
    def test_what_is_wrong_is_named_at_its_cell_and_nothing_is_written(
        self, loaded, administrator, change, extra, code, cell
    ):
        response = administrator.post(url(TABLE), {**DATE, "pasted": pasted(change, extra=extra)})
        assert response.status_code == 422
        (problem,) = response.context["problems"]
        assert problem.code == code
        assert problem.reference.startswith(cell)
        assert problem.reference in response.content.decode()
        assert Population.objects.count() == 21

    def test_all_regions_are_asked_for_and_the_nation_is_the_sum(self, loaded, administrator):
        rows = pasted().splitlines()
        response = administrator.post(url(TABLE), {**DATE, "pasted": "\n".join(rows[:-2])})
        (problem,) = response.context["problems"]
        assert (response.status_code, problem.code) == (422, "regions_missing")
        total = administrator.post(url(TABLE), {**DATE, "pasted": pasted(extra="00\t6 300 000")})
        assert total.status_code == 200

    @pytest.mark.parametrize("data", [{}, {"pasted": "x", "source": ""}, {"pasted": "x", "date": "i dag"}])
    def test_date_source_and_a_table_are_asked_for(self, loaded, administrator, data):
        assert administrator.post(url(TABLE), {**DATE, **data}).status_code == 422

    def test_who_was_second_looks_again(self, loaded, administrator):
        preview = administrator.post(url(TABLE), {**DATE, "pasted": pasted()})
        Population.objects.create(region=Region.objects.get(code="10"), date="2025-12-31", inhabitants=5)
        again = administrator.post(url(TABLE), hidden(preview))
        assert again.status_code == 409
        assert Population.objects.filter(date="2025-12-31").count() == 1
        assert administrator.post(url(TABLE), hidden(again)).status_code == 302
        assert Population.objects.get(region__code="10", date="2025-12-31").inhabitants == 300_000
        page = administrator.get(url("population_region", code="10")).content.decode()
        assert "<del>5</del>" in page

    def test_what_is_far_from_before_is_asked_about(self, loaded, administrator):
        preview = administrator.post(url(TABLE), {**DATE, "pasted": pasted({"10": "158"})})
        assert "Blekinge" in [row.region.short_name for row in preview.context["much"]]


class TestProfessions:
    def test_a_new_one_is_offered_in_the_grid_and_a_retired_one_is_not(self, loaded, administrator, blekinge):
        data = {"name_sv": "psykolog", "name_en": "psychologist", "has_care_area": "on", "order": "9"}
        assert administrator.post(url("profession_create"), data).status_code == 302
        made = Profession.objects.get(code="psychologist")
        assert made.pk in {place.profession_id for place in grid._places([])}
        edit = {**data, "version": made.version, "is_retired": "on", "reason": "Används inte"}
        assert administrator.post(url("profession_edit", pk=made.pk), edit).status_code == 302
        assert made.pk not in {place.profession_id for place in grid._places([])}
        assert "Används inte" in administrator.get(url("profession_list")).content.decode()

    def test_a_name_is_given_once(self, loaded, administrator):
        data = {"name_sv": "Läkare", "name_en": "physician", "order": "9"}
        assert administrator.post(url("profession_create"), data).status_code == 422
        assert Profession.objects.count() == 3

    def test_by_care_area_or_not_stands_once_it_is_used(self, loaded, administrator, blekinge):
        doctor = Profession.objects.get(code="doctor")
        assert "has_care_area" in administrator.get(url("profession_edit", pk=doctor.pk)).context["form"].fields
        factories.MeasureFactory().professions.add(doctor)
        assert "has_care_area" not in administrator.get(url("profession_edit", pk=doctor.pk)).context["form"].fields

    def test_a_care_area_is_renamed_and_loading_again_keeps_the_name(self, loaded, administrator):
        one = CareArea.objects.get(code="somatic")
        data = {"name_sv": "somatisk vård", "name_en": "somatic care", "version": one.version, "reason": "Nytt ord"}
        assert administrator.post(url("care_area_edit", pk=one.pk), data).status_code == 302
        loading.load()
        one.refresh_from_db()
        assert one.name_sv == "somatisk vård"
        assert "<del>" in administrator.get(url("care_area_edit", pk=one.pk)).content.decode()


class TestNames:
    def test_a_new_name_ends_the_one_before(self, loaded, administrator):
        there = url("region_name_create", code="10")
        assert administrator.post(there, {"name": "Region Sydost", "valid_from": "2028-01-01"}).status_code == 302
        before, now = RegionName.objects.filter(region__code="10").order_by("-valid_from")[:2][::-1]
        assert (before.valid_to.isoformat(), now.valid_to) == ("2027-12-31", None)
        assert administrator.post(there, {"name": "X", "valid_from": "2027-01-01"}).status_code == 422
        edit = {"name": "Region Sydost", "valid_from": "2028-07-01", "version": now.version, "reason": "Senare"}
        assert administrator.post(url("region_name_edit", pk=now.pk), edit).status_code == 302
        before.refresh_from_db()
        assert before.valid_to.isoformat() == "2028-06-30"
        edit = {**edit, "valid_from": "2001-01-01", "version": now.version + 1}
        assert administrator.post(url("region_name_edit", pk=now.pk), edit).status_code == 422
        loading.load()
        before.refresh_from_db()
        assert before.valid_to.isoformat() == "2028-06-30"


class TestRights:
    def test_the_nations_roles_read_and_only_administrators_change(self, loaded, person, signed_in, blekinge):
        for role in (Role.NATIONAL_COORDINATOR, Role.AUDITOR):
            client = signed_in(person(role))
            assert client.get(url("population_list")).status_code == 200
            assert url(TABLE) not in client.get(url("population_list")).content.decode()
            assert client.post(url(TABLE), {**DATE, "pasted": pasted()}).status_code == 403
        controller = signed_in(person(Role.CONTROLLER, blekinge))
        assert controller.get(url("population_list")).status_code == 403

    def test_the_tab_and_the_menu_lead_there(self, loaded, person, signed_in):
        page = signed_in(person(Role.NATIONAL_COORDINATOR)).get("/").content.decode()
        assert url("reference_data") in page
        assert url("reference_data") in signed_in(person(Role.ADMINISTRATOR)).get(url("user_list")).content.decode()
