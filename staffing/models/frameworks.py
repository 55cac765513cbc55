"""Framework agreements (ramavtal) in versions: suppliers by rank, prices by profession and zone, and the rules of a call-off."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from staffing.models.organisations import Organisation, Profession, Region
from staffing.models.workforce import Speciality


class AllocationRule(models.TextChoices):
    """How a call-off finds its supplier."""

    RANKED = "ranked", _("by rank")
    FIRST_COME = "first_come", _("first come")
    TIME_AND_CONTINUITY = "time_continuity", _("by time and continuity")


class FrameworkAgreement(models.Model):
    """One version of an agreement: of one region, or of all (`region` empty). A new version replaces the one before.

    `response_working_days` is how long a supplier has to answer, `urgent_within_days` how soon a need is to be to count as
    urgent (five weeks), `longest_months` the longest call-off and `quarantine_months` (karenstid) how long who left an
    employment in the region may not come back as hired; empty means that the agreement has no such rule.
    """

    name = models.CharField(_("name"), max_length=160)
    reference = models.CharField(_("reference"), max_length=60, blank=True, help_text=_("The agreement's own number."))
    region = models.ForeignKey(
        Region, verbose_name=_("region"), on_delete=models.PROTECT, null=True, blank=True, related_name="frameworks"
    )
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    replaces = models.OneToOneField(
        "self", verbose_name=_("replaces"), on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    allocation = models.CharField(_("allocation"), max_length=20, choices=AllocationRule)
    urgent_allocation = models.CharField(_("allocation when urgent"), max_length=20, choices=AllocationRule, blank=True)
    response_working_days = models.PositiveSmallIntegerField(_("response time (working days)"), default=5)
    urgent_within_days = models.PositiveSmallIntegerField(_("urgent when needed within (days)"), default=35)
    longest_months = models.PositiveSmallIntegerField(_("longest call-off (months)"), null=True, blank=True)
    quarantine_months = models.PositiveSmallIntegerField(_("quarantine (months)"), null=True, blank=True)
    terms = models.TextField(_("other terms"), blank=True, max_length=4_000)
    source = models.CharField(_("source"), max_length=300, blank=True)
    is_example = models.BooleanField(_("example data"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["name", "-number"]
        verbose_name = _("framework agreement")
        verbose_name_plural = _("framework agreements")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="framework_valid_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(number=1, replaces__isnull=True) | Q(number__gt=1, replaces__isnull=False),
                name="framework_later_version_replaces_one",
                violation_error_message=_("A later version says which one it replaces."),
            ),
        ]

    def __str__(self) -> str:
        return self.name if self.number == 1 else f"{self.name} ({self.number})"


class PriceZone(models.Model):
    """A zone of an agreement's price list."""

    agreement = models.ForeignKey(FrameworkAgreement, on_delete=models.CASCADE, related_name="zones")
    name = models.CharField(_("zone"), max_length=60)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["agreement", "order", "name"]
        verbose_name = _("price zone")
        verbose_name_plural = _("price zones")
        constraints: ClassVar = [models.UniqueConstraint(fields=["agreement", "name"], name="price_zone_once")]

    def __str__(self) -> str:
        return self.name


class ZonedOrganisation(models.Model):
    """The zone that an organisation, and all below it that has none of its own, lies in."""

    zone = models.ForeignKey(PriceZone, on_delete=models.CASCADE, related_name="organisations")
    agreement = models.ForeignKey(FrameworkAgreement, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    history = HistoricalRecords()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="zoned_organisation_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.zone}"


class FrameworkSupplier(models.Model):
    """A supplier of an agreement; `rank` where the agreement ranks them, for one profession or for all (empty)."""

    agreement = models.ForeignKey(FrameworkAgreement, on_delete=models.CASCADE, related_name="suppliers")
    name = models.CharField(_("supplier"), max_length=120)
    profession = models.ForeignKey(
        Profession, verbose_name=_("profession"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["agreement", "profession", F("rank").asc(nulls_last=True), "name"]
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "profession", "rank"],
                condition=Q(profession__isnull=False, rank__isnull=False),
                name="framework_rank_once",
                violation_error_message=_("Another supplier has that rank."),
            ),
            models.UniqueConstraint(
                fields=["agreement", "rank"],
                condition=Q(profession__isnull=True, rank__isnull=False),
                name="framework_rank_once_for_all",
                violation_error_message=_("Another supplier has that rank."),
            ),
            models.UniqueConstraint(
                fields=["agreement", "profession", "name"],
                condition=Q(profession__isnull=False),
                name="framework_supplier_once",
            ),
            models.UniqueConstraint(
                fields=["agreement", "name"],
                condition=Q(profession__isnull=True),
                name="framework_supplier_once_for_all",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FrameworkPrice(models.Model):
    """The highest price of an hour, in kronor without VAT, of a profession (and speciality) in a zone; no zone: everywhere."""

    agreement = models.ForeignKey(FrameworkAgreement, on_delete=models.CASCADE, related_name="prices")
    profession = models.ForeignKey(Profession, verbose_name=_("profession"), on_delete=models.PROTECT, related_name="+")
    speciality = models.ForeignKey(
        Speciality, verbose_name=_("speciality"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    zone = models.ForeignKey(PriceZone, on_delete=models.PROTECT, null=True, blank=True, related_name="prices")
    price_sek_per_hour = models.DecimalField(_("kr an hour"), max_digits=8, decimal_places=2)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["agreement", "profession", "speciality", "zone"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "profession", "speciality", "zone"],
                condition=Q(speciality__isnull=False, zone__isnull=False),
                name="framework_price_once",
            ),
            models.UniqueConstraint(
                fields=["agreement", "profession", "zone"],
                condition=Q(speciality__isnull=True, zone__isnull=False),
                name="framework_price_once_of_profession",
            ),
            models.UniqueConstraint(
                fields=["agreement", "profession", "speciality"],
                condition=Q(speciality__isnull=False, zone__isnull=True),
                name="framework_price_once_everywhere",
            ),
            models.UniqueConstraint(
                fields=["agreement", "profession"],
                condition=Q(speciality__isnull=True, zone__isnull=True),
                name="framework_price_once_of_profession_everywhere",
            ),
            models.CheckConstraint(
                condition=Q(price_sek_per_hour__gt=0),
                name="framework_price_above_zero",
                violation_error_message=_("A price is above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.profession} {self.price_sek_per_hour}"
