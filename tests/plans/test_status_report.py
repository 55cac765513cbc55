"""What a status report says, from facts alone: no database."""

from __future__ import annotations

import dataclasses
import datetime
import json
from decimal import Decimal

import pytest

from documents import files
from indicators import cost_index, cost_parts
from indicators.cost_index import CostSum, Window
from indicators.cost_parts import PartCost
from plans import status_report as report
from plans.deadlines import DeadlineKind
from plans.progress import Health, Progress
from plans.status_report_data import InconsistentReport, PlanHead, Standing, from_snapshot, to_snapshot
from plans.status_report_facts import ActivityFacts, CostFacts, Facts, MoveFacts, RemovedFacts, UpdateFacts
from plans.status_report_words import Since
from values.period import Period

K4 = Period.parse("2017-K4")
ZONE = datetime.timezone(datetime.timedelta(hours=1))
SINCE = datetime.datetime(2017, 10, 1, tzinfo=ZONE)
NOW = datetime.datetime(2018, 1, 15, 9, 30, tzinfo=ZONE)
TARGET = Decimal("0.02")


def head(**changes: object) -> PlanHead:
    return PlanHead(
        **{
            "title": "Handlingsplan",
            "slug": "blekinge-2017",
            "region": "Landstinget Blekinge",
            "organisation": "Landstinget Blekinge",
            "is_whole_region": True,
            "registry_number": "",
            "goal": "",
            "start_date": datetime.date(2017, 1, 1),
            "end_date": datetime.date(2018, 12, 31),
            "target_ratio": TARGET,
            "target_date": None,
            "source": "",
        }
        | changes
    )


def figure(agency: str | None, own: str, window: Window, period: Period = K4):
    if agency is None:
        return cost_index.missing_figure(("2017-K2",), period, window, TARGET)
    return cost_index.figure_of(CostSum(Decimal(agency), Decimal(own)), period, window, TARGET)


def costs(agency: str | None = "151600000", own: str = "3400000000", **changes: object) -> CostFacts:
    before = K4.year_before()
    return CostFacts(
        **{
            "r12": figure(agency, own, Window.R12),
            "r12_before": figure("138100000", "3300000000", Window.R12, before),
            "period": figure("35400000", "880000000", Window.PERIOD),
            "period_before": figure("35200000", "860000000", Window.PERIOD, before),
            "divisions": (),
            "remainder_key": "",
            "professions": (),
            "care_areas": (),
            "series": (),
            "nation_ratio": None,
            "nation_included": 20,
            "nation_regions": 21,
            "framework_share": None,
            "preliminary": (),
            "is_example": False,
        }
        | changes
    )


def activity(key: int, **changes: object) -> ActivityFacts:
    return ActivityFacts(
        **{
            "key": key,
            "section": "A",
            "area": "Rekrytering",
            "title": f"Aktivitet {key}",
            "responsible": "Personaldirektör",
            "deadline_text": "2018-12-31",
            "deadline_kind": DeadlineKind.DATE,
            "due_date": datetime.date(2018, 12, 31),
            "progress": Progress.NOT_STARTED,
            "health": Health.ON_TRACK,
            "cancelled_reason": "",
            "receiver": "",
            "completed_date": None,
            "last_update_date": None,
            "created_at": datetime.datetime(2017, 1, 30, tzinfo=ZONE),
        }
        | changes
    )


def facts(**changes: object) -> Facts:
    return Facts(
        **{
            "language": "sv",
            "version": 1,
            "correction": "",
            "period": K4,
            "data_time": NOW,
            "as_of": NOW,
            "since": Since(SINCE),
            "plan": head(),
            "decisions": (),
            "sections": ("A", "B"),
            "activities": (activity(1), activity(2, section="B")),
            "updates": (),
            "moves": (),
            "removed": (),
            "costs": costs(),
            "is_example_plan": False,
            "is_example_progress": False,
        }
        | changes
    )


def say(language: str = "sv", **changes: object):
    return report.compose(facts(language=language, **changes)).sentences


