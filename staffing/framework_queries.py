"""What the pages of framework agreements show: which are in force, the price list as a table, and what a version changed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from staffing import changes, delegation_queries
from staffing.changes import Change
from staffing.framework_changes import Difference, Facts, Group, differences
from staffing.models import (
    FrameworkAgreement,
    FrameworkPrice,
    FrameworkSupplier,
    PriceZone,
    Profession,
    Region,
    Speciality,
    ZonedOrganisation,
)
from values import numbers

TERMS = (
    "name",
    "reference",
    "valid_from",
    "valid_to",
    "allocation",
    "urgent_allocation",
    "response_working_days",
    "urgent_within_days",
    "longest_months",
    "quarantine_months",
    "terms",
    "source",
)
MOST_CHANGES = 40


@dataclass(frozen=True)
class AgreementRow:
    """A version of an agreement with whether it is in force."""

    agreement: FrameworkAgreement
    when: str


def agreement_rows(
    visible: QuerySet[FrameworkAgreement], region: Region | None, today: datetime.date
) -> list[AgreementRow]:
    """Return the nation's agreements and the region's, those in force first: one query."""
    wanted = visible.filter(Q(region__isnull=True) | Q(region=region)).select_related("region")
    counted = wanted.annotate(supplier_count=Count("suppliers__name", distinct=True))
    found = counted.order_by(F("region").asc(nulls_last=True), "name", "-number")
    rows = [AgreementRow(one, delegation_queries.when(one.valid_from, one.valid_to, today)) for one in found]
    order = [delegation_queries.NOW, delegation_queries.LATER, delegation_queries.ENDED]
    return sorted(rows, key=lambda row: order.index(row.when))


@dataclass(frozen=True)
class PriceRow:
    """A profession, or a speciality of it, with its price in each column; None where there is none."""

    profession: Profession
    speciality: Speciality | None
    prices: list[Decimal | None]

    @property
    def name(self) -> str:
        return f"{self.profession.name}, {self.speciality.name}" if self.speciality else self.profession.name


@dataclass(frozen=True)
class PriceTable:
    """The price list: zones as columns, before them "everywhere" (None) where the agreement has such prices or no zones."""

    columns: list[PriceZone | None]
    rows: list[PriceRow]

    @property
    def names(self) -> list[str]:
        return [column.name if column else _("Everywhere") for column in self.columns]

    @property
    def lines(self) -> list[tuple[PriceRow, list[tuple[str, Decimal | None]]]]:
        """Return the rows, each with its prices by the column's name."""
        return [(row, list(zip(self.names, row.prices, strict=True))) for row in self.rows]


def price_table(agreement: FrameworkAgreement) -> PriceTable:
    """Return the price list of the agreement: two queries."""
    zones = list(agreement.zones.all())
    prices = list(agreement.prices.select_related("profession", "speciality"))
    has_everywhere = not zones or any(price.zone_id is None for price in prices)
    columns: list[PriceZone | None] = [*([None] if has_everywhere else []), *zones]
    found: dict[tuple[int, int | None], dict[int | None, FrameworkPrice]] = {}
    for price in prices:
        found.setdefault((price.profession_id, price.speciality_id), {})[price.zone_id] = price
    rows = []
    for by_zone in found.values():
        one = next(iter(by_zone.values()))
        keys = [column.pk if column else None for column in columns]
        listed = [by_zone[key].price_sek_per_hour if key in by_zone else None for key in keys]
        rows.append(PriceRow(one.profession, one.speciality, listed))
    return PriceTable(columns, sorted(rows, key=_row_order))


def _row_order(row: PriceRow) -> tuple[Any, ...]:
    return row.profession.order, row.profession.code, row.speciality is not None, row.name.casefold()


@dataclass(frozen=True)
class Ranked:
    """The suppliers of one profession, or of all (None), by rank."""

    profession: Profession | None
    suppliers: list[FrameworkSupplier]


def ranked(agreement: FrameworkAgreement) -> list[Ranked]:
    """Return the suppliers by profession and rank: one query."""
    groups: dict[int | None, list[FrameworkSupplier]] = {}
    suppliers = agreement.suppliers.select_related("profession")
    for one in suppliers.order_by(F("profession__order").asc(nulls_first=True), F("rank").asc(nulls_last=True), "name"):
        groups.setdefault(one.profession_id, []).append(one)
    return [Ranked(group[0].profession, group) for group in groups.values()]


