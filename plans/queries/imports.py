"""What an import leans on: the words that the region and the catalogue know, and what a file was understood as."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from measures.models import AreaAlias, Measure, MeasureArea
from plans import access
from plans.models import PlanImport
from plans.plan_import import grid, understanding
from plans.plan_import.words import KnownWords
from staffing.models import Organisation, Region, User


def known_words(region: Region, today: datetime.date) -> KnownWords:
    """Return the names of the region's organisations, of the seven areas with their aliases, and the measures' titles."""
    organisations = Organisation.objects.filter(region=region).valid_on(today).order_by("pk").values_list("pk", "name")
    aliases = AreaAlias.objects.order_by("pk").values_list("area__code", "name")
    areas = [(code, name) for area in MeasureArea.objects.all() for code, name in _names(area)]
    return KnownWords(
        organisations=tuple(organisations),
        areas=(*areas, *aliases),
        measures=tuple(Measure.objects.order_by("number").values_list("number", "title_sv")),
    )


def _names(area: MeasureArea) -> tuple[tuple[str, str], tuple[str, str]]:
    return (area.code, area.name_sv), (area.code, area.name_en)


def choices_of(stored: Mapping[str, Any]) -> understanding.Choices:
    """Return what a person chose, from the JSON of the import."""
    return understanding.Choices(
        columns=stored.get("columns", {}),
        sections=stored.get("sections", {}),
        areas=stored.get("areas", {}),
        rows=stored.get("rows", {}),
        excluded=frozenset(stored.get("excluded", ())),
        measures=stored.get("measures", {}),
    )


def understood(plan_import: PlanImport, today: datetime.date) -> understanding.Understood:
    """Return what the file says, with what the person corrected."""
    return understanding.understand(
        grid.from_json(plan_import.tables),
        known_words(plan_import.organisation.region, today),
        choices_of(plan_import.choices),
        whole=plan_import.organisation.name,
        no_area=_("Other"),
        today=max(today, _first_day(plan_import) or today),
    )


def _first_day(plan_import: PlanImport) -> datetime.date | None:
    return plan_import.plan.start_date if plan_import.plan else plan_import.start_date


def own_imports(user: User | AnonymousUser) -> QuerySet[PlanImport]:
    """Return the imports that the person works with: into organisations whose plans the person writes."""
    return access.visible_imports(user).select_related("organisation__region", "plan", "created_by")
