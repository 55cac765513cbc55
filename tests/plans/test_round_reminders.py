"""Open collections on the coordinator's overview, and reminding the regions that have not answered."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from documents import jobs
from documents.models import Job
from plans import access
from plans.actions import round_reminders as actions
from plans.actions import statements as statement_actions
from plans.models import Reminder, RoundReminder, StatementRound
from plans.queries import reminders as reminder_queries
from plans.queries import round_reminders as queries
from plans.queries import statements as statement_queries
from plans.queries import todo
from staffing.models import Role, User
from staffing.templatetags import oberoende
from tests import factories

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def collection(today) -> StatementRound:
    return StatementRound.objects.create(kind="evaluation", year=2026, due_date=today)


@pytest.fixture
def coordinator(db, person):
    return person(Role.NATIONAL_COORDINATOR)


@pytest.fixture
def leaders(blekinge, kalmar, person) -> list[User]:
    return [person(Role.PROCESS_LEADER, blekinge), person(Role.PROCESS_LEADER, kalmar)]


def remind_url(collection) -> str:
    return reverse("statement_round_remind", kwargs={"pk": collection.pk})


def page_url(collection) -> str:
    return reverse("statement_round_detail", kwargs={"pk": collection.pk})


def submit(collection, region, by) -> None:
    statement = statement_actions.statement_of(collection=collection, region=region)
    statement_actions.submit(statement=statement, version=statement.version, correction="", by=by, now=timezone.now())


def receivers(**filters) -> list[str]:
    return sorted(Reminder.objects.filter(**filters).values_list("email", flat=True))


class TestOverview:
    def tasks(self, user, today):
        return todo.tasks_for(user, None, today).tasks

    def test_who_collects_sees_how_many_have_answered(self, collection, coordinator, leaders, blekinge, today):
        StatementRound.objects.create(kind="evaluation", year=2025, due_date=today, closed_date=today)
        submit(collection, blekinge.region, leaders[0])
        (task,) = self.tasks(coordinator, today)
        assert (task.day, task.url, task.is_late) == (today, f"{page_url(collection)}?visa=saknas", False)
        assert re.findall(r"\d+", task.title)[:2] == ["1", "2"]
        assert today.isoformat() in task.title
        (late,) = self.tasks(coordinator, today + DAY)
        assert late.is_late

    def test_when_all_have_answered_it_is_to_be_closed(self, collection, coordinator, leaders, today):
        for leader in leaders:
            submit(collection, access.regions_of(leader)[0], leader)
        (task,) = self.tasks(coordinator, today + DAY)
        assert (task.url, task.is_late) == (
            reverse("statement_round_close", kwargs={"pk": collection.pk}), False,
        )  # fmt: skip

    def test_it_is_not_for_others(self, collection, person, leaders, blekinge, today):
        for user in (person(Role.AUDITOR), person(Role.ADMINISTRATOR)):
            assert self.tasks(user, today) == []
        (own,) = todo.tasks_for(leaders[0], blekinge.region, today).tasks
        assert own.url == reverse("statement_detail", kwargs={"pk": collection.pk, "code": "10"})

    def test_queries_do_not_follow_the_number_of_collections(self, coordinator, today, django_assert_num_queries):
        for year in range(2000, 2010):
            StatementRound.objects.create(kind="evaluation", year=year, due_date=today)
        self.tasks(coordinator, today)
        with django_assert_num_queries(4):
            self.tasks(coordinator, today)


class TestWhoIsReminded:
    def test_they_are_those_who_may_write_the_answer(self, collection, leaders, blekinge, person, today):
        unit = factories.OrganisationFactory(parent=blekinge)
        past = person()
        factories.grant(past, Role.PROCESS_LEADER, blekinge)
        past.role_assignments.update(valid_to=today - DAY)
        person(Role.PROCESS_LEADER, unit)
        for role in set(Role) - {Role.PROCESS_LEADER, Role.NATIONAL_COORDINATOR, Role.ADMINISTRATOR}:
            person(role, blekinge)
        closed = person(Role.PROCESS_LEADER, blekinge)
        closed.is_active = False
        closed.save()
        found = queries.writers_of([blekinge.region], today)
        assert [one.user for one in found] == [leaders[0]]
        everybody = User.objects.filter(is_active=True)
        assert {one.user for one in found} == {
            user for user in everybody if access.can_write_statement(user, blekinge.region)
        }

    def test_what_is_begun_or_reopened_is_told_apart(self, collection, leaders, blekinge, kalmar, coordinator):
        submit(collection, blekinge.region, leaders[0])
        statement = collection.statements.get()
        statement_actions.reopen(statement=statement, version=statement.version)
        statement_actions.statement_of(collection=collection, region=kalmar.region)
        silent = list(queries.silent_regions(collection))
        assert silent == [kalmar.region]
        assert silent == statement_queries.round_page(collection, coordinator).missing

    def test_who_answers_for_two_regions_gets_one_mail_with_both(
        self, collection, blekinge, kalmar, person, coordinator
    ):
        both = person(Role.PROCESS_LEADER, blekinge)
        factories.grant(both, Role.PROCESS_LEADER, kalmar)
        (made,) = actions.remind(collection=collection, by=coordinator, now=timezone.now())
        for code in ("08", "10"):
            assert reverse("statement_detail", kwargs={"pk": collection.pk, "code": code}) in made.body
        assert {region.code for region in made.regions.all()} == {"08", "10"}


class TestReminding:
    def test_one_mail_each_in_their_language_that_leads_to_the_answer(
        self, collection, coordinator, leaders, signed_in
    ):
        User.objects.filter(pk=leaders[0].pk).update(language="en")
        User.objects.filter(pk=leaders[1].pk).update(language="sv")
        client = signed_in(coordinator)
        for _time in range(2):
            answer = client.post(remind_url(collection))
            assert (answer.status_code, answer["Location"]) == (302, f"{page_url(collection)}?visa=saknas")
        assert receivers() == sorted(leader.email for leader in leaders)
        while Job.objects.filter(kind="reminder_mail", state="queued").exists():
            assert jobs.run(jobs.claim(worker="w", now=timezone.now())).state == "done"
        sent = {message.to[0]: message for message in mail.outbox}
        assert sorted(sent) == receivers()
        for leader, code, hello in ((leaders[0], "10", "Hello"), (leaders[1], "08", "Hej")):
            message = sent[leader.email]
            assert reverse("statement_detail", kwargs={"pk": collection.pk, "code": code}) in message.body
            assert message.body.startswith(hello)
            assert collection.due_date.isoformat() in message.body
            assert "<" not in message.body
            (link,) = re.findall(r"https?://[^/]+(/\S+)", message.body)
            assert signed_in(leader).get(link).status_code == 200

    def test_the_page_says_when_and_to_whom_and_offers_no_second_time(
        self, collection, coordinator, leaders, signed_in
    ):
        client = signed_in(coordinator)
        before = client.get(page_url(collection)).content.decode()
        assert remind_url(collection) in before
        client.post(remind_url(collection))
        shown = client.get(page_url(collection)).content.decode()
        assert oberoende.iso(RoundReminder.objects.get().at) in shown
        last = queries.chasing_of(collection, timezone.localdate())
        assert [(one.region.code, one.people, one.failed) for one in last.last_reached] == [("08", 1, 0), ("10", 1, 0)]
        card = shown.partition('id="remind"')[2].partition("</section>")[0]
        assert all(access.regions_of(leader)[0].short_name in card for leader in leaders)
        Reminder.objects.filter(user=leaders[1]).update(failure="550")
        last = queries.chasing_of(collection, timezone.localdate())
        assert [(one.region.code, one.failed) for one in last.last_reached] == [("08", 1), ("10", 0)]
        # Who they are is for their own region.
        assert not any(leader.name in before + shown for leader in leaders)
        assert coordinator.name in card
        assert remind_url(collection) not in shown

    def test_who_may_answer_since_gets_it_the_same_day_and_all_the_next(
        self, collection, coordinator, leaders, person, blekinge
    ):
        now = timezone.now()
        actions.remind(collection=collection, by=coordinator, now=now)
        new = person(Role.PROCESS_LEADER, blekinge)
        assert [one.user for one in actions.remind(collection=collection, by=coordinator, now=now)] == [new]
        with pytest.raises(actions.RemindedAlready):
            actions.remind(collection=collection, by=coordinator, now=now)
        assert RoundReminder.objects.count() == 1
        assert len(actions.remind(collection=collection, by=coordinator, now=now + DAY)) == 3
        assert queries.chasing_of(collection, timezone.localdate(now + DAY)).last.day == timezone.localdate(now + DAY)

    @pytest.mark.parametrize("number", [1, 9])
    def test_queries_do_not_follow_the_number_of_people(
        self, collection, coordinator, leaders, blekinge, person, django_assert_num_queries, number
    ):
        for _one in range(number):
            person(Role.PROCESS_LEADER, blekinge)
        actions.remind(collection=collection, by=coordinator, now=timezone.now())
        with django_assert_num_queries(5):
            chasing = queries.chasing_of(collection, timezone.localdate())
        assert [one.people for one in chasing.last_reached] == [1, number + 1]

    def test_two_collections_on_one_day_are_two_mails(self, collection, coordinator, leaders, today):
        other = StatementRound.objects.create(kind="grant_report", year=2026, due_date=today)
        for one in (collection, other):
            assert len(actions.remind(collection=one, by=coordinator, now=timezone.now())) == 2

    def test_the_database_holds_once_a_day_and_person(self, collection, coordinator, leaders):
        (made, *_rest) = actions.remind(collection=collection, by=coordinator, now=timezone.now())
        made.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            made.save(force_insert=True)

    def test_regions_that_nobody_can_answer_for_are_named(self, collection, coordinator, blekinge, signed_in):
        with pytest.raises(actions.NobodyToRemind):
            actions.remind(collection=collection, by=coordinator, now=timezone.now())
        client = signed_in(coordinator)
        shown = client.get(page_url(collection)).content.decode()
        assert "note-warning" in shown
        assert remind_url(collection) not in shown
        assert client.post(remind_url(collection)).status_code == 302
        assert not Reminder.objects.exists()

    def test_who_has_answered_is_left_in_peace(self, collection, coordinator, leaders, blekinge):
        submit(collection, blekinge.region, leaders[0])
        actions.remind(collection=collection, by=coordinator, now=timezone.now())
        assert receivers() == [leaders[1].email]

    def test_only_who_collects_may_and_only_while_it_is_open(
        self, collection, coordinator, leaders, person, signed_in, today
    ):
        for user in (leaders[0], person(Role.AUDITOR)):
            client = signed_in(user)
            assert "remind" not in client.get(page_url(collection)).content.decode()
            assert client.post(remind_url(collection)).status_code == 403
        client = signed_in(coordinator)
        assert client.get(remind_url(collection)).status_code == 405
        StatementRound.objects.update(closed_date=today)
        assert client.post(remind_url(collection)).status_code == 403
        assert remind_url(collection) not in client.get(page_url(collection)).content.decode()
        assert not Reminder.objects.exists()


class TestLog:
    def test_the_receiver_and_the_region_read_that_it_was_sent(self, collection, coordinator, leaders, signed_in):
        actions.remind(collection=collection, by=coordinator, now=timezone.now())
        client = signed_in(leaders[0])
        log = client.get(reverse("reminder_log")).content.decode().partition("<tbody")[2]
        assert leaders[0].name in log
        assert coordinator.name in log
        assert leaders[1].name not in log
        mine = client.get(reverse("reminder_list")).content.decode()
        row = Reminder.objects.get(user=leaders[0])
        assert row.subject in mine.replace("&#x27;", "'").replace("&quot;", '"')
        detail = client.get(reverse("reminder_detail", kwargs={"pk": row.pk})).content.decode()
        assert f'href="{reverse("statement_detail", kwargs={"pk": collection.pk, "code": "10"})}"' in detail

    def test_it_is_no_digest(self, collection, coordinator, leaders, blekinge):
        """A role that was taken over is news until a digest has told it, whatever else was mailed since."""
        role = factories.ResponsibleRoleFactory(organisation=blekinge, holder=leaders[0])
        plan = factories.PlanFactory(organisation=blekinge, adopted=True)
        factories.ActivityFactory(plan=plan).responsibles.create(role=role)
        later = timezone.now() + datetime.timedelta(minutes=1)
        actions.remind(collection=collection, by=coordinator, now=later)
        Reminder.objects.update(sent_at=later)
        assert leaders[0].pk in reminder_queries.taken_over([leaders[0].pk], later + DAY)
