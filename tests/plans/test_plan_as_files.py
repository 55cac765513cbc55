"""A plan as PDF, Word and CSV: what each says, to whom, and the same bytes for the same plan."""

from __future__ import annotations

import datetime
import io
import json

import docx
import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from docx.oxml.ns import qn

from documents.files import canonical_json
from plans import plan_document, plan_snapshot, plan_word_document
from plans.models import ActivityStep, Consultation, GroupMember, Milestone, Plan, PlanGroup, Risk, RiskAnalysis
from plans.queries import snapshots
from staffing.models import Role
from tests import factories
from tests.documents import pdf_structure
from tests.plans.exported_world import make_plan

pytestmark = pytest.mark.django_db
NOW_AT = datetime.datetime(2026, 11, 26, 14, 30, tzinfo=datetime.UTC)


@pytest.fixture
def plan(blekinge) -> Plan:
    return make_plan(blekinge)


@pytest.fixture
def leader(blekinge, person):
    return person(Role.PROCESS_LEADER, blekinge)


def surround(plan: Plan) -> None:
    """Give the plan a group, a risk analysis, a consultation and a milestone."""
    group = PlanGroup.objects.create(plan=plan, kind="process_board", name="Processledningen")
    GroupMember.objects.create(group=group, role_title="Regiondirektör", part="ordförande")
    analysis = RiskAnalysis.objects.create(plan=plan, title="Färre inhyrda", change="Egen personal")
    Risk.objects.create(
        analysis=analysis, title="Fler extrapass", cause="Vakanser", probability=3, consequence=5, is_serious=True
    )
    day = datetime.date(2027, 1, 9)
    Consultation.objects.create(
        plan=plan, party="Kommunal", party_kind="union", form="mbl_19", held_date=day, outcome="Eniga"
    )
    Milestone.objects.create(
        plan=plan,
        organisation=plan.organisation,
        first_month=datetime.date(2027, 10, 1),
        length=3,
        target_ratio="0.035",
    )


