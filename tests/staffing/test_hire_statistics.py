"""Statistics of hires: facts worked out by hand, and random hires against slow counting that shares nothing with the computation."""

from __future__ import annotations

import datetime
import statistics as python_statistics
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffing import hire_statistics as statistics
from staffing.hire_statistics import Became, Hire, Ordered, Span

UTC = datetime.UTC
DAY_ONE = date(2026, 7, 1)
QUARTER = Span(date(2026, 7, 1), date(2026, 9, 30))


def hire(day: date = date(2026, 8, 3), became: Became = Became.WAITING, **fields: object) -> Hire:
    given_fields = {
        "place": 3,
        "asked_at": datetime.datetime.combine(day, datetime.time(8), UTC),
        "asked": day,
        "became": became,
        "first": date(2026, 9, 1),
        "last": date(2026, 9, 28),
        "hours": Decimal(160),
        "cost_sek": Decimal(160_000),
        "sek_per_hour": Decimal(1_000),
        "reason": 1,
    }
    return Hire(**given_fields | fields)  # type: ignore[arg-type]


def granted(first: date, last: date, sek: str, **fields: object) -> Hire:
    return hire(became=Became.GRANTED, first=first, last=last, valid_to=last, granted_sek=Decimal(sek), **fields)


class TestSpan:
    @pytest.mark.parametrize(
        ("first", "last", "before"),
        [
            ("2026-07-01", "2026-09-30", ("2025-07-01", "2025-09-30")),
            ("2025-01-01", "2025-12-31", ("2024-01-01", "2024-12-31")),
            # The last of February stays the last, in leap years and after them.
            ("2025-02-01", "2025-02-28", ("2024-02-01", "2024-02-29")),
            ("2024-02-10", "2024-02-29", ("2023-02-10", "2023-02-28")),
            ("2026-03-05", "2026-03-17", ("2025-03-05", "2025-03-17")),
        ],
    )
    def test_the_same_days_a_year_before(self, first: str, last: str, before: tuple[str, str]) -> None:
        found = Span(date.fromisoformat(first), date.fromisoformat(last)).year_before()
        assert (found.first.isoformat(), found.last.isoformat()) == before

    def test_a_last_day_before_its_first_is_no_span(self) -> None:
        with pytest.raises(ValueError, match="before its first"):
            Span(date(2026, 7, 2), date(2026, 7, 1))


