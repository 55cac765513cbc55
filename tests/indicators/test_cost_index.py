"""The index: its windows, its edge cases (domain.md §5), and that it does not care how months are tiled."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import cost_index, cost_parts
from indicators.cost_index import CostSum, IndexFigure, ReturnCost, Window
from indicators.cost_parts import PartCost
from values.period import MonthRange, OverlappingPeriods, Period
from values.ratio import format_percent

TARGET = Decimal("0.02")
amounts = st.decimals(min_value=0, max_value=10**10, places=2)


def cost(agency, own=1000, **more):
    return CostSum(Decimal(agency), Decimal(own), **{name: Decimal(value) for name, value in more.items()})


def returned(code, agency, own=1000):
    return ReturnCost(Period.parse(code), cost(agency, own))


def figure(code, agency, own=1000, window=Window.PERIOD):
    return cost_index.compute([returned(code, agency, own)], Period.parse(code), window, TARGET)


def missing_figure(code):
    return cost_index.compute([], Period.parse(code), Window.PERIOD, TARGET)


@pytest.mark.parametrize(
    ("code", "window", "expected"),
    [
        ("2016-K2", "period", MonthRange(2016, 4, 3)),
        ("2016-K2", "r12", MonthRange(2015, 7, 12)),
        ("2016-K2", "ytd", MonthRange(2016, 1, 6)),
        ("2016-K2", "year", MonthRange(2016, 1, 12)),
        ("2016-01/08", "r12", MonthRange(2015, 9, 12)),
        ("2016", "r12", MonthRange(2016, 1, 12)),
        ("2016-01", "ytd", MonthRange(2016, 1, 1)),
    ],
)
def test_windows(code, window, expected):
    assert cost_index.window_months(Period.parse(code), Window(window)) == expected


@pytest.mark.parametrize(
    ("agency", "own", "ratio", "is_met", "is_negative", "printed"),
    [
        ("25", "1000", "0.025", False, False, "2,5\u00a0%"),
        ("20", "1000", "0.02", True, False, "2,0\u00a0%"),
        ("20.4", "1000", "0.0204", False, False, "2,0\u00a0%"),
        ("0", "1000", "0", True, False, "0,0\u00a0%"),
        ("5", "0", None, None, False, None),
        ("0", "0", None, None, False, None),
        ("5", "-3", None, None, True, None),
        ("-5", "1000", "-0.005", True, True, "\u22120,5\u00a0%"),
    ],
)
def test_edge_cases_of_the_ratio(agency, own, ratio, is_met, is_negative, printed):
    found = figure("2016-K4", agency, own)
    assert found.ratio == (None if ratio is None else Decimal(ratio))
    assert found.is_met is is_met
    assert found.is_negative is is_negative
    assert (found.agency_sek, found.own_sek) == (Decimal(agency), Decimal(own))
    assert (None if found.ratio is None else format_percent(found.ratio)) == printed


def test_a_correction_within_a_positive_total_is_not_flagged():
    returns = [returned("2016-10", "-5"), returned("2016-11", "7"), returned("2016-12", "1")]
    found = cost_index.compute(returns, Period.parse("2016-K4"), Window.PERIOD, TARGET)
    assert found.agency_sek == 3
    assert not found.is_negative


def test_without_a_target_nothing_is_met_or_missed():
    found = cost_index.compute([returned("2016-K4", 1)], Period.parse("2016-K4"), Window.PERIOD, None)
    assert (found.target, found.is_met, found.ratio) == (None, None, Decimal("0.001"))


@pytest.mark.parametrize(
    ("reported", "code", "window", "missing"),
    [
        ([], "2016-K4", "period", ("2016-K4",)),
        ([], "2016-K4", "r12", ("2016",)),
        (["2016-K1", "2016-K2", "2016-K4"], "2016-K4", "r12", ("2016-K3",)),
        (["2015", "2016-K1", "2016-K2"], "2016-K2", "r12", ("2015-K3", "2015-K4")),
        (["2016-K1", "2016-04", "2016-06"], "2016-K2", "ytd", ("2016-05",)),
        (["2016"], "2016-K4", "period", ("2016-K4",)),
        (["2016-T1", "2016-T2"], "2016-T2", "year", ("2016-09", "2016-K4")),
    ],
)
def test_a_missing_period_is_named_and_never_zero(reported, code, window, missing):
    returns = [returned(each, 1) for each in reported]
    found = cost_index.compute(returns, Period.parse(code), Window(window), TARGET)
    assert found.missing == missing
    assert (found.agency_sek, found.own_sek, found.ratio, found.is_met, found.cost) == (None,) * 5
    assert found.target == TARGET
    assert not found.is_negative


def test_mixed_periods_tile_a_window():
    returns = [returned(code, 10) for code in ("2015-K4", "2016-01/08", "2016-09", "2016-10", "2014")]
    found = cost_index.compute(returns, Period.parse("2016-09"), Window.R12, TARGET)
    assert (found.agency_sek, found.own_sek, found.ratio) == (30, 3000, Decimal("0.01"))


def test_overlapping_returns_are_refused():
    with pytest.raises(OverlappingPeriods):
        cost_index.compute([returned("2016", 1), returned("2016-K4", 1)], Period.parse("2016-K4"), Window.R12, TARGET)


@given(st.lists(st.tuples(amounts, amounts), min_size=12, max_size=12))
def test_rolling_twelve_does_not_care_how_the_months_are_tiled(by_month):
    """Σ ÷ Σ: months, quarters, tertials, Jan–Aug with a tertial, half-years or the year give the same figure."""
    months = [CostSum(agency, own, hired_hours=agency) for agency, own in by_month]

    def tiled(*codes):
        periods = [Period.parse(code) for code in codes]
        return [
            ReturnCost(period, sum((months[month.month - 1] for month in period.months), CostSum()))
            for period in periods
        ]

    last = Period.parse("2016-12")
    figures = [
        cost_index.compute(returns, last, Window.R12, TARGET)
        for returns in (
            tiled(*(f"2016-{number}" for number in range(1, 13))),
            tiled("2016-K1", "2016-K2", "2016-K3", "2016-K4"),
            tiled("2016-T3", "2016-T1", "2016-T2"),
            tiled("2016-01/08", "2016-T3"),
            tiled("2016-H1", "2016-K3", "2016-10", "2016-11", "2016-12"),
            tiled("2016"),
        )
    ]
    assert all(each == figures[0] for each in figures)
    assert figures[0].agency_sek == sum(agency for agency, _ in by_month)
    assert figures[0].missing == ()


@given(st.lists(st.booleans(), min_size=12, max_size=12))
def test_one_absent_month_is_enough_to_block(present):
    returns = [returned(f"2016-{number}", 1) for number, is_there in enumerate(present, 1) if is_there]
    found = cost_index.compute(returns, Period.parse("2016"), Window.PERIOD, TARGET)
    assert (found.agency_sek is not None) is all(present)
    assert bool(found.missing) is not all(present)


@pytest.mark.parametrize(("agency", "missing"), [(None, ()), (Decimal(1), ("2016",))])
def test_a_figure_has_amounts_or_missing_periods_never_both_or_neither(agency, missing):
    with pytest.raises(ValueError, match="exclude one another"):
        IndexFigure(
            period=Period.parse("2016"),
            window=Window.PERIOD,
            months=MonthRange(2016, 1, 12),
            agency_sek=agency,
            own_sek=Decimal(1) if agency else None,
            ratio=None,
            target=None,
            is_met=None,
            missing=missing,
            cost=cost(1) if agency else None,
        )


def nation(by_region, code="2016-K4", target=TARGET):
    return cost_index.compute_nation(by_region, Period.parse(code), Window.PERIOD, target)


def test_the_nation_is_the_sum_of_sums_never_a_mean_of_ratios():
    found = nation({"10": figure("2016-K4", 90, 1000), "01": figure("2016-K4", 100, 9000)})
    assert (found.agency_sek, found.own_sek, found.ratio, found.is_met) == (190, 10000, Decimal("0.019"), True)
    assert (found.included, found.left_out, found.is_complete) == (("01", "10"), (), True)


def test_regions_without_an_index_are_left_out_and_named():
    found = nation(
        {
            "25": missing_figure("2016-K4"),
            "10": figure("2016-K4", 20, 1000),
            "03": figure("2016-K4", 500, 0),
        }
    )
    assert (found.agency_sek, found.own_sek, found.ratio) == (20, 1000, Decimal("0.02"))
    assert (found.included, found.left_out) == (("10",), ("03", "25"))
    assert found.missing_by_region == {"03": (), "25": ("2016-K4",)}
    assert (found.region_count, found.is_complete) == (3, False)
    assert (found.target, found.is_met) == (TARGET, None)


@pytest.mark.parametrize("by_region", [{}, {"10": missing_figure("2016-K4")}])
def test_a_nation_of_no_figures_has_none(by_region):
    found = nation(by_region)
    assert (found.agency_sek, found.own_sek, found.ratio, found.is_met, found.cost) == (None,) * 5
    assert not found.is_complete


def test_figures_of_another_window_do_not_go_into_the_nation():
    with pytest.raises(ValueError, match="10 are not of the window"):
        nation({"10": figure("2016-K3", 1)})


@given(st.lists(st.tuples(amounts, amounts.filter(bool)), min_size=1, max_size=21))
def test_the_nation_equals_one_region_with_all_the_costs(costs):
    by_region = {f"{number:02d}": figure("2016", agency, own) for number, (agency, own) in enumerate(costs)}
    found = nation(by_region, "2016")
    alone = figure("2016", sum(agency for agency, _ in costs), sum(own for _, own in costs))
    assert (found.cost, found.ratio, found.is_met) == (alone.cost, alone.ratio, alone.is_met)


@pytest.mark.parametrize(
    ("before", "now", "sek", "percent", "points"),
    [
        ((100, 1000), (80, 1000), "-20", "-20", "-2"),
        ((100, 1000), (90, 500), "-10", "-10", "8"),
        ((100, 1000), (110, 2200), "10", "10", "-5"),
        ((0, 1000), (10, 1000), "10", None, "1"),
        ((-5, 1000), (5, 1000), "10", None, "1"),
        ((100, 0), (50, 1000), "-50", "-50", None),
    ],
)
def test_change(before, now, sek, percent, points):
    found = cost_index.change(figure("2017-K4", *now), figure("2016-K4", *before))
    assert found == cost_index.Change(*(None if each is None else Decimal(each) for each in (sek, percent, points)))


def test_there_is_no_change_against_a_missing_figure():
    assert cost_index.change(missing_figure("2017-K4"), figure("2016-K4", 1)) is None
    assert cost_index.change(figure("2017-K4", 1), missing_figure("2016-K4")) is None


def test_a_change_of_the_nation():
    found = cost_index.change(nation({"10": figure("2016-K4", 80)}), nation({"10": figure("2016-K4", 100)}))
    assert found == cost_index.Change(Decimal(-20), Decimal(-20), Decimal(-2))


def test_a_breakdown_has_shares_ratios_changes_and_what_is_gone():
    now = [PartCost("doctor", "Läkare", cost(60, 1000)), PartCost("other", "Övrig personal", cost(30, 0))]
    before = [PartCost("doctor", "Läkare", cost(80, 1000)), PartCost("nurse", "Sjuksköterska", cost(20, 1000))]
    doctor, other, nurse = cost_parts.breakdown(now, before)
    assert (doctor.key, doctor.label, doctor.share_percent, doctor.ratio) == (
        "doctor",
        "Läkare",
        Decimal("66.7"),
        Decimal("0.06"),
    )
    assert doctor.change == cost_index.Change(Decimal(-20), Decimal(-25), Decimal(-2))
    assert (other.share_percent, other.ratio) == (Decimal("33.3"), None)
    assert other.change == cost_index.Change(Decimal(30), None, None)
    assert (nurse.label, nurse.cost, nurse.share_percent) == ("Sjuksköterska", CostSum(), Decimal("0.0"))
    assert nurse.change == cost_index.Change(Decimal(-20), Decimal(-100), None)


def test_without_the_year_before_no_part_has_a_change():
    (part,) = cost_parts.breakdown([PartCost("doctor", "Läkare", cost(60))], None)
    assert part.change is None
    (part,) = cost_parts.breakdown([PartCost("doctor", "Läkare", cost(60))], [])
    assert part.change.sek == 60


def test_a_breakdown_of_no_agency_cost_has_no_shares():
    assert [part.share_percent for part in cost_parts.breakdown([PartCost("doctor", "Läkare", cost(0))], None)] == [
        None
    ]


def test_two_parts_with_one_key_are_refused():
    with pytest.raises(ValueError, match="same key"):
        cost_parts.breakdown([PartCost("doctor", "A", cost(1)), PartCost("doctor", "B", cost(1))], None)


part_lists = st.dictionaries(st.sampled_from(["doctor", "nurse", "other", "midwife"]), st.tuples(amounts, amounts)).map(
    lambda costs: [PartCost(key, key.title(), CostSum(agency, own)) for key, (agency, own) in costs.items()]
)


@given(part_lists, part_lists)
def test_parts_sum_to_the_whole(now, before):
    parts = cost_parts.breakdown(now, before)
    total_now = sum((part.cost for part in now), CostSum())
    total_before = sum((part.cost for part in before), CostSum())
    assert sum((part.cost for part in parts), CostSum()) == total_now
    assert sum(part.change.sek for part in parts) == total_now.agency_sek - total_before.agency_sek
    if total_now.agency_sek > 0:
        assert sum(part.share_percent for part in parts) == 100


def test_cost_sums_add_field_by_field():
    one = cost(1, 2, on_call_sek=3, outside_framework_sek=4, hire_weeks=5, hired_hours=6)
    assert one + one == cost(2, 4, on_call_sek=6, outside_framework_sek=8, hire_weeks=10, hired_hours=12)
    assert one + CostSum() == one
    unknown = cost_index.summed(Decimal(1), Decimal(2), hire_weeks=Decimal(5))
    assert unknown + one == CostSum(Decimal(2), Decimal(4), None, None, Decimal(10), None)
    with pytest.raises(TypeError):
        one + 1


@pytest.mark.parametrize(("factor", "expected"), [("2.5", "60"), ("2", "50"), ("4", "75"), ("1", "0")])
def test_premium(factor, expected):
    assert cost_index.premium(Decimal(100), Decimal(factor)) == Decimal(expected)


def test_there_is_no_premium_of_an_impossible_factor():
    with pytest.raises(ValueError, match="at least 1"):
        cost_index.premium(Decimal(100), Decimal("0.9"))


def test_per_inhabitant():
    assert cost_index.per_inhabitant(Decimal(138_100_000), 158_453) == Decimal(138_100_000) / 158_453
    assert cost_index.per_inhabitant(Decimal(1), None) is None
    assert cost_index.per_inhabitant(Decimal(1), 0) is None


def test_framework_share():
    assert cost_index.framework_share(cost(100, outside_framework_sek=15)) == Decimal("0.85")
    assert cost_index.framework_share(cost(100)) == 1
    assert cost_index.framework_share(cost(0)) is None


def test_what_is_not_reported_is_neither_inside_nor_outside_the_framework():
    reports = cost_index.summed(Decimal(100), Decimal(1000), outside_framework_sek=Decimal(0))
    silent = cost_index.summed(Decimal(100), Decimal(1000))
    assert cost_index.framework_share(reports) == 1
    assert cost_index.framework_share(silent) is None
    assert cost_index.framework_share(reports + silent) is None


def test_without_agency_cost_there_is_nothing_to_report_of_it():
    nothing = cost_index.summed(Decimal(0), Decimal(1000))
    assert nothing == cost(0, 1000)
    assert cost_index.framework_share(nothing + cost(100, outside_framework_sek=15)) == Decimal("0.85")
