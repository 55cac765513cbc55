"""The page of what is assumed: read by all who have a role, set by the coordinator and administrators."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from indicators import loading
from indicators.models import Assumption, AssumptionCode
from staffing.models import Role

pytestmark = pytest.mark.django_db

URL = reverse("assumption_list")
NEW = {"code": "premium_factor", "value": "2,2", "valid_from": "2020-01-01", "source": "SKR 2020"}


@pytest.fixture
def default():
    return Assumption.objects.create(
        code=AssumptionCode.PREMIUM_FACTOR, value="2.5", valid_from="2013-01-01", source="Källorna anger 2–3"
    )


@pytest.mark.parametrize("role", [Role.NATIONAL_COORDINATOR, Role.ADMINISTRATOR])
def test_a_new_value_is_set_from_a_date_and_the_old_one_stays(default, person, signed_in, role):
    client = signed_in(person(role))
    assert '<form class="card"' in client.get(URL).content.decode()
    assert client.post(URL, NEW).url == URL
    assert list(Assumption.objects.order_by("valid_from").values_list("value", flat=True)) == [
        Decimal("2.5"),
        Decimal("2.2"),
    ]
    text = client.get(URL).content.decode()
    assert "2,2" in text
    assert "SKR 2020" in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("value", "0,9"),
        ("value", "två"),
        ("value", ""),
        ("valid_from", "2013-01-01"),
        ("valid_from", "1/2"),
        ("source", ""),
    ],
)
def test_what_cannot_be_assumed_is_refused_with_what_was_written(default, person, signed_in, field, value):
    answer = signed_in(person(Role.NATIONAL_COORDINATOR)).post(URL, {**NEW, field: value})
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert "SKR 2020" in answer.content.decode() or field == "source"
    assert Assumption.objects.count() == 1


def test_others_read_and_do_not_set(default, person, signed_in, blekinge):
    client = signed_in(person(Role.CONTROLLER, blekinge))
    text = client.get(URL).content.decode()
    assert "Källorna anger 2–3" in text
    assert '<form class="card"' not in text
    assert client.post(URL, NEW).status_code == 403
    assert signed_in(person()).get(URL).status_code == 404
    assert Assumption.objects.count() == 1


def test_the_database_refuses_a_factor_below_one():
    with pytest.raises(IntegrityError), transaction.atomic():
        Assumption.objects.create(code="premium_factor", value="0.5", valid_from="2020-01-01", source="–")


def test_loading_again_keeps_what_was_set(default):
    Assumption.objects.update(value=3, valid_from=loading.TARGET_FROM)
    loading.load()
    assert Assumption.objects.get(code=AssumptionCode.PREMIUM_FACTOR).value == 3
    assert Assumption.objects.get(code=AssumptionCode.ANNUAL_HOURS).value == 1700
