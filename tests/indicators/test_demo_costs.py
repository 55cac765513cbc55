"""The example costs meet what has been published, and are the same every time."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import loading as indicator_loading
from indicators.actions import index
from indicators.cost_index import cost_ratio
from indicators.demo import amounts, figures, known, writing
from indicators.models import Basis, CostLine, CostReturn, CoveredMonth, IndexValue, ReturnState
from staffing import demo, loading
from staffing.models import Organisation, Region
from values.period import Period

SERIES = list(loading.read_rows(indicator_loading.HERE / "national_series.csv"))
COVERED = [row for row in SERIES if int(row["period"]) >= known.FIRST_YEAR]
DOCUMENT = Path(__file__).parents[2] / "docs" / "demo-data.md"


@pytest.fixture(scope="module")
def quarters() -> list[amounts.RegionQuarter]:
    rows = loading.read_rows(loading.HERE / "regions.csv")
    populations = {row["code"]: int(row["population_2015_06_30"]) for row in rows}
    return list(amounts.quarters(amounts.read_profiles(writing.PROFILES, populations)))


@pytest.fixture(scope="module")
def costs(quarters: list[amounts.RegionQuarter]) -> figures.Costs:
    return figures.Costs(quarters)


@given(total=st.integers(0, 10**12), weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_a_split_keeps_the_sum_and_gives_no_one_less_than_the_whole_part(total: int, weights: list[int]) -> None:
    if not sum(weights):
        if total:
            with pytest.raises(ValueError, match="nothing to share"):
                amounts.split(total, [Decimal(weight) for weight in weights])
        return
    parts = amounts.split(total, [Decimal(weight) for weight in weights])
    assert sum(parts) == total
    assert all(
        abs(part - total * weight / Decimal(sum(weights))) < 1 for part, weight in zip(parts, weights, strict=True)
    )


def test_every_region_has_every_quarter_once(quarters: list[amounts.RegionQuarter]) -> None:
    found = [(one.code, one.year, one.quarter) for one in quarters]
    assert len(found) == len(set(found)) == 21 * 43 + 12
    assert min(found, key=lambda key: key[1:])[0] == known.BLEKINGE
    assert max(key[1:] for key in found) == (2026, 3)


def test_the_same_kronor_every_time(quarters: list[amounts.RegionQuarter]) -> None:
    profiles = writing.PROFILES
    rows = loading.read_rows(loading.HERE / "regions.csv")
    populations = {row["code"]: int(row["population_2015_06_30"]) for row in rows}
    again = list(amounts.quarters(amounts.read_profiles(profiles, populations)))
    assert hashlib.sha256(repr(again).encode()).hexdigest() == hashlib.sha256(repr(quarters).encode()).hexdigest()


@pytest.mark.parametrize("row", COVERED, ids=lambda row: row["period"])
def test_the_nation_rounds_to_the_published_series(costs: figures.Costs, row: dict[str, str]) -> None:
    year = figures.year(int(row["period"]))
    hundreds = Decimal(costs.sum("agency", year)) / 100_000_000
    assert hundreds.quantize(Decimal(1)) * 100 == int(row["agency_cost_msek"])
    if row["cost_ratio_percent"]:
        ratio = Decimal(costs.sum("agency", year)) / costs.sum("own", year) * 100
        assert ratio.quantize(Decimal("0.1")) == Decimal(row["cost_ratio_percent"])


@pytest.mark.parametrize(("year", "sek", "doctors"), [(2013, 87_300_000, "0.99"), (2016, 138_100_000, "0.896")])
def test_blekinge_has_its_published_costs(costs: figures.Costs, year: int, sek: int, doctors: str) -> None:
    quarters = figures.year(year)
    assert costs.sum("agency", quarters, "10") == sek
    part = costs.sum("agency", quarters, "10", profession="doctor")
    assert (Decimal(part) / sek).quantize(Decimal("0.001")) == Decimal(doctors)


def test_every_published_figure_that_the_costs_cover_is_met(db: None) -> None:
    loading.load()
    checks = writing.checks()
    assert [check for check in checks if check.is_met is False] == []
    assert sum(check.is_met is True for check in checks) > 50


def test_a_figure_that_is_not_met_is_said_so(quarters: list[amounts.RegionQuarter]) -> None:
    without_skane = [one for one in quarters if one.code != figures.SKANE]
    checks = figures.compare(figures.Costs(without_skane), COVERED, [], {})
    assert not any(check.is_met for check in checks if check.figure == "agency cost")


def test_the_document_shows_the_present_figures(db: None) -> None:
    loading.load()
    table = DOCUMENT.read_text(encoding="utf-8").split("<!-- figures -->")[1].strip()
    assert table == figures.as_markdown(writing.checks())


@pytest.fixture
def loaded(db: None) -> None:
    loading.load()
    demo.load_divisions()
    assert writing.load() == (915, 17_385)


def test_returns_are_example_data_and_stand_as_told(loaded: None) -> None:
    assert not CostReturn.objects.filter(is_example=False).exists()
    before = CostReturn.objects.exclude(first_month="2026-07-01")
    assert set(before.values_list("state", flat=True)) == {ReturnState.LOCKED}
    latest = dict(CostReturn.objects.filter(first_month="2026-07-01").values_list("region__code", "state"))
    assert "09" not in latest
    assert {code for code, state in latest.items() if state == ReturnState.OPEN} == writing.OPEN
    assert {code for code, state in latest.items() if state == ReturnState.SUBMITTED} == writing.SUBMITTED
    assert CoveredMonth.objects.count() == 914 * 3
    steps = {ReturnState.OPEN: 1, ReturnState.SUBMITTED: 2, ReturnState.LOCKED: 3}
    assert CostReturn.history.count() == sum(
        steps[state] for state in CostReturn.objects.values_list("state", flat=True)
    )
    told = list(CostReturn.objects.get(region__code="10", first_month="2026-04-01").history.order_by("history_date"))
    assert [one.state for one in told] == [ReturnState.OPEN, ReturnState.SUBMITTED, ReturnState.LOCKED]
    assert [one.history_type for one in told] == ["+", "~", "~"]
    assert told[1].history_date == told[2].submitted_at
    assert told[1].locked_at is None


def test_one_return_is_restated_and_only_its_second_version_counts(loaded: None) -> None:
    first, second = CostReturn.objects.filter(region__code="20").for_period(Period.parse("2025-K3")).order_by("number")
    assert (first.counts_locked, second.counts_locked, second.reason) == (False, True, writing.RESTATEMENT)
    sums = [sum(line.amount_sek for line in one.lines.filter(kind="agency")) for one in (first, second)]
    assert sums[0] < sums[1]


def test_a_second_load_changes_nothing(loaded: None) -> None:
    assert writing.load() == (0, 0)
    assert CostLine.objects.count() == 17_385


def test_the_stored_index_gives_the_published_ratios(loaded: None) -> None:
    index.rebuild()
    for period, percent in (("2018-K4", "3.8"), ("2025-K4", "2.5"), ("2021-K4", "3.9")):
        wanted = Period.parse(period)
        value = IndexValue.objects.get(
            region=None, basis=Basis.LOCKED, window="r12", first_month=wanted.first_date, length=3
        )
        ratio = cost_ratio(value.agency_sek, value.own_sek)
        assert ratio is not None
        assert (ratio * 100).quantize(Decimal("0.1")) == Decimal(percent)
        assert value.is_example


def test_units_share_the_same_sums(db: None) -> None:
    loading.load()
    demo.load_divisions()
    assert demo.load_units(2) == 21 * 3 * 2
    returns, lines = writing.load()
    assert (returns, lines) == (915, 915 * (18 * 2 + 1))
    costs = CostReturn.objects.get(region__code="10", first_month="2016-01-01")
    of_division = sum(
        cell.amount_sek
        for one in writing.region_quarters()
        if (one.code, one.year, one.quarter) == ("10", 2016, 1)
        for cell in one.cells
        if cell.place == "primary"
    )
    division = Organisation.objects.get(region__code="10", code="10-P")
    assert sum(line.amount_sek for line in costs.lines.filter(organisation__parent=division)) == of_division
    assert Region.objects.count() == 21
