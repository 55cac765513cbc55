"""Two states of a plan compared, without a database."""

from __future__ import annotations

import datetime
from dataclasses import fields, replace
from decimal import Decimal

import pytest

from plans import plan_compare
from plans import plan_compare_facts as facts
from plans.plan_compare_facts import Change, Deadline, Kind, Move
from plans.plan_compare_words import Part, segments
from plans.plan_snapshot import (
    Area,
    ConsultationFacts,
    GroupFacts,
    MilestoneFacts,
    PlanActivity,
    PlanFacts,
    PlanSnapshot,
    Responsible,
    RiskAnalysisFacts,
    RiskLine,
    Section,
    Step,
)

AT = datetime.datetime(2017, 3, 1, 10, tzinfo=datetime.UTC)
DAY = datetime.date(2017, 6, 30)
LATER = datetime.date(2017, 12, 31)


def activity(key: int, **values: object) -> PlanActivity:
    usual: dict[str, object] = {
        field.name: "" for field in fields(PlanActivity) if field.default is not False
    } | {
        "key": key, "section": 1, "area": 1, "title": f"Aktivitet {key}", "responsibles": (), "steps": (),
        "deadline_text": "2017-06-30", "deadline_kind": "date", "due_date": DAY, "original_due_date": DAY,
        "deadline_moves": 0, "progress": "not_started", "health": "on_track", "completed_date": None,
        "last_update_date": None, "priority": 2, "measure_number": None, "expected_effect_sek": None,
        "expected_effect_fte": None, "effect_from_date": None, "parent_key": None, "continues_key": None,
    }  # fmt: skip
    return PlanActivity(**{**usual, **values})  # type: ignore[arg-type]


PLAN = PlanFacts(
    slug="plan", title="Plan", region="Blekinge", organisation="Region Blekinge", is_whole_region=True, state="adopted",
    start_date=datetime.date(2017, 1, 1), end_date=LATER, goal="Mål", target_ratio=Decimal("0.02"), target_date=None,
    registry_number="", adopted_date=None, adopted_by="", source="",
)  # fmt: skip


def snapshot(*activities: PlanActivity, **values: object) -> PlanSnapshot:
    return PlanSnapshot(
        **{  # type: ignore[arg-type]
            "schema": 1,
            "at": AT,
            "plan": PLAN,
            "sections": (Section(1, "Sjukhuset", "Blekingesjukhuset", 10), Section(2, "Psykiatrin", "Psykiatri", 11)),
            "areas": (Area(1, "Rekrytering", "recruitment"), Area(2, "Arbetsmiljö", "")),
            "activities": activities,
            **values,
        }
    )


def only(before: PlanActivity, after: PlanActivity, **kwargs: object) -> facts.ActivityChange | None:
    compared = plan_compare.compare(snapshot(before), snapshot(after), **kwargs)  # type: ignore[arg-type]
    found = [change for part in compared.activities for change in part.activities]
    assert len(found) <= 1
    return found[0] if found else None


def test_the_same_is_the_same() -> None:
    assert plan_compare.compare(snapshot(activity(1)), snapshot(activity(1))).is_same


@pytest.mark.parametrize(
    ("name", "new", "kind"),
    [
        ("title", "Annan", Kind.TEXT),
        ("description", "Längre", Kind.LONG_TEXT),
        ("responsibles", (Responsible("HR-chef", ""),), Kind.ROLES),
        ("priority", 1, Kind.CHOICE),
        ("horizon", "short", Kind.CHOICE),
        ("expected_effect_sek", Decimal(5), Kind.MONEY),
        ("expected_effect_fte", Decimal("1.5"), Kind.NUMBER),
        ("effect_from_date", DAY, Kind.DATE),
        ("conditions", "Om", Kind.LONG_TEXT),
        ("funding", "Stat", Kind.LONG_TEXT),
        ("is_hidden", True, Kind.FLAG),
        ("parent_title", "Regionens", Kind.TEXT),
        ("progress", "in_progress", Kind.CHOICE),
        ("health", "late", Kind.CHOICE),
        ("completed_date", DAY, Kind.DATE),
        ("cancelled_reason", "Inte nu", Kind.LONG_TEXT),
        ("receiver", "Linjen", Kind.TEXT),
        ("steps", (Step("Annonsera", is_done=False),), Kind.STEPS),
    ],
)
def test_each_field_is_told_from_what_to_what(name: str, new: object, kind: Kind) -> None:
    before = activity(1)
    change = only(before, replace(before, **{name: new}))  # type: ignore[arg-type]
    assert change is not None
    assert change.fields == (facts.FieldChange(name, kind, getattr(before, name), new),)


def test_no_field_of_an_activity_is_forgotten() -> None:
    made_of_several = {"section", "area", "deadline_text", "due_date", "steps"}
    made_of_several |= {"measure_number", "measure_title", "measure_code"}
    compared = {name for name, _kind in (*facts.TEXT_FIELDS, *facts.STATUS_FIELDS)} | made_of_several
    assert {field.name for field in fields(PlanActivity)} == compared | facts.NOT_COMPARED


