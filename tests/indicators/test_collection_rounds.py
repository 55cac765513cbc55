"""Collection rounds: who opens them, what their page says to whom, and who is reminded, once."""

from __future__ import annotations

import datetime
import io
import json
import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from documents import jobs
from documents.models import Job
from indicators import collection_words as words
from indicators import tasks
from indicators.actions import collecting as round_actions
from indicators.actions import collection_reminders as actions
from indicators.collecting import Standing
from indicators.models import CollectionReminder, CollectionRound, CostReturn, ReturnState
from indicators.queries import collecting as queries
from indicators.queries import locking
from staffing.models import Role
from tests import factories
from values.period import Period

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
K3 = Period.parse("2026-K3")
DUE = datetime.date(2026, 10, 30)


def at(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


@pytest.fixture
def collection() -> CollectionRound:
    return round_actions.open_round(period=K3, due_date=DUE, message="", by=None, now=at(datetime.date(2026, 10, 1)))


@pytest.fixture
def coordinator(db, person):
    return person(Role.NATIONAL_COORDINATOR)


@pytest.fixture
def controllers(person, blekinge, kalmar):
    return [person(Role.CONTROLLER, blekinge), person(Role.CONTROLLER, kalmar)]


def handed_in(region, period="2026-K3", day=datetime.date(2026, 10, 12), **fields) -> CostReturn:
    told = {"state": ReturnState.SUBMITTED, "submitted_at": at(day), "counts_submitted": True, **fields}
    return factories.cost_return(region, period, **told)


def page_url(collection) -> str:
    return reverse("collection_round_detail", kwargs={"pk": collection.pk})


def act(client, name, collection, **data):
    return client.post(reverse(name, kwargs={"pk": collection.pk}), data)


class TestOpening:
    def test_the_first_quarter_that_nobody_collects_is_offered(self, collection):
        today = datetime.date(2026, 11, 27)
        assert queries.next_to_collect(today).code == "2026-K4"  # the third is collected
        collection.delete()
        assert queries.next_to_collect(today).code == "2026-K3"

    def test_a_half_year_does_not_stand_for_its_quarters(self, db):
        half = Period.parse("2026-H1")
        round_actions.open_round(period=half, due_date=DUE, message="", by=None, now=at(DUE))
        assert queries.next_to_collect(datetime.date(2026, 7, 1)).code == "2026-K2"

    def test_a_round_is_opened_changed_closed_and_opened_again(self, signed_in, coordinator):
        client = signed_in(coordinator)
        written = {"period": "K3 2026", "due_date": "2026-10-30", "message": "Hej"}
        client.post(reverse("collection_round_create"), written)
        made = CollectionRound.objects.get()
        assert (made.period, made.due_date, made.opened_by, made.closed_at) == (K3, DUE, coordinator, None)
        act(client, "collection_round_edit", made, due_date="2026-11-05", message="Hej", version=made.version)
        made.refresh_from_db()
        assert (made.due_date, made.version) == (datetime.date(2026, 11, 5), 2)
        assert act(client, "collection_round_edit", made, due_date="2026-11-09", version=1).status_code == 409
        act(client, "collection_round_close", made, version=2)
        made.refresh_from_db()
        assert made.closed_at is not None
        act(client, "collection_round_close", made, version=3, closed="0")
        made.refresh_from_db()
        assert made.closed_at is None
        assert [row.history_user for row in made.history.all()] == [coordinator] * 4

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"period": "nonsens"}, "period"),
            ({"period": "2026-K3"}, "period"),
            ({"due_date": "2026-12-31"}, "due_date"),
            ({"due_date": "31/1"}, "due_date"),
        ],
    )
    def test_what_does_not_hold_is_said_at_the_field(self, signed_in, coordinator, collection, fields, field):
        written = {"period": "2026-K4", "due_date": "2027-01-30", **fields}
        page = signed_in(coordinator).post(reverse("collection_round_create"), written)
        assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
        assert CollectionRound.objects.count() == 1


