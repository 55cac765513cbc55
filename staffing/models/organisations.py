"""The 21 regions, the organisation tree inside each, and what staff are counted by."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from tree_queries.models import TreeNode
from tree_queries.query import TreeQuerySet


def in_active_language(swedish: str, english: str) -> str:
    """Return the text of the language that the page is shown in; Swedish unless it is English."""
    return english if (get_language() or "sv").startswith("en") else swedish


class Region(models.Model):
    """A healthcare region (until 2018 "landsting"), one entity whatever it was called."""

    code = models.CharField(_("county code"), max_length=2, unique=True)
    short_name = models.CharField(_("short name"), max_length=60, unique=True)
    healthcare_region = models.CharField(_("healthcare region"), max_length=60)

    class Meta:
        ordering: ClassVar = ["code"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.short_name


class RegionName(models.Model):
    """What a region was called from one date to another (Landstinget Blekinge, then Region Blekinge)."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=100)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["region", "valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "valid_from"], name="region_name_starts_once"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="region_name_valid_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Population(models.Model):
    """The number of inhabitants of a region on a named date, and who says so."""

    region = models.ForeignKey(Region, verbose_name=_("region"), on_delete=models.CASCADE, related_name="populations")
    date = models.DateField(_("date"))
    inhabitants = models.PositiveIntegerField(_("inhabitants"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["region", "date"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "date"],
                name="population_once_a_date",
                violation_error_message=_("The region has a population of that date already. Correct that one."),
            ),
            models.CheckConstraint(
                condition=models.Q(inhabitants__gt=0),
                name="population_is_positive",
                violation_error_message=_("A region has at least one inhabitant."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.date}: {self.inhabitants}"


class CareArea(models.Model):
    """Primary care, psychiatry or somatic care: what the cost is counted by beside the profession."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["order", "code"]
        verbose_name = _("care area")
        verbose_name_plural = _("care areas")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_active_language(self.name_sv, self.name_en)


class Profession(models.Model):
    """Doctor, nurse or other staff; new professions can be added as dependence spreads."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60)
    has_care_area = models.BooleanField(_("reported by care area"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    # No longer offered where costs are reported; what was reported keeps it.
    is_retired = models.BooleanField(_("retired"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["order", "code"]
        verbose_name = _("profession")
        verbose_name_plural = _("professions")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_active_language(self.name_sv, self.name_en)


class Level(models.TextChoices):
    """How deep in a region's tree an organisation is."""

    REGION = "region", _("region")
    DIVISION = "division", _("division")
    DEPARTMENT = "department", _("department")
    UNIT = "unit", _("unit")


class OrganisationQuerySet(TreeQuerySet, models.QuerySet["Organisation"]):
    """Organisations, chainable."""

    def valid_on(self, day: datetime.date) -> Self:
        """Keep those that existed on `day`."""
        return self.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=day), valid_from__lte=day)

    def subtree_of(self, organisations: models.QuerySet[Organisation]) -> Self:
        """Keep the given organisations and all below them."""
        return self.filter(pk__in=self.model.objects.descendants_of_all(organisations))

    def descendants_of_all(self, organisations: models.QuerySet[Organisation]) -> list[int]:
        """Return the ids of the organisations and of all below them: one query a level, four levels at most."""
        found: set[int] = set(organisations.values_list("pk", flat=True))
        frontier = found
        while frontier:
            frontier = set(self.model.objects.filter(parent_id__in=frontier).values_list("pk", flat=True)) - found
            found |= frontier
        return sorted(found)


OrganisationManager = models.Manager.from_queryset(OrganisationQuerySet)


class Organisation(TreeNode, models.Model):
    """A place in a region's tree: the region itself, a division, a department or a unit; closed, never deleted."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="organisations")
    level = models.CharField(_("level"), max_length=12, choices=Level)
    code = models.CharField(_("code"), max_length=40, help_text=_("The unit code used in files, unique in the region."))
    name = models.CharField(_("name"), max_length=120)
    care_area = models.ForeignKey(
        CareArea, verbose_name=_("default care area"), on_delete=models.PROTECT, null=True, blank=True
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    order = models.PositiveIntegerField(_("order"), default=0)

    history = HistoricalRecords()
    objects = OrganisationManager()

    class Meta:
        ordering: ClassVar = ["region", "order", "name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "code"], name="organisation_code_once_in_region"),
            models.UniqueConstraint(
                fields=["region"],
                condition=models.Q(level=Level.REGION),
                name="organisation_one_root_a_region",
            ),
            models.CheckConstraint(
                condition=models.Q(level=Level.REGION, parent__isnull=True)
                | (~models.Q(level=Level.REGION) & models.Q(parent__isnull=False)),
                name="organisation_root_is_the_region",
                violation_error_message=_("Only the region itself stands without an organisation above it."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="organisation_valid_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_open_on(self, day: datetime.date) -> bool:
        """Return whether the organisation has not ended before `day`."""
        return self.valid_to is None or self.valid_to >= day
