"""A role gets a new holder: what is open in it, who held it before, and that the new holder is told once."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from plans import reminders
from plans.actions import reminders as actions
from plans.models import Reminder, ReminderChoice, StatusUpdate
from staffing import actions as staffing_actions
from staffing.models import ResponsibleRole, Role, User
from tests import factories

pytestmark = pytest.mark.django_db

MONDAY = datetime.datetime(2026, 3, 2, 7, tzinfo=ZoneInfo("Europe/Stockholm"))
WEEK = datetime.timedelta(days=7)


@pytest.fixture
def world(blekinge, person):
    class World:
        leader, before, after = (
            person(role, blekinge) for role in (Role.PROCESS_LEADER, Role.MANAGER, Role.CONTROLLER)
        )
        plan = factories.PlanFactory(organisation=blekinge, adopted=True)
        role = factories.ResponsibleRoleFactory(organisation=blekinge, title="Personaldirektör", holder=before)
        activity = factories.ActivityFactory(plan=plan, title="Inför jourlinje", deadline_kind="continuous")
        done = factories.ActivityFactory(
            plan=plan, title="Gjort redan", progress="done", completed_date=MONDAY.date(), deadline_kind="continuous"
        )
        url = f"/administration/ansvariga-roller/{role.pk}/overlamning/"

    User.objects.update(language="en")
    for activity in (World.activity, World.done):
        factories.make_responsible(activity, World.role)
    StatusUpdate.objects.create(
        activity=World.activity,
        at=MONDAY,
        by=World.before,
        by_name="Förra Chefen",
        old_progress="not_started",
        new_progress="in_progress",
        old_health="on_track",
        new_health="on_track",
        comment="Upphandlingen är klar",
    )
    written_at(World.role, MONDAY - 10 * WEEK)
    return World


def written_at(role: ResponsibleRole, at: datetime.datetime) -> None:
    """Let the latest version of the role be of that moment."""
    latest = role.history.latest("history_id")
    role.history.filter(pk=latest.pk).update(history_date=at)


def hand_over(world, to, at: datetime.datetime) -> None:
    role = ResponsibleRole.objects.get(pk=world.role.pk)
    role.holder = to
    staffing_actions.change_responsible_role(role=role, version=role.version, by=world.leader)
    written_at(role, at)


class TestPage:
    def test_it_shows_what_is_open_what_was_said_and_who_held_it(self, world, signed_in):
        hand_over(world, world.after, MONDAY)
        page = signed_in(world.after).get(world.url).content.decode()
        assert "Inför jourlinje" in page
        assert "Gjort redan" not in page
        assert "Upphandlingen är klar" in page
        assert "Förra Chefen" in page
        holders = page.partition("handover-holders")[2]
        assert holders.index(world.after.name) < holders.index(world.before.name)
        assert "2025-12-22 07:00" in holders
        assert f"written by {world.leader.name}" in holders
        assert "you hold the role" in page

    def test_a_vacant_role_says_so_and_the_leader_can_fill_it(self, world, signed_in):
        hand_over(world, None, MONDAY)
        page = signed_in(world.leader).get(world.url).content.decode()
        assert "reminders go to the process leaders" in page
        assert f"{world.url.removesuffix('overlamning/')}andra/" in page

    def test_another_region_does_not_see_it_and_an_administrator_not_what_was_said(
        self, world, signed_in, person, kalmar
    ):
        assert signed_in(person(Role.PROCESS_LEADER, kalmar)).get(world.url).status_code == 404
        page = signed_in(person(Role.ADMINISTRATOR)).get(world.url).content.decode()
        assert "Inför jourlinje" in page
        assert "Upphandlingen är klar" not in page

    def test_it_asks_the_same_however_many(self, world, signed_in, django_assert_max_num_queries):
        for _number in range(20):
            factories.make_responsible(factories.ActivityFactory(plan=world.plan), world.role)
        client = signed_in(world.leader)
        with django_assert_max_num_queries(11):
            assert "21 open activities" in client.get(world.url).content.decode()

    def test_the_roles_list_and_ones_account_lead_to_it(self, world, signed_in):
        assert world.url in signed_in(world.leader).get("/administration/ansvariga-roller/").content.decode()
        assert world.url in signed_in(world.before).get("/konto/").content.decode()


class TestDigest:
    def test_the_new_holder_is_told_once(self, world):
        hand_over(world, world.after, MONDAY - datetime.timedelta(days=2))
        actions.send_digests(now=MONDAY)
        (message,) = mail.outbox
        assert message.to == [world.after.email]
        assert message.subject == "You have taken over 1 role"
        assert world.url in message.body
        assert "Personaldirektör (1 open activity)" in message.body
        for week in range(1, 5):
            actions.send_digests(now=MONDAY + week * WEEK)
        assert len(mail.outbox) == 1
        assert Reminder.objects.get().items == [
            {"role": world.role.pk, "reason": "taken_over", "region": world.plan.region_id}
        ]

    def test_it_is_said_in_the_digest_of_what_needs_them(self, world, signed_in):
        hand_over(world, world.after, MONDAY - datetime.timedelta(days=2))
        world.activity.health = "late"
        world.activity.save()
        actions.send_digests(now=MONDAY)
        (message,) = mail.outbox
        assert message.subject == "1 activity needs you"
        assert message.body.index("Personaldirektör") < message.body.index("Inför jourlinje")
        row = Reminder.objects.get()
        page = signed_in(world.after).get(f"/mina-aktiviteter/paminnelser/skickade/{row.pk}/").content.decode()
        assert page.count(world.url) >= 1

    def test_who_opted_out_is_not_told_of_a_role_alone(self, world):
        ReminderChoice.objects.create(user=world.after, is_opted_out=True)
        hand_over(world, world.after, MONDAY - datetime.timedelta(days=2))
        actions.send_digests(now=MONDAY)
        assert mail.outbox == []

    def test_a_vacant_role_leads_the_leader_to_the_hand_over(self, world):
        hand_over(world, None, MONDAY - datetime.timedelta(days=2))
        actions.send_digests(now=MONDAY)
        (message,) = mail.outbox
        assert message.to == [world.leader.email]
        assert world.url in message.body


@pytest.mark.parametrize(
    ("since_days", "last_days", "is_news"),
    [(2, None, True), (2, 7, True), (7, 2, False), (31, None, False), (None, None, False), (-1, None, False)],
)
def test_what_is_news(since_days, last_days, is_news):
    def ago(days):
        return None if days is None else MONDAY - datetime.timedelta(days=days)

    assert reminders.is_news(ago(since_days), ago(last_days), MONDAY) is is_news
