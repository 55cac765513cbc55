"""Many activities changed at once: who may, what is skipped and named, and what an undo puts back."""

from __future__ import annotations

import re

import pytest
from django.db.models import Q
from django.utils import timezone

from documents.models import FrozenFile
from plans import access
from plans.actions import status
from plans.models import Activity, BulkChange, BulkOutcome, DeadlineMove, StatusReport, StatusUpdate
from plans.queries import bulk_changes as queries
from plans.queries import overview
from staffing.models import Role
from tests import factories
from tests.plans.activity_world import NOW, adopt, make_world


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def rows(world):
    return [world.make(title=f"Rad {number}", deadline_text="2099-06-30") for number in range(3)]


@pytest.fixture
def url(world):
    return f"/handlingsplaner/{world.plan.slug}/andra-flera/"


def hidden(html):
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', html[html.index("gor/") :]))


def preview(client, url, chosen, **fields):
    return client.post(url, {"rad": [row.pk for row in chosen], "step": "2", **fields})


def change(client, url, chosen, **fields):
    """Go the whole way as the page does; return the last answer."""
    shown = preview(client, url, chosen, **fields)
    assert shown.status_code == 200, shown.context["form"].errors
    return client.post(f"{url}gor/", hidden(shown.content.decode()))


def undo(client, made):
    return client.post(f"{made.get_absolute_url()}angra/")


def fields_of(row):
    row.refresh_from_db()
    left_out = {"version", "updated_at", "updated_by_id"}
    return {name: value for name, value in vars(row).items() if not name.startswith("_") and name not in left_out} | {
        "roles": [(part.role.title, part.part) for part in row.responsibles.select_related("role")]
    }


ACTS = [
    ({"act": "responsible", "responsible_text": "HR-chef; Studierektor"}, "responsible_text", "HR-chef; Studierektor"),
    ({"act": "deadline", "deadline_text": "K4 2017", "move_reason": "Budget"}, "deadline_moves", 1),
    ({"act": "progress", "progress": "in_progress", "comment": "Igång"}, "progress", "in_progress"),
    ({"act": "progress", "progress": "cancelled", "comment": "Behövs ej"}, "cancelled_reason", "Behövs ej"),
    ({"act": "progress", "progress": "handed_over", "receiver": "Linjen"}, "receiver", "Linjen"),
    ({"act": "priority", "priority": "1"}, "priority", 1),
    ({"act": "horizon", "horizon": "long"}, "horizon", "long"),
    ({"act": "hide"}, "is_hidden", True),
]


@pytest.mark.parametrize(("asked", "field", "value"), ACTS)
def test_each_act_changes_the_chosen_rows_and_undo_puts_all_of_it_back(
    world, rows, url, signed_in, asked, field, value
):
    client = signed_in(world.leader)
    before = [fields_of(row) for row in rows]
    logged = StatusUpdate.objects.count()
    response = change(client, url, rows[:2], **asked)
    made = BulkChange.objects.get()
    assert response.url == made.get_absolute_url()
    assert [fields_of(row)[field] == value for row in rows] == [True, True, False]
    page = client.get(response.url).content.decode()
    assert "Rad 0" in page
    assert "Rad 2" not in page
    assert undo(client, made).status_code == 302
    assert [fields_of(row) for row in rows] == before
    assert DeadlineMove.objects.count() == 0
    # What was said stays said: the log tells of the change and of its undoing.
    assert StatusUpdate.objects.count() == logged + (4 if asked["act"] == "progress" else 0)
    assert rows[0].history.first().history_user == world.leader


def test_what_was_finished_is_taken_up_again_as_late_as_its_dates_say(world, rows, url, signed_in):
    past = world.make(title="Förr", deadline_text="2017-06-30")
    client = signed_in(world.leader)
    change(client, url, [past, rows[0]], act="progress", progress="done")
    change(client, url, [past, rows[0]], act="progress", progress="paused")
    for row in (past, rows[0]):
        row.refresh_from_db()
    assert [(row.progress, row.health) for row in (past, rows[0])] == [("paused", "late"), ("paused", "on_track")]


