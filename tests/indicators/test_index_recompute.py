"""The stored sums: what changed is computed anew, and the result is what a rebuild from scratch gives."""

import datetime
import itertools
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators import cost_index
from indicators.actions import index as actions
from indicators.actions import sums
from indicators.cost_index import Window
from indicators.models import (
    Basis,
    CostLine,
    CostReturn,
    CoveredMonth,
    IndexValue,
    OrganisationSum,
    ProfessionSum,
    ReturnState,
    SummedReturn,
)
from indicators.queries import costs
from indicators.queries import index as queries
from tests import factories
from values.period import Period

SUMS = [*costs.SUM_FIELDS]


def stored():
    """Return every stored row without its id and the time of its making."""
    index_values = IndexValue.objects.values_list(
        "region__code", "basis", "first_month", "length", "window", *SUMS, "missing", "included", "is_example"
    )
    return {
        "professions": sorted(
            ProfessionSum.objects.values_list("cost_return", "profession", "care_area", *SUMS), key=str
        ),
        "organisations": sorted(OrganisationSum.objects.values_list("cost_return", "organisation", *SUMS[:2])),
        "index": sorted(index_values, key=str),
        "marks": sorted(
            SummedReturn.objects.values_list(
                "cost_return",
                "region__code",
                "first_month",
                "length",
                "version",
                "counts_submitted",
                "counts_locked",
                *SUMS,
            )
        ),
    }


def figure(region, code, window=Window.PERIOD, basis=Basis.LOCKED):
    return queries.index_for(region, Period.parse(code), window, basis)


# One act of a random history: what is done to which region's return of which period, and with what amount.
ACTS = ("enter", "submit", "lock", "restate", "discard", "reopen", "recompute")
PERIODS = ("2016", "2017-K1", "2017-K2", "2017-K3", "2017-10", "2017-11", "2017-12", "2018-K1", "2018-T2", "2018-01/08")
acts = st.tuples(
    st.sampled_from(ACTS), st.sampled_from(("10", "08")), st.sampled_from(PERIODS), st.integers(0, 99_999_999)
)


class History:
    """Does to the returns what the actions of returns do, row by row, without computing anything."""

    def __init__(self, regions):
        self.regions = regions

    def do(self, act, code, period, oren):
        region, wanted = self.regions[code], Period.parse(period)
        versions = CostReturn.objects.filter(region=region).for_period(wanted)
        getattr(self, act)(region, period, versions.order_by("-number").first(), Decimal(oren).scaleb(-2))

    def enter(self, region, period, latest, amount):
        months = Period.parse(period).months
        if latest is None and not CoveredMonth.objects.filter(region=region, month__in=months).exists():
            latest = factories.cost_return(region, period)
        if latest is not None and latest.state == ReturnState.OPEN:
            latest.lines.all().delete()
            self._write(latest, amount)

    def _write(self, made, amount):
        factories.cost_line(made, "agency", amount, on_call_sek=amount / 4, hired_hours=Decimal("7.25"))
        factories.cost_line(made, "agency", "0.01", profession=factories.profession("nurse"))
        factories.cost_line(made, "agency", "0.10", profession=factories.profession("other"), care_area=None)
        factories.cost_line(made, "own", amount * 30)
        CostReturn.objects.filter(pk=made.pk).update(version=made.version + 1)

    def submit(self, region, period, latest, amount):
        if latest is not None and latest.state == ReturnState.OPEN:
            self._of_place(latest).update(counts_submitted=False)
            self._set(latest, state=ReturnState.SUBMITTED, submitted_at=timezone.now(), counts_submitted=True)

    def lock(self, region, period, latest, amount):
        if latest is not None and latest.state == ReturnState.SUBMITTED:
            self._of_place(latest).update(counts_locked=False)
            self._set(latest, state=ReturnState.LOCKED, locked_at=timezone.now(), counts_locked=True)

    def restate(self, region, period, latest, amount):
        if latest is not None and latest.state == ReturnState.LOCKED:
            made = factories.cost_return(region, period, number=latest.number + 1, reason="Fel belopp")
            self._write(made, amount)

    def discard(self, region, period, latest, amount):
        if latest is not None and latest.state == ReturnState.OPEN:
            latest.delete()

    def reopen(self, region, period, latest, amount):
        if latest is not None and latest.state == ReturnState.SUBMITTED:
            before = self._of_place(latest).filter(number=latest.number - 1)
            self._set(latest, state=ReturnState.OPEN, submitted_at=None, counts_submitted=False)
            before.update(counts_submitted=True)

    def recompute(self, region, period, latest, amount):
        actions.recompute(cost_return_ids=costs.stale_returns([region.pk]).values_list("pk", flat=True))

    def _of_place(self, one):
        return CostReturn.objects.filter(region=one.region, first_month=one.first_month, length=one.length)

    def _set(self, one, **fields):
        CostReturn.objects.filter(pk=one.pk).update(version=one.version + 1, **fields)


