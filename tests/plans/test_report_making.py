"""The job that makes a report: what comes out, what it keeps, whom it refuses."""

from __future__ import annotations

import datetime
import io
import json
from decimal import Decimal

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents import files, pdf
from documents.models import FrozenFile, Job
from indicators.actions import index as index_actions
from indicators.actions import returns as return_actions
from indicators.models import CostLine, CostReturn
from plans import status_report_document as document
from plans.actions import frozen_documents
from plans.actions import reports as actions
from plans.models import Activity, DeadlineMove, HealthChoice, Plan, ProgressChoice, StatusReport, StatusUpdate
from plans.queries import reports as queries
from staffing.models import RegionName, RoleAssignment, User
from tests import factories
from tests.documents import pdf_structure
from tests.documents.pdf_text import text_of
from tests.plans import report_world
from tests.plans.report_world import K3, K4, World

pytestmark = pytest.mark.django_db

HOSTILE = {
    "markup": "<b onclick=x>fet</b><script>alert(1)</script>",
    "picture": '<img src="http://192.0.2.1/x.png"><img src="file:///etc/passwd">',
    "attachment": '<link rel="attachment" href="file:///etc/passwd">',
    "emoji": "Bra jobbat 😀🏳️‍🌈",
    "right to left": "abc \u202egnp.exe\u202c שלום",
    "composed": "A\u030angest och o\u0308ron",
    "control": "a\x01b\x08c\x1b[31m",
    "formula": '=HYPERLINK("http://192.0.2.1")',
    "template": "{{ report.plan }}{% now 'Y' %}",
}


@pytest.fixture
def world(db) -> World:
    made = report_world.make_world()
    report_world.fill(made)
    return made


def snapshot_of(report: StatusReport) -> dict:
    return json.loads(report.file.snapshot)


def test_the_first_page_answers_the_steering_group(world):
    report = world.make(decisions="Inför hyrstopp.\nLägg till handlingarna.")
    content = bytes(report.file.content)
    assert pdf_structure.faults(content) == []
    said = text_of(content, 0)
    for words in (
        "Lokal handlingsplan",
        "Inför hyrstopp.",
        "5,0 %",
        "12,0 mnkr",
        "1 av 6",
        "Läget per 2017-12-31",
        "Är sen",
        "K4 2017",
    ):
        assert words in said, words
    data = document.read(report.file.snapshot)
    assert data.costs.r12.ratio == Decimal("0.05")
    assert data.costs.excess_sek == Decimal(12_000_000)
    assert data.total.late == 1
    # Decisions first, then the verdict.
    assert said.index("Inför hyrstopp.") < said.index(data.sentences.verdict[:20])


def test_the_pdf_is_made_of_the_snapshot_and_of_nothing_else(world):
    report = world.make()
    assert files.verify(report.file)
    assert document.render(document.read(report.file.snapshot)) == bytes(report.file.content)


def test_the_figures_travel_in_the_file(world):
    content = bytes(world.make().file.content)
    with pikepdf.open(io.BytesIO(content)) as file:
        inside = {name: one.get_file().read_bytes().decode("utf-8-sig") for name, one in file.attachments.items()}
    assert len(inside) == 3
    assert any("Är sen" in text and "2017-06-30" in text for text in inside.values())
    assert any("5000000" in text.replace(",00", "") for text in inside.values())


def test_nobody_is_named(world):
    holder = world.leader
    Activity.objects.filter(title="Är sen").update(updated_by=holder)
    StatusUpdate.objects.create(
        activity=Activity.objects.get(title="Har risk"),
        at=report_world.at("2017-11-11"),
        by=holder,
        by_name=holder.name,
        old_progress="not_started",
        new_progress="in_progress",
        old_health="on_track",
        new_health="at_risk",
        comment="Hemlig kommentar från Kerstin",
    )
    report = world.make()
    said = report.file.snapshot + text_of(bytes(report.file.content))
    assert "Har risk" in report.file.snapshot
    for word in ("Kerstin", "Processson", "Hemlig", holder.email):
        assert word not in said


