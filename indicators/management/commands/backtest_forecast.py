"""How far off forecasts of the index have been: `manage.py backtest_forecast [--today D] [--json]`."""

from __future__ import annotations

import argparse
import datetime
import json
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from indicators.queries import outlook
from values.numbers import round_half_up

HEADINGS = (
    "Quarters ahead",
    "Forecasts tried",
    "Half were within",
    "80 of 100 were within",
    '"As it is now": half were within',
)


class Command(BaseCommand):
    help = "Print how far off forecasts of the index have been in all regions, in percentage points, on locked returns."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--today", help="as of this day, 2026-11-27; else today")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        today = datetime.date.fromisoformat(options["today"]) if options["today"] else timezone.localdate()
        rows = [
            (one.quarters, one.count, _points(one.median), _points(one.covered), _points(one.naive))
            for one in outlook.tried(today)
        ]
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    [dict(zip(("quarters", "count", "median", "covered", "naive"), row, strict=True)) for row in rows]
                )
            )
            return
        self.stdout.write(as_markdown(rows))


def as_markdown(rows: list[tuple[int, int, str, str, str]]) -> str:
    """Return the rows as a table, as it stands in docs/forecast.md."""
    lines = ["| " + " | ".join(HEADINGS) + " |", "|" + "---|" * len(HEADINGS)]
    return "\n".join([*lines, *("| " + " | ".join(map(str, row)) + " |" for row in rows)])


def _points(share: Decimal) -> str:
    return str(round_half_up(share * 100, 2))
