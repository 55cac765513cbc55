"""The page of a plan: who may open it, its filters, its groups, and the row that is open for a change."""

from __future__ import annotations

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from plans.models import Plan, PlanState
from staffing.models import Role
from tests import factories

DAY = datetime.timedelta(days=1)


@pytest.fixture
def plan(blekinge):
    return factories.PlanFactory(organisation=blekinge, title="Blekinges plan", adopted=True)


@pytest.fixture
def activities(plan, blekinge):
    """Return five activities in two sections, each of its own kind."""
    today = timezone.localdate()
    primary = factories.OrganisationFactory(parent=blekinge, name="Primärvården")
    first = factories.PlanSectionFactory(plan=plan, title="Landstingsövergripande", order=1)
    second = factories.PlanSectionFactory(plan=plan, title="Primärvården", organisation=primary, order=2)
    work = factories.PlanAreaFactory(plan=plan, title="Attraktiv arbetsplats", order=1)
    recruiting = factories.PlanAreaFactory(plan=plan, title="Rekrytering", order=2)
    role = factories.ResponsibleRoleFactory(organisation=blekinge, title="Personaldirektör")
    measure = factories.MeasureFactory(title_sv="Karriärvägar")

    def make(title, section, area, **fields):
        return factories.ActivityFactory(
            plan=plan, title=title, section=section, area=area, search_key=fields.pop("key", title.lower()), **fields
        )

    made = {
        "late": make("Sen", first, recruiting, deadline_kind="date", due_date=today - DAY, health="late"),
        "soon": make("Snart", first, work, deadline_kind="date", due_date=today + 20 * DAY, progress="in_progress"),
        "later": make("Senare", second, work, deadline_kind="date", due_date=today + 80 * DAY, measure=measure),
        "undated": make("Ångest", second, recruiting, key="angest", stale_days=60),
        "done": make(
            "Klart",
            second,
            recruiting,
            progress="done",
            completed_date=today,
            deadline_kind="continuous",
            health="late",
        ),
    }
    factories.make_responsible(made["soon"], role)
    deleted = make("Borttagen", first, work)
    deleted.deleted_at = timezone.now()
    deleted.save()
    return made | {"role": role, "primary": primary, "sections": (first, second), "areas": (work, recruiting)}


@pytest.fixture
def leader(person, signed_in, blekinge):
    return signed_in(person(Role.PROCESS_LEADER, blekinge))


def shown(response):
    return [record["title"] for record in response.context["table"].records]


def test_rows_are_grouped_by_section_and_area_in_the_order_of_the_plan(plan, activities, leader):
    response = leader.get(plan.get_absolute_url())
    assert response.status_code == 200
    groups = response.context["table"].groups
    assert [(group["section"], group["area"], [row["title"] for row in group["rows"]]) for group in groups] == [
        ("Landstingsövergripande", "Attraktiv arbetsplats", ["Snart"]),
        (None, "Rekrytering", ["Sen"]),
        ("Primärvården", "Attraktiv arbetsplats", ["Senare"]),
        (None, "Rekrytering", ["Ångest", "Klart"]),
    ]
    summary = response.context["summary"]
    assert (summary.total, summary.late, summary.finished, summary.undated) == (5, 1, 1, 1)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "ÅNGEST"}, ["Ångest"]),
        ({"q": "angest"}, ["Ångest"]),
        ({"q": "sen are"}, ["Senare"]),
        ({"progress": "open"}, ["Snart", "Sen", "Senare", "Ångest"]),
        ({"progress": "finished"}, ["Klart"]),
        ({"progress": "in_progress"}, ["Snart"]),
        ({"health": "late"}, ["Sen"]),
        ({"deadline": "late"}, ["Sen"]),
        ({"deadline": "30"}, ["Snart"]),
        ({"deadline": "90"}, ["Snart", "Senare"]),
        ({"deadline": "undated"}, ["Ångest"]),
        ({"deadline": "unparsed"}, []),
        ({"deadline": "continuous"}, []),
        ({"updated": "30"}, ["Ångest"]),
        ({"updated": "180"}, []),
    ],
)
def test_each_filter_keeps_what_it_says(plan, activities, leader, query, expected):
    response = leader.get(plan.get_absolute_url(), query)
    assert shown(response) == expected
    assert response.context["count"] == len(expected)