@pytest.mark.parametrize(
    ("agency", "own", "swedish", "english"),
    [
        (
            "151600000", "3400000000",
            "Målet är inte nått: inhyrd personal kostade 4,5\xa0% i förhållande till egen personalkostnad, mot högst 2,0\xa0%.",
            "The target is missed: agency staff cost 4.5% in relation to own staff cost, against at most 2.0%.",
        ),
        (
            "2000", "100000",
            "Målet är nått: inhyrd personal kostade 2,0\xa0% i förhållande till egen personalkostnad, mot högst 2,0\xa0%.",
            "The target is met: agency staff cost 2.0% in relation to own staff cost, against at most 2.0%.",
        ),
        (
            "2040", "100000",
            "Målet är inte nått: andelen är 2,04\xa0%, som avrundas till 2,0\xa0% men är över målet 2,0\xa0%.",
            "The target is missed: the ratio is 2.04%, which rounds to 2.0% but is above the target of 2.0%.",
        ),
        (
            "2000.01", "100000",
            "Målet är inte nått: andelen är 2,00001\xa0%, som avrundas till 2,0\xa0% men är över målet 2,0\xa0%.",
            "The target is missed: the ratio is 2.00001%, which rounds to 2.0% but is above the target of 2.0%.",
        ),
        (
            "0", "100000",
            "Målet är nått: inhyrd personal kostade 0,0\xa0% i förhållande till egen personalkostnad, mot högst 2,0\xa0%.",
            "The target is met: agency staff cost 0.0% in relation to own staff cost, against at most 2.0%.",
        ),
        (
            "10", "0",
            "Målet kan inte bedömas: egen personalkostnad är inte redovisad.",
            "The target cannot be judged: own staff cost is not reported.",
        ),
        (
            None, "0",
            "Målet kan inte bedömas: redovisning saknas för K2 2017.",
            "The target cannot be judged: costs are missing for Q2 2017.",
        ),
    ],
)  # fmt: skip
def test_the_verdict_says_what_the_unrounded_ratio_decides(agency, own, swedish, english):
    assert say(costs=costs(agency, own)).verdict == swedish
    assert say("en", costs=costs(agency, own)).verdict == english


def test_the_trend_the_gap_and_the_cost_are_said_with_their_numbers():
    said = say()
    assert said.trend == "0,3\xa0procentenheter högre än ett år tidigare (4,2\xa0%)."
    assert "minska med 83,6\xa0mnkr om året" in said.excess  # 151.6 − 2 % of 3 400
    assert said.cost == "K4 2017 kostade inhyrd personal 35,4\xa0mnkr, 200\xa0tkr (0,6\xa0%) mer än K4 2016."
    english = say("en", costs=costs("33000000", "3300000000"))
    assert english.trend == "3.2\xa0percentage points lower than a year earlier (4.2%)."
    assert english.excess == "The margin to the target is 33.0\xa0MSEK a year at today's own staff cost."


def test_a_missing_year_before_is_said_and_never_a_zero():
    missing = figure(None, "0", Window.PERIOD, K4.year_before())
    said = say(costs=costs(period_before=missing, r12_before=figure(None, "0", Window.R12, K4.year_before())))
    assert "går inte att jämföra" in said.cost
    assert "jämföra" in said.trend
    made = report.compose(facts(costs=costs(period_before=missing)))
    assert made.costs.period_change is None


def test_parts_that_do_not_add_up_stop_the_report():
    whole = CostSum(Decimal(35_400_000), Decimal(880_000_000))
    parts = cost_parts.breakdown([PartCost("1", "läkare", whole)], None)
    assert report.compose(facts(costs=costs(professions=parts))).costs.professions[0].share_percent == 100
    short = cost_parts.breakdown([PartCost("1", "läkare", CostSum(Decimal(35_399_999), whole.own_sek))], None)
    with pytest.raises(InconsistentReport, match="professions"):
        report.compose(facts(costs=costs(professions=short)))


def test_an_activity_outside_every_section_stops_the_report():
    with pytest.raises(InconsistentReport, match="sections"):
        report.compose(facts(activities=(activity(1, section="C"),)))


def test_what_no_division_reports_is_in_the_sum_and_not_judged():
    parts = cost_parts.breakdown(
        [
            PartCost("7", "Primärvården", CostSum(Decimal(46_100_000), Decimal(400_000_000))),
            PartCost("1", "Ej fördelat", CostSum(Decimal(105_500_000), Decimal(3_000_000_000))),
        ],
        None,
    )
    made = report.compose(facts(costs=costs(divisions=parts, remainder_key="1")))
    assert [part.is_remainder for part in made.costs.divisions] == [False, True]
    assert made.sentences.divisions == "0 av 1 når målet 2,0\xa0% rullande tolv månader."
    assert "egen personalkostnad 3,0\xa0mdkr, inhyrd personal 105,5\xa0mnkr" in made.sentences.undivided


@pytest.mark.parametrize(
    ("progress", "health", "standing"),
    [
        (Progress.IN_OPERATION, Health.ON_TRACK, Standing.DONE),
        (Progress.IN_PROGRESS, Health.LATE, Standing.LATE),
        (Progress.NOT_STARTED, Health.AT_RISK, Standing.AT_RISK),
        (Progress.PAUSED, Health.ON_TRACK, Standing.PAUSED),
        (Progress.CANCELLED, Health.LATE, Standing.CANCELLED),
    ],
)
def test_one_word_says_how_an_activity_stands(progress, health, standing):
    assert report.standing_of(progress, health) is standing