def test_the_next_report_tells_what_changed_since_the_one_before(world):
    first = world.make(K3)
    late = Activity.objects.get(title="Är sen")
    DeadlineMove.objects.create(
        activity=late,
        at=report_world.at("2017-11-20"),
        by_name="x",
        old_text="2017-06-30",
        new_text="2018-06-30",
        old_due_date=datetime.date(2017, 6, 30),
        new_due_date=datetime.date(2018, 6, 30),
        reason="Avtalet dröjde",
    )
    moved = {"deadline_text": "2018-06-30", "due_date": datetime.date(2018, 6, 30)}
    Activity.objects.filter(pk=late.pk).update(health=HealthChoice.ON_TRACK, **moved)
    Activity.objects.filter(title="Oläsligt när").update(deleted_at=report_world.at("2017-12-01"))
    Activity.objects.filter(title="Har risk").update(deleted_at=timezone.now())
    second = world.make(K4)
    data = document.read(second.file.snapshot)
    assert data.since == document.read(first.file.snapshot).as_of
    told = {group.kind: [line.title for line in group.lines] for group in data.changes}
    assert told == {"moved": ["Är sen"], "removed": ["Oläsligt när"]}
    assert "rapporten för K3 2017" in data.sentences.changes or "the report for" in data.sentences.changes
    assert "Avtalet dröjde" in second.file.snapshot
    assert "Har risk" in {line.title for line in data.activities}


def test_a_report_made_years_later_shows_the_last_day_of_its_period(world):
    def said(title: str, day: str, old: str, new: str) -> None:
        StatusUpdate.objects.create(
            activity=Activity.objects.get(title=title),
            at=report_world.at(day, 23),
            by_name="x",
            old_progress=old,
            new_progress=new,
            old_health="on_track",
            new_health="on_track",
        )

    said("Blev klar", "2017-12-31", "not_started", "in_progress")
    said("Blev klar", "2018-01-01", "in_progress", "done")
    Activity.objects.filter(title="Blev klar").update(completed_date=datetime.date(2018, 1, 1))
    said("Avbruten", "2018-03-01", "in_progress", "cancelled")
    later = world.activity(title="Kom senare")
    Plan.objects.filter(pk=later.plan_id).update(created_at=report_world.at("2017-01-01"))
    Activity.objects.filter(pk=later.pk).update(created_at=report_world.at("2018-01-01"))
    report = world.make()
    data = document.read(report.file.snapshot)
    lines = {line.title: line for line in data.activities}
    assert data.as_of.date() == datetime.date(2017, 12, 31)
    assert (lines["Blev klar"].progress, lines["Blev klar"].completed_date) == ("in_progress", None)
    assert (lines["Avbruten"].progress, lines["Avbruten"].note) == ("in_progress", "")
    assert lines["Är sen"].days_late == (datetime.date(2017, 12, 31) - datetime.date(2017, 6, 30)).days
    assert "Kom senare" not in lines
    assert {group.kind: [line.title for line in group.lines] for group in data.changes} == {"started": ["Blev klar"]}
    assert "Läget per 2017-12-31" in text_of(bytes(report.file.content), 0)