class TestByHand:
    def test_what_became_of_ten(self) -> None:
        hires = [
            hire(became=Became.GRANTED, granted_sek=Decimal(160_000)),
            hire(became=Became.GRANTED, granted_sek=Decimal(100_000), is_urgent=True, reason=2),
            hire(became=Became.CHANGED, granted_sek=Decimal(40_000)),
            hire(became=Became.REFUSED, decision_reason=7, is_in_stop=True, cost_sek=Decimal(90_000)),
            hire(became=Became.REFUSED, decision_reason=7),
            hire(became=Became.REFUSED, decision_reason=8),
            hire(became=Became.WITHDRAWN, is_in_stop=True),
            hire(is_renewal=True),
            hire(QUARTER.first),
            hire(QUARTER.last),
            # The days before and after are another quarter's.
            hire(QUARTER.first - timedelta(days=1)),
            hire(QUARTER.last + timedelta(days=1), is_urgent=True),
        ]
        found = statistics.counted(hires, QUARTER)
        assert found.asked == 10
        assert found.became == {"granted": 2, "changed": 1, "refused": 3, "withdrawn": 1, "waiting": 3}
        assert (found.decided, found.granted_share) == (6, Decimal("0.5"))
        assert (found.urgent, found.urgent_share, found.renewals) == (1, Decimal("0.1"), 1)
        assert (found.reasons, found.refusals) == (((1, 9), (2, 1)), ((7, 2), (8, 1)))
        assert (found.asked_sek, found.granted_sek) == (Decimal(1_530_000), Decimal(300_000))
        stop = found.stop
        assert (stop.requests, stop.granted, stop.refused, stop.withdrawn) == (2, 0, 1, 1)
        assert (stop.asked_sek, stop.granted_sek, stop.refused_sek) == (Decimal(250_000), 0, Decimal(90_000))

    def test_of_nothing_shares_and_times_are_missing_and_not_zero(self) -> None:
        found = statistics.counted([], QUARTER)
        assert (found.granted_share, found.urgent_share, found.lead) == (None, None, None)
        assert (found.framework.share, found.framework.share_of_sek) == (None, None)

    @pytest.mark.parametrize(
        ("hours", "median", "ninetieth"),
        [
            ([5], 5, 5),
            ([1, 4], 2.5, 4),
            # Ten: place ⌈9⌉ = 9; eleven: place ⌈9.9⌉ = 10; twenty: place 18.
            ([1, 2, 3, 4, 5, 6, 7, 8, 9, 100], 5.5, 9),
            ([1, 2, 3, 4, 5, 6, 7, 8, 9, 50, 100], 6, 50),
            (list(range(20, 0, -1)), 10.5, 18),
        ],
    )
    def test_lead_times(self, hours: list[int], median: float, ninetieth: float) -> None:
        found = statistics.lead_time(timedelta(hours=one) for one in hours)
        assert found is not None
        assert (found.median, found.ninetieth) == (timedelta(hours=median), timedelta(hours=ninetieth))

    def test_a_night_of_summer_time_is_as_long_as_it_was(self) -> None:
        # 24 October 20:00 to 25 October 08:00 in Sweden is thirteen hours, for the clock is put back.
        asked, decided = (datetime.datetime(2026, 10, day, hour, tzinfo=UTC) for day, hour in ((24, 18), (25, 7)))
        found = statistics.counted([hire(asked_at=asked, became=Became.REFUSED, decided_at=decided)], QUARTER)
        assert found.lead is not None
        assert found.lead.median == timedelta(hours=13)

    def test_what_knows_its_days_alone_has_no_lead_time(self) -> None:
        at = datetime.datetime(2026, 10, 24, 10, tzinfo=UTC)
        one = {"asked_at": at, "became": Became.REFUSED}
        timed = hire(**one, decided_at=at + timedelta(hours=6))
        imported = hire(**one, decided_at=at, is_timed=False)
        found = statistics.counted([timed, imported], QUARTER)
        assert found.lead is not None
        assert (found.lead.median, found.lead.count) == (timedelta(hours=6), 1)

    def test_framework_and_price_over_list(self) -> None:
        def ordered(inside: bool, price: int, hours: int | None, listed: int | None) -> Hire:  # noqa: FBT001
            return hire(
                became=Became.GRANTED,
                granted_hours=None if hours is None else Decimal(hours),
                listed_sek_per_hour=None if listed is None else Decimal(listed),
                ordered=Ordered(inside, Decimal(price)),
            )

        hires = [
            ordered(inside=True, price=1_100, hours=100, listed=1_000),  # 110 000 kr, 10 000 above
            ordered(inside=True, price=900, hours=100, listed=1_000),  # 90 000 kr, below: takes nothing away
            ordered(inside=False, price=2_000, hours=None, listed=None),  # 160 h: 320 000 kr, no list price
            # Not ordered yet: the price asked for counts.
            hire(became=Became.CHANGED, granted_hours=Decimal(10), listed_sek_per_hour=Decimal(950)),
            # Refused: nothing is paid above any list.
            hire(became=Became.REFUSED, listed_sek_per_hour=Decimal(1)),
        ]
        found = statistics.counted(hires, QUARTER)
        assert (found.framework.count, found.framework.inside) == (3, 2)
        assert (found.framework.sek, found.framework.inside_sek) == (Decimal(520_000), Decimal(200_000))
        assert found.framework.share_of_sek == Decimal(200_000) / Decimal(520_000)
        assert (found.over_list.count, found.over_list.sek, found.over_list.unlisted) == (2, Decimal(10_500), 1)

    def test_a_hire_over_three_quarters_gives_each_its_days(self) -> None:
        # 30 days, 10 in June, 20 in July; 90 000 kr.
        one = granted(date(2026, 6, 21), date(2026, 7, 20), "90000")
        tree = {3: 2, 2: 1, 1: None, 4: 2}
        other = granted(date(2026, 7, 1), date(2026, 7, 7), "700", place=4)
        found = statistics.work_by_place([one, other], QUARTER, tree)
        assert {key: (work.hires, work.days, work.granted_sek) for key, work in found.items()} == {
            3: (1, 20, Decimal(60_000)),
            4: (1, 7, Decimal(700)),
            2: (2, 27, Decimal(60_700)),
            1: (2, 27, Decimal(60_700)),
        }
        assert found[4].weeks == 1
        # Nobody has followed any of them up.
        assert found[1].actual_sek is None

    def test_the_actual_cost_is_of_those_that_are_known(self) -> None:
        june, july = date(2026, 6, 21), date(2026, 7, 20)
        ended = Ordered(True, Decimal(1_000), is_filled=True, ended=date(2026, 7, 10), actual_sek=Decimal(40_000))
        nobody = Ordered(True, Decimal(1_000), is_filled=False)
        underway = Ordered(True, Decimal(1_000), is_filled=True)
        hires = [granted(june, july, "90000", ordered=one) for one in (ended, nobody, underway)]
        # 20 days worked, 10 of them in July: 20 000 of 40 000; what nobody filled cost nothing.
        work = statistics.work_by_place(hires, QUARTER, {3: None})[3]
        assert (work.hires, work.known, work.actual_sek, work.is_actual_whole) == (3, 2, Decimal(20_000), False)

    @pytest.mark.parametrize("became", [Became.REFUSED, Became.WITHDRAWN, Became.WAITING])
    def test_what_is_not_granted_is_no_work(self, became: Became) -> None:
        assert statistics.work_by_place([hire(became=became)], QUARTER, {3: None}) == {}


