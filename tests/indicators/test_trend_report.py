"""What the national trend report says, from facts alone: no database."""

from __future__ import annotations

import dataclasses
import datetime
import json
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from documents import files
from indicators import cost_index, trend_report, trend_report_text
from indicators import trend_report_document as document
from indicators import trend_report_files as files_of
from indicators import trend_report_tables as tables
from indicators.cost_index import CostSum, Window
from indicators.trend_report_changes import changed_figures
from indicators.trend_report_data import Texts, from_snapshot, to_snapshot
from indicators.trend_report_facts import Facts, PartFact, PartName, PublishedFact, RegionName
from indicators.trend_report_lines import InconsistentTrend
from values import money, ratio
from values.period import Period

K2 = Period.parse("2018-K2")
NOW = datetime.datetime(2018, 8, 20, 9, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
TARGET = Decimal("0.02")
CODES = ("01", "08", "10", "12")
WINDOWS = [
    (window, is_before) for window in (Window.R12, Window.PERIOD) for is_before in (False, True)
]  # the four runs of months that changes are told of


def facts(costs, **changes) -> Facts:
    """Return facts where `costs[code, window, is_before]` is (doctors, nurses, own) in kronor, or None; all else is missing."""
    figures = {}
    for key in trend_report.wanted_keys(K2, 2017):
        figures[key] = {}
        for code in CODES:
            found = None
            for window, is_before in WINDOWS:
                if key == (K2.year_before() if is_before else K2, window):
                    found = costs.get((code, window, is_before))
            figures[key][code] = (
                cost_index.missing_figure(("2018-K1",), *key, TARGET)
                if found is None
                else cost_index.figure_of(CostSum(found[0] + found[1], found[2]), *key, TARGET)
            )
    parts = tuple(
        PartFact(code, window, is_before, profession, "somatic", amount)
        for (code, window, is_before), found in costs.items()
        if found is not None
        for profession, amount in (("doctor", found[0]), ("nurse", found[1]))
    )
    return Facts(
        **{
            "period": K2,
            "number": 1,
            "correction": "",
            "data_time": NOW,
            "revised_since": NOW - datetime.timedelta(days=90),
            "previous": None,
            "target": TARGET,
            "first_year": 2017,
            "regions": tuple(RegionName(code, f"Region {code}") for code in CODES),
            "figures": figures,
            "parts": parts,
            "professions": (PartName("doctor", "läkare", "doctor"), PartName("nurse", "sjuksköterska", "nurse")),
            "care_areas": (PartName("somatic", "somatik", "somatic care"),),
            "published": (),
            "revised": (),
            "texts": Texts(),
            "is_example": False,
            **changes,
        }
    )


def all_alike(agency_now="24", agency_before="30"):
    return {
        (code, window, is_before): (
            Decimal(agency_before if is_before else agency_now) * 10**6,
            Decimal(0),
            Decimal(10**9),
        )
        for code in CODES
        for window, is_before in WINDOWS
    }


amounts = st.integers(0, 5 * 10**9).map(Decimal)
cost = st.none() | st.tuples(amounts, amounts, st.integers(10**9, 10**11).map(Decimal))
costs_of_all = st.fixed_dictionaries(
    {(code, window, is_before): cost for code in CODES for window, is_before in WINDOWS}
)


def sek(amount):
    return money.format_sek(amount, money.pick_unit(amount), language="sv", with_unit=True)


@given(costs_of_all)
def test_the_figures_and_the_sentences_are_those_of_the_returns(costs):
    data = trend_report.compose(facts(costs))
    said = data.sentences("sv")
    here = {code: costs[code, Window.R12, False] for code in CODES}
    known = {code: found for code, found in here.items() if found is not None}
    if not known:
        assert "kan inte beräknas" in said.lead
        return
    agency, own = (sum(found[0] + found[1] for found in known.values()), sum(found[2] for found in known.values()))
    assert data.r12.cost.ratio == agency / own
    assert ratio.format_percent(agency / own, 1, "sv") in said.lead
    # While any region is missing nothing is said of the nation's target.
    assert data.is_met == (agency <= TARGET * own if len(known) == len(CODES) else None)
    assert ("är nått" in said.lead) == bool(data.is_met)
    assert (f"{len(known)} av {len(CODES)} regioner" in said.lead) == (len(known) < len(CODES))
    met = [code for code, found in known.items() if found[0] + found[1] <= TARGET * found[2]]
    assert said.met.startswith(f"{len(met)} av {len(known)} ")
    # Who lowered what: by hand over the regions that have both years.
    before = {code: costs[code, Window.R12, True] for code in CODES}
    both = [code for code in known if before[code] is not None]
    lower_cost = [code for code in both if sum(here[code][:2]) < sum(before[code][:2])]
    lower_ratio = [
        code for code in both if sum(here[code][:2]) * before[code][2] < sum(before[code][:2]) * here[code][2]
    ]
    assert {line.code for line in data.lowered_cost} == set(lower_cost)
    if both:
        assert said.movers_cost.startswith(f"{len(lower_cost)} av {len(both)} ")
        assert said.movers_ratio.startswith(f"{len(lower_ratio)} av {len(both)} ")
        change = sum(sum(here[code][:2]) - sum(before[code][:2]) for code in both)
        assert data.r12.moved.sek == change
        assert change == 0 or sek(abs(change)) in said.trend
        assert sum(part.r12.moved_sek for part in data.professions) == change
    # Each that is missing is named, and no other.
    for code in CODES:
        is_missing = here[code] is None or costs[code, Window.PERIOD, False] is None
        assert (f"Region {code}" in said.missing) == is_missing
    if agency and data.professions:
        assert sum(part.r12.share_percent for part in data.professions) == 100


@given(costs_of_all)
def test_the_sentences_come_from_the_snapshot_and_it_comes_back_unchanged(costs):
    data = trend_report.compose(facts(costs))
    back = from_snapshot(json.loads(files.canonical_json(to_snapshot(data))))
    assert back == data
    for language in ("sv", "en"):
        assert trend_report_text.sentences(back, language) == back.sentences(language)


def test_what_prints_as_the_target_and_misses_it_says_so():
    costs = all_alike()
    costs["10", Window.R12, False] = (Decimal(20_400_000), Decimal(0), Decimal(10**9))
    data = trend_report.compose(facts(costs))
    assert "Region 10" in data.sentences_sv.close
    assert "2,04" in data.sentences_sv.close
    assert data.sentences_en.close.startswith("Region 10 prints 2.0%")


def test_a_lower_cost_with_a_higher_ratio_is_told():
    costs = all_alike()
    costs["08", Window.R12, False] = (Decimal(20_000_000), Decimal(0), Decimal(5 * 10**8))
    said = trend_report.compose(facts(costs)).sentences_sv
    assert said.movers_cost.startswith("4 av 4 ")
    assert said.movers_ratio.startswith("3 av 4 ")
    assert said.movers_apart == "Lägre kostnad men inte lägre andel: Region 08."


def test_details_that_do_not_add_up_are_no_report():
    data = trend_report.compose(facts(all_alike()))
    line = dataclasses.replace(data.regions[0], r12=dataclasses.replace(data.regions[0].r12, agency_sek=Decimal(1)))
    with pytest.raises(InconsistentTrend):
        dataclasses.replace(data, regions=(line, *data.regions[1:]))
    part = dataclasses.replace(data.professions[0].r12, agency_sek=Decimal(1))
    with pytest.raises(InconsistentTrend):
        dataclasses.replace(data, professions=(dataclasses.replace(data.professions[0], r12=part),))


@given(costs_of_all, costs_of_all)
def test_the_changes_of_a_version_are_exactly_the_figures_that_differ(first, second):
    before, now = trend_report.compose(facts(first)), trend_report.compose(facts(second))
    found = {(one.place_sv, one.figure): (one.before, one.now) for one in changed_figures(before, now)}
    for code in CODES:
        name = f"Region {code}"
        for window, figure in ((Window.R12, "r12_sek"), (Window.PERIOD, "period_sek")):
            old, new = (one[code, window, False] for one in (first, second))
            sums = tuple(None if one is None else one[0] + one[1] for one in (old, new))
            assert ((name, figure) in found) == (sums[0] != sums[1])
            assert found.get((name, figure), sums) == sums
    assert changed_figures(before, before) == ()


def test_a_correction_carries_its_changed_figures():
    before = trend_report.compose(facts(all_alike()))
    costs = all_alike()
    costs["10", Window.R12, False] = (Decimal(26_000_000), Decimal(0), Decimal(10**9))
    now = trend_report.compose(facts(costs, number=2, correction="Blekinge rättat", corrected=before))
    places = {(one.place_sv, one.figure): (one.before, one.now) for one in now.corrects}
    assert places["Region 10", "r12_sek"] == (Decimal(24_000_000), Decimal(26_000_000))
    assert places["Riket", "r12_sek"] == (Decimal(96_000_000), Decimal(98_000_000))
    assert ("Region 08", "r12_sek") not in places


@pytest.mark.parametrize(
    ("values", "is_conflict", "is_apart"),
    [
        (["3900", "about 4000"], True, False),
        (["3900"], False, False),
        (["4800"], False, True),
        (["5 (Skåne and 4 more)"], False, False),
        ([], False, False),
    ],
)
def test_published_figures_stand_beside_the_computed_and_nothing_is_corrected(values, is_conflict, is_apart):
    years = [
        trend_report.YearLine(
            2017, trend_report.Cost(Decimal(3_920) * 10**6, Decimal(10**11), Decimal("0.0392")), 21, None
        )
    ]
    published = [
        PublishedFact("2017", trend_report.AGENCY_COST, "mnkr", value, f"källa {place}", "", is_approximate=True)
        for place, value in enumerate(values)
    ]
    line = trend_report._series(published, years)[0]
    assert (line.is_conflict, line.is_apart) == (is_conflict, is_apart)
    assert [one.value for one in line.values] == values
    assert line.computed == 3920


def test_a_year_of_few_regions_is_not_the_nation():
    costs = all_alike()
    full = facts(costs)
    key = trend_report.year_key(2017)
    whole = {code: cost_index.figure_of(CostSum(Decimal(30), Decimal(1000)), *key, TARGET) for code in CODES}
    assert [line.year for line in trend_report.compose(full).years] == []
    told = dataclasses.replace(full, figures={**full.figures, key: whole})
    assert [line.cost.agency_sek for line in trend_report.compose(told).years] == [Decimal(120)]
    whole["08"] = cost_index.missing_figure(("2017-K1",), *key, TARGET)
    told = dataclasses.replace(full, figures={**full.figures, key: whole})
    assert trend_report.compose(told).years == ()


def test_english_says_the_same_numbers():
    said = trend_report.compose(facts(all_alike())).sentences_en
    assert "2.4%" in said.lead
    assert "0.6\u00a0percentage points lower" in said.trend
    assert "24.0\u00a0MSEK (20.0%) less" in said.trend


def test_what_is_of_some_regions_says_of_how_many():
    costs = all_alike()
    for window in (Window.R12, Window.PERIOD):
        costs["12", window, False] = None
    data = trend_report.compose(facts(costs))
    said = data.sentences_sv
    some = "3 av 4 regioner"
    assert f"kostade inhyrd personal 72,0\xa0mnkr i {some}, " in said.cost
    for sentence in (said.lead, said.professions, said.care_areas, said.missing):
        assert some in sentence
    with translation.override("sv"):
        tiles = document._key_figures(data, "sv")
        assert [tile["scope"] for tile in tiles] == [some, some, some, ""]
        assert tables.tables(data, "sv")["regions"].rows[-1].head == f"Riket ({some})"
        assert files_of.tables(data, "sv")[1].rows[-1][1] == f"Riket ({some})"
        gap = document.page_context(data, "sv", is_page=True)["chart_gap"]
        assert all(part in gap for part in ("K2 2018", "3", "4"))
        whole = trend_report.compose(facts(all_alike()))
        assert [tile["scope"] for tile in document._key_figures(whole, "sv")] == [""] * 4
        assert tables.tables(whole, "sv")["regions"].rows[-1].head == "Riket"
    assert some not in " ".join(str(value) for value in vars(whole.sentences_sv).values())


def test_the_change_says_its_regions_where_they_are_others_than_those_of_the_figure():
    costs = all_alike()
    costs["12", Window.PERIOD, True] = None
    said = trend_report.compose(facts(costs)).sentences_sv
    assert said.cost.endswith("Jämförelsen gäller de 3 regioner som har båda åren.")
    assert "båda åren" not in trend_report.compose(facts(all_alike())).sentences_sv.cost


def test_a_tile_of_millions_does_not_break_inside_its_unit():
    css = (settings.BASE_DIR / "static" / "pdf" / "report.css").read_text()
    rule = css.partition(".key-figure .value {")[2].partition("}")[0]
    assert "white-space: nowrap" in rule


def test_the_series_in_the_workbook_has_numbers_as_numbers_and_words_only_where_the_source_has_words():
    published = [
        PublishedFact("2017", trend_report.AGENCY_COST, "mnkr", value, f"Källa {place}", "härlett", is_approximate=True)
        for place, value in enumerate(("3900", "cirka 4000", "5 av 21 regioner"))
    ]
    data = trend_report.compose(facts(all_alike(), published=tuple(published)))
    with translation.override("sv"):
        series = files_of.tables(data, "sv")[6]
    assert [column.kind for column in series.columns[1:3]] == ["number", "number"]
    assert [row[1:4] for row in series.rows] == [
        [2017, Decimal(3900), ""],
        [2017, Decimal(4000), "cirka 4000"],
        [2017, None, "5 av 21 regioner"],
    ]


def test_a_small_table_is_kept_on_one_page_of_the_pdf():
    html, _title = document.html_of(trend_report.compose(facts(all_alike())))
    by_caption = {part.partition("<caption>")[2][:12]: part[:60] for part in html.split("<table ")[1:]}
    assert "together" in by_caption["Yrkesgrupper"]
    # Twenty quarters and more are a page's half: such a table may be broken.
    assert "together" not in by_caption["Riket per kv"]
