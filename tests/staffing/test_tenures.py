"""Who has held a role, from when to when."""

from __future__ import annotations

import datetime

import pytest

from staffing.tenures import Tenure, Version, tenures

ANNA, BO, CLERK = 1, 2, 9


def day(number: int) -> datetime.datetime:
    return datetime.datetime(2026, 3, number, 8, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("versions", "holder_now", "expected"),
    [
        ([], None, [Tenure(None, None, None, None)]),
        # Written without a history, as an import does.
        ([], ANNA, [Tenure(ANNA, None, None, None)]),
        ([Version(day(1), ANNA, CLERK)], ANNA, [Tenure(ANNA, day(1), None, CLERK)]),
        # A new title is no new holder.
        ([Version(day(1), ANNA), Version(day(2), ANNA, CLERK)], ANNA, [Tenure(ANNA, day(1), None, None)]),
        (
            [Version(day(5), BO, CLERK), Version(day(1), ANNA), Version(day(3), None, CLERK)],
            BO,
            [
                Tenure(BO, day(5), None, CLERK),
                Tenure(None, day(3), day(5), CLERK),
                Tenure(ANNA, day(1), day(3), None),
            ],
        ),
        # Made without a holder and given one in the same act.
        (
            [Version(day(1), None), Version(day(1) + datetime.timedelta(seconds=30), ANNA)],
            ANNA,
            [Tenure(ANNA, day(1) + datetime.timedelta(seconds=30), None, None)],
        ),
        ([Version(day(1), ANNA)], BO, [Tenure(BO, None, None, None), Tenure(ANNA, day(1), None, None)]),
    ],
)
def test_tenures(versions, holder_now, expected):
    assert tenures(versions, holder_now) == expected
