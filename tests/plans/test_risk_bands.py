"""The bands of a risk, and what is flagged, as tables."""

from __future__ import annotations

from datetime import date

import pytest

from plans import risk_bands
from plans.risk_bands import Band

DUE = date(2026, 4, 30)


@pytest.mark.parametrize(
    ("probability", "consequence", "scale", "band"),
    [
        (1, 1, 5, Band.GREEN),
        (2, 2, 5, Band.GREEN),
        (1, 5, 5, Band.YELLOW),
        (3, 4, 5, Band.YELLOW),
        (3, 5, 5, Band.RED),
        (5, 5, 5, Band.RED),
        (1, 3, 4, Band.GREEN),
        (2, 2, 4, Band.YELLOW),
        (2, 4, 4, Band.YELLOW),
        (3, 3, 4, Band.RED),
    ],
)
def test_the_band_of_a_risk(probability, consequence, scale, band):
    assert risk_bands.band(probability, consequence, scale) is band


@pytest.mark.parametrize("asked", [(5, 1, 4), (1, 5, 4), (0, 1, 5), (6, 1, 5), (1, 1, 3)])
def test_what_is_not_on_the_scale_is_refused(asked):
    with pytest.raises(ValueError, match="scale"):
        risk_bands.band(*asked)


def test_every_band_is_counted_also_when_empty():
    assert risk_bands.count_bands([(5, 5), (1, 1), (1, 2)], 5) == {Band.GREEN: 2, Band.YELLOW: 0, Band.RED: 1}


@pytest.mark.parametrize(
    ("countermeasure", "band", "is_serious", "lacks"),
    [
        ("", Band.GREEN, False, False),
        ("", Band.YELLOW, False, False),
        ("", Band.RED, False, True),
        (" \n", Band.GREEN, True, True),
        ("Nattjänst", Band.RED, True, False),
    ],
)
def test_what_lacks_a_countermeasure(countermeasure, band, is_serious, lacks):
    assert risk_bands.lacks_countermeasure(countermeasure, band, is_serious=is_serious) is lacks


@pytest.mark.parametrize(
    ("due", "followed_up", "today", "is_overdue"),
    [
        (None, None, DUE, False),
        (DUE, None, DUE, False),
        (DUE, None, date(2026, 5, 1), True),
        (DUE, date(2026, 5, 1), date(2026, 6, 1), False),
    ],
)
def test_what_is_overdue(due, followed_up, today, is_overdue):
    assert risk_bands.is_overdue(due, followed_up, today) is is_overdue
