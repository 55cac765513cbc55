"""Pages of risk analyses and consultations: written, refused, finished, locked."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from plans.actions import freezing
from plans.forms import risks as risk_forms
from plans.models import Consultation, Plan, PlanState, Risk, RiskAnalysis
from staffing.models import Role
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.date(2017, 1, 9)
RISK = {"version": "1", "title": "Fler extrapass", "probability": "3", "consequence": "5", "is_serious": "on"}
HELD = {"version": "1", "party": "Facket", "party_kind": "union", "form": "mbl_19", "held_date": "2017-01-09", "outcome": "Eniga"}  # fmt: skip


@pytest.fixture
def plan(blekinge) -> Plan:
    return factories.PlanFactory(organisation=blekinge, slug="regionens", adopted=True)


@pytest.fixture
def analysis(plan) -> RiskAnalysis:
    return RiskAnalysis.objects.create(plan=plan, title="Färre inhyrda", change="Egen personal")


@pytest.fixture
def risk(analysis) -> Risk:
    return Risk.objects.create(analysis=analysis, title="Oro", probability=2, consequence=2)


@pytest.fixture
def client(blekinge, person, signed_in):
    return signed_in(person(Role.PROCESS_LEADER, blekinge))


def url(name: str, *args: object) -> str:
    return reverse(name, args=["regionens", *args])


def adopt(plan):
    decision = freezing.Decision(adopted_date=DAY, adopted_by="Styrelsen")
    return freezing.freeze_revision(plan=plan, decision=decision, by=None, now=timezone.now())


def test_an_analysis_and_its_risk_are_written_once(plan, client):
    fields = {"version": "1", "title": "Färre inhyrda", "change": "Egen personal", "scale": "5"}
    for _time in range(2):
        assert client.post(url("risk_analysis_create"), fields).status_code == 302
    made = RiskAnalysis.objects.get()
    for _time in range(2):
        assert client.post(url("risk_create", made.pk), RISK).status_code == 302
    assert made.risks.get().consequence == 5
    page = client.get(url("risk_analysis", made.pk)).content.decode()
    assert "15 (3 × 5)" in page
    assert page.count("status-late") == 3  # the band in the sum, the risk's own, and that it has no countermeasure
    assert "Färre inhyrda" in client.get(url("plan_risks")).content.decode()
    assert "Fler extrapass" in client.get(reverse("plan_history", args=["regionens"])).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"probability": "5"}, {"consequence": "0"}, {"probability_now": "2"}, {"title": ""},
     {"followed_up_date": "2999-01-01"}],
)  # fmt: skip
def test_a_risk_that_does_not_hold_is_refused(analysis, client, wrong):
    RiskAnalysis.objects.update(scale=4)
    answer = client.post(url("risk_create", analysis.pk), {**RISK, "consequence": "4", **wrong})
    assert (answer.status_code, Risk.objects.count()) == (422, 0)


def test_a_smaller_scale_than_a_risk_is_refused(analysis, client):
    Risk.objects.create(analysis=analysis, title="Hög", probability=5, consequence=5)
    fields = {"version": "1", "title": "x", "change": "y", "scale": "4"}
    assert client.post(url("risk_analysis_edit", analysis.pk), fields).status_code == 422


def test_the_second_of_two_is_shown_both(analysis, risk, client):
    client.post(url("risk_edit", analysis.pk, risk.pk), {**RISK, "title": "Först"})
    answer = client.post(url("risk_edit", analysis.pk, risk.pk), {**RISK, "title": "Sist"})
    assert answer.status_code == 409
    assert "Först" in answer.content.decode()
    for name in ("risk_delete",):
        assert client.post(url(name, analysis.pk, risk.pk), {"version": "1"}).status_code == 409
    risk.refresh_from_db()
    assert risk.title == "Först"


def test_an_analysis_without_risks_is_not_finished(analysis, client):
    client.post(url("risk_analysis_finish", analysis.pk), {"version": "1"})
    analysis.refresh_from_db()
    assert analysis.finished_date is None


def test_a_finished_analysis_is_closed_until_it_is_reopened(analysis, risk, client):
    client.post(url("risk_analysis_finish", analysis.pk), {"version": "1"})
    analysis.refresh_from_db()
    assert analysis.finished_date == timezone.localdate()
    assert client.post(url("risk_create", analysis.pk), RISK).status_code == 403
    assert client.post(url("risk_analysis_finish", analysis.pk), {"version": "1"}).status_code == 409
    client.post(url("risk_analysis_reopen", analysis.pk), {"version": "2"})
    assert client.post(url("risk_delete", analysis.pk, risk.pk), {"version": "1"}).status_code == 302
    assert not Risk.objects.exists()


def test_after_adoption_only_the_follow_up_is_written(plan, analysis, risk, client):
    RiskAnalysis.objects.update(revision=adopt(plan), finished_date=DAY)
    edit = url("risk_edit", analysis.pk, risk.pk)
    assert client.post(edit, RISK).status_code == 403
    assert client.post(url("risk_analysis_reopen", analysis.pk), {"version": "1"}).status_code == 403
    assert client.get(url("risk_analysis_edit", analysis.pk)).status_code == 403
    followed = {"version": "1", "follow_up": "Lugnt", "followed_up_date": "2017-03-01"}
    assert client.post(edit, followed).status_code == 302
    risk.refresh_from_db()
    assert (risk.title, risk.follow_up) == ("Oro", "Lugnt")


def test_a_consultation_is_written_changed_and_locked(plan, client):
    for _time in range(2):
        client.post(url("consultation_create"), HELD)
    held = Consultation.objects.get()
    assert "Facket" in client.get(url("plan_consultations")).content.decode()
    assert client.post(url("consultation_edit", held.pk), {**HELD, "held_date": "2999-01-01"}).status_code == 422
    Consultation.objects.update(revision=adopt(plan))
    assert client.post(url("consultation_edit", held.pk), HELD).status_code == 403
    assert client.post(url("consultation_delete", held.pk), {"version": "1"}).status_code == 403
    Consultation.objects.update(revision=None)
    assert client.post(url("consultation_delete", held.pk), {"version": "9"}).status_code == 409
    assert client.post(url("consultation_delete", held.pk), {"version": "1"}).status_code == 302
    assert not Consultation.objects.exists()


def test_others_are_refused(plan, analysis, blekinge, kalmar, person, signed_in):
    for who in (signed_in(person(Role.PROCESS_LEADER, kalmar)),):
        assert who.get(url("plan_risks")).status_code == 403
        assert who.get(url("plan_consultations")).status_code == 403
        Plan.objects.update(state=PlanState.DRAFT)
        assert who.get(url("risk_analysis", analysis.pk)).status_code == 404
    reader = signed_in(person(Role.MANAGER, blekinge))
    assert reader.get(url("risk_analysis", analysis.pk)).status_code == 200
    assert reader.post(url("risk_create", analysis.pk), RISK).status_code == 403


def test_a_draft_revision_leads_to_the_standing_plan(plan, analysis, client, blekinge):
    factories.PlanFactory(organisation=blekinge, slug="utkast", revises=plan)
    assert "Färre inhyrda" in client.get(reverse("plan_risks", args=["utkast"])).content.decode()


def test_who_finishes_an_analysis_is_warned_of_what_it_leaves_undone(analysis, client):
    Risk.objects.create(analysis=analysis, title="Röd", probability=5, consequence=5)
    Risk.objects.create(analysis=analysis, title="Allvarlig", probability=1, consequence=1, is_serious=True)
    Risk.objects.create(analysis=analysis, title="Möts", probability=5, consequence=5, countermeasure="Rekrytera")
    page = client.get(url("risk_analysis", analysis.pk))
    found = page.context["shortfall"]
    assert (found.uncountered, found.lacks_safety_representative) == (2, True)
    assert page.content.decode().count("data-shortfall") == 1
    client.post(url("risk_analysis_finish", analysis.pk), {"version": "1"})
    analysis.refresh_from_db()
    assert analysis.finished_date is not None
    assert client.get(url("risk_analysis", analysis.pk)).content.decode().count("data-shortfall") == 1


@pytest.mark.parametrize(
    "named", [{"safety_representative": "Huvudskyddsombud"}, {"participants": "Chef, Skyddsombud"}]
)
def test_an_analysis_that_leaves_nothing_undone_warns_of_nothing(analysis, risk, client, named):
    RiskAnalysis.objects.update(finished_date=DAY, **named)
    assert "data-shortfall" not in client.get(url("risk_analysis", analysis.pk)).content.decode()


@pytest.mark.parametrize("scale", [4, 5])
def test_each_step_of_the_scale_has_a_word_and_what_is_not_chosen_is_asked_for_by_name(analysis, client, scale):
    RiskAnalysis.objects.update(scale=scale)
    form = client.get(url("risk_create", analysis.pk)).context["form"]
    words = risk_forms.STEP_WORDS[scale]
    for name in ("probability_now", "consequence_now", "probability", "consequence"):
        labels = [str(label) for value, label in form.fields[name].choices if value]
        assert labels == [f"{step} {word}" for step, word in enumerate(words, start=1)]
    assert len({str(word) for word in words}) == scale
    unchosen = {**RISK, "probability": "", "consequence": ""}
    errors = client.post(url("risk_create", analysis.pk), unchosen).context["form"].errors
    assert {name: list(said) for name, said in errors.items()} == {
        name: [str(said)] for name, said in risk_forms.UNCHOSEN.items()
    }
