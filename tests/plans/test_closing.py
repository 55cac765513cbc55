"""The end of a plan: what is open gets a receiver or a reason, the final report counts and flags, the next plan goes on."""

from __future__ import annotations

import dataclasses
import datetime
import html
import io
import json
import re
from decimal import Decimal

import docx
import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from documents import jobs
from documents.files import canonical_json
from plans import final_report, final_report_document
from plans.actions import closing as actions
from plans.final_report import Outcome, OutcomeCount, Stated, Verdict
from plans.models import Activity, FinalReport, Plan, PlanGroup, PlanState, ProgressChoice, StatusUpdate
from plans.queries import closing as queries
from staffing.models import Role
from tests import factories
from tests.documents import pdf_structure
from tests.plans import report_world

pytestmark = pytest.mark.django_db


def text_of(content: bytes) -> str:
    """Return the paragraphs of a Word document."""
    return "\n".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)


OWN = OutcomeCount(total=65, done=55, in_operation=6, handed_over=2, cancelled=2, remaining=0)


@pytest.mark.parametrize(
    ("stated", "odd"),
    [
        (Stated(None, None, None), ()),
        (Stated(65, 61, 4), ()),
        # What a real report says: 65 measures, 61 done, 6 listed as remaining.
        (Stated(65, 61, 6), ("sum", "remaining")),
        (Stated(64, 61, 3), ("total", "remaining")),
        (Stated(None, 60, None), ("finished",)),
        (Stated(65, None, None), ()),
    ],
)
def test_stated_counts_are_flagged_and_not_corrected(stated, odd):
    assert final_report.odd_counts(stated, OWN) == odd


def test_outcomes_sum_to_all():
    progresses = ["done", "in_operation", "handed_over", "cancelled", "paused", "not_started", "in_progress", "done"]
    counted = final_report.count(map(final_report.outcome_of, progresses))
    assert counted == OutcomeCount(total=8, done=2, in_operation=1, handed_over=1, cancelled=1, remaining=3)
    assert sum(getattr(counted, outcome.value) for outcome in Outcome) == counted.total


@pytest.fixture
def plan(blekinge) -> Plan:
    plan = factories.PlanFactory(organisation=blekinge, adopted=True, title="Planen", slug="planen")
    section = factories.PlanSectionFactory(plan=plan)
    day = datetime.date(2018, 6, 1)
    for number, progress in enumerate(("done", "in_operation", "in_progress", "not_started")):
        is_finished = progress in {"done", "in_operation"}
        factories.ActivityFactory(
            plan=plan,
            section=section,
            title=f"Aktivitet {number}",
            progress=progress,
            completed_date=day if is_finished else None,
            deadline_text="2018-06-30",
            deadline_kind="date",
            due_date=datetime.date(2018, 6, 30),
        )
    return plan


@pytest.fixture
def leader(blekinge, person):
    return person(Role.PROCESS_LEADER, blekinge)


def sent(plan: Plan, **changed: str) -> dict[str, str]:
    data = {
        "version": str(plan.version),
        "how_for_all": "handed_over",
        "summary": "Slut <b>nu</b>",
        "decisions": "att godkänna\n\natt avsluta",
    }
    for activity in queries.left_to_end(plan):
        data |= {
            f"how_{activity.pk}": "handed_over",
            f"text_{activity.pk}": "Linjen",
            f"version_{activity.pk}": str(activity.version),
        }
    return data | {"extract_to": "", "stated_total": "", "stated_finished": "", "stated_remaining": ""} | changed


