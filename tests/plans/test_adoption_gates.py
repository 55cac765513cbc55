"""What must be there before a plan is adopted."""

import datetime

import pytest

from plans import adoption
from plans.adoption import Analysis, Gate, Held

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