def test_filters_by_what_the_plan_holds(plan, activities, leader):
    url = plan.get_absolute_url()
    assert shown(leader.get(url, {"section": activities["sections"][0].pk})) == ["Snart", "Sen"]
    assert shown(leader.get(url, {"area": activities["areas"][0].pk})) == ["Snart", "Senare"]
    assert shown(leader.get(url, {"responsible": activities["role"].pk})) == ["Snart"]
    assert shown(leader.get(url, {"measure": activities["later"].measure_id})) == ["Senare"]


def test_a_filter_of_another_plan_is_refused(plan, activities, leader, kalmar):
    elsewhere = factories.PlanSectionFactory(plan=factories.PlanFactory(organisation=kalmar))
    assert leader.get(plan.get_absolute_url(), {"section": elsewhere.pk}).status_code == 422


def test_sorted_rows_stand_flat_and_dates_that_are_missing_come_last(plan, activities, leader):
    for sort in ("due_date", "-due_date"):
        response = leader.get(plan.get_absolute_url(), {"sort": sort, "progress": "open"})
        assert shown(response)[-1] == "Ångest"
        assert [group["section"] for group in response.context["table"].groups] == [None]
    assert shown(leader.get(plan.get_absolute_url(), {"sort": "title"})) == [
        "Klart",
        "Sen",
        "Senare",
        "Snart",
        "Ångest",
    ]


def test_chips_take_one_filter_off_each_and_forget_the_page(plan, activities, leader):
    response = leader.get(plan.get_absolute_url(), {"q": "s", "health": "late", "page": "2", "sort": "title"})
    chips = {chip.label: (chip.value, chip.without) for chip in response.context["filter"].chips()}
    assert len(chips) == 2
    assert any(without == "?health=late&sort=title" for _value, without in chips.values())


def test_pages_are_as_long_as_asked_and_never_longer_than_offered(plan, leader):
    section, area = factories.PlanSectionFactory(plan=plan), factories.PlanAreaFactory(plan=plan)
    factories.ActivityFactory.create_batch(101, plan=plan, section=section, area=area)
    url = plan.get_absolute_url()
    assert len(shown(leader.get(url))) == 100
    assert len(shown(leader.get(url, {"rows": "500"}))) == 101
    assert len(shown(leader.get(url, {"rows": "100000"}))) == 100
    assert len(shown(leader.get(url, {"page": "99"}))) == 1


def test_the_open_row_holds_the_version_and_the_way_back(plan, activities, leader):
    target = activities["soon"]
    response = leader.get(plan.get_absolute_url(), {"q": "s", "change": target.pk})
    changing = response.context["changing"]
    assert (changing["pk"], changing["version"]) == (target.pk, target.version)
    assert changing["next"] == f"{plan.get_absolute_url()}?q=s"
    html = response.content.decode()
    assert f'action="/aktiviteter/{target.pk}/status/"' in html
    # An adopted plan's activities are deleted in its draft revision.
    assert f'action="/aktiviteter/{target.pk}/ta-bort/"' not in html
    Plan.objects.update(state=PlanState.DRAFT)
    html = leader.get(plan.get_absolute_url(), {"change": target.pk}).content.decode()
    assert f'action="/aktiviteter/{target.pk}/ta-bort/"' in html


@pytest.mark.parametrize(
    ("query", "link"), [({}, "?change={0}#a{0}"), ({"q": "s", "change": "1"}, "?q=s&amp;change={0}#a{0}")]
)
def test_a_row_links_to_itself_opened_in_the_same_list(plan, activities, leader, query, link):
    html = leader.get(plan.get_absolute_url(), query).content.decode()
    assert f'href="{link.format(activities["soon"].pk)}"' in html


def test_a_short_way_leads_to_the_activities_past_what_is_folded(plan, activities, leader):
    page = leader.get(plan.get_absolute_url()).content.decode()
    assert page.index('href="#activities"') < page.index('class="more fold-narrow"') < page.index('id="activities"')
    folded = re.findall(
        r'<details class="more fold-narrow">(.*?)(?=<div id="activities"|<details class="more fold-narrow">)',
        page,
        re.DOTALL,
    )
    assert ["figures-slim" in folded[0], 'class="filters"' in folded[1]] == [True, True]
    # Each figure still leads to the list that it counts.
    late = re.search(r'href="([^"]*health=late#activities)"', page)[1]
    assert leader.get(late.partition("#")[0]).status_code == 200


