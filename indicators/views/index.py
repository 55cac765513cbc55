"""The pages of the index: a region's costs, and the nation with its 21 regions."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from documents import downloads, sheets
from indicators import access, cost_index, tasks, wording
from indicators.cost_index import Change, IndexFigure, NationFigure, Window
from indicators.index_forms import IndexChoiceForm
from indicators.models import Basis
from indicators.queries import breakdowns, collection_calls, costs, nation, revised, strip
from indicators.queries import region as region_queries
from indicators.queries.breakdowns import Dimension
from indicators.queries.nation import NationRow, NationTable
from indicators.views import index_charts, region_indicators
from staffing import access as staffing_access
from staffing import hire_access
from staffing.models import Population, Region
from staffing.requests import person_of
from values.numbers import round_half_up
from values.period import Period

REVISED_DAYS = 365
"""How long a restatement is named on the nation's page."""

# The title of a table of parts, and the heading of its first column.
_DIMENSION_TITLES: dict[Dimension, tuple[str | Promise, str | Promise]] = {
    Dimension.PROFESSION: (gettext_lazy("By profession"), gettext_lazy("Profession")),
    Dimension.CARE_AREA: (gettext_lazy("By care area"), gettext_lazy("Care area")),
    Dimension.ORGANISATION: (gettext_lazy("By organisation"), gettext_lazy("Organisation")),
}


class Choice:
    """Reads period and window from the address against the periods there are; the form is there afterwards."""

    def __init__(self, request: HttpRequest, window: Window) -> None:
        self.request, self.window = request, window
        self.form: IndexChoiceForm | None = None

    def __call__(self, periods: Sequence[Period], default: Period | None) -> tuple[Period | None, Window]:
        given = {name: self.request.GET[name] for name in ("period", "window") if name in self.request.GET}
        self.form = IndexChoiceForm(given or None, periods=periods, chosen=default, window=self.window)
        self.form.is_valid()
        return self.form.chosen

    @property
    def is_invalid(self) -> bool:
        return self.form is not None and self.form.is_bound and not self.form.is_valid()

    @property
    def status(self) -> int:
        return 422 if self.is_invalid else 200


@require_safe
def region_index(request: HttpRequest, code: str) -> HttpResponse:
    """Show a region's verdict, index over time, parts and returns."""
    region = get_object_or_404(staffing_access.visible_regions(request.user), code=code)
    basis = access.basis_for(request.user, region)
    root_id = _root_id(region)
    today = timezone.localdate()
    choose = Choice(request, Window.PERIOD)
    page = region_queries.region_page(region, basis, choose, today)
    target = page.figure.target if page.figure else None
    years = strip.returns_strip(region, request.user, today)
    shown = [
        figure for figure in (page.figure, page.verdict and page.verdict.figure) if isinstance(figure, IndexFigure)
    ]
    firsts = revised.first_values(region, {(one.period, one.window): one for one in shown}, basis)
    can_report = bool(access.can_report_costs(request.user, root_id))
    context = {
        "region": region,
        "page": page,
        "calls": collection_calls.calls_on(region, request.user, today) if can_report else [],
        "form": choose.form,
        "basis": basis,
        "is_public_basis": basis == Basis.LOCKED,
        "stale": _staleness(request, region),
        "computed_at": costs.computed_at(region, basis),
        "verdict_words": wording.verdict_words(page.verdict) if page.verdict else "",
        "moved": wording.points_moved(page.verdict.change) if page.verdict else None,
        "window_name": wording.window_name(page.window),
        "first": firsts.get((page.period, page.window)) if page.period else None,
        "first_of_verdict": firsts.get((page.verdict.figure.period, page.verdict.figure.window))
        if page.verdict
        else None,
        "r12_chart": index_charts.r12_chart(region.short_name, page.points, page.nation_points, target),
        "cost_chart": index_charts.cost_columns(page.columns),
        "r12_rows": list(zip(page.points, page.nation_points, strict=True))[::-1],
        "parts": [
            (*_DIMENSION_TITLES[dimension], dimension, page.breakdowns[dimension]) for dimension in page.breakdowns
        ],
        "recent_years": years[:3],
        "earlier_years": years[3:],
        "can_report": can_report,
        "sees_hires": hire_access.sees_hires(request.user, region),
        "can_recompute": bool(access.can_recompute(request.user, root_id)),
        "no_care_area": breakdowns.NO_CARE_AREA,
        "more": region_indicators.strip_of(request, region),
    }
    return render(request, "indicators/region_index.html", context, status=choose.status)


