"""Writing plans, their sections and their areas; and their history."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from plans.models import Plan, PlanArea, PlanSection, PlanState
from staffing.models import Role
from tests import factories

WRITTEN = {
    "title": "Oberoende 2026–2028",
    "start_date": "2026-01-01",
    "end_date": "2028-12-31",
    "goal": "Högst två procent.",
    "target_ratio": "2,5",
    "target_date": "",
    "registry_number": "",
    "version": "1",
}


@pytest.fixture
def leader(person, signed_in, blekinge):
    return signed_in(person(Role.PROCESS_LEADER, blekinge))


@pytest.fixture
def reader(person, signed_in, blekinge):
    return signed_in(person(Role.STEERING_GROUP, blekinge))


@pytest.fixture
def stranger(person, signed_in, kalmar):
    return signed_in(person(Role.PROCESS_LEADER, kalmar))


@pytest.fixture
def plan(blekinge):
    return factories.PlanFactory(organisation=blekinge, slug="blekinge-x", title="Planen")


def written(organisation, **changes):
    return {**WRITTEN, "organisation": organisation.pk, **changes}


def test_a_plan_is_made_with_an_address_and_a_section_of_its_own(leader, blekinge):
    response = leader.post("/handlingsplaner/ny/", written(blekinge))
    plan = Plan.objects.get()
    assert response.url == plan.get_absolute_url() == "/handlingsplaner/blekinge-2026/"
    assert (plan.region, plan.target_ratio, plan.state) == (blekinge.region, Decimal("0.025"), PlanState.DRAFT)
    assert [section.title for section in plan.sections.all()] == [blekinge.name]
    leader.post("/handlingsplaner/ny/", written(blekinge))
    assert Plan.objects.filter(slug="blekinge-2026-2").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "a\u202eb"}, "title"),
        ({"start_date": "03/04/2026"}, "start_date"),
        ({"end_date": "2025-12-31"}, "end_date"),
        ({"target_ratio": "0"}, "target_ratio"),
        ({"target_ratio": "100"}, "target_ratio"),
        ({"target_ratio": "två"}, "target_ratio"),
    ],
)
def test_what_does_not_hold_is_said_at_its_field_and_kept(leader, blekinge, changes, field):
    response = leader.post("/handlingsplaner/ny/", written(blekinge, **changes))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["goal"].value() == WRITTEN["goal"]
    assert not Plan.objects.exists()


def test_a_plan_is_made_for_the_own_organisations_only(leader, kalmar):
    assert leader.post("/handlingsplaner/ny/", written(kalmar)).status_code == 422


def test_who_may_not_write_plans_is_told_so(reader, stranger, plan, blekinge):
    assert reader.get("/handlingsplaner/ny/").status_code == 403
    for path in ("andra/", "avsnitt/nytt/", "omraden/nytt/"):
        assert reader.get(f"/handlingsplaner/{plan.slug}/{path}").status_code == 403
        assert stranger.get(f"/handlingsplaner/{plan.slug}/{path}").status_code == 404
        assert reader.post(f"/handlingsplaner/{plan.slug}/{path}", written(blekinge)).status_code == 403
    assert Plan.objects.get().title == "Planen"


def test_a_plan_is_changed_and_says_by_whom(leader, plan, blekinge):
    response = leader.post(f"/handlingsplaner/{plan.slug}/andra/", written(blekinge))
    assert response.url == plan.get_absolute_url()
    plan.refresh_from_db()
    assert (plan.title, plan.version, str(plan.updated_by)) == ("Oberoende 2026–2028", 2, plan.updated_by.name)
    shown = leader.get(f"/handlingsplaner/{plan.slug}/andra/").context["form"]
    assert (shown["target_ratio"].value(), shown["version"].value()) == ("2,5", 2)
    assert b'value="2,5"' in leader.get(f"/handlingsplaner/{plan.slug}/andra/").content


def test_the_second_editor_gets_both_texts_and_nothing_is_lost(leader, plan, blekinge):
    url = f"/handlingsplaner/{plan.slug}/andra/"
    leader.post(url, written(blekinge, title="Den enas"))
    response = leader.post(url, written(blekinge, title="Den andras"))
    assert response.status_code == 409
    conflicts = {one.label: (one.before, one.theirs, one.mine) for one in response.context["conflicts"]}
    assert ("Planen", "Den enas", "Den andras") in conflicts.values()
    assert Plan.objects.get().title == "Den enas"
    assert response.context["form"]["version"].value() == "2"
    assert leader.post(url, written(blekinge, title="Den andras", version="2")).status_code == 302


def test_a_form_without_a_version_is_no_form_of_ours(leader, plan, blekinge):
    sent = written(blekinge)
    del sent["version"]
    assert leader.post(f"/handlingsplaner/{plan.slug}/andra/", sent).status_code == 400


@pytest.mark.parametrize("state", [PlanState.ADOPTED, PlanState.CLOSED])
def test_an_adopted_or_closed_plan_cannot_be_changed(leader, plan, state):
    Plan.objects.update(state=state, adopted_date="2026-01-15")
    assert leader.get(f"/handlingsplaner/{plan.slug}/andra/").status_code == 403


def test_the_state_is_no_field_of_the_form(leader, plan, blekinge):
    sent = written(blekinge, state="adopted", adopted_date="2026-01-15", adopted_by="Jag själv")
    assert leader.post(f"/handlingsplaner/{plan.slug}/andra/", sent).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.adopted_by) == (PlanState.DRAFT, "")


def test_sections_are_added_renamed_and_placed(leader, plan, blekinge):
    division = factories.OrganisationFactory(parent=blekinge, name="Primärvården")
    url = f"/handlingsplaner/{plan.slug}/avsnitt/"
    leader.post(f"{url}nytt/", {"organisation": blekinge.pk, "title": "Övergripande", "after": "", "version": "1"})
    first = PlanSection.objects.get()
    leader.post(f"{url}nytt/", {"organisation": division.pk, "title": "", "after": first.pk, "version": "1"})
    assert [section.title for section in plan.sections.order_by("order")] == ["Övergripande", "Primärvården"]
    second = PlanSection.objects.get(title="Primärvården")
    sent = {"organisation": division.pk, "title": "Vårdcentralerna", "after": "", "version": second.version}
    assert leader.post(f"{url}{second.pk}/", sent).status_code == 302
    assert [section.title for section in plan.sections.order_by("order")] == ["Vårdcentralerna", "Övergripande"]
    assert leader.post(f"{url}{second.pk}/", {**sent, "title": "Annat"}).status_code == 409
    assert PlanSection.objects.filter(title="Vårdcentralerna").exists()


def test_an_area_is_one_of_the_catalogues_or_has_a_name_of_its_own(leader, plan):
    area = factories.MeasureAreaFactory(name_sv="Rekrytering")
    url = f"/handlingsplaner/{plan.slug}/omraden/nytt/"
    assert leader.post(url, {"area": area.pk, "title": "", "version": "1"}).status_code == 302
    assert leader.post(url, {"area": "", "title": "Samordnad ledning", "version": "1"}).status_code == 302
    assert leader.post(url, {"area": "", "title": "", "version": "1"}).status_code == 422
    assert leader.post(url, {"area": area.pk, "title": "", "version": "1"}).status_code == 422
    assert set(PlanArea.objects.values_list("title", "area")) == {("Rekrytering", area.pk), ("Samordnad ledning", None)}


def test_a_part_is_found_in_its_own_plan_only(leader, plan, blekinge):
    elsewhere = factories.PlanSectionFactory(plan=factories.PlanFactory(organisation=blekinge))
    assert leader.get(f"/handlingsplaner/{plan.slug}/avsnitt/{elsewhere.pk}/").status_code == 404


def test_history_shows_plan_and_parts_and_what_can_be_restored(leader, reader, plan, blekinge):
    leader.post(f"/handlingsplaner/{plan.slug}/andra/", written(blekinge))
    leader.post(
        f"/handlingsplaner/{plan.slug}/avsnitt/nytt/",
        {"organisation": blekinge.pk, "title": "Nya delen", "after": "", "version": "1"},
    )
    gone = factories.ActivityFactory(plan=plan, title="Borttagen", deleted_at=timezone.now())
    url = f"/handlingsplaner/{plan.slug}/historik/"
    html = leader.get(url).content.decode()
    assert "Planen</del>" in html
    assert "Nya delen" in html
    assert f'action="/aktiviteter/{gone.pk}/aterstall/"' in html
    assert f'action="/aktiviteter/{gone.pk}/aterstall/"' not in reader.get(url).content.decode()


def test_history_is_for_the_region_alone(stranger, plan):
    url = f"/handlingsplaner/{plan.slug}/historik/"
    assert stranger.get(url).status_code == 404
    Plan.objects.update(state=PlanState.ADOPTED, adopted_date="2017-01-30")
    assert stranger.get(url).status_code == 403
