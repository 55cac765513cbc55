"""Day and time of one's own, opting out where duty allows it, and a month of hours in which everybody is told as they chose."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from plans import reminders
from plans.actions import reminders as actions
from plans.models import Activity, Reminder, ReminderChoice
from plans.queries import reminders as queries
from plans.reminders import Choice, Item, Reason
from staffing.actions import erase_personal_data
from staffing.models import Role, User
from tests import factories

pytestmark = pytest.mark.django_db

STOCKHOLM = ZoneInfo("Europe/Stockholm")
URL = "/mina-aktiviteter/paminnelser/"


def local(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("choice", "now", "is_due"),
    [
        (Choice(), "2026-03-02T06:59", False),
        (Choice(), "2026-03-02T07:00", True),
        (Choice(), "2026-03-08T23:59", True),
        (Choice(), "2026-03-09T06:59", False),
        (Choice(weekday=4, hour=15), "2026-03-04T16:00", False),
        (Choice(weekday=4, hour=15), "2026-03-05T15:00", True),
        (Choice(weekday=4, hour=15), "2026-03-06T00:00", True),
        # The spring night has no 02; it has come at 03.
        (Choice(weekday=7, hour=2), "2026-03-29T01:59", False),
        (Choice(weekday=7, hour=2), "2026-03-29T03:00", True),
    ],
)
def test_when_the_moment_of_the_week_has_come(choice, now, is_due):
    assert reminders.is_due(choice, local(now)) is is_due


@pytest.mark.parametrize(
    ("choice", "now", "is_settled", "day"),
    [
        (Choice(), "2026-03-02T06:00", False, "2026-03-02"),
        (Choice(), "2026-03-02T07:30", True, "2026-03-09"),
        (Choice(), "2026-03-04T12:00", False, "2026-03-04"),
        (Choice(weekday=5), "2026-03-04T12:00", False, "2026-03-06"),
        (Choice(weekday=5), "2026-03-04T12:00", True, "2026-03-13"),
    ],
)
def test_the_day_of_the_next_one(choice, now, is_settled, day):
    assert reminders.next_day(choice, local(now), is_settled=is_settled) == datetime.date.fromisoformat(day)


def item(reason: Reason) -> Item:
    return Item(activity=1, title="A", plan="P", region=1, reason=reason, due_date=None)


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize(("is_opted_out", "is_leader"), [(False, False), (False, True), (True, True)])
def test_who_has_not_opted_out_or_leads_is_told_everything(reason, is_opted_out, is_leader):
    one = item(reason)
    assert reminders.kept([one], Choice(is_opted_out=is_opted_out), is_leader=is_leader) == (one,)


@pytest.mark.parametrize("reason", list(Reason))
def test_who_has_opted_out_is_told_of_what_is_late_alone(reason):
    found = reminders.kept([item(reason)], Choice(is_opted_out=True), is_leader=False)
    assert [one.reason for one in found] == [Reason.LATE][: reason is Reason.LATE]


@pytest.fixture
def team(blekinge, person):
    """Make a leader and three owners with an activity each: late, due at the end of March, and one that becomes late."""
    people = {"leader": person(Role.PROCESS_LEADER, blekinge)}
    plan = factories.PlanFactory(organisation=blekinge, adopted=True)
    factories.ActivityFactory(plan=plan, title="Ingen ansvarig", deadline_kind="continuous")
    for name, fields in {
        "monday": {"deadline_kind": "undated"},
        "thursday": {"deadline_kind": "date", "due_date": datetime.date(2026, 4, 15)},
        "out": {"deadline_kind": "date", "due_date": datetime.date(2026, 3, 18)},
    }.items():
        people[name] = person(Role.MANAGER, factories.OrganisationFactory(parent=blekinge))
        activity = factories.ActivityFactory(plan=plan, title=name, **fields)
        role = factories.ResponsibleRoleFactory(organisation=blekinge, holder=people[name])
        factories.make_responsible(activity, role)
    return people


def choose(user, **fields):
    return ReminderChoice.objects.create(user=user, **fields)


def log_by_name(people):
    names = {user.pk: name for name, user in people.items()}
    rows = Reminder.objects.order_by("claimed_at", "pk")
    return [
        (names[row.user_id], f"{timezone.localtime(row.claimed_at):%m-%d %H:%M}", [one["reason"] for one in row.items])
        for row in rows
    ]


def test_a_month_of_hours_each_run_twice(team):
    """The acceptance: from Monday 2 March to Sunday 5 April, over the spring night of 29 March."""
    choose(team["thursday"], weekday=4, hour=15)
    choose(team["out"], weekday=7, hour=2, is_opted_out=True)
    begin = local("2026-03-02T00:00").astimezone(datetime.UTC)
    for hour in range(35 * 24 - 1):
        now = begin + datetime.timedelta(hours=hour)
        assert actions.send_digests(now=now).failed == []
        again = actions.send_digests(now=now + datetime.timedelta(minutes=1))
        assert (again.sent, again.failed) == ([], [])
    expected = [
        ("leader", "03-02 07:00", ["no_owner"]),
        ("monday", "03-02 07:00", ["undated"]),
        # 41 and 34 days before the deadline nothing needs the person of Thursday; 27 days before it does.
        ("leader", "03-09 07:00", ["no_owner"]),
        ("monday", "03-09 07:00", ["undated"]),
        ("leader", "03-16 07:00", ["no_owner"]),
        ("monday", "03-16 07:00", ["undated"]),
        ("thursday", "03-19 15:00", ["due_30"]),
        # Due on 18 March: of what is near the person is not told, of what is late they are.
        ("out", "03-22 02:00", ["late"]),
        ("leader", "03-23 07:00", ["no_owner"]),
        ("monday", "03-23 07:00", ["undated"]),
        ("thursday", "03-26 15:00", ["due_30"]),
        # That night has no 02.
        ("out", "03-29 03:00", ["late"]),
        ("leader", "03-30 07:00", ["no_owner"]),
        ("monday", "03-30 07:00", ["undated"]),
        ("thursday", "04-02 15:00", ["due_30"]),
        ("out", "04-05 02:00", ["late"]),
    ]
    assert log_by_name(team) == expected
    by_address = {user.email: name for name, user in team.items()}
    assert [by_address[message.to[0]] for message in mail.outbox] == [name for name, _when, _reasons in expected]


def test_the_autumn_night_with_two_o_clock_twice_sends_once(team):
    choose(team["out"], weekday=7, hour=2)
    Activity.objects.filter(title="out").update(deadline_kind="undated", due_date=None)
    begin = local("2026-10-24T22:00").astimezone(datetime.UTC)
    for quarter in range(24):
        actions.send_digests(now=begin + datetime.timedelta(minutes=15 * quarter))
    assert [row for row in log_by_name(team) if row[0] == "out"] == [("out", "10-25 02:00", ["undated"])]


def test_what_comes_up_after_the_chosen_hour_waits_and_a_missed_hour_does_not(team):
    """A worker that was away over the chosen hour sends later in the week; a quiet hour is quiet for the week."""
    actions.send_digests(now=local("2026-03-05T10:00"))
    assert [row[:2] for row in log_by_name(team)] == [(name, "03-05 10:00") for name in ("leader", "monday", "out")]
    Activity.objects.filter(title="thursday").update(health="late")
    actions.send_digests(now=local("2026-03-06T10:00"))
    assert Reminder.objects.count() == 3
    actions.send_digests(now=local("2026-03-09T07:00"))
    assert ("thursday", "03-09 07:00", ["late"]) in log_by_name(team)


def test_who_changes_the_day_midweek_gets_one_mail_in_the_week(team, signed_in):
    user = team["monday"]
    actions.send_digests(now=local("2026-03-02T07:00"))
    choose(user, weekday=5)
    for hour in range(24 * 6):
        actions.send_digests(now=local("2026-03-02T07:00") + datetime.timedelta(hours=hour))
    assert [row[1] for row in log_by_name(team) if row[0] == "monday"] == ["03-02 07:00"]


def test_a_later_day_chosen_in_a_quiet_week_is_not_missed(team):
    user = team["thursday"]
    actions.send_digests(now=local("2026-03-02T07:00"))
    choice = ReminderChoice.objects.get(user=user)
    assert choice.quiet_key == "2026-W10"
    assert choice.history.count() == 0
    choice.weekday = 5
    actions.choose(choice=choice, version=1, by=user)
    Activity.objects.filter(title="thursday").update(health="late")
    actions.send_digests(now=local("2026-03-05T12:00"))
    assert not Reminder.objects.filter(user=user).exists()
    actions.send_digests(now=local("2026-03-06T07:00"))
    assert Reminder.objects.filter(user=user).count() == 1


def test_a_holder_who_left_the_region_is_told_nothing_and_the_leader_is(team):
    team["monday"].role_assignments.update(valid_to=datetime.date(2026, 2, 28))
    actions.send_digests(now=local("2026-03-02T07:00"))
    told = {name: reasons for name, _when, reasons in log_by_name(team)}
    assert told == {"leader": ["no_owner", "vacant"], "out": ["due_30"]}


def test_a_divisions_leader_is_told_of_the_divisions_plans_alone(team, blekinge, person):
    """Of the region's own plan that leader could not report: the mail's link would lead nowhere."""
    division = factories.OrganisationFactory(parent=blekinge)
    team["division"] = person(Role.PROCESS_LEADER, division)
    actions.send_digests(now=local("2026-03-02T07:00"))
    assert "division" not in {row[0] for row in log_by_name(team)}
    plan = factories.PlanFactory(organisation=division, adopted=True)
    factories.ActivityFactory(plan=plan, title="Förvaltningens", deadline_kind="continuous")
    actions.send_digests(now=local("2026-03-09T07:00"))
    told = {name: reasons for name, when, reasons in log_by_name(team) if when == "03-09 07:00"}
    assert (told["division"], told["leader"]) == (["no_owner"], ["no_owner", "no_owner"])


def test_two_runs_that_saw_the_same_people_send_once(team, monkeypatch):
    """Both looked before either claimed: the row in the database decides."""
    now = local("2026-03-02T07:00")
    seen = queries.due(now, now)
    assert len(actions.send_digests(now=now).sent) == 3
    monkeypatch.setattr(queries, "due", lambda *_given: seen)
    again = actions.send_digests(now=now)
    assert (again.sent, again.failed, again.skipped, len(mail.outbox)) == ([], [], 3, 3)


def test_what_was_sent_to_an_erased_person_is_forgotten(team, person):
    actions.send_digests(now=local("2026-03-02T07:00"))
    user = User.objects.get(pk=team["monday"].pk)
    erase_personal_data(user=user, version=user.version, by=person(Role.ADMINISTRATOR), today=timezone.localdate())
    actions.forget_erased()
    kept = Reminder.objects.get(user=user)
    assert (kept.name, kept.email, kept.body) == (user.name, "", "")
    assert Reminder.objects.exclude(user=user).exclude(body="").count() == 2


def test_the_usual_hour_asks_little(team, django_assert_num_queries):
    actions.send_digests(now=local("2026-03-02T07:00"))
    with django_assert_num_queries(3):
        actions.send_digests(now=local("2026-03-02T08:00"))


class TestPage:
    def test_a_choice_is_saved_and_shown(self, team, signed_in):
        client = signed_in(team["monday"])
        page = client.get(URL).content.decode()
        assert '<option value="1" selected>måndag' in page
        assert '<option value="7" selected>07:00' in page
        data = {"weekday": "3", "hour": "16", "is_opted_out": "on", "version": "1"}
        assert client.post(URL, data).status_code == 302
        saved = ReminderChoice.objects.get(user=team["monday"])
        assert (saved.weekday, saved.hour, saved.is_opted_out, saved.version) == (3, 16, True, 2)
        assert saved.history.latest().history_user == team["monday"]
        assert client.post(URL, {**data, "hour": "9"}).status_code == 409
        assert client.post(URL, {**data, "version": "2", "hour": "24"}).status_code == 422

    def test_a_leader_cannot_opt_out(self, team, signed_in):
        client = signed_in(team["leader"])
        client.cookies["django_language"] = "en"
        page = client.get(URL).content.decode()
        assert "is_opted_out" not in page
        assert "you cannot opt out" in page
        client.post(URL, {"weekday": "3", "hour": "16", "is_opted_out": "on", "version": "1"})
        assert ReminderChoice.objects.get(user=team["leader"]).is_opted_out is False

    def test_who_opted_out_before_they_led_is_told_all_the_same(self, team, blekinge):
        choose(team["monday"], is_opted_out=True)
        factories.grant(team["monday"], Role.PROCESS_LEADER, blekinge)
        assert queries.is_leader(team["monday"], timezone.localdate())
        actions.send_digests(now=local("2026-03-02T07:00"))
        assert ("monday", "03-02 07:00", ["no_owner", "undated"]) in log_by_name(team)
