"""The charts of the index: figures in, SVG out, each with the words that its alternative text needs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from documents import charts
from documents.charts.scales import Number
from indicators import wording
from indicators.queries.index import Point
from indicators.queries.nation import NationRow, NationTable
from staffing.models import Region
from values import money, ratio
from values.numbers import format_decimal
from values.period import Period

# Where each region's tile stands (column, row), roughly as on the map, and a label that fits it.
TILE_PLACES: dict[str, tuple[int, int, str]] = {
    "25": (3, 0, "Norrbotten"),
    "24": (3, 1, "Västerbotten"),
    "23": (2, 1, "Jämtland H."),
    "22": (3, 2, "V.norrland"),
    "20": (2, 2, "Dalarna"),
    "21": (3, 3, "Gävleborg"),
    "17": (1, 3, "Värmland"),
    "19": (2, 3, "Västmanland"),
    "18": (1, 4, "Örebro"),
    "04": (2, 4, "Sörmland"),
    "03": (3, 4, "Uppsala"),
    "14": (0, 5, "V. Götaland"),
    "06": (1, 5, "Jönköping"),
    "05": (2, 5, "Östergötland"),
    "01": (3, 5, "Stockholm"),
    "13": (0, 6, "Halland"),
    "07": (1, 6, "Kronoberg"),
    "08": (2, 6, "Kalmar"),
    "09": (3, 6, "Gotland"),
    "12": (0, 7, "Skåne"),
    "10": (1, 7, "Blekinge"),
}
# Upper ends of the steps in per cent, and how each is written.
STEP_LIMITS = (Decimal(2), Decimal(3), Decimal(4), Decimal(6))


def percent_text(value: Number) -> str:
    """Return a number that already is per cent."""
    return ratio.format_percent_value(Decimal(str(value)), language=wording.language())


def target_of(target: Decimal | None) -> charts.Target | None:
    """Return the line of the target, with its value in words."""
    if target is None:
        return None
    label = _("Target %(target)s") % {"target": ratio.format_percent(target, language=wording.language())}
    return charts.Target(target * 100, label)


def r12_chart(name: str, points: Sequence[Point], nation: Sequence[Point], target: Decimal | None) -> SafeString | None:
    """Draw rolling twelve months over time with the target; the nation's line beside it when there is one."""
    known = [point for point in points if point.ratio_percent is not None]
    if not known:
        return None
    latest = known[-1]
    shown = [point for point in points if point.period.last_date >= known[0].period.last_date]
    nation_by_end = {point.period.last_date: point.ratio_percent for point in nation}
    series = [charts.Series(name, [point.ratio_percent for point in shown], charts.Emphasis.HIGHLIGHTED)]
    if nation:
        series.append(charts.Series(_("The nation"), [nation_by_end.get(point.period.last_date) for point in shown]))
    return charts.responsive(
        charts.line_chart,
        id_prefix="r12",
        title=_("%(name)s: %(percent)s in the twelve months to the end of %(period)s")
        % {
            "name": name,
            "percent": percent_text(latest.ratio_percent or 0),
            "period": latest.period.label(wording.language()),
        },
        description=_(
            "Agency cost in relation to own staff cost, rolling twelve months. The table below has every figure."
        ),
        categories=[point.period.label(wording.language()) for point in shown],
        series=series,
        format_value=percent_text,
        target=target_of(target),
    )


def cost_columns(points: Sequence[tuple[Point, Point]]) -> SafeString | None:
    """Draw agency cost per period beside the same period a year before; `points` are (now, before)."""
    known = [now for now, _before in points if now.figure.agency_sek is not None]
    if not known:
        return None
    unit = money.pick_unit(max(abs(now.figure.agency_sek or Decimal(0)) for now in known))
    language = wording.language()

    def shown(sek: Decimal | None) -> Decimal | None:
        return None if sek is None else money.to_unit(sek, unit)

    latest = known[-1]
    return charts.responsive(
        charts.column_pairs,
        id_prefix="costs",
        title=_("Agency cost per period, latest %(period)s: %(amount)s")
        % {
            "period": latest.period.label(language),
            "amount": money.format_sek(latest.figure.agency_sek or Decimal(0), unit, language=language, with_unit=True),
        },
        description=_("Each period beside the same period a year before, in %(unit)s.")
        % {"unit": unit.name_in(language)},
        pairs=[
            charts.Pair(
                now.period.label(language),
                shown(now.figure.agency_sek),
                ""
                if now.figure.agency_sek is None
                else money.format_sek(now.figure.agency_sek, unit, language=language),
                shown(before.figure.agency_sek),
            )
            for now, before in points
        ],
        current_label=_("this year (%(unit)s)") % {"unit": unit.name_in(language)},
        previous_label=_("the year before"),
        missing_text=_("missing"),
        format_value=lambda value: format_decimal(Decimal(str(value)), _decimals(value), language=language),
    )