def test_rows_move_to_another_section_and_back_to_their_place(world, rows, url, signed_in):
    target = factories.PlanSectionFactory(plan=world.plan, title="Primärvården", order=2)
    order = [row.order for row in rows]
    change(signed_in(world.leader), url, rows, act="section", section=target.pk)
    assert set(Activity.objects.filter(title__startswith="Rad").values_list("section", flat=True)) == {target.pk}
    undo(signed_in(world.leader), BulkChange.objects.get())
    for row in rows:
        row.refresh_from_db()
    assert [(row.section_id, row.order) for row in rows] == [(world.section.pk, place) for place in order]


def test_rows_are_deleted_and_come_back(world, rows, url, signed_in):
    change(signed_in(world.leader), url, rows, act="delete")
    assert Activity.objects.present().filter(title__startswith="Rad").count() == 0
    undo(signed_in(world.leader), BulkChange.objects.get())
    assert Activity.objects.present().filter(title__startswith="Rad").count() == 3


def test_a_row_that_somebody_changed_meanwhile_is_left_and_named(world, rows, url, signed_in):
    client = signed_in(world.leader)
    shown = preview(client, url, rows, act="priority", priority="1")
    status.confirm_unchanged(activities=[rows[1]], by=world.manager, now=NOW)
    client.post(f"{url}gor/", hidden(shown.content.decode()))
    made = BulkChange.objects.get()
    assert list(made.rows.values_list("activity__title", "outcome", "reason")) == [
        ("Rad 0", "changed", ""),
        ("Rad 1", "skipped", "stale"),
        ("Rad 2", "changed", ""),
    ]
    status.confirm_unchanged(activities=[rows[2]], by=world.manager, now=NOW)
    page = client.post(f"{made.get_absolute_url()}angra/", follow=True)
    assert list(made.rows.values_list("outcome", flat=True)) == [
        BulkOutcome.UNDONE,
        BulkOutcome.SKIPPED,
        BulkOutcome.KEPT,
    ]
    assert [row.activity.title for row in page.context["kept"]] == ["Rad 2"]
    rows[2].refresh_from_db()
    assert rows[2].priority == 1


def test_the_preview_says_what_is_skipped_and_why_and_writes_nothing(world, rows, url, signed_in):
    other = factories.OrganisationFactory(parent=world.root, name="Primärvården")
    section = factories.PlanSectionFactory(plan=world.plan, organisation=other, title="Primärvården", order=2)
    theirs = factories.ActivityFactory(plan=world.plan, section=section, area=world.area, title="Annans")
    Activity.objects.filter(pk=rows[0].pk).update(progress="in_progress")
    shown = preview(signed_in(world.manager), url, [*rows, theirs], act="progress", progress="in_progress")
    assert {row.activity.title: str(row.skipped) for row in shown.context["skipped"]} == {
        "Rad 0": "är så redan",
        "Annans": "inte din att rapportera på",
    }
    assert [row.activity.title for row in shown.context["changing"]] == ["Rad 1", "Rad 2"]
    assert BulkChange.objects.count() == 0


def test_a_manager_reports_and_does_not_edit(world, rows, url, signed_in):
    client = signed_in(world.manager)
    page = client.post(url, {"rad": [rows[0].pk]})
    assert [act["key"] for act in page.context["form"].acts] == ["progress"]
    assert preview(client, url, rows, act="delete").status_code == 422
    assert change(client, url, rows, act="progress", progress="in_progress").status_code == 302
    # What was previewed with a right is asked for again when it is done.
    shown = preview(client, url, rows, act="progress", progress="paused")
    world.manager.role_assignments.all().delete()
    assert client.post(f"{url}gor/", hidden(shown.content.decode())).status_code in (403, 404)


def test_a_row_that_is_slipped_in_is_asked_about_when_it_is_done(world, rows, url, signed_in):
    section = factories.PlanSectionFactory(plan=world.plan, title="Hela", organisation=world.root, order=2)
    theirs = factories.ActivityFactory(plan=world.plan, section=section, area=world.area)
    client = signed_in(world.manager)
    sent = hidden(preview(client, url, rows[:1], act="progress", progress="paused").content.decode())
    client.post(f"{url}gor/", {**sent, "rows": f"{sent['rows']},{theirs.pk}:1"})
    assert list(BulkChange.objects.get().rows.values_list("activity", "reason")) == [
        (rows[0].pk, ""),
        (theirs.pk, "no_right"),
    ]
    theirs.refresh_from_db()
    assert theirs.progress == "not_started"


