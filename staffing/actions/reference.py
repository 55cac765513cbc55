"""Reference data: added, and corrected with a reason; every change is signed, and what stood there stays in the history."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from staffing import editing
from staffing.actions import saving
from staffing.models import Population, Region, RegionName, User

ONE_DAY = datetime.timedelta(days=1)
LONGEST_REASON = 100
"""Characters: what the history holds."""


class PopulationsChanged(Exception):
    """Somebody wrote a population of the date after it was shown."""


@transaction.atomic
def add(*, instance: models.Model, by: User) -> None:
    """Save a new row that its form has checked."""
    saving.save_by(instance, by)


@transaction.atomic
def correct(*, instance: models.Model, version: int, reason: str, by: User) -> None:
    """Save a row that its form has checked, with the reason in the history.

    :raises StaleVersion: when somebody changed the row meanwhile.
    """
    _keep_first(instance)
    editing.claim_version(instance, version)
    _save(instance, reason, by)


def _save(instance: models.Model, reason: str, by: User) -> None:
    told: Any = instance
    told._change_reason = reason[:LONGEST_REASON]  # noqa: SLF001
    saving.save_by(instance, by)


def _keep_first(instance: models.Model) -> None:
    """Write what stands there as the row's first in the history, when it was made before it had one."""
    model: Any = type(instance)
    if not model.history.filter(id=instance.pk).exists():
        model.history.bulk_history_create(model._base_manager.filter(pk=instance.pk))  # noqa: SLF001


@transaction.atomic
def add_region_name(*, name: RegionName, by: User) -> None:
    """Save a region's name from a day on; the name before it ends the day before."""
    before = RegionName.objects.filter(region=name.region, valid_from__lt=name.valid_from).last()
    if before is not None:
        _end_the_day_before(before, name, _("A new name follows"), by)
    saving.save_by(name, by)


@transaction.atomic
def correct_region_name(*, name: RegionName, version: int, reason: str, by: User) -> None:
    """Save a name or its first day; the name before it ends the day before.

    :raises StaleVersion: when somebody changed the name meanwhile.
    """
    before = RegionName.objects.filter(region=name.region, valid_from__lt=name.valid_from).exclude(pk=name.pk).last()
    correct(instance=name, version=version, reason=reason, by=by)
    if before is not None and before.valid_to != name.valid_from - ONE_DAY:
        _end_the_day_before(before, name, reason, by)


def _end_the_day_before(before: RegionName, name: RegionName, reason: str, by: User) -> None:
    before.valid_to = name.valid_from - ONE_DAY
    correct(instance=before, version=before.version, reason=reason, by=by)


def seen_populations(date: datetime.date) -> str:
    """Return what stands for a date, as one text that becomes another when any of it is changed."""
    rows = Population.objects.filter(date=date).order_by("region__code").values_list("region__code", "version")
    return ",".join(f"{code}:{version}" for code, version in rows)


@transaction.atomic
def write_populations(*, inhabitants: Mapping[str, int], date: datetime.date, source: str, seen: str, by: User) -> int:
    """Write the regions' populations (by county code) of a date, all or nothing; return how many became others.

    :raises PopulationsChanged: when what stands for the date is not what was `seen`.
    """
    if seen_populations(date) != seen:
        raise PopulationsChanged
    there = {one.region_id: one for one in Population.objects.select_for_update().filter(date=date)}
    written = 0
    for region in Region.objects.filter(code__in=inhabitants):
        number, one = inhabitants[region.code], there.get(region.pk)
        if one is None:
            saving.save_by(Population(region=region, date=date, inhabitants=number, source=source), by)
        elif (one.inhabitants, one.source) != (number, source):
            one.inhabitants, one.source = number, source
            correct(instance=one, version=one.version, reason=_("Read from a table"), by=by)
        else:
            continue
        written += 1
    return written
