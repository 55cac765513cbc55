"""The PDFs of what is frozen: ordered once while one is on its way, frozen once for good, ordered again when it failed."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from documents import files
from documents.models import FrozenFile, Job
from plans import final_report, statement_data
from plans.actions import freezing, frozen_documents
from plans.actions import statements as statement_actions
from plans.models import (
    FinalReport,
    Plan,
    PlanRevision,
    PlanState,
    Statement,
    StatementEdition,
    StatementRound,
    StatusReport,
)
from plans.queries import closing as closing_queries
from staffing.models import Role
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.date(2017, 1, 1)


@pytest.fixture
def leader(blekinge, person):
    return person(Role.PROCESS_LEADER, blekinge)


@pytest.fixture(params=["revision", "status report", "final report", "statement"])
def subject(request, blekinge):
    """Return something frozen whose PDF is not ordered yet."""
    plan = factories.PlanFactory(organisation=blekinge, slug="planen", adopted=True)
    made = {"number": 1, "snapshot": "{}"}
    if request.param == "revision":
        decision = freezing.Decision(adopted_date=DAY, adopted_by="Styrelsen")
        fresh = Plan.objects.select_related("region", "organisation", "revises").get(pk=plan.pk)
        return freezing.freeze_revision(plan=fresh, decision=decision, by=None, now=timezone.now())
    if request.param == "status report":
        return StatusReport.objects.create(plan=plan, first_month=DAY, requested_by_name="Kerstin")
    if request.param == "final report":
        return FinalReport.objects.create(plan=plan, made_at=timezone.now(), made_by_name="Kerstin", **made)
    collection = StatementRound.objects.create(kind="evaluation", year=2026, due_date=DAY)
    statement = Statement.objects.create(round=collection, region=blekinge.region)
    return StatementEdition.objects.create(
        statement=statement, submitted_at=timezone.now(), submitted_by_name="Kerstin", **made
    )


def again(subject):
    """Return the subject as another request read it."""
    return type(subject).objects.get(pk=subject.pk)


def file_of(subject):
    return getattr(subject, frozen_documents.KINDS[type(subject)].field)


def freeze(subject, content: bytes) -> FrozenFile:
    return frozen_documents.freeze(subject=subject, name="dokument.pdf", content=content, snapshot={}, by=None)


def test_two_orders_of_what_two_requests_read_at_once_are_one_job(subject, leader):
    first, second = again(subject), again(subject)
    ordered = frozen_documents.order(subject=first, by=leader)
    Job.objects.update(state=Job.State.RUNNING, lease_until=timezone.now(), started_at=timezone.now(), attempts=1, worker="w")  # fmt: skip
    assert frozen_documents.order(subject=second, by=leader).job == ordered.job
    assert Job.objects.get() == ordered.job


def test_an_order_that_was_read_before_the_file_was_made_does_nothing(subject, leader):
    early = again(subject)
    frozen_documents.order(subject=subject, by=leader)
    freeze(subject, b"%PDF-1.7")
    Job.objects.update(state=Job.State.DONE, finished_at=timezone.now())
    assert file_of(frozen_documents.order(subject=early, by=leader)) == file_of(subject)
    assert Job.objects.count() == 1


def test_what_failed_is_ordered_again(subject, leader):
    failed = frozen_documents.order(subject=subject, by=leader).job
    Job.objects.update(state=Job.State.FAILED, finished_at=timezone.now(), failure_code="x", failure_text="Fel.")
    assert frozen_documents.order(subject=again(subject), by=leader).job != failed
    assert Job.objects.unfinished().get().requested_by == leader


def test_the_file_that_came_first_stays_and_leaves_no_other_behind(subject):
    early = again(subject)
    first = freeze(subject, b"%PDF-1.7 first")
    assert freeze(early, b"%PDF-1.7 second") == first
    assert bytes(file_of(again(subject)).content) == b"%PDF-1.7 first"
    assert FrozenFile.objects.filter(name="dokument.pdf").count() == 1


def failed(subject, leader) -> None:
    frozen_documents.order(subject=subject, by=leader)
    Job.objects.update(
        state=Job.State.FAILED, finished_at=timezone.now(), failure_code="x", failure_text="Sidan gick inte att sätta."
    )


def pages_of(subject) -> tuple[list[str], str]:
    """Return the pages that show where the subject's PDF stands, and the address that orders it again."""
    slug, number = "planen", {"slug": "planen", "number": 1}
    if isinstance(subject, PlanRevision):
        shown = [reverse("plan_revision_list", kwargs={"slug": slug}), reverse("plan_revision_detail", kwargs=number)]
        return shown, reverse("plan_revision_retry", kwargs=number)
    if isinstance(subject, StatusReport):
        return [reverse("status_report_list", kwargs={"slug": slug})], reverse("status_report_retry", args=[subject.pk])
    if isinstance(subject, FinalReport):
        return [reverse("final_report_detail", kwargs={"slug": slug})], reverse("final_report_retry", args=[subject.pk])
    place = {"pk": subject.statement.round_id, "code": "10"}
    return [reverse("statement_detail", kwargs=place)], reverse("statement_retry", kwargs={**place, "number": 1})


@pytest.fixture
def seen(subject, blekinge):
    """Return the subject with its snapshot as a page can read it."""
    if isinstance(subject, StatementEdition):
        now = timezone.now()
        data = statement_actions.data_of(subject.statement, 1, "", now)
        subject.snapshot = files.canonical_json(statement_data.to_snapshot(data))
        subject.save()
    if isinstance(subject, FinalReport):
        Plan.objects.update(state=PlanState.CLOSED)
        subject.plan.refresh_from_db()
        data = closing_queries.data_for(subject, timezone.now())
        subject.snapshot = files.canonical_json(final_report.to_snapshot(data))
        subject.save()
    return subject


def test_a_failure_is_shown_with_a_way_on_to_those_who_may(seen, leader, signed_in):
    failed(seen, leader)
    pages, retry = pages_of(seen)
    client = signed_in(leader)
    for page in pages:
        text = client.get(page).content.decode()
        assert "Sidan gick inte att sätta." in text
        assert retry in text
    assert client.post(retry).status_code == 302
    assert Job.objects.unfinished().count() == 1
    for page in pages:
        text = client.get(page).content.decode()
        assert "Sidan gick inte att sätta." not in text
        assert retry not in text


def test_others_read_why_and_are_refused_save_what_every_reader_may_order(seen, leader, blekinge, person, signed_in):
    is_open = isinstance(seen, PlanRevision)
    failed(seen, leader)
    pages, retry = pages_of(seen)
    client = signed_in(person(Role.STEERING_GROUP, blekinge))
    for page in pages:
        text = client.get(page).content.decode()
        assert "Sidan gick inte att sätta." in text
        assert (retry in text) is is_open
    assert client.post(retry).status_code == (302 if is_open else 403)
    assert Job.objects.unfinished().exists() is is_open


@pytest.mark.parametrize("subject", ["revision"], indirect=True)
def test_the_pdf_of_a_revision_that_nobody_ordered_can_be_made(subject, leader, signed_in):
    pages, retry = pages_of(subject)
    client = signed_in(leader)
    assert retry in client.get(pages[0]).content.decode()
    client.post(retry)
    assert Job.objects.get().payload == {"revision_id": subject.pk}