@pytest.mark.parametrize(("progress", "asked"), [("cancelled", "cancelled_reason"), ("handed_over", "receiver")])
def test_what_a_status_asks_for_is_asked_for_in_the_row(plan, activities, leader, progress, asked):
    target = activities["soon"]
    page = leader.get(plan.get_absolute_url(), {"q": "s", "change": target.pk})
    assert f'name="{asked}"' in page.content.decode()
    changing = page.context["changing"]
    sent = {
        "row": "1",
        "progress": progress,
        "health": "at_risk",
        "version": changing["version"],
        "next": f"{changing['next']}#a{target.pk}",
    }
    url = f"/aktiviteter/{target.pk}/status/"
    answer = leader.post(url, sent, headers={"HX-Request": "true"})
    form = answer.content.decode()
    assert answer.status_code == 422
    assert (answer["HX-Retarget"], answer["HX-Push-Url"]) == ("#change-form", "false")
    assert form.count("<form") == 1
    assert "<main" not in form
    field = form.partition(f'name="{asked}"')[2].partition(">")[0]
    assert 'aria-invalid="true"' in field
    assert "data-focus" in field
    assert f'value="{progress}" selected' in form
    assert 'value="at_risk" selected' in form
    assert f'name="next" value="{plan.get_absolute_url()}?q=s#a{target.pk}"' in form
    # Without htmx the same form leads to the whole page, with everything typed in it.
    assert "<main" in leader.post(url, sent).content.decode()
    target.refresh_from_db()
    assert target.progress != progress
    saved = leader.post(url, {**sent, asked: "Så blev det"}, headers={"HX-Request": "true"})
    assert saved.url == f"{plan.get_absolute_url()}?q=s#a{target.pk}"
    target.refresh_from_db()
    assert (target.progress, getattr(target, asked)) == (progress, "Så blev det")


def test_a_status_is_changed_from_the_row_without_javascript(plan, activities, leader):
    target = activities["soon"]
    changing = leader.get(plan.get_absolute_url(), {"change": target.pk}).context["changing"]
    response = leader.post(
        f"/aktiviteter/{target.pk}/status/",
        {
            "progress": "done",
            "health": "on_track",
            "comment": "",
            "version": changing["version"],
            "next": changing["next"],
        },
    )
    assert response.status_code == 302
    assert response.url == plan.get_absolute_url()
    target.refresh_from_db()
    assert target.progress == "done"


def test_a_manager_may_change_the_rows_of_the_own_organisation_only(plan, activities, person, signed_in):
    client = signed_in(person(Role.MANAGER, activities["primary"]))
    url = plan.get_absolute_url()
    rows = {
        row["title"]: row["can_change"] for group in client.get(url).context["table"].groups for row in group["rows"]
    }
    assert rows == {"Snart": False, "Sen": False, "Senare": True, "Ångest": True, "Klart": True}
    assert client.get(url, {"change": activities["soon"].pk}).context["changing"] is None
    opened = client.get(url, {"change": activities["later"].pk})
    assert opened.context["changing"]["pk"] == activities["later"].pk
    assert "/ta-bort/" not in opened.content.decode()


def test_who_holds_the_responsible_role_may_change_the_row(plan, activities, person, signed_in, blekinge):
    holder = person(Role.STEERING_GROUP, blekinge)
    activities["role"].holder = holder
    activities["role"].save()
    groups = signed_in(holder).get(plan.get_absolute_url()).context["table"].groups
    assert [row["title"] for group in groups for row in group["rows"] if row["can_change"]] == ["Snart"]


@pytest.mark.parametrize("role", [Role.STEERING_GROUP, Role.AUDITOR, Role.CONTROLLER])
def test_a_reader_changes_nothing(plan, activities, person, signed_in, role):
    response = signed_in(person(role, plan.organisation)).get(
        plan.get_absolute_url(), {"change": activities["soon"].pk}
    )
    assert response.context["changing"] is None
    assert b"change-form" not in response.content
    assert not response.context["table"].has_changes
    assert b"/andra/" not in response.content


def test_a_closed_plan_is_changed_by_nobody(plan, activities, leader):
    plan.state = PlanState.CLOSED
    plan.save()
    response = leader.get(plan.get_absolute_url())
    assert not response.context["can_edit"]
    assert not response.context["table"].has_changes


def test_other_regions_see_what_is_adopted_and_nothing_else(plan, activities, person, signed_in, kalmar):
    stranger = signed_in(person(Role.PROCESS_LEADER, kalmar))
    response = stranger.get(plan.get_absolute_url())
    assert response.status_code == 200
    assert not response.context["table"].has_changes
    assert f"/handlingsplaner/{plan.slug}/historik/" not in response.content.decode()
    plan.state = PlanState.DRAFT
    plan.save()
    assert stranger.get(plan.get_absolute_url()).status_code == 404
    assert stranger.get("/handlingsplaner/finns-inte/").status_code == 404


