"""My activities: mine and only mine, due first, reported in a tap, never lost."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plans.actions import activities as actions
from plans.models import Activity, Comment, CommentMention, PlanState, StatusUpdate
from staffing.models import Role
from tests import factories
from tests.plans.activity_world import World, adopt, make_world

pytestmark = pytest.mark.django_db
MINE = "/mina-aktiviteter/"


@pytest.fixture
def world() -> World:
    made = make_world()
    adopt(made.plan)
    return made


@pytest.fixture
def holder(world: World, signed_in: Any) -> Client:
    return signed_in(world.holder)


def page(response: Any) -> str:
    return response.content.decode()


def tap(client: Client, activity: Activity, choice: str, **more: str) -> Any:
    fresh = Activity.objects.get(pk=activity.pk)
    sent = {"version": str(fresh.version), "choice": choice, "comment": "", **more}
    return client.post(reverse("activity_report", args=[activity.pk]), sent)


def card_titles(text: str, titles: list[str]) -> list[str]:
    return sorted(
        (title for title in titles if f">{title}</a></h2>" in text), key=lambda title: text.index(f">{title}<")
    )


def test_what_is_of_a_plan_that_is_over_comes_last_and_says_so(world: World, holder: Client) -> None:
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    running = factories.PlanFactory(
        organisation=world.root, adopted=True, title="Den nya", start_date=today - day, end_date=today
    )
    role = world.activity.responsibles.get().role
    for title, due in (("Nu", today), ("Utan", None)):
        kind = "undated" if due is None else "date"
        made = factories.ActivityFactory(plan=running, title=title, deadline_kind=kind, due_date=due)
        factories.make_responsible(made, role)
    text = page(holder.get(MINE))
    assert world.plan.end_date < today
    assert card_titles(text, ["Nu", "Utan", world.activity.title]) == ["Nu", "Utan", world.activity.title]
    places = re.findall(r'class="my-card-plan">(.*?)</p>', text, re.DOTALL)
    assert ["riod" in place for place in places] == [False, False, True]


def test_due_first_and_undated_last(world: World, holder: Client) -> None:
    for title, deadline in [("Utan", ""), ("Senare", "2019"), ("Först", "2016"), ("Snarast", "Snarast")]:
        world.make(title=title, deadline_text=deadline, responsible="Personaldirektör")
    world.make(title="Någon annans", responsible="Studierektor")
    titles = ["Utan", "Senare", "Först", "Snarast", "Någon annans", world.activity.title]
    shown = card_titles(page(holder.get(MINE)), titles)
    assert shown[:3] == ["Först", world.activity.title, "Senare"]
    assert set(shown[3:]) == {"Utan", "Snarast"}


def test_a_manager_sees_what_the_organisation_owns_and_the_filters_part_them(world: World, signed_in: Any) -> None:
    role = world.activity.responsibles.get().role
    role.holder = world.manager
    role.save()
    world.make(title="Organisationens", responsible="Studierektor")
    manager, titles = signed_in(world.manager), ["Organisationens", world.activity.title]

    def shown(url: str) -> set[str]:
        return set(card_titles(page(manager.get(url)), titles))

    assert shown(MINE) == set(titles)
    assert shown(f"{MINE}?vems=roller") == {world.activity.title}
    assert shown(f"{MINE}?vems=organisation") == {"Organisationens"}
    assert shown(f"{MINE}?vems=nonsense&page=x") == set(titles)


def test_others_see_an_empty_page_that_says_why(world: World, signed_in: Any) -> None:
    for person in (world.reader, world.stranger):
        answer = signed_in(person).get(MINE)
        assert answer.status_code == 200
        assert "empty-state" in page(answer)
        assert world.activity.title not in page(answer)


def test_a_held_role_in_another_region_gives_nothing(world: World, signed_in: Any) -> None:
    adopt(world.plan)
    role = world.activity.responsibles.get().role
    role.holder = world.stranger
    role.save()
    stranger = signed_in(world.stranger)
    assert world.activity.title not in page(stranger.get(MINE))
    assert tap(stranger, world.activity, "done").status_code == 403


def test_closed_deleted_and_handed_over_are_not_mine(world: World, holder: Client) -> None:
    gone = world.make(title="Borttagen", responsible="Personaldirektör")
    actions.delete_activity(activity=gone, version=1, by=world.leader, now=timezone.now())
    away = world.make(title="Överförd", responsible="Personaldirektör")
    Activity.objects.filter(pk=away.pk).update(progress="handed_over", receiver="HR")
    assert card_titles(page(holder.get(MINE)), ["Borttagen", "Överförd"]) == []
    world.plan.state, world.plan.adopted_date = PlanState.CLOSED, datetime.date(2017, 1, 30)
    world.plan.save()
    assert card_titles(page(holder.get(MINE)), [world.activity.title]) == []


@pytest.mark.parametrize(
    ("choice", "sent", "saved"),
    [
        ("on_track", {}, ("not_started", "on_track")),
        ("on_track", {"is_started": "on"}, ("in_progress", "on_track")),
        ("at_risk", {"comment": "Saknar budget"}, ("not_started", "at_risk")),
        ("at_risk", {}, ("not_started", "at_risk")),
        ("late", {"comment": "Leverantören hoppade av"}, ("not_started", "late")),
        ("done", {}, ("done", "on_track")),
    ],
)
def test_a_tap_is_saved(
    world: World, holder: Client, choice: str, sent: dict[str, str], saved: tuple[str, str]
) -> None:
    far = world.make(title="Långt fram", deadline_text="2099", responsible="Personaldirektör")
    answer = tap(holder, far, choice, **sent)
    assert (answer.status_code, answer["Location"]) == (302, MINE)
    far.refresh_from_db()
    assert (far.progress, far.health) == saved
    assert StatusUpdate.objects.get(activity=far).comment == sent.get("comment", "")


def test_begun_is_not_begun_again(world: World, holder: Client) -> None:
    Activity.objects.filter(pk=world.activity.pk).update(progress="paused")
    tap(holder, world.activity, "late", is_started="on")
    world.activity.refresh_from_db()
    assert world.activity.progress == "paused"


@pytest.mark.parametrize("choice", ["on_track", "at_risk"])
def test_on_track_after_the_date_asks_for_a_line_at_the_card(world: World, holder: Client, choice: str) -> None:
    pk = world.activity.pk
    refused = tap(holder, world.activity, choice)
    assert refused.status_code == 422
    shown = page(refused)
    assert f'href="#comment-{pk}"' in shown
    assert 'aria-invalid="true"' in shown
    assert f'aria-describedby="comment-{pk}-error"' in shown
    assert StatusUpdate.objects.count() == 0
    assert tap(holder, world.activity, choice, comment="Styrgruppen gav oss till hösten").status_code == 302
    world.activity.refresh_from_db()
    assert (world.activity.health, world.activity.health_reason) == (choice, "Styrgruppen gav oss till hösten")


@pytest.mark.parametrize(
    "sent", [{"choice": "splendid"}, {"comment": "k" * 501}, {"comment": "\x00"}, {"comment": "a\u202eb"}]
)
def test_what_does_not_hold_is_refused(world: World, holder: Client, sent: dict[str, str]) -> None:
    answer = holder.post(
        reverse("activity_report", args=[world.activity.pk]),
        {"version": "1", "choice": "late", "comment": "", **sent},
    )
    assert answer.status_code == 422
    assert 'id="error-summary"' in page(answer)
    world.activity.refresh_from_db()
    assert world.activity.version == 1


def test_the_second_at_one_card_sees_both_and_saves_on_top(world: World, holder: Client, signed_in: Any) -> None:
    pk, url = world.activity.pk, reverse("activity_report", args=[world.activity.pk])
    assert tap(signed_in(world.manager), world.activity, "done").status_code == 302
    mine = {"version": "1", "choice": "late", "comment": "Vi väntar på besked"}
    refused = holder.post(url, mine)
    assert refused.status_code == 409
    shown = page(refused)
    assert "Vi väntar på besked" in shown
    assert f'id="conflict-{pk}"' in shown
    assert str(world.manager) in shown
    assert 'name="version" value="2"' in shown
    assert Activity.objects.get(pk=pk).progress == "done"
    assert holder.post(url, {**mine, "version": "2"}).status_code == 302


def test_done_folds_away_and_is_undone(world: World, holder: Client) -> None:
    tap(holder, world.activity, "done")
    shown = page(holder.get(MINE))
    undo = reverse("activity_undo", args=[world.activity.pk])
    assert shown.index("my-finished") < shown.index(undo)
    assert holder.post(undo, {"version": "2", "next": MINE}).status_code == 302
    world.activity.refresh_from_db()
    assert (world.activity.progress, world.activity.completed_date) == ("not_started", None)
    assert holder.post(undo, {"version": "2", "next": MINE}).status_code == 409


def test_no_change_for_one_and_for_all(world: World, holder: Client) -> None:
    other = world.make(title="En annan", responsible="Personaldirektör")
    foreign = world.make(title="Inte min", responsible="Studierektor")
    one = reverse("activity_confirm_unchanged", args=[other.pk])
    assert holder.post(one, {"next": MINE})["Location"] == MINE
    assert holder.post(reverse("activity_confirm_unchanged", args=[foreign.pk])).status_code == 403
    assert holder.post(reverse("activity_confirm_all"), {"vems": "roller"}).status_code == 302
    assert holder.post(reverse("activity_confirm_all")).status_code == 302
    confirmed = StatusUpdate.objects.values_list("activity_id", flat=True)
    assert sorted(confirmed) == sorted([other.pk, world.activity.pk])


def test_all_means_mine_for_someone_who_owns_nothing(world: World, signed_in: Any) -> None:
    for person in (world.reader, world.stranger):
        assert signed_in(person).post(reverse("activity_confirm_all")).status_code == 302
    assert StatusUpdate.objects.count() == 0


def test_the_last_line_stands_on_the_card(world: World, holder: Client) -> None:
    tap(holder, world.activity, "late", comment="Första raden")
    tap(holder, world.activity, "late", comment="Andra <b>raden</b>")
    tap(holder, world.activity, "late")
    shown = page(holder.get(MINE))
    assert "Andra &lt;b&gt;raden&lt;/b&gt;" in shown
    assert "Första raden" not in shown


def test_a_hundred_cards_ask_as_often_as_one(world: World, holder: Client, django_assert_max_num_queries: Any) -> None:
    actions_made = [world.make(title=f"Rad {number}", responsible="Personaldirektör") for number in range(45)]
    for activity in actions_made[:10]:
        tap(holder, activity, "done")
    with django_assert_max_num_queries(20):
        shown = page(holder.get(MINE))
    assert shown.count('<article class="my-card ') == 36 + 10
    world.make(title="En över", responsible="Personaldirektör")
    for number in range(4):
        world.make(title=f"Ny {number}", responsible="Personaldirektör")
    assert page(holder.get(MINE)).count("report-buttons") == 40
    assert page(holder.get(f"{MINE}?page=2")).count("report-buttons") == 1


def test_a_region_without_plans_has_the_page_too(signed_in: Any, person: Any, kalmar: Any) -> None:
    assert signed_in(person(Role.MANAGER, kalmar)).get(MINE).status_code == 200
    assert signed_in(factories.UserFactory()).get(MINE).status_code == 200


def test_no_change_does_not_redate_an_old_line_and_offers_undo(world: World, holder: Client) -> None:
    tap(holder, world.activity, "late", comment="Det som sades då")
    old = timezone.now() - datetime.timedelta(days=90)
    StatusUpdate.objects.update(at=old)
    Activity.objects.filter(pk=world.activity.pk).update(last_update_date=timezone.localdate(old))
    answer = holder.post(reverse("activity_confirm_unchanged", args=[world.activity.pk]), {"next": MINE}, follow=True)
    shown = page(answer)
    said = f"<time>{timezone.localdate(old)}</time> · Det som sades då"
    assert said in shown
    assert f"{timezone.localdate()}</time> · ingen förändring" in shown
    undo = reverse("activity_undo", args=[world.activity.pk])
    assert f'action="{undo}"' in shown
    assert holder.post(undo, {"version": "3", "next": MINE}).status_code == 302


def test_a_card_says_beforehand_which_words_need_a_line(world: World, holder: Client) -> None:
    day = datetime.timedelta(days=1)
    today = timezone.localdate()
    Activity.objects.filter(pk=world.activity.pk).update(deadline_kind="date", due_date=today - day, health="late")
    assert holder.get(MINE).context["cards"][0][1] == "”I fas” och ”Risk”"
    assert "”I fas” och ”Risk”" in page(holder.get(MINE))
    refused = tap(holder, world.activity, "on_track")
    assert refused.status_code == 422
    assert "frivilligt" not in page(refused)
    assert tap(holder, world.activity, "late").status_code == 302
    Activity.objects.filter(pk=world.activity.pk).update(due_date=today + day, health="on_track")
    assert holder.get(MINE).context["cards"][0][1] == "”Försenad”"
    assert tap(holder, world.activity, "late").status_code == 422
    assert tap(holder, world.activity, "late", comment="Väntar på lokalerna").status_code == 302
    assert holder.get(MINE).context["cards"][0][1] == ""
    assert tap(holder, world.activity, "late").status_code == 302


def test_a_real_plans_card_says_that_its_status_is_made_up(world: World, holder: Client) -> None:
    world.plan.has_example_progress = True
    world.plan.save()
    assert "status är exempeldata" in page(holder.get(MINE))


def test_a_card_says_by_which_role_it_is_mine_unless_my_organisation_brings_it(world: World, signed_in: Any) -> None:
    assert "via din roll Personaldirektör" in page(signed_in(world.holder).get(MINE))
    role = world.activity.responsibles.get().role
    role.holder = world.manager
    role.save()
    shown = page(signed_in(world.manager).get(MINE))
    assert world.activity.title in shown
    assert "via din roll" not in shown


@pytest.mark.parametrize(
    ("name", "tab"),
    [
        ("activity_mine", ""),
        ("mention_list", "mentions"),
        ("reminder_choice", "reminders"),
        ("reminder_list", "reminders"),
        ("calendar_list", "calendar"),
    ],
)
def test_each_page_of_mine_has_the_same_tabs_and_says_which_it_is(
    world: World, holder: Client, name: str, tab: str
) -> None:
    adopt(world.plan)
    comment = Comment.objects.create(activity=world.activity, author=world.leader, text="@Holder", at=timezone.now())
    CommentMention.objects.create(comment=comment, user=world.holder, label="Holder")
    answer = holder.get(reverse(name))
    assert (answer.context["unread"], answer.context["tab"]) == (1, tab)
    tabs = re.search(r'<ul class="tabs tabs-few">.*?</ul>', page(answer), re.DOTALL)[0]
    assert tabs.count("<li>") == 6
    current = re.findall(r'href="([^"]*)" aria-current="page"', tabs)
    assert current == [reverse("reminder_choice" if tab == "reminders" else name)]
