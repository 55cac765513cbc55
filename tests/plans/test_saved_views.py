"""Views of a plan's list: what is kept of an address, whose they are, and that each can be taken back."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from plans.models import Plan, SavedView
from staffing.models import Role
from tests import factories
from tests.plans.activity_world import adopt, make_world


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def url(world):
    other = factories.PlanSectionFactory(plan=world.plan, title="Primärvården", order=2)
    factories.ActivityFactory(plan=world.plan, section=other, area=world.area)
    return f"/handlingsplaner/{world.plan.slug}/vyer/"


def save(client, url, query, **data):
    return client.post(f"{url}ny/?{query}", {"name": "Sena", "version": "1", **data})


def test_only_what_the_list_knows_is_kept(world, url, signed_in):
    section = world.section.pk
    asked = f"section={section}&health=late&sort=-due_date&page=3&change=9&rows=500&evil=1&area=99999&progress=nonsense"
    response = save(signed_in(world.leader), url, asked)
    view = SavedView.objects.get()
    assert QueryDict(view.query).dict() == {"section": str(section), "health": "late", "sort": "-due_date"}
    assert response.url == f"{world.plan.get_absolute_url()}?{view.query}"
    assert signed_in(world.leader).get(response.url).status_code == 200


def test_the_short_address_leads_to_the_list_and_forgets_what_is_gone(world, url, signed_in):
    client = signed_in(world.leader)
    view = SavedView.objects.create(
        owner=world.leader, plan=world.plan, name="Gammal", query="section=99999&health=late"
    )
    response = client.get(view.get_absolute_url(), follow=True)
    assert response.request["QUERY_STRING"] == "health=late"
    assert "finns inte längre i planen" in response.content.decode()


def test_a_shared_view_is_for_members_and_a_private_one_for_its_owner(world, url, signed_in):
    adopt(world.plan)
    shared = SavedView.objects.create(owner=world.leader, plan=world.plan, name="Delad", is_shared=True)
    private = SavedView.objects.create(owner=world.leader, plan=world.plan, name="Egen")
    answers = {
        who: [signed_in(user).get(view.get_absolute_url()).status_code for view in (shared, private)]
        for who, user in {"owner": world.leader, "member": world.reader, "stranger": world.stranger}.items()
    }
    assert answers == {"owner": [302, 302], "member": [302, 404], "stranger": [404, 404]}
    page = signed_in(world.reader).get(world.plan.get_absolute_url()).content.decode()
    assert "Delad" in page
    assert "Egen" not in page


def test_a_shared_view_is_its_owners_to_change(world, url, signed_in):
    view = SavedView.objects.create(owner=world.leader, plan=world.plan, name="Delad", is_shared=True)
    edit = f"{view.get_absolute_url()}andra/"
    assert signed_in(world.reader).post(edit, {"name": "Min nu", "version": 1}).status_code == 403
    assert signed_in(world.leader).post(edit, {"name": "Nytt namn", "version": 1}).status_code == 302
    assert signed_in(world.leader).post(edit, {"name": "Från en gammal sida", "version": 1}).status_code == 409
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Nytt namn", False)


def test_an_auditor_keeps_no_views(world, url, person, signed_in):
    client = signed_in(person(Role.AUDITOR, world.root))
    assert save(client, url, "health=late").status_code == 403
    assert SavedView.objects.count() == 0


def test_another_regions_reader_keeps_views_but_shares_none(world, url, signed_in):
    adopt(world.plan)
    assert save(signed_in(world.stranger), url, "health=late", is_shared="on").status_code == 302
    assert SavedView.objects.get().is_shared is False


def test_the_same_form_twice_gives_one_view_and_another_of_the_name_is_refused(world, url, signed_in):
    client = signed_in(world.leader)
    assert [save(client, url, "health=late").status_code for _ in range(2)] == [302, 422]
    assert SavedView.objects.count() == 1
    assert save(client, url, "health=late", name="  ").status_code == 422
    assert save(client, url, "health=late", name="Dold\u202etext").status_code == 422


def test_a_deleted_view_comes_back_unless_its_name_is_taken(world, url, signed_in):
    client = signed_in(world.leader)
    view = SavedView.objects.create(owner=world.leader, plan=world.plan, name="Sena", query="health=late")
    address = view.get_absolute_url()
    assert client.post(f"{address}ta-bort/", {"version": 9}).status_code == 409
    response = client.post(f"{address}ta-bort/", {"version": 1}, follow=True)
    assert f'action="{address}aterstall/"' in response.content.decode()
    assert client.get(address).status_code == 404
    assert signed_in(world.reader).post(f"{address}aterstall/", {"version": 2}).status_code == 404
    client.post(f"{address}aterstall/", {"version": 2})
    assert client.get(address).status_code == 302
    client.post(f"{address}ta-bort/", {"version": 3})
    save(client, url, "health=late")
    client.post(f"{address}aterstall/", {"version": 4})
    assert client.get(address).status_code == 404


def test_the_page_of_the_plan_marks_the_view_it_shows(world, url, signed_in):
    SavedView.objects.create(owner=world.leader, plan=world.plan, name="Sena", query="health=late")
    page = signed_in(world.leader).get(world.plan.get_absolute_url(), {"health": "late", "page": "1"}).content.decode()
    assert 'aria-current="true">Sena' in page.replace("\n", "")
    page = signed_in(world.leader).get(world.plan.get_absolute_url(), {"health": "at_risk"}).content.decode()
    assert 'aria-current="true">Sena' not in page


def test_views_are_not_kept_on_a_draft_revision(world, url, signed_in):
    adopt(world.plan)
    draft = factories.PlanFactory(organisation=world.root, revises=Plan.objects.get(pk=world.plan.pk))
    assert save(signed_in(world.leader), f"/handlingsplaner/{draft.slug}/vyer/", "").status_code == 403


def test_filters_that_are_saved_are_not_offered_to_be_saved_again(world, url, signed_in):
    client = signed_in(world.leader)
    save(client, url, "health=late")
    offer = f"{url}ny/?"
    assert offer not in client.get(world.plan.get_absolute_url(), {"health": "late"}).content.decode()
    assert offer in client.get(world.plan.get_absolute_url(), {"health": "at_risk"}).content.decode()