@given(st.lists(acts, min_size=1, max_size=30))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_step_by_step_gives_the_rows_that_a_rebuild_gives(blekinge, kalmar, history):
    CostReturn.objects.all().delete()
    actions.rebuild()
    past = History({"10": blekinge.region, "08": kalmar.region})
    for act in history:
        past.do(*act)
    actions.recompute(cost_return_ids=costs.stale_returns().values_list("pk", flat=True))
    assert not costs.is_stale(None)
    step_by_step = stored()
    actions.rebuild()
    assert step_by_step == stored()


def test_r12_needs_all_twelve_months_and_names_those_it_lacks(blekinge):
    for quarter in ("2017-K1", "2017-K2", "2017-K4"):
        factories.counting_return(blekinge.region, quarter, 30)
    actions.rebuild()

    lacking = figure(blekinge.region, "2017-K4", Window.R12)
    assert (lacking.agency_sek, lacking.ratio, lacking.missing) == (None, None, ("2017-K3",))

    late = factories.counting_return(blekinge.region, "2017-K3", 10)
    actions.recompute(cost_return_ids=[late.pk])
    whole = figure(blekinge.region, "2017-K4", Window.R12)
    assert (whole.agency_sek, whole.own_sek, whole.ratio) == (100, 4000, Decimal("0.025"))


def test_a_region_that_lacks_a_period_is_named_and_not_zero_in_the_nation(blekinge, kalmar):
    factories.counting_return(blekinge.region, "2017-K1", 30)
    factories.counting_return(kalmar.region, "2017-K1", 10)
    only_kalmar = factories.counting_return(kalmar.region, "2017-K2", 20)
    actions.rebuild()

    nation = figure(None, "2017-K2")
    assert (nation.agency_sek, nation.own_sek) == (20, 1000)
    assert (nation.included, nation.left_out) == (("08",), ("10",))
    assert nation.missing_by_region == {"10": ("2017-K2",)}
    row = IndexValue.objects.get(
        region=None, basis=Basis.LOCKED, first_month=only_kalmar.first_month, length=3, window="period"
    )
    assert (row.included, row.missing) == (["08"], {"10": ["2017-K2"]})


def test_own_cost_of_zero_leaves_the_region_out_with_no_missing_period(blekinge, kalmar):
    factories.counting_return(blekinge.region, "2017-K1", 30, own=0)
    factories.counting_return(kalmar.region, "2017-K1", 10)
    actions.rebuild()
    assert figure(blekinge.region, "2017-K1").ratio is None
    nation = figure(None, "2017-K1")
    assert (nation.agency_sek, nation.missing_by_region) == (10, {"10": ()})


