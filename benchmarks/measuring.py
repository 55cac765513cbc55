"""Time two ways of the same work in turns, and print what came out."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import django
from django.db import connection


@dataclass(frozen=True)
class Outcome:
    """One figure, the floor it is held against, and the highest ratio that we aim at (None: shown for information)."""

    name: str
    ours: float
    floor: float
    floor_name: str
    aim: float | None
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """Return how many times the floor our figure is."""
        return self.ours / self.floor

    @property
    def is_met(self) -> bool | None:
        """Return whether the aim is met; None where there is none."""
        return None if self.aim is None else self.ratio <= self.aim


def seconds(work: Callable[[], object]) -> float:
    """Return how long one run of `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turns(*works: Callable[[], object], times: int) -> list[float]:
    """Return the median milliseconds of each, after one run of each that is not counted.

    They take turns, so that whatever else the machine does falls on all alike.
    """
    for work in works:
        work()
    rounds = [[seconds(work) for work in works] for _ in range(times)]
    return [1000 * statistics.median(taken) for taken in zip(*rounds, strict=True)]


def machine() -> str:
    """Return the line that says where the figures are from."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        version = cursor.fetchone()[0]
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, {_processor()}, Python {platform.python_version()}, Django {django.get_version()}, "
        f"{connection.display_name} {version}, load {load:.1f}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


HEADINGS = ("", "ours", "floor", "ratio", "aim", "", "the floor is")


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the figures as a table in Markdown, which a terminal shows as well."""
    rows = [HEADINGS, *(_cells(outcome) for outcome in outcomes)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    aligned = [_aligned(row, widths) for row in rows]
    rule = "|" + "|".join("-" * (width + 1) + (":" if 0 < at < 5 else "-") for at, width in enumerate(widths)) + "|"
    return "\n".join([aligned[0], rule, *aligned[1:]])


def _cells(outcome: Outcome) -> tuple[str, ...]:
    met = {True: "met", False: "MISSED", None: ""}[outcome.is_met]
    return (
        outcome.name,
        _amount(outcome.ours, outcome.unit),
        _amount(outcome.floor, outcome.unit),
        _short(outcome.ratio),
        "" if outcome.aim is None else f"≤ {outcome.aim:g}",
        met,
        outcome.floor_name,
    )


def _amount(value: float, unit: str) -> str:
    digits = 0 if value >= 100 or value == int(value) else 1
    return f"{value:.{digits}f} {unit}".strip()


def _short(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.4f}"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.rjust(width) if 0 < at < 5 else cell.ljust(width)
        for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "| " + " | ".join(cells) + " |"