def zones_with_places(agreement: FrameworkAgreement) -> list[tuple[PriceZone, list[str]]]:
    """Return the zones, each with the names of the organisations in it: two queries."""
    places: dict[int, list[str]] = {}
    placed = ZonedOrganisation.objects.filter(agreement=agreement).select_related("organisation")
    for one in placed.order_by("organisation__region__code", "organisation__order", "organisation__name"):
        places.setdefault(one.zone_id, []).append(one.organisation.name)
    return [(zone, places.get(zone.pk, [])) for zone in agreement.zones.all()]


def facts_of(agreement: FrameworkAgreement) -> Facts:
    """Return what the agreement says, in words, for comparing: about five queries."""
    found: dict[tuple[Group, str], str] = {}
    for name in TERMS:
        field: Any = FrameworkAgreement._meta.get_field(name)  # noqa: SLF001
        label = str(field.verbose_name)
        found[Group.TERMS, label[:1].upper() + label[1:]] = _term(agreement, name)
    for group in ranked(agreement):
        for one in group.suppliers:
            place = group.profession.name if group.profession else _("all professions")
            found[Group.SUPPLIERS, f"{one.name} ({place})"] = str(one.rank) if one.rank else _("not ranked")
    table = price_table(agreement)
    for row in table.rows:
        for column, price in zip(table.names, row.prices, strict=True):
            if price is not None:
                found[Group.PRICES, f"{row.name}: {column}"] = _amount(price)
    for zone, places in zones_with_places(agreement):
        found[Group.ZONES, zone.name] = ", ".join(places)
    return found


def _term(agreement: FrameworkAgreement, name: str) -> str:
    if name in {"allocation", "urgent_allocation"}:
        return str(getattr(agreement, f"get_{name}_display")())
    value = getattr(agreement, name)
    return "" if value is None else str(value)


def _amount(price: Decimal) -> str:
    return numbers.format_decimal(price, 2 if price % 1 else 0, language=get_language() or "sv")


def changed_since_before(agreement: FrameworkAgreement) -> list[Difference]:
    """Return what the version changed of the one that it replaces; nothing for a first version."""
    if agreement.replaces is None:
        return []
    return differences(facts_of(agreement.replaces), facts_of(agreement))


def versions_of(agreement: FrameworkAgreement) -> list[FrameworkAgreement]:
    """Return all versions of the agreement, the latest first: a query a version."""
    first = agreement
    while first.replaces_id is not None:
        first = FrameworkAgreement.objects.get(pk=first.replaces_id)
    found = [first]
    while (later := FrameworkAgreement.objects.filter(replaces=found[0]).first()) is not None:
        found.insert(0, later)
    return found


def history_of(agreement: FrameworkAgreement) -> list[Change]:
    """Return what was changed in the agreement and its parts, newest first; how it was filled at first is left out."""
    professions = {row.pk: row.name for row in Profession.objects.all()}
    zones = dict(agreement.zones.values_list("pk", "name"))
    specialities = {row.pk: row.name for row in Speciality.objects.filter(pk__in=_used_specialities(agreement))}

    def price(row: Any) -> str:
        words = [professions.get(row.profession_id), specialities.get(row.speciality_id), zones.get(row.zone_id)]
        return ", ".join(word for word in words if word)

    parts = [
        _told(FrameworkPrice.history.filter(agreement_id=agreement.pk), price),
        _told(FrameworkSupplier.history.filter(agreement_id=agreement.pk), lambda row: row.name),
        _told(PriceZone.history.filter(agreement_id=agreement.pk), lambda row: row.name),
    ]
    return changes.merged(changes.changes_of(agreement.history.all()), *parts)[:MOST_CHANGES]


def _used_specialities(agreement: FrameworkAgreement) -> set[int]:
    rows = FrameworkPrice.history.filter(agreement_id=agreement.pk, speciality_id__isnull=False)
    return set(rows.values_list("speciality_id", flat=True))


def _told(rows: Any, name: Any) -> list[Change]:
    return [change for change in changes.changes_of(rows, names=name) if change.kind != "+"]
