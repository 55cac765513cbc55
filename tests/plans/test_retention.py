"""What is deleted when it is old, and what never is: jobs, ordered PDFs of plans, and records beside them."""

from __future__ import annotations

import datetime
import io
import json
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from documents import files, jobs
from documents.jobs import schedule
from documents.models import FrozenFile, Job, ScheduledRun
from indicators.models import CostUpload, IndicatorUpload
from plans import retention as rules
from plans.actions import freezing, frozen_documents, retention
from plans.models import FinalReport, Plan, PlanDocument, PlanImport, PlanRevision, PlanUpload, StatusReport
from staffing.models import HireImport
from tests import factories

NOW = datetime.datetime(2026, 11, 26, 3, 10, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
BEFORE = NOW - 30 * DAY


def ordered(key: int, days_ago: int, kind: str = "sv", **traits: bool) -> rules.Ordered:
    return rules.Ordered(key, (kind,), NOW - days_ago * DAY, **{"is_made": True, "is_underway": False} | traits)


@pytest.mark.parametrize(
    ("documents", "gone"),
    [
        ([], []),
        # The only one of its kind stays, whatever its age.
        ([ordered(1, 400)], []),
        ([ordered(1, 400), ordered(2, 399)], [1]),
        ([ordered(1, 400), ordered(2, 31), ordered(3, 1)], [1, 2]),
        # Replaced, and not old yet: as old as it is kept is not older.
        ([ordered(1, 29), ordered(2, 1)], []),
        ([ordered(1, 30), ordered(2, 1)], []),
        # Another language, other readers or another part: another kind.
        ([ordered(1, 400), ordered(2, 1, "en")], []),
        # The latest that can be read stays when a later one failed, and what failed before it goes.
        ([ordered(1, 400), ordered(2, 300, is_made=False), ordered(3, 200), ordered(4, 100, is_made=False)], [1, 2]),
        ([ordered(1, 400, is_made=False, is_underway=True), ordered(2, 1)], []),
        # Of two at the same moment the one that came last is the later.
        ([ordered(2, 400), ordered(1, 400)], [1]),
    ],
)
def test_what_is_superseded(documents: list[rules.Ordered], gone: list[int]) -> None:
    assert sorted(rules.superseded(documents, BEFORE)) == gone


@pytest.fixture
def plan(blekinge: Any) -> Plan:
    return factories.PlanFactory(organisation=blekinge, slug="planen", adopted=True)


def finished(days_ago: float, kind: str = "reminder_mail", state: str = "done") -> Job:
    at = NOW - datetime.timedelta(days=days_ago)
    failure = {"failure_code": "error", "failure_text": "Fel"} if state == "failed" else {}
    return Job.objects.create(
        kind=kind,
        unique_key=f"{kind}:{days_ago}:{Job.objects.count()}",
        language="sv",
        state=state,
        created_at=at,
        started_at=at,
        finished_at=at,
        attempts=1,
        **failure,
    )


def document(plan: Plan, days_ago: int, *, is_internal: bool = True, language: str = "sv") -> PlanDocument:
    made = PlanDocument.objects.create(
        plan=plan,
        fingerprint=f"{PlanDocument.objects.count():064}",
        language=language,
        is_internal=is_internal,
        is_reduced=False,
        snapshot="{}",
        ordered_at=NOW - days_ago * DAY,
        job=finished(days_ago, "plan_document"),
    )
    frozen_documents.freeze(subject=made, name="plan.pdf", content=b"%PDF plan", snapshot={}, by=None)
    return made


def report(plan: Plan, days_ago: int, number: int = 1) -> StatusReport:
    made = StatusReport.objects.create(
        plan=plan,
        first_month=datetime.date(2026, 1, 1),
        number=number,
        requested_by_name="Kerstin",
        correction="" if number == 1 else "En siffra",
        job=finished(days_ago, "status_report"),
    )
    frozen_documents.freeze(subject=made, name="rapport.pdf", content=b"%PDF rapport", snapshot={}, by=None)
    return made


@pytest.mark.django_db
class TestPruning:
    def test_old_finished_jobs_go_and_no_other(self, plan: Plan) -> None:
        kept = [finished(90), finished(1), finished(1, state="failed")]
        for one in (finished(91), finished(91, state="failed")):
            assert one.pk
        waiting = Job.objects.create(kind="status_report", unique_key="x", language="sv", created_at=NOW - 400 * DAY)
        assert retention.prune(now=NOW).jobs == 2
        assert set(Job.objects.all()) == {*kept, waiting}

    def test_a_job_that_a_record_names_stays_and_one_that_only_the_schedule_remembers_goes(self, plan: Plan) -> None:
        kept = report(plan, 400).job
        nightly = finished(400, "scheduled")
        run = ScheduledRun.objects.create(name="health", date=NOW.date() - 400 * DAY, job=nightly)
        assert retention.prune(now=NOW).jobs == 1
        assert list(Job.objects.all()) == [kept]
        run.refresh_from_db()
        assert run.job is None

    def test_many_jobs_go_some_at_a_time(self, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("documents.retention.AT_ONCE", 2)
        for _number in range(5):
            finished(91)
        assert retention.prune(now=NOW).jobs == 5

    def test_superseded_pdfs_go_with_their_files(self, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("documents.retention.AT_ONCE", 2)
        gone = [document(plan, days) for days in (100, 80, 60)]
        kept = [document(plan, 20), document(plan, 10)]
        kept += [document(plan, 300, is_internal=False), document(plan, 300, language="en")]
        pruned = retention.prune(now=NOW)
        assert (pruned.documents, pruned.files, pruned.bytes) == (3, 3, 3 * len(b"%PDF plan"))
        assert set(PlanDocument.objects.all()) == set(kept)
        assert not FrozenFile.objects.filter(pk__in=[one.file_id for one in gone]).exists()
        assert FrozenFile.objects.count() == len(kept)
        assert retention.prune(now=NOW) == retention.Pruned(1, 0, 0, 0, 0)  # the job that was older than ninety days
        assert retention.prune(now=NOW) == retention.Pruned(0, 0, 0, 0, 0)

    def test_with_the_clock_moved_what_was_kept_goes(self, plan: Plan) -> None:
        document(plan, 2)
        latest = document(plan, 1)
        assert retention.prune(now=NOW).documents == 0
        assert retention.prune(now=NOW + 28 * DAY).documents == 0
        assert retention.prune(now=NOW + 29 * DAY).documents == 1
        assert retention.prune(now=NOW + 4000 * DAY).documents == 0
        assert PlanDocument.objects.get() == latest

    def test_records_are_never_touched(self, plan: Plan) -> None:
        reports = [report(plan, 4000), report(plan, 3000, number=2)]
        at = NOW - 4000 * DAY
        fresh = Plan.objects.select_related("region", "organisation", "revises").get(pk=plan.pk)
        decision = freezing.Decision(adopted_date=at.date(), adopted_by="Styrelsen")
        revision = freezing.freeze_revision(plan=fresh, decision=decision, by=None, now=at)
        final = FinalReport.objects.create(plan=plan, number=1, made_at=at, made_by_name="Kerstin", snapshot="{}")
        for subject in (revision, final):
            frozen_documents.freeze(subject=subject, name="x.pdf", content=b"%PDF", snapshot={}, by=None)
        before = {file.pk: bytes(file.content) for file in FrozenFile.objects.all()}
        document(plan, 100)
        document(plan, 90)
        assert retention.prune(now=NOW).files == 1
        after = {file.pk: bytes(file.content) for file in FrozenFile.objects.exclude(kind="plan_document")}
        assert after == before
        assert len(before) == 5
        for one in (*reports, final):
            one.refresh_from_db()
            assert one.file is not None
            assert files.verify(one.file)
        assert PlanRevision.objects.get().document is not None

    def test_a_file_that_a_record_shares_is_left_and_so_is_a_pdf_whose_file_is_a_record(self, plan: Plan) -> None:
        shared = document(plan, 100)
        StatusReport.objects.create(plan=plan, first_month=DAY_ONE, requested_by_name="Kerstin", file=shared.file)
        kept = document(plan, 99)
        record = files.freeze(
            kind="status_report", name="r.pdf", content_type="application/pdf", snapshot={}, content=b"%PDF", by=None
        )
        PlanDocument.objects.filter(pk=kept.pk).update(file=record)
        document(plan, 1)
        pruned = retention.prune(now=NOW)
        assert (pruned.documents, pruned.files, pruned.bytes) == (1, 0, 0)
        assert StatusReport.objects.get().file == shared.file
        assert PlanDocument.objects.filter(pk=kept.pk).exists()

    def test_nothing_is_deleted_when_only_asked_what_would_be(self, plan: Plan) -> None:
        for days in (100, 50):
            document(plan, days)
        finished(91)
        dry = retention.prune(now=NOW, is_dry=True)
        assert (PlanDocument.objects.count(), FrozenFile.objects.count(), Job.objects.count()) == (2, 2, 3)
        assert dry == retention.prune(now=NOW) == retention.Pruned(1, 0, 1, 1, len(b"%PDF plan"))


def upload(model: type[Any], days: float, *, is_confirmed: bool) -> Any:
    """Make an upload of that age: whatever it is of, it has the time it came and the time it was written."""
    by, plan = factories.UserFactory(), Plan.objects.get()
    given: dict[type[Any], dict[str, Any]] = {
        PlanUpload: {"plan": plan, "created_by": by, "filename": "f"},
        PlanImport: {"organisation": plan.organisation, "created_by": by, "filename": "f"},
        HireImport: {"region": plan.organisation.region, "made_by": by, "file_name": "f", "made_at": NOW},
        CostUpload: {"region": plan.organisation.region, "uploaded_by": by, "filename": "f"},
        IndicatorUpload: {"region": plan.organisation.region, "uploaded_by": by, "filename": "f"},
    }
    one = model.objects.create(sha256="0" * 64, confirmed_at=NOW if is_confirmed else None, **given[model])
    came = "made_at" if model is HireImport else "created_at"
    model.objects.filter(pk=one.pk).update(**{came: NOW - days * DAY})
    return one


@pytest.mark.django_db
@pytest.mark.parametrize("model", [PlanUpload, PlanImport, HireImport, CostUpload, IndicatorUpload])
def test_an_upload_that_nobody_confirms_goes_after_its_days_and_a_written_one_stays(model: Any, plan: Plan) -> None:
    old, written, fresh = (
        upload(model, 91, is_confirmed=False),
        upload(model, 91, is_confirmed=True),
        upload(model, 90, is_confirmed=False),
    )
    assert retention.prune(now=NOW, is_dry=True).uploads == 1
    assert model.objects.count() == 3
    assert retention.prune(now=NOW).uploads == 1
    assert set(model.objects.values_list("pk", flat=True)) == {written.pk, fresh.pk}
    assert old.pk not in model.objects.values_list("pk", flat=True)


def test_every_kind_of_upload_is_pruned() -> None:
    """A model with a time of confirmation holds an upload: one that is made tomorrow is to be pruned too."""
    waiting = {
        model for model in apps.get_models() if any(field.name == "confirmed_at" for field in model._meta.fields)
    }
    assert waiting == {model for model, _made_at in retention._UPLOADS}


DAY_ONE = datetime.date(2026, 1, 1)


@pytest.mark.django_db
def test_the_command_prints_what_it_counts(plan: Plan) -> None:
    # The command reads the clock: what is old is old by any day after it.
    for days in (100, 50):
        document(plan, days)
    finished(91)

    def printed(*options: str) -> str:
        out = io.StringIO()
        call_command("prune", *options, stdout=out)
        return out.getvalue()

    told = json.loads(printed("--dry-run", "--json"))
    assert (told["dry_run"], told["jobs"] >= 1, told["documents"], told["files"]) == (True, True, 1, 1)
    assert "1 PDFs of plans, 1 files (9 bytes) would be deleted" in printed("--dry-run")
    assert PlanDocument.objects.count() == 2
    assert json.loads(printed("--json")) == {**told, "dry_run": False}
    assert PlanDocument.objects.count() == 1


@pytest.mark.django_db
def test_it_runs_once_a_night_for_beat_and_for_the_embedded_runner_alike(plan: Plan, settings: Any) -> None:
    settings.NIGHTLY = [entry for entry in settings.NIGHTLY if entry[0] == "pruning"]
    document(plan, 100)
    document(plan, 50)
    started = [schedule.run_due(NOW + datetime.timedelta(minutes=minutes)) for minutes in (0, 1, 60)]
    assert [len(one) for one in started] == [1, 0, 0]
    job = jobs.claim(worker="test", now=timezone.now())
    assert job is not None
    assert jobs.run(job).state == Job.State.DONE
    assert PlanDocument.objects.count() == 1
