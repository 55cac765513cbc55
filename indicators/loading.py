"""Load the nation's target and the figures that have been published, with their sources, from files in the package."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from indicators.models import Assumption, AssumptionCode, Indicator, PublishedFigure, Target
from staffing import loading
from staffing.models import Region

HERE = Path(__file__).parent / "reference"
NATION = "Nation"
NATIONAL_TARGET = Decimal("0.0200")
TARGET_FROM = datetime.date(2013, 1, 1)
"""The first quarter of the demo data; the two per cent were agreed on later, and earlier years are held against them."""
PREMIUM_FACTOR = Decimal("2.5")
"""A default: an administrator can change it, or add another value from a later date."""
PREMIUM_SOURCE = "Antagande: källorna anger att en inhyrd timme kostar 2–3 gånger en egen"
DEFAULT_SOURCE = "Antagande: förval i produkten"
ASSUMED = (
    (AssumptionCode.PREMIUM_FACTOR, PREMIUM_FACTOR, PREMIUM_SOURCE),
    (AssumptionCode.ANNUAL_HOURS, Decimal(1700), DEFAULT_SOURCE),
    (AssumptionCode.WEEKLY_HOURS, Decimal(40), DEFAULT_SOURCE),
)

_EXACT = re.compile(r"[0-9]+(\.[0-9]+)?")
_SERIES = (
    ("agency_cost_msek", "agency cost", "mnkr"),
    ("cost_ratio_percent", "cost ratio", "percent"),
    ("change_percent", "change of agency cost", "percent"),
)


@cache
def references() -> dict[str, str]:
    """Return how each source of the published figures is referred to in words, by the key that the figures have; in Swedish, as they are."""
    return {row["source"]: row["reference"] for row in loading.read_rows(HERE / "published_sources.csv")}


@transaction.atomic
def load() -> loading.Tally:
    """Load the target, the assumptions, the other indicators and what is published; needs the regions; safe to repeat."""
    tally = loading.Tally()
    if not Target.objects.filter(region=None, valid_from=TARGET_FROM).exists():
        Target.objects.create(region=None, valid_from=TARGET_FROM, ratio=NATIONAL_TARGET)
        tally["targets new"] += 1
    tally["targets"] += 1
    for code, value, source in ASSUMED:
        _one, is_new = Assumption.objects.get_or_create(
            code=code, valid_from=TARGET_FROM, defaults={"value": value, "source": source}
        )
        tally["assumptions new"] += int(is_new)
        tally["assumptions"] += 1
    for row in loading.read_rows(HERE / "other_indicators.csv"):
        _load_indicator(tally, row)
    regions = {region.short_name: region for region in Region.objects.all()}
    for row in loading.read_rows(HERE / "published_figures.csv"):
        fields: dict[str, Any] = {
            "value": row["value"],
            "unit": row["unit"],
            "region": regions.get(row["entity"]),
            "is_approximate": not _EXACT.fullmatch(row["value"]),
        }
        _put(tally, **{name: row[name] for name in ("entity", "figure", "period", "source")}, fields=fields)
    for row in loading.read_rows(HERE / "national_series.csv"):
        for column, figure, unit in _SERIES:
            if row[column]:
                fields = {
                    "value": row[column],
                    "unit": unit,
                    "is_approximate": row["approximate"] == "yes",
                    "note": row["note"],
                }
                _put(tally, entity=NATION, figure=figure, period=row["period"], source=row["source"], fields=fields)
    return tally


def _put(  # noqa: PLR0917 -- the key of a figure, in the order of the file
    tally: loading.Tally, entity: str, figure: str, period: str, source: str, fields: dict[str, Any]
) -> None:
    key = {"entity": entity, "figure": figure, "period": period, "source": source}
    tally.put("published figures", PublishedFigure, key, fields)


_INDICATOR_TEXTS = (
    *("kind", "name_sv", "name_en", "definition_sv", "definition_en", "numerator_sv", "numerator_en"),
    *("denominator_sv", "denominator_en", "unit", "direction", "source", "owner"),
)


def _load_indicator(tally: loading.Tally, row: dict[str, str]) -> None:
    """Put in a definition that is missing; one that is there is the coordinator's to change."""
    dimensions = row["dimensions"].split(";")
    fields: dict[str, Any] = {name: row[name] for name in _INDICATOR_TEXTS} | {
        "order": int(row["order"]),
        "decimals": int(row["decimals"]),
        "length": int(row["length"]),
        "target": Decimal(row["target"]) if row["target"] else None,
        "target_date": datetime.date.fromisoformat(row["target_date"]) if row["target_date"] else None,
        **{f"by_{name}": name in dimensions for name in ("organisation", "profession", "care_area")},
    }
    _indicator, is_new = Indicator.objects.get_or_create(code=row["code"], defaults=fields)
    tally["indicators"] += 1
    tally["indicators new"] += is_new