# Random hires against slow counting --------------------------------------------------------------------------------------

days = st.dates(date(2026, 5, 1), date(2026, 11, 30))
kronor = st.integers(0, 10**9).map(lambda ore: Decimal(ore) / 100)
PARENTS = {1: None, 2: 1, 3: 1, 4: 2, 5: 2, 6: 3}


@st.composite
def hires(draw: st.DrawFn) -> Hire:
    became = draw(st.sampled_from(Became))
    asked = draw(days)
    first = draw(days)
    last = first + timedelta(days=draw(st.integers(0, 200)))
    is_granted = became in {"granted", "changed"}
    is_decided = is_granted or became == "refused"
    asked_at = datetime.datetime.combine(asked, datetime.time(12), UTC)
    ordered = None
    if is_granted and draw(st.booleans()):
        ended = first + timedelta(days=draw(st.integers(0, 200)))
        fate = draw(st.sampled_from(["unfilled", "underway", "followed"]))
        ordered = Ordered(
            draw(st.booleans()),
            Decimal(draw(st.integers(1, 3_000))),
            {"unfilled": False, "underway": None, "followed": True}[fate],
            ended if fate == "followed" else None,
            draw(kronor) if fate == "followed" else None,
        )
    return Hire(
        place=draw(st.sampled_from(sorted(PARENTS))),
        asked_at=asked_at,
        asked=asked,
        became=became,
        first=first,
        last=last,
        hours=Decimal(draw(st.integers(1, 2_000))),
        cost_sek=draw(kronor),
        sek_per_hour=Decimal(draw(st.integers(1, 3_000))),
        reason=draw(st.integers(1, 4)),
        listed_sek_per_hour=draw(st.none() | st.integers(1, 3_000).map(Decimal)),
        is_urgent=draw(st.booleans()),
        is_renewal=draw(st.booleans()),
        is_in_stop=draw(st.booleans()),
        decided_at=asked_at + timedelta(minutes=draw(st.integers(0, 50_000))) if is_decided else None,
        decision_reason=draw(st.integers(5, 7)) if is_decided else None,
        granted_hours=Decimal(draw(st.integers(1, 2_000))) if is_granted else None,
        granted_sek=draw(kronor) if is_granted else None,
        valid_to=draw(st.dates(first, last)) if is_granted else None,
        ordered=ordered,
    )


spans = st.tuples(days, st.integers(0, 150)).map(lambda drawn: Span(drawn[0], drawn[0] + timedelta(days=drawn[1])))


