"""The charts of the statistics of hires: what became of the requests, and how many there were quarter by quarter."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents import charts
from documents.charts.scales import Number
from staffing import hire_statistics_tables as tables
from staffing.hire_statistics import Became
from staffing.hire_statistics_quarters import QuarterFigures
from staffing.hire_statistics_queries import Statistics
from staffing.templatetags import oberoende

FEWEST = 2
"""Quarters: one column is no course."""


def outcomes(found: Statistics) -> SafeString | None:
    """Draw what became of the requests beside the year before; None when nothing was asked for in either, or is known."""
    if not found.is_now_recorded or not (found.now.asked or found.before.asked):
        return None
    before = found.before.became if found.is_before_recorded else {}
    bars = [
        charts.Bar(words, found.now.became[one], str(found.now.became[one]), second=before.get(one))
        for one, words in tables.outcomes_in_order(found)
    ]
    return charts.responsive(
        charts.ranked_bars,
        id_prefix="hire-outcomes",
        title=_("What became of the requests. Asked for: %(asked)s, granted: %(granted)s, refused: %(refused)s")
        % {
            "granted": found.now.became[Became.GRANTED] + found.now.became[Became.CHANGED],
            "refused": found.now.became[Became.REFUSED],
            "asked": found.now.asked,
        },
        description=_("The table below has every figure."),
        bars=bars,
        second_label=_("the year before") if before else "",
        missing_text=_("missing"),
    )


def by_quarter(quarters: Sequence[QuarterFigures]) -> SafeString | None:
    """Draw how many were asked for and granted in each quarter; None where fewer than two quarters are known, or all are empty."""
    known = [one for one in quarters if one.asked is not None]
    if len(known) < FEWEST or not any(one.asked for one in known):
        return None
    language, first, last = get_language() or "sv", known[0], known[-1]
    return charts.responsive(
        charts.column_pairs,
        id_prefix="hire-quarters",
        title=_("Requests asked for in a quarter: %(first)s in %(first_quarter)s, %(last)s in %(last_quarter)s")
        % {
            "first": first.asked,
            "first_quarter": first.period.label(language),
            "last": last.asked,
            "last_quarter": last.period.label(language),
        },
        description=_("The table below has every figure."),
        pairs=[
            charts.Pair(one.period.label(language), one.granted, _count(one.granted), one.asked) for one in quarters
        ],
        current_label=_("granted of them"),
        previous_label=_("requests asked for"),
        missing_text=_("missing"),
        format_value=_count,
    )


def _count(value: Number | None) -> str:
    """Return a number of requests; an axis has no half ones."""
    return "" if value is None or value != int(value) else oberoende.number(int(value))