class TestPage:
    def test_the_nation_reads_how_many_have_handed_in_and_who_is_late(self, signed_in, coordinator, collection, blekinge, kalmar):  # fmt: skip
        made = handed_in(blekinge.region, submitted_by=coordinator)
        factories.cost_return(kalmar.region, "2026-K3")
        page = signed_in(coordinator).get(page_url(collection))
        shown = page.context["page"]
        assert [(row.region.code, row.place.standing, row.place.is_late) for row in shown.rows] == [
            ("08", "open", timezone.localdate() > DUE), ("10", "submitted", False),
        ]  # fmt: skip
        assert (len(shown.submitted), len(shown.expected)) == (1, 2)
        assert reverse("cost_return_detail", kwargs={"code": "10", "pk": made.pk}) in page.text
        assert coordinator.name in page.text

    def test_the_late_stand_first(self, coordinator, collection, blekinge, kalmar):
        handed_in(kalmar.region)
        page = queries.round_page(collection, coordinator, DUE + DAY)
        late = [row.place.is_late for row in page.rows]
        assert (late[0], late[-1]) == (True, False)
        assert late == sorted(late, reverse=True)
        assert page.rows[-1].region == kalmar.region

    def test_a_region_that_reports_half_years_is_told_apart(self, signed_in, coordinator, collection, blekinge, kalmar):
        handed_in(blekinge.region, "2026-H1", datetime.date(2026, 7, 20))
        shown = queries.round_page(collection, coordinator, DUE + 20 * DAY)
        other, own = shown.rows
        assert (own.place.standing, own.place.is_late) == (Standing.NOT_EXPECTED, False)
        assert (shown.late, shown.other_length, len(shown.expected)) == ([other], [own], 1)
        text = signed_in(coordinator).get(page_url(collection)).text
        assert own.place.due_date.isoformat() == "2027-01-30"
        assert "2027-01-30" in text

    def test_places_of_last_period_that_are_gone_and_leaps_are_named(self, coordinator, collection, blekinge):
        for period, amount in (("2025-K3", 200_000), ("2026-K2", 200_000), ("2026-K3", 900_000)):
            made = handed_in(blekinge.region, period)
            factories.cost_line(made, "agency", amount)
            factories.cost_line(made, "own", 1_000_000)
            if period == "2026-K2":
                factories.cost_line(made, "own", 7, profession=factories.profession("other"), care_area=None)
        (row,) = queries.round_page(collection, coordinator, DUE).rows
        assert [re.split(", ", one)[0] for one in row.missing] == ["other"]
        assert row.deviations == 2  # the agency amount of the place, and of the whole return

    def test_what_a_region_works_with_is_its_own(self, signed_in, coordinator, collection, controllers, blekinge):
        made = factories.cost_return(blekinge.region, "2026-K3")
        factories.cost_line(made, "agency", 5)
        nation = {row.region.code: row for row in queries.round_page(collection, coordinator, DUE).rows}
        assert (nation["10"].place.standing, nation["10"].missing, nation["10"].deviations) == ("open", None, None)
        own, neighbour = (signed_in(user).get(page_url(collection)) for user in controllers)
        assert reverse("cost_return_edit", kwargs={"code": "10", "pk": made.pk}) in own.text
        assert [one["row"].region.code for one in own.context["own"]] == ["10"]
        assert [row.region.code for row in neighbour.context["page"].rows] == ["08"]
        assert own.context["table"] is None

    def test_queries_follow_neither_regions_nor_rounds(self, signed_in, coordinator, collection, blekinge, kalmar, django_assert_num_queries):  # fmt: skip
        client = signed_in(coordinator)
        for number in range(11, 24):
            region = factories.region_root(f"{number}", f"Region {number}").region
            for period in ("2025-K3", "2026-K2", "2026-K3"):
                factories.cost_line(handed_in(region, period), "agency", 5)
        for year in range(2010, 2020):
            round_actions.open_round(
                period=Period(year, 1, 3), due_date=datetime.date(year, 5, 1), message="", by=None, now=timezone.now()
            )
        with django_assert_num_queries(8):
            queries.round_page(collection, coordinator, DUE)
        with django_assert_num_queries(4):
            queries.round_rows(coordinator, DUE)
        for url in (page_url(collection), reverse("collection_round_list")):
            assert client.get(url).status_code == 200