@require_POST
def index_recompute(request: HttpRequest, code: str) -> HttpResponse:
    """Queue the computation of all the region's figures; its page then watches until they are there."""
    region = get_object_or_404(staffing_access.visible_regions(request.user), code=code)
    staffing_access.require(access.can_recompute(request.user, _root_id(region)))
    tasks.enqueue_whole_region(region, person_of(request))
    return redirect(f"{reverse('region_index', kwargs={'code': code})}?watching=1")


def _root_id(region: Region) -> int:
    return region.organisations.filter(level="region").values_list("pk", flat=True).first() or 0


@dataclass(frozen=True)
class Staleness:
    """Whether figures wait to be computed anew, and whether the reader has watched them become new."""

    is_stale: bool
    is_computing: bool
    has_just_ended: bool
    query: str


def _staleness(request: HttpRequest, region: Region | None) -> Staleness:
    is_stale, is_computing = costs.is_stale(region), tasks.is_computing(region)
    kept = request.GET.copy()
    kept.pop("watching", None)
    return Staleness(
        is_stale=is_stale,
        is_computing=is_computing,
        has_just_ended=not (is_stale or is_computing) and "watching" in request.GET,
        query=f"{kept.urlencode()}&" if kept else "",
    )


SORTS: dict[str, tuple[str | Promise, Callable[[NationRow, dict[int, Decimal | None]], Any]]] = {
    "region": (gettext_lazy("Region"), lambda row, _per_head: _swedish(row.region.short_name)),
    "ratio": (gettext_lazy("Index"), lambda row, _per_head: row.figure.ratio),
    "points": (gettext_lazy("Change (p.p.)"), lambda row, _per_head: row.change.points if row.change else None),
    "cost": (gettext_lazy("Agency cost"), lambda row, _per_head: row.figure.agency_sek),
    "percent": (gettext_lazy("Change (%)"), lambda row, _per_head: row.change.percent if row.change else None),
    "inhabitant": (gettext_lazy("kr per inhabitant"), lambda row, per_head: per_head.get(row.region.pk)),
}


def _swedish(name: str) -> str:
    """Return a key that puts å, ä and ö last, in that order."""
    return name.casefold().translate(str.maketrans("åäö", "{|}"))


@dataclass(frozen=True)
class Column:
    """A heading of the table: its sort key, whether it is the sorted one, and what its link sorts by."""

    key: str
    label: str | Promise
    aria_sort: str
    next: str


@dataclass(frozen=True)
class ShownRow:
    """A row of the table as it is shown."""

    row: NationRow
    spark: SafeString | None
    per_inhabitant_sek: Decimal | None
    is_own: bool


