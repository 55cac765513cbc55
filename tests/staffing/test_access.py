"""Rights: what follows from a role, where, and at what cost."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from staffing import access
from staffing.access import Permission
from staffing.models import Level, Organisation, Role, User
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 3, 31)


@pytest.fixture
def tree(blekinge: Organisation) -> dict[str, Organisation]:
    division = factories.OrganisationFactory(parent=blekinge)
    department = factories.OrganisationFactory(parent=division, level=Level.DEPARTMENT)
    return {
        "root": blekinge,
        "division": division,
        "department": department,
        "unit": factories.OrganisationFactory(parent=department, level=Level.UNIT),
        "beside": factories.OrganisationFactory(parent=blekinge),
    }


def test_a_right_reaches_everything_below_and_nothing_beside(tree, person: Callable[..., User]) -> None:
    rights = access.load_rights(person(Role.MANAGER, tree["division"]), TODAY)
    reached = {name for name, place in tree.items() if rights.can(Permission.UPDATE_STATUS, place.pk)}
    assert reached == {"division", "department", "unit"}
    assert not rights.can(Permission.EDIT_PLAN, tree["division"].pk)


def test_two_roles_add_up_where_both_reach(tree, person: Callable[..., User]) -> None:
    user = person(Role.CONTROLLER, tree["root"])
    factories.grant(user, Role.MANAGER, tree["department"])
    rights = access.load_rights(user, TODAY)
    assert rights.can(Permission.REPORT_COSTS, tree["unit"].pk)
    assert rights.can(Permission.UPDATE_STATUS, tree["unit"].pk)
    assert not rights.can(Permission.UPDATE_STATUS, tree["division"].pk)


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        ("2026-03-31", None, True),
        ("2026-04-01", None, False),
        ("2026-01-01", "2026-03-31", True),
        ("2026-01-01", "2026-03-30", False),
    ],
)
def test_a_role_holds_from_its_first_day_to_the_end_of_its_last(
    blekinge: Organisation,
    first: str,
    last: str | None,
    holds: bool,  # noqa: FBT001
) -> None:
    user = factories.UserFactory()
    factories.grant(user, Role.PROCESS_LEADER, blekinge, valid_from=first, valid_to=last)
    rights = access.load_rights(user, TODAY)
    assert rights.has_role is holds
    assert rights.can(Permission.EDIT_PLAN, blekinge.pk) is holds


def test_closed_accounts_and_strangers_may_nothing(blekinge: Organisation, person: Callable[..., User]) -> None:
    user = person(Role.PROCESS_LEADER, blekinge)
    user.is_active = False
    assert access.load_rights(user, TODAY) == access.NO_RIGHTS
    assert access.rights_of(AnonymousUser()) == access.NO_RIGHTS


def test_rights_cost_two_queries_however_deep_the_tree(
    tree, person: Callable[..., User], django_assert_num_queries
) -> None:
    user = person(Role.PROCESS_LEADER, tree["root"])
    with django_assert_num_queries(2):
        rights = access.rights_of(user)
        assert access.rights_of(user) is rights
        assert [region.code for region in rights.regions] == ["10"]
    without_role = person()
    with django_assert_num_queries(1):
        assert not access.rights_of(without_role).has_role


def test_rights_are_read_anew_the_next_day(blekinge: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    user = factories.UserFactory()
    factories.grant(user, Role.PROCESS_LEADER, blekinge, valid_to=TODAY)
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)
    assert access.rights_of(user).has_role
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY + datetime.timedelta(days=1))
    assert not access.rights_of(user).has_role
