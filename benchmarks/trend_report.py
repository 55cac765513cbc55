"""The national trend report of the latest quarter, and WeasyPrint alone on the same HTML; both as child processes."""

from __future__ import annotations

from django.utils import timezone

from benchmarks import report
from benchmarks.measuring import Outcome
from indicators import trend_report_document
from indicators.models import TrendReport
from indicators.queries import trend_report


def measure() -> list[Outcome]:
    """Measure the layout alone, and all of it: every region's figures read, sentences and charts made, the PDF laid out."""
    return report.outcomes("trend report", _make)


def _make() -> bytes:
    now = timezone.now()
    period = trend_report.choices(now.date()).default
    if period is None:
        raise RuntimeError("No quarter is locked: there is nothing to report.")
    draft = TrendReport(first_month=period.first_date, length=period.length, is_example=True)
    return trend_report_document.render(trend_report.report_for(draft, now))