class TestClosing:
    def test_all_open_activities_need_a_receiver_or_a_reason(self, plan, leader, signed_in):
        url = reverse("plan_close", kwargs={"slug": plan.slug})
        client = signed_in(leader)
        data = sent(plan)
        lacking = next(name for name in data if name.startswith("text_"))
        answer = client.post(url, {**data, lacking: ""})
        assert answer.status_code == 422
        plan.refresh_from_db()
        assert plan.state == PlanState.ADOPTED
        assert not FinalReport.objects.exists()

    def test_it_is_closed_with_a_log_and_a_report(self, plan, leader, signed_in):
        url = reverse("plan_close", kwargs={"slug": plan.slug})
        client = signed_in(leader)
        data = sent(plan)
        assert client.post(url, {**data, "confirm": "1"}).status_code == 302
        plan.refresh_from_db()
        assert plan.state == PlanState.CLOSED
        assert plan.history.first().history_user == leader
        ended = Activity.objects.filter(progress=ProgressChoice.HANDED_OVER)
        assert {one.receiver for one in ended} == {"Linjen"}
        assert StatusUpdate.objects.count() == 2
        report = queries.read(FinalReport.objects.get())
        assert report.count == OutcomeCount(total=4, done=1, in_operation=1, handed_over=2, cancelled=0, remaining=0)
        assert report.decisions == ("att godkänna", "att avsluta")
        assert client.post(url, data).status_code == 403
        assert FinalReport.objects.count() == 1

    def test_the_history_says_that_it_was_done_by_closing(self, plan, leader, signed_in):
        client = signed_in(leader)
        client.post(reverse("plan_close", kwargs={"slug": plan.slug}), {**sent(plan), "confirm": "1"})
        reasons = [row.history_change_reason for row in plan.history.all()]
        assert reasons == [gettext("The plan was closed"), *[None] * (len(reasons) - 1)]
        ended = Activity.history.exclude(history_change_reason=None)
        assert ended.count() == ended.filter(progress="handed_over").count() == 2
        assert set(ended.values_list("history_change_reason", flat=True)) == {gettext("Ended when the plan was closed")}
        for page in ("plan_history", "plan_activity_history"):
            assert any(change.reason for change in client.get(reverse(page, args=[plan.slug])).context["changes"])

    def test_it_is_checked_before_it_is_closed(self, plan, leader, signed_in):
        url = reverse("plan_close", kwargs={"slug": plan.slug})
        client = signed_in(leader)
        data = sent(plan)
        answer = client.post(url, data)
        assert answer.status_code == 200
        [(is_handed_over, receiver, titles)] = answer.context["ends"]
        # In the order of the plan, whose areas have names of their own in each run.
        assert (is_handed_over, receiver, sorted(titles)) == (True, "Linjen", ["Aktivitet 2", "Aktivitet 3"])
        page = answer.content.decode()
        assert "Slut &lt;b&gt;nu&lt;/b&gt;" in page
        assert page.count('type="hidden"') >= len(data)
        assert "ends" not in client.post(url, {**data, "change": "1"}).context
        plan.refresh_from_db()
        assert plan.state == PlanState.ADOPTED
        assert not FinalReport.objects.exists()
        assert not StatusUpdate.objects.exists()

    def test_one_receiver_and_one_reason_go_for_all_that_have_none_of_their_own(self, plan, leader, signed_in):
        section = plan.sections.get()
        for number in (4, 5):
            factories.ActivityFactory(plan=plan, section=section, title=f"Aktivitet {number}")
        keys = list(plan.activities.order_by("title").values_list("pk", flat=True))[2:]
        data = sent(plan, receiver_for_all="Linjen", reason_for_all="Behövs inte")
        data |= {f"how_{key}": "as_for_all" for key in keys} | {f"text_{key}": "" for key in keys}
        data |= {f"text_{keys[1]}": "HR", f"how_{keys[2]}": "cancelled", f"text_{keys[3]}": "Dubblett"}
        data |= {f"how_{keys[3]}": "cancelled", "confirm": "1"}
        assert signed_in(leader).post(reverse("plan_close", kwargs={"slug": plan.slug}), data).status_code == 302
        ended = plan.activities.filter(pk__in=keys).order_by("title")
        assert list(ended.values_list("progress", "receiver", "cancelled_reason")) == [
            ("handed_over", "Linjen", ""),
            ("handed_over", "HR", ""),
            ("cancelled", "", "Behövs inte"),
            ("cancelled", "", "Dubblett"),
        ]

    def test_all_can_be_cancelled_at_once_and_a_reason_is_no_receiver(self, plan, leader, signed_in):
        url = reverse("plan_close", kwargs={"slug": plan.slug})
        client = signed_in(leader)
        keys = list(queries.left_to_end(plan).values_list("pk", flat=True))
        data = sent(plan, reason_for_all="Behövs inte", how_for_all="cancelled", confirm="1")
        data |= {f"how_{key}": "as_for_all" for key in keys} | {f"text_{key}": "" for key in keys}
        answer = client.post(url, {**data, f"how_{keys[0]}": "handed_over"})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [f"text_{keys[0]}"]
        assert client.post(url, data).status_code == 302
        assert set(plan.activities.filter(pk__in=keys).values_list("cancelled_reason", flat=True)) == {"Behövs inte"}

    @pytest.mark.parametrize(
        ("days", "is_said"),
        [((1, 9), True), ((-9, 0), True), ((-9, -1), False)],
        ids=["not begun", "its last day", "over"],
    )
    def test_it_says_when_the_period_has_not_begun_or_not_ended(self, plan, leader, signed_in, days, is_said):
        start, end = (timezone.localdate() + datetime.timedelta(days=day) for day in days)
        Plan.objects.filter(pk=plan.pk).update(start_date=start, end_date=end)
        url = reverse("plan_close", kwargs={"slug": plan.slug})
        client = signed_in(leader)
        for answer in (client.get(url), client.post(url, sent(plan))):
            context = answer.context
            assert (context["has_begun"], context["has_ended"]) == (start <= timezone.localdate(), days[1] < 0)
            assert ("note-warning" in answer.content.decode()) is is_said

    def test_an_activity_that_was_changed_meanwhile_is_not_ended_unseen(self, plan, leader, signed_in):
        url = reverse("plan_close", kwargs={"slug": plan.slug})
        client = signed_in(leader)
        data = sent(plan, confirm="1")
        Activity.objects.filter(title="Aktivitet 2").update(version=9)
        answer = client.post(url, data)
        assert answer.status_code == 409
        assert [one.title for one in answer.context["changed"]] == ["Aktivitet 2"]
        plan.refresh_from_db()
        assert plan.state == PlanState.ADOPTED
        assert not StatusUpdate.objects.exists()
        # What was typed is still there, and goes on from what the activity is now.
        form = answer.context["form"]
        assert form["summary"].value() == "Slut <b>nu</b>"
        again = {field.html_name: field.value() or "" for field in form}
        assert client.post(url, {**again, "confirm": "1"}).status_code == 302

    def test_who_writes_between_the_check_and_the_closing_is_seen(self, plan, leader, signed_in, monkeypatch):
        begin = actions.editing.claim_version

        def write_first(instance, version):
            if isinstance(instance, Plan):
                Activity.objects.filter(title="Aktivitet 3").update(version=9)
            begin(instance, version)

        monkeypatch.setattr(actions.editing, "claim_version", write_first)
        answer = signed_in(leader).post(reverse("plan_close", kwargs={"slug": plan.slug}), sent(plan, confirm="1"))
        assert answer.status_code == 409
        assert not StatusUpdate.objects.exists()

    def test_what_was_added_meanwhile_is_asked_for(self, plan, leader, signed_in):
        data = sent(plan, confirm="1")
        factories.ActivityFactory(plan=plan, section=plan.sections.get(), title="Ny")
        answer = signed_in(leader).post(reverse("plan_close", kwargs={"slug": plan.slug}), data)
        assert answer.status_code == 409
        assert "Ny" in [one.title for one in answer.context["changed"]]

    def test_a_plan_under_revision_is_not_closed(self, plan, leader, signed_in):
        factories.PlanFactory(organisation=plan.organisation, revises=plan)
        client = signed_in(leader)
        url = reverse("plan_close", kwargs={"slug": plan.slug})
        assert "note-warning" in client.get(url).content.decode()
        for data in (sent(plan), sent(plan, confirm="1")):
            assert client.post(url, data).status_code == 422

    def test_others_do_not_close(self, plan, blekinge, kalmar, person, signed_in):
        url = reverse("plan_close", kwargs={"slug": plan.slug})
        assert signed_in(person(Role.MANAGER, blekinge)).get(url).status_code == 403
        draft = factories.PlanFactory(organisation=blekinge)
        leader = signed_in(person(Role.PROCESS_LEADER, blekinge))
        assert leader.get(reverse("plan_close", kwargs={"slug": draft.slug})).status_code == 403
        stranger = signed_in(person(Role.PROCESS_LEADER, kalmar))
        assert stranger.get(reverse("plan_close", kwargs={"slug": draft.slug})).status_code == 404


