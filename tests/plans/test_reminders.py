"""The weekly digest: who is told what, once a week whatever runs twice, through a month of mornings."""

from __future__ import annotations

import datetime
import io
import json

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from plans.actions import reminders as actions
from plans.models import Activity, Plan, Reminder
from plans.reminders import OpenActivity, Reason, digests, period_key, reason_of
from staffing.models import Role
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 2)
OWNER, LEADER = 1, 2


def one(**changed) -> OpenActivity:
    given = {
        "key": 1,
        "title": "A",
        "plan": "P",
        "region": 1,
        "due_date": None,
        "deadline_kind": "continuous",
        "is_late": False,
        "stale_days": 0,
        "roles": (1,),
        "owners": (OWNER,),
        "leaders": (LEADER,),
    }
    return OpenActivity(**{**given, **changed})


@pytest.mark.parametrize(
    ("activity", "reason", "receivers"),
    [
        (one(), None, []),
        (one(is_late=True, stale_days=180), Reason.LATE, [OWNER]),
        (one(due_date=TODAY), Reason.DUE_1, [OWNER]),
        (one(due_date=datetime.date(2026, 3, 9)), Reason.DUE_7, [OWNER]),
        (one(due_date=datetime.date(2026, 4, 1)), Reason.DUE_30, [OWNER]),
        (one(due_date=datetime.date(2026, 4, 2)), None, []),
        (one(stale_days=30), Reason.STALE, [OWNER]),
        (one(deadline_kind="undated"), Reason.UNDATED, [OWNER]),
        (one(deadline_kind="unparsed"), Reason.UNPARSED, [OWNER]),
        (one(roles=(), owners=()), Reason.NO_OWNER, [LEADER]),
        (one(owners=()), Reason.VACANT, [LEADER]),
        (one(owners=(), is_late=True), Reason.LATE, [LEADER]),
    ],
)
def test_why_and_who(activity, reason, receivers):
    assert reason_of(activity, TODAY) is reason
    assert list(digests([activity], TODAY)) == receivers


def test_what_is_of_a_plan_that_is_over_comes_after_what_can_still_be_done():
    found = [one(key=1, is_late=True, is_over=True), one(key=2, stale_days=30), one(key=3, is_late=True)]
    assert [item.activity for item in digests(found, TODAY)[OWNER]] == [3, 2, 1]


def test_the_mail_names_it_last_and_says_that_the_period_is_over(world):
    _leader, owner, dated = world
    Plan.objects.filter(pk=dated.plan_id).update(end_date=TODAY)
    over = factories.PlanFactory(
        organisation=dated.plan.organisation,
        title="Den gamla",
        adopted=True,
        end_date=TODAY - datetime.timedelta(days=1),
    )
    late = factories.ActivityFactory(
        plan=over, title="Blev aldrig av", deadline_kind="date", due_date=datetime.date(2018, 1, 31), health="late"
    )
    factories.make_responsible(late, dated.responsibles.get().role)
    actions.send_digests(now=morning(TODAY))
    row = Reminder.objects.get(user=owner)
    assert [item["activity"] for item in row.items] == [dated.pk, late.pk]
    assert row.body.count("The period is over") == 1
    assert "Den gamla · The period is over" in row.body


def test_weeks_are_those_of_the_calendar():
    assert period_key(datetime.date(2027, 1, 1)) == "2026-W53"


@pytest.fixture
def world(blekinge, person):
    leader, owner = person(Role.PROCESS_LEADER, blekinge), person(Role.MANAGER, blekinge)
    owner.language = "en"
    owner.save()
    plan = factories.PlanFactory(organisation=blekinge, adopted=True)
    dated = factories.ActivityFactory(
        plan=plan, title="Inför jourlinje", deadline_kind="date", due_date=datetime.date(2026, 3, 31)
    )
    factories.make_responsible(dated, factories.ResponsibleRoleFactory(organisation=blekinge, holder=owner))
    factories.ActivityFactory(plan=plan, title="Ingen ansvarig", deadline_kind="continuous")
    draft = factories.PlanFactory(organisation=blekinge)
    factories.ActivityFactory(plan=draft, title="Utkast", deadline_kind="undated")
    return leader, owner, dated


def morning(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(7)))


def test_a_month_of_mornings_sends_one_mail_a_person_and_week(world):
    leader, owner, dated = world
    for number in range(35):
        day = TODAY + datetime.timedelta(days=number)
        if day == datetime.date(2026, 4, 1):
            Activity.objects.filter(pk=dated.pk).update(health="late")
        actions.send_digests(now=morning(day))
        actions.send_digests(now=morning(day))
    log = {(row.user_id, row.period_key): [one["reason"] for one in row.items] for row in Reminder.objects.all()}
    weeks = ["2026-W10", "2026-W11", "2026-W12", "2026-W13", "2026-W14"]
    assert log == {(leader.pk, week): ["no_owner"] for week in weeks} | {
        (owner.pk, "2026-W10"): ["due_30"],
        (owner.pk, "2026-W11"): ["due_30"],
        (owner.pk, "2026-W12"): ["due_30"],
        (owner.pk, "2026-W13"): ["due_30"],
        (owner.pk, "2026-W14"): ["due_1"],
    }
    assert len(mail.outbox) == 10
    assert {message.to[0] for message in mail.outbox} == {leader.email, owner.email}
    to_owner = next(message for message in mail.outbox if message.to == [owner.email])
    assert to_owner.subject == "1 activity needs you"
    assert f"/aktiviteter/{dated.pk}/" in to_owner.body
    assert not any("Utkast" in message.body for message in mail.outbox)


def test_a_mail_that_failed_is_tried_again_and_never_twice(world, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    first = actions.send_digests(now=morning(TODAY))
    assert (len(first.sent), len(first.failed)) == (0, 2)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert actions.send_digests(now=morning(TODAY)).skipped == 2
    later = morning(TODAY) + datetime.timedelta(hours=2)
    assert len(actions.send_digests(now=later).sent) == 2
    assert actions.send_digests(now=later + datetime.timedelta(days=1)).skipped == 2
    assert len(mail.outbox) == 2


def test_the_command_says_what_it_would_do_and_does_it_once(world):
    def run(*arguments: str) -> dict:
        out = io.StringIO()
        call_command("send_reminders", "--today", "2026-03-02", "--json", *arguments, stdout=out)
        return json.loads(out.getvalue())

    assert run("--dry-run")["sent"] == 2
    assert not Reminder.objects.exists()
    assert run()["sent"] == 2
    assert (run()["sent"], run()["skipped"]) == (0, 2)
    assert len(mail.outbox) == 2
