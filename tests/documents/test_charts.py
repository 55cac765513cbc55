"""Charts: what is drawn for the figures, what is not drawn for the missing ones, and that all can be read."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from defusedxml import ElementTree
from django.utils import translation

from documents import charts
from documents.charts import lettering, palette, scales
from tests.documents.chart_samples import HOSTILE, NAMES, QUARTERS, SAMPLES, TARGET, percent

SVG = "{http://www.w3.org/2000/svg}"
SMALLEST_LETTER = 11


def parse(svg):
    return ElementTree.fromstring(svg)


def texts(root):
    return ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]


@pytest.fixture(params=sorted(SAMPLES))
def kind(request):
    return SAMPLES[request.param]


@pytest.mark.parametrize("width", [charts.WIDE, charts.COMPACT])
class TestEveryKind:
    def test_is_named_by_its_first_child_and_described(self, kind, width):
        root = parse(kind(width=width, id_prefix="mine", description="Beskrivning", title="Klart: 3,1 %"))
        assert (root.get("role"), root[0].tag, root[0].text) == ("img", f"{SVG}title", "Klart: 3,1 %")
        assert (root[1].tag, root[1].text) == (f"{SVG}desc", "Beskrivning")
        ids = {element.get("id") for element in root.iter() if element.get("id")}
        assert {root.get("aria-labelledby"), root.get("aria-describedby")} <= ids

    def test_ids_begin_with_the_prefix_and_each_reference_is_met(self, kind, width):
        svg = kind(width=width, id_prefix="mine")
        ids = [element.get("id") for element in parse(svg).iter() if element.get("id")]
        assert all(one.startswith("mine-") for one in ids)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r"url\(#([^)]*)\)", svg)) <= set(ids)

    def test_obeys_a_strict_content_policy(self, kind, width):
        svg = kind(width=width)
        assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href=", svg)

    def test_numbers_are_short_and_have_a_decimal_point_in_every_language(self, kind, width):
        with translation.override("en"):
            english = kind(width=width)
        with translation.override("sv"):
            swedish = kind(width=width)
        assert english == swedish
        for element in parse(swedish).iter():
            for name in ("x", "y", "x1", "x2", "y1", "y2", "width", "height", "cx", "cy", "d", "viewBox", "transform"):
                assert not re.search(r"\d,\d|\.\d\d|nan|inf|e-", element.get(name, "")), (element.tag, name)

    def test_letters_are_large_enough_at_the_natural_size(self, kind, width):
        for element in parse(kind(width=width)).iter():
            if size := element.get("font-size"):
                assert float(size) >= SMALLEST_LETTER

    def test_stands_within_its_frame(self, kind, width):
        root = parse(kind(width=width))
        _, _, wide, tall = map(float, root.get("viewBox").split())
        for element in root.iter(f"{SVG}rect"):
            # A part of a pattern or of a moved group is measured from another place.
            if element.get("x") and float(element.get("x")) > 1:
                assert 0 <= float(element.get("x")) + float(element.get("width")) <= wide + 0.1
                assert 0 <= float(element.get("y", 0)) <= tall


def written(element, anchor="start", moved=0.0):
    """Yield each text with its left and right edge."""
    anchor = element.get("text-anchor", anchor)
    transform = element.get("transform", "")
    if "rotate" in transform:
        return
    if transform:
        moved += float(re.findall(r"[-0-9.]+", transform)[0])
    if element.tag == f"{SVG}text":
        words = "".join(element.itertext())
        wide = lettering.width(words, float(element.get("font-size", lettering.SIZE)))
        left = float(element.get("x")) + moved - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        yield words, left, left + wide
    for child in element:
        yield from written(child, anchor, moved)


@pytest.mark.parametrize("width", [charts.WIDE, charts.COMPACT])
def test_no_text_leaves_the_frame(kind, width):
    found = list(written(parse(kind(width=width))))
    assert found or kind.__name__ == "sparkline"
    assert [(words, left, right) for words, left, right in found if left < -1 or right > width + 1] == []


@pytest.mark.parametrize("argument", ["title", "description"])
def test_markup_in_words_is_text(kind, argument):
    svg = kind(**{argument: HOSTILE})
    assert "<script" not in svg
    assert HOSTILE in [element.text for element in parse(svg)]


@pytest.mark.parametrize("prefix", ["", "1a", "a b", 'a"><script>', "Å"])
def test_a_prefix_that_is_no_id_is_refused(kind, prefix):
    with pytest.raises(ValueError, match="cannot begin an id"):
        kind(id_prefix=prefix)


@pytest.mark.parametrize("title", ["", "  "])
def test_a_chart_without_a_title_is_refused(kind, title):
    with pytest.raises(ValueError, match="needs a title"):
        kind(title=title)


class TestLineChart:
    def chart(self, *values, **changes):
        arguments = {
            "id_prefix": "c",
            "title": "t",
            "description": "",
            "categories": QUARTERS[: len(values)],
            "series": [charts.Series("Blekinge", values, charts.Emphasis.HIGHLIGHTED)],
            "format_value": percent,
        }
        return parse(charts.line_chart(**arguments | changes))

    def test_a_missing_value_breaks_the_line_and_is_never_a_point(self):
        root = self.chart(4, 3, None, 2, 1)
        (path,) = root.findall(f"{SVG}path")
        assert path.get("d").count("M") == 2
        assert len(re.findall(r"[ML]", path.get("d"))) == 4

    def test_a_value_between_two_gaps_is_a_dot(self):
        root = self.chart(4, 3, None, 2, None, 1, 1)
        assert len(root.findall(f"{SVG}circle")) == 2  # the lonely one and the latest

    def test_a_series_without_values_is_neither_drawn_nor_named(self):
        root = self.chart(None, None, None)
        assert not root.findall(f"{SVG}path")
        assert "Blekinge" not in texts(root)

    def test_an_old_latest_value_says_its_quarter(self):
        assert "Blekinge (kv 2 2023)" in texts(self.chart(4, Decimal("3.1"), None))
        assert "3,1 %" in texts(self.chart(4, Decimal("3.1"), None))

    def test_height_is_proportional_from_zero(self):
        (path,) = self.chart(10, 5).findall(f"{SVG}path")
        top, middle = (float(place.split()[1]) for place in path.get("d").replace("M", "").split("L"))
        assert 270 - middle == pytest.approx((270 - top) / 2, abs=0.2)

    def test_the_target_is_a_line_with_its_words(self):
        root = self.chart(4, 3, target=TARGET)
        dashed = [line for line in root.iter(f"{SVG}line") if line.get("stroke") == palette.TARGET]
        assert len(dashed) == 1
        assert dashed[0].get("y1") == dashed[0].get("y2")
        assert "Mål 2,0 %" in texts(root)

    def test_the_highlighted_line_lies_over_the_muted_ones_which_have_no_names(self):
        root = parse(SAMPLES["line_chart"]())
        strokes = [path.get("stroke") for path in root.findall(f"{SVG}path")]
        assert strokes[-1] == palette.ACCENT
        assert strokes.count(palette.MUTED) == 20
        assert not {"Stockholm", "Norrbotten"} & set(texts(root))

    def test_plain_lines_differ_in_dash_as_well_as_colour(self):
        series = [charts.Series(name, [1, 2]) for name in ("a", "b", "c")]
        root = self.chart(1, 2, series=series)
        assert len({path.get("stroke-dasharray") for path in root.findall(f"{SVG}path")}) == 3

    def test_series_and_categories_of_different_length_are_refused(self):
        with pytest.raises(ValueError, match="2 values for 3 categories"):
            self.chart(1, 2, categories=QUARTERS[:3])

    def test_a_year_without_figures_is_a_year_wide(self):
        root = self.chart(4, 3, 2, places=[0, 3, 15])
        (path,) = root.findall(f"{SVG}path")
        first, second, third = (float(place.split()[0]) for place in path.get("d").replace("M", "").split("L"))
        assert third - second == pytest.approx(4 * (second - first), abs=0.6)

    def test_names_along_an_uneven_axis_do_not_touch(self):
        root = self.chart(*range(8), places=[0, 1, 2, 3, 4, 5, 6, 40], categories=QUARTERS[:8])
        named = [text for text in root.iter(f"{SVG}text") if text.text in QUARTERS]
        assert [text.text for text in named][-1] == QUARTERS[7]
        xs = [float(text.get("x")) for text in named]
        wide = lettering.widest(QUARTERS[:8])
        assert len(xs) > 1
        assert all(after - before >= wide for before, after in pairwise(xs))

    @pytest.mark.parametrize("places", [[0, 1], [0, 2, 1]])
    def test_places_that_are_too_few_or_out_of_order_are_refused(self, places):
        with pytest.raises(ValueError, match="places"):
            self.chart(1, 2, 3, places=places)

    def test_labels_of_equal_ends_do_not_overlap(self):
        series = [charts.Series(name, [1, 2]) for name in ("a", "b", "c", "d")]
        root = self.chart(1, 2, series=series)
        places = sorted(float(text.get("y")) for text in root.iter(f"{SVG}text") if text.get("font-weight") == "700")
        assert all(after - before >= 30 for before, after in pairwise(places))


class TestRankedBars:
    def test_a_missing_region_has_words_and_no_bar(self):
        root = parse(SAMPLES["ranked_bars"]())
        assert len(root.findall(f"{SVG}rect")) == 20
        labels = [text for text in texts(root) if text in NAMES]
        assert labels[-1] == "Gotland"
        assert texts(root).count("uppgift saknas") == 1

    def test_the_greatest_is_first_and_own_is_marked(self):
        root = parse(SAMPLES["ranked_bars"]())
        labels = [text for text in texts(root) if text in NAMES]
        assert (labels[0], labels[1], labels[-2]) == ("Norrbotten", "Västerbotten", "Stockholm")
        assert [bar.get("fill") for bar in root.findall(f"{SVG}rect")].count(palette.ACCENT) == 1

    @pytest.mark.parametrize("width", [340, 720])
    def test_a_long_label_takes_more_lines_and_none_is_cut_at_the_left(self, width):
        name = "Psykiatri, habilitering och ungdomshälsa i östra länsdelen"
        bars = [charts.Bar(name, 8, "8"), charts.Bar("Verksamhetsstödsorganisationsutvecklingsförvaltningen", 2, "2")]
        root = parse(SAMPLES["ranked_bars"](bars=bars, target=None, second_label="", width=width))
        lines = [text for text in root.iter(f"{SVG}text") if text.get("text-anchor") == "end" and text.text not in "82"]
        assert " ".join(line.text for line in lines[:-1]) == name
        assert lines[-1].text.endswith("…")
        assert all(lettering.width(line.text) < float(line.get("x")) for line in lines)
        heights = [float(line.get("y")) for line in lines]
        assert all(below - above >= lettering.SIZE for above, below in pairwise(heights))
        assert heights[-1] < float(root.get("viewBox").split()[3])

    def test_the_words_of_the_tick_fit_beside_short_labels(self):
        words = "samma kvartal året före"
        bars = [charts.Bar("Läkare", 8, "8", second=9), charts.Bar("Övriga", 2, "2", second=3)]
        root = parse(SAMPLES["ranked_bars"](bars=bars, target=None, second_label=words, width=340))
        said = next(text for text in root.iter(f"{SVG}text") if text.text == words)
        assert float(said.get("x")) - lettering.width(words) > 0
        assert all(float(line.get("x1")) > 0 for line in root.iter(f"{SVG}line"))

    def test_length_is_proportional(self):
        bars = [charts.Bar("a", 8, "8"), charts.Bar("b", 2, "2"), charts.Bar("c", 0, "0")]
        root = parse(SAMPLES["ranked_bars"](bars=bars))
        first, second, third = (float(bar.get("width")) for bar in root.findall(f"{SVG}rect"))
        assert second == pytest.approx(first / 4, abs=0.2)
        assert third == 0

    def test_negative_values_go_left_of_zero(self):
        bars = [charts.Bar("a", 5, "5"), charts.Bar("b", -5, "−5")]
        root = parse(SAMPLES["ranked_bars"](bars=bars, target=None))
        up, down = root.findall(f"{SVG}rect")
        assert float(down.get("x")) + float(down.get("width")) == pytest.approx(float(up.get("x")), abs=0.2)


class TestBand:
    def test_it_goes_along_the_upper_side_and_back_along_the_lower(self):
        band = charts.Band([None, 2, 1, None], [None, 2, 3, None])
        root = parse(
            SAMPLES["line_chart"](categories=QUARTERS[:4], series=[charts.Series("a", [1, 2, 2, 2])], band=band)
        )
        [area] = [path for path in root.findall(f"{SVG}path") if path.get("fill-opacity")]
        places = re.findall(r"([-0-9.]+) ([-0-9.]+)", area.get("d"))
        assert [x for x, _y in places] == [places[0][0], places[1][0], places[1][0], places[0][0]]
        assert places[0] == places[3]
        assert float(places[1][1]) < float(places[0][1]) < float(places[2][1])

    def test_nothing_known_is_no_area_and_its_ends_are_within_the_scale(self):
        none = charts.Band([None] * 4, [None] * 4)
        root = parse(
            SAMPLES["line_chart"](categories=QUARTERS[:4], series=[charts.Series("a", [1, 2, 2, 2])], band=none)
        )
        assert [path for path in root.findall(f"{SVG}path") if path.get("fill-opacity")] == []
        high = charts.Band([None, None, None, 1], [None, None, None, 30])
        root = parse(
            SAMPLES["line_chart"](categories=QUARTERS[:4], series=[charts.Series("a", [1, 2, 2, 2])], band=high)
        )
        assert any("30" in text for text in texts(root))


class TestWaterfall:
    def bars(self, **changes):
        root = parse(SAMPLES["waterfall"](**changes))
        return [(float(bar.get("x")), float(bar.get("width"))) for bar in root.findall(f"{SVG}rect")]

    def test_each_step_begins_where_the_one_before_ended(self):
        start, fall, rise, own, end = self.bars()
        assert start[0] == end[0]
        assert end[1] == pytest.approx(start[1] * 2 / 3, abs=0.3)
        assert fall[0] + fall[1] == pytest.approx(start[0] + start[1], abs=0.2)
        assert rise[0] == pytest.approx(fall[0], abs=0.2)
        assert own[0] + own[1] == pytest.approx(rise[0] + rise[1], abs=0.2)
        assert own[0] == pytest.approx(end[0] + end[1], abs=0.2)

    def test_lengths_are_proportional_also_below_zero(self):
        rungs = [charts.Rung("a", -5, "−5"), charts.Rung("b", 1, "+1")]
        start, fall, rise, end = self.bars(
            start=charts.Total("då", 2, "2"), rungs=rungs, end=charts.Total("nu", -2, "−2")
        )
        assert fall[1] == pytest.approx(5 * rise[1], abs=0.6)
        assert end[0] + end[1] == pytest.approx(start[0], abs=0.2)

    def test_small_steps_break_the_scale_and_say_so(self):
        ends = {"start": charts.Total("då", Decimal("3.9"), "3,9"), "end": charts.Total("nu", Decimal("3.4"), "3,4")}
        rungs = [charts.Rung("a", Decimal("-0.4"), "−0,4"), charts.Rung("b", Decimal("-0.1"), "−0,1")]
        root = parse(SAMPLES["waterfall"](**ends, rungs=rungs, broken_text="Skalan är bruten."))
        assert "Skalan är bruten." in texts(root)
        start, first, second, end = [
            (float(bar.get("x")), float(bar.get("width"))) for bar in root.findall(f"{SVG}rect")
        ]
        assert first[1] == pytest.approx(4 * second[1], abs=0.6)
        assert start[1] == pytest.approx(2 * end[1], abs=0.6)
        # With ends that are not much longer than the steps it begins at zero.
        assert "Skalan är bruten." not in texts(parse(SAMPLES["waterfall"](broken_text="Skalan är bruten.")))

    def test_rises_are_told_from_falls_and_ends(self):
        root = parse(SAMPLES["waterfall"]())
        fills = [bar.get("fill") for bar in root.findall(f"{SVG}rect")]
        assert fills == [palette.ACCENT, palette.ACCENT_SOFT, palette.TARGET, palette.ACCENT_SOFT, palette.ACCENT]


class TestStackedBar:
    def test_parts_share_the_bar_by_value_and_nothing_is_no_part(self):
        root = parse(SAMPLES["stacked_bar"](with_labels=False))
        widths = [float(part.get("width")) for part in root.findall(f"{SVG}rect")]
        assert [round(width + 2) for width in widths] == [round(value / 54 * 718) for value in (23, 17, 4, 10)]

    def test_words_and_figures_stand_below_also_for_nothing(self):
        assert texts(parse(SAMPLES["stacked_bar"]()))[-1] == "Avbruten 0"

    def test_an_empty_whole_is_an_empty_frame(self):
        root = parse(
            SAMPLES["stacked_bar"](segments=[charts.Segment("Klar", 0, "0", charts.Shade.SOLID)], with_labels=False)
        )
        (frame,) = root.findall(f"{SVG}rect")
        assert frame.get("fill") == palette.WHITE

    def test_a_thin_part_keeps_some_width(self):
        segments = [charts.Segment("a", 999, "999", charts.Shade.SOLID), charts.Segment("b", 1, "1", charts.Shade.OPEN)]
        root = parse(SAMPLES["stacked_bar"](segments=segments, with_labels=False))
        assert float(root.findall(f"{SVG}rect")[1].get("width")) > 0


class TestTheOthers:
    def test_a_missing_figure_is_no_column(self):
        root = parse(SAMPLES["column_pairs"]())
        current = [bar for bar in root.iter(f"{SVG}rect") if bar.get("fill") == palette.ACCENT]
        assert len(current) == 7 + 1  # and the key
        assert texts(root).count("uppgift saknas") == 1

    def test_a_pairs_figure_stands_on_its_own_column(self):
        root = parse(SAMPLES["column_pairs"]())
        current = [bar for bar in root.iter(f"{SVG}rect") if bar.get("fill") == palette.ACCENT][1:]
        figures = [text for text in root.iter(f"{SVG}text") if text.get("font-weight") == "700"]
        assert len(figures) == len(current) == 7
        for bar, figure in zip(current, figures, strict=True):
            assert float(bar.get("y")) - float(figure.get("y")) == pytest.approx(6, abs=0.2)
            half = lettering.width(figure.text, bold=True) / 2
            assert float(figure.get("x")) - half >= float(bar.get("x")) - 1.5
            assert float(figure.get("x")) + half <= float(root.get("viewBox").split()[2]) + 0.1

    def test_a_figure_that_would_run_into_a_neighbouring_column_is_left_out(self):
        pairs = [charts.Pair(f"K{n} 2026", 41 - n, f"{41 - n},7", 45 - n % 3) for n in range(8)]
        root = parse(SAMPLES["column_pairs"](pairs=pairs, width=charts.COMPACT))
        figures = [text for text in root.iter(f"{SVG}text") if text.get("font-weight") == "700"]
        assert 1 <= len(figures) < 8
        assert figures[-1].text == "34,7"
        columns = [
            tuple(float(bar.get(side)) for side in ("x", "y", "width", "height"))
            for bar in root.iter(f"{SVG}rect")
            if bar.get("y") != "3"
        ]
        for figure in figures:
            x, bottom = float(figure.get("x")), float(figure.get("y"))
            half = lettering.width(figure.text, bold=True) / 2
            for left, top, wide, high in columns:
                overlaps = x - half < left + wide and left < x + half and top < bottom and bottom - 12 < top + high
                assert not overlaps, figure.text

    def test_tiles_are_shaded_by_step_and_hatched_when_missing(self):
        root = parse(SAMPLES["tile_map"]())
        fills = [rect.get("fill") for rect in root.iter(f"{SVG}rect")]
        assert fills.count("url(#map-missing)") == 2  # the tile and its key
        assert {fill for fill, _ in palette.STEPS} <= set(fills)

    def test_two_tiles_in_one_place_are_refused(self):
        tile = charts.Tile(0, 0, "a", "1", "", 0)
        with pytest.raises(ValueError, match="one place"):
            SAMPLES["tile_map"](tiles=[tile, tile])

    def test_there_are_as_many_dots_as_regions_each_with_its_name(self):
        root = parse(SAMPLES["dot_row"](keys=()))
        names = [title.text for title in root.iter(f"{SVG}title")][1:]
        assert names == NAMES

    def test_sparklines_of_one_domain_share_their_scale(self):
        first, second = (parse(SAMPLES["sparkline"](values=values, domain=(0, 10))) for values in ([5, 10], [5, 0]))
        assert [root.find(f"{SVG}path").get("d").split(" L")[0] for root in (first, second)] == ["M3 14", "M3 14"]

    def test_responsive_draws_both_with_ids_of_their_own(self):
        html = charts.responsive(charts.dot_row, id_prefix="uptake", title="t", dots=[])
        ids = re.findall(r'\sid="([^"]*)"', html)
        assert sorted(ids) == ["uptake-compact-title", "uptake-wide-title"]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 1, [0, 0.25, 0.5, 0.75, 1]),
        (0, 9.4, [0, 2.5, 5, 7.5, 10]),
        (0, 0.3, [0, 0.1, 0.2, 0.3]),
        (-3, 4, [-4, -2, 0, 2, 4]),
        (0, 54_960, [0, 20_000, 40_000, 60_000]),
        (95, 105, [95, 97.5, 100, 102.5, 105]),
    ],
)
def test_ticks_are_round_and_without_noise(low, high, expected):
    assert scales.nice_ticks(low, high) == expected


@pytest.mark.parametrize(
    ("value", "written"),
    [(1, "1"), (0.1 + 0.2, "0.3"), (-0.04, "0"), (12.25, "12.2"), (1e6, "1000000"), (-3.06, "-3.1")],
)
def test_a_length_is_written_with_one_decimal_at_most(value, written):
    assert scales.coordinate(value) == written


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], []), ([None, None], []), ([1, None, 2, 3], [[0], [2, 3]]), ([None, 0, 0], [[1, 2]])],
)
def test_runs_end_at_what_is_missing_and_zero_is_a_value(values, expected):
    assert scales.runs(values) == expected


@pytest.mark.parametrize(
    ("values", "with_zero", "expected"),
    [
        ([], True, (0, 1)),
        ([None], False, (0, 1)),
        ([0, 0], True, (0, 1)),
        ([5], False, (5, 6)),
        ([-5, -5], False, (-5, 0)),
        ([3, Decimal("7.5"), None], True, (0, 7.5)),
        ([3, 7], False, (3, 7)),
    ],
)
def test_an_extent_is_never_empty(values, with_zero, expected):
    assert scales.extent(values, with_zero=with_zero) == expected


def test_labels_are_spread_without_overlap_and_within_bounds():
    centres = scales.spread([50, 50, 50, 98], [20, 20, 20, 20], 0, 100)
    assert centres == sorted(centres)
    assert all(after - before >= 20 - 1e-9 for before, after in pairwise(centres))
    assert centres[0] >= 10
    assert centres[-1] <= 90


def test_a_label_with_room_stays_where_it_wants_and_a_crowd_is_shared_out():
    assert scales.spread([10, 50, 50], [10, 10, 10], 0, 100) == [10, 45, 55]


def test_labels_without_room_stay_within_bounds():
    assert scales.spread([5, 5, 5], [20, 20, 20], 0, 30) == [5, 15, 25]


@pytest.mark.parametrize(
    "colour", [palette.INK, palette.QUIET_INK, palette.ACCENT, palette.TARGET, *(c for c, _ in palette.PLAIN_LINES)]
)
def test_what_is_read_stands_out_from_white(colour):
    assert palette.contrast(colour, palette.WHITE) >= 4.5


@pytest.mark.parametrize("colour", [palette.MUTED, palette.ACCENT_SOFT])
def test_what_is_drawn_stands_out_from_white(colour):
    assert palette.contrast(colour, palette.WHITE) >= 3


@pytest.mark.parametrize(("fill", "ink"), palette.STEPS)
def test_words_on_a_tile_can_be_read(fill, ink):
    assert palette.contrast(fill, ink) >= 4.5


def test_the_steps_grow_darker_so_that_grey_paper_orders_them():
    light = [palette.contrast(fill, "#000000") for fill, _ in palette.STEPS]
    assert light == sorted(light, reverse=True)
    assert all(before / after >= 1.25 for before, after in pairwise(light))


def test_contrast_agrees_with_the_definition():
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_columns_without_a_year_before_are_single_and_without_a_key():
    def drawn(previous_label):
        return str(
            charts.column_pairs(
                id_prefix="years",
                title="Kostnad",
                description="",
                pairs=[charts.Pair("2024", 6, "6,0", None), charts.Pair("2025", 5, "4,8", None)],
                current_label="nu",
                previous_label=previous_label,
                missing_text="saknas",
                format_value=str,
            )
        )

    single, paired = drawn(""), drawn("året före")
    assert single.count("<rect") == 2
    assert ">nu<" not in single
    assert paired.count("<rect") == 4
    widths = [float(re.findall(r'<rect x="[^"]+" y="[^"]+" width="([^"]+)"', svg)[-1]) for svg in (single, paired)]
    assert widths[0] > widths[1]
