"""Framework agreements: kept while no hire refers to them, then changed only by a new version; never deleted."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from staffing import editing, hire_access
from staffing.actions import saving
from staffing.models import (
    FrameworkAgreement,
    FrameworkPrice,
    FrameworkSupplier,
    PriceZone,
    User,
    ZonedOrganisation,
)

ONE_DAY = datetime.timedelta(days=1)
LONGEST_REASON = 100
"""Characters: what the history holds."""


class AgreementInUse(Exception):
    """A hire refers to the version: it is changed by a new one."""


class AlreadyReplaced(Exception):
    """A later version stands already."""


class ZoneInUse(Exception):
    """A zone that is taken away has prices; `name` is its name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class StartsTooEarly(Exception):
    """The version would begin no later than the one that it replaces."""


@dataclass(frozen=True)
class SupplierRow:
    """A supplier as it is written: name, profession (None is all) and rank (None is unranked)."""

    name: str
    profession: int | None
    rank: int | None


PriceKey = tuple[int, int | None, int | None]
"""Profession, speciality (None: all) and zone (None: everywhere)."""


@transaction.atomic
def create(*, agreement: FrameworkAgreement, by: User) -> FrameworkAgreement:
    """Save a new agreement that its form has checked."""
    saving.save_by(agreement, by)
    return agreement


def _claim(agreement: FrameworkAgreement, version: int) -> FrameworkAgreement:
    """Lock the agreement for a change.

    :raises AgreementInUse: a hire refers to it; :raises AlreadyReplaced: a later version stands.
    :raises StaleVersion: somebody changed it, or a part of it, meanwhile.
    """
    fresh: FrameworkAgreement = FrameworkAgreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if FrameworkAgreement.objects.filter(replaces=fresh).exists():
        raise AlreadyReplaced
    if hire_access.is_used(fresh):
        raise AgreementInUse
    editing.claim_version(fresh, version)
    return fresh


def _save(agreement: FrameworkAgreement, reason: str, by: User) -> None:
    told: Any = agreement
    told._change_reason = reason  # noqa: SLF001
    saving.save_by(agreement, by)


@transaction.atomic
def change_terms(*, agreement: FrameworkAgreement, version: int, by: User) -> None:
    """Save the terms that a form has checked; the version before it ends the day before it begins.

    :raises AgreementInUse: :raises AlreadyReplaced: :raises StaleVersion: as for any change.
    :raises StartsTooEarly: it would begin no later than the version that it replaces.
    """
    agreement.version = _claim(agreement, version).version
    before = agreement.replaces
    if before is not None:
        if agreement.valid_from <= before.valid_from:
            raise StartsTooEarly
        _end_before(before, agreement.valid_from, by)
    saving.save_by(agreement, by)


def _end_before(before: FrameworkAgreement, first: datetime.date, by: User) -> None:
    """End a version the day before `first`, unless it ends earlier by itself."""
    last = first - ONE_DAY
    if before.valid_to is None or before.valid_to > last:
        editing.claim_version(before, before.version)
        before.valid_to = last
        _save(before, _("A new version follows"), by)


@transaction.atomic
def end_early(*, agreement: FrameworkAgreement, version: int, reason: str, by: User) -> None:
    """Save the earlier last day that a form has checked, with the reason; hires that refer to the version keep it.

    :raises AlreadyReplaced: a later version stands; :raises StaleVersion: somebody changed it meanwhile.
    """
    if FrameworkAgreement.objects.select_for_update(of=("self",)).filter(replaces=agreement).exists():
        raise AlreadyReplaced
    editing.claim_version(agreement, version)
    _save(agreement, reason[:LONGEST_REASON], by)


@transaction.atomic
def write_suppliers(*, agreement: FrameworkAgreement, version: int, rows: Sequence[SupplierRow], by: User) -> None:
    """Make the list of suppliers what `rows` say.

    :raises AgreementInUse: :raises AlreadyReplaced: :raises StaleVersion: as for any change.
    """
    fresh = _claim(agreement, version)
    there = {(one.name, one.profession_id): one for one in fresh.suppliers.all()}
    wanted = {(row.name, row.profession): row for row in rows}
    for key, one in there.items():
        # Out of the way first: two suppliers may change places.
        if key not in wanted:
            saving.delete_by(one, by)
        elif one.rank is not None and one.rank != wanted[key].rank:
            FrameworkSupplier.objects.filter(pk=one.pk).update(rank=None)
    for key, row in wanted.items():
        one = there.get(key) or FrameworkSupplier(agreement=fresh, name=row.name, profession_id=row.profession)
        if one.pk is None or one.rank != row.rank:
            one.rank = row.rank
            saving.save_by(one, by)
    _save(fresh, _("The suppliers are changed"), by)


