"""The catalogue of measures with what the regions' plans make of it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_filters.views import FilterView

from documents import charts
from measures import access as measure_access
from measures import example_queries
from measures import filtersets as measure_filtersets
from measures import queries as measure_queries
from measures.models import Measure
from plans import filtersets
from plans.queries import catalogue as queries
from plans.uptake import Row, Uptake
from staffing.access import rights_of
from staffing.editing import UNPROCESSABLE
from staffing.models import Region

ACTIVITIES_A_PAGE = 50
EXAMPLES_SHOWN = 10
DOTS = {
    Uptake.INTRODUCED: charts.DotState.FULL,
    Uptake.IN_PROGRESS: charts.DotState.HALF,
    Uptake.PLANNED: charts.DotState.RING,
    Uptake.NOT_REPORTED: charts.DotState.NONE,
}


class CatalogueFilterSet(filtersets.ChipsMixin, measure_filtersets.MeasureFilterSet):
    """The catalogue's filters with chips for those that are on."""

    folded = ("area", "level", "horizon")


class MeasureList(FilterView):
    """The seven areas and their measures, each with its uptake in the regions."""

    template_name = "measures/measure_list.html"
    filterset_class = CatalogueFilterSet
    strict = False

    def get_queryset(self) -> QuerySet[Measure]:
        """Return the catalogue."""
        return measure_queries.for_list(measure_access.visible_measures(self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the measures by area, the areas with their counts, and the uptake."""
        context = super().get_context_data(**kwargs)
        measures = list(context["object_list"])
        uptakes = queries.uptakes()
        own = set(Region.objects.filter(pk__in=rights_of(self.request.user).region_ids).values_list("code", flat=True))
        rows = [_list_row(measure, uptakes.of(measure), own) for measure in measures]
        return {
            **context,
            "areas": measure_queries.areas_with_counts(),
            "groups": [(area, list(of_area)) for area, of_area in groupby(rows, key=lambda row: row["measure"].area)],
            "count": len(measures),
            "uptake_words": uptake_words(),
            "has_examples": uptakes.has_examples,
            "has_role": rights_of(self.request.user).has_role,
        }

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Answer 422 to a filter that does not exist."""
        is_bad = self.filterset.is_bound and not self.filterset.is_valid()
        return super().render_to_response(context, status=UNPROCESSABLE if is_bad else None, **kwargs)


@require_safe
def measure_detail(request: HttpRequest, number: int) -> HttpResponse:
    """Show a measure: what it is, where it is documented, who uses it, and a way to take it into a plan."""
    measures = measure_access.visible_measures(request.user).select_related("area").prefetch_related("professions")
    measure = get_object_or_404(measures, number=number)
    uptakes = queries.uptakes(measure)
    row = uptakes.of(measure)
    activities = Paginator(queries.activities_using(request.user, measure), ACTIVITIES_A_PAGE)
    context = {
        "measure": measure,
        "levels": measure_queries.levels_in_words(measure),
        "sources": measure_queries.sources_of(measure),
        "uptake_rows": [
            (word, row.count(uptake), [uptakes.region_names[code] for code in row.regions_at(uptake)])
            for uptake, word in uptake_words().items()
        ],
        "uptake_chart": _uptake_chart(row, uptakes.region_names, request),
        "has_examples": uptakes.has_examples,
        **_examples(request, measure),
        "page": activities.get_page(request.GET.get("page")),
        "plans_to_add_to": queries.plans_to_add_to(request.user),
    }
    return TemplateResponse(request, "measures/measure_detail.html", context)


def _examples(request: HttpRequest, measure: Measure) -> dict[str, Any]:
    """Return the measure's shared examples, in how many regions it worked, and where the reader writes one: two queries."""
    examples = list(example_queries.shared(measure))
    return {
        "examples": examples[:EXAMPLES_SHOWN],
        "example_count": len(examples),
        "outcomes": example_queries.outcomes_of(examples),
        "writes_for": measure_access.regions_to_write_examples_for(request.user),
    }


def uptake_words() -> dict[Uptake, str]:
    """Return what each uptake is called, the furthest first."""
    return {
        Uptake.INTRODUCED: _("introduced"),
        Uptake.IN_PROGRESS: _("working with it"),
        Uptake.PLANNED: _("planned"),
        Uptake.NOT_REPORTED: _("not reported"),
    }


def _list_row(measure: Measure, row: Row, own: set[str]) -> dict[str, Any]:
    return {
        "measure": measure,
        "levels": measure_queries.levels_in_words(measure),
        "dots": [(DOTS[uptake].value, code in own) for code, uptake in row.regions],
        "said": [(word, row.count(uptake)) for uptake, word in uptake_words().items() if uptake and row.count(uptake)],
    }


def _uptake_chart(row: Row, names: dict[str, str], request: HttpRequest) -> str:
    words = uptake_words()
    own = set(Region.objects.filter(pk__in=rights_of(request.user).region_ids).values_list("code", flat=True))
    counted = ", ".join(f"{word} {row.count(uptake)}" for uptake, word in words.items())
    return charts.dot_row(
        id_prefix="uptake",
        title=_("How many of the 21 regions use the measure: %(counts)s.") % {"counts": counted},
        dots=[
            charts.Dot(label=f"{names[code]}: {words[uptake]}", state=DOTS[uptake], is_highlighted=code in own)
            for code, uptake in row.regions
        ],
        keys=[charts.DotKey(DOTS[uptake], word, str(row.count(uptake))) for uptake, word in words.items()],
        width=charts.COMPACT,
    )
