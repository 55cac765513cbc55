"""`manage.py cost_index`: JSON for programs, words for people, and a clear no to what it cannot read."""

import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from indicators.actions import index as actions
from indicators.models import CostReturn, ReturnState, Target
from tests import factories

KEYS = ["region", "period", "window", "agency_sek", "own_sek", "ratio", "target", "met", "missing_periods"]


@pytest.fixture
def four_quarters(blekinge, kalmar):
    Target.objects.create(ratio=Decimal("0.02"), valid_from="2010-01-01")
    for number, agency in enumerate(("10.50", "20", "30", "40"), start=1):
        factories.counting_return(blekinge.region, f"2018-K{number}", agency)
    factories.counting_return(kalmar.region, "2018-K1", 30)
    actions.rebuild()


def answer(capsys, *arguments):
    call_command("cost_index", *arguments, "--json")
    return json.loads(capsys.readouterr().out)


def test_quarters_answer_for_the_year_with_unrounded_figures(four_quarters, capsys):
    found = answer(capsys, "--region", "10", "--period", "2018")
    assert list(found) == KEYS
    assert (found["agency_sek"], found["own_sek"], found["ratio"]) == ("100.50", "4000.00", "0.025125")
    assert (found["target"], found["met"], found["missing_periods"]) == ("0.0200", False, [])


@pytest.mark.parametrize(
    ("period", "window", "agency", "missing"),
    [
        ("2018-K4", "period", "40.00", []),
        ("2018-K4", "r12", "100.50", []),
        ("2018-K3", "ytd", "60.50", []),
        ("2018-K3", "r12", None, ["2017-K4"]),
        ("2018-H1", "period", "30.50", []),
        ("2018-T2", "period", None, ["2018-05", "2018-06", "2018-07", "2018-08"]),
        ("2018-01/08", "period", None, ["2018-07", "2018-08"]),
        ("2018-03", "period", None, ["2018-03"]),
        ("2019", "period", None, ["2019"]),
    ],
)
def test_other_periods_are_tiled_or_named_as_missing(four_quarters, capsys, period, window, agency, missing):
    found = answer(capsys, "--region", "10", "--period", period, "--window", window)
    assert (found["period"], found["window"]) == (period, window)
    assert (found["agency_sek"], found["missing_periods"]) == (agency, missing)
    assert (found["ratio"] is None) == (agency is None)


def test_the_nation_names_region_and_period_of_what_it_lacks(four_quarters, capsys):
    found = answer(capsys, "--region", "SE", "--period", "2018-K2")
    assert list(found) == KEYS
    assert (found["region"], found["agency_sek"], found["missing_periods"]) == ("SE", "20.00", ["08:2018-K2"])
    assert answer(capsys, "--region", "se", "--period", "2018-K1")["agency_sek"] == "40.50"


def test_no_own_cost_is_said_and_is_no_missing_period(four_quarters, kalmar, capsys):
    factories.counting_return(kalmar.region, "2018-K2", 5, own=0)
    actions.rebuild()
    assert answer(capsys, "--region", "08", "--period", "2018-K2") | {"target": None} == {
        "region": "08",
        "period": "2018-K2",
        "window": "period",
        "agency_sek": "5.00",
        "own_sek": "0.00",
        "ratio": None,
        "target": None,
        "met": None,
        "missing_periods": [],
    }
    assert answer(capsys, "--region", "SE", "--period", "2018-K2")["missing_periods"] == ["08:own_sek"]


def test_the_basis_decides_which_returns_count(four_quarters, kalmar, capsys):
    CostReturn.objects.filter(region=kalmar.region).update(
        state=ReturnState.SUBMITTED, locked_at=None, counts_locked=False
    )
    actions.rebuild()
    assert answer(capsys, "--region", "08", "--period", "2018-K1")["agency_sek"] == "30.00"
    locked = answer(capsys, "--region", "08", "--period", "2018-K1", "--basis", "locked")
    assert locked["missing_periods"] == ["2018-K1"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--region", "99", "--period", "2018"], "99"),
        (["--region", "10", "--period", "2018-K5"], "2018-K5"),
        (["--region", "10", "--period", "igår"], "igår"),
        (["--region", "10"], "--period"),
        (["--period", "2018"], "--region"),
        (["--region", "10", "--period", "2018", "--window", "decade"], "decade"),
        (["--region", "10", "--period", "2018", "--basis", "open"], "open"),
    ],
)
def test_bad_input_is_refused_and_named(four_quarters, arguments, named):
    with pytest.raises(CommandError, match=named) as refusal:
        call_command("cost_index", *arguments)
    assert refusal.value.returncode != 0


def test_the_text_says_figure_target_and_regions(four_quarters, capsys):
    call_command("cost_index", "--region", "10", "--period", "2018")
    text = capsys.readouterr().out
    assert "Blekinge, helåret 2018" in text
    assert "2,5\u00a0%" in text
    assert "2,0\u00a0%" in text
    call_command("cost_index", "--region", "SE", "--period", "2018-K2")
    assert "08:2018-K2" in capsys.readouterr().out


def test_old_figures_are_flagged_until_they_are_rebuilt(four_quarters, blekinge, capsys):
    factories.counting_return(blekinge.region, "2019-K1", 7)
    call_command("cost_index", "--region", "10", "--period", "2019-K1", "--json")
    printed = capsys.readouterr()
    assert "--rebuild" in printed.err
    assert json.loads(printed.out)["missing_periods"] == ["2019-K1"]

    call_command("cost_index", "--rebuild")
    call_command("cost_index", "--region", "10", "--period", "2019-K1", "--json")
    printed = capsys.readouterr()
    assert json.loads(printed.out)["agency_sek"] == "7.00"
    assert "--rebuild" not in printed.err


def test_an_incomplete_nation_is_not_said_to_meet_the_target(four_quarters, capsys):
    found = answer(capsys, "--region", "SE", "--period", "2018-K2")
    assert (found["target"], found["met"]) == ("0.0200", None)
    call_command("cost_index", "--region", "SE", "--period", "2018-K2")
    assert "nått" not in capsys.readouterr().out
    call_command("cost_index", "--region", "SE", "--period", "2018-K1")
    assert "nått" in capsys.readouterr().out