class TestLocking:
    def test_the_regions_comment_is_read_where_it_is_locked_and_in_the_round(self, signed_in, coordinator, collection, person, blekinge, kalmar):  # fmt: skip
        handed_in(blekinge.region, warnings_comment="Nytt jourlag <b>")
        client = signed_in(coordinator)
        pages = [client.get(reverse("cost_return_waiting")), client.get(page_url(collection))]
        assert all("Nytt jourlag &lt;b&gt;" in page.text for page in pages)
        table = pages[1].context["table"]
        assert [column.name for column in table.columns][4] == "comment"
        stranger = signed_in(person(Role.CONTROLLER, kalmar))
        assert "Nytt jourlag" not in stranger.get(page_url(collection)).text
        CostReturn.objects.update(warnings_comment="lång " * 50)
        assert "<details" in words.comment(queries.round_page(collection, coordinator, DUE).rows[1])
        CostReturn.objects.update(warnings_comment="")
        assert "comment" not in [one.name for one in client.get(page_url(collection)).context["table"].columns]

    def test_only_what_is_ticked_and_unchanged_is_locked(self, signed_in, coordinator, blekinge, kalmar):
        seen, changed = handed_in(blekinge.region), handed_in(kalmar.region)
        unticked = handed_in(blekinge.region, "2026-K2")
        pairs = [f"{seen.pk}:{seen.version}", f"{changed.pk}:{changed.version}"]
        CostReturn.objects.filter(pk=changed.pk).update(version=7)
        page = signed_in(coordinator).post(reverse("cost_return_waiting"), {"seen": pairs}, follow=True)
        states = dict(CostReturn.objects.values_list("pk", "state"))
        assert states == {seen.pk: "locked", changed.pk: "submitted", unticked.pk: "submitted"}
        assert any("Kalmar K3 2026" in str(message) for message in page.context["messages"])

    def test_figures_and_what_stands_out_are_shown_in_few_queries(self, signed_in, coordinator, blekinge, kalmar, django_assert_num_queries):  # fmt: skip
        for root in (blekinge, kalmar):
            for period, amount in (("2025-K3", 200_000), ("2026-K3", 900_000)):
                state = {"state": ReturnState.LOCKED, "locked_at": timezone.now(), "counts_locked": True}
                made = handed_in(root.region, period, **(state if period == "2025-K3" else {}))
                factories.cost_line(made, "agency", amount)
                factories.cost_line(made, "own", 1_000_000)
        from_queries = signed_in(coordinator).get(reverse("cost_return_waiting")).context["rows"]
        assert [(row.now.agency_sek, len(row.causes)) for row in from_queries] == [(900_000, 1)] * 2
        with django_assert_num_queries(7):  # one of them for the rights
            locking.waiting_rows(coordinator)


