"""The pages of one activity: who may, what they show, what they refuse."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from plans.actions import activities as actions
from plans.actions import status
from plans.models import Activity, Plan, PlanState, StatusUpdate
from staffing.models import Role, User
from tests import factories
from tests.plans.activity_world import NOW, World, adopt, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def leader(world: World, signed_in: Any) -> Client:
    return signed_in(world.leader)


def typed(world: World, **changes: Any) -> dict[str, Any]:
    """Return what the edit form sends, as a browser would."""
    return {
        "version": "1",
        "title": world.activity.title,
        "description": world.activity.description,
        "section": world.section.pk,
        "area": world.area.pk,
        "measure": "",
        "responsible_text": "Personaldirektör",
        "responsible_parts": "",
        "deadline_text": "2017-06-30",
        "move_reason": "",
        "priority": "2",
        "horizon": "",
        "step_lines": "",
        "expected_effect_sek": "",
        "expected_effect_fte": "",
        "effect_from_date": "",
        "conditions": "",
        "funding": "",
        **changes,
    }


def page(response: Any) -> str:
    return response.content.decode()


def gets(world: World) -> list[str]:
    pk, slug = world.activity.pk, world.plan.slug
    names = ("detail", "edit", "move", "copy", "history", "status")
    return [reverse(f"activity_{name}", args=[pk]) for name in names] + [
        reverse("activity_create", args=[slug]),
        reverse("activity_add_from_catalogue", args=[slug]),
    ]


def posts(world: World) -> list[str]:
    pk = world.activity.pk
    step = world.activity.steps.create(text="Ett steg")
    names = ("edit", "move", "copy", "delete", "restore", "status", "report", "undo", "confirm_unchanged")
    return [reverse(f"activity_{name}", args=[pk]) for name in names] + [
        reverse("activity_step", args=[pk, step.pk]),
        reverse("activity_create", args=[world.plan.slug]),
        reverse("activity_add_from_catalogue", args=[world.plan.slug]),
    ]


def fingerprint() -> list[Any]:
    return [list(Activity.objects.order_by("pk").values()), StatusUpdate.objects.count()]


def test_the_leader_reaches_every_page(world: World, leader: Client) -> None:
    for url in gets(world):
        response = leader.get(url)
        assert response.status_code == 200, url
        assert page(response).count("<h1") == 1, url


def test_a_stranger_finds_nothing_and_changes_nothing(world: World, signed_in: Any) -> None:
    urls, before = posts(world), fingerprint()
    stranger = signed_in(world.stranger)
    for url in gets(world):
        assert stranger.get(url).status_code == 404, url
    for url in urls:
        data = {**typed(world), "progress": "done", "choice": "done", "is_done": "1"}
        assert stranger.post(url, data).status_code == 404, url
    assert fingerprint() == before


def test_a_reader_sees_but_changes_nothing(world: World, signed_in: Any) -> None:
    urls, before = posts(world), fingerprint()
    reader = signed_in(world.reader)
    assert reader.get(reverse("activity_detail", args=[world.activity.pk])).status_code == 200
    assert reader.get(reverse("activity_history", args=[world.activity.pk])).status_code == 200
    for url in urls:
        data = {**typed(world), "progress": "done", "choice": "done", "is_done": "1"}
        assert reader.post(url, data).status_code == 403, url
    assert fingerprint() == before


def test_the_manager_reports_but_does_not_rewrite(world: World, signed_in: Any) -> None:
    manager = signed_in(world.manager)
    pk = world.activity.pk
    assert manager.post(reverse("activity_edit", args=[pk]), typed(world)).status_code == 403
    said = {"version": "1", "progress": "in_progress", "health": "late", "comment": ""}
    assert manager.post(reverse("activity_status", args=[pk]), said).status_code == 302
    assert Activity.objects.get(pk=pk).progress == "in_progress"


def test_another_region_reads_an_adopted_plan_without_what_is_internal(world: World, signed_in: Any) -> None:
    adopt(world.plan)
    late = datetime.datetime(2017, 9, 1, 9, tzinfo=datetime.UTC)
    status.update_status(
        activity=world.activity,
        version=1,
        progress="in_progress",
        health="on_track",
        comment="HEMLIG KOMMENTAR",
        by=world.holder,
        now=late,
    )
    actions.update_activity(
        activity=world.activity,
        version=2,
        changes={"deadline_text": "2018"},
        move_reason="HEMLIGT SKÄL",
        by=world.leader,
        now=late,
    )
    url = reverse("activity_detail", args=[world.activity.pk])
    inside, outside = page(signed_in(world.reader).get(url)), page(signed_in(world.stranger).get(url))
    secrets = ("HEMLIG KOMMENTAR", "HEMLIGT SKÄL", str(world.holder), str(world.leader))
    assert [secret in inside for secret in secrets] == [True] * 4
    assert [secret in outside for secret in secrets] == [False] * 4
    assert "2018" in outside
    history = reverse("activity_history", args=[world.activity.pk])
    assert signed_in(world.stranger).get(history).status_code == 403


def test_nothing_changes_by_get(world: World, leader: Client) -> None:
    before = fingerprint()
    for url in posts(world):
        leader.get(url)
    assert fingerprint() == before
    for name in ("delete", "restore", "report", "undo", "confirm_unchanged"):
        assert leader.get(reverse(f"activity_{name}", args=[world.activity.pk])).status_code == 405
    assert leader.get(reverse("activity_confirm_all")).status_code == 405


def test_every_act_needs_the_token(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.leader)
    for url in [*posts(world), reverse("activity_confirm_all")]:
        assert client.post(url, typed(world)).status_code == 403, url


def test_a_closed_plan_is_not_changed(world: World, leader: Client) -> None:
    adopt(world.plan)
    world.plan.state = PlanState.CLOSED
    world.plan.save()
    for url in posts(world):
        assert leader.post(url, {**typed(world), "is_done": "1"}).status_code == 403, url


def test_an_activity_is_made_by_the_form(world: World, leader: Client) -> None:
    sent = typed(
        world,
        title="  Annonsera \t i tid ",
        deadline_text="Hösten 2017. Annonsering våren 2017",
        responsible_text="Personaldirektör; Studierektor",
        responsible_parts="; planerar",
        step_lines="Skriv\nSkicka\n",
        expected_effect_sek="1\u00a0200\u202f000",
        expected_effect_fte="2,5",
        effect_from_date="2018-01-01",
    )
    del sent["version"], sent["move_reason"]
    response = leader.post(reverse("activity_create", args=[world.plan.slug]), sent, follow=True)
    made = Activity.objects.get(title="Annonsera i tid")
    assert response.redirect_chain[-1][0] == made.get_absolute_url()
    assert [step.text for step in made.steps.all()] == ["Skriv", "Skicka", "Annonsering våren 2017"]
    assert (made.expected_effect_sek, str(made.expected_effect_fte)) == (1_200_000, "2.5")
    shown = page(response)
    for words in ("Annonsera i tid", "planerar", "Skicka", "1\u00a0200\u00a0000", "2018-01-01", str(world.holder)):
        assert words in shown


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 301),
        ("title", "Rad\x07"),
        ("description", "y" * 20_000),
        ("description", "\x00"),
        ("description", "vänd \u202e text"),
        ("conditions", "ö" * 1_000_000),
        ("responsible_text", "z" * 201),
        ("responsible_text", "a;" * 300),
        ("step_lines", "s" * 301),
        ("step_lines", "rad\n" * 41),
        ("deadline_text", "d" * 201),
        ("expected_effect_sek", "5 kr"),
        ("expected_effect_sek", "1.234"),
        ("expected_effect_sek", "NaN"),
        ("expected_effect_fte", "١٢"),
        ("effect_from_date", "03/04/2026"),
        ("effect_from_date", "2026-02-30"),
        ("section", "0"),
        ("measure", "99999"),
        ("priority", "9"),
    ],
)
def test_what_does_not_hold_is_said_and_nothing_typed_is_lost(
    world: World, leader: Client, field: str, value: str
) -> None:
    before = fingerprint()
    sent = (
        typed(world, title="Titel som står kvar", **{field: value}) if field != "title" else typed(world, title=value)
    )
    sent["funding"] = "Pengar som står kvar"
    response = leader.post(reverse("activity_edit", args=[world.activity.pk]), sent)
    assert response.status_code == 422
    shown = page(response)
    assert f'href="#id_{field}"' in shown
    assert "Pengar som står kvar" in shown
    assert 'id="error-summary"' in shown
    assert fingerprint() == before


def test_another_plans_section_is_no_choice(world: World, leader: Client) -> None:
    other = factories.PlanSectionFactory(plan=factories.PlanFactory(organisation=world.root))
    response = leader.post(reverse("activity_edit", args=[world.activity.pk]), typed(world, section=other.pk))
    assert response.status_code == 422


def test_only_the_forms_fields_are_written(world: World, leader: Client) -> None:
    sent = typed(world, progress="done", health="late", plan="1", completed_date="2017-01-01", deadline_moves="9")
    assert leader.post(reverse("activity_edit", args=[world.activity.pk]), sent).status_code == 302
    world.activity.refresh_from_db()
    assert (world.activity.progress, world.activity.deadline_moves, world.activity.plan) == (
        "not_started",
        0,
        world.plan,
    )


def test_a_moved_deadline_asks_why_and_then_shows_both(world: World, leader: Client) -> None:
    url = reverse("activity_edit", args=[world.activity.pk])
    refused = leader.post(url, typed(world, deadline_text="Hösten 2017"))
    assert refused.status_code == 422
    assert 'href="#id_move_reason"' in page(refused)
    response = leader.post(url, typed(world, deadline_text="Hösten 2017", move_reason="Upphandling"), follow=True)
    for words in ("Hösten 2017", "2017-12-31", "2017-06-30", "Upphandling"):
        assert words in page(response)


def test_the_second_editor_sees_mine_theirs_and_before(world: World, signed_in: Any) -> None:
    first, second = signed_in(world.leader), Client()
    colleague = factories.UserFactory()
    factories.grant(colleague, Role.PROCESS_LEADER, world.root)
    second.force_login(colleague)
    url = reverse("activity_edit", args=[world.activity.pk])
    assert first.post(url, typed(world, title="Den förstas titel")).status_code == 302
    sent = typed(world, title="Den andras titel", step_lines="Den andras steg", funding="Den andras pengar")
    refused = second.post(url, sent)
    assert refused.status_code == 409
    shown = page(refused)
    for words in ("Den förstas titel", "Den andras titel", "Utred utlandsrekrytering", str(world.leader)):
        assert words in shown
    assert "Den andras steg" in shown
    assert "Den andras pengar" in shown
    assert 'name="version" value="2"' in shown
    assert Activity.objects.get(pk=world.activity.pk).title == "Den förstas titel"
    assert second.post(url, {**sent, "version": "2"}).status_code == 302
    assert Activity.objects.get(pk=world.activity.pk).title == "Den andras titel"


def shown_again(response: Any) -> dict[str, Any]:
    """Return what the form of a page holds, as a browser would send it; hidden beginnings too."""
    form = response.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    for name, field in form.fields.items():
        if field.show_hidden_initial:
            bound = form[name]
            carried = form.data.get(bound.html_initial_name) if form.is_bound else None
            sent[bound.html_initial_name] = bound.initial if carried is None else carried
    return {name: "" if value is None else value for name, value in sent.items()}


def test_nothing_of_either_editor_is_lost_when_they_change_different_things(world: World, leader: Client) -> None:
    url = reverse("activity_edit", args=[world.activity.pk])
    opened = shown_again(leader.get(url))
    first = {"title": "Den förstas titel", "description": "Rad ett\nrad två", "responsible_text": "Studierektor"}
    assert leader.post(url, {**opened, **first, "step_lines": "Den förstas steg"}).status_code == 302
    refused = leader.post(url, {**opened, "title": "Den andras titel", "funding": "Den andras pengar"})
    assert refused.status_code == 409
    merged = refused.context["merged"]
    assert [row.label for row in merged.conflicts] == ["Aktivitet"]
    assert [row.label for row in merged.taken] == ["Beskrivning", "Ansvarig", "Delsteg"]
    assert [(row.label, row.mine) for row in merged.kept] == [("Finansiering", "Den andras pengar")]
    assert leader.post(url, shown_again(refused)).status_code == 302
    saved = Activity.objects.get(pk=world.activity.pk)
    assert (saved.title, saved.funding) == ("Den andras titel", "Den andras pengar")
    assert (saved.description, saved.responsible_text) == ("Rad ett\nrad två", "Studierektor")
    assert [step.text for step in saved.steps.all()] == ["Den förstas steg"]


def test_a_text_that_nobody_touched_comes_back_as_it_was(world: World, leader: Client) -> None:
    Activity.objects.filter(pk=world.activity.pk).update(description="Första raden\nAndra raden")
    sent = typed(world, title="Ny rubrik", description="Första raden\r\nAndra raden")
    assert leader.post(reverse("activity_edit", args=[world.activity.pk]), sent).status_code == 302
    world.activity.refresh_from_db()
    assert (world.activity.title, world.activity.description) == ("Ny rubrik", "Första raden\nAndra raden")


def test_two_who_changed_different_fields_are_told_so_once(world: World, leader: Client) -> None:
    url = reverse("activity_edit", args=[world.activity.pk])
    opened = shown_again(leader.get(url))
    assert leader.post(url, {**opened, "deadline_text": "K3 2017", "move_reason": "Skäl"}).status_code == 302
    refused = leader.post(url, {**opened, "priority": "1", "responsible_parts": "leder"})
    assert refused.status_code == 409
    assert refused.context["merged"].conflicts == []
    assert "Ni har ändrat olika saker" in page(refused)
    assert leader.post(url, shown_again(refused)).status_code == 302
    saved = Activity.objects.get(pk=world.activity.pk)
    assert (saved.deadline_text, saved.priority, saved.deadline_moves) == ("K3 2017", 1, 1)
    assert saved.responsibles.get().part == "leder"


def test_the_third_save_is_held_against_what_the_second_was_shown(world: World, leader: Client) -> None:
    url = reverse("activity_edit", args=[world.activity.pk])
    opened = shown_again(leader.get(url))
    leader.post(url, {**opened, "step_lines": "Ett"})
    answer = leader.post(url, {**opened, "funding": "Pengar"})
    assert 'name="initial-step_lines" value="Ett"' in page(answer)
    refused = shown_again(answer)
    leader.post(url, {**shown_again(leader.get(url)), "step_lines": "Ett\nTvå"})
    again = leader.post(url, refused)
    assert again.status_code == 409
    assert [row.label for row in again.context["merged"].taken] == ["Delsteg"]
    assert leader.post(url, shown_again(again)).status_code == 302
    assert [step.text for step in world.activity.steps.all()] == ["Ett", "Två"]


@pytest.mark.parametrize("text", ["31 februari 2027", "när det passar"])
def test_a_deadline_that_cannot_be_read_is_asked_about_first(world: World, leader: Client, text: str) -> None:
    url = reverse("activity_edit", args=[world.activity.pk])
    assert "is_deadline_kept" not in page(leader.get(url))
    before = fingerprint()
    sent = typed(world, deadline_text=text, move_reason="Oklart")
    refused = leader.post(url, sent)
    assert refused.status_code == 422
    assert 'href="#id_deadline_text"' in page(refused)
    assert 'name="is_deadline_kept"' in page(refused)
    assert fingerprint() == before
    assert leader.post(url, {**sent, "is_deadline_kept": "on"}).status_code == 302
    kept = Activity.objects.get(pk=world.activity.pk)
    assert (kept.deadline_text, kept.deadline_kind) == (text, "unparsed")
    # Another field of the same activity is changed without the question coming again.
    again = typed(world, version="2", deadline_text=text, funding="Pengar")
    assert leader.post(url, again).status_code == 302


@pytest.mark.parametrize("name", ["edit", "move", "status", "delete", "undo", "report"])
@pytest.mark.parametrize("version", [None, "", "x", "-1", "9" * 40])
def test_a_form_without_a_version_is_a_bad_request(
    world: World, leader: Client, name: str, version: str | None
) -> None:
    sent = {**typed(world), "choice": "done", "progress": "done", "health": "on_track"}
    del sent["version"]
    if version is not None:
        sent["version"] = version
    before = fingerprint()
    answer = leader.post(reverse(f"activity_{name}", args=[world.activity.pk]), sent)
    assert answer.status_code in ({400, 409, 422} if version == "9" * 40 else {400})
    assert fingerprint() == before


@pytest.mark.parametrize("name", ["move", "status", "delete", "undo"])
def test_a_stale_act_answers_conflict_and_writes_nothing(world: World, leader: Client, name: str) -> None:
    actions.update_activity(activity=world.activity, version=1, changes={"title": "Ny"}, by=world.leader, now=NOW)
    before = fingerprint()
    sent = {**typed(world), "progress": "paused", "health": "late", "comment": "Det jag skrev"}
    response = leader.post(reverse(f"activity_{name}", args=[world.activity.pk]), sent)
    assert response.status_code == 409
    assert fingerprint() == before
    if name == "status":
        assert "Det jag skrev" in page(response)


def test_delete_offers_undo_and_undo_brings_it_back(world: World, leader: Client) -> None:
    pk = world.activity.pk
    deleted = leader.post(reverse("activity_delete", args=[pk]), {"version": "1"}, follow=True)
    restore = reverse("activity_restore", args=[pk])
    assert f'action="{restore}"' in page(deleted)
    assert 'name="version" value="2"' in page(deleted)
    assert leader.get(reverse("activity_detail", args=[pk])).status_code == 404
    assert restore in page(leader.get(reverse("activity_history", args=[pk])))
    assert leader.post(restore, {"version": "2"}).status_code == 302
    assert leader.post(restore, {"version": "2"}).status_code == 302
    assert Activity.objects.get(pk=pk).version == 3
    assert leader.get(reverse("activity_detail", args=[pk])).status_code == 200


def test_a_deleted_activity_does_not_exist_for_other_regions(world: World, signed_in: Any) -> None:
    adopt(world.plan)
    actions.delete_activity(activity=world.activity, version=1, by=world.leader, now=NOW)
    stranger = signed_in(world.stranger)
    for name in ("detail", "history", "edit"):
        assert stranger.get(reverse(f"activity_{name}", args=[world.activity.pk])).status_code == 404
    assert stranger.post(reverse("activity_restore", args=[world.activity.pk]), {"version": "2"}).status_code == 404


def test_moved_to_another_area_and_up(world: World, leader: Client) -> None:
    area = factories.PlanAreaFactory(plan=world.plan, title="Ersättning", order=2)
    other = world.make(title="Där redan", area=area)
    url = reverse("activity_move", args=[world.activity.pk])
    place = {"version": "1", "section": world.section.pk, "area": area.pk, "is_first": ""}
    assert leader.post(url, place).status_code == 302
    assert list(area.activities.order_by("order")) == [other, world.activity]
    assert leader.post(url, {**place, "version": "2", "direction": "up"}).status_code == 302
    assert list(area.activities.order_by("order")) == [world.activity, other]
    assert leader.post(url, {**place, "version": "3", "direction": "sideways"}).status_code == 422
    assert leader.post(url, {**place, "version": "3", "area": ""}).status_code == 422


def test_copied_within_the_plan_and_to_another(world: World, leader: Client) -> None:
    url = reverse("activity_copy", args=[world.activity.pk])
    here = {"plan": world.plan.slug, "section": world.section.pk, "area": world.area.pk}
    assert leader.post(url, here).status_code == 302
    plan = factories.PlanFactory(organisation=world.root, title="Nästa plan")
    section, area = factories.PlanSectionFactory(plan=plan), factories.PlanAreaFactory(plan=plan)
    assert section.title in page(leader.get(url, {"plan": plan.slug}))
    assert leader.post(url, {**here, "plan": plan.slug}).status_code == 422
    assert leader.post(url, {"plan": plan.slug, "section": section.pk, "area": area.pk}).status_code == 302
    assert plan.activities.count() == 1
    assert world.plan.activities.count() == 2


def test_another_regions_adopted_activity_is_copied_to_ones_own_plan_only(world: World, signed_in: Any) -> None:
    adopt(world.plan)
    stranger = signed_in(world.stranger)
    url = reverse("activity_copy", args=[world.activity.pk])
    assert stranger.get(url).status_code == 403
    theirs = factories.PlanFactory(organisation=factories.region_root("08", "Kalmar"))
    section, area = factories.PlanSectionFactory(plan=theirs), factories.PlanAreaFactory(plan=theirs)
    sent = {"plan": theirs.slug, "section": section.pk, "area": area.pk}
    assert stranger.post(url, sent).status_code == 302
    copy = theirs.activities.get()
    role = copy.responsibles.get().role
    assert (role.organisation.region_id, role.holder) == (theirs.region_id, None)


def test_measures_become_activities_where_they_belong(world: World, leader: Client) -> None:
    catalogue = factories.MeasureAreaFactory()
    world.area.area = catalogue
    world.area.save()
    first, second = factories.MeasureFactory.create_batch(2, area=catalogue)
    stray = factories.MeasureFactory()
    url = reverse("activity_add_from_catalogue", args=[world.plan.slug])
    ticked = page(leader.get(url, {"measure": first.number}))
    assert f'value="{first.pk}" id="measure-{first.pk}" checked' in ticked
    assert leader.post(url, {"section": world.section.pk}).status_code == 422
    sent = {"section": world.section.pk, "measures": [first.pk, second.pk]}
    for _twice in range(2):
        assert leader.post(url, sent).status_code == 302
    made = world.plan.activities.filter(measure__in=[first, second]).order_by("measure__number")
    assert [(row.title, row.area) for row in made] == [(first.title, world.area), (second.title, world.area)]
    # An area that the plan has not: it is made, once, after the others.
    for _twice in range(2):
        assert leader.post(url, {"section": world.section.pk, "measures": [stray.pk]}).status_code == 302
    area = world.plan.activities.get(measure=stray).area
    assert (area.title, area.area, area.order) == (stray.area.name, stray.area, world.area.order + 1)
    assert world.plan.areas.count() == 2


def test_a_new_plan_takes_the_measures_that_led_to_it(world: World, leader: Client) -> None:
    first, second = factories.MeasureFactory.create_batch(2)
    sent = {"title": "Nästa", "organisation": world.plan.organisation_id}
    sent |= {"start_date": "2027-01-01", "end_date": "2027-12-31", "target_ratio": "2,0", "version": "1"}
    answer = leader.post(f"{reverse('plan_create')}?measure={first.number}&measure={second.number}", sent)
    plan = Plan.objects.get(title="Nästa")
    placing = reverse("activity_add_from_catalogue", args=[plan.slug])
    assert answer.url == f"{placing}?measure={first.number}&measure={second.number}"
    assert page(leader.get(answer.url)).count(" checked") == 2
    leader.post(placing, {"section": plan.sections.get().pk, "measures": [first.pk, second.pk]})
    assert sorted(plan.activities.values_list("area__area", flat=True)) == sorted([first.area_id, second.area_id])


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}"])
def test_markup_in_any_text_is_inert(world: World, leader: Client, text: str) -> None:
    sent = typed(
        world,
        title=text,
        description=text,
        conditions=text,
        funding=text,
        responsible_text=text.replace(";", ""),
        responsible_parts=text,
        deadline_text=text,
        is_deadline_kept="on",
        move_reason=text,
        step_lines=text,
    )
    leader.post(reverse("activity_edit", args=[world.activity.pk]), sent)
    said = {"version": "2", "progress": "cancelled", "health": "on_track", "comment": text, "cancelled_reason": text}
    assert leader.post(reverse("activity_status", args=[world.activity.pk]), said).status_code == 302
    for url in [*gets(world), reverse("activity_mine")]:
        shown = page(leader.get(url))
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert ">14<" not in shown
    deleted = page(leader.post(reverse("activity_delete", args=[world.activity.pk]), {"version": "3"}, follow=True))
    assert "<script>alert" not in deleted
    assert "<img src=x" not in deleted


def test_letters_are_composed_and_emoji_and_other_scripts_kept(world: World, leader: Client) -> None:
    sent = typed(world, title="Na\u0308r å a\u030a 👩‍⚕️ שלום")
    assert leader.post(reverse("activity_edit", args=[world.activity.pk]), sent).status_code == 302
    world.activity.refresh_from_db()
    assert world.activity.title == "När å å 👩‍⚕️ שלום"


def report_and_go_to(world: World, leader: Client, target: str) -> str:
    said = {"version": "1", "progress": "in_progress", "health": "late", "comment": "", "next": target}
    return leader.post(reverse("activity_status", args=[world.activity.pk]), said)["Location"]


def test_next_is_a_page_of_ours(world: World, leader: Client) -> None:
    assert report_and_go_to(world, leader, "/handlingsplaner/?state=draft") == "/handlingsplaner/?state=draft"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http://testserver/handlingsplaner/",
    ],
)
def test_next_is_never_another_site(world: World, leader: Client, target: str) -> None:
    assert report_and_go_to(world, leader, target) == world.activity.get_absolute_url()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"progress": "cancelled"}, "cancelled_reason"),
        ({"progress": "handed_over"}, "receiver"),
        ({"progress": "done", "completed_date": "2999-01-01"}, "completed_date"),
        ({"progress": "nonsense"}, "progress"),
        ({"health": "splendid"}, "health"),
        ({"comment": "k" * 501}, "comment"),
        ({"comment": "\x1b[2J"}, "comment"),
    ],
)
def test_a_status_that_cannot_stand_is_refused_at_its_field(
    world: World, leader: Client, sent: dict[str, str], field: str
) -> None:
    before = fingerprint()
    answer = leader.post(
        reverse("activity_status", args=[world.activity.pk]),
        {"version": "1", "progress": "in_progress", "health": "late", **sent},
    )
    assert answer.status_code == 422
    assert f'href="#id_{field}' in page(answer)
    assert fingerprint() == before


def test_a_short_status_form_leaves_the_rest(world: World, leader: Client) -> None:
    url = reverse("activity_status", args=[world.activity.pk])
    leader.post(url, {"version": "1", "progress": "done", "health": "on_track", "completed_date": "2017-02-01"})
    leader.post(url, {"version": "2", "progress": "in_operation", "health": "on_track", "comment": "I drift"})
    world.activity.refresh_from_db()
    assert (world.activity.progress, world.activity.completed_date) == ("in_operation", datetime.date(2017, 2, 1))


def test_steps_are_ticked_on_the_page(world: World, signed_in: Any) -> None:
    step = world.activity.steps.create(text="Skriv annons")
    holder = signed_in(world.holder)
    url = reverse("activity_step", args=[world.activity.pk, step.pk])
    assert holder.post(url, {"is_done": "maybe"}).status_code == 400
    assert holder.post(url, {"is_done": "1"}).status_code == 302
    step.refresh_from_db()
    assert step.is_done
    foreign = world.make(title="Annan")
    assert holder.post(reverse("activity_step", args=[foreign.pk, step.pk]), {"is_done": "0"}).status_code == 404


def test_neighbours_follow_the_plans_order(world: World, leader: Client) -> None:
    second = world.make(title="Nästa i planen")
    shown = page(leader.get(world.activity.get_absolute_url()))
    assert 'rel="prev"' not in shown
    assert f'rel="next" href="{second.get_absolute_url()}"' in shown


def test_the_page_asks_as_often_however_much_has_happened(
    world: World, leader: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(15):
        status.update_status(
            activity=world.activity,
            version=number + 1,
            progress="in_progress",
            health="at_risk" if number % 2 else "on_track",
            comment=f"Rad {number}",
            by=world.holder,
            now=datetime.datetime(2017, 3, 2 + number, tzinfo=datetime.UTC),
        )
        world.make(title=f"Granne {number}")
    leader.get(world.activity.get_absolute_url())
    with django_assert_max_num_queries(34):
        leader.get(world.activity.get_absolute_url())


@pytest.mark.parametrize("what", ["is_example", "has_example_progress"])
def test_example_data_is_marked_on_every_page(world: World, leader: Client, signed_in: Any, what: str) -> None:
    urls = gets(world)
    assert not [url for url in urls if "note-example" in page(leader.get(url))]
    setattr(world.plan, what, True)
    world.plan.save()
    assert [url for url in urls if "note-example" not in page(leader.get(url))] == []
    assert "note-example" in page(signed_in(world.holder).get(reverse("activity_mine")))


def test_a_right_withdrawn_while_the_form_is_open_is_gone(world: World, leader: Client) -> None:
    User.objects.get(pk=world.leader.pk).role_assignments.all().delete()
    answer = leader.post(reverse("activity_edit", args=[world.activity.pk]), typed(world, title="För sent"))
    assert answer.status_code == 404
    assert Activity.objects.get(pk=world.activity.pk).title != "För sent"
