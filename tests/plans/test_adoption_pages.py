"""The page on which a plan is adopted: it asks what the decision needs, and says what is decided and what it lacks."""

from __future__ import annotations

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from plans.models import Consultation, Plan, PlanRevision, RiskAnalysis
from tests.plans.activity_world import make_world

pytestmark = pytest.mark.django_db
LACKS = ("1 aktivitet saknar tidpunkt", "1 tidpunkt behöver tolkas")
WAIVER = "Samverkan skedde i budgeten"


@pytest.fixture
def world():
    made = make_world()
    made.make(title="Utan tidpunkt", deadline_text="")
    made.make(title="Otydlig", deadline_text="När pengarna finns")
    return made


@pytest.fixture
def address(world):
    return f"/handlingsplaner/{world.plan.slug}"


def send_to_consultation(client, world, address):
    world.plan.refresh_from_db()
    assert client.post(f"{address}/till-samrad/", {"version": world.plan.version}).status_code == 302


def finish_analysis(world):
    RiskAnalysis.objects.create(plan=world.plan, title="Analys", change="Allt", finished_date=timezone.localdate())


def test_who_sends_for_consultation_sees_what_lacks_a_deadline(world, address, signed_in):
    client = signed_in(world.leader)
    for page in (f"{address}/", f"{address}/revisioner/"):
        shown = client.get(page).content.decode()
        assert [words for words in LACKS if words in shown] == list(LACKS)
    send_to_consultation(client, world, address)
    assert LACKS[0] not in client.get(f"{address}/revisioner/").content.decode()


def test_a_first_adoption_is_asked_for_waivers_only_and_says_first_what_is_decided(world, address, signed_in):
    send_to_consultation(signed_in(world.leader), world, address)
    group = signed_in(world.reader)
    facts = {"adopted_date", "adopted_by", "registry_number"}
    assert set(group.get(f"{address}/faststall/").context["form"].fields) == {
        *facts,
        "risk_waiver",
        "consultation_waiver",
    }
    finish_analysis(world)
    answer = group.get(f"{address}/faststall/")
    assert set(answer.context["form"].fields) == {*facts, "consultation_waiver"}
    shown = answer.content.decode()
    assert [words for words in LACKS if words in shown] == list(LACKS)
    assert shown.index('id="what"') < shown.index('id="gates"') < shown.index('id="id_adopted_by"')


def test_a_waiver_is_asked_for_when_the_gate_is_open_on_the_day_of_the_decision(world, address, signed_in):
    send_to_consultation(signed_in(world.leader), world, address)
    finish_analysis(world)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    written = {"adopted_date": f"{yesterday}", "adopted_by": "Regionstyrelsen", "consultation_waiver": WAIVER}
    refused = signed_in(world.reader).post(f"{address}/faststall/", written)
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"risk_waiver"}
    assert 'id="id_risk_waiver"' in refused.content.decode()


def adopt(client, address):
    """Write the decision, check it and confirm; return the page after."""
    written = {
        "adopted_date": f"{timezone.localdate()}",
        "adopted_by": "Regionstyrelsen",
        "consultation_waiver": WAIVER,
    }
    checked = client.post(f"{address}/faststall/", written).content.decode()
    carried = {name: re.search(rf'name="{name}" value="([^"]*)"', checked)[1] for name in ("version", "seen")}
    return client.post(f"{address}/faststall/", {**written, **carried, "confirm": "1"}, follow=True)


def test_the_receipt_leads_to_the_revision_and_its_waiver_stands_in_the_lists(world, address, signed_in):
    send_to_consultation(signed_in(world.leader), world, address)
    finish_analysis(world)
    group = signed_in(world.reader)
    receipt = adopt(group, address).content.decode()
    assert PlanRevision.objects.get().consultation_waiver == WAIVER
    assert f'<a href="{address}/revisioner/1/">' in receipt
    for page in ("revisioner", "beslut"):
        assert WAIVER in group.get(f"{address}/{page}/").content.decode()
    elsewhere = signed_in(world.stranger).get(f"{address}/revisioner/")
    assert elsewhere.status_code == 200
    assert WAIVER not in elsewhere.content.decode()


def test_a_draft_revision_is_asked_what_it_changes(world, address, signed_in):
    leader = signed_in(world.leader)
    send_to_consultation(leader, world, address)
    finish_analysis(world)
    adopt(signed_in(world.reader), address)
    draft = leader.post(f"{address}/utkastrevision/").url
    leader.post(f"{draft}till-samrad/", {"version": Plan.objects.get(revises=world.plan).version})
    assert "summary" in signed_in(world.reader).get(f"{draft}faststall/").context["form"].fields


def test_what_the_analysis_leaves_undone_is_a_warning_before_the_decision_and_at_the_check(world, address, signed_in):
    send_to_consultation(signed_in(world.leader), world, address)
    finish_analysis(world)
    analysis = RiskAnalysis.objects.get()
    analysis.risks.create(title="Röd", probability=5, consequence=5)
    group = signed_in(world.reader)
    shown = group.get(f"{address}/faststall/")
    assert [(one.key, one.uncountered) for one in shown.context["shortfalls"]] == [(analysis.pk, 1)]
    link = f'<a href="{reverse("risk_analysis", args=[world.plan.slug, analysis.pk])}">'
    assert link in shown.content.decode()
    written = {"adopted_date": f"{timezone.localdate()}", "adopted_by": "Styrelsen", "consultation_waiver": WAIVER}
    assert link in group.post(f"{address}/faststall/", written).content.decode()
    adopt(group, address)
    assert PlanRevision.objects.count() == 1


def test_a_new_revision_does_not_stand_on_what_is_older_than_the_adoption_before(world, address, signed_in):
    leader, group = signed_in(world.leader), signed_in(world.reader)
    send_to_consultation(leader, world, address)
    finish_analysis(world)
    adopt(group, address)
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    Plan.objects.filter(pk=world.plan.pk).update(adopted_date=today - 10 * day)
    old, new = (
        Consultation.objects.create(
            plan=world.plan, party=party, form="mbl_19", held_date=today - days * day, outcome="Eniga"
        )
        for party, days in (("Gammalt förbund", 30), ("Nytt förbund", 5))
    )
    draft = leader.post(f"{address}/utkastrevision/").url
    leader.post(f"{draft}till-samrad/", {"version": Plan.objects.get(revises=world.plan).version})

    shown = group.get(f"{draft}faststall/")

    _risk, talks = shown.context["gates"]
    assert [one.title for one in talks.grounds] == ["Nytt förbund"]
    assert [one.title for one in talks.outdated] == ["Gammalt förbund"]
    assert talks.grounds[0].is_before_draft
    assert shown.content.decode().count("data-before-draft") == 1
    answers = {
        "adopted_date": f"{today}", "adopted_by": "Styrelsen", "risk_waiver": WAIVER, "summary": "Nytt",
    }  # fmt: skip
    checked = group.post(f"{draft}faststall/", answers)
    assert not checked.context["form"].errors
    confirmed = {**answers, "version": checked.context["plan"].version, "seen": checked.context["seen"], "confirm": "1"}
    assert group.post(f"{draft}faststall/", confirmed).status_code == 302
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.revision, new.revision.number) == (None, 2)