class TestReminding:
    def test_each_who_may_report_for_a_region_that_has_not_gets_one_mail_in_their_language(
        self, signed_in, coordinator, collection, controllers, person, blekinge, kalmar, settings
    ):
        settings.SITE_URL = "https://oberoende.example"
        for role in set(Role) - {Role.CONTROLLER, Role.NATIONAL_COORDINATOR, Role.ADMINISTRATOR}:
            person(role, kalmar)
        person(Role.CONTROLLER, factories.OrganisationFactory(parent=kalmar))
        controllers[1].language = "en"
        controllers[1].save()
        handed_in(blekinge.region)
        client = signed_in(coordinator)
        act(client, "collection_round_remind", collection)
        assert [one.user for one in CollectionReminder.objects.all()] == [controllers[1]]
        self.run_jobs()
        (sent,) = mail.outbox
        assert sent.to == [controllers[1].email]
        assert "https://oberoende.example/kostnader/08/inrapportering/ny/?period=2026-K3" in sent.body
        assert sent.body.startswith("Hello ")
        log = client.get(page_url(collection)).context["chasing"].log
        assert [(one["people"], one["region_count"], one["failed"]) for one in log] == [(1, 1, 0)]

    def run_jobs(self):
        while job := jobs.claim(worker="test", now=timezone.now()):
            jobs.run(job)

    def test_nobody_is_reminded_twice_a_day(self, signed_in, coordinator, collection, controllers):
        client = signed_in(coordinator)
        for _time in range(2):
            act(client, "collection_round_remind", collection)
        assert (CollectionReminder.objects.count(), Job.objects.filter(kind="collection_mail").count()) == (2, 2)
        again = CollectionReminder(round=collection, user=controllers[0], day=timezone.localdate(), at=timezone.now())
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save()

    def test_a_job_that_runs_twice_sends_once(self, coordinator, collection, controllers):
        for reminder in actions.remind(collection=collection, by=coordinator, now=timezone.now()):
            for _time in range(2):
                tasks.send_collection_mail(reminder_id=reminder.pk)
        assert len(mail.outbox) == 2

    def test_a_mail_that_is_refused_is_tried_again_and_said(self, coordinator, collection, controllers, monkeypatch):
        def refuse(*_args, **_kwargs):
            raise OSError("550 nej")

        reminder = actions.remind(collection=collection, by=coordinator, now=at(DUE))[0]
        with monkeypatch.context() as patched:
            patched.setattr(actions, "send_mail", refuse)
            with pytest.raises(actions.MailRefused):
                actions.deliver(reminder=reminder, now=at(DUE))
        reminder.refresh_from_db()
        assert (reminder.failure, reminder.sent_at, reminder.claimed_at) == ("550 nej", None, None)
        assert [one.user for one in actions.remind_when_due(now=at(DUE + DAY))] == [reminder.user]

    def test_whoever_has_handed_in_meanwhile_is_told_nothing(self, coordinator, collection, controllers, blekinge):
        made = actions.remind(collection=collection, by=coordinator, now=at(DUE))
        handed_in(blekinge.region)
        for one in made:
            actions.deliver(reminder=one, now=at(DUE))
        assert [sent.to for sent in mail.outbox] == [[controllers[1].email]]

    def test_a_closed_round_reminds_nobody(self, signed_in, coordinator, collection, controllers):
        round_actions.close_round(collection=collection, version=1, is_closed=True, by=coordinator, now=timezone.now())
        assert act(signed_in(coordinator), "collection_round_remind", collection).status_code == 403
        assert actions.remind_when_due(now=at(DUE)) == []

    def test_it_reminds_by_itself_a_week_before_on_the_day_and_weekly_and_never_twice(self, collection, controllers, blekinge):  # fmt: skip
        handed_in(blekinge.region, "2026-H1", datetime.date(2026, 7, 20))
        told = []
        day = datetime.date(2026, 10, 15)
        while day < datetime.date(2026, 11, 15):
            for hour in (0, 6):
                made = actions.remind_when_due(now=at(day) + datetime.timedelta(hours=hour))
                told += [(day.isoformat(), one.user) for one in made]
            day += DAY
        days = ["2026-10-23", "2026-10-30", "2026-11-06", "2026-11-13"]
        assert told == [(day, controllers[1]) for day in days]

    def test_a_run_that_was_missed_is_made_up_for_once_unless_somebody_did_it_by_hand(self, coordinator, collection, controllers):  # fmt: skip
        assert len(actions.remind_when_due(now=at(DUE + 2 * DAY))) == 2
        assert actions.remind_when_due(now=at(DUE + 3 * DAY)) == []
        actions.remind(collection=collection, by=coordinator, now=at(DUE + 7 * DAY))
        assert actions.remind_when_due(now=at(DUE + 8 * DAY)) == []
        assert len(actions.remind_when_due(now=at(DUE + 14 * DAY))) == 2

    def test_the_command_does_it_as_of_a_day_and_a_dry_run_only_says_so(self, collection, controllers, blekinge):
        def run(day, *arguments):
            out = io.StringIO()
            call_command("send_reminders", "--today", day.isoformat(), "--json", *arguments, stdout=out)
            return [(one["collection"], one["email"], one["regions"]) for one in json.loads(out.getvalue())["collections"]]  # fmt: skip

        handed_in(blekinge.region)
        due = [("2026-K3", controllers[1].email, ["08"])]
        assert run(DUE - 8 * DAY) == []
        assert run(DUE - 7 * DAY, "--dry-run") == due
        assert not CollectionReminder.objects.exists()
        assert run(DUE - 7 * DAY) == due
        assert run(DUE - 7 * DAY) == []
        assert CollectionReminder.objects.get().is_automatic

    def test_the_nightly_entry_runs_it(self, settings, collection, controllers):
        names = {function: name for name, function, _hour, _minute in settings.NIGHTLY}
        assert "indicators.tasks.remind_of_collections" in names
        made = tasks.remind_of_collections(today=timezone.localdate())
        assert made == CollectionReminder.objects.count()