@require_safe
def nation_index(request: HttpRequest) -> HttpResponse:
    """Show the nation's verdict and the 21 regions side by side."""
    if not staffing_access.rights_of(request.user).has_role:
        raise Http404
    basis = access.basis_for(request.user, None)
    choose = Choice(request, Window.R12)
    page = nation.nation_page(choose, basis, timezone.localdate())
    context: dict[str, Any] = {
        "page": page,
        "form": choose.form,
        "is_public_basis": basis == Basis.LOCKED,
        "stale": _staleness(request, None),
        "verdict_words": wording.verdict_words(page.verdict) if page.verdict else "",
        "moved": wording.points_moved(page.verdict.change) if page.verdict else None,
    }
    if page.table is not None:
        context |= _table_context(request, page.table)
        context["nation_chart"] = index_charts.r12_chart(_("The nation"), page.points, (), page.table.figure.target)
        context["points"] = page.points[::-1]
        since = timezone.localdate() - datetime.timedelta(days=REVISED_DAYS)
        context["revisions"] = nation.revised_since(since, basis)
        context["revised_since"] = since
    return render(request, "indicators/nation_index.html", context, status=choose.status)


def _table_context(request: HttpRequest, table: NationTable) -> dict[str, Any]:
    own = staffing_access.rights_of(request.user).region_ids
    populations = _populations(table)
    per_head = _per_inhabitant(table, populations)
    rows, columns, sort = _sorted(table, per_head, request.GET.get("sort", ""))
    domain = index_charts.spark_domain(table)
    target = table.figure.target
    shown = [
        ShownRow(
            row,
            index_charts.spark(row.region, row.series, domain, target),
            per_head[row.region.pk],
            row.region.pk in own,
        )
        for row in rows
    ]
    return {
        "table": table,
        "window_name": wording.window_name(table.window),
        "regions_words": wording.regions_words(table.figure),
        # A person's own region comes first whatever the order; sorted() keeps the order of the others.
        "region_rows": sorted(shown, key=lambda one: not one.is_own),
        "columns": columns,
        "sort": sort,
        "nation_spark": index_charts.spark(None, table.nation_series, domain, target),
        "nation_per_inhabitant": _nation_per_inhabitant(table, populations),
        "population_dates": sorted({one.date for one in populations.values()}),
        "spark_axis": index_charts.axis_words(table.axis),
        "ranked_chart": index_charts.ranked_regions(table, own),
        "tile_chart": index_charts.region_tiles(table, own),
        "met_count": sum(1 for row in table.rows if row.figure.is_met),
        "close_rows": [row for row in table.rows if _prints_as_target(row)],
    }


def _prints_as_target(row: NationRow) -> bool:
    figure = row.figure
    return cost_index.prints_as_target(figure.ratio, figure.target) and figure.is_met is False


def _populations(table: NationTable) -> dict[int, Population]:
    return costs.populations([row.region.pk for row in table.rows], table.figure.months.last_date)


def _per_inhabitant(table: NationTable, populations: dict[int, Population]) -> dict[int, Decimal | None]:
    return {
        row.region.pk: None
        if row.figure.agency_sek is None or row.region.pk not in populations
        else cost_index.per_inhabitant(row.figure.agency_sek, populations[row.region.pk].inhabitants)
        for row in table.rows
    }


def _nation_per_inhabitant(table: NationTable, populations: dict[int, Population]) -> Decimal | None:
    """Return kronor per inhabitant of the regions in the figure; None when the population of any is not known."""
    ids = [row.region.pk for row in table.rows if row.region.code in table.figure.included]
    if table.figure.agency_sek is None or any(pk not in populations for pk in ids):
        return None
    return cost_index.per_inhabitant(table.figure.agency_sek, sum(populations[pk].inhabitants for pk in ids))


def _sorted(
    table: NationTable, per_head: dict[int, Decimal | None], wanted: str
) -> tuple[list[NationRow], list[Column], str]:
    """Return the rows in the order that the address asks for, those without a figure last, and the headings."""
    key = wanted.removeprefix("-")
    if key not in SORTS:
        wanted = key = "region"
    is_descending = wanted.startswith("-")
    value_of = SORTS[key][1]
    known = [row for row in table.rows if value_of(row, per_head) is not None]
    unknown = [row for row in table.rows if value_of(row, per_head) is None]
    rows = sorted(known, key=lambda row: value_of(row, per_head), reverse=is_descending) + unknown
    columns = [
        Column(
            key=name,
            label=label,
            aria_sort="" if name != key else "descending" if is_descending else "ascending",
            next=f"-{name}" if name == key and not is_descending else name,
        )
        for name, (label, _value) in SORTS.items()
    ]
    return rows, columns, wanted


