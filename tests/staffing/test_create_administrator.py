"""`manage.py create_administrator`: a way in that leaves a trace and lets no weak password through."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from staffing.access import can_administer
from staffing.models import Role, RoleAssignment, User

PASSWORD = "långt-nog-att-gissa-på-9"
pytestmark = pytest.mark.django_db


def create(monkeypatch, *, email="Anna@region.example", name="Anna Ek", password=PASSWORD):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    out = io.StringIO()
    call_command("create_administrator", email=email, name=name, stdout=out)
    return out.getvalue()


def test_the_account_signs_in_and_administers(monkeypatch):
    assert "anna@region.example" in create(monkeypatch)
    client = Client()
    client.post(reverse("account_login"), {"login": "anna@region.example", "password": PASSWORD})
    assert client.get(reverse("user_list")).status_code == 200
    user = User.objects.get(email="anna@region.example")
    assert can_administer(user)
    right = RoleAssignment.objects.get(user=user)
    assert (right.role, right.organisation, right.valid_from) == (Role.ADMINISTRATOR, None, timezone.localdate())
    assert right.history.get().history_type == "+"


def test_the_password_is_never_printed(monkeypatch):
    assert PASSWORD not in create(monkeypatch)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"password": "kort"}, "too short"),
        ({"password": ""}, "too short"),
        ({"password": "password1234"}, "too common"),
        ({"password": "anna@region.example"}, "too similar"),
        ({"email": "anna"}, "valid email"),
        ({"name": " "}, "blank"),
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_made(monkeypatch, wrong, words):
    with pytest.raises(CommandError, match=words):
        create(monkeypatch, **wrong)
    assert not User.objects.exists()


def test_an_account_that_is_there_is_left_alone(monkeypatch):
    create(monkeypatch)
    before = User.objects.get().password
    with pytest.raises(CommandError, match="already"):
        create(monkeypatch, email="ANNA@region.example", password=f"{PASSWORD}-annat")
    assert User.objects.get().password == before
    assert RoleAssignment.objects.count() == 1


def test_a_password_typed_two_ways_is_refused(monkeypatch):
    stdin = io.StringIO()
    stdin.isatty = lambda: True
    monkeypatch.setattr("sys.stdin", stdin)
    typed = iter([PASSWORD, f"{PASSWORD}x"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    with pytest.raises(CommandError, match="differ"):
        call_command("create_administrator", email="anna@region.example", name="Anna Ek")
    assert not User.objects.exists()