def _decimals(value: Number) -> int:
    return 0 if float(value) == int(value) else 1


def ranked_regions(table: NationTable, own: frozenset[int]) -> SafeString:
    """Draw the regions' ratios in order, a tick for the year before, missing ones last and named."""
    return charts.responsive(
        charts.ranked_bars,
        id_prefix="ranked",
        title=_("The nation: %(percent)s, %(regions)s")
        % {"percent": wording.percent_words(table.figure), "regions": wording.regions_words(table.figure)},
        description=_("The regions in order of agency cost in relation to own staff cost. The table has every figure."),
        bars=[
            charts.Bar(
                row.region.short_name,
                None if row.figure.ratio is None else row.figure.ratio * 100,
                wording.percent_words(row.figure),
                row.region.pk in own,
                second=None if row.before.ratio is None else row.before.ratio * 100,
            )
            for row in table.rows
        ],
        missing_text=_("missing"),
        target=target_of(table.figure.target),
        second_label=_("the year before"),
    )


def region_tiles(table: NationTable, own: frozenset[int]) -> SafeString | None:
    """Draw the regions as a map of tiles; None when a region has no place on it."""
    if any(row.region.code not in TILE_PLACES for row in table.rows):
        return None
    return charts.tile_map(
        id_prefix="tiles",
        title=_("Map of the regions: %(met)s of %(count)s meet the target")
        % {
            "met": sum(1 for row in table.rows if row.figure.is_met),
            "count": len(table.figure.included),
        },
        description=_("Each tile says the region's figure and whether it meets its target."),
        tiles=[_tile(row, own) for row in table.rows],
        steps=_steps(),
        width=charts.COMPACT,
    )


def _tile(row: NationRow, own: frozenset[int]) -> charts.Tile:
    column, line, label = TILE_PLACES[row.region.code]
    value = row.figure.ratio
    word = _("missing") if value is None else _("meets the target") if row.figure.is_met else _("above the target")
    return charts.Tile(
        column=column,
        row=line,
        label=label,
        text=wording.percent_words(row.figure),
        word=word if row.figure.target is not None or value is None else "",
        step=None if value is None else sum(1 for limit in STEP_LIMITS if value * 100 > limit),
        is_highlighted=row.region.pk in own,
    )


def _steps() -> list[charts.Step]:
    texts = [
        _("at most 2%"),
        _("2–3%"),
        _("3–4%"),
        _("4–6%"),
        _("over 6%"),
    ]
    return [*(charts.Step(number, text) for number, text in enumerate(texts)), charts.Step(None, _("missing"))]


def spark(
    region: Region | None, values: Sequence[Decimal | None], domain: tuple[float, float], target: Decimal | None
) -> SafeString | None:
    """Draw a region's small line on the scale that all lines share; None when it has no figure at all."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    return charts.sparkline(
        id_prefix=f"spark-{region.code if region else 'se'}",
        title=_("%(name)s: from %(first)s to %(last)s")
        % {
            "name": region or _("The nation"),
            "first": percent_text(known[0]),
            "last": percent_text(known[-1]),
        },
        values=values,
        domain=domain,
        target=None if target is None else target * 100,
        is_highlighted=region is None,
    )


def spark_domain(table: NationTable) -> tuple[float, float]:
    """Return the one scale of all small lines: from zero to the highest value."""
    values = [value for row in table.rows for value in row.series]
    target = table.figure.target
    return charts.extent([*values, *table.nation_series, None if target is None else target * 100])


def axis_words(axis: Sequence[Period]) -> str:
    """Return from when to when the small lines run."""
    language = wording.language()
    return f"{axis[0].label(language)} – {axis[-1].label(language)}"
