"""The table of delegation: exactly one decider or what is lacking, held against a slow reading of the rules as they are told."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffing.delegation_table import Ask, Limit, NoDecider, Rule, SeveralDeciders, decider

UNIT, HOSPITAL, REGION = 1, 2, 3
DOCTOR, NURSE = 1, 2
HEAD, DIRECTOR, CHIEF = 10, 20, 30
DAY = datetime.date(2026, 5, 4)
ASK = Ask(
    places=(UNIT, HOSPITAL, REGION), profession=DOCTOR, cost_sek=Decimal(100_000), weeks=Decimal(4), is_outside_framework=False,
    is_over_list_price=False, is_in_hire_stop=False, day=DAY,
)  # fmt: skip
HEAD_RULE = Rule(1, UNIT, HEAD, 1, largest_sek=Decimal(200_000), longest_weeks=Decimal(6))
DIRECTOR_RULE = Rule(
    2, HOSPITAL, DIRECTOR, 2, largest_sek=Decimal(1_000_000), covers_over_list_price=True, covers_hire_stop=True
)
CHIEF_RULE = Rule(
    3, REGION, CHIEF, 3, covers_outside_framework=True, covers_over_list_price=True, covers_hire_stop=True
)
TABLE = (CHIEF_RULE, DIRECTOR_RULE, HEAD_RULE)


@pytest.mark.parametrize(
    ("change", "role"),
    [
        ({}, HEAD),
        ({"cost_sek": Decimal(200_000)}, HEAD),
        ({"cost_sek": Decimal("200000.01")}, DIRECTOR),
        ({"weeks": Decimal("6.1")}, DIRECTOR),
        ({"is_over_list_price": True}, DIRECTOR),
        ({"is_outside_framework": True}, CHIEF),
        ({"cost_sek": Decimal(2_000_000)}, CHIEF),
        ({"is_in_hire_stop": True}, DIRECTOR),
        ({"is_in_hire_stop": True, "weeks": Decimal(7)}, CHIEF),
    ],
)
def test_the_lowest_step_that_covers_it_decides_and_a_hire_stop_lifts_it_one_up(change, role):
    assert decider(replace(ASK, **change), TABLE).role == role


def test_the_rule_of_a_profession_goes_before_the_one_for_all_and_the_nearest_before_the_far():
    of_doctors = Rule(4, UNIT, 11, 1, profession=DOCTOR)
    assert decider(ASK, (*TABLE, of_doctors)).role == 11
    assert decider(replace(ASK, profession=NURSE), (*TABLE, of_doctors)).role == HEAD
    assert decider(ASK, (Rule(5, HOSPITAL, 12, 1), HEAD_RULE)).role == HEAD


def test_a_rule_counts_from_its_first_day_to_its_last():
    rule = replace(HEAD_RULE, valid_from=DAY, valid_to=DAY)
    assert decider(ASK, [rule]) == rule
    for day in (DAY - datetime.timedelta(1), DAY + datetime.timedelta(1)):
        with pytest.raises(NoDecider):
            decider(replace(ASK, day=day), [rule])


def test_what_is_lacking_is_named():
    with pytest.raises(NoDecider) as nothing:
        decider(replace(ASK, places=(9,)), TABLE)
    assert (nothing.value.limits, nothing.value.nearest) == (frozenset(), None)
    with pytest.raises(NoDecider) as too_dear:
        decider(replace(ASK, cost_sek=Decimal(3_000_000), is_outside_framework=True), [HEAD_RULE, DIRECTOR_RULE])
    assert too_dear.value.limits == {Limit.COST, Limit.OUTSIDE_FRAMEWORK}
    assert too_dear.value.nearest == DIRECTOR_RULE
    with pytest.raises(NoDecider) as stopped:
        decider(replace(ASK, is_in_hire_stop=True), [HEAD_RULE])
    assert stopped.value.limits == {Limit.HIRE_STOP}


def test_two_roles_at_one_place_and_step_are_an_error_and_one_role_twice_is_none():
    twin = replace(HEAD_RULE, key=7, role=99)
    with pytest.raises(SeveralDeciders) as both:
        decider(ASK, (*TABLE, twin))
    assert both.value.rules == (HEAD_RULE, twin)
    assert decider(ASK, (*TABLE, replace(twin, role=HEAD))) == HEAD_RULE


RULES = st.builds(
    Rule,
    key=st.integers(1, 10**6),
    place=st.integers(1, 5),
    role=st.integers(1, 4),
    step=st.integers(1, 4),
    profession=st.sampled_from([None, DOCTOR, NURSE]),
    largest_sek=st.sampled_from([None, Decimal(50_000), Decimal(100_000), Decimal(500_000)]),
    longest_weeks=st.sampled_from([None, Decimal(2), Decimal(4), Decimal(12)]),
    covers_outside_framework=st.booleans(),
    covers_over_list_price=st.booleans(),
    covers_hire_stop=st.booleans(),
    valid_from=st.sampled_from([datetime.date.min, DAY, DAY + datetime.timedelta(1)]),
    valid_to=st.sampled_from([None, DAY, DAY - datetime.timedelta(1)]),
)
ASKS = st.builds(
    Ask,
    places=st.just((UNIT, HOSPITAL, REGION)),
    profession=st.sampled_from([DOCTOR, NURSE]),
    cost_sek=st.sampled_from([Decimal(50_000), Decimal(100_000), Decimal(500_001)]),
    weeks=st.sampled_from([Decimal(2), Decimal(5), Decimal(13)]),
    is_outside_framework=st.booleans(),
    is_over_list_price=st.booleans(),
    is_in_hire_stop=st.booleans(),
    day=st.just(DAY),
)


def told(ask, rules):
    """Return the roles that decide, by reading the rules step by step, place by place, as one would at a desk."""

    def may(rule):
        return (
            rule.valid_from <= ask.day <= (rule.valid_to or datetime.date.max)
            and (rule.profession is None or rule.profession == ask.profession)
            and ask.cost_sek <= (rule.largest_sek or Decimal("Infinity"))
            and ask.weeks <= (rule.longest_weeks or Decimal("Infinity"))
            and (rule.covers_outside_framework or not ask.is_outside_framework)
            and (rule.covers_over_list_price or not ask.is_over_list_price)
        )

    usual = None
    for step in range(1, 5):
        for place in ask.places:
            for is_for_all in (False, True):
                found = [
                    rule
                    for rule in rules
                    if rule.step == step
                    and rule.place == place
                    and (rule.profession is None) is is_for_all
                    and may(rule)
                ]
                if not found:
                    continue
                usual = usual or step
                if not ask.is_in_hire_stop:
                    return {rule.role for rule in found}
                lifted = {rule.role for rule in found if rule.covers_hire_stop and step > usual}
                if lifted:
                    return lifted
    return set()


@given(ASKS, st.lists(RULES, max_size=8, unique_by=lambda rule: rule.key))
def test_there_is_exactly_one_decider_or_a_clear_error(ask, rules):
    expected = told(ask, rules)
    try:
        found = {decider(ask, rules).role}
    except NoDecider:
        found = set()
    except SeveralDeciders as several:
        found = {rule.role for rule in several.rules}
        assert len(found) > 1
    assert found == expected