@given(st.lists(hires(), max_size=25), spans)
def test_counts_are_what_slow_counting_finds(found: list[Hire], span: Span) -> None:
    counted = statistics.counted(found, span)
    inside = []
    day = span.first
    while day <= span.last:
        inside += [one for one in found if one.asked == day]
        day += timedelta(days=1)
    assert counted.asked == len(inside) == sum(counted.became.values())
    words = [one.became.value for one in inside]
    assert {key.value: n for key, n in counted.became.items()} == {
        word: words.count(word) for word in ("granted", "changed", "refused", "withdrawn", "waiting")
    }
    decided = [one for one in inside if one.decided_at]
    yes = len([one for one in decided if one.became.value != "refused"])
    assert counted.granted_share == (None if not decided else Decimal(yes) / len(decided))
    assert dict(counted.reasons) == {key: n for key in range(1, 5) if (n := [i.reason for i in inside].count(key))}
    assert sum(n for _key, n in counted.refusals) == words.count("refused")
    seconds = sorted((one.decided_at - one.asked_at).total_seconds() for one in decided)
    if seconds:
        assert counted.lead is not None
        assert counted.lead.median.total_seconds() == python_statistics.median(seconds)
        # The smallest value that at least nine in ten do not exceed, found by trying every one.
        enough = [one for one in seconds if 10 * len([s for s in seconds if s <= one]) >= 9 * len(seconds)]
        assert counted.lead.ninetieth.total_seconds() == min(enough)
    else:
        assert counted.lead is None
    assert counted.urgent == [one.is_urgent for one in inside].count(True)
    assert counted.renewals == [one.is_renewal for one in inside].count(True)
    assert counted.framework.count == len([one for one in inside if one.ordered])
    above = Decimal(0)
    for one in inside:
        if one.granted_hours and one.listed_sek_per_hour is not None:
            price = one.ordered.sek_per_hour if one.ordered else one.sek_per_hour
            above += max(Decimal(0), price - one.listed_sek_per_hour) * one.granted_hours
    assert counted.over_list.sek == above
    stop = counted.stop
    assert stop.requests == stop.granted + stop.refused + stop.withdrawn + stop.waiting
    assert stop.refused_sek == sum(i.cost_sek for i in inside if i.is_in_stop and i.became.value == "refused")


def _slow(one: Hire, span: Span) -> tuple[int, Fraction, Fraction | None]:
    """Count day by day, in exact fractions: days, kronor granted, and actual kronor."""
    assert one.valid_to is not None
    assert one.granted_sek is not None
    granted_days = [one.first + timedelta(days=n) for n in range((one.valid_to - one.first).days + 1)]
    inside = [day for day in granted_days if span.first <= day <= span.last]
    sek = Fraction(one.granted_sek) * len(inside) / len(granted_days)
    order = one.ordered
    if order is None or order.is_filled is None:
        return len(inside), sek, None
    if order.is_filled is False:
        return len(inside), sek, Fraction(0)
    assert order.ended is not None
    assert order.actual_sek is not None
    worked = [one.first + timedelta(days=n) for n in range((order.ended - one.first).days + 1)]
    part = len([day for day in worked if span.first <= day <= span.last])
    return len(inside), sek, Fraction(order.actual_sek) * part / len(worked)


@given(st.lists(hires(), max_size=12), spans)
def test_work_is_what_counting_day_by_day_finds(found: list[Hire], span: Span) -> None:
    by_place = statistics.work_by_place(found, span, PARENTS)
    everybody = [one for one in found if one.became.value in {"granted", "changed"}]
    for place in PARENTS:
        below = {key for key in PARENTS if place in {key, PARENTS[key], PARENTS.get(PARENTS[key])}}
        slow = [_slow(one, span) for one in everybody if one.place in below]
        work = by_place.get(place, statistics.Work())
        assert work.days == sum(days for days, _sek, _actual in slow)
        # A part is rounded to öre at each of its two ends.
        slack = Fraction(1, 100) * len(slow)
        assert abs(Fraction(work.granted_sek) - sum(sek for _days, sek, _actual in slow)) <= slack
        assert abs(Fraction(work.known_sek) - sum(actual or 0 for _days, _sek, actual in slow)) <= slack


@given(st.lists(hires(), max_size=12))
def test_the_quarters_add_up_to_the_whole(found: list[Hire]) -> None:
    whole = Span(date(2026, 1, 1), date(2027, 12, 31))
    starts = [date(year, month, 1) for year in (2026, 2027) for month in (1, 4, 7, 10)]
    quarters = [
        Span(first, after - timedelta(days=1))
        for first, after in zip(starts, [*starts[1:], date(2028, 1, 1)], strict=True)
    ]
    root = statistics.work_by_place(found, whole, PARENTS).get(1, statistics.Work())
    parts = [statistics.work_by_place(found, one, PARENTS).get(1, statistics.Work()) for one in quarters]
    assert sum(one.granted_sek for one in parts) == root.granted_sek
    assert sum(one.known_sek for one in parts) == root.known_sek
    assert sum(one.days for one in parts) == root.days