def test_a_frozen_report_stays_whatever_happens_after(world):
    """Acceptance 6: renamed, deleted, erased, restated, changed."""
    report = world.make()
    before = FrozenFile.objects.values_list("content", "snapshot", "sha256", "name").get(pk=report.file_id)
    page = document.page_body(document.read(report.file.snapshot))

    world.hospital.name = "Nya sjukhuset"
    world.hospital.save()
    RegionName.objects.update(name="Region Sydost")
    world.plan.title = "En annan plan"
    world.plan.save()
    restated = return_actions.restate_return(
        cost_return=CostReturn.objects.get(first_month="2017-10-01"), reason="Fel konto", by=world.leader
    )
    CostLine.objects.filter(cost_return=restated, kind="agency").update(amount_sek=1)
    now = timezone.now()
    restated = return_actions.submit_return(cost_return=restated, version=restated.version, by=world.leader, now=now)
    return_actions.lock_return(cost_return=restated, version=restated.version, by=world.leader, now=now)
    index_actions.recompute(cost_return_ids=[restated.pk])
    Activity.objects.update(title="Ändrad", progress=ProgressChoice.IN_PROGRESS, completed_date=None)
    world.leader.role_assignments.all().delete()
    world.leader.delete()

    fresh = StatusReport.objects.get(pk=report.pk)
    after = FrozenFile.objects.values_list("content", "snapshot", "sha256", "name").get(pk=fresh.file_id)
    assert bytes(before[0]) == bytes(after[0])
    assert before[1:] == after[1:]
    assert files.verify(fresh.file)
    assert document.page_body(document.read(fresh.file.snapshot)) == page
    assert fresh.requested_by is None
    assert "Blekingesjukhuset" in page
    # And the figures did change: a report made now says otherwise.
    made = queries.status_report_for(
        plan=fresh.plan, period=K4, language="sv", number=2, correction="x", decisions="", now=timezone.now()
    )
    assert made.costs.period.agency_sek == 2


def test_hostile_text_is_printed_and_does_nothing(world):
    for kind, hostile in HOSTILE.items():
        world.activity(title=f"{hostile} slut på {kind}", responsible_text=hostile, deadline_text=hostile)
    Activity.objects.filter(title="Avbruten").update(cancelled_reason=" ".join(HOSTILE.values()))
    report = world.make(decisions="\n".join(HOSTILE.values()))
    content = bytes(report.file.content)
    assert pdf_structure.faults(content) == []
    assert b"root:x:0" not in content
    page, said = document.page_body(document.read(report.file.snapshot)), text_of(content)
    for kind in HOSTILE:
        assert f"slut på {kind}" in page
        assert f"slut på {kind}" in said
    for inert in ("<script", "<img", "<link", "<b onclick", "\u202e", "\x1b"):
        assert inert not in page
    with pikepdf.open(io.BytesIO(content)) as file:
        assert len(file.attachments) == 3
        cells = "".join(one.get_file().read_bytes().decode("utf-8-sig") for one in file.attachments.values())
    assert ";=HYPERLINK" not in cells
    assert "'=HYPERLINK" in cells


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL refuses a title of more than 300 characters")
def test_a_word_of_20_000_letters_is_cut_and_breaks_over_lines(world):
    Activity.objects.filter(title="Är sen").update(title="x" * 20_000, responsible_text="y" * 20_000)
    content = bytes(world.make().file.content)
    assert pdf_structure.faults(content) == []
    assert len(content) < 400_000


def test_54_activities_make_six_to_ten_pages(world):
    for number in range(48):
        world.activity(
            title=f"Utred fråga {number} om rekrytering av specialister till en enhet i länet",
            order=number,
            section=world.sections[number % 2],
            responsible_text="Personalstrateg med inriktning personalförsörjning",
            deadline_kind="date",
            deadline_text="2017-12-31",
            due_date=datetime.date(2017, 12, 31),
            health=HealthChoice.LATE if number % 4 == 0 else HealthChoice.ON_TRACK,
        )
    content = bytes(world.make(decisions="Ett beslut.").file.content)
    with pikepdf.open(io.BytesIO(content)) as file:
        assert 6 <= len(file.pages) <= 10


def test_the_number_of_queries_does_not_follow_the_number_of_activities(world):
    def count() -> int:
        plan = Plan.objects.select_related("region", "organisation").get(pk=world.plan.pk)
        with CaptureQueriesContext(connection) as captured:
            queries.status_report_for(
                plan=plan, period=K4, language="sv", number=1, correction="", decisions="", now=timezone.now()
            )
        return len(captured)

    few = count()
    for number in range(30):
        world.activity(title=f"Till {number}")
    assert count() == few
    assert few <= 45


def test_a_right_that_is_withdrawn_while_the_job_waits_is_gone(world):
    world.order()
    RoleAssignment.objects.filter(user=world.leader).delete()
    job = report_world.run_next()
    assert (job.state, job.failure_code) == (Job.State.FAILED, "forbidden")
    assert job.failure_text
    assert not FrozenFile.objects.exists()