def test_an_empty_plan_says_what_to_do_next(plan, leader, person, signed_in, blekinge):
    url = f"/handlingsplaner/{plan.slug}/aktiviteter/fran-katalogen/"
    assert url not in leader.get(plan.get_absolute_url()).content.decode()
    Plan.objects.update(state=PlanState.DRAFT)
    assert leader.get(plan.get_absolute_url()).content.decode().count(url) == 1
    reader = signed_in(person(Role.STEERING_GROUP, blekinge)).get(plan.get_absolute_url())
    assert url not in reader.content.decode()


def test_text_from_people_is_shown_as_text(plan, leader):
    factories.ActivityFactory(
        plan=plan, title="<script>x</script>", responsible_text="<b>chef</b>", deadline_text="<i>snart</i>",
        deadline_kind="unparsed",
    )  # fmt: skip
    html = leader.get(plan.get_absolute_url()).content.decode()
    assert "<script>x" not in html
    assert "<b>chef" not in html
    assert "<i>snart" not in html
    assert "&lt;b&gt;chef" in html


def test_roles_of_one_title_are_told_apart_by_their_organisation(plan, activities, blekinge, leader):
    twin = factories.ResponsibleRoleFactory(organisation=activities["primary"], title="Personaldirektör")
    factories.make_responsible(activities["later"], twin)
    alone = factories.ResponsibleRoleFactory(organisation=blekinge, title="Ekonomidirektör")
    factories.make_responsible(activities["soon"], alone)
    labels = [
        label
        for _key, label in leader.get(plan.get_absolute_url()).context["filter"].form.fields["responsible"].choices
    ]
    assert labels[1:] == ["Ekonomidirektör", "Personaldirektör (Primärvården)", f"Personaldirektör ({blekinge.name})"]


def test_a_deep_tree_costs_no_query_a_level(
    plan, activities, person, signed_in, blekinge, django_assert_max_num_queries
):
    deepest = blekinge
    for level in ("division", "department", "unit"):
        deepest = factories.OrganisationFactory(parent=deepest, name=f"Under {deepest.name}", level=level)
    client = signed_in(person(Role.PROCESS_LEADER, blekinge))
    client.get(plan.get_absolute_url())
    with django_assert_max_num_queries(12):
        assert client.get(plan.get_absolute_url()).status_code == 200


def test_nobodys_judgement_is_not_shown_as_on_track(plan, activities, leader):
    text = leader.get(plan.get_absolute_url(), {"q": "Ångest"}).content.decode()
    row = text[text.index(">Ångest</a></th>") :].partition("</tr>")[0]
    assert "ej bedömd" in row
    assert "aldrig uppdaterad" in row
    assert "status-on_track" not in row


@pytest.mark.parametrize(
    ("name", "expected"),
    [("undated", '<option value="" selected>ej bedömd'), ("soon", '<option value="on_track" selected>')],
)
def test_the_open_row_begins_with_the_health_as_it_is(plan, activities, leader, name, expected):
    response = leader.get(plan.get_absolute_url(), {"change": activities[name].pk})
    select = response.content.decode().partition('id="change-health"')[2].partition("</select>")[0]
    assert expected in select
    assert ('value=""' in select) == (name == "undated")


def test_a_status_alone_says_nothing_of_the_health(plan, activities, leader):
    activity = activities["undated"]
    address = reverse("activity_status", args=[activity.pk])
    page = leader.get(address).content.decode()
    assert 'name="health" value="" id="id_health_0" checked' in page
    words = {"version": activity.version, "progress": "in_progress", "health": "", "comment": ""}
    assert leader.post(address, words).status_code == 302
    text = leader.get(plan.get_absolute_url(), {"q": "Ångest"}).content.decode()
    row = text[text.index(">Ångest</a></th>") :].partition("</tr>")[0]
    assert "pågår" in row
    assert "ej bedömd" in row


def test_a_deadline_to_interpret_says_so_once_and_apart_from_what_is_printed(plan, person, signed_in, blekinge):
    printed = "När pengarna finns"
    factories.ActivityFactory(plan=plan, deadline_text=printed, deadline_kind="unparsed", last_update_date=None)
    shown = signed_in(person(Role.STEERING_GROUP, blekinge)).get(plan.get_absolute_url()).content.decode()
    row = shown[shown.index(printed) :].partition("</tr>")[0]
    assert row.startswith(f"{printed} <em>ska tolkas</em>")
    assert row.count("ska tolkas") == 1