@require_safe
def index_export(request: HttpRequest, file_type: str) -> HttpResponse:
    """Download the nation's table of a period as a workbook or as CSV."""
    if not staffing_access.rights_of(request.user).has_role or file_type not in downloads.TABLE_TYPES:
        raise Http404
    choose = Choice(request, Window.R12)
    table = nation.nation_page(choose, access.basis_for(request.user, None), timezone.localdate()).table
    if table is None or choose.is_invalid:
        raise Http404
    spec = _sheet(table)
    notice = _("Example data: figures generated to show the product.") if table.is_example else None
    name = f"index-riket-{table.period.code.replace('/', '-').lower()}-{table.window.value}"
    return downloads.table_response([spec], name, file_type, notice)


def _sheet(table: NationTable) -> sheets.TableSpec:
    """Return the table with rounded figures, the nation last, and the definitions as notes."""
    populations = _populations(table)
    per_head = _per_inhabitant(table, populations)
    rows: list[list[Any]] = [
        [
            row.region.code,
            row.region.short_name,
            *_exported(row.figure, row.change, per_head[row.region.pk]),
            ", ".join(row.figure.missing),
            _("yes") if row.is_example else _("no"),
        ]
        for row in table.rows
    ]
    rows.append(
        [
            "SE",
            f"{_('The nation')} ({wording.regions_words(table.figure)})",
            *_exported(table.figure, table.change, _nation_per_inhabitant(table, populations)),
            ", ".join(table.left_out),
            _("yes") if table.is_example else _("no"),
        ]
    )
    return sheets.TableSpec(
        title=f"{table.period.label(wording.language())} {wording.window_name(table.window)}",
        columns=[
            sheets.Column(_("County code")),
            sheets.Column(_("Region")),
            sheets.Column(_("Agency cost (kr)"), kind="money"),
            sheets.Column(_("Own staff cost (kr)"), kind="money"),
            sheets.Column(_("Index (%)"), kind="number", decimals=wording.FILE_DECIMALS),
            sheets.Column(_("Target (%)"), kind="number", decimals=wording.FILE_DECIMALS),
            sheets.Column(_("Target met")),
            sheets.Column(_("Change in a year (kr)"), kind="money"),
            sheets.Column(_("Change in a year (%)"), kind="number", decimals=wording.FILE_DECIMALS),
            sheets.Column(_("Change in a year (percentage points)"), kind="number", decimals=wording.FILE_DECIMALS),
            sheets.Column(_("kr per inhabitant"), kind="number", decimals=2),
            sheets.Column(_("Missing periods")),
            sheets.Column(_("Example data")),
        ],
        rows=rows,
        notes=[
            _(
                "Agency cost in relation to own staff cost; publicly run healthcare without dental care, nominal kronor."
            ),
            _("The nation is the sum of the regions that have a figure; the others are named as missing."),
        ],
    )


def _exported(figure: IndexFigure | NationFigure, change: Change | None, per_head: Decimal | None) -> list[Any]:
    """Return the figures of one row of the file, rounded as the columns say."""
    return [
        figure.agency_sek,
        figure.own_sek,
        _rounded(nation.percent(figure.ratio)),
        _rounded(nation.percent(figure.target)),
        {True: _("yes"), False: _("no"), None: ""}[figure.is_met],
        change.sek if change else None,
        _rounded(change.percent if change else None),
        _rounded(change.points if change else None),
        _rounded(per_head, 2),
    ]


def _rounded(value: Decimal | None, decimals: int = wording.FILE_DECIMALS) -> Decimal | None:
    return None if value is None else round_half_up(value, decimals)