@pytest.mark.parametrize("fate", ["closed", "deleted"])
def test_an_account_that_is_closed_or_gone_makes_no_report(world, fate):
    world.order()
    if fate == "closed":
        User.objects.filter(pk=world.leader.pk).update(is_active=False)
    else:
        RoleAssignment.objects.filter(user=world.leader).delete()
        world.leader.delete()
    assert report_world.run_next().failure_code == "forbidden"
    assert not FrozenFile.objects.exists()


def test_a_page_that_cannot_be_laid_out_fails_with_words_and_can_be_ordered_again(world, monkeypatch):
    report = world.order()
    monkeypatch.setattr(pdf, "CHILD_MODULE", "documents.no_such_module")
    job = report_world.run_next()
    assert job.state == Job.State.FAILED
    assert job.failure_code == "render_engine"
    monkeypatch.undo()
    again = frozen_documents.order(subject=report, by=world.leader)
    assert again.pk == report.pk
    assert report_world.run_next().state == Job.State.DONE
    again.refresh_from_db()
    assert again.file is not None


def test_the_same_wish_twice_is_one_report(world):
    first, second = world.order(), world.order()
    assert first == second
    assert Job.objects.filter(kind="status_report").count() == 1
    report_world.run_next()
    assert world.order() == first
    assert StatusReport.objects.count() == 1


def test_another_wish_while_one_is_made_waits(world):
    world.order()
    with pytest.raises(actions.ReportUnderway):
        world.order(decisions="Något annat")


def test_a_new_version_says_what_it_corrects_and_the_first_stays(world):
    first = world.make()
    with pytest.raises(actions.CorrectionNeeded):
        world.order(decisions="Nytt")
    second = world.make(correction="Beslut nummer två saknades.", decisions="Nytt")
    assert (first.number, second.number) == (1, 2)
    assert second.file.name == "statusrapport-blekinge-2017-k4-v2.pdf"
    assert "Beslut nummer två saknades." in text_of(bytes(second.file.content), 0)
    assert files.verify(FrozenFile.objects.get(pk=first.file_id))


def test_an_english_edition_is_no_correction(world):
    world.make()
    english = world.make(language="en")
    assert english.number == 1
    assert english.file.name == "statusrapport-blekinge-2017-k4-en.pdf"
    assert "The target is missed" in text_of(bytes(english.file.content), 0)
    assert pdf_structure.faults(bytes(english.file.content)) == []


def test_a_failed_report_gives_its_number_to_the_next_order(world):
    failed = world.order()
    Job.objects.filter(pk=failed.job_id).update(
        state="failed", finished_at=timezone.now(), failure_code="error", failure_text="Något gick fel."
    )
    again = world.order(decisions="Ett beslut")
    assert (again.pk, again.number) == (failed.pk, 1)
    assert again.job_id != failed.job_id


def test_a_report_without_any_costs_says_so(db):
    world = report_world.make_world()
    world.activity(title="En enda")
    report = world.make()
    data = document.read(report.file.snapshot)
    assert data.costs.is_met is None
    assert pdf_structure.faults(bytes(report.file.content)) == []


def test_a_division_is_measured_by_its_own_costs(world):
    plan = factories.PlanFactory(organisation=world.hospital, slug="sjukhuset", adopted=True)
    plan.refresh_from_db()
    data = queries.status_report_for(
        plan=plan, period=K4, language="sv", number=1, correction="", decisions="", now=timezone.now()
    )
    assert data.costs.r12.agency_sek == 10_000_000
    assert data.plan.organisation == "Blekingesjukhuset"
    assert data.costs.series == ()


def test_returns_that_no_job_has_come_to_are_computed_first(world):
    made = report_world.report_costs(world, "2018-K1", 1_000_000, 100_000_000)
    CostLine.objects.filter(cost_return=made, kind="agency").update(amount_sek=1_000_000)
    CostReturn.objects.filter(pk=made.pk).update(version=made.version + 1)
    report = world.make(report_world.Period.parse("2018-K1"))
    assert document.read(report.file.snapshot).costs.period.agency_sek == 2_000_000
