"""What the pages of the catalogue ask the database."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from measures.models import Measure, MeasureArea, Source
from staffing.models import Level

PARTS: dict[str, Promise] = {
    "all-regions": _("what all regions work with"),
    "areas": _("the areas"),
    "closure": _("at the end of the project"),
    "competence": _("right use of competence"),
    "effective": _("measures reported to have worked"),
    "ehealth": _("e-health"),
    "evaluation": _("the evaluation"),
    "gap-analysis": _("the gap analysis"),
    "indicators": _("the indicators"),
    "ongoing": _("ongoing work"),
    "plan": _("the action plan"),
    "proposals": _("the proposals"),
    "regional": _("measures of the whole region"),
    "remaining": _("remaining measures"),
    "results": _("the results"),
    "supply": _("supply of competence"),
    "unit": _("measures of the units"),
}
"""The parts of publications that measures are taken from, by the code in the reference data."""


@dataclass(frozen=True)
class SourceRow:
    """A publication that documents a measure, and the parts of it in words."""

    source: Source
    parts: tuple[str, ...]


def areas_with_counts() -> QuerySet[MeasureArea]:
    """Return the seven areas, each with `measure_count`."""
    return MeasureArea.objects.annotate(measure_count=Count("measures")).order_by("number")


def for_list(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """Return measures with what a row of the list prints: two queries however many there are."""
    return measures.select_related("area").prefetch_related("professions").order_by("area__number", "number")


def sources_of(measure: Measure) -> list[SourceRow]:
    """Return the publications that document the measure, each once."""
    parts: dict[Source, list[str]] = {}
    for link in measure.source_links.select_related("source").order_by("source__code", "part"):
        found = parts.setdefault(link.source, [])
        if link.part:
            found.append(str(PARTS.get(link.part, link.part)))
    return [SourceRow(source, tuple(words)) for source, words in parts.items()]


def levels_in_words(measure: Measure) -> list[str]:
    """Return the levels of the organisation where the measure is used."""
    return [str(Level(level).label) for level in measure.levels if level in Level.values]