@pytest.mark.parametrize(
    ("kind", "spec", "apart"),
    [
        (PlanFacts, facts.PLAN_FIELDS, {"slug", "region", "is_whole_region", "is_example", "has_example_progress"}),
        (Section, facts.SECTION_FIELDS, {"key", "organisation_key"}),
        (Area, facts.AREA_FIELDS, {"key"}),
        (RiskAnalysisFacts, facts.RISK_ANALYSIS_FIELDS, {"key", "risks"}),
        (RiskLine, facts.RISK_FIELDS, {"key"}),
        (ConsultationFacts, facts.CONSULTATION_FIELDS, {"key"}),
        (GroupFacts, facts.GROUP_FIELDS, {"key"}),
        (MilestoneFacts, facts.MILESTONE_FIELDS, {"key", "organisation_key", "profession_sv", "profession_en"}),
    ],
)
def test_no_field_of_anything_else_is_forgotten(kind: type, spec: facts.Spec, apart: set[str]) -> None:
    assert {field.name for field in fields(kind)} == {name for name, _kind in spec} | apart


def test_added_and_removed() -> None:
    compared = plan_compare.compare(snapshot(activity(1), activity(2, section=2)), snapshot(activity(1), activity(3)))
    assert [(part.title, [(one.change, one.title) for one in part.activities]) for part in compared.activities] == [
        ("Sjukhuset", [(Change.ADDED, "Aktivitet 3")]),
        ("Psykiatrin", [(Change.REMOVED, "Aktivitet 2")]),
    ]
    assert (compared.counts.added, compared.counts.removed, compared.counts.changed) == (1, 1, 0)


@pytest.mark.parametrize(
    ("before", "after", "days"),
    [
        ({}, {"deadline_text": "Hösten 2017", "due_date": LATER}, 184),
        ({"deadline_text": "Hösten 2017", "due_date": LATER}, {}, -184),
        ({}, {"deadline_text": "Löpande", "due_date": None}, None),
    ],
)
def test_a_moved_deadline_is_counted_with_its_reason(
    before: dict[str, object], after: dict[str, object], days: int | None
) -> None:
    move = Move(AT, "2017-06-30", "Hösten 2017", "Upphandlingen drog ut")
    change = only(activity(1, **before), activity(1, **after), moves={1: [move]})
    assert change is not None
    assert change.shift is not None
    assert (change.shift.days, change.shift.moves) == (days, (move,))
    assert [field.name for field in change.fields] == ["deadline"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"deadline_text": "Snarast", "due_date": None}, {}),
        ({"deadline_text": "30 juni 2017"}, {}),
    ],
)
def test_a_deadline_that_gets_its_first_date_or_other_words_is_not_moved(
    before: dict[str, object], after: dict[str, object]
) -> None:
    change = only(activity(1, **before), activity(1, **after))
    assert change is not None
    assert change.shift is None
    assert change.fields[0].kind is Kind.DEADLINE
    assert change.fields[0].new == Deadline("2017-06-30", DAY)


def test_a_renamed_section_is_one_change() -> None:
    many = [activity(number) for number in range(50)]
    after = snapshot(*many, sections=(Section(1, "Nya sjukhuset", "Blekingesjukhuset", 10), *snapshot().sections[1:]))
    compared = plan_compare.compare(snapshot(*many), after)
    assert [(one.title, one.change) for one in compared.sections] == [("Nya sjukhuset", Change.CHANGED)]
    assert compared.activities == ()


def test_the_parts_of_a_draft_are_other_rows_with_the_same_titles() -> None:
    many = [activity(number) for number in range(5)]
    copies = [replace(one, section=101, area=201) for one in many]
    draft = snapshot(
        *copies,
        sections=(Section(101, "sjukhuset", "Blekingesjukhuset", 10), Section(102, "Psykiatrin", "Psykiatri", 11)),
        areas=(Area(201, "Rekrytering", "recruitment"), Area(202, "Arbetsmiljö", "")),
    )
    compared = plan_compare.compare(snapshot(*many), draft, with_status=False)
    assert compared.activities == ()
    assert [(one.change, one.fields[0].old) for one in compared.sections] == [(Change.CHANGED, "Sjukhuset")]


def test_a_section_that_a_draft_renames_is_told_by_its_activities() -> None:
    many = [*(activity(number) for number in range(5)), activity(5, section=2)]
    copies = [replace(one, section=one.section + 100) for one in many]
    draft = snapshot(
        *copies[:4],
        replace(copies[4], section=102),
        copies[5],
        sections=(Section(101, "Akutsjukhuset", "Blekingesjukhuset", 10), Section(102, "Vuxna", "Psykiatri", 11)),
    )
    compared = plan_compare.compare(snapshot(*many), draft)
    assert [(one.title, one.change) for one in compared.sections] == [
        ("Akutsjukhuset", Change.CHANGED),
        ("Vuxna", Change.CHANGED),
    ]
    # The one that really moved is the only one that did.
    assert compared.counts.moved == 1
    assert [one.key for part in compared.activities for one in part.activities] == [4]


