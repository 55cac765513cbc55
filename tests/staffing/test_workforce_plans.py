"""Target numbers and the forecast in the browser's place, and the demo's posts."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from staffing import demo, demo_workforce, loading, vacancy
from staffing import workforce_queries as queries
from staffing.models import Organisation, PostCount, Role, StaffingTarget, User, WorkforceAssumption
from tests import factories
from tests.staffing.test_workforce import counted, position, text_of

pytestmark = pytest.mark.django_db

TARGETS = "/bemanning/maltal/10/"
FORECAST = "/bemanning/prognos/10/"


@pytest.fixture
def hospital(blekinge: Organisation) -> Organisation:
    return factories.OrganisationFactory(parent=blekinge, name="Blekingesjukhuset", code="BLS")


@pytest.fixture
def leader(person: Callable[..., User], signed_in: Callable[[User], Client], blekinge: Organisation) -> Client:
    return signed_in(person(Role.PROCESS_LEADER, blekinge))


def aimed(place: Organisation, filled: str = "12", **fields: object) -> StaffingTarget:
    given = {"position": position(), "by_date": datetime.date(2030, 12, 31), **fields}
    return StaffingTarget.objects.create(organisation=place, filled_fte=filled, **given)


# Target numbers -------------------------------------------------------------------------------------------------------


def test_a_target_is_held_against_the_organisation_and_all_below_it(
    leader: Client, blekinge: Organisation, hospital: Organisation
) -> None:
    counted(hospital, "10", "8.5")
    counted(hospital, "10", "3", position=position("st"))
    aimed(blekinge, "12")
    aimed(hospital, "8", by_date=datetime.date(2031, 1, 1))
    aimed(hospital, "1", position=position("at"))
    gaps = {
        (one.target.organisation_id, one.target.position.code): (one.gap, one.is_reached)
        for one, _mine in leader.get(TARGETS).context["rows"]
    }
    assert gaps == {
        (blekinge.pk, "specialistlakare"): (Decimal("3.5"), False),
        (hospital.pk, "specialistlakare"): (Decimal("-0.5"), True),
        (hospital.pk, "at"): (None, None),
    }
    text = text_of(leader, TARGETS)
    assert "status-at_risk" in text
    assert "status-done" in text


def test_without_targets_the_page_says_what_to_do(leader: Client) -> None:
    assert "nytt/" in text_of(leader, TARGETS)


def test_a_target_is_entered_changed_and_removed(leader: Client, hospital: Organisation) -> None:
    fields = {"organisation": hospital.pk, "position": position().pk, "by_date": "2030-12-31", "filled_fte": "12,5"}
    assert leader.post(f"{TARGETS}nytt/", {**fields, "filled_fte": "-1"}).status_code == 422
    assert leader.post(f"{TARGETS}nytt/", fields).status_code == 302
    assert leader.post(f"{TARGETS}nytt/", fields).status_code == 422
    one = StaffingTarget.objects.get()
    url = f"/bemanning/maltal/{one.pk}/andra/"
    assert leader.get(url).status_code == 200
    change = {"by_date": "2031-12-31", "filled_fte": "13", "note": ""}
    assert leader.post(url, change).status_code == 400
    assert leader.post(url, {**change, "version": 1}).status_code == 302
    assert leader.post(url, {**change, "filled_fte": "14", "version": 1}).status_code == 409
    aimed(hospital)
    assert leader.post(url, {**change, "by_date": "2030-12-31", "version": 2}).status_code == 422
    leader.post(f"/bemanning/maltal/{one.pk}/ta-bort/", {"version": 1})
    assert StaffingTarget.objects.filter(pk=one.pk).exists()
    leader.post(f"/bemanning/maltal/{one.pk}/ta-bort/", {"version": 2})
    assert not StaffingTarget.objects.filter(pk=one.pk).exists()


def test_a_new_target_is_for_a_day_to_come_and_an_old_one_keeps_its_day(leader: Client, hospital: Organisation) -> None:
    today = timezone.localdate()
    fields = {"organisation": hospital.pk, "position": position().pk, "filled_fte": "12"}
    for passed in ("2020-01-01", today.isoformat()):
        response = leader.post(f"{TARGETS}nytt/", {**fields, "by_date": passed})
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["by_date"]
    one = aimed(hospital, by_date=datetime.date(2020, 1, 1))
    url, change = f"/bemanning/maltal/{one.pk}/andra/", {"filled_fte": "13", "note": "rättat", "version": 1}
    assert leader.post(url, {**change, "by_date": "2019-12-31"}).status_code == 422
    assert leader.post(url, {**change, "by_date": "2020-01-01"}).status_code == 302
    assert leader.post(url, {**change, "version": 2, "by_date": "2031-01-01"}).status_code == 302


def test_a_target_far_above_what_is_filled_asks_why_in_the_note(
    leader: Client, blekinge: Organisation, hospital: Organisation
) -> None:
    fields = {"organisation": blekinge.pk, "position": position().pk, "by_date": "2030-12-31", "filled_fte": "99999"}
    counted(hospital, "20", "12")
    counted(hospital, "5000", "5000", position=position("st"))
    response = leader.post(f"{TARGETS}nytt/", fields)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["note"]
    assert "12,0" in str(response.context["form"].errors["note"])
    assert leader.post(f"{TARGETS}nytt/", {**fields, "note": "nytt sjukhus"}).status_code == 302
    one = StaffingTarget.objects.get()
    url, change = f"/bemanning/maltal/{one.pk}/andra/", {"by_date": "2030-12-31", "note": "", "version": 1}
    assert leader.post(url, {**change, "filled_fte": "99999"}).status_code == 422
    assert leader.post(url, {**change, "filled_fte": "60"}).status_code == 302
    # What stood there before is not asked about when only the day is changed.
    StaffingTarget.objects.update(filled_fte=500)
    late = {"by_date": "2031-12-31", "note": "", "version": 2, "filled_fte": "500"}
    assert leader.post(url, late).status_code == 302


# The forecast ---------------------------------------------------------------------------------------------------------


def assume(leader: Client, place: Organisation, **fields: str) -> object:
    given = {
        "retirements_fte": "8",
        "leave_percent": "5",
        "trained_fte": "10",
        "stay_percent": "70",
        "recruits_fte": "2",
        "source": "gissning",
        "version": "0",
        **fields,
    }
    return leader.post(f"{FORECAST}{place.pk}/specialistlakare/", given)


def test_two_years_by_hand_on_the_page(leader: Client, blekinge: Organisation, hospital: Organisation) -> None:
    """100 − 8 − 5 + 7 + 2 = 96, then 92.2; the target number holds from its day."""
    counted(hospital, "120", "100")
    today = timezone.localdate()
    aimed(blekinge, "98", by_date=vacancy.months_before(today, -24))
    assert assume(leader, blekinge).status_code == 302
    rows = leader.get(f"{FORECAST}?befattning=specialistlakare").context["rows"]
    assert len(rows) == 5
    assert [row.year.filled for row in rows[:2]] == [96, Decimal("92.2")]
    assert [row.aim for row in rows[:2]] == [None, 98]
    assert rows[1].gap == Decimal("5.8")
    assert rows[0].rate == Decimal("0.2")
    text = text_of(leader, FORECAST)
    assert "92,2" in text
    assert "5,8" in text


def test_those_in_training_stand_beside_what_is_assumed(leader: Client, hospital: Organisation) -> None:
    st = position("st")
    st.becomes = position()
    st.save()
    counted(hospital, "120", "100")
    counted(hospital, "40", "33", position=st)
    context = leader.get(FORECAST).context
    assert context["position"] == position()
    assert [(one.code, found.filled) for one, found in context["trainees"]] == [("st", 33)]


def test_without_counts_there_is_nothing_to_begin_from(leader: Client, hospital: Organisation) -> None:
    assert leader.get(FORECAST).status_code == 200
    counted(hospital, date=datetime.date(2016, 11, 30))
    assert "rows" not in leader.get(FORECAST).context
    assert leader.get(f"{FORECAST}?enhet=99999").status_code == 422


def test_assumptions_are_versioned_and_within_their_limits(leader: Client, hospital: Organisation) -> None:
    counted(hospital)
    for wrong in ({"stay_percent": "101"}, {"leave_percent": "-1"}, {"retirements_fte": "många"}):
        assert assume(leader, hospital, **wrong).status_code == 422
    assert not WorkforceAssumption.objects.exists()
    page = leader.get(f"{FORECAST}{hospital.pk}/specialistlakare/").content.decode()
    assert re.search(r'name="version" value="0"', page)  # the form says itself that nothing was there
    assert assume(leader, hospital).status_code == 302
    # Somebody else opened the form before anything was assumed.
    assert assume(leader, hospital, stay_percent="60").status_code == 409
    assert assume(leader, hospital, stay_percent="80", version="1").status_code == 302
    assert assume(leader, hospital, stay_percent="90", version="1").status_code == 409
    one = WorkforceAssumption.objects.get()
    assert (one.stay_percent, one.version) == (80, 2)


def test_seventy_per_cent_stay_until_somebody_says_otherwise(leader: Client, hospital: Organisation) -> None:
    counted(hospital)
    assert leader.get(FORECAST).context["assumption"].stay_percent == 70
    assert not WorkforceAssumption.objects.exists()


def test_readers_see_the_assumptions_and_change_nothing(
    person: Callable[..., User], signed_in: Callable[[User], Client], blekinge, kalmar, hospital: Organisation
) -> None:
    counted(hospital)
    target = aimed(hospital)
    for role, place, seen, changed in ((Role.AUDITOR, blekinge, 200, 403), (Role.PROCESS_LEADER, kalmar, 404, 404)):
        client = signed_in(person(role, place))
        assert client.get(FORECAST).status_code == seen
        assert client.get(TARGETS).status_code == seen
        assert assume(client, hospital).status_code == changed
        assert client.get(f"/bemanning/maltal/{target.pk}/andra/").status_code == changed
        assert client.post(f"/bemanning/maltal/{target.pk}/ta-bort/", {"version": 1}).status_code == changed
        assert client.get(f"{TARGETS}nytt/").status_code == changed
    assert assume(signed_in(person(Role.PROCESS_LEADER, kalmar)), kalmar).status_code == 404


# The demo -------------------------------------------------------------------------------------------------------------


def test_the_demo_marks_what_is_made_up_and_is_loaded_once() -> None:
    loading.load()
    demo.load_divisions()
    today = datetime.date(2026, 4, 3)
    assert demo_workforce.load(today) > 100
    assert demo_workforce.load(today) == 0
    real = PostCount.objects.get(is_example=False)
    assert "Lokal handlingsplan" in real.note
    counts = queries.counts_of(PostCount.objects.filter(organisation__region__code="10"))
    then = vacancy.total(vacancy.standing(counts, datetime.date(2016, 11, 30)).current)
    assert round(then.rate * 100, 1) == Decimal("18.9")
    assert demo_workforce.quarter_ends(today, 2) == [datetime.date(2025, 12, 31), datetime.date(2026, 3, 31)]
    now = vacancy.total(vacancy.standing(counts, today).current)
    assert now.is_example
    assert Decimal("0.05") < now.rate < Decimal("0.2")
