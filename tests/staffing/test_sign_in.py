"""Sign-in: the right people in, nobody told who has an account, guessing throttled before a password is hashed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import hashers
from django.core import mail
from django.test import Client
from django.urls import reverse

from documents.models import Job
from staffing import actions, tasks
from staffing.models import Organisation, Role, RoleAssignment, User
from tests import factories
from tests.factories import PASSWORD

LOGIN = "/konto/logga-in/"
RESET = "/konto/losenord/glomt/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> User:
    return factories.UserFactory(name="Ann Ek", email="ann@example.se")


def sign_in(client: Client, email: str = "ann@example.se", password: str = PASSWORD, **more: str):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def error_of(response) -> str:
    found = re.search(r'<div class="error-summary".*?</div>', response.content.decode(), re.DOTALL)
    assert found, response.content.decode()[:2000]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", found.group())).strip()


def hashing_counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    counted: list[str] = []
    encode = hashers.get_hasher().__class__.encode

    def counting(self, password: str, *args, **kwargs):
        counted.append(password)
        return encode(self, password, *args, **kwargs)

    monkeypatch.setattr(hashers.get_hasher().__class__, "encode", counting)
    return counted


class TestSignIn:
    def test_the_right_password_lets_in_and_leads_on(self, client: Client, ann: User) -> None:
        response = sign_in(client, next="/konto/")
        assert (response.status_code, response.url) == (302, "/konto/")
        assert "Ann Ek" in client.get("/konto/").content.decode()

    def test_the_address_is_compared_without_case_or_spaces(self, client: Client, ann: User) -> None:
        assert sign_in(client, " ANN@Example.se ").status_code == 302

    def test_fields_are_open_to_password_managers(self, client: Client) -> None:
        page = client.get(LOGIN).content.decode()
        assert re.search(r'<input type="email" name="login"[^>]*autocomplete="username"', page)
        assert re.search(r'<input type="password" name="password"[^>]*autocomplete="current-password"', page)
        assert "onpaste" not in page
        assert "placeholder" not in page

    def test_the_session_gets_a_new_key(self, client: Client, ann: User) -> None:
        client.post(reverse("set_language"), {"language": "en"})
        client.get(LOGIN)
        client.session["planted"] = 1
        session = client.session
        session["planted"] = "by an attacker"
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        sign_in(client)
        assert client.cookies[settings.SESSION_COOKIE_NAME].value != session.session_key
        stranger = Client()
        stranger.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        assert stranger.get("/konto/").status_code == 302

    def test_a_session_is_dead_after_sign_out(self, client: Client, ann: User) -> None:
        sign_in(client)
        copied = client.cookies[settings.SESSION_COOKIE_NAME].value
        assert client.post("/konto/logga-ut/").status_code == 302
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = copied
        assert thief.get("/konto/").status_code == 302

    def test_sign_out_takes_a_post(self, client: Client, ann: User) -> None:
        sign_in(client)
        assert client.get("/konto/logga-ut/").status_code == 200
        assert client.get("/konto/").status_code == 200

    @pytest.mark.parametrize("path", ["/konto/signup/", "/konto/registrera/", "/accounts/signup/", "/konto/email/"])
    def test_nobody_signs_up_or_finds_unused_pages(self, client: Client, path: str) -> None:
        assert client.get(path).status_code == 404
        assert client.post(path, {"email": "x@example.se", "password1": PASSWORD}).status_code == 404


class TestNothingIsTold:
    def test_unknown_person_and_wrong_password_get_the_same_page(self, client: Client, ann: User) -> None:
        wrong, unknown = sign_in(client, password="fel"), sign_in(client, "nobody@example.se", "fel")
        assert wrong.status_code == unknown.status_code == 422
        assert error_of(wrong) == error_of(unknown)

    def test_unknown_person_costs_as_much_hashing_as_a_wrong_password(
        self, client: Client, ann: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        invited = actions.create_account(email="new@example.se", name="Ny", language="sv", by=ann)
        assert not invited.has_usable_password()
        costs = {}
        counted = hashing_counted(monkeypatch)
        for email in ["ann@example.se", "nobody@example.se", "new@example.se"]:
            counted.clear()
            sign_in(client, email, "fel")
            costs[email] = len(counted)
        assert costs == dict.fromkeys(costs, 1)

    def test_a_closed_account_says_so_only_to_who_knows_the_password(self, client: Client, ann: User) -> None:
        User.objects.filter(pk=ann.pk).update(is_active=False)
        unknown = error_of(sign_in(client, "nobody@example.se", "fel"))
        assert error_of(sign_in(client, password="fel")) == unknown
        assert sign_in(client).url == "/konto/avstangt/"
        assert client.get("/konto/").status_code == 302

    def test_asking_for_a_link_answers_and_works_alike(
        self, client: Client, ann: User, django_assert_num_queries
    ) -> None:
        answers = []
        for email in ["ann@example.se", "nobody@example.se"]:
            with django_assert_num_queries(4):  # look, savepoint, insert, release
                response = client.post(RESET, {"email": email})
            answers.append((response.status_code, response.url))
        assert answers[0] == answers[1] == (302, "/konto/losenord/skickat/")
        assert Job.objects.filter(kind="password_mail").count() == 2


class TestThrottling:
    def test_an_account_is_closed_to_guessing_before_hashing(
        self, client: Client, ann: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(5):
            sign_in(client, password="fel")
        counted = hashing_counted(monkeypatch)
        response = sign_in(client)
        assert response.status_code == 422
        assert counted == []
        assert client.get("/konto/").status_code == 302

    def test_neither_another_address_nor_another_host_name_gives_new_attempts(self, client: Client, ann: User) -> None:
        for number in range(5):
            client.post(
                LOGIN,
                {"login": "ann@example.se", "password": "fel"},
                REMOTE_ADDR=f"10.0.0.{number}",
                HTTP_HOST=["127.0.0.1", "localhost"][number % 2],
            )
        answer = client.post(LOGIN, {"login": "ann@example.se", "password": PASSWORD}, REMOTE_ADDR="10.0.0.99")
        assert answer.status_code == 422

    def test_an_address_that_guesses_at_many_accounts_is_stopped_before_hashing(
        self, client: Client, ann: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(10):
            sign_in(client, f"guess{number}@example.se", "fel")
        counted = hashing_counted(monkeypatch)
        assert sign_in(client).status_code == 422
        assert counted == []
        elsewhere = client.post(LOGIN, {"login": ann.email, "password": PASSWORD}, REMOTE_ADDR="10.9.9.9")
        assert elsewhere.status_code == 302

    def test_a_forged_forwarding_header_gives_no_new_attempts(self, client: Client, ann: User) -> None:
        for number in range(10):
            client.post(
                LOGIN,
                {"login": f"guess{number}@example.se", "password": "fel"},
                HTTP_X_FORWARDED_FOR=f"192.0.2.{number}",
            )
        assert sign_in(client).status_code == 422

    def test_too_many_wishes_for_a_link_are_refused_in_words(self, client: Client) -> None:
        codes = [client.post(RESET, {"email": "ann@example.se"}).status_code for _ in range(7)]
        assert codes[:5] == [302] * 5
        assert codes[5:] == [429] * 2


class TestAddresses:
    @pytest.mark.parametrize(
        "target",
        ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example"],
    )
    def test_sign_in_never_leads_to_another_site(self, client: Client, ann: User, target: str) -> None:
        response = sign_in(client, next=target)
        assert (response.status_code, response.url) == (302, "/")

    def test_a_poisoned_host_is_refused_and_sends_no_link(self, client: Client, ann: User) -> None:
        response = client.post(RESET, {"email": ann.email}, HTTP_HOST="evil.example")
        assert response.status_code == 400
        assert not Job.objects.exists()

    def test_a_forwarded_host_is_not_believed(self, client: Client, ann: User) -> None:
        client.post(RESET, {"email": ann.email}, HTTP_X_FORWARDED_HOST="evil.example", HTTP_HOST="localhost")
        assert Job.objects.get().payload["base_url"] == "http://localhost/"

    @pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example"])
    def test_the_language_switch_never_leads_to_another_site(self, client: Client, target: str) -> None:
        assert client.post(reverse("set_language"), {"language": "en", "next": target}).url == "/"


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"http://\S+", message.body)
    assert found
    return found.group()


class TestPasswords:
    def ordered_link(self, client: Client, email: str) -> str:
        client.post(RESET, {"email": email}, HTTP_HOST="localhost")
        tasks.send_password_mail(**Job.objects.get().payload)
        return link_in(mail.outbox[-1]).removeprefix("http://localhost")

    def test_the_link_sets_a_password_once(self, client: Client, ann: User) -> None:
        link = self.ordered_link(client, "ANN@example.se")
        page = client.get(link, follow=True)
        assert page.status_code == 200
        assert b'autocomplete="new-password"' in page.content
        new = "fyra hästar drar en röd vagn"
        path = page.redirect_chain[-1][0]
        assert client.post(path, {"password1": new, "password2": new}).url == "/konto/losenord/klart/"
        assert sign_in(Client(), password=new).status_code == 302
        assert sign_in(Client()).status_code == 422
        again = Client().get(link, follow=True).content.decode()
        assert "password1" not in again

    @pytest.mark.parametrize("password", ["kort", "password1234", "ann@example.se"])
    def test_a_poor_password_is_refused_with_a_reason(self, client: Client, ann: User, password: str) -> None:
        path = client.get(self.ordered_link(client, ann.email), follow=True).redirect_chain[-1][0]
        response = client.post(path, {"password1": password, "password2": password})
        assert response.status_code == 422
        assert error_of(response)

    def test_nobody_and_closed_accounts_get_no_mail(self, ann: User) -> None:
        User.objects.update(is_active=False)
        for email in [ann.email, "nobody@example.se"]:
            tasks.send_password_mail(email=email, base_url="http://localhost/", is_invitation=False)
        assert mail.outbox == []

    def test_a_new_password_ends_the_other_sessions(self, client: Client, ann: User) -> None:
        other = Client()
        sign_in(client)
        sign_in(other)
        new = "fyra hästar drar en röd vagn"
        data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        assert client.post("/konto/losenord/byt/", data).url == "/konto/"
        assert client.get("/konto/").status_code == 200
        assert other.get("/konto/").status_code == 302

    def test_the_wrong_old_password_changes_nothing(self, client: Client, ann: User) -> None:
        sign_in(client)
        data = {"oldpassword": "fel", "password1": "en helt ny mening", "password2": "en helt ny mening"}
        assert client.post("/konto/losenord/byt/", data).status_code == 422
        assert sign_in(Client()).status_code == 302

    def test_an_old_address_is_no_way_in(self, client: Client, ann: User) -> None:
        link = self.ordered_link(client, ann.email)
        assert EmailAddress.objects.filter(email="ann@example.se").exists()
        ann.email = "ann.ek@example.se"
        actions.change_account(user=ann, version=1, by=ann)
        assert sign_in(Client(), "ann@example.se").status_code == 422
        assert sign_in(Client(), "ann.ek@example.se").status_code == 302
        assert b"password1" not in Client().get(link, follow=True).content


class TestTheNextRequestKnows:
    def test_a_closed_account_is_out(self, client: Client, ann: User) -> None:
        sign_in(client)
        assert client.get("/konto/").status_code == 200
        User.objects.filter(pk=ann.pk).update(is_active=False)
        assert client.get("/konto/").status_code == 302

    def test_a_withdrawn_role_no_longer_opens_pages(
        self, signed_in: Callable[[User], Client], person: Callable[..., User], blekinge: Organisation
    ) -> None:
        admin = person(Role.ADMINISTRATOR)
        factories.grant(factories.UserFactory(), Role.ADMINISTRATOR)
        client = signed_in(admin)
        path = "/administration/anvandare/"
        assert client.get(path).status_code == 200
        assert client.get(path + "ny/").status_code == 200
        RoleAssignment.objects.filter(user=admin).delete()
        assert client.get(path).status_code == 403
        before = User.objects.count()
        form = {"name": "X", "email": "x@example.se", "language": "sv"}
        assert client.post(path + "ny/", form).status_code == 403
        assert User.objects.count() == before
