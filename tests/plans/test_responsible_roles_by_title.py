"""Which role a title means: one's own, the nearest above, the only one; never one of several others."""

from __future__ import annotations

import pytest

from plans.actions import responsibles
from plans.actions.responsibles import Responsible
from staffing.models import Organisation, ResponsibleRole
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def divisions(blekinge: Organisation) -> tuple[Organisation, Organisation]:
    return factories.OrganisationFactory(parent=blekinge), factories.OrganisationFactory(parent=blekinge)


def role(organisation: Organisation, title: str = "Verksamhetschef") -> ResponsibleRole:
    return factories.ResponsibleRoleFactory(organisation=organisation, title=title)


def found(organisation: Organisation) -> ResponsibleRole:
    return responsibles.role_of(title="verksamhetschef", organisation=organisation)[0]


def test_ones_own_comes_first_then_the_nearest_above(blekinge, divisions):
    one, other = divisions
    clinic = factories.OrganisationFactory(parent=one, level="department")
    own, above, region = role(one), role(other), role(blekinge)
    assert found(one) == own
    assert found(clinic) == own
    assert found(other) == above
    assert found(blekinge) == region


def test_the_only_one_in_the_region_is_meant_wherever_it_stands(blekinge, divisions):
    one, other = divisions
    only = role(one)
    assert found(blekinge) == only
    assert found(other) == only


def test_of_several_in_other_places_none_is_guessed(blekinge, divisions):
    for division in divisions:
        role(division)
    made = found(blekinge)
    assert made.organisation == blekinge
    assert made.holder is None
    assert ResponsibleRole.objects.count() == 3


def test_who_is_responsible_already_stays_when_the_activity_is_saved_again(blekinge, divisions):
    first = role(divisions[0])
    plan = factories.PlanFactory(organisation=blekinge)
    activity = factories.ActivityFactory(plan=plan)
    responsibles.assign(activity=activity, wanted=[Responsible("Verksamhetschef")])
    role(divisions[1])
    responsibles.assign(activity=activity, wanted=[Responsible("Verksamhetschef", "schemat")])
    row = activity.responsibles.get()
    assert (row.role, row.part) == (first, "schemat")
