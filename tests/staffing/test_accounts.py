"""Accounts and rights as an administrator keeps them: invitation, change, close, erase; the history says who did what."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from documents.models import Job
from staffing import actions, tasks
from staffing.models import Organisation, Role, RoleAssignment, User
from tests import factories

LIST = "/administration/anvandare/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(person: Callable[..., User]) -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def client(admin: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(admin)


@pytest.fixture
def ann() -> User:
    return factories.UserFactory(name="Ann Ek", email="ann@example.se")


def page(user: User, act: str = "") -> str:
    return f"{LIST}{user.pk}/{act}"


class TestList:
    def test_names_in_swedish_order_with_their_roles(
        self, client: Client, blekinge: Organisation, person: Callable[..., User]
    ) -> None:
        for name in ["Örjan", "Zoe", "Åke"]:
            factories.grant(factories.UserFactory(name=name), Role.MANAGER, blekinge)
        names = [row.record.name for row in client.get(LIST, {"role": "manager"}).context["table"].rows]
        assert names == ["Zoe", "Åke", "Örjan"]
        backwards = client.get(LIST, {"role": "manager", "sort": "-name"}).context["table"].rows
        assert [row.record.name for row in backwards] == ["Örjan", "Åke", "Zoe"]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"q": "åSA"}, ["Åsa Öst"]),
            ({"q": "öst åsa"}, ["Åsa Öst"]),
            ({"q": "finns inte"}, []),
            ({"region": "10"}, ["Åsa Öst"]),
            ({"region": "08"}, []),
            ({"role": "auditor"}, []),
            ({"state": "closed"}, ["Ann Ek"]),
            ({"state": "invited"}, ["Ny Inbjuden"]),
        ],
    )
    def test_filters(
        self, client: Client, ann: User, blekinge: Organisation, kalmar: Organisation, query: dict, found: list[str]
    ) -> None:
        factories.grant(factories.UserFactory(name="Åsa Öst"), Role.CONTROLLER, blekinge)
        User.objects.filter(pk=ann.pk).update(is_active=False)
        actions.create_account(email="ny@example.se", name="Ny Inbjuden", language="sv", by=ann)
        assert [row.record.name for row in client.get(LIST, query).context["table"].rows] == found

    def test_queries_do_not_grow_with_the_list(
        self, client: Client, blekinge: Organisation, django_assert_max_num_queries
    ) -> None:
        for _ in range(30):
            user = factories.UserFactory()
            factories.grant(user, Role.MANAGER, blekinge)
            factories.grant(user, Role.CONTROLLER, blekinge)
        with django_assert_max_num_queries(8):
            assert client.get(LIST).status_code == 200

    def test_a_regions_auditor_reads_the_own_region_only(
        self, person: Callable[..., User], signed_in: Callable[[User], Client], blekinge, kalmar
    ) -> None:
        here, there = person(Role.MANAGER, blekinge), person(Role.MANAGER, kalmar)
        factories.grant(here, Role.CONTROLLER, kalmar)
        auditor = signed_in(person(Role.AUDITOR, blekinge))
        listed = {row.record for row in auditor.get(LIST).context["table"].rows}
        assert here in listed
        assert there not in listed
        text = auditor.get(page(here)).content.decode()
        assert "Region Kalmar" not in text
        assert "/andra/" not in text
        assert auditor.get(page(there)).status_code == 404


class TestInvitation:
    FORM = {"name": "Ny Person", "email": "Ny@Example.se", "language": "sv"}

    def test_a_new_account_is_invited_and_has_no_password(self, client: Client, admin: User) -> None:
        response = client.post(LIST + "ny/", self.FORM, HTTP_HOST="localhost")
        user = User.objects.get(email="ny@example.se")
        assert response.url == page(user)
        assert not user.has_usable_password()
        assert user.history.get().history_user == admin
        tasks.send_password_mail(**Job.objects.get().payload)
        assert mail.outbox[0].to == ["ny@example.se"]
        assert "http://localhost/konto/losenord/nytt/" in mail.outbox[0].body

    def test_the_link_is_shown_on_demand_until_a_password_is_set(self, client: Client) -> None:
        client.post(LIST + "ny/", self.FORM)
        user = User.objects.get(email="ny@example.se")
        response = client.post(page(user, "inbjudan/"))
        assert response.context["url"] in response.content.decode()
        assert "no-store" in response["Cache-Control"]
        stranger = Client()
        assert b"password1" in stranger.get(response.context["url"], follow=True).content
        user.set_password("en lång mening till")
        user.save()
        assert client.post(page(user, "inbjudan/")).status_code == 422

    @pytest.mark.parametrize(
        "change", [{"email": "ann@example.se"}, {"email": "ANN@example.se"}, {"email": "inte en adress"}, {"name": ""}]
    )
    def test_bad_input(self, client: Client, ann: User, change: dict) -> None:
        response = client.post(LIST + "ny/", {**self.FORM, **change})
        assert response.status_code == 422
        assert self.FORM["language"] in response.content.decode()
        assert User.objects.filter(email__icontains="ny@").count() == 0

    def test_fields_outside_the_form_are_not_taken(self, client: Client) -> None:
        client.post(
            LIST + "ny/", {**self.FORM, "is_active": "", "password": "x", "version": 9, "created_at": "2000-01-01"}
        )
        user = User.objects.get(email="ny@example.se")
        assert (user.is_active, user.version, user.created_at.year) == (True, 1, timezone.now().year)


class TestChange:
    def test_works_and_is_remembered(self, client: Client, ann: User) -> None:
        form = {"name": "Ann Ekman", "email": "ann@example.se", "language": "en", "version": 1}
        assert client.post(page(ann, "andra/"), form).url == page(ann)
        text = client.get(page(ann)).content.decode()
        assert "<del>Ann Ek</del> → <ins>Ann Ekman</ins>" in text

    def test_stale_shows_both_and_nothing_is_lost(self, client: Client, ann: User, admin: User) -> None:
        form = {"name": "Ann Ekman", "email": "ann@example.se", "language": "sv", "version": 1}
        client.post(page(ann, "andra/"), form)
        response = client.post(page(ann, "andra/"), {**form, "name": "Ann Ekberg"})
        assert response.status_code == 409
        text = response.content.decode()
        assert "Ann Ekman" in text
        assert 'value="Ann Ekberg"' in text
        assert User.objects.get(pk=ann.pk).name == "Ann Ekman"

    def test_without_a_version(self, client: Client, ann: User) -> None:
        assert client.post(page(ann, "andra/"), {"name": "X", "email": ann.email, "language": "sv"}).status_code == 400

    def test_closing_and_opening(self, client: Client, ann: User) -> None:
        assert client.post(page(ann, "stang/"), {"version": 1}).status_code == 302
        assert not User.objects.get(pk=ann.pk).is_active
        assert client.post(page(ann, "oppna/"), {"version": 1}).status_code == 409
        assert client.post(page(ann, "oppna/"), {"version": 2}).status_code == 302
        assert User.objects.get(pk=ann.pk).is_active
        assert client.post(page(ann, "stang/"), {}).status_code == 400


class TestTheLastAdministrator:
    @pytest.mark.parametrize("act", ["stang/", "radera/"])
    def test_stays(self, client: Client, admin: User, act: str) -> None:
        assert client.post(page(admin, act), {"version": 1}).status_code == 422
        assert User.objects.get(pk=admin.pk).is_active

    @pytest.mark.parametrize("form", [{"now": "1"}, {"valid_to": "2099-01-01"}])
    def test_keeps_the_role(self, client: Client, admin: User, form: dict) -> None:
        right = admin.role_assignments.get()
        response = client.post(f"/administration/roller/{right.pk}/avsluta/", {"version": 1, **form})
        assert response.status_code == 422
        assert RoleAssignment.objects.get(pk=right.pk).valid_to is None

    def test_a_closed_or_leaving_one_does_not_count(self, client: Client, admin: User, ann: User) -> None:
        factories.grant(ann, Role.ADMINISTRATOR, valid_to=datetime.date(2099, 1, 1))
        assert client.post(page(admin, "stang/"), {"version": 1}).status_code == 422
        RoleAssignment.objects.filter(user=ann).update(valid_to=None)
        User.objects.filter(pk=ann.pk).update(is_active=False)
        assert client.post(page(admin, "stang/"), {"version": 1}).status_code == 422
        User.objects.filter(pk=ann.pk).update(is_active=True)
        assert client.post(page(admin, "stang/"), {"version": 1}).status_code == 302


class TestErasing:
    def test_name_and_address_go_what_was_done_stays(
        self, client: Client, ann: User, admin: User, blekinge: Organisation
    ) -> None:
        right = factories.grant(ann, Role.PROCESS_LEADER, blekinge)
        role = factories.ResponsibleRoleFactory(organisation=blekinge, holder=ann)
        actions.order_password_mail(email=ann.email, base_url="http://localhost/", is_invitation=False, by=None)
        assert client.get(page(ann, "radera/")).status_code == 200
        assert client.post(page(ann, "radera/"), {"version": 1}).url == page(ann)
        ann.refresh_from_db()
        right.refresh_from_db()
        role.refresh_from_db()
        assert ann.name == "Borttagen användare"
        assert ann.email.endswith("@borttagen.invalid")
        assert not ann.is_active
        assert not ann.has_usable_password()
        assert right.valid_to == timezone.localdate() - datetime.timedelta(days=1)
        assert role.holder is None
        assert role.history.first().history_user == admin

    def test_nothing_in_the_database_knows_the_name_afterwards(self, client: Client, blekinge: Organisation) -> None:
        user = factories.UserFactory(name="Unikanamnet", email="unikadress@example.se")
        actions.order_password_mail(email=user.email, base_url="http://localhost/", is_invitation=False, by=None)
        client.post(
            page(user, "andra/"), {"name": "Unikanamnet Två", "email": user.email, "language": "sv", "version": 1}
        )
        client.post(page(user, "radera/"), {"version": 2})
        left = []
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
                left += [table for row in cursor if "unika" in repr(row).lower()]
        assert left == []

    def test_stale(self, client: Client, ann: User) -> None:
        User.objects.filter(pk=ann.pk).update(version=2)
        assert client.post(page(ann, "radera/"), {"version": 1}).status_code == 409
        assert User.objects.get(pk=ann.pk).name == "Ann Ek"


class TestRights:
    def grant(self, client: Client, user: User, region: str = "10", **form: object):
        form = {"role": "manager", "valid_from": "2026-01-01", **form}
        return client.post(page(user, f"roller/ny/?region={region}"), form)

    def test_granted_from_a_day_and_remembered(
        self, client: Client, ann: User, admin: User, blekinge: Organisation
    ) -> None:
        assert self.grant(client, ann, organisation=blekinge.pk).url == page(ann)
        right = ann.role_assignments.get()
        assert (right.role, right.organisation, right.valid_from) == ("manager", blekinge, datetime.date(2026, 1, 1))
        assert right.history.get().history_user == admin
        assert "Region Blekinge" in client.get(page(ann)).content.decode()

    @pytest.mark.parametrize(
        ("region", "form"),
        [
            ("10", {"role": "administrator"}),
            ("10", {"organisation": ""}),
            ("", {"role": "manager"}),
            ("08", {}),
            ("10", {"valid_from": "03/04/2026"}),
            ("10", {"valid_from": "2026-02-30"}),
            ("10", {"valid_to": "2025-12-31"}),
        ],
    )
    def test_only_what_the_scope_allows(
        self, client: Client, ann: User, blekinge: Organisation, kalmar: Organisation, region: str, form: dict
    ) -> None:
        response = self.grant(client, ann, region, **{"organisation": blekinge.pk, **form})
        assert response.status_code == 422
        assert not ann.role_assignments.exists()

    def test_not_twice_at_the_same_time(self, client: Client, ann: User, blekinge: Organisation) -> None:
        self.grant(client, ann, organisation=blekinge.pk, valid_to="2026-06-30")
        assert self.grant(client, ann, organisation=blekinge.pk, valid_from="2026-06-30").status_code == 422
        assert self.grant(client, ann, organisation=blekinge.pk, valid_from="2026-07-01").status_code == 302

    def test_a_national_role(self, client: Client, ann: User, blekinge: Organisation) -> None:
        assert self.grant(client, ann, "", role="national_coordinator").status_code == 302
        assert ann.role_assignments.get().organisation is None

    def test_ended_on_a_day(self, client: Client, ann: User, blekinge: Organisation) -> None:
        right = factories.grant(ann, Role.MANAGER, blekinge)
        path = f"/administration/roller/{right.pk}/avsluta/"
        assert client.get(path).status_code == 200
        assert client.post(path, {"version": 1, "valid_to": "2026-12-31"}).url == page(ann)
        right.refresh_from_db()
        assert right.valid_to == datetime.date(2026, 12, 31)
        assert client.post(path, {"version": 1, "valid_to": "2027-12-31"}).status_code == 409
        assert client.post(path, {"valid_to": "2027-12-31"}).status_code == 400
        assert client.post(path, {"version": 2, "valid_to": "1999-01-01"}).status_code == 422

    def test_withdrawn_at_once(self, client: Client, ann: User, signed_in, blekinge: Organisation) -> None:
        right = factories.grant(ann, Role.AUDITOR, blekinge)
        theirs = signed_in(ann)
        assert theirs.get(LIST).status_code == 200
        client.post(f"/administration/roller/{right.pk}/avsluta/", {"version": 1, "now": "1"})
        assert theirs.get(LIST).status_code == 403
        right.refresh_from_db()
        assert right.valid_to == timezone.localdate() - datetime.timedelta(days=1)

    def test_one_that_began_today_goes_and_is_remembered(
        self, client: Client, ann: User, blekinge: Organisation
    ) -> None:
        right = factories.grant(ann, Role.MANAGER, blekinge, valid_from=timezone.localdate())
        client.post(f"/administration/roller/{right.pk}/avsluta/", {"version": 1, "now": "1"})
        assert not ann.role_assignments.exists()
        assert [row.history_type for row in RoleAssignment.history.filter(user_id=ann.pk)] == ["-", "+"]
        assert "chef, Region Blekinge" in client.get(page(ann)).content.decode()


class TestOneself:
    def test_the_export_holds_what_is_kept(self, ann: User, signed_in, blekinge: Organisation) -> None:
        factories.grant(ann, Role.MANAGER, blekinge)
        factories.ResponsibleRoleFactory(organisation=blekinge, title="HR-direktör", holder=ann)
        response = signed_in(ann).get("/konto/uppgifter.json")
        assert "attachment" in response["Content-Disposition"]
        data = json.loads(response.content)
        assert (data["name"], data["email"]) == ("Ann Ek", "ann@example.se")
        assert data["roles"][0]["organisation"] == "Region Blekinge"
        assert data["responsible_roles"] == [{"title": "HR-direktör", "organisation": "Region Blekinge"}]

    def test_the_export_is_of_oneself_only(self, ann: User, signed_in) -> None:
        other = factories.UserFactory(name="Någon Annan")
        assert "Någon Annan" not in signed_in(ann).get(f"/konto/uppgifter.json?pk={other.pk}").content.decode()

    def test_without_a_role_the_page_says_what_to_do(self, ann: User, signed_in) -> None:
        assert signed_in(ann).get("/konto/").context["has_role"] is False
