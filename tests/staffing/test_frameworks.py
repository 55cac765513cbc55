"""Framework agreements: read by zone and rank, kept by one, changed by version once a hire refers to them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from documents import sheets
from staffing import editing, framework_queries
from staffing.actions import frameworks as actions
from staffing.framework_changes import Group
from staffing.models import (
    FrameworkAgreement,
    FrameworkPrice,
    FrameworkSupplier,
    HireRequest,
    Organisation,
    PriceZone,
    Role,
    Speciality,
    User,
    ZonedOrganisation,
)
from tests import factories
from tests.staffing.test_hire_stops import request_in

LIST = "/bemanning/ramavtal/"
DAY = datetime.date(2024, 1, 1)
pytestmark = pytest.mark.django_db
TERMS = {
    "name": "Regionens ramavtal",
    "reference": "RS 2024/17",
    "valid_from": "2024-01-01",
    "valid_to": "",
    "allocation": "ranked",
    "urgent_allocation": "first_come",
    "response_working_days": "5",
    "urgent_within_days": "35",
    "longest_months": "",
    "quarantine_months": "12",
    "terms": "Introduktion ingår.",
    "source": "",
}


@pytest.fixture
def leader(person: Callable[..., User], signed_in: Callable[[User], Client], blekinge: Organisation) -> Client:
    return signed_in(person(Role.PROCESS_LEADER, blekinge))


@pytest.fixture
def coordinator(person: Callable[..., User], signed_in: Callable[[User], Client]) -> Client:
    return signed_in(person(Role.NATIONAL_COORDINATOR))


@pytest.fixture
def agreement(blekinge: Organisation) -> FrameworkAgreement:
    """Return an agreement with a supplier, two zones and three prices."""
    made = FrameworkAgreement.objects.create(
        name="Ramavtal", region=blekinge.region, valid_from=DAY, allocation="ranked"
    )
    doctor = factories.profession()
    near = PriceZone.objects.create(agreement=made, name="Kust", order=1)
    far = PriceZone.objects.create(agreement=made, name="Inland", order=2)
    ZonedOrganisation.objects.create(agreement=made, zone=near, organisation=blekinge)
    FrameworkSupplier.objects.create(agreement=made, name="Exempelbemanning Nord", rank=1)
    general = Speciality.objects.create(code="general", profession=doctor, name_sv="allmänmedicin")
    for speciality, zone, price in ((None, near, 1_100), (None, far, 1_200), (general, near, 1_050)):
        FrameworkPrice.objects.create(
            agreement=made, profession=doctor, speciality=speciality, zone=zone, price_sek_per_hour=price
        )
    return made


def key_of(agreement: FrameworkAgreement, zone: str, speciality: int | None = None) -> tuple[int, int | None, int]:
    return factories.profession().pk, speciality, agreement.zones.get(name=zone).pk


class TestKeeping:
    def test_a_leader_makes_the_regions_and_the_coordinator_the_nations(
        self, leader: Client, coordinator: Client, blekinge: Organisation
    ) -> None:
        assert leader.post(f"{LIST}nytt/", {**TERMS, "response_working_days": "fem"}).status_code == 422
        assert leader.post(f"{LIST}nytt/", {**TERMS, "valid_to": "2023-01-01"}).status_code == 422
        assert leader.post(f"{LIST}nytt/", TERMS).status_code == 302
        assert leader.get(f"{LIST}nytt/?nation=1").status_code == 403
        assert coordinator.post(f"{LIST}nytt/?nation=1", {**TERMS, "name": "Nationellt"}).status_code == 302
        owners = dict(FrameworkAgreement.objects.values_list("name", "region"))
        assert owners == {"Regionens ramavtal": blekinge.region_id, "Nationellt": None}

    def test_everyone_reads_the_nations_and_only_the_region_its_own(
        self, agreement: FrameworkAgreement, coordinator: Client, kalmar: Organisation, person, signed_in
    ) -> None:
        national = FrameworkAgreement.objects.create(name="Nationellt", valid_from=DAY, allocation="time_continuity")
        neighbour = signed_in(person(Role.PROCESS_LEADER, kalmar))
        assert [row.agreement for row in neighbour.get(LIST).context["rows"]] == [national]
        assert neighbour.get(f"{LIST}{agreement.pk}/").status_code == 404
        assert neighbour.get(f"{LIST}{national.pk}/").status_code == 200
        assert neighbour.get(f"{LIST}{national.pk}/andra/").status_code == 403
        assert coordinator.get(f"{LIST}{agreement.pk}/").status_code == 404

    def test_the_detail_shows_the_list_by_zone_in_few_queries(
        self, leader: Client, agreement: FrameworkAgreement, django_assert_max_num_queries
    ) -> None:
        with django_assert_max_num_queries(50):
            page = leader.get(f"{LIST}{agreement.pk}/")
        table = page.context["prices"]
        assert table.names == ["Kust", "Inland"]
        assert [row.prices for row in table.rows] == [[1_100, 1_200], [1_050, None]]

    def test_the_second_of_two_writers_gets_409(self, leader: Client, agreement: FrameworkAgreement) -> None:
        address = f"{LIST}{agreement.pk}/andra/"
        assert leader.post(address, TERMS).status_code == 400
        assert leader.post(address, {**TERMS, "version": 1}).status_code == 302
        assert leader.post(address, {**TERMS, "version": 1, "name": "Mitt"}).status_code == 409
        prices = f"{LIST}{agreement.pk}/priser/"
        name = "price_{}_0_{}".format(*(key_of(agreement, "Kust")[index] for index in (0, 2)))
        answer = leader.post(prices, {"version": 1, name: "999"})
        assert answer.status_code == 409
        assert next(row["mine"] for row in answer.context["conflicts"]) == "999"
        assert agreement.prices.count() == 3


class TestParts:
    def test_suppliers_change_places(self, leader: Client, agreement: FrameworkAgreement) -> None:
        FrameworkSupplier.objects.create(agreement=agreement, name="Exempelbemanning Syd", rank=2)
        address = f"{LIST}{agreement.pk}/leverantorer/"
        rows = {"name_0": "Exempelbemanning Nord", "rank_0": "2", "name_1": "Exempelbemanning Syd", "rank_1": "2"}
        assert leader.post(address, {**rows, "version": 1}).status_code == 422
        assert leader.post(address, {**rows, "rank_1": "1", "version": 1}).status_code == 302
        assert dict(agreement.suppliers.values_list("name", "rank")) == {
            "Exempelbemanning Nord": 2,
            "Exempelbemanning Syd": 1,
        }

    def test_a_zone_with_prices_stays(
        self, leader: Client, agreement: FrameworkAgreement, blekinge: Organisation
    ) -> None:
        address = f"{LIST}{agreement.pk}/zoner/"
        named = {"zone_0": "Kusten", "zone_1": "", "version": 1, f"place_{blekinge.pk}": "0"}
        refused = leader.post(address, named)
        assert refused.status_code == 422
        assert ZonedOrganisation.objects.filter(agreement=agreement).count() == 1
        assert leader.post(address, {**named, "zone_1": "Inland", "zone_2": "Öar"}).status_code == 302
        assert list(agreement.zones.values_list("name", flat=True)) == ["Kusten", "Inland", "Öar"]

    def test_prices_are_written_in_the_grid(self, leader: Client, agreement: FrameworkAgreement) -> None:
        address = f"{LIST}{agreement.pk}/priser/"
        doctor, _, zone = key_of(agreement, "Kust")
        name = f"price_{doctor}_0_{zone}"
        assert leader.post(address, {"version": 1, name: "gratis"}).status_code == 422
        assert leader.post(address, {"version": 1, name: "0"}).status_code == 422
        assert leader.post(address, {"version": 1, name: "1 150,50"}).status_code == 302
        assert [price.price_sek_per_hour for price in agreement.prices.all()] == [Decimal("1150.50")]
        assert "1 100" in leader.get(f"{LIST}{agreement.pk}/").content.decode().replace("\u00a0", " ")


class TestTable:
    def post(self, client: Client, agreement: FrameworkAgreement, text: str):
        return client.post(f"{LIST}{agreement.pk}/priser/tabell/", {"pasted": text})

    def test_a_table_fills_the_grid_and_is_saved_there(self, leader: Client, agreement: FrameworkAgreement) -> None:
        page = self.post(leader, agreement, "Yrkesgrupp\tSpecialitet\tKust\tInland\ndoctor\tAllmänmedicin\t1 111,5\t\n")
        assert page.status_code == 200
        assert agreement.prices.get(speciality__isnull=False).price_sek_per_hour == 1_050
        form = page.context["form"]
        typed = {name: form[name].value() for name in form.fields if form[name].value()}
        assert leader.post(f"{LIST}{agreement.pk}/priser/", typed).status_code == 302
        assert [price.price_sek_per_hour for price in agreement.prices.all()] == [Decimal("1111.5")]

    def test_a_workbook_is_read(self, leader: Client, agreement: FrameworkAgreement) -> None:
        columns = [sheets.Column(name) for name in ("Yrkesgrupp", "Kust", "Inland")]
        content = sheets.write_xlsx(
            [sheets.TableSpec(title="Priser", columns=columns, rows=[["doctor", "900", "950"]])]
        )
        file = SimpleUploadedFile("priser.xlsx", content)
        page = leader.post(f"{LIST}{agreement.pk}/priser/tabell/", {"file": file})
        assert page.status_code == 200
        assert len(page.context["form"].table) >= 1

    @pytest.mark.parametrize(
        ("rows", "code", "reference"),
        [
            ("tandläkare;1000;1000", "unknown_profession", "A2"),
            ("doctor;gratis;1000", "not_a_price", "B2"),
            ("doctor;1.234;1000", "two_numbers", "B2"),
            ("doctor;-5;1000", "not_a_price", "B2"),
            ("doctor;1000;1000\ndoctor;900;900", "row_twice", "A3"),
        ],
    )
    def test_what_is_wrong_is_named_by_its_cell(
        self, leader: Client, agreement: FrameworkAgreement, rows: str, code: str, reference: str
    ) -> None:
        page = self.post(leader, agreement, f"Yrkesgrupp;Kust;Inland\n{rows}\n")
        assert page.status_code == 422
        assert [(one.code, one.reference) for one in page.context["problems"]] == [(code, reference)]
        assert agreement.prices.count() == 3

    def test_a_zone_that_lacks_is_named(self, leader: Client, agreement: FrameworkAgreement) -> None:
        page = self.post(leader, agreement, "Yrkesgrupp;Kust\ndoctor;900\n")
        assert page.status_code == 422
        assert "Inland" in page.content.decode()


class TestVersions:
    def used(self, agreement: FrameworkAgreement, blekinge: Organisation) -> HireRequest:
        return request_in(blekinge, 1, agreement=agreement)

    def test_what_a_hire_refers_to_is_not_changed(
        self, leader: Client, agreement: FrameworkAgreement, blekinge: Organisation, person
    ) -> None:
        self.used(agreement, blekinge)
        for part in ("andra", "leverantorer", "zoner", "priser", "priser/tabell"):
            assert leader.get(f"{LIST}{agreement.pk}/{part}/").status_code == 403
            assert leader.post(f"{LIST}{agreement.pk}/{part}/", {"version": 1}).status_code == 403
        with pytest.raises(actions.AgreementInUse):
            actions.write_prices(agreement=agreement, version=1, prices={}, by=person())
        assert leader.get(f"{LIST}{agreement.pk}/").context["refusal"]
        assert leader.get(f"{LIST}{agreement.pk}/ny-version/").status_code == 200

    def test_a_new_version_copies_all_and_ends_the_old_the_day_before(
        self, leader: Client, agreement: FrameworkAgreement, blekinge: Organisation
    ) -> None:
        self.used(agreement, blekinge)
        address = f"{LIST}{agreement.pk}/ny-version/"
        assert leader.post(address, {"version": 1, "first_date": "2024-01-01"}).status_code == 422
        assert leader.post(address, {"version": 1, "first_date": "2027-01-01"}).status_code == 302
        agreement.refresh_from_db()
        made = FrameworkAgreement.objects.get(replaces=agreement)
        assert (agreement.valid_to, made.valid_from, made.number) == (
            datetime.date(2026, 12, 31),
            datetime.date(2027, 1, 1),
            2,
        )
        for before, after in [(agreement, made)]:
            assert framework_queries.price_table(before).rows == framework_queries.price_table(after).rows
        assert {zone.agreement for zone in made.zones.all()} == {made}
        assert {price.zone.agreement for price in made.prices.all()} == {made}
        assert made.suppliers.count() == 1
        assert leader.post(address, {"version": 2, "first_date": "2028-01-01"}).status_code == 403

    def test_the_version_says_what_differs(self, agreement: FrameworkAgreement, person) -> None:
        user = person()
        made = actions.new_version(agreement=agreement, version=1, valid_from=datetime.date(2027, 1, 1), by=user)
        prices = {key_of(made, "Kust"): Decimal(1_300), key_of(made, "Inland"): Decimal(1_200)}
        actions.write_prices(agreement=made, version=1, prices=prices, by=user)
        made.refresh_from_db()
        found = {(one.group, one.name): (one.before, one.after) for one in framework_queries.changed_since_before(made)}
        told = {name: change for (group, name), change in found.items() if group == Group.PRICES}
        assert told == {
            "doctor: Kust": ("1\u00a0100", "1\u00a0300"),
            "doctor, allmänmedicin: Kust": ("1\u00a0050", None),
        }

    def test_of_two_new_versions_one_stands(self, agreement: FrameworkAgreement, person) -> None:
        day = datetime.date(2027, 1, 1)
        actions.new_version(agreement=agreement, version=1, valid_from=day, by=person())
        with pytest.raises(actions.AlreadyReplaced):
            actions.new_version(agreement=agreement, version=1, valid_from=day, by=person())

    def test_a_stale_version_writes_nothing(self, agreement: FrameworkAgreement, person) -> None:
        with pytest.raises(editing.StaleVersion):
            actions.write_prices(agreement=agreement, version=7, prices={}, by=person())
        assert agreement.prices.count() == 3


def test_a_used_agreement_is_ended_early_with_the_reason(
    agreement: FrameworkAgreement, blekinge: Organisation, leader: Client, coordinator: Client
) -> None:
    HireRequest.objects.filter(pk=request_in(blekinge, 1).pk).update(agreement=agreement)
    address = f"{LIST}{agreement.pk}/avsluta/"
    data = {"version": "1", "valid_to": "2026-06-30", "reason": "Uppsagt av leverantören"}
    assert leader.post(f"{LIST}{agreement.pk}/andra/", TERMS | {"version": "1"}).status_code == 403
    assert leader.post(address, data | {"reason": ""}).status_code == 422
    assert leader.post(address, data | {"valid_to": "2023-12-31"}).status_code == 422
    assert leader.post(address, data).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.valid_to, agreement.version) == (datetime.date(2026, 6, 30), 2)
    assert agreement.history.first().history_change_reason == "Uppsagt av leverantören"
    assert leader.post(address, data).status_code in {409, 422}
    assert leader.post(address, data | {"version": "2", "valid_to": "2026-07-01"}).status_code == 422
    assert leader.post(address, data | {"version": "2", "valid_to": "2026-06-29"}).status_code == 302
    assert coordinator.post(address, data | {"version": "3"}).status_code in {403, 404}


def test_a_replaced_version_is_not_ended(agreement: FrameworkAgreement, leader: Client) -> None:
    FrameworkAgreement.objects.create(
        name="Ramavtal", region=agreement.region, number=2, replaces=agreement, valid_from=DAY, allocation="ranked"
    )
    data = {"version": "1", "valid_to": "2026-06-30", "reason": "Uppsagt"}
    assert leader.post(f"{LIST}{agreement.pk}/avsluta/", data).status_code == 403