def test_a_restatement_counts_as_soon_as_it_is_submitted_and_is_public_when_locked(blekinge):
    first = factories.counting_return(blekinge.region, "2017-K1", 30)
    actions.rebuild()
    CostReturn.objects.filter(pk=first.pk).update(counts_submitted=False)
    second = factories.counting_return(
        blekinge.region,
        "2017-K1",
        25,
        number=2,
        reason="Dubbel faktura",
        state=ReturnState.SUBMITTED,
        locked_at=None,
        counts_locked=False,
    )
    actions.recompute(cost_return_ids=[second.pk])

    assert figure(blekinge.region, "2017-K1", basis=Basis.LOCKED).agency_sek == 30
    assert figure(blekinge.region, "2017-K1", basis=Basis.SUBMITTED).agency_sek == 25
    assert figure(None, "2017-K1", basis=Basis.SUBMITTED).agency_sek == 25


def test_a_return_that_is_gone_takes_its_figures_with_it(blekinge):
    stays, goes = (
        factories.counting_return(blekinge.region, "2017-K1", 30),
        factories.counting_return(blekinge.region, "2017-K2", 30),
    )
    actions.rebuild()
    CostReturn.objects.filter(pk=goes.pk).delete()
    assert costs.is_stale(blekinge.region)

    actions.recompute(cost_return_ids=[stays.pk])

    assert not costs.is_stale(blekinge.region)
    assert figure(blekinge.region, "2017-K2").missing == ("2017-K2",)
    assert not IndexValue.objects.filter(first_month=goes.first_month, length=3).exists()


def test_a_change_touches_only_the_windows_that_hold_its_months(blekinge):
    returns = {
        code: factories.counting_return(blekinge.region, code, 30)
        for code in ("2015-K1", "2016-K1", "2017-K1", "2018-K1")
    }
    actions.rebuild()
    before = set(IndexValue.objects.values_list("pk", flat=True))

    done = actions.recompute(cost_return_ids=[returns["2016-K1"].pk])

    kept = IndexValue.objects.filter(pk__in=before)
    touched = IndexValue.objects.exclude(pk__in=before)
    assert {value.first_month.year for value in touched} == {2016}
    assert done.values == touched.count() == 2 * 2 * 2 * 3  # bases, region and nation, quarter and year, windows
    assert kept.filter(first_month=datetime.date(2017, 1, 1), window="r12").count() == 2 * 2 * 2


def test_recomputing_what_has_not_changed_gives_the_same(blekinge):
    made = factories.counting_return(blekinge.region, "2017-K1", 30)
    actions.rebuild()
    before = stored()
    actions.recompute(cost_return_ids=[made.pk])
    actions.recompute(cost_return_ids=[made.pk])
    assert stored() == before


def test_lines_are_summed_to_the_ore_however_many(blekinge):
    made = factories.counting_return(blekinge.region, "2017-K1", "0.10")
    units = [factories.OrganisationFactory(parent=blekinge) for _ in range(300)]
    CostLine.objects.bulk_create(
        CostLine(
            cost_return=made,
            organisation=unit,
            profession=factories.profession(),
            care_area=factories.care_area(),
            kind="agency",
            amount_sek=Decimal("1234567.10"),
        )
        for unit in units
    )
    actions.rebuild()
    assert figure(blekinge.region, "2017-K1").agency_sek == 300 * Decimal("1234567.10") + Decimal("0.10")
    parts = OrganisationSum.objects.filter(cost_return=made).values_list("agency_sek", flat=True)
    assert sum(parts) == 300 * Decimal("1234567.10") + Decimal("0.10")


