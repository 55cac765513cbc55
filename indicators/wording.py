"""The verdict and the definitions in words, the same on pages, in the command line and in reports."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, gettext, ngettext

from indicators.cost_index import Change, IndexFigure, NationFigure, Window
from indicators.queries.index import Verdict
from values import ratio
from values.numbers import HARD_SPACE, format_decimal, round_half_up

RISE, FALL = "▲", "▼"
FILE_DECIMALS = 3
"""Decimals of per cents and other figures in a file: enough to tell 2.001 % from 2 %."""


def language() -> str:
    """Return the language that the text is for."""
    return get_language() or "sv"


def window_name(window: Window) -> str:
    """Return what the window is called in running text."""
    return {
        Window.PERIOD: gettext("the period"),
        Window.R12: gettext("rolling twelve months"),
        Window.YTD: gettext("the year so far"),
        Window.JAN_AUG: gettext("January–August"),
        Window.YEAR: gettext("the calendar year"),
    }[window]


def percent_words(figure: IndexFigure | NationFigure) -> str:
    """Return the ratio as per cent, or a dash."""
    return "–" if figure.ratio is None else ratio.format_percent(figure.ratio, language=language())


def verdict_words(verdict: Verdict) -> str:
    """Return window, target and distance in one line: "rullande tolv månader · mål 2,0 % · 1,1 procentenheter över".

    The figure stands before it and the change in a year (`points_moved`) after it.
    """
    words = [window_name(verdict.figure.window)]
    if verdict.figure.target is not None:
        target = ratio.format_percent(verdict.figure.target, language=language())
        words.append(gettext("target %(target)s") % {"target": target})
        words.append(gap_words(verdict))
    return " · ".join(word for word in words if word)


def gap_words(verdict: Verdict) -> str:
    """Return how far from the target, in percentage points; what prints like the target and misses says so.

    An incomplete nation is not held against it: then how many regions are in the figure.
    """
    if isinstance(verdict.figure, NationFigure) and verdict.figure.left_out:
        return gettext("%(regions)s, so it cannot be judged") % {"regions": regions_words(verdict.figure)}
    if verdict.gap_points is None:
        return ""
    if verdict.prints_as_met_but_misses:
        return gettext("just above, so the target is not met")
    decimals = 1
    while verdict.gap_points > 0 and round_half_up(verdict.gap_points, decimals) == 0:
        decimals += 1
    points = format_decimal(abs(verdict.gap_points), decimals, language=language())
    if verdict.gap_points > 0:
        return gettext("%(points)s percentage points above") % {"points": points}
    if round_half_up(verdict.gap_points, 1) == 0:
        return gettext("on the target, which is met")
    return gettext("%(points)s percentage points below") % {"points": points}


@dataclass(frozen=True)
class PointsMoved:
    """A change of a share, its direction said once to each: an arrow to the eye, a word to the ear, and the size without sign.

    One that rounds to nothing has neither: `is_level`.
    """

    arrow: str
    word: str
    size: str
    is_level: bool


def points_moved(change: Change | None) -> PointsMoved | None:
    """Return how a share has moved in percentage points ("▼", "ned med", "0,4 procentenheter"); None when nothing is known."""
    if change is None or change.points is None:
        return None
    rounded = round_half_up(change.points, 1)
    return PointsMoved(
        arrow=RISE if rounded > 0 else FALL,
        word=gettext("up by") if rounded > 0 else gettext("down by"),
        size=f"{format_decimal(abs(rounded), 1, language=language())}{HARD_SPACE}{gettext('percentage points')}",
        is_level=rounded == 0,
    )


def regions_words(figure: NationFigure) -> str:
    """Return how many regions the nation's figure is of: "20 av 21 regioner"."""
    return ngettext("%(count)s of %(all)s region", "%(count)s of %(all)s regions", figure.region_count) % {
        "count": len(figure.included),
        "all": figure.region_count,
    }
