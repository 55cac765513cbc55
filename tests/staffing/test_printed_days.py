"""A moment is printed with the Swedish day, in summer and in winter, also in the hours when UTC has another."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from django.conf import settings

from staffing.templatetags import oberoende


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-05-31T21:59:59", "2026-05-31"),
        ("2026-05-31T22:00:00", "2026-06-01"),
        ("2026-11-27T22:59:59", "2026-11-27"),
        ("2026-11-27T23:00:00", "2026-11-28"),
    ],
)
def test_the_day_of_a_moment_is_the_swedish_one(moment: str, day: str) -> None:
    at = datetime.datetime.fromisoformat(moment).replace(tzinfo=datetime.UTC)
    assert oberoende.iso_day(at) == f"<time>{day}</time>"


def test_no_moment_is_a_dash() -> None:
    assert "–" in oberoende.iso_day(None)


def test_no_template_takes_a_moments_own_date() -> None:
    """`at.date` is the day of UTC."""
    wrong = re.compile(r"[\w.]*(?:_at|\.at)\.date\b")
    templates = Path(settings.BASE_DIR / "templates").rglob("*.html")
    assert [(one.name, found) for one in templates for found in wrong.findall(one.read_text())] == []