def test_sums_of_odd_ore_and_corrections_are_exact_in_every_sum(blekinge):
    made = factories.counting_return(blekinge.region, "2017-K1", "0.01", own="0.07")
    units = [factories.OrganisationFactory(parent=blekinge) for _ in range(20)]
    professions = [factories.profession(code) for code in ("doctor", "nurse")]
    care_areas = [factories.care_area(code) for code in ("primary", "somatic")]
    places = itertools.product(units, professions, care_areas, ("agency", "own"), (False, True))
    lines = [
        CostLine(
            cost_return=made,
            organisation=organisation,
            profession=profession,
            care_area=care_area,
            kind=kind,
            amount_sek=Decimal(number * 7_919_000_123 % 99_999_999_999).scaleb(-2) * (-1 if is_correction else 1),
            hire_weeks=Decimal("0.35") if kind == "agency" else None,
            is_correction=is_correction,
        )
        for number, (organisation, profession, care_area, kind, is_correction) in enumerate(places)
    ]
    CostLine.objects.bulk_create(lines)
    agency = sum((line.amount_sek for line in lines if line.kind == "agency"), Decimal("0.01"))
    own = sum((line.amount_sek for line in lines if line.kind == "own"), Decimal("0.07"))
    weeks = Decimal("0.35") * sum(1 for line in lines if line.kind == "agency")

    actions.rebuild()

    for model in (ProfessionSum, OrganisationSum, SummedReturn):
        stored_sums = model.objects.values_list("agency_sek", "own_sek")
        assert [sum(column) for column in zip(*stored_sums, strict=True)] == [agency, own]
    assert figure(blekinge.region, "2017-K1").cost == cost_index.summed(agency, own, hire_weeks=weeks)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's numeric is exact by itself")
def test_whole_ore_are_added_where_floating_point_loses_them(blekinge):
    """SQLite's own SUM of the same lines is off, so that the exact sum is worth its price."""
    made = factories.counting_return(blekinge.region, "2017-K1", 0, own="999999999999.99")
    units = [factories.OrganisationFactory(parent=blekinge) for _ in range(2_000)]
    CostLine.objects.bulk_create(
        CostLine(
            cost_return=made,
            organisation=unit,
            profession=factories.profession(),
            care_area=factories.care_area(),
            kind="own",
            amount_sek=Decimal("0.01"),
        )
        for unit in units
    )
    exact = Decimal("1000000000019.99")
    lines = CostLine.objects.filter(cost_return=made, kind="own").order_by("pk")
    plain, whole_ore = (lines.aggregate(total=function("amount_sek"))["total"] for function in (Sum, sums.ExactSum))
    assert plain.quantize(Decimal("0.01")) != exact
    assert whole_ore.quantize(Decimal("0.01")) == exact
    actions.rebuild()
    assert figure(blekinge.region, "2017-K1").own_sek == exact


def test_what_no_line_reports_is_unknown_and_stays_so_over_the_year(blekinge):
    for number in (1, 2, 3):
        factories.counting_return(blekinge.region, f"2017-K{number}", 30).lines.filter(kind="agency").update(
            outside_framework_sek=6
        )
    silent = factories.counting_return(blekinge.region, "2017-K4", 30)
    actions.rebuild()

    assert cost_index.framework_share(figure(blekinge.region, "2017-K3").cost) == Decimal("0.8")
    assert cost_index.framework_share(figure(blekinge.region, "2017-K4").cost) is None
    assert cost_index.framework_share(figure(blekinge.region, "2017-K4", Window.R12).cost) is None

    silent.lines.filter(kind="agency").update(outside_framework_sek=0)
    actions.recompute(cost_return_ids=[silent.pk])
    assert cost_index.framework_share(figure(blekinge.region, "2017-K4").cost) == 1
    assert cost_index.framework_share(figure(blekinge.region, "2017-K4", Window.R12).cost) == Decimal("0.85")


def test_a_blank_beside_a_reported_figure_of_the_same_return_is_nothing_more(blekinge):
    made = factories.counting_return(blekinge.region, "2017-K1", 30)
    made.lines.filter(kind="agency").update(outside_framework_sek=6)
    factories.cost_line(made, "agency", 30, profession=factories.profession("nurse"))
    actions.rebuild()
    assert cost_index.framework_share(figure(blekinge.region, "2017-K1").cost) == Decimal("0.9")


def test_an_open_return_is_in_no_figure(blekinge):
    made = factories.cost_return(blekinge.region, "2017-K1")
    factories.cost_line(made, "agency", 5)
    actions.recompute(cost_return_ids=[made.pk])
    assert not IndexValue.objects.exists()
    assert not ProfessionSum.objects.exists()
    assert not costs.is_stale(blekinge.region)