@pytest.mark.parametrize(
    ("start", "end", "closed", "today", "expected"),
    [
        # Closed after its period: the period's last quarter.
        ("2016-01-01", "2017-12-31", "2018-03-01", "2018-03-01", ("2015-K4", "2017-K4")),
        # On the day after the quarter it has ended, on its last day it has not.
        ("2016-01-01", "2017-12-31", "2018-01-01", "2018-01-01", ("2015-K4", "2017-K4")),
        ("2016-01-01", "2017-12-31", "2017-12-31", "2017-12-31", ("2015-K4", "2017-K3")),
        # Closed a year early: no quarter that has not come, and none after it when it is corrected later.
        ("2026-01-01", "2027-12-31", "2026-11-26", "2026-11-26", ("2025-K4", "2026-K3")),
        ("2026-01-01", "2027-12-31", "2026-11-26", "2028-05-01", ("2025-K4", "2026-K4")),
        # Closed before it began.
        ("2027-01-01", "2028-12-31", "2026-11-26", "2026-11-26", ("2026-K3", "2026-K3")),
    ],
)
def test_the_quarters_whose_costs_are_compared_have_ended(start, end, closed, today, expected):
    days = [datetime.date.fromisoformat(day) for day in (start, end, closed, today)]
    assert tuple(period.code for period in final_report.cost_quarters(*days)) == expected


