"""What closing a plan needs: what is left to end, and the costs before and after."""

from __future__ import annotations

import datetime
import json

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone, translation

from indicators import cost_index
from indicators.cost_index import IndexFigure
from indicators.models import ReturnState
from plans import final_report
from plans.final_report import CostLine, FinalReportData
from plans.models import Activity, FinalReport, Plan
from plans.queries import report_costs, snapshots
from plans.queries.plans import PLAN_ORDER
from staffing.models import Level
from values.period import Period

LANGUAGE = "sv"


def left_to_end(plan: Plan) -> QuerySet[Activity]:
    """Return the activities that are still open, in plan order."""
    open_ones = Activity.objects.present().open().filter(plan=plan)
    return open_ones.select_related("section", "area").order_by(*PLAN_ORDER)


def data_for(report: FinalReport, now: datetime.datetime) -> FinalReportData:
    """Return the report's whole content as it is now: the plan's outcome, and the costs over its time.

    The costs are those of the plan's status reports: of its region or its organisation, on what is handed in.
    """
    plan = report.plan
    taken = snapshots.snapshot_of(plan, now)
    lines = final_report.lines_of(taken)
    closed = _closed_date(plan, now)
    before, after = _windows(plan, closed, now)
    returns = report_costs.standing_on(plan, (before, after))
    change = None if before.period == after.period else cost_index.change(after, before)
    with translation.override(LANGUAGE):
        return FinalReportData(
            schema=final_report.SCHEMA,
            number=report.number,
            made_at=timezone.localtime(now),
            title=plan.title,
            slug=plan.slug,
            region=plan.region.short_name,
            organisation=plan.organisation.name,
            start_date=plan.start_date,
            end_date=plan.end_date,
            registry_number=plan.registry_number,
            goal=plan.goal,
            target_ratio=plan.target_ratio,
            summary=report.summary,
            decisions=_lines(report.decisions),
            extract_to=_lines(report.extract_to),
            correction=report.correction,
            count=final_report.count(line.outcome for line in lines),
            stated=final_report.Stated(report.stated_total, report.stated_finished, report.stated_remaining),
            lines=lines,
            before=_cost(before),
            after=_cost(after),
            change_sek=change.sek if change else None,
            change_percent=change.percent if change else None,
            change_points=change.points if change else None,
            is_example=plan.is_example or plan.has_example_progress,
            verdict=final_report.verdict(_cost(after), plan.target_ratio),
            has_example_costs=any(one.is_example for one in returns),
            preliminary=tuple(one.period.label(LANGUAGE) for one in returns if one.state != ReturnState.LOCKED),
            closed_date=closed,
            is_whole_region=plan.organisation.level == Level.REGION,
        )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (line.strip() for line in text.splitlines())))


def _closed_date(plan: Plan, now: datetime.datetime) -> datetime.date:
    """Return the day when the plan was closed: when its first report was made, which is now where there is none yet."""
    made_first = plan.final_reports.order_by("number").values_list("made_at", flat=True).first()
    return timezone.localdate(made_first or now)


def _windows(plan: Plan, closed: datetime.date, now: datetime.datetime) -> tuple[IndexFigure, IndexFigure]:
    """Return the twelve months that ended before the plan began, and the last twelve of its time, as status reports do."""
    first, last = final_report.cost_quarters(plan.start_date, plan.end_date, closed, timezone.localdate(now))
    figures = report_costs.r12_figures(plan, {first, last})
    return figures[first], figures[last]


def _cost(figure: IndexFigure) -> CostLine:
    return CostLine(
        label=figure.period.label(LANGUAGE),
        agency_sek=figure.agency_sek,
        own_sek=figure.own_sek,
        ratio=figure.ratio,
        missing=tuple(Period.parse(code).label(LANGUAGE) for code in figure.missing),
    )


def latest_reports(reports: QuerySet[FinalReport]) -> QuerySet[FinalReport]:
    """Return the latest version of each plan's final report among `reports`, the newest first, as a list shows them."""
    later = FinalReport.objects.filter(plan=OuterRef("plan"), number__gt=OuterRef("number"))
    latest = reports.filter(~Exists(later)).select_related("plan__region", "plan__organisation", "file", "job")
    return latest.defer("snapshot", "file__content", "file__snapshot").order_by("-made_at", "pk")


def read(report: FinalReport) -> FinalReportData:
    """Return what the report holds."""
    return final_report.from_snapshot(json.loads(report.snapshot))
