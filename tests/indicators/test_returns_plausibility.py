"""What stands out in a return: the limits, and what says nothing."""

from decimal import Decimal

import pytest

from indicators import cost_lines
from indicators.cost_lines import AGENCY, OWN, LineRow
from indicators.plausibility import Concern, deviations, sums_by_place

PLACE = (1, 2, AGENCY)


def sums(amount):
    return {} if amount is None else {PLACE: Decimal(amount)}


@pytest.mark.parametrize(
    ("now", "before", "concern", "change"),
    [
        ("440000", "100000", Concern.RISE, "3.4"),
        ("200000", "100000", None, None),
        ("200001", "100000", Concern.RISE, "1.00001"),
        ("50000", "100000", None, None),
        ("49999", "100000", Concern.FALL, "-0.50001"),
        ("0", "100000", Concern.FALL, "-1"),
        (None, "100000", Concern.GONE, None),
        ("100000", None, None, None),
        ("99999", "10", None, None),
        ("-1", None, Concern.NEGATIVE, None),
        ("500000", "0", None, None),
        ("500000", "-5", None, None),
    ],
)
def test_a_leap_is_more_than_double_or_less_than_half(now, before, concern, change):
    found = deviations(sums(now), sums(before))
    assert [one.concern for one in found] == ([concern] if concern else [])
    if change:
        assert found[0].change == Decimal(change)


def test_places_are_summed_over_organisations_and_the_whole_comes_first():
    rows = [
        LineRow(organisation, 1, 2, kind, is_correction=False, amount_sek=Decimal(amount))
        for organisation, kind, amount in ((1, AGENCY, 300000), (2, AGENCY, 140000), (1, OWN, 5))
    ]
    now = sums_by_place(rows)
    assert now == {PLACE: 440000, (None, None, AGENCY): 440000, (1, 2, OWN): 5, (None, None, OWN): 5}
    found = deviations(now, {PLACE: Decimal(100000), (None, None, AGENCY): Decimal(100000)})
    assert [one.place for one in found] == [(None, None, AGENCY), PLACE]


def test_a_line_comes_back_from_json_as_it_was():
    row = LineRow(1, 2, None, AGENCY, True, Decimal("-0.10"), None, Decimal("12345678901.23"), Decimal("1.50"), None)
    assert cost_lines.from_json(cost_lines.as_json(row)) == row
