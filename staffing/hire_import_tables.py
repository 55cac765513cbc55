"""Imports of hires as tables: what the words of a file can mean, the template, and what the preview shows."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from documents import sheets
from documents.sheets.tables import TableSpec
from staffing import hire_forms, hire_import_rules, hire_import_sheet, hire_terms
from staffing.actions import hire_imports
from staffing.hire_import_row import ImportRow
from staffing.hire_import_sheet import Known, Place
from staffing.models import (
    HireReason,
    HireRoute,
    HireState,
    Organisation,
    Profession,
    ReasonKind,
    Region,
    Speciality,
)
from values.text import search_key

# What a file says is Swedish, whatever language the reader has; codes and English words are taken as well.
ROUTES = {
    HireRoute.RANKED: (
        "Rangordning",
        "enligt rangordning",
        "enligt rangordning i ramavtalet",
        "rangordnad",
        "ramavtal",
    ),
    HireRoute.URGENT: ("Akut", "akut, först till kvarn", "akut, först till kvarn i ramavtalet", "urgent"),
    HireRoute.OUTSIDE: ("Utanför ramavtal", "utanför avtal", "outside the framework"),
    HireRoute.DIRECT: ("Direktupphandling", "direct procurement"),
}
OUTCOMES = {
    "granted": ("Beviljad", "beviljat", "bifall", "ja"),
    "changed": ("Beviljad med ändringar", "beviljad med ändring", "ändrad", "granted with changes"),
    "refused": ("Avslagen", "avslag", "avslaget", "nej"),
    "withdrawn": ("Återtagen", "tillbakadragen", "tillbakadraget", "återtaget", "återkallad"),
    "undecided": ("väntar på beslut", "väntar", "begärd", "ej beslutad", "inte beslutad", "pågår", "requested", "open"),
}
SHOWN_SKIPPED = 20


def known(region: Region, today: datetime.date) -> Known:
    """Return what the words of a file can mean in the region: five queries."""
    reasons = list(HireReason.objects.all())
    specialities: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in Speciality.objects.all():
        for word in {search_key(word) for word in (one.code, one.name_sv, one.name_en)}:
            specialities[word].append((one.pk, one.profession_id))
    return Known(
        places=_places(region),
        professions=_words((one.pk, one.code, one.name_sv, one.name_en) for one in Profession.objects.all()),
        specialities={word: tuple(found) for word, found in specialities.items()},
        reasons=_reasons(reasons, ReasonKind.REQUEST),
        deviations=_reasons(reasons, ReasonKind.DEVIATION),
        routes={search_key(word): code.value for code, words in ROUTES.items() for word in (code.value, *words)},
        outcomes={search_key(word): code for code, words in OUTCOMES.items() for word in (code, *words)},
        there=hire_imports.old_numbers(region),
        today=today,
        check_words=hire_forms.no_personal_number,
    )


def _words(rows: Iterable[tuple[int, str, str, str]]) -> dict[str, int]:
    return {search_key(word): pk for pk, *words in rows for word in words}


def _reasons(reasons: Iterable[HireReason], kind: ReasonKind) -> dict[str, int]:
    return _words((one.pk, one.code, one.name_sv, one.name_en) for one in reasons if one.kind == kind)


def _places(region: Region) -> dict[str, tuple[Place, ...]]:
    """Return the region's organisations by code and by name; a code goes before a name that is the same word."""
    codes: dict[str, tuple[Place, ...]] = {}
    names: dict[str, list[Place]] = defaultdict(list)
    for one in Organisation.objects.filter(region=region):
        place = Place(one.pk, one.care_area_id, one.valid_from, one.valid_to)
        codes[search_key(one.code)] = (place,)
        names[search_key(one.name)].append(place)
    return {word: tuple(found) for word, found in names.items()} | codes


def template() -> TableSpec:
    """Return the template: the headings, with lists of what the cells may say."""
    reasons = [one for one in HireReason.objects.all() if not one.is_retired]
    choices = {
        hire_import_sheet.PROFESSION: [capfirst(one.name_sv) for one in Profession.objects.filter(is_retired=False)],
        hire_import_sheet.SPECIALITY: [one.name_sv for one in Speciality.objects.all()],
        hire_import_sheet.REASON: [one.name_sv for one in reasons if one.kind == ReasonKind.REQUEST],
        hire_import_sheet.DEVIATION: [one.name_sv for one in reasons if one.kind == ReasonKind.DEVIATION],
        hire_import_sheet.ROUTE: [words[0] for words in ROUTES.values()],
        hire_import_sheet.OUTCOME: [words[0] for code, words in OUTCOMES.items() if code != "undecided"],
    }
    days = {"requested", "first", "last", "decided", "valid_to", "ordered", "filled", "ended"}
    numbers = {"hours", "price", "granted_hours", "actual_hours", "actual_cost"}
    columns = [
        sheets.Column(
            one.names[0],
            "date" if one.key in days else "number" if one.key in numbers else "text",
            choices=list(dict.fromkeys(choices.get(one, ()))),
        )
        for one in hire_import_sheet.FIELDS
    ]
    return TableSpec(
        title=_("Hires"),
        columns=columns,
        rows=[],
        notes=[
            _("A row for each request that is decided or withdrawn. What is not decided is asked for in the product."),
            _("The number of the old system is kept, and a number that is there already is passed over."),
            _("Enhet is the code or name of the unit. Reasons may be written as code or name."),
            _("Empty Beviljade timmar and Gäller till mean that all was granted as asked for."),
            _("Costs are in kronor without VAT. Write no patient's data and no hired person's name."),
        ],
    )


@dataclass(frozen=True)
class PreviewRow:
    """A row of a file in words."""

    row: ImportRow
    unit: str
    what: str
    cost_sek: Decimal
    state: str


@dataclass(frozen=True)
class Summary:
    """What a file says in all: rows, how many in each state, first and last day, kronor asked for and actual."""

    count: int
    states: list[tuple[str, int]]
    first: datetime.date | None
    last: datetime.date | None
    cost_sek: Decimal
    actual_sek: Decimal


def summary(rows: list[ImportRow]) -> Summary:
    """Return what the rows say in all."""
    counted = Counter(hire_import_rules.state(row) for row in rows)
    return Summary(
        count=len(rows),
        states=[(str(state.label), counted[state.value]) for state in HireState if counted[state.value]],
        first=min((row.first for row in rows), default=None),
        last=max((row.last for row in rows), default=None),
        cost_sek=sum((hire_terms.cost_sek(row.hours, row.price) for row in rows), Decimal(0)),
        actual_sek=sum((row.actual_cost or Decimal(0) for row in rows), Decimal(0)),
    )


def preview(rows: list[ImportRow]) -> list[PreviewRow]:
    """Return the rows in words: three queries."""
    units = dict(Organisation.objects.filter(pk__in={row.place for row in rows}).values_list("pk", "name"))
    professions = {one.pk: capfirst(one.name) for one in Profession.objects.all()}
    specialities = {one.pk: one.name for one in Speciality.objects.all()}
    return [
        PreviewRow(
            row=row,
            unit=units.get(row.place, ""),
            what=", ".join(
                word for word in (professions.get(row.profession), specialities.get(row.speciality or 0)) if word
            ),
            cost_sek=hire_terms.cost_sek(row.hours, row.price),
            state=str(HireState(hire_import_rules.state(row)).label),
        )
        for row in rows
    ]
