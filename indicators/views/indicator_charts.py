"""The charts of other indicators: figures in, SVG out, with the words that each needs."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from documents import charts
from documents.charts.scales import Number
from indicators import other_indicator_words as words
from indicators import wording
from indicators.models import Indicator
from indicators.queries.other_indicators import Line
from staffing.models import Region

Domain = tuple[float, float]


def domain_of(lines: Iterable[Line], indicator: Indicator) -> Domain:
    """Return one scale for small lines: near the figures, and the target where there is one."""
    figures = [reading.figure for line in lines for reading in line.series]
    return charts.extent([*figures, indicator.target], with_zero=False)


def spark(line: Line, domain: Domain, prefix: str) -> SafeString | None:
    """Draw a small line; None with fewer than two figures."""
    known = [one.figure for one in line.series if one.figure is not None]
    if len(known) < 2:  # noqa: PLR2004 -- a point is no line
        return None
    return charts.sparkline(
        id_prefix=f"{prefix}-{line.region.code}-{line.indicator.code}",
        title=_("%(name)s: from %(first)s to %(last)s")
        % {
            "name": line.indicator.name if prefix == "card" else line.region,
            "first": words.figure_text(line.indicator, known[0]),
            "last": words.figure_text(line.indicator, known[-1]),
        },
        values=[one.figure for one in line.series],
        domain=domain,
        target=line.indicator.target,
    )


def over_time(line: Line, region: Region) -> SafeString | None:
    """Draw an indicator of a region over time, gaps where a period is missing; None with fewer than two figures."""
    known = [one for one in line.series if one.figure is not None]
    if len(known) < 2:  # noqa: PLR2004 -- a point is no line
        return None
    indicator, latest = line.indicator, known[-1]
    return charts.responsive(
        charts.line_chart,
        id_prefix="over-time",
        title=_("%(indicator)s in %(region)s: %(figure)s in %(period)s")
        % {
            "indicator": indicator.name,
            "region": region,
            "figure": words.figure_text(indicator, latest.figure or Decimal(0)),
            "period": latest.period.label(wording.language()),
        },
        description=_("The table below has every figure. The scale does not begin at zero."),
        categories=[one.period.label(wording.language()) for one in line.series],
        series=[charts.Series(str(region), [one.figure for one in line.series], charts.Emphasis.HIGHLIGHTED)],
        format_value=lambda value: _axis_text(indicator, value),
        target=None
        if indicator.target is None
        else charts.Target(indicator.target, _("Target %(target)s") % {"target": words.target_text(indicator)}),
        with_zero=False,
    )


def _axis_text(indicator: Indicator, value: Number) -> str:
    """Return a figure at the axis or the line's end: the indicator's decimals, or the two that a tick may have."""
    number = Decimal(str(value))
    exact = max(0, -int(number.normalize().as_tuple().exponent))
    decimals = max(indicator.decimals, exact) if exact <= 2 else indicator.decimals  # noqa: PLR2004
    return words.axis_text(indicator, number, decimals)
