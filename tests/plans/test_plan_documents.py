"""A plan's PDF by a job: of the plan as it was when it was ordered, offered only while the plan still says that."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from documents import jobs
from documents.models import FrozenFile, Job
from plans.models import Activity, Plan, PlanDocument
from staffing.models import Role, RoleAssignment
from tests import factories
from tests.documents import pdf_structure
from tests.documents.pdf_text import text_of

pytestmark = pytest.mark.django_db

PAGE = reverse("plan_files", kwargs={"slug": "planen"})
ORDER = reverse("plan_document_order", kwargs={"slug": "planen"})
PDF = reverse("plan_export", kwargs={"slug": "planen", "file_type": "pdf"})
REDUCED = "?omfang=forkortad"


@pytest.fixture
def plan(blekinge) -> Plan:
    plan = factories.PlanFactory(organisation=blekinge, slug="planen", adopted=True)
    section = factories.PlanSectionFactory(plan=plan)
    factories.ActivityFactory(plan=plan, section=section, title="Först skriven")
    factories.ActivityFactory(plan=plan, section=section, title="Bara i hela planen", is_hidden=True)
    return plan


@pytest.fixture
def leader(blekinge, person):
    return person(Role.PROCESS_LEADER, blekinge)


def run_next() -> Job:
    job = jobs.claim(worker="test", now=timezone.now())
    assert job is not None
    return jobs.run(job)


def page_of(client) -> str:
    return client.get(PAGE).content.decode()


def test_it_is_ordered_followed_and_fetched(plan, leader, signed_in):
    client = signed_in(leader)
    assert PDF not in page_of(client)
    assert client.get(PDF).status_code == 302
    assert not Job.objects.exists()
    assert client.post(ORDER).status_code == 302
    client.post(ORDER)
    page = page_of(client)
    assert 'hx-trigger="every 2s"' in page
    assert 'href=""' in page
    assert run_next().state == Job.State.DONE
    page = page_of(client)
    assert "every 2s" not in page
    assert PDF in page
    answer = client.get(PDF)
    assert answer["Content-Disposition"] == 'attachment; filename="handlingsplan-planen.pdf"'
    assert pdf_structure.faults(answer.content) == []
    client.post(ORDER)
    assert Job.objects.count() == 1
    assert client.get(PDF).content == answer.content


def test_a_plan_that_changed_is_made_again_and_the_old_file_is_not_offered(plan, leader, signed_in):
    client = signed_in(leader)
    client.post(ORDER)
    # Somebody writes while the job waits: the file is of the plan as it was ordered, and so not of the plan as it is.
    Activity.objects.filter(title="Först skriven").update(title="Senare ändrad")
    assert run_next().state == Job.State.DONE
    first = bytes(FrozenFile.objects.get(kind="plan_document").content)
    assert "Först skriven" in text_of(first)
    assert PDF not in page_of(client)
    assert client.get(PDF).status_code == 302
    client.post(ORDER)
    assert run_next().state == Job.State.DONE
    second = client.get(PDF).content
    assert "Senare ändrad" in text_of(second)
    assert "Först skriven" not in text_of(second)
    # What it says once more is what was made before.
    Activity.objects.filter(title="Senare ändrad").update(title="Först skriven")
    assert client.get(PDF).content == first


def test_the_reduced_plan_is_a_file_of_its_own(plan, leader, signed_in):
    client = signed_in(leader)
    client.post(ORDER + REDUCED)
    run_next()
    assert client.get(PDF).status_code == 302
    answer = client.get(PDF + REDUCED)
    assert "handlingsplan-planen-forkortad.pdf" in answer["Content-Disposition"]
    assert "Bara i hela planen" not in text_of(answer.content)


def test_each_reader_gets_what_they_may_read(plan, leader, kalmar, person, signed_in):
    client = signed_in(leader)
    client.post(ORDER)
    run_next()
    stranger_account = person(Role.PROCESS_LEADER, kalmar)
    stranger = signed_in(stranger_account)
    assert stranger.get(PDF).status_code == 302
    stranger.post(ORDER)
    run_next()
    assert stranger.get(PDF).status_code == 200
    assert set(PlanDocument.objects.values_list("is_internal", flat=True)) == {True, False}
    Plan.objects.update(state="draft", adopted_date=None)
    assert stranger.get(PDF).status_code == 404
    assert stranger.post(ORDER).status_code == 404


def test_a_right_that_is_withdrawn_while_the_job_waits_is_gone(plan, leader, signed_in):
    client = signed_in(leader)
    client.post(ORDER)
    RoleAssignment.objects.filter(user=leader).delete()
    assert run_next().failure_code == "forbidden"
    assert client.get(PDF).status_code == 404
    assert not FrozenFile.objects.exists()


def test_what_failed_says_why_and_is_ordered_again(plan, leader, signed_in):
    client = signed_in(leader)
    client.post(ORDER)
    Job.objects.update(
        state=Job.State.FAILED, finished_at=timezone.now(), failure_code="x", failure_text="Sidan gick inte att sätta."
    )
    assert "Sidan gick inte att sätta." in page_of(client)
    client.post(ORDER)
    assert "Sidan gick inte att sätta." not in page_of(client)
    assert run_next().state == Job.State.DONE


def test_the_command_writes_the_file_at_once(plan, tmp_path):
    out = tmp_path / "plan.pdf"
    call_command("export_plan", plan="planen", out=str(out), stdout=io.StringIO())
    assert pdf_structure.faults(out.read_bytes()) == []
    assert not Job.objects.exists()