def test_a_manager_has_boxes_on_own_rows_alone(world, rows, signed_in):
    section = factories.PlanSectionFactory(plan=world.plan, title="Hela", organisation=world.root, order=2)
    theirs = factories.ActivityFactory(plan=world.plan, section=section, area=world.area)
    html = signed_in(world.manager).get(world.plan.get_absolute_url()).content.decode()
    assert f'name="rad" value="{rows[0].pk}"' in html
    assert f'name="rad" value="{theirs.pk}"' not in html
    assert 'name="rad"' not in signed_in(world.reader).get(world.plan.get_absolute_url()).content.decode()


def test_all_that_the_filters_keep_is_chosen(world, rows, url, signed_in):
    page = signed_in(world.leader).post(url, {"alla": "1", "query": "q=rad&page=7"})
    assert [row.title for row in page.context["rows"]] == ["Rad 0", "Rad 1", "Rad 2"]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"act": "progress"},
        {"act": "progress", "progress": "cancelled"},
        {"act": "progress", "progress": "handed_over"},
        {"act": "deadline", "deadline_text": "2017-12-31"},
        {"act": "deadline", "deadline_text": "när det blir av", "move_reason": "x"},
        {"act": "responsible", "responsible_text": ""},
        {"act": "section", "section": "99999"},
        {"act": "priority", "priority": "9"},
        {"act": "responsible", "responsible_text": "Chef\u202e"},
    ],
)
def test_what_cannot_be_is_refused_with_everything_typed_still_there(world, rows, url, signed_in, asked):
    response = preview(signed_in(world.leader), url, rows, **asked)
    assert response.status_code == 422
    assert response.content.decode().count('name="rad"') == 3


def test_no_rows_or_rows_of_another_plan_change_nothing(world, rows, url, signed_in, kalmar):
    client = signed_in(world.leader)
    assert client.post(url).status_code == 422
    assert client.post(url, {"rad": "1; DROP"}).status_code == 400
    foreign = factories.ActivityFactory(plan=factories.PlanFactory(organisation=kalmar), title="Främmande")
    shown = preview(client, url, [*rows, foreign], act="delete")
    assert "Främmande" not in shown.content.decode()
    sent = hidden(shown.content.decode())
    client.post(f"{url}gor/", {**sent, "rows": f"{sent['rows']},{foreign.pk}:1"})
    foreign.refresh_from_db()
    assert foreign.deleted_at is None


