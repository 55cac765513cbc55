"""What a plan was adopted without, and why: where it is read, and by whom."""

from __future__ import annotations

import io
import json
from typing import Any

import docx
import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from plans import adoption as rules
from plans import plan_document, plan_snapshot, plan_word_document
from plans.actions import adoption, freezing, revisions
from plans.models import Plan, PlanRevision, RiskAnalysis
from plans.queries import adoption as queries
from plans.queries import compare, past, snapshots
from plans.queries import revisions as life
from staffing.models import Role
from tests import factories
from tests.documents import pdf_structure, pdf_text
from tests.plans.activity_world import World, make_world

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
NO_RISK, NO_UNION = "Ändringen rör ingen personal", "Samverkan skedde i budgeten"


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    made.plan = revisions.send_to_consultation(plan=made.plan, version=made.plan.version, by=made.leader)
    return made


def adopt(world: World, **fields: Any) -> PlanRevision:
    decision = {"adopted_date": TODAY, "adopted_by": "Regionstyrelsen", "risk_waiver": NO_RISK} | fields
    return adoption.adopt_plan(
        plan=world.plan,
        version=world.plan.version,
        seen=queries.fingerprint(world.plan),
        decision=freezing.Decision(**{"consultation_waiver": NO_UNION, **decision}),
        by=world.leader,
        now=NOW,
    )


def fresh(world: World) -> Plan:
    return Plan.objects.select_related("region", "organisation", "revises").get(pk=world.plan.pk)


def of_plan(world: World) -> plan_snapshot.PlanSnapshot:
    return snapshots.snapshot_of(fresh(world), timezone.now())


def test_the_frozen_data_of_the_revision_hold_it_and_so_does_the_plan_from_then_on(world: World) -> None:
    before = timezone.now()
    revision = adopt(world)
    frozen = plan_snapshot.from_snapshot(json.loads(revision.record.snapshot))
    assert [(one.revision, one.gate, one.reason, one.adopted_by) for one in frozen.waivers] == [
        (1, "risk_analysis", NO_RISK, "Regionstyrelsen"),
        (1, "consultation", NO_UNION, "Regionstyrelsen"),
    ]
    assert of_plan(world).waivers == frozen.waivers
    assert past.snapshot_at(fresh(world), timezone.now()).waivers == frozen.waivers
    PlanRevision.objects.update(recorded_at=timezone.now())
    assert past.snapshot_at(fresh(world), before).waivers == ()
    assert compare.for_other_regions(frozen).waivers == ()


def test_a_reason_that_the_decision_does_not_need_is_not_kept(world: World) -> None:
    RiskAnalysis.objects.create(plan=world.plan, title="Analys", change="Allt", finished_date=TODAY)
    revision = adopt(world)
    assert rules.waivers_of(revision) == {rules.Gate.CONSULTATION: NO_UNION}


def test_a_reason_that_is_not_needed_is_not_shown_as_one_when_the_answers_are_checked(
    world: World, signed_in: Any
) -> None:
    RiskAnalysis.objects.create(plan=world.plan, title="Analys", change="Allt", finished_date=TODAY)
    written = {
        "adopted_date": f"{TODAY}",
        "adopted_by": "Regionstyrelsen",
        "risk_waiver": NO_RISK,
        "consultation_waiver": NO_UNION,
    }
    checked = signed_in(world.reader).post(f"{world.plan.get_absolute_url()}faststall/", written)
    assert checked.context["decision"].consultation_waiver == NO_UNION
    assert checked.context["decision"].risk_waiver == ""


@pytest.mark.parametrize("is_internal", [True, False])
def test_word_and_pdf_say_it_and_the_reason_to_the_own_region_alone(
    world: World,
    is_internal: bool,  # noqa: FBT001 - a case
) -> None:
    adopt(world)
    taken = of_plan(world)
    with translation.override("en"):
        context = plan_document.context_of(taken, "en", is_internal=is_internal, is_reduced=False)
        html = render_to_string("plans/plan_pdf.html", context)
    content = plan_word_document.make_docx(taken, "en", is_internal=is_internal)
    word = "\n".join(one.text for one in docx.Document(io.BytesIO(content)).paragraphs)
    for said in (html, word):
        assert [reason in said for reason in (NO_RISK, NO_UNION)] == [is_internal, is_internal]
        assert said.count("Regionstyrelsen") == 3  # who adopted the plan, and what each gate was waived by
        assert said.count(f"waived in revision 1 ({TODAY}, Regionstyrelsen)") == 2
        assert ("is read by the own region" in said) is not is_internal


def test_the_pdf_is_readable_and_says_why(world: World) -> None:
    adopt(world)
    content = plan_document.make_pdf(of_plan(world))
    assert pdf_structure.faults(content) == []
    said = " ".join(pdf_text.text_of(content).split())
    assert NO_RISK in said
    assert NO_UNION in said


def test_the_history_says_it_in_the_line_of_the_adoption(world: World, signed_in: Any) -> None:
    adopt(world)
    adopted = [one for one in life.plan_changes(fresh(world)) if one.notes]
    assert len(adopted) == 1
    assert [reason in "\n".join(adopted[0].notes) for reason in (NO_RISK, NO_UNION)] == [True, True]
    assert adopted[0].by == str(world.leader)
    assert {field.field for field in adopted[0].fields} >= {"state", "adopted_by"}
    auditor = factories.UserFactory()
    factories.grant(auditor, Role.AUDITOR, world.root)
    address = f"{world.plan.get_absolute_url()}historik/"
    assert NO_RISK in signed_in(auditor).get(address).content.decode()
    assert signed_in(world.stranger).get(address).status_code == 403


def test_the_history_says_it_also_of_an_adoption_that_it_has_no_line_of(world: World) -> None:
    adopt(world)
    world.plan.history.all().delete()
    line = next(one for one in life.plan_changes(fresh(world)) if one.notes)
    assert (line.at, line.by) == (NOW, str(world.leader))


@pytest.mark.parametrize(("page", "reason"), [("risker", NO_RISK), ("samrad", NO_UNION)])
def test_the_pages_of_risks_and_consultations_say_it(world: World, signed_in: Any, page: str, reason: str) -> None:
    adopt(world)
    shown = signed_in(world.reader).get(f"{world.plan.get_absolute_url()}{page}/").content.decode()
    assert shown.count(reason) == 1


def test_other_regions_read_of_the_revision_that_there_was_a_waiver_not_why(world: World, signed_in: Any) -> None:
    adopt(world)
    address = f"{world.plan.get_absolute_url()}revisioner/1/"
    own, said = (signed_in(one).get(address).content.decode() for one in (world.reader, world.stranger))
    assert NO_RISK in own
    assert NO_RISK not in said
    assert NO_UNION not in said
    assert "<dt>Risk- och konsekvensanalys</dt>" in said
