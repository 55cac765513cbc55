"""Charts: data in, SVG out, one function per kind; the same SVG stands in the page and in the PDF.

Every function takes `id_prefix` (unique on the page, fixed from run to run), `title` (the message with its numbers; it
becomes the alternative text) and `description`. Figures arrive with the text they are read as, so that language and
rounding stay with the caller. `width` is the natural width in CSS pixels: `WIDE`, or `COMPACT` for a phone.
"""

from documents.charts.bars import Bar, Pair, Segment, Shade, column_pairs, ranked_bars, stacked_bar
from documents.charts.drawing import COMPACT, WIDE
from documents.charts.lattices import Mark, lattice
from documents.charts.lines import Band, Emphasis, Panel, Series, Target, line_chart, small_multiples, sparkline
from documents.charts.matrices import matrix
from documents.charts.responsive import responsive
from documents.charts.scales import extent
from documents.charts.tiles import Dot, DotKey, DotState, Step, Tile, dot_row, tile_map
from documents.charts.timeline import (
    BROAD,
    MarkKind,
    TimelineBar,
    TimelineMark,
    TimelineRow,
    TimelineTick,
    texts_width,
    timeline,
)
from documents.charts.waterfall import Rung, Total, waterfall

__all__ = [
    "BROAD",
    "COMPACT",
    "WIDE",
    "Band",
    "Bar",
    "Dot",
    "DotKey",
    "DotState",
    "Emphasis",
    "Mark",
    "MarkKind",
    "Pair",
    "Panel",
    "Rung",
    "Segment",
    "Series",
    "Shade",
    "Step",
    "Target",
    "Tile",
    "TimelineBar",
    "TimelineMark",
    "TimelineRow",
    "TimelineTick",
    "Total",
    "column_pairs",
    "dot_row",
    "extent",
    "lattice",
    "line_chart",
    "matrix",
    "ranked_bars",
    "responsive",
    "small_multiples",
    "sparkline",
    "stacked_bar",
    "texts_width",
    "tile_map",
    "timeline",
    "waterfall",
]