def test_the_same_form_twice_changes_once(world, rows, url, signed_in):
    client = signed_in(world.leader)
    sent = hidden(preview(client, url, rows, act="priority", priority="3").content.decode())
    answers = [client.post(f"{url}gor/", sent) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert BulkChange.objects.count() == 1
    made = BulkChange.objects.get()
    assert [undo(client, made).status_code for _ in range(2)] == [302, 302]
    assert client.post(f"{url}gor/", {**sent, "key": "x"}).status_code == 400


def test_others_may_read_what_was_done_and_not_undo_it(world, rows, url, signed_in):
    adopt(world.plan)
    change(signed_in(world.manager), url, rows, act="progress", progress="in_progress")
    made = BulkChange.objects.get()
    assert signed_in(world.reader).get(made.get_absolute_url()).status_code == 200
    assert undo(signed_in(world.reader), made).status_code == 403
    assert signed_in(world.stranger).get(made.get_absolute_url()).status_code == 403
    assert undo(signed_in(world.leader), made).status_code == 302


def test_rights_for_many_rows_are_those_of_one(world, rows, person):
    other = factories.OrganisationFactory(parent=world.root)
    section = factories.PlanSectionFactory(plan=world.plan, organisation=other, order=2)
    factories.ActivityFactory(plan=world.plan, section=section, area=world.area)
    every = list(Activity.objects.filter(plan=world.plan).select_related("plan", "section"))
    people = [world.leader, world.manager, world.holder, world.reader, world.stranger]
    people += [person(Role.AUDITOR), person(Role.MANAGER, other), person()]
    for user in people:
        may = queries.reportable(user, world.plan, [row.pk for row in every])
        assert [may(row) for row in every] == [bool(access.can_update_status(user, row)) for row in every]


def test_a_hundred_rows_cost_so_many_queries_a_row(world, url, signed_in, django_assert_max_num_queries):
    many = [world.make(title=f"Många {number}") for number in range(20)]
    client = signed_in(world.leader)
    with django_assert_max_num_queries(24):
        shown = preview(client, url, many, act="priority", priority="1")
    sent = hidden(shown.content.decode())
    with django_assert_max_num_queries(30 + 20 * 12):
        client.post(f"{url}gor/", sent)


def others_rows(world, count):
    other = factories.OrganisationFactory(parent=world.root, name="Primärvården")
    section = factories.PlanSectionFactory(plan=world.plan, organisation=other, title="Primärvården", order=2)
    return [
        factories.ActivityFactory(
            plan=world.plan,
            section=section,
            area=world.area,
            title=f"Annans rad {number}",
            search_key=f"annans rad {number}",
        )
        for number in range(count)
    ]


@pytest.mark.parametrize(("number", "query"), [(4, "q=rad"), (60, "q=rad&rows=50")])
def test_all_that_the_filters_keep_are_those_that_the_manager_may_change(world, rows, url, signed_in, number, query):
    others = others_rows(world, number)
    client = signed_in(world.manager)
    listed = client.get(f"{world.plan.get_absolute_url()}?{query}")
    assert (listed.context["theirs"], listed.context["left_out"]) == (3, len(others))
    page = client.post(url, {"alla": "1", "query": query})
    assert [row.title for row in page.context["rows"]] == ["Rad 0", "Rad 1", "Rad 2"]
    assert f'<p class="soft">{len(others)} ' in page.content.decode().replace("\n", "")
    assert signed_in(world.leader).get(f"{world.plan.get_absolute_url()}?q=rad").context["left_out"] == 0


def test_filters_that_keep_others_rows_alone_choose_nothing(world, url, signed_in):
    others_rows(world, 2)
    page = signed_in(world.manager).post(url, {"alla": "1", "query": "q=annans"})
    assert (page.status_code, page.context["count"], page.context["left_out"]) == (422, 0, 2)


def test_what_is_theirs_among_many_is_what_they_may_report_on(world, rows, person):
    others_rows(world, 2)
    every = list(Activity.objects.filter(plan=world.plan).select_related("plan", "section"))
    for user in (world.leader, world.manager, world.holder, world.reader, world.stranger, person(Role.AUDITOR)):
        rows_of_plan = Activity.objects.filter(plan=world.plan)
        theirs = set(rows_of_plan.filter(queries.changeable(user, world.plan) or Q()))
        may = {row for row in every if access.can_edit_plan(user, world.plan) or access.can_update_status(user, row)}
        assert theirs == may
        assert queries.counted_changeable(user, world.plan, rows_of_plan) == (len(every), len(may))


def test_what_was_taken_back_is_no_change_since_the_report(world, rows, url, signed_in, monkeypatch):
    adopt(world.plan)
    client = signed_in(world.leader)
    change(client, url, rows, act="progress", progress="in_progress")
    made = BulkChange.objects.get()
    touched = Activity.objects.get(pk=rows[2].pk)
    status.update_status(
        activity=touched,
        version=touched.version,
        progress="paused",
        health="on_track",
        comment="",
        by=world.leader,
        now=timezone.now(),
    )
    assert overview.since_last_report(world.plan).total == 4
    undo(client, made)

    since = overview.since_last_report(world.plan)

    assert [(one.activity, one.new_progress) for one in since.changes] == [
        (rows[2], "paused"),
        (rows[2], "in_progress"),
    ]
    assert since.total == 2
    # The report shows the change, so that its undoing has happened since.
    made.refresh_from_db()
    between = made.at + (made.undone_at - made.at) / 2
    monkeypatch.setattr(overview.status_report_past, "moment_of", lambda *_: between)
    file = FrozenFile.objects.create(
        kind="status_report", name="r.pdf", content_type="application/pdf", snapshot="{}", content=b"x", size_bytes=1
    )
    StatusReport.objects.create(plan=world.plan, first_month="2016-10-01", requested_by_name="A", file=file)
    after = overview.since_last_report(world.plan).changes
    assert {(one.activity, one.new_progress) for one in after} >= {(row, "not_started") for row in rows[:2]}
