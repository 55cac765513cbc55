"""The pages of delegation: the table with what it lacks, changes with reasons and races, substitutes, and the trial."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from staffing.models import DelegationRule, DelegationSubstitute, Organisation, ResponsibleRole, Role, User
from tests import factories

LIST = "/bemanning/delegation/"
DAY = datetime.date(2020, 1, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def leader(person: Callable[..., User], signed_in: Callable[[User], Client], blekinge: Organisation) -> Client:
    return signed_in(person(Role.PROCESS_LEADER, blekinge))


@pytest.fixture
def reader(person: Callable[..., User], signed_in: Callable[[User], Client], blekinge: Organisation) -> Client:
    return signed_in(person(Role.STEERING_GROUP, blekinge))


@pytest.fixture
def hospital(blekinge: Organisation) -> Organisation:
    return factories.OrganisationFactory(parent=blekinge, name="Blekingesjukhuset", code="BLS")


@pytest.fixture
def role(blekinge: Organisation, person: Callable[..., User]) -> ResponsibleRole:
    holder = person(Role.DECISION_MAKER, blekinge)
    made: ResponsibleRole = factories.ResponsibleRoleFactory(
        organisation=blekinge, title="Förvaltningschef", holder=holder
    )
    return made


def rule_of(organisation: Organisation, role: ResponsibleRole, **fields: object) -> DelegationRule:
    return DelegationRule.objects.create(**{"organisation": organisation, "role": role, "valid_from": DAY, **fields})


def form_of(rule: DelegationRule, **changes: object) -> dict[str, object]:
    return {
        "role": rule.role_id,
        "step": rule.step,
        "profession": "",
        "largest_sek": "200 000",
        "longest_weeks": "4,5",
        "reference": "§ 4.2",
        "valid_from": "2020-01-01",
        "valid_to": "",
        "version": rule.version,
        "reason": "Ny delegationsordning",
        **changes,
    }


class TestTable:
    def test_it_stands_in_the_order_of_decision(
        self, leader: Client, hospital: Organisation, role: ResponsibleRole
    ) -> None:
        top, low = rule_of(hospital, role, step=2), rule_of(hospital, role, step=1, largest_sek=100_000)
        assert [row.rule for row, _ in leader.get(LIST).context["rows"]] == [low, top]

    def test_queries_do_not_grow(
        self, leader: Client, hospital: Organisation, role: ResponsibleRole, django_assert_max_num_queries
    ) -> None:
        for step in range(1, 21):
            rule_of(hospital, role, step=step)
        with django_assert_max_num_queries(20):
            assert len(leader.get(LIST).context["rows"]) == 20

    def test_units_without_a_rule_are_named(
        self, leader: Client, blekinge: Organisation, hospital: Organisation, role: ResponsibleRole
    ) -> None:
        care = factories.OrganisationFactory(parent=blekinge, name="Primärvården")
        doctor = factories.profession("doctor")
        rule_of(hospital, role)
        gaps = leader.get(LIST).context["lacks"].gaps
        assert [(gap.organisation, gap.profession) for gap in gaps] == [(care, doctor)]

    def test_two_roles_of_one_step_are_named(
        self, leader: Client, hospital: Organisation, role: ResponsibleRole
    ) -> None:
        other = factories.ResponsibleRoleFactory(organisation=hospital, title="Sjukhuschef")
        rule_of(hospital, role)
        rule_of(hospital, other)
        lacks = leader.get(LIST).context["lacks"]
        assert [{one.role.title for one in pair} for pair in lacks.clashes] == [{"Förvaltningschef", "Sjukhuschef"}]
        assert [rule.role.title for rule in lacks.unheld] == ["Sjukhuschef"]

    def test_of_another_region_nothing_is_there(
        self, leader: Client, kalmar: Organisation, person: Callable[..., User], signed_in: Callable[[User], Client]
    ) -> None:
        rule = rule_of(kalmar, factories.ResponsibleRoleFactory(organisation=kalmar))
        assert leader.get(LIST, {"region": "08"}).status_code == 404
        assert leader.get(f"{LIST}{rule.pk}/andra/").status_code == 404
        assert signed_in(person(Role.NATIONAL_COORDINATOR)).get(LIST).status_code == 404


class TestChanges:
    def test_a_rule_is_added_once(
        self, leader: Client, reader: Client, hospital: Organisation, role: ResponsibleRole
    ) -> None:
        sent = form_of(DelegationRule(role=role), organisation=hospital.pk)
        assert reader.get(f"{LIST}ny/").status_code == 403
        assert leader.post(f"{LIST}ny/", {**sent, "largest_sek": "femhundra"}).status_code == 422
        assert leader.post(f"{LIST}ny/", sent).status_code == 302
        rule = DelegationRule.objects.get()
        assert (rule.largest_sek, rule.longest_weeks, rule.organisation) == (200_000, rule.longest_weeks, hospital)
        assert leader.post(f"{LIST}ny/", sent).status_code == 422
        assert DelegationRule.objects.count() == 1

    def test_a_second_decider_of_the_step_is_refused(
        self, leader: Client, hospital: Organisation, role: ResponsibleRole
    ) -> None:
        rule_of(hospital, role)
        other = factories.ResponsibleRoleFactory(organisation=hospital)
        response = leader.post(f"{LIST}ny/", form_of(DelegationRule(role=other), organisation=hospital.pk))
        assert response.status_code == 422
        assert "Förvaltningschef" in str(response.context["form"].errors["step"])

    def test_a_change_says_why_and_the_second_of_two_gets_409(
        self, leader: Client, reader: Client, hospital: Organisation, role: ResponsibleRole
    ) -> None:
        rule = rule_of(hospital, role)
        address = f"{LIST}{rule.pk}/andra/"
        assert reader.post(address, form_of(rule)).status_code == 403
        assert leader.post(address, form_of(rule, reason="")).status_code == 422
        assert leader.post(address, form_of(rule)).status_code == 302
        assert rule.history.first().history_change_reason == "Ny delegationsordning"
        assert leader.post(address, form_of(rule, largest_sek="1")).status_code == 409
        rule.refresh_from_db()
        assert rule.largest_sek == 200_000

    def test_a_rule_ends_on_a_day(self, leader: Client, hospital: Organisation, role: ResponsibleRole) -> None:
        rule = rule_of(hospital, role)
        address, sent = f"{LIST}{rule.pk}/avsluta/", {"version": 1, "reason": "Upphävd"}
        assert leader.post(address, {**sent, "valid_to": "2019-12-31"}).status_code == 422
        assert leader.post(address, {**sent, "valid_to": "2026-06-30"}).status_code == 302
        rule.refresh_from_db()
        assert rule.valid_to == datetime.date(2026, 6, 30)

    def test_the_database_takes_a_rule_once(self, hospital: Organisation, role: ResponsibleRole) -> None:
        rule_of(hospital, role)
        with pytest.raises(IntegrityError), transaction.atomic():
            rule_of(hospital, role)
        rule_of(hospital, role, profession=factories.profession())

    def test_one_substitute_at_a_time(
        self, leader: Client, person: Callable[..., User], blekinge: Organisation, role: ResponsibleRole
    ) -> None:
        rule_of(blekinge, role)
        address = f"{LIST}roll/{role.pk}/ersattare/ny/"
        first, second = person(Role.MANAGER, blekinge), person(Role.MANAGER, blekinge)
        days = {"valid_from": "2026-11-01", "valid_to": "2099-01-31"}
        assert leader.post(address, {"user": first.pk, **days}).status_code == 302
        assert leader.post(address, {"user": second.pk, **days}).status_code == 422
        assert leader.post(address, {"user": role.holder_id, **days}).status_code == 422
        made = DelegationSubstitute.objects.get()
        assert first.name in leader.get(LIST).content.decode()
        ended = {"valid_to": "2026-11-02", "reason": "Tillbaka", "version": 1}
        assert leader.post(f"{LIST}ersattare/{made.pk}/avsluta/", ended).status_code == 302
        made.refresh_from_db()
        assert made.valid_to == datetime.date(2026, 11, 2)


class TestTrial:
    def ask(self, client: Client, unit: Organisation, **changes: object):
        wanted = {"organisation": unit.pk, "profession": factories.profession().pk, "cost_sek": "90 000", "weeks": "2"}
        return client.get(f"{LIST}prova/", {**wanted, **changes})

    def test_it_names_the_decider(self, reader: Client, hospital: Organisation, role: ResponsibleRole) -> None:
        rule = rule_of(hospital, role, largest_sek=100_000)
        assert self.ask(reader, hospital).context["tried"].rule == rule

    def test_it_says_which_rule_is_missing(self, reader: Client, hospital: Organisation, role: ResponsibleRole) -> None:
        rule_of(hospital, role, largest_sek=50_000)
        reader.cookies["oberoende_language"] = "en"
        response = self.ask(reader, hospital)
        assert response.context["tried"].rule is None
        assert response.context["problem"]
        assert [limits for _, _, limits in response.context["weighed"]] != [[]]

    def test_bad_numbers_are_422(self, reader: Client, hospital: Organisation) -> None:
        assert self.ask(reader, hospital, cost_sek="mycket").status_code == 422
        assert self.ask(reader, hospital, weeks="-1").status_code == 422