@transaction.atomic
def write_prices(*, agreement: FrameworkAgreement, version: int, prices: Mapping[PriceKey, Decimal], by: User) -> int:
    """Make the price list what `prices` say, all or nothing; return how many became others.

    :raises AgreementInUse: :raises AlreadyReplaced: :raises StaleVersion: as for any change.
    """
    fresh = _claim(agreement, version)
    there = {(one.profession_id, one.speciality_id, one.zone_id): one for one in fresh.prices.all()}
    written = 0
    for key, one in there.items():
        if key not in prices:
            saving.delete_by(one, by)
            written += 1
    for key, amount in prices.items():
        profession, speciality, zone = key
        one = there.get(key) or FrameworkPrice(
            agreement=fresh, profession_id=profession, speciality_id=speciality, zone_id=zone
        )
        if one.pk is None or one.price_sek_per_hour != amount:
            one.price_sek_per_hour = amount
            saving.save_by(one, by)
            written += 1
    _save(fresh, _("The price list is changed"), by)
    return written


@dataclass(frozen=True)
class ZoneRow:
    """A zone as it is written: its key (None is a new one), its name (empty takes it away), and the organisations in it."""

    key: int | None
    name: str
    organisations: frozenset[int]


@transaction.atomic
def write_zones(*, agreement: FrameworkAgreement, version: int, rows: Sequence[ZoneRow], by: User) -> None:
    """Make the zones and what lies in them what `rows` say.

    :raises ZoneInUse: a zone that is taken away has prices.
    :raises AgreementInUse: :raises AlreadyReplaced: :raises StaleVersion: as for any change.
    """
    fresh = _claim(agreement, version)
    there = {zone.pk: zone for zone in fresh.zones.all()}
    for one in ZonedOrganisation.objects.filter(agreement=fresh):
        saving.delete_by(one, by)
    kept = {row.key for row in rows if row.name}
    for zone in there.values():
        if zone.pk not in kept:
            if zone.prices.exists():
                raise ZoneInUse(zone.name)
            saving.delete_by(zone, by)
    for order, row in enumerate((row for row in rows if row.name), start=1):
        zone = there.get(row.key or 0) or PriceZone(agreement=fresh)
        zone.name, zone.order = row.name, order
        saving.save_by(zone, by)
        for key in sorted(row.organisations):
            saving.save_by(ZonedOrganisation(zone=zone, agreement=fresh, organisation_id=key), by)
    _save(fresh, _("The zones are changed"), by)


@transaction.atomic
def new_version(
    *, agreement: FrameworkAgreement, version: int, valid_from: datetime.date, by: User
) -> FrameworkAgreement:
    """Make the next version, a copy of all, from a day on; this one ends the day before.

    :raises AlreadyReplaced: a later version stands already.
    :raises StartsTooEarly: the day is not after this version's first.
    :raises StaleVersion: somebody changed it meanwhile.
    """
    before: FrameworkAgreement = FrameworkAgreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if FrameworkAgreement.objects.filter(replaces=before).exists():
        raise AlreadyReplaced
    if valid_from <= before.valid_from:
        raise StartsTooEarly
    if before.version != version:
        raise editing.StaleVersion
    last = before.valid_to
    _end_before(before, valid_from, by)
    made: FrameworkAgreement = FrameworkAgreement.objects.get(pk=before.pk)
    made.pk, made.version, made.number, made.replaces = None, 1, before.number + 1, before
    made._state.adding = True  # noqa: SLF001
    made.valid_from = valid_from
    made.valid_to = last if last is not None and last >= valid_from else None
    _save(made, _("A new version of what was"), by)
    _copy_parts(before, made, by)
    return made


def _copy_parts(before: FrameworkAgreement, made: FrameworkAgreement, by: User) -> None:
    zones: dict[int | None, PriceZone | None] = {None: None}
    for zone in before.zones.all():
        zones[zone.pk] = PriceZone(agreement=made, name=zone.name, order=zone.order)
        saving.save_by(zones[zone.pk], by)  # type: ignore[arg-type]  # made on the line above
    for placed in ZonedOrganisation.objects.filter(agreement=before):
        copy = ZonedOrganisation(agreement=made, zone=zones[placed.zone_id], organisation_id=placed.organisation_id)
        saving.save_by(copy, by)
    for one in before.suppliers.all():
        saving.save_by(
            FrameworkSupplier(agreement=made, name=one.name, profession_id=one.profession_id, rank=one.rank), by
        )
    for price in before.prices.all():
        copied = FrameworkPrice(
            agreement=made,
            profession_id=price.profession_id,
            speciality_id=price.speciality_id,
            zone=zones[price.zone_id],
            price_sek_per_hour=price.price_sek_per_hour,
        )
        saving.save_by(copied, by)
