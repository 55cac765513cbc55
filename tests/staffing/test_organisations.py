"""The organisation tree and the responsible roles: renamed with history, closed in order, never deleted with traces."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from staffing import queries
from staffing.models import Level, Organisation, ResponsibleRole, Role, User
from tests import factories

LIST = "/administration/organisationer/"
TITLES = "/administration/ansvariga-roller/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(person: Callable[..., User], signed_in: Callable[[User], Client]) -> Client:
    return signed_in(person(Role.ADMINISTRATOR))


@pytest.fixture
def hospital(blekinge: Organisation) -> Organisation:
    return factories.OrganisationFactory(parent=blekinge, name="Blekingesjukhuset", code="BLS")


def page(organisation: Organisation, act: str = "") -> str:
    return f"{LIST}{organisation.pk}/{act}"


def form_of(organisation: Organisation, **changes: object) -> dict[str, object]:
    return {
        "name": organisation.name,
        "code": organisation.code,
        "order": organisation.order,
        "care_area": "",
        "version": organisation.version,
        **changes,
    }


class TestTree:
    def test_depth_first_siblings_in_swedish_order(self, blekinge: Organisation) -> None:
        for name in ["Örongruppen", "Zon", "Ånga"]:
            parent = factories.OrganisationFactory(parent=blekinge, name=name)
            factories.OrganisationFactory(parent=parent, name=f"{name} enhet", level=Level.UNIT)
        tree = queries.organisation_tree(Organisation.objects.filter(region=blekinge.region))
        assert [(branch.depth, branch.organisation.name) for branch in tree] == [
            (0, "Region Blekinge"),
            (1, "Zon"),
            (2, "Zon enhet"),
            (1, "Ånga"),
            (2, "Ånga enhet"),
            (1, "Örongruppen"),
            (2, "Örongruppen enhet"),
        ]

    def test_a_long_tree_is_shown_in_pages_with_few_queries(
        self, client: Client, blekinge: Organisation, django_assert_max_num_queries
    ) -> None:
        for _ in range(150):
            factories.OrganisationFactory(parent=blekinge)
        with django_assert_max_num_queries(8):
            response = client.get(LIST, {"region": "10"})
        assert len(response.context["page"]) == 100
        assert len(client.get(LIST, {"region": "10", "page": 2}).context["page"]) == 51

    def test_of_another_region_the_page_does_not_exist(
        self, person: Callable[..., User], signed_in, blekinge: Organisation, kalmar: Organisation
    ) -> None:
        reader = signed_in(person(Role.CONTROLLER, blekinge))
        assert reader.get(LIST).context["region"].code == "10"
        assert reader.get(LIST, {"region": "08"}).status_code == 404
        assert reader.get(LIST, {"region": "99"}).status_code == 404
        assert reader.get(page(kalmar)).status_code == 404


class TestChange:
    def test_a_new_name_keeps_the_old_in_the_history(self, client: Client, hospital: Organisation) -> None:
        assert client.post(page(hospital, "andra/"), form_of(hospital, name="Sjukhusvården")).url == page(hospital)
        assert "<del>Blekingesjukhuset</del> → <ins>Sjukhusvården</ins>" in client.get(page(hospital)).content.decode()

    def test_stale_shows_both(self, client: Client, hospital: Organisation) -> None:
        client.post(page(hospital, "andra/"), form_of(hospital, name="Sjukhusvården"))
        response = client.post(page(hospital, "andra/"), form_of(hospital, name="Sjukhus Blekinge"))
        assert response.status_code == 409
        assert 'value="Sjukhus Blekinge"' in response.content.decode()
        assert Organisation.objects.get(pk=hospital.pk).name == "Sjukhusvården"

    def test_a_code_stands_for_one(self, client: Client, hospital: Organisation, blekinge: Organisation) -> None:
        response = client.post(page(hospital, "andra/"), form_of(hospital, code=blekinge.code))
        assert response.status_code == 422

    def test_the_region_cannot_be_moved_through_the_form(
        self, client: Client, hospital: Organisation, kalmar: Organisation
    ) -> None:
        client.post(page(hospital, "andra/"), form_of(hospital, region=kalmar.region_id, parent=kalmar.pk))
        assert Organisation.objects.get(pk=hospital.pk).region_id == hospital.region_id

    def test_added_below(self, client: Client, hospital: Organisation) -> None:
        form = {"name": "Ortopedi", "level": "department", "code": "ORT", "care_area": "", "valid_from": "2026-01-01"}
        assert client.post(page(hospital, "ny/"), form).status_code == 302
        made = Organisation.objects.get(code="ORT")
        assert (made.parent, made.region) == (hospital, hospital.region)
        assert client.post(page(hospital, "ny/"), form).status_code == 422
        assert client.post(page(hospital, "ny/"), {**form, "code": "X", "level": "region"}).status_code == 422
        assert client.post(page(hospital, "ny/"), {**form, "code": "X", "valid_from": "1999-01-01"}).status_code == 422


class TestEnd:
    def test_closes_when_nothing_in_it_goes_on(self, client: Client, hospital: Organisation) -> None:
        form = {"valid_to": "2026-06-30", "version": 1}
        assert client.post(page(hospital, "avsluta/"), {**form, "valid_to": "1999-06-30"}).status_code == 422
        unit = factories.OrganisationFactory(parent=hospital, level=Level.UNIT)
        factories.grant(factories.UserFactory(), Role.MANAGER, hospital)
        response = client.post(page(hospital, "avsluta/"), form)
        assert response.status_code == 422
        assert "1 organisation" in response.content.decode()
        Organisation.objects.filter(pk=unit.pk).update(valid_to=datetime.date(2026, 6, 30))
        assert client.post(page(hospital, "avsluta/"), form).status_code == 422
        hospital.role_assignments.update(valid_to=datetime.date(2026, 6, 30))
        assert client.post(page(hospital, "avsluta/"), form).url == page(hospital)
        assert Organisation.objects.get(pk=hospital.pk).valid_to == datetime.date(2026, 6, 30)

    def test_with_history_it_is_not_deleted_and_the_counts_are_told(
        self, client: Client, hospital: Organisation
    ) -> None:
        plan = factories.PlanFactory(organisation=hospital)
        factories.PlanSectionFactory(plan=plan, organisation=hospital)
        factories.ResponsibleRoleFactory(organisation=hospital)
        shown = client.get(page(hospital, "ta-bort/")).content.decode()
        assert "<dd>1</dd>" in shown
        assert '<button class="btn btn-danger-quiet"' not in shown
        response = client.post(page(hospital, "ta-bort/"), {"version": 1})
        assert response.status_code == 422
        counts = dict(response.context["traces"])
        assert sum(counts.values()) == 3
        assert Organisation.objects.filter(pk=hospital.pk, version=1).exists()

    def test_made_by_mistake_it_goes(self, client: Client, hospital: Organisation) -> None:
        assert client.post(page(hospital, "ta-bort/"), {"version": 2}).status_code == 409
        assert client.post(page(hospital, "ta-bort/"), {"version": 1}).url == f"{LIST}?region=10"
        assert not Organisation.objects.filter(pk=hospital.pk).exists()
        assert Organisation.history.filter(id=hospital.pk, history_type="-").exists()


class TestResponsibleRoles:
    @pytest.fixture
    def leader(self, person: Callable[..., User], signed_in, blekinge: Organisation) -> Client:
        return signed_in(person(Role.PROCESS_LEADER, blekinge))

    @pytest.fixture
    def role(self, hospital: Organisation) -> ResponsibleRole:
        return factories.ResponsibleRoleFactory(organisation=hospital, title="Personaldirektör")

    def test_the_process_leader_names_the_holder(
        self, leader: Client, role: ResponsibleRole, person: Callable[..., User], hospital: Organisation
    ) -> None:
        manager = person(Role.MANAGER, hospital)
        path = f"{TITLES}{role.pk}/andra/"
        form = {"title": role.title, "holder": manager.pk, "version": 1}
        assert leader.post(path, form).url == f"{TITLES}?region=10"
        role.refresh_from_db()
        assert role.holder == manager
        assert manager.name in leader.get(path).content.decode()
        assert leader.post(path, {**form, "holder": ""}).status_code == 409
        assert leader.post(path, {**form, "holder": "", "version": 2}).status_code == 302
        role.refresh_from_db()
        assert role.holder is None

    def test_people_of_other_regions_are_neither_offered_nor_taken(
        self, leader: Client, role: ResponsibleRole, person: Callable[..., User], kalmar: Organisation
    ) -> None:
        stranger = person(Role.MANAGER, kalmar)
        path = f"{TITLES}{role.pk}/andra/"
        assert stranger.name not in leader.get(path).content.decode()
        form = {"title": role.title, "holder": stranger.pk, "version": 1}
        assert leader.post(path, form).status_code == 422

    def test_a_title_stands_once_however_it_is_spelled(
        self, leader: Client, role: ResponsibleRole, hospital: Organisation
    ) -> None:
        form = {"organisation": hospital.pk, "title": "  PERSONALDIREKTÖR ", "holder": ""}
        assert leader.post(f"{TITLES}ny/?region=10", form).status_code == 422
        assert leader.post(f"{TITLES}ny/?region=10", {**form, "title": "HR-chef"}).status_code == 302

    def test_a_role_is_not_added_in_another_region(self, leader: Client, kalmar: Organisation) -> None:
        form = {"organisation": kalmar.pk, "title": "Direktör", "holder": ""}
        assert leader.post(f"{TITLES}ny/?region=10", form).status_code == 422
        assert leader.post(f"{TITLES}ny/?region=08", form).status_code == 404

    def test_queries_do_not_grow_with_the_list(
        self, leader: Client, hospital: Organisation, django_assert_max_num_queries
    ) -> None:
        for _ in range(40):
            factories.ResponsibleRoleFactory(organisation=hospital, holder=factories.UserFactory())
        with django_assert_max_num_queries(9):
            assert leader.get(TITLES).status_code == 200


def test_an_empty_choice_is_said_in_words(client: Client, blekinge: Organisation) -> None:
    for address in (page(blekinge, "ny/"), page(blekinge, "andra/")):
        form = client.get(address).context["form"]
        assert dict(form.fields["care_area"].choices)[""] == "inte valt", address


class TestHeldInNameOnly:
    WORDS = "Säg vem som tar över"

    @pytest.fixture
    def holder(self, person: Callable[..., User], blekinge: Organisation) -> User:
        holder = person(Role.MANAGER, blekinge)
        ResponsibleRole.objects.create(organisation=blekinge, title="Bemanningschef", holder=holder)
        return holder

    def shown(self, client: Client, holder: User) -> str:
        return client.get(f"/administration/anvandare/{holder.pk}/").content.decode()

    def test_who_still_has_a_role_in_the_region_answers(self, client: Client, holder: User) -> None:
        assert self.WORDS not in self.shown(client, holder)

    def test_the_role_ended(self, client: Client, holder: User) -> None:
        holder.role_assignments.update(valid_to=datetime.date(2020, 1, 1))
        assert self.WORDS in self.shown(client, holder)

    def test_the_account_closed(self, client: Client, holder: User) -> None:
        User.objects.filter(pk=holder.pk).update(is_active=False)
        assert self.WORDS in self.shown(client, holder)

    def test_a_role_in_another_region_is_none(self, client: Client, holder: User, kalmar: Organisation) -> None:
        holder.role_assignments.update(organisation=kalmar)
        assert self.WORDS in self.shown(client, holder)