def changed(kind: str, **changes: object) -> list[str]:
    groups = {group.kind: group.lines for group in report.changes_since(facts(**changes))}
    return [line.title for line in groups.get(kind, ())]


def test_of_several_updates_the_net_change_counts():
    done = activity(1, progress=Progress.DONE)
    there_and_back = activity(2)
    updates = (
        UpdateFacts(1, Progress.NOT_STARTED, Health.ON_TRACK),
        UpdateFacts(2, Progress.NOT_STARTED, Health.ON_TRACK),
        UpdateFacts(1, Progress.IN_PROGRESS, Health.LATE),
        UpdateFacts(2, Progress.IN_PROGRESS, Health.ON_TRACK),
    )
    groups = report.changes_since(facts(activities=(done, there_and_back), updates=updates))
    assert [(group.kind, [line.old for line in group.lines]) for group in groups] == [("finished", ["ej påbörjad"])]


def test_late_without_a_word_is_new_only_when_the_day_passed_since():
    late = {"health": Health.LATE, "progress": Progress.IN_PROGRESS}
    new = activity(1, due_date=datetime.date(2017, 12, 31), **late)
    old = activity(2, due_date=datetime.date(2017, 6, 30), **late)
    assert changed("late", activities=(new, old)) == ["Aktivitet 1"]


def test_new_removed_and_moved_activities_are_told_with_reasons():
    new = activity(1, created_at=SINCE + datetime.timedelta(days=3))
    moves = (
        MoveFacts(2, "2017-06-30", "Hösten 2017", "Avtalet dröjde"),
        MoveFacts(2, "Hösten 2017", "2018-03-31", "Facket vill se över"),
    )
    groups = report.changes_since(
        facts(activities=(new, activity(2)), moves=moves, removed=(RemovedFacts("Borta", "A"),))
    )
    assert [group.kind for group in groups] == ["moved", "added", "removed"]
    (moved,) = groups[0].lines
    assert (moved.old, moved.new, moved.reason) == ("2017-06-30", "2018-03-31", "Avtalet dröjde; Facket vill se över")


def test_one_and_many_are_said_as_people_say_them():
    late = {"health": Health.LATE, "progress": Progress.IN_PROGRESS, "due_date": datetime.date(2017, 12, 31)}
    one = say(activities=(activity(1, **late), activity(2)))
    assert one.standing == "1 försenad, 0 med risk"
    assert one.attention == "Av 2 öppna aktiviteter är 1 försenad."
    assert one.changes == "Sedan periodens början (2017-10-01): 1 blev försenad."
    two = say("en", activities=(activity(1, **late), activity(2, **late)), since=Since(SINCE, "the report for Q3 2017"))
    assert two.attention == "Of 2 open activities: 2 late."
    assert two.changes == "Since the report for Q3 2017 (2017-10-01): 2 became late."


def test_the_snapshot_comes_back_as_it_was():
    made = report.compose(
        facts(
            decisions=("Beslut ett",),
            activities=(activity(1, progress=Progress.DONE, completed_date=NOW.date()), activity(2, section="B")),
            costs=costs(framework_share=Decimal("0.77"), preliminary=(K4,)),
        )
    )
    text = files.canonical_json(to_snapshot(made))
    again = from_snapshot(json.loads(text))
    assert again == made
    assert files.canonical_json(to_snapshot(again)) == text
    assert isinstance(again.costs.r12.ratio, Decimal)


def test_a_snapshot_of_another_schema_is_refused():
    with pytest.raises(ValueError, match="schema 2"):
        from_snapshot({**to_snapshot(report.compose(facts())), "schema": 2})


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("a\u202egnp.exe", "agnp.exe"),
        ("rad\n\tett", "rad ett"),
        ("a\x00b\x07c", "abc"),
        ("A\u030angest", "Ångest"),
        ("😀 bra", "😀 bra"),
        ("x" * 20_000, "x" * 299 + "…"),
    ],
)
def test_what_people_wrote_is_cleaned_of_what_cannot_be_seen(written, seen):
    assert report.clean(written, 300) == seen


def test_the_activities_are_named_as_a_sum_of_every_kind():
    lines = (activity(1, progress=Progress.DONE), activity(2), activity(3, progress=Progress.CANCELLED, section="B"))
    assert say(activities=lines).progress == "3 aktiviteter: 1 klar + 1 återstår + 1 avbruten."
    assert say("en", activities=lines).progress == "3 activities: 1 done + 1 remains + 1 cancelled."


def test_every_sentence_is_there_in_both_languages():
    for language in ("sv", "en"):
        said = dataclasses.asdict(say(language, plan=head(target_date=datetime.date(2019, 1, 1))))
        assert all(said[name] for name in said if name not in {"framework", "undivided"})
