"""The names of a trend report's figures, in the language that is active."""

from __future__ import annotations

from django.utils.translation import gettext as _

from indicators import trend_report, trend_report_changes
from indicators.trend_report_lines import FigureChange, SeriesLine


def figure_name(change: FigureChange) -> str:
    """Return what a changed figure is called, with its unit."""
    return {
        trend_report_changes.R12_COST: _("Agency cost, twelve months (kr)"),
        trend_report_changes.R12_RATIO: _("Ratio, twelve months (%)"),
        trend_report_changes.BEFORE_COST: _("Agency cost, twelve months a year earlier (kr)"),
        trend_report_changes.BEFORE_RATIO: _("Ratio a year earlier (%)"),
        trend_report_changes.PERIOD_COST: _("Agency cost, the period (kr)"),
        trend_report_changes.PERIOD_RATIO: _("Ratio, the period (%)"),
        trend_report_changes.YEAR_COST: _("Agency cost, the year (kr)"),
        trend_report_changes.YEAR_RATIO: _("Ratio, the year (%)"),
    }[change.figure]


def series_name(line: SeriesLine) -> str:
    """Return what a published figure is called, with its unit."""
    return {
        trend_report.AGENCY_COST: _("Agency cost (MSEK)"),
        trend_report.COST_RATIO: _("Ratio (%)"),
        trend_report.COST_CHANGE: _("Change of agency cost in a year (%)"),
    }[line.figure]
