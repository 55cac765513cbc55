"""The tabs of a plan: they keep the day that is shown, and the draft revision that the reader is in, or say that they do not."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plans.actions import revisions
from plans.models import Consultation, Plan, Risk, RiskAnalysis
from staffing.models import User
from tests.plans.activity_world import World
from tests.plans.revision_world import date_history, make_revised_world

pytestmark = pytest.mark.django_db

DAY = "2017-04-30"
TABS = (
    "plan_detail",
    "plan_timeline",
    "plan_cascade",
    "plan_milestones",
    "plan_effect",
    "plan_groups",
    "plan_risks",
    "plan_consultations",
    "status_report_list",
    "plan_revision_list",
    "plan_decision_list",
    "plan_files",
    "plan_history",
)
OF_TODAY = {"plan_cascade", "plan_files"}
OF_THE_STANDING = {
    "plan_cascade",
    "plan_milestones",
    "plan_groups",
    "plan_risks",
    "plan_consultations",
    "status_report_list",
}


@pytest.fixture
def world() -> World:
    return make_revised_world()


def get(user: User, address: str, **query: str):
    client = Client()
    client.force_login(user)
    return client.get(address, query)


def tabs_of(text: str) -> list[str]:
    """Return the addresses of the tabs."""
    (nav,) = re.findall(r'<ul class="tabs">(.*?)</ul>', text, re.DOTALL)
    return re.findall(r'href="([^"]+)"', nav)


# A day -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABS)
def test_a_tab_shows_the_day_or_says_that_it_shows_today(world: World, name: str) -> None:
    address = reverse(name, kwargs={"slug": world.plan.slug})
    response = get(world.leader, address, per=DAY)
    text = response.content.decode()
    assert response.status_code == 200
    is_of_today = name in OF_TODAY
    assert ('id="past-banner"' in text) is not is_of_today
    assert ('id="day-not-shown"' in text) is is_of_today
    assert ('id="id_per"' in text) is not is_of_today
    if is_of_today:
        assert f'href="{world.plan.get_absolute_url()}?per={DAY}"' in text


def test_links_to_pages_of_today_do_not_carry_the_day(world: World) -> None:
    text = get(world.leader, world.plan.get_absolute_url(), per=DAY).content.decode()
    for name in TABS:
        address = reverse(name, kwargs={"slug": world.plan.slug})
        assert (f"{address}?per={DAY}" in tabs_of(text)) is not (name in OF_TODAY), name
    assert "?per=" not in "".join(
        tabs_of(get(world.leader, reverse("plan_files", kwargs={"slug": world.plan.slug})).content.decode())
    )


def test_risks_and_consultations_are_those_of_the_day(world: World) -> None:
    analysis = RiskAnalysis.objects.create(plan=world.plan, title="Färre inhyrda", change="Egen personal")
    risk = Risk.objects.create(
        analysis=analysis, title="Oro", probability=2, consequence=2, due_date=datetime.date(2017, 5, 15)
    )
    held = Consultation.objects.create(
        plan=world.plan,
        party="Facket",
        party_kind="union",
        form="mbl_11",
        held_date=datetime.date(2017, 1, 9),
        outcome="x",
    )
    date_history("2017-01-12T09:00", analysis, risk, held)
    analysis.title = "Heter annat i dag"
    analysis.save()
    risk.title = "Ilska i dag"
    risk.save()
    held.party = "Ett annat förbund i dag"
    held.save()
    risks = reverse("plan_risks", kwargs={"slug": world.plan.slug})
    consultations = reverse("plan_consultations", kwargs={"slug": world.plan.slug})
    one = reverse("risk_analysis", kwargs={"slug": world.plan.slug, "pk": analysis.pk})
    listed = get(world.leader, risks, per=DAY).content.decode()
    assert f'href="{one}?per={DAY}"' in listed
    response = get(world.leader, one, per=DAY)
    read = response.content.decode()
    told = get(world.leader, consultations, per=DAY).content.decode()
    for text, then in ((listed, "Färre inhyrda"), (read, "Oro"), (told, "Facket")):
        assert then in text
        assert " i dag<" not in text
        assert 'id="past-banner"' in text
    # Nothing is changed from there, and what was not due yet is not late.
    assert reverse("risk_edit", kwargs={"slug": world.plan.slug, "pk": analysis.pk, "risk_pk": risk.pk}) not in read
    assert [row["is_overdue"] for row in response.context_data["rows"]] == [False]
    assert [row["is_overdue"] for row in get(world.leader, one, per="2017-06-01").context_data["rows"]] == [True]
    assert get(world.leader, one, per="2017-01-11").status_code == 404
    assert get(world.leader, one, per="nonsens").status_code == 422
    assert get(world.stranger, risks, per=DAY).status_code == 403


def test_the_final_report_offers_no_day_and_says_that_it_is_of_now(world: World) -> None:
    Plan.objects.filter(pk=world.plan.pk).update(state="closed")
    text = get(world.leader, reverse("final_report_detail", kwargs={"slug": world.plan.slug}), per=DAY).content.decode()
    assert 'id="day-not-shown"' in text
    assert 'id="id_per"' not in text


# A draft revision ------------------------------------------------------------------------------------------------------


@pytest.fixture
def draft(world: World) -> Plan:
    return revisions.start_draft_revision(plan=world.plan, by=world.leader, now=timezone.now())


@pytest.mark.parametrize("name", TABS)
def test_the_tabs_of_a_draft_keep_the_reader_in_it(world: World, draft: Plan, name: str) -> None:
    response = get(world.leader, reverse(name, kwargs={"slug": draft.slug}))
    assert response.status_code == 200
    text = response.content.decode()
    assert {reverse(one, kwargs={"slug": draft.slug}) for one in TABS} == set(tabs_of(text))
    assert ('id="of-standing"' in text) is (name in OF_THE_STANDING)


def test_what_is_written_from_a_draft_leads_back_to_it(world: World, draft: Plan) -> None:
    client = Client()
    client.force_login(world.leader)
    fields = {"version": "1", "title": "Färre inhyrda", "change": "Egen personal", "scale": "5"}
    made = client.post(reverse("risk_analysis_create", kwargs={"slug": draft.slug}), fields)
    analysis = RiskAnalysis.objects.get()
    assert analysis.plan == world.plan
    assert made["Location"] == reverse("risk_analysis", kwargs={"slug": draft.slug, "pk": analysis.pk})
    page = client.get(made["Location"]).content.decode()
    assert 'id="of-standing"' in page
    assert reverse("risk_create", kwargs={"slug": draft.slug, "pk": analysis.pk}) in page


def test_the_adopted_plan_says_nothing_of_a_draft(world: World, draft: Plan) -> None:
    for name in ("plan_risks", "plan_close"):
        text = get(world.leader, reverse(name, kwargs={"slug": world.plan.slug})).content.decode()
        assert 'id="of-standing"' not in text
    text = get(world.leader, reverse("plan_risks", kwargs={"slug": world.plan.slug})).content.decode()
    assert draft.slug not in "".join(tabs_of(text))