def words_of(content: bytes) -> str:
    """Return what a Word document says, its tables too."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_pdf_is_readable_and_always_the_same(plan):
    taken = snapshots.snapshot_of(plan, timezone.now())
    content = plan_document.make_pdf(taken)
    assert pdf_structure.faults(content) == []
    assert plan_document.make_pdf(taken) == content


def test_the_pdf_names_what_asks_for_attention_and_how_far_the_steps_are(plan):
    first, second, third = plan.activities.order_by("pk")
    plan.activities.filter(pk=first.pk).update(priority=1, health="late")
    plan.activities.filter(pk=second.pk).update(progress="cancelled", health="late", cancelled_reason="x")
    for number in range(3):
        ActivityStep.objects.create(activity=third, text=f"Steg {number}", order=number, is_done=number == 0)
    taken = snapshots.snapshot_of(plan, NOW_AT)
    rows = {row.key: row for row in plan_document.rows_of(taken)}
    assert [(bool(rows[one.pk].priority_note), rows[one.pk].health) for one in (first, second, third)] == [
        (True, "late"),
        (False, ""),
        (False, ""),
    ]
    assert [rows[one.pk].steps != "" for one in (first, second, third)] == [False, False, True]
    with translation.override("sv"):
        context = plan_document.context_of(taken, "sv", is_internal=False, is_reduced=False)
        html = render_to_string("plans/plan_pdf.html", context)
    assert html.count('<span class="status status-late">försenad</span>') == 1
    assert pdf_structure.faults(plan_document.make_pdf(taken)) == []


def test_word_holds_the_columns_people_know(plan):
    taken = snapshots.snapshot_of(plan, timezone.now())
    document = docx.Document(io.BytesIO(plan_word_document.make_docx(taken, "sv")))
    table = document.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == [
        "Område",
        "Aktivitet",
        "Beskrivning",
        "Ansvarig",
        "Tidpunkt",
        "Status",
    ]
    assert table.rows[1].cells[1].text == "=Aktivitet 0"


def test_word_says_what_the_pdf_says(plan):
    surround(plan)
    content = plan_word_document.make_docx(snapshots.snapshot_of(plan, NOW_AT), "sv")
    said = words_of(content)
    for words in (
        "Processledningen",
        "Regiondirektör, ordförande",
        "Färre inhyrda",
        "Fler extrapass (allvarlig): Vakanser",
        "15 (3 × 5) hög",
        "Kommunal",
        "Eniga",
        "K4 2027",
        "3,50\u00a0%",
    ):
        assert words in said, words
    assert plan_word_document.make_docx(snapshots.snapshot_of(plan, NOW_AT), "sv") == content


def test_a_milestone_says_of_which_profession_and_over_which_months(plan):
    surround(plan)
    nurse = factories.profession("nurse")
    nurse.name_sv, nurse.name_en = "sjuksköterska", "nurse"
    nurse.save()
    Milestone.objects.create(
        plan=plan,
        organisation=plan.organisation,
        profession=nurse,
        first_month=datetime.date(2027, 10, 1),
        target_ratio="0.0175",
    )
    taken = snapshots.snapshot_of(plan, NOW_AT)
    for language, names, months in (
        ("sv", ("Alla yrken", "sjuksköterska"), "de tolv månaderna till och med perioden"),
        ("en", ("All professions", "nurse"), "the twelve months to and including the period"),
    ):
        with translation.override(language):
            context = plan_document.context_of(taken, language, is_internal=True, is_reduced=False)
            pdf = render_to_string("plans/plan_pdf.html", context)
        assert {row[1] for row in context["milestones"]} == set(names)
        word = words_of(plan_word_document.make_docx(taken, language))
        for said in (*names, months):
            assert said in pdf
            assert said in word
    # A snapshot from before the names were kept says the code.
    plain = plan_snapshot.to_snapshot(taken)
    for one in plain["milestones"]:
        del one["profession_sv"], one["profession_en"]
    old = plan_snapshot.from_snapshot(json.loads(canonical_json(plain)))
    assert {one.profession_in("sv") for one in old.milestones} == {"", "nurse"}


def test_word_for_others_keeps_what_is_internal(plan):
    surround(plan)
    taken = snapshots.snapshot_of(plan, NOW_AT)
    said = words_of(plan_word_document.make_docx(taken, "sv", is_internal=False))
    # What stands instead is what the PDF says.
    with translation.override("sv"):
        context = plan_document.context_of(taken, "sv", is_internal=False, is_reduced=False)
        pdf = render_to_string("plans/plan_pdf.html", context)
    for words in ("läses av den egna regionen", str(context["analysis_withheld"])):
        assert words in said, words
        assert words in pdf, words
    assert "Färre inhyrda" in said
    assert "Kommunal" in said
    assert "Fler extrapass" not in said
    assert "Eniga" not in said


def test_reduced_word_says_what_is_left_out(plan):
    plan.activities.filter(title="=Aktivitet 1").update(is_hidden=True)
    said = words_of(plan_word_document.make_docx(snapshots.snapshot_of(plan, NOW_AT), "sv", is_reduced=True))
    assert "=Aktivitet 1" not in said
    assert "1 aktivitet" in said


def test_every_page_of_word_has_its_number_and_the_mark_of_an_example(plan):
    Plan.objects.update(is_example=True)
    plan.refresh_from_db()
    content = plan_word_document.make_docx(snapshots.snapshot_of(plan, NOW_AT), "sv")
    foot = docx.Document(io.BytesIO(content)).sections[0].footer.paragraphs[0]
    assert [field.get(qn("w:instr")) for field in foot._p.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    assert "Exempeldata" in foot.text
    assert foot.text.endswith("Sida  av ")


@pytest.mark.parametrize("file_type", ["xlsx", "csv", "docx"])
def test_each_is_downloaded_under_its_name(plan, leader, signed_in, file_type):
    answer = signed_in(leader).get(reverse("plan_export", kwargs={"slug": "planen", "file_type": file_type}))
    assert answer.status_code == 200
    assert f"handlingsplan-planen.{file_type}" in answer["Content-Disposition"]


def test_formulas_are_inert_in_csv(plan):
    text = plan_document.make_csv(snapshots.snapshot_of(plan, timezone.now()), "sv").decode("utf-8-sig")
    assert "'=Aktivitet 0" in text
