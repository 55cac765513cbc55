"""What a table of delegation leaves open, and the explanation of a decision held against the decision."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal

import pytest

from staffing.delegation_table import Ask, Gap, Limit, NoDecider, Rule, SeveralDeciders, clashes, decider, gaps, weighed

DAY = date(2026, 11, 27)
TREE = {1: None, 2: 1, 3: 1, 4: 2, 5: 2}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([], [Gap(1, 7)]),
        ([Rule(1, 1, 9, 1)], []),
        ([Rule(1, 2, 9, 1)], [Gap(3, 7)]),
        ([Rule(1, 4, 9, 1)], [Gap(3, 7), Gap(5, 7)]),
        ([Rule(1, 1, 9, 1, profession=8)], [Gap(1, 7)]),
        ([Rule(1, 1, 9, 1, valid_to=date(2026, 1, 1))], [Gap(1, 7)]),
    ],
)
def test_gaps_are_named_at_their_highest_place(rules: list[Rule], expected: list[Gap]) -> None:
    assert gaps(TREE, [7], rules, DAY) == expected


def asked(**changes: object) -> Ask:
    plain = {"places": (4, 2, 1), "profession": 7, "cost_sek": Decimal(100), "weeks": Decimal(2), "day": DAY}
    flags = {"is_outside_framework": False, "is_over_list_price": False, "is_in_hire_stop": False}
    return Ask(**{**plain, **flags, **changes})


def test_two_roles_clash_only_where_nothing_tells_them_apart() -> None:
    first = Rule(1, 2, 9, 1)
    alike = Rule(2, 2, 8, 1)
    others = [Rule(3, 2, 8, 2), Rule(4, 1, 8, 1), Rule(5, 2, 8, 1, profession=7), Rule(6, 2, 9, 1)]
    ended = Rule(7, 2, 8, 1, valid_to=date(2020, 1, 1))
    assert [(one.first, one.second) for one in clashes([first, alike], DAY)] == [(first, alike)]
    assert clashes([first, *others[:3], ended], DAY) == []
    with pytest.raises(SeveralDeciders):
        decider(asked(), [first, alike])


def test_what_is_weighed_agrees_with_who_decides() -> None:
    """Hold the explanation against the decision, over all small tables."""
    shapes = [
        Rule(key, place, key, step, largest_sek=limit, covers_hire_stop=stop)
        for key, (place, step, limit, stop) in enumerate(
            itertools.product((4, 1), (1, 2), (Decimal(50), None), (False, True)), start=1
        )
    ]
    for table in itertools.combinations(shapes, 3):
        for is_in_stop in (False, True):
            ask = asked(is_in_hire_stop=is_in_stop)
            told = [one.rule for one in weighed(ask, table) if not one.limits]
            decided = _decides(ask, table)
            if decided == "several":
                assert len({rule.role for rule in told}) > 1
            else:
                assert decided == (told[0] if told else None)


def _decides(ask: Ask, table: tuple[Rule, ...]) -> Rule | str | None:
    try:
        return decider(ask, table)
    except NoDecider:
        return None
    except SeveralDeciders:
        return "several"


def test_a_hire_stop_is_told_as_what_stops_the_lowest() -> None:
    low, high = Rule(1, 4, 1, 1), Rule(2, 1, 2, 2, covers_hire_stop=True)
    found = weighed(asked(is_in_hire_stop=True), [low, high])
    assert [one.limits for one in found] == [frozenset({Limit.HIRE_STOP}), frozenset()]