@pytest.fixture
def closed(plan, leader) -> FinalReport:
    endings = [actions.Ending(one, ProgressChoice.CANCELLED, "Behövs inte") for one in queries.left_to_end(plan)]
    return actions.close_plan(
        plan=plan,
        version=plan.version,
        endings=endings,
        written={"summary": "Slut <b>nu</b> 😀", "stated_total": 65, "stated_finished": 61, "stated_remaining": 6},
        by=leader,
        now=timezone.now(),
    )


class TestReport:
    def test_the_pdf_is_frozen_readable_and_always_the_same(self, closed):
        jobs.run(jobs.claim(worker="test", now=timezone.now()))
        closed.refresh_from_db()
        content = bytes(closed.file.content)
        assert closed.file.name == "slutrapport-planen.pdf"
        assert pdf_structure.faults(content) == []
        assert final_report_document.render(queries.read(closed)) == content

    def test_word_says_the_same(self, closed):
        document = docx.Document(io.BytesIO(final_report_document.make_docx(queries.read(closed))))
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        assert "Slut <b>nu</b> 😀" in text
        assert "65" in text
        assert {"Aktivitet 0", "Aktivitet 3", "Behövs inte"} <= set(cells)

    def test_word_has_the_sections_of_the_page_in_their_order(self, closed, leader, signed_in):
        actions.correct_report(
            plan=closed.plan,
            written={"summary": "Slut", "decisions": "att godkänna", "extract_to": "Revisorerna"},
            correction="Allt",
            by=leader,
            now=timezone.now(),
        )
        data = queries.read(FinalReport.objects.get(number=2))
        document = docx.Document(io.BytesIO(final_report_document.make_docx(data)))
        headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
        page = final_report_document.page_body(data)
        assert headings == [html.unescape(found) for found in re.findall("<h2>(.*?)</h2>", page)]
        assert headings[0] == "Förslag till beslut"
        assert headings[-1] == "Utdrag till"

    def test_only_costs_that_stand_in_the_report_are_marked_as_example(self, db):
        world = report_world.make_world()
        report = FinalReport(plan=world.plan, number=1, made_at=timezone.now())
        world.plan.end_date = datetime.date(2017, 12, 31)
        for quarter in (1, 2, 3):
            report_world.report_costs(world, f"2017-K{quarter}", 5_000_000, 100_000_000, is_example=quarter == 1)
        without = queries.data_for(report, timezone.now())
        assert (without.after.agency_sek, without.has_example_costs) == (None, False)
        # What was frozen with the mark and without figures is shown without it as well.
        without = dataclasses.replace(without, has_example_costs=True)
        report_world.report_costs(world, "2017-K4", 5_000_000, 100_000_000)
        data = queries.data_for(report, timezone.now())
        assert (data.after.agency_sek, data.has_example_costs) == (Decimal(20_000_000), True)
        for shown, is_marked in ((without, False), (data, True)):
            document = docx.Document(io.BytesIO(final_report_document.make_docx(shown)))
            body = " ".join(paragraph.text for paragraph in document.paragraphs)
            foot = " ".join(paragraph.text for paragraph in document.sections[0].footer.paragraphs)
            for text in (body, foot, final_report_document.page_body(shown)):
                assert ("xample data" in text or "xempeldata" in text) is is_marked

    @pytest.mark.parametrize(
        ("agency_sek", "verdict", "said"),
        [
            (8_000_000, Verdict.REACHED, ["2,0\xa0%"]),
            (17_200_000, Verdict.MISSED, ["2,0\xa0%"]),
            # Prints as the target and misses it.
            (8_160_000, Verdict.MISSED, ["2,0\xa0%", "2,04\xa0%"]),
            (None, Verdict.UNKNOWN, ["2,0\xa0%"]),
        ],
    )
    def test_it_says_whether_the_target_was_reached(self, db, agency_sek, verdict, said):
        world = report_world.make_world()
        world.plan.end_date, world.plan.target_ratio = datetime.date(2017, 12, 31), Decimal("0.02")
        if agency_sek is not None:
            for quarter in range(1, 5):
                report_world.report_costs(world, f"2017-K{quarter}", agency_sek // 4, 100_000_000)
        data = queries.data_for(FinalReport(plan=world.plan, number=1, made_at=timezone.now()), timezone.now())
        assert data.verdict is verdict
        assert final_report.from_snapshot(json.loads(canonical_json(final_report.to_snapshot(data)))) == data
        with translation.override("sv"):
            words = final_report_document.verdict_words(data)
        assert re.findall("[0-9],[0-9]+\xa0%", words) == said
        document = docx.Document(io.BytesIO(final_report_document.make_docx(data)))
        assert words in [paragraph.text for paragraph in document.paragraphs]
        assert words in html.unescape(final_report_document.page_body(data))

    def test_a_report_of_before_that_was_said_stays_as_it_is(self, closed):
        snapshot = json.loads(FinalReport.objects.get(pk=closed.pk).snapshot)
        later = {name: snapshot.pop(name) for name in ("verdict", "preliminary", "closed_date", "is_whole_region")}
        assert later == {
            "verdict": "unknown",
            "preliminary": [],
            "closed_date": timezone.localdate().isoformat(),
            "is_whole_region": True,
        }
        old = final_report.from_snapshot({**snapshot, "end_date": "2099-12-31"})
        assert (old.verdict, final_report_document.verdict_words(old)) == (None, "")
        for said in (final_report_document.page_body(old), text_of(final_report_document.make_docx(old))):
            assert "<strong></strong>" not in said
            assert "före periodens slut" not in said
            assert "reliminär" not in said
        # The caption says whose costs they were then: the region's.
        assert "Regionens kostnad" in final_report_document.page_body(old)

    def test_markup_is_inert_and_missing_costs_are_named(self, closed, leader, signed_in):
        page = signed_in(leader).get(reverse("final_report_detail", kwargs={"slug": "planen"})).content.decode()
        assert "Slut &lt;b&gt;nu&lt;/b&gt;" in page
        assert "uppgifter saknas för" in page
        assert "Går inte ihop" in page

    def test_the_page_asks_again_until_the_pdf_is_made(self, closed, leader, signed_in):
        client = signed_in(leader)
        url = reverse("final_report_detail", kwargs={"slug": "planen"})
        waiting = client.get(url)
        assert f'hx-get="{url}" hx-trigger="every 2s"' in waiting.content.decode()
        # Without JavaScript, a link to the page itself.
        assert '<a href="">' in waiting.content.decode()
        assert "no-store" in waiting["Cache-Control"]
        jobs.run(jobs.claim(worker="test", now=timezone.now()))
        made = client.get(url, headers={"hx-request": "true"}).content.decode()
        assert "hx-trigger" not in made
        assert reverse("final_report_download", kwargs={"pk": closed.pk}) in made
        said = re.search('id="report-announcement">(.*?)</div>', made)
        assert said
        assert said[1]
        assert 'id="report-announcement"></div>' in client.get(url).content.decode()

    def test_reports_list_it_and_tell_who_makes_reports_that_they_do(
        self, closed, leader, kalmar, person, signed_in, django_assert_num_queries
    ):
        actions.correct_report(plan=closed.plan, written={}, correction="Allt", by=leader, now=timezone.now())
        url = reverse("report_list")
        told = {}
        for who in (leader, person(Role.STEERING_GROUP, kalmar)):
            page = signed_in(who).get(url)
            assert [(one.number, one.plan.title) for one in page.context["final_reports"]] == [(2, "Planen")]
            told[who] = page.context["can_make"]
        assert list(told.values()) == [True, False]
        assert reverse("final_report_detail", kwargs={"slug": "planen"}) in page.content.decode()
        assert not signed_in(person()).get(url).context["final_reports"]
        with django_assert_num_queries(1):
            assert [one.plan.region.short_name for one in queries.latest_reports(FinalReport.objects.all())] == [
                "Blekinge"
            ]

    def test_a_corrected_report_is_a_new_version(self, closed, leader, signed_in):
        client = signed_in(leader)
        url = reverse("final_report_correct", kwargs={"slug": "planen"})
        before = closed.snapshot
        assert client.post(url, {"summary": "Rätt"}).status_code == 422
        assert client.post(url, {"summary": "Rätt", "correction": "Sammanfattningen"}).status_code == 302
        assert list(FinalReport.objects.order_by("number").values_list("number", "summary")) == [
            (1, "Slut <b>nu</b> 😀"),
            (2, "Rätt"),
        ]
        closed.refresh_from_db()
        assert closed.snapshot == before


class TestNextPeriod:
    def copy(self, client, plan, activities, **changed):
        data = {"title": "Nästa plan", "start_date": "2019-01-01", "end_date": "2020-12-31"}
        data |= {"activities": [one.pk for one in activities], **changed}
        return client.post(reverse("plan_copy", kwargs={"slug": plan.slug}), data)

    def test_chosen_activities_go_on_with_their_link_and_nothing_that_happened(self, closed, plan, leader, signed_in):
        client = signed_in(leader)
        chosen = list(plan.activities.filter(progress=ProgressChoice.CANCELLED))
        assert self.copy(client, plan, chosen, reset_deadlines="on").status_code == 302
        self.copy(client, plan, chosen, reset_deadlines="on")
        new = Plan.objects.get(copied_from=plan)
        plan.refresh_from_db()
        assert (new.state, new.target_ratio) == (PlanState.DRAFT, plan.target_ratio)
        rows = list(new.activities.order_by("pk"))
        assert [one.continues for one in rows] == chosen
        assert {(one.progress, one.deadline_text, one.cancelled_reason) for one in rows} == {("not_started", "", "")}
        assert "Nästa plan" in client.get(chosen[0].get_absolute_url()).content.decode()

    def test_groups_come_along_with_their_members_unless_they_are_left_out(self, plan, leader, signed_in):
        group = PlanGroup.objects.create(
            plan=plan, kind="steering_group", name="Styrgruppen", assignment="Följer", order=3
        )
        for order, (title, part) in enumerate((("Direktör", "ordförande"), ("Controller", "")), start=1):
            group.members.create(role_title=title, part=part, order=order)
        client = signed_in(leader)
        url = reverse("plan_copy", kwargs={"slug": plan.slug})
        assert client.get(url).context["groups"] == ["Styrgruppen"]
        self.copy(client, plan, [], title="Med")
        copied = PlanGroup.objects.get(plan__title="Med")
        assert (copied.kind, copied.name, copied.assignment, copied.order) == (
            "steering_group",
            "Styrgruppen",
            "Följer",
            3,
        )
        assert list(copied.members.values_list("role_title", "part")) == [
            ("Direktör", "ordförande"),
            ("Controller", ""),
        ]
        assert copied.history.get().history_user == leader
        self.copy(client, plan, [], title="Utan", reset_groups="on")
        assert not PlanGroup.objects.filter(plan__title="Utan").exists()
        assert list(plan.groups.values_list("name", flat=True)) == ["Styrgruppen"]

    def test_new_and_changed_are_marked(self, closed, plan, leader, signed_in):
        client = signed_in(leader)
        chosen = list(plan.activities.order_by("pk"))[:2]
        self.copy(client, plan, chosen)
        new = Plan.objects.get(copied_from=plan)
        first = new.activities.order_by("pk").first()
        Activity.objects.filter(pk=first.pk).update(title="Omskriven")
        added = factories.ActivityFactory(plan=new)
        marks = client.get(new.get_absolute_url()).context["table"].marks
        assert marks == {first.pk: "changed", added.pk: "new"}

    def test_a_deadline_that_was_cleared_changes_nothing_and_a_new_one_does(self, closed, plan, leader, signed_in):
        client = signed_in(leader)
        chosen = list(plan.activities.order_by("pk"))[:2]
        plan.activities.update(deadline_text="Våren 2018", deadline_kind="season", due_date="2018-06-30")
        self.copy(client, plan, chosen, reset_deadlines="on")
        new = Plan.objects.get(copied_from=plan)
        assert client.get(new.get_absolute_url()).context["table"].marks == {}
        first = new.activities.order_by("pk").first()
        Activity.objects.filter(pk=first.pk).update(deadline_text="2019", deadline_kind="year", due_date="2019-12-31")
        assert client.get(new.get_absolute_url()).context["table"].marks == {first.pk: "changed"}

    def test_a_period_the_wrong_way_round(self, plan, leader, signed_in):
        answer = self.copy(signed_in(leader), plan, [], end_date="2018-01-01")
        assert answer.status_code == 422
        assert not Plan.objects.filter(copied_from=plan).exists()


@pytest.mark.parametrize(
    ("title", "moved"),
    [
        ("Handlingsplan 2026–2027", "Handlingsplan 2028–2029"),
        ("Handlingsplan 2026-27", "Handlingsplan 2028-29"),
        ("Plan 2027 efter beslutet 2017", "Plan 2029 efter beslutet 2017"),
        ("Oberoende av hyrpersonal", "Oberoende av hyrpersonal"),
        ("Beslut 2017-26, dnr 12026", "Beslut 2017-26, dnr 12026"),
    ],
)
def test_the_title_of_the_next_period_has_its_years(title: str, moved: str) -> None:
    assert actions.next_title(title, 2026, 2027, 2028) == moved
