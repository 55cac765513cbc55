"""What was sent: its receiver reads it, the region's leaders see that it was sent; and one reminder now, once a day."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from documents import jobs
from documents.models import Job
from indicators.models import CollectionReminder, CollectionRound
from plans import tasks
from plans.actions import reminders as actions
from plans.actions import single_reminders
from plans.models import Activity, Reminder, SingleReminder
from staffing.models import Role, User
from tests import factories

pytestmark = pytest.mark.django_db

MONDAY = datetime.datetime(2026, 3, 2, 7, tzinfo=ZoneInfo("Europe/Stockholm"))
MINE = "/mina-aktiviteter/paminnelser/skickade/"
LOG = "/administration/paminnelser/"


class Region:
    """A region with a leader, an owner and an activity that the owner answers for."""

    def __init__(self, root, person) -> None:
        self.leader, self.owner = person(Role.PROCESS_LEADER, root), person(Role.MANAGER, root)
        User.objects.filter(pk__in=[self.leader.pk, self.owner.pk]).update(language="en")
        self.plan = factories.PlanFactory(organisation=root, adopted=True)
        self.activity = factories.ActivityFactory(plan=self.plan, title=f"Jourlinje i {root.name}", health="late")
        self.role = factories.ResponsibleRoleFactory(organisation=root, holder=self.owner)
        factories.make_responsible(self.activity, self.role)
        self.remind_url = f"/aktiviteter/{self.activity.pk}/paminn/"


@pytest.fixture
def home(blekinge, person):
    return Region(blekinge, person)


@pytest.fixture
def away(kalmar, person):
    return Region(kalmar, person)


class TestMine:
    def test_the_receiver_reads_the_mail_and_its_activities(self, home, signed_in):
        actions.send_digests(now=MONDAY)
        reminder = Reminder.objects.get(user=home.owner)
        client = signed_in(home.owner)
        page = client.get(MINE).content.decode()
        assert reminder.subject in page
        assert home.activity.title in page
        detail = client.get(f"{MINE}{reminder.pk}/").content.decode()
        assert f"/aktiviteter/{home.activity.pk}/status/" in detail
        assert "You get this at most once a week" in detail
        assert reminder.subject in client.get("/mina-aktiviteter/paminnelser/").content.decode()

    def test_what_the_mail_said_stays_beside_what_is_so_today(self, home, signed_in):
        Activity.objects.filter(pk=home.activity.pk).update(
            due_date=datetime.date(2026, 2, 27), deadline_kind="date", progress="in_progress"
        )
        actions.send_digests(now=MONDAY)
        home.activity.refresh_from_db()
        single_reminders.remind(activity=home.activity, by=home.leader, now=MONDAY)
        later = {"due_date": datetime.date(2027, 1, 1), "progress": "done", "completed_date": MONDAY.date()}
        Activity.objects.filter(pk=home.activity.pk).update(**later, health="on_track")
        for reminder, said in zip(
            Reminder.objects.filter(user=home.owner).order_by("pk"), ("Late (", "In progress, late ("), strict=True
        ):
            row = signed_in(home.owner).get(f"{MINE}{reminder.pk}/").content.decode().partition("<tbody>")[2]
            assert f"{said}<time>2026-02-27</time>)" in row
            assert "2027-01-01" not in row
            assert 'data-label="Status today"><span>' in row
            assert 'status-done">' in row

    def test_nobody_else_reads_it(self, home, away, signed_in, person):
        actions.send_digests(now=MONDAY)
        url = f"{MINE}{Reminder.objects.get(user=home.owner).pk}/"
        for other in (home.leader, away.owner, person(Role.ADMINISTRATOR), person(Role.AUDITOR)):
            assert signed_in(other).get(url).status_code == 404

    def test_an_activity_that_is_gone_is_said_to_be(self, home, signed_in):
        actions.send_digests(now=MONDAY)
        Activity.objects.update(deleted_at=timezone.now())
        page = signed_in(home.owner).get(f"{MINE}{Reminder.objects.get(user=home.owner).pk}/").content.decode()
        assert "something that is gone" in page
        assert f"/aktiviteter/{home.activity.pk}/status/" not in page.partition("The e-mail")[0]

    def test_the_list_asks_the_same_however_long(self, home, signed_in, django_assert_max_num_queries):
        for week in range(10, 30):
            items = [{"activity": home.activity.pk, "reason": "late", "region": home.plan.region_id}]
            Reminder.objects.create(user=home.owner, name="x", email="x@y.se", period_key=f"2026-W{week}", items=items)
        client = signed_in(home.owner)
        with django_assert_max_num_queries(9):
            assert client.get(MINE).content.decode().count(home.activity.title) == 20


class TestLog:
    def test_a_leader_sees_the_own_regions_and_other_regions_see_nothing(self, home, away, signed_in, person):
        actions.send_digests(now=MONDAY)
        page = signed_in(home.leader).get(LOG).content.decode()
        assert home.owner.name in page
        assert away.owner.name not in page
        assert Reminder.objects.get(user=home.owner).body not in page
        everything = signed_in(person(Role.ADMINISTRATOR)).get(LOG).content.decode()
        assert home.owner.name in everything
        assert away.owner.name in everything
        assert signed_in(home.owner).get(LOG).status_code == 403

    def test_a_person_of_two_regions_is_counted_apart(self, home, away, kalmar, signed_in):
        """What the mail says of the other region's activities is not the leader's to count."""
        factories.grant(home.owner, Role.MANAGER, kalmar)
        away.role.holder = home.owner
        away.role.save()
        actions.send_digests(now=MONDAY)
        assert len(Reminder.objects.get(user=home.owner).items) == 2
        for region in (home, away):
            page = signed_in(region.leader).get(LOG).content.decode()
            row = page.partition(f">{home.owner.name}</td>")[2].partition("</tr>")[0]
            assert '"num">1</td>' in row

    def test_a_role_taken_over_is_no_activity(self, home, signed_in):
        actions.send_digests(now=MONDAY)
        told = Reminder.objects.get(user=home.owner)
        told.items = [
            *told.items,
            {"role": home.role.pk, "reason": "taken_over", "region": home.role.organisation.region_id},
        ]
        told.save()
        page = signed_in(home.leader).get(LOG).content.decode()
        row = page.partition(f">{home.owner.name}</td>")[2].partition("</tr>")[0]
        assert '"num">1</td>' in row

    def test_what_failed_says_why_and_can_be_found(self, home, signed_in, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        actions.send_digests(now=MONDAY)
        client = signed_in(home.leader)
        failed = client.get(LOG, {"state": "failed"}).content.decode()
        assert "Connection refused" in failed
        assert home.owner.name in failed.partition("<tbody>")[2]
        assert home.owner.name not in client.get(LOG, {"state": "sent"}).content.decode().partition("<tbody>")[2]
        other = client.get(LOG, {"user": home.leader.pk}).content.decode()
        assert home.owner.name not in other.partition("<tbody>")[2]

    def test_the_log_asks_the_same_however_long(self, home, signed_in, django_assert_max_num_queries):
        for week in range(10, 50):
            row = Reminder.objects.create(user=home.owner, name="x", email="x@y.se", period_key=f"2026-W{week}")
            row.regions.add(home.plan.region)
        client = signed_in(home.leader)
        with django_assert_max_num_queries(9):
            assert "40 e-mails" in client.get(LOG).content.decode()


class TestRemindNow:
    def test_it_says_who_gets_it_and_sends_one_mail(self, home, signed_in, django_capture_on_commit_callbacks):
        client = signed_in(home.leader)
        assert home.owner.name in client.get(home.remind_url).content.decode()
        assert client.post(home.remind_url).status_code == 302
        assert client.post(home.remind_url).status_code == 302
        job = Job.objects.get(kind="reminder_mail")
        assert jobs.run(jobs.claim(worker="w", now=timezone.now())).state == "done"
        tasks.send_reminder_mail(**job.payload)
        (message,) = mail.outbox
        assert message.to == [home.owner.email]
        assert f"/aktiviteter/{home.activity.pk}/status/" in message.body
        assert home.leader.name in message.subject
        row = Reminder.objects.get()
        assert (row.state, row.single.by, row.period_key) == ("sent", home.leader, row.single.day.isoformat())
        assert "single, by" in client.get(LOG).content.decode()
        assert "reminded of this activity today" in client.get(home.remind_url).content.decode()

    def test_the_database_holds_once_a_day(self, home):
        given = {"activity": home.activity, "at": MONDAY, "by": home.leader, "by_name": "x"}
        SingleReminder.objects.create(day=MONDAY.date(), **given)
        with pytest.raises(IntegrityError), transaction.atomic():
            SingleReminder.objects.create(day=MONDAY.date(), **given)
        with pytest.raises(single_reminders.RemindedAlready):
            single_reminders.remind(activity=home.activity, by=home.leader, now=MONDAY)
        tomorrow = MONDAY + datetime.timedelta(days=1)
        assert len(single_reminders.remind(activity=home.activity, by=home.leader, now=tomorrow)) == 1

    def test_a_vacant_role_leads_to_the_other_leaders(self, home, blekinge, person):
        second = person(Role.PROCESS_LEADER, blekinge)
        home.role.holder = None
        home.role.save()
        (made,) = single_reminders.remind(activity=home.activity, by=home.leader, now=MONDAY)
        assert made.user == second

    def test_with_nobody_to_remind_nothing_is_logged(self, home, signed_in):
        home.role.holder = None
        home.role.save()
        response = signed_in(home.leader).post(home.remind_url)
        assert response.status_code == 422
        assert "nobody to remind" in response.content.decode()
        assert not SingleReminder.objects.exists()

    def test_only_who_leads_an_adopted_plan_reminds_of_what_is_open(self, home, away, signed_in):
        assert signed_in(home.owner).post(home.remind_url).status_code == 403
        assert signed_in(away.leader).get(home.remind_url).status_code == 403
        page = home.activity.get_absolute_url()
        assert home.remind_url in signed_in(home.leader).get(page).content.decode()
        assert home.remind_url not in signed_in(home.owner).get(page).content.decode()
        Activity.objects.update(progress="done", completed_date=MONDAY.date())
        assert signed_in(home.leader).get(home.remind_url).status_code == 403

    def test_a_refused_mail_waits_and_is_sent_by_the_next_attempt(self, home, settings):
        (made,) = single_reminders.remind(activity=home.activity, by=home.leader, now=MONDAY)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        with pytest.raises(single_reminders.MailRefused):
            single_reminders.deliver(reminder=made, now=MONDAY)
        assert Reminder.objects.get().state == "failed"
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        single_reminders.deliver(reminder=Reminder.objects.get(), now=MONDAY)
        assert (Reminder.objects.get().state, len(mail.outbox)) == ("sent", 1)

    def test_one_that_was_begun_and_never_reported_may_have_left_and_is_not_sent_again(self, home, signed_in):
        (made,) = single_reminders.remind(activity=home.activity, by=home.leader, now=MONDAY)
        Reminder.objects.update(claimed_at=MONDAY)
        single_reminders.deliver(reminder=made, now=MONDAY)
        assert mail.outbox == []
        assert "not known whether it left" in signed_in(home.leader).get(LOG, {"state": "missing"}).content.decode()

    def test_a_closed_account_is_not_mailed(self, home):
        (made,) = single_reminders.remind(activity=home.activity, by=home.leader, now=MONDAY)
        User.objects.filter(pk=home.owner.pk).update(is_active=False)
        tasks.send_reminder_mail(reminder_id=made.pk)
        assert mail.outbox == []


class TestCollections:
    """The mails about collections of costs stand in the same log."""

    @pytest.fixture
    def told(self, home, away, person):
        collection = CollectionRound.objects.create(
            first_month="2026-01-01", length=3, due_date="2026-04-30", opened_at=MONDAY
        )
        made = []
        for region in (home, away):
            row = CollectionReminder.objects.create(
                round=collection,
                user=person(Role.CONTROLLER, region.plan.organisation),
                day=MONDAY.date(),
                at=MONDAY,
                claimed_at=MONDAY,
                sent_at=MONDAY if region is home else None,
                failure="" if region is home else "450 mailbox unavailable",
                is_automatic=True,
            )
            row.regions.add(region.plan.region)
            made.append(row)
        return made

    def test_an_administrator_reads_all_and_a_leader_the_own_regions(self, home, told, signed_in, person):
        ours, theirs = (row.user.name for row in told)
        page = signed_in(person(Role.ADMINISTRATOR)).get(LOG).content.decode()
        assert ours in page.partition("about-collections")[2]
        assert "450 mailbox unavailable" in page
        own = signed_in(home.leader).get(LOG).content.decode()
        assert ours in own.partition("about-collections")[2]
        assert theirs not in own.partition("about-collections")[2]

    def test_the_filter_holds_for_them_too(self, told, signed_in, person):
        ours, theirs = (row.user.name for row in told)
        client = signed_in(person(Role.ADMINISTRATOR))
        failed = client.get(LOG, {"state": "failed"}).content.decode().partition("about-collections")[2]
        assert theirs in failed
        assert ours not in failed
        of_region = client.get(LOG, {"region": "10"}).content.decode().partition("about-collections")[2]
        assert ours in of_region
        assert theirs not in of_region
