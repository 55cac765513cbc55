"""What must be there before a plan is adopted."""

import datetime

import pytest

from plans import adoption
from plans.adoption import Analysis, DraftDays, Gate, Held

DAY = datetime.date(2026, 3, 31)
BEFORE, AFTER = datetime.date(2026, 3, 1), datetime.date(2026, 4, 1)
RISK, TALKS = Gate.RISK_ANALYSIS, Gate.CONSULTATION
FINISHED, UNION = Analysis("Analys", BEFORE), Held("Vårdförbundet", "union", BEFORE)


@pytest.mark.parametrize(
    ("analyses", "held", "waivers", "missing"),
    [
        ([], [], {}, [RISK, TALKS]),
        ([FINISHED], [UNION], {}, []),
        ([FINISHED], [], {}, [TALKS]),
        ([], [UNION], {}, [RISK]),
        ([Analysis("Pågår", None)], [UNION], {}, [RISK]),
        ([Analysis("Samma dag", DAY)], [UNION], {}, []),
        ([Analysis("För sent", AFTER)], [UNION], {}, [RISK]),
        ([Analysis("Använd", BEFORE, is_used=True)], [UNION], {}, [RISK]),
        ([FINISHED], [Held("Vårdförbundet", "union", BEFORE, is_used=True)], {}, [TALKS]),
        ([FINISHED], [Held("Vårdförbundet", "union", AFTER)], {}, [TALKS]),
        ([FINISHED], [Held("Patientnämnden", "patients", BEFORE)], {}, [TALKS]),
        ([], [], {RISK: "Redaktionell ändring"}, [TALKS]),
        ([], [], {RISK: "Redaktionell", TALKS: "Samrådd i mars"}, []),
        ([], [UNION], {RISK: "   "}, [RISK]),
    ],
)
def test_each_gate_is_passed_or_waived_with_a_reason(analyses, held, waivers, missing):
    assert adoption.missing(adoption.gates(analyses, held, DAY), waivers) == missing


def test_a_gate_says_what_it_is_passed_on():
    risk, talks = adoption.gates([FINISHED], [UNION], DAY)
    assert [(ground.title, ground.day) for ground in (*risk.grounds, *talks.grounds)] == [
        ("Analys", BEFORE),
        ("Vårdförbundet", BEFORE),
    ]


# A draft revision ------------------------------------------------------------------------------------------------------

ADOPTED, BETWEEN, OPENED = datetime.date(2026, 1, 30), datetime.date(2026, 2, 10), datetime.date(2026, 3, 15)
DRAFT = DraftDays(adopted_before=ADOPTED, opened=OPENED)
LAST_YEAR = datetime.date(2026, 1, 13)


@pytest.mark.parametrize(
    ("day", "counts", "is_older"),
    [
        (LAST_YEAR, False, True),
        (ADOPTED - datetime.timedelta(days=1), False, True),
        (ADOPTED, True, True),
        (BETWEEN, True, True),
        (OPENED - datetime.timedelta(days=1), True, True),
        (OPENED, True, False),
        (DAY, True, False),
    ],
)
def test_what_was_done_before_the_adoption_before_does_not_count_for_a_new_revision(day, counts, is_older):
    for state in adoption.gates([Analysis("Analys", day)], [Held("Facket", "union", day)], DAY, DRAFT):
        assert state.is_passed is counts
        assert [one.day for one in state.grounds] == ([day] if counts else [])
        assert [one.day for one in state.outdated] == ([] if counts else [day])
        assert [one.is_before_draft for one in (*state.grounds, *state.outdated)] == [is_older]


def test_the_first_adoption_knows_no_older_work():
    (risk, talks) = adoption.gates([Analysis("Analys", LAST_YEAR)], [Held("Facket", "union", LAST_YEAR)], DAY)
    assert [one.is_before_draft for one in (*risk.grounds, *talks.grounds)] == [False, False]
    assert not risk.outdated
    assert not talks.outdated


def test_what_an_earlier_revision_used_is_neither_counted_nor_called_old():
    (risk, talks) = adoption.gates(
        [Analysis("Analys", LAST_YEAR, is_used=True)], [Held("Facket", "union", BETWEEN, is_used=True)], DAY, DRAFT
    )
    assert (risk.grounds, risk.outdated, talks.grounds, talks.outdated) == ((), (), (), ())
