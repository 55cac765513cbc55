"""The page that shows a region's costs by any two dimensions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from documents import charts, downloads, sheets
from indicators import access, cost_index, wording
from indicators.cost_index import Window
from indicators.index_forms import IndexChoiceForm
from indicators.models import Basis
from indicators.queries import index, moves
from indicators.queries import pivot as queries
from indicators.queries.breakdowns import Dimension
from indicators.queries.pivot import Cell, Pivot
from indicators.views.returns import file_part
from staffing import access as staffing_access
from staffing.models import Region
from values import money, ratio
from values.money import MoneyUnit
from values.numbers import round_half_up
from values.period import Period

MOST_BARS = 12
PERCENT_DECIMALS = 3
"""Of the index in a file: enough to tell 2.001 % from 2 %."""
NOTE = gettext_lazy(
    "A dash is what is not reported there, which is not zero. An organisation holds all that lies below it."
)

DIMENSIONS = [
    (Dimension.PROFESSION.value, gettext_lazy("Profession")),
    (Dimension.CARE_AREA.value, gettext_lazy("Care area")),
    (Dimension.ORGANISATION.value, gettext_lazy("Organisation")),
]
FIGURES = [
    ("agency", gettext_lazy("Agency cost")),
    ("own", gettext_lazy("Own staff cost")),
    ("ratio", gettext_lazy("Index")),
]
_VALUE: dict[str, Callable[[Cell], Decimal | None]] = {
    "agency": lambda cell: cell.agency_sek,
    "own": lambda cell: cell.own_sek,
    "ratio": lambda cell: cell.ratio,
}


class PivotForm(IndexChoiceForm):
    """What the table is of, by what, and when."""

    rows = forms.ChoiceField(label=gettext_lazy("Rows"), choices=DIMENSIONS)
    columns = forms.ChoiceField(label=gettext_lazy("Columns"), choices=DIMENSIONS)
    figure = forms.ChoiceField(label=gettext_lazy("Figure"), choices=FIGURES)

    def clean(self) -> dict[str, Any]:
        """Refuse a table with one dimension."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("rows") and cleaned.get("rows") == cleaned.get("columns"):
            self.add_error("columns", _("Choose something else than the rows."))
        return cleaned


BEGUN = {"rows": Dimension.ORGANISATION.value, "columns": Dimension.PROFESSION.value, "figure": "agency"}


@require_safe
def index_pivot(request: HttpRequest, code: str, file_type: str = "") -> HttpResponse:
    """Show the costs of a period and window by two dimensions, as a table with the largest cells drawn, or give it as a file."""
    if file_type and file_type not in downloads.TABLE_TYPES:
        raise Http404
    region = get_object_or_404(staffing_access.visible_regions(request.user), code=code)
    basis, today = access.basis_for(request.user, region), timezone.localdate()
    periods = moves.offered_periods(region, basis, today)
    default = index.latest_of(periods, today)
    form = PivotForm({**BEGUN, **request.GET.dict()}, periods=periods, chosen=default, window=Window.R12)
    is_good = form.is_valid()
    context: dict[str, Any] = {"region": region, "form": form, "is_public_basis": basis == Basis.LOCKED}
    period, window = form.chosen
    if is_good and period is not None:
        rows, columns = Dimension(form.cleaned_data["rows"]), Dimension(form.cleaned_data["columns"])
        found = queries.pivot(region, cost_index.window_months(period, window), rows, columns, basis)
        context |= {"period": period, "window_name": wording.window_name(window), "pivot": found}
        context["rows_name"] = dict(DIMENSIONS)[rows.value]
        context |= _shown(region, found, form.cleaned_data["figure"], period)
        context["is_example"] = moves.has_example_costs(region, basis)
        context["choice"] = urlencode({**BEGUN, "period": period.code, "window": window.value, **form.cleaned_data})
    if file_type:
        return _file(region, context, file_type)
    return render(request, "indicators/index_pivot.html", context, status=200 if is_good or not periods else 422)


def _file(region: Region, context: dict[str, Any], file_type: str) -> HttpResponse:
    """Return the table as a file, in kronor or per cent; an empty cell is what is not reported."""
    found: Pivot | None = context.get("pivot")
    if found is None or found.missing:
        raise Http404
    is_ratio, period = context["is_ratio"], context["period"]
    kind = sheets.Column("", "number", decimals=PERCENT_DECIMALS) if is_ratio else sheets.Column("", "money")
    labels = [f"{label} ({'%' if is_ratio else 'kr'})" for label in (*found.columns.values(), _("Total"))]
    lines = [*context["lines"], (_("Total"), context["totals"], context["total"])]
    when = period.label(wording.language())
    spec = sheets.TableSpec(
        title=f"{context['figure_name']} {when}",
        columns=[sheets.Column(context["rows_name"]), *(replace(kind, header=label) for label in labels)],
        rows=[
            [label, *(_exported(one, is_ratio=is_ratio) for one in (*cells, total))] for label, cells, total in lines
        ],
        notes=[f"{region}, {when}, {context['window_name']}", str(NOTE)],
    )
    notice = _("Example data: figures generated to show the product.") if context["is_example"] else None
    return downloads.table_response([spec], f"fordelning-{file_part(region, period)}", file_type, notice)


def _exported(value: Decimal | None, *, is_ratio: bool) -> Decimal | None:
    return round_half_up(value * 100, PERCENT_DECIMALS) if is_ratio and value is not None else value


def _shown(region: Region, found: Pivot, figure: str, period: Period) -> dict[str, Any]:
    value = _VALUE[figure]
    return {
        "lines": [
            (
                label,
                [value(found.cells.get((row, column), Cell())) for column in found.columns],
                value(found.row_total(row)),
            )
            for row, label in found.rows.items()
        ],
        "totals": [value(found.column_total(column)) for column in found.columns],
        "total": value(found.total),
        "is_ratio": figure == "ratio",
        "figure_name": dict(FIGURES)[figure],
        "note": NOTE,
        "chart": _chart(region, found, figure, period),
    }


def _chart(region: Region, found: Pivot, figure: str, period: Period) -> SafeString | str:
    value = _VALUE[figure]
    known = [
        (f"{found.rows[row]}, {found.columns[column]}", sek)
        for (row, column), cell in found.cells.items()
        if row in found.rows and column in found.columns and (sek := value(cell)) is not None
    ]
    largest = sorted(known, key=lambda pair: pair[1], reverse=True)[:MOST_BARS]
    if not largest:
        return ""
    return charts.responsive(
        charts.ranked_bars,
        id_prefix="pivot",
        title=_("The largest: %(label)s, %(value)s")
        % {"label": largest[0][0], "value": _printed(largest[0][1], figure)},
        description=_("The largest cells of the table."),
        bars=[charts.Bar(label, float(amount), _printed(amount, figure)) for label, amount in largest],
        missing_text="",
    )


def _printed(amount: Decimal, figure: str) -> str:
    language = wording.language()
    if figure == "ratio":
        return ratio.format_percent(amount, language=language)
    return money.format_sek(amount, MoneyUnit.MNKR, language=language, with_unit=True)
