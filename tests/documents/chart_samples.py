"""One chart of every kind with figures that try it: gaps, a missing region, markup in a name, a part of nothing."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.safestring import SafeString

from documents import charts

REGIONS = (
    "Stockholm Uppsala Sörmland Östergötland Jönköping Kronoberg Kalmar Gotland Blekinge Skåne Halland Västra_Götaland "
    "Värmland Örebro Västmanland Dalarna Gävleborg Västernorrland Jämtland_Härjedalen Västerbotten Norrbotten"
).replace("_", "\u00a0")
NAMES = REGIONS.split(" ")
QUARTERS = [f"kv {quarter} {year}" for year in (2023, 2024, 2025) for quarter in (1, 2, 3, 4)]
TARGET = charts.Target(Decimal("2.0"), "Mål 2,0 %")
HOSTILE = '<script>alert("1")</script> & åäö'


def percent(value: Decimal | float) -> str:
    return f"{float(value):.1f} %".replace(".", ",").replace("-", "−")


def shares(start: int) -> list[Decimal | None]:
    """Return twelve falling shares, each region its own."""
    return [Decimal(20 + start * 3 - quarter) / 10 for quarter in range(12)]


def line_chart(**changes: object) -> SafeString:
    own = shares(8)
    own[4] = own[6] = own[7] = None
    series = [
        charts.Series(name, shares(place), charts.Emphasis.MUTED) for place, name in enumerate(NAMES) if place != 8
    ]
    series += [
        charts.Series("Riket", shares(4)),
        charts.Series("Blekinge", own, charts.Emphasis.HIGHLIGHTED),
    ]
    return charts.line_chart(
        **{
            "id_prefix": "share",
            "title": "Blekinge 3,3 %, riket 2,1 %, mål 2,0 %",
            "description": HOSTILE,
            "categories": QUARTERS,
            "series": series,
            "format_value": percent,
            "target": TARGET,
        }
        | changes
    )


def ranked_bars(**changes: object) -> SafeString:
    bars = [
        charts.Bar(name, None if name == "Gotland" else place, f"{place},0 %", name == "Blekinge", second=place + 1)
        for place, name in enumerate(NAMES)
    ]
    return charts.ranked_bars(
        **{
            "id_prefix": "ranked",
            "title": "20 av 21 regioner; Blekinge 8,0 %",
            "description": "",
            "bars": bars,
            "missing_text": "uppgift saknas",
            "target": TARGET,
            "second_label": "kv 4 2024",
        }
        | changes
    )


def stacked_bar(**changes: object) -> SafeString:
    shade = charts.Shade
    segments = [
        charts.Segment("Klar", 23, "23", shade.SOLID),
        charts.Segment("Pågår", 17, "17", shade.HATCHED),
        charts.Segment("Försenad", 4, "4", shade.DOTTED),
        charts.Segment("Ej påbörjad", 10, "10", shade.OPEN),
        charts.Segment("Avbruten", 0, "0", shade.LIGHT),
    ]
    return charts.stacked_bar(**{"id_prefix": "status", "title": "23 av 54 klara", "segments": segments} | changes)


def sparkline(**changes: object) -> SafeString:
    return charts.sparkline(
        **{"id_prefix": "spark", "title": "Från 4,4 % till 3,3 %", "values": shares(8), "domain": (0, 9), "target": 2}
        | changes
    )


def small_multiples(**changes: object) -> SafeString:
    panels = [
        charts.Panel(name, shares(place), percent(shares(place)[-1] or 0), name == "Blekinge")
        for place, name in enumerate(NAMES)
    ]
    return charts.small_multiples(
        **{
            "id_prefix": "panels",
            "title": "21 regioner på en skala",
            "description": "",
            "panels": panels,
            "target": TARGET,
            "first_category": QUARTERS[0],
            "last_category": QUARTERS[-1],
        }
        | changes
    )


def column_pairs(**changes: object) -> SafeString:
    pairs = [
        charts.Pair(
            quarter, None if place == 2 else Decimal(50_000 - place * 3_000), f"{50 - place * 3}\u00a0000", 52_000
        )
        for place, quarter in enumerate(QUARTERS[-8:])
    ]
    return charts.column_pairs(
        **{
            "id_prefix": "pairs",
            "title": "41 000 kr mot 52 000 kr",
            "description": "",
            "pairs": pairs,
            "current_label": "2025",
            "previous_label": "2024",
            "missing_text": "uppgift saknas",
            "format_value": lambda value: f"{value:.0f}",
        }
        | changes
    )


def tile_map(**changes: object) -> SafeString:
    tiles = [
        charts.Tile(
            place % 5, place // 5, name[:6], f"{place},0 %", "över", None if place == 7 else place % 5, place == 8
        )
        for place, name in enumerate(NAMES)
    ]
    steps = [charts.Step(step, f"{step}–{step + 1} %") for step in range(5)] + [charts.Step(None, "uppgift saknas")]
    return charts.tile_map(
        **{"id_prefix": "map", "title": "20 av 21 regioner", "description": "", "tiles": tiles, "steps": steps}
        | changes
    )


def dot_row(**changes: object) -> SafeString:
    states = list(charts.DotState)
    dots = [charts.Dot(name, states[place % 4], name == "Blekinge") for place, name in enumerate(NAMES)]
    keys = [
        charts.DotKey(state, word, "5")
        for state, word in zip(states, ("införd", "pågår", "planerad", "okänd"), strict=True)
    ]
    return charts.dot_row(
        **{"id_prefix": "uptake", "title": "Införd i 6 av 21 regioner", "dots": dots, "keys": keys} | changes
    )


def waterfall(**changes: object) -> SafeString:
    rungs = [
        charts.Rung("läkare, primärvård", Decimal("-0.73"), "−0,73"),
        charts.Rung("sjuksköterska, psykiatrisk slutenvård och beroendevård i hela länet", Decimal("0.18"), "+0,18"),
        charts.Rung("Egen personalkostnad", Decimal("-0.45"), "−0,45"),
    ]
    return charts.waterfall(
        **{
            "id_prefix": "move",
            "title": "Andelen sjönk från 3,00 till 2,00 procent",
            "description": HOSTILE,
            "start": charts.Total("K2 2025", Decimal(3), "3,00 %"),
            "rungs": rungs,
            "end": charts.Total("K2 2026", Decimal(2), "2,00 %"),
        }
        | changes
    )


SAMPLES: dict[str, Callable[..., SafeString]] = {
    sample.__name__: sample
    for sample in (
        line_chart,
        ranked_bars,
        stacked_bar,
        sparkline,
        small_multiples,
        column_pairs,
        tile_map,
        dot_row,
        waterfall,
    )
}
