"""The demo: Blekinge's plan as printed, what is made up marked as such, and logins that work."""

from __future__ import annotations

import datetime
import io
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from documents import files
from indicators.models import Basis, TrendReport
from indicators.queries import counting
from indicators.queries import trend_report as trend_reports
from plans import glide_path
from plans.demo import blekinge, closed, governance, surroundings, writing
from plans.glide_path import Judgement, Wanted
from plans.models import Activity, ActivityResponsible, FinalReport, Milestone, Plan, StatusUpdate
from plans.queries import adoption, glide, past
from staffing import demo
from staffing.models import Organisation, Region, ResponsibleRole, RoleAssignment, User


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def demo_loaded(django_db_setup: None, django_db_blocker: object) -> None:
    """Load the demo once for the tests of this file, inside a transaction that is rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", stdout=io.StringIO())
        run()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def plan(demo_loaded: None, db: None) -> Plan:
    return Plan.objects.get(slug="blekinge-2017")


def activity(plan: Plan, order: int) -> Activity:
    return plan.activities.get(order=order)


@pytest.mark.parametrize(
    ("printed", "roles"),
    [
        ("Personaldirektör", [("Personaldirektör", "")]),
        ("Studierektor för AT", [("Studierektor för AT", "")]),
        ("Förvaltningschef; Verksamhetschef", [("Förvaltningschef", ""), ("Verksamhetschef", "")]),
        (
            "Personaldirektör för tecknande av avtal; Studieledningsgrupp för planering och genomförande av VIL",
            [
                ("Personaldirektör", "för tecknande av avtal"),
                ("Studieledningsgrupp", "för planering och genomförande av VIL"),
            ],
        ),
        ("Verksamhetschef och ST-studierektor.", [("Verksamhetschef", ""), ("ST-studierektor", "")]),
        (
            "Personalstrateg med inriktning ledarskap och kompetens",
            [("Personalstrateg med inriktning ledarskap och kompetens", "")],
        ),
        ("", []),
    ],
)
def test_the_roles_of_the_column_responsible(printed: str, roles: list[tuple[str, str]]) -> None:
    assert [(found.title, found.part) for found in blekinge.parse_responsible(printed)] == roles


def test_blekinges_plan_is_there_as_printed(plan: Plan) -> None:
    counts = {section.title: section.activities.count() for section in plan.sections.all()}
    assert counts == {"Landstingsövergripande": 23, "Primärvården": 17, "Blekingesjukhuset": 14}
    assert plan.areas.filter(area__isnull=False).count() == 6
    assert plan.areas.filter(area__isnull=True).count() == 3
    assert not plan.is_example
    assert plan.has_example_progress
    assert "Landstinget Blekinge" in plan.source
    assert activity(plan, 1).measure.number == 3
    assert activity(plan, 17).measure is None


@pytest.mark.parametrize(
    ("order", "text", "kind", "due"),
    [
        (1, "2017-12-31", "date", "2017-12-31"),
        (11, "", "undated", None),
        (40, "", "undated", None),
        (25, "Snarast", "asap", None),
        (31, "2017", "year", "2017-12-31"),
        (32, "Pågår", "continuous", None),
        (33, "Våren 2017", "season", "2017-06-30"),
        (38, "Pågår", "continuous", None),
        (21, "Löpande under projektets gång.", "continuous", None),
        (51, "Görs en gång per år", "recurring", "2017-12-31"),
        (28, "Hösten 2017. Annonsering våren 2017", "season", "2017-12-31"),
    ],
)
def test_deadlines_are_read_and_their_text_kept(plan: Plan, order: int, text: str, kind: str, due: str | None) -> None:
    found = activity(plan, order)
    assert (found.deadline_text, found.deadline_kind) == (text, kind)
    assert found.due_date == (datetime.date.fromisoformat(due) if due else None)
    assert found.original_due_date == found.due_date


def test_no_deadline_is_left_uninterpreted_and_the_rest_of_a_text_is_a_step(plan: Plan) -> None:
    assert not plan.activities.filter(deadline_kind="unparsed").exists()
    assert [step.text for step in activity(plan, 28).steps.all()] == ["Annonsering våren 2017"]


def test_roles_have_their_parts_and_belong_to_the_section(plan: Plan) -> None:
    parts = ActivityResponsible.objects.filter(activity=activity(plan, 9)).select_related("role")
    assert [(row.role.title, row.part) for row in parts] == [
        ("Personaldirektör", "för tecknande av avtal"),
        ("Studieledningsgrupp", "för planering och genomförande av VIL"),
    ]
    assert activity(plan, 9).responsible_text == "Personaldirektör; Studieledningsgrupp"
    places = ResponsibleRole.objects.filter(title="Verksamhetschef", organisation__region__code="10")
    assert {"Primärvården", "Blekingesjukhuset"} <= set(places.values_list("organisation__name", flat=True))


def test_made_up_progress_is_marked(plan: Plan) -> None:
    updates = StatusUpdate.objects.filter(activity__plan=plan)
    assert updates.count() == 57
    assert updates.values("activity").distinct().count() == 39
    everywhere = StatusUpdate.objects.all()
    assert set(everywhere.values_list("by_name", flat=True)) == {writing.MARK}
    assert not everywhere.exclude(comment__startswith="Exempeldata: ").exists()
    assert set(plan.activities.filter(status_updates__isnull=True).values_list("progress", flat=True)) == {
        "not_started"
    }


def test_an_activity_stands_where_its_last_update_left_it(plan: Plan) -> None:
    done = activity(plan, 1)
    assert (done.progress, done.completed_date) == ("done", datetime.date(2017, 11, 20))
    assert (done.health, done.stale_days) == ("on_track", 0)
    late = activity(plan, 31)
    assert (late.progress, late.health, late.stale_days) == ("in_progress", "late", 180)
    kinds = list(done.history.order_by("history_date").values_list("history_type", "progress"))
    assert kinds == [("+", "not_started"), ("~", "in_progress"), ("~", "done")]


def test_every_other_plan_is_example_data(plan: Plan) -> None:
    others = Plan.objects.standing().exclude(pk=plan.pk)
    # Six of regions, one that is closed, and two of divisions that a region obliged.
    assert others.count() == 9
    assert not others.filter(is_example=False).exists()
    assert {"08", "12", "20", "25"} <= set(others.filter(state="adopted").values_list("region__code", flat=True))
    assert not Activity.objects.filter(plan__in=others, measure__isnull=True).exists()


def test_the_history_of_an_estimate_goes_on_past_what_was_reported_later(plan: Plan) -> None:
    estimated = Activity.objects.filter(plan__is_example=True, expected_effect_sek__isnull=False)
    assert estimated.exists()
    for one in estimated:
        last = one.history.order_by("-history_date", "-history_id")[0]
        assert last.expected_effect_sek == one.expected_effect_sek
        # What was estimated says nothing of a status that was reported later.
        done = one.history.filter(progress="done").order_by("history_date").first()
        assert done is None or done.history_date.date() >= one.completed_date


def test_the_manager_has_something_to_do(plan: Plan) -> None:
    manager = User.objects.get(email="chef@demo.oberoende.example")
    assert ResponsibleRole.objects.filter(holder=manager).count() >= 3
    assert plan.activities.filter(responsibles__role__holder=manager).exists()


def test_a_second_load_changes_nothing(plan: Plan) -> None:
    counted = [
        model.objects.count()
        for model in (User, RoleAssignment, Organisation, Plan, Activity, StatusUpdate, ActivityResponsible)
    ]
    assert set(json.loads(run("--json"))["new"].values()) == {0}
    assert counted == [
        model.objects.count()
        for model in (User, RoleAssignment, Organisation, Plan, Activity, StatusUpdate, ActivityResponsible)
    ]


@pytest.mark.parametrize("account", demo.ACCOUNTS, ids=lambda account: account.local_part)
def test_each_account_signs_in_and_holds_its_role(plan: Plan, account: demo.Account) -> None:
    user = User.objects.get(email=account.email)
    assert user.name.startswith("Demo ")
    assert Client().login(email=account.email, password=demo.PASSWORD)
    assignment = RoleAssignment.objects.get(user=user)
    assert (assignment.role, assignment.organisation) == (account.role, demo.scope_of(account))


def test_the_printed_table_names_every_login(plan: Plan) -> None:
    printed = run()
    assert demo.PASSWORD in printed
    assert all(account.email in printed for account in demo.ACCOUNTS)


@pytest.mark.parametrize("scale", ["0", "-1", "many", "1001"])
def test_a_scale_that_is_none_is_refused(scale: str) -> None:
    with pytest.raises(CommandError, match="whole number"):
        run("--scale", scale)


def test_volume_is_not_poured_over_costs_that_are_there(plan: Plan) -> None:
    with pytest.raises(CommandError, match="without any"):
        run("--scale", "2")


def test_the_closed_plan_froze_the_costs_before_and_after_it(plan: Plan) -> None:
    frozen = json.loads(FinalReport.objects.get(plan__slug=closed.SLUG).snapshot)
    shown = {when: frozen[when] for when in ("before", "after")}
    assert {when: costs["label"] for when, costs in shown.items()} == {"before": "K4 2023", "after": "K3 2025"}
    assert [costs["missing"] for costs in shown.values()] == [[], []]
    assert Decimal(shown["after"]["ratio"]) < Decimal(shown["before"]["ratio"])


def test_of_the_example_milestones_some_are_reached_some_are_not_and_some_cannot_be_judged(
    demo_loaded: None, db: None
) -> None:
    milestones = Milestone.objects.filter(plan__slug=governance.PLAN).select_related("profession")
    region = Region.objects.get(code="10")
    wanted = {
        Wanted(one.organisation_id, one.profession.code if one.profession else "", one.period): one.target_ratio
        for one in milestones
    }
    shares = glide.shares_of(region, counting.counting_returns(region, Basis.SUBMITTED), wanted)
    # The day after the quarter whose return is open.
    day = datetime.date(2026, 10, 1)
    judged = Counter(glide_path.judge(shares[one], target, one.period, day) for one, target in wanted.items())
    assert {kind: judged[kind] for kind in Judgement} == {
        Judgement.REACHED: 1,
        Judgement.NOT_REACHED: 4,
        Judgement.UNKNOWN: 1,
        Judgement.NOT_YET: len(wanted) - 6,
    }
    known = glide.shares_of(
        region,
        counting.counting_returns(region, Basis.SUBMITTED),
        [Wanted(demo.root_of(region).pk, "", governance.KNOWN)],
    )
    [start] = known.values()
    assert round(start.ratio, glide_path.STORED_DECIMALS) == governance.FROM_SHARE


def test_the_first_revision_stands_on_the_risks_and_consultations_of_its_time(demo_loaded: None, db: None) -> None:
    example = Plan.objects.get(slug=surroundings.PLAN)
    revision = example.revisions.get(number=1)
    done = [*example.risk_analyses.all(), *example.consultations.all()]
    assert len(done) == 4
    assert {one.revision for one in done} == {revision}
    # So a draft revision of it has nothing to stand on yet.
    draft = Plan(revises=example, region=example.region, organisation=example.organisation, created_at=timezone.now())
    assert [state.is_passed for state in adoption.gates_of(draft, timezone.localdate())] == [False, False]
    # And the pages of a day have them from the day when they were done.
    then = past.snapshot_at(example, past.end_of(datetime.date(2026, 8, 15)))
    assert (len(then.risk_analyses), len(then.risk_analyses[0].risks), len(then.consultations)) == (1, 6, 3)


def test_the_backtest_in_the_documents_is_that_of_the_demo(demo_loaded: None, db: None) -> None:
    out = io.StringIO()
    call_command("backtest_forecast", "--today", "2026-11-27", stdout=out)
    table = out.getvalue().strip()
    assert table.count("\n") > 10
    assert table in Path("docs/forecast.md").read_text()


def test_the_example_trend_report_is_of_the_latest_complete_quarter_and_marked(plan):
    report = TrendReport.objects.get()
    assert (report.period.code, report.is_example, report.published_by_name) == ("2026-K2", True, writing.MARK)
    assert all(getattr(report, name).startswith(writing.MARK) for name in TrendReport.TEXTS)
    assert files.verify(report.file)
    assert files.verify(report.workbook)
    data = trend_reports.read(report.file.snapshot)
    assert data.r12.left_out == data.period_cost.left_out == ()
    # What two sources say otherwise of 2015 stands there twice.
    conflicts = [[one.value for one in line.values] for line in data.series if line.is_conflict]
    assert conflicts == [["cirka 4000", "3900"]]