def test_a_section_with_other_activities_is_another_section() -> None:
    before, after = snapshot(activity(1)), snapshot(activity(2, section=7), sections=(Section(7, "Ny", "Annan", 12),))
    compared = plan_compare.compare(before, after)
    assert {(one.title, one.change) for one in compared.sections} == {
        ("Ny", Change.ADDED),
        ("Sjukhuset", Change.REMOVED),
        ("Psykiatrin", Change.REMOVED),
    }


def test_moved_to_another_section_and_area() -> None:
    change = only(activity(1), activity(1, section=2, area=2))
    assert change is not None
    assert change.is_moved
    assert [(field.name, field.old, field.new) for field in change.fields] == [
        ("section", "Sjukhuset", "Psykiatrin"),
        ("area", "Rekrytering", "Arbetsmiljö"),
    ]


def test_hidden_and_shown_again() -> None:
    hidden = only(activity(1), activity(1, is_hidden=True))
    shown = only(activity(1, is_hidden=True), activity(1))
    assert hidden is not None
    assert hidden.is_hidden_now
    assert not hidden.is_shown_again
    assert shown is not None
    assert shown.is_shown_again
    assert not shown.is_hidden_now


def test_a_draft_knows_no_status() -> None:
    before = activity(1, steps=(Step("Annonsera", is_done=False),))
    after = replace(before, progress="in_progress", health="late", steps=(Step("Annonsera", is_done=True),))
    assert only(before, after, with_status=False) is None
    change = only(before, after)
    assert change is not None
    assert change.has_new_status
    state = plan_compare.compare(
        snapshot(), snapshot(plan=replace(PLAN, state="draft", goal="Nytt")), with_status=False
    )
    assert [field.name for field in state.plan] == ["goal"]


def test_health_says_nothing_of_what_is_finished() -> None:
    change = only(activity(1, health="late"), activity(1, progress="done", completed_date=DAY))
    assert change is not None
    assert [field.name for field in change.fields] == ["progress", "completed_date"]


def test_what_surrounds_the_plan() -> None:
    risk = RiskLine(1, "Köer", "", None, None, 4, 3, True, "", "", None, "", None)
    analysis = RiskAnalysisFacts(1, "Risker", "", "Utfasning", "", "", "", "", "", 5, None, (risk,))
    group = GroupFacts(1, "steering_group", "Styrgrupp", "", ())
    milestone = MilestoneFacts(1, "Region Blekinge", 1, "", "2017-K1", Decimal("0.035"), "")
    held = ConsultationFacts(1, "Vårdförbundet", "union", "mbl_11", DAY, "Enighet", "")
    before = snapshot(risk_analyses=(analysis,), groups=(group,), milestones=(milestone,))
    after = snapshot(
        risk_analyses=(replace(analysis, risks=(replace(risk, probability=2),)),),
        milestones=(replace(milestone, target_ratio=Decimal("0.03")),),
        consultations=(held,),
    )
    compared = plan_compare.compare(before, after)
    assert compared.risk_analyses == ()
    assert [(one.title, one.fields[0].old, one.fields[0].new) for one in compared.risks] == [("Köer", 4, 2)]
    assert [(one.title, one.change) for one in compared.groups] == [("Styrgrupp", Change.REMOVED)]
    assert [one.title for one in compared.milestones] == ["Region Blekinge 2017-K1"]
    assert [(one.title, one.change) for one in compared.consultations] == [("Vårdförbundet 2017-06-30", Change.ADDED)]
    assert compared.around == 4


def marked(old: str, new: str) -> str:
    signs = {Part.KEPT: "{}", Part.REMOVED: "[-{}]", Part.ADDED: "[+{}]"}
    return "".join(signs[one.part].format(one.text) for one in segments(old, new))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", ""),
        ("Räkna på behovet.", "Räkna på behovet.", "Räkna på behovet."),
        ("Räkna på behovet.", "Räkna noga på behovet.", "Räkna [+noga ]på behovet."),
        ("Räkna noga på behovet.", "Räkna på behovet.", "Räkna [-noga ]på behovet."),
        ("Ett två tre fyra", "Ett två fem fyra", "Ett två [-tre ][+fem ]fyra"),
        ("Ett.\n\nTvå.", "Ett.\n\nTvå. Tre.", "Ett.\n\nTvå. [+Tre.]"),
        ("helt andra ord", "ingenting gemensamt här", "[-helt andra ord][+ingenting gemensamt här]"),
        ("", "Allt nytt", "[+Allt nytt]"),
    ],
)
def test_words_that_differ(old: str, new: str, found: str) -> None:
    assert marked(old, new) == found


def test_all_but_what_was_removed_is_the_new_text() -> None:
    old, new = "a b c d e f g, h", "x a c d\n e y g, h i"
    parts = segments(old, new)
    assert "".join(one.text for one in parts if one.part is not Part.REMOVED) == new
    assert "".join(one.text for one in parts if one.part is not Part.ADDED).split() == old.split()
