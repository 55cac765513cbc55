"""The frame of every page: its menu by role, its language, and what it costs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import reverse

from config import context
from staffing.models import Level, Organisation, Role, User
from tests import factories

pytestmark = pytest.mark.django_db


def framed(user: User | AnonymousUser, path: str = "/") -> dict:
    request = RequestFactory().get(path)
    request.user = user
    return context.frame(request)


def icons(user: User) -> list[str]:
    return [item.icon for item in framed(user)["nav"]]


def test_the_frame_costs_at_most_four_queries_however_many_roles_and_places(
    person: Callable[..., User], blekinge: Organisation, kalmar: Organisation, django_assert_max_num_queries
) -> None:
    user = person(Role.PROCESS_LEADER, blekinge)
    for root in (blekinge, kalmar):
        division = factories.OrganisationFactory(parent=root)
        for _ in range(5):
            unit = factories.OrganisationFactory(parent=division, level=Level.UNIT)
            factories.grant(user, Role.MANAGER, unit)
    with django_assert_max_num_queries(4):
        found = framed(User.objects.get(pk=user.pk))
    assert len(found["frame_roles"]) == 11


@pytest.mark.parametrize(
    ("role", "is_regional", "last"),
    [
        (Role.PROCESS_LEADER, True, "admin"),
        (Role.MANAGER, True, "reports"),
        (Role.CONTROLLER, True, "reports"),
        (Role.STEERING_GROUP, True, "reports"),
        (Role.AUDITOR, True, "admin"),
        (Role.AUDITOR, False, "admin"),
        (Role.NATIONAL_COORDINATOR, False, "admin"),
        (Role.ADMINISTRATOR, False, "admin"),
    ],
)
def test_only_what_the_role_can_use_is_in_the_menu(
    person: Callable[..., User],
    signed_in: Callable[[User], Client],
    blekinge: Organisation,
    role: Role,
    is_regional: bool,  # noqa: FBT001
    last: str,
) -> None:
    user = person(role, blekinge if is_regional else None)
    assert icons(user)[-1] == last
    assert ("mine" in icons(user)) is (is_regional and role != Role.AUDITOR)
    client = signed_in(user)
    assert [
        (item.url, client.get(item.url).status_code)
        for item in framed(user)["nav"]
        if client.get(item.url).status_code != 200
    ] == []


def test_without_a_role_there_is_the_overview_only(person: Callable[..., User]) -> None:
    assert icons(person()) == ["overview"]


@pytest.mark.parametrize(
    ("path", "icon"),
    [
        ("/aktiviteter/1/", "plan"),
        ("/", "overview"),
        ("/administration/organisationer/", "admin"),
        ("/kostnader/08/", "costs"),
        ("/atgarder/7/", "catalogue"),
        ("/konto/", None),
    ],
)
def test_one_place_is_the_current_one(person: Callable[..., User], path: str, icon: str | None) -> None:
    current = [item.icon for item in framed(person(Role.ADMINISTRATOR), path)["nav"] if item.is_current]
    assert current == ([icon] if icon else [])


@pytest.mark.parametrize("path", ["/hjalp/", "/tillganglighet/", "/konto/logga-in/"])
def test_pages_open_to_all_speak_the_language_that_was_chosen(client: Client, path: str) -> None:
    assert '<html lang="sv">' in client.get(path).content.decode()
    client.post("/sprak/", {"language": "en", "next": path})
    response = client.get(path)
    assert '<html lang="en">' in response.content.decode()
    assert response["Content-Language"] == "en"


def test_the_help_marks_the_readers_own_roles(
    person: Callable[..., User], signed_in: Callable[[User], Client], blekinge: Organisation
) -> None:
    text = signed_in(person(Role.CONTROLLER, blekinge)).get("/hjalp/").content.decode()
    assert text.count("is-mine") == 1
    assert 'id="help-controller"' in text.split("is-mine")[1].split("</h2>")[0]


def test_the_address_for_questions_is_shown_when_there_is_one(client: Client, settings) -> None:
    assert "mailto:" not in client.get("/tillganglighet/").content.decode()
    settings.SUPPORT_EMAIL = "hjalp@example.se"
    for path in ("/tillganglighet/", "/hjalp/", "/konto/logga-in/"):
        assert 'href="mailto:hjalp@example.se"' in client.get(path).content.decode()


def test_the_address_of_an_act_has_a_page_that_says_nothing_was_saved(person: Callable[..., User]) -> None:
    """Where sign-in leads after a form was sent by somebody who had been signed out."""
    client = Client()
    client.force_login(person(Role.PROCESS_LEADER, factories.region_root("10", "Blekinge")))
    address = reverse("hire_withdraw", kwargs={"pk": 1})
    answer = client.get(address)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Inget sparades" in answer.content.decode()
    # A program that wants no page gets none, and neither does what another method asks.
    assert client.get(address, headers={"accept": "application/json"}).content == b""
    assert client.put(address).content == b""
    assert Client().post("/api/v1/regions").content != answer.content
