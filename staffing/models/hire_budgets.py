"""What hires may cost, and what own staff would have cost instead: budgets by organisation and year, rates by profession and day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import IntegerField, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from staffing.models.organisations import Organisation, Profession, Region
from staffing.models.workforce import Speciality


class HireBudget(models.Model):
    """What an organisation and all below it may spend on hires in a calendar year, kronor without VAT."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="hire_budgets"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    amount_sek = models.DecimalField(_("budget for hires (kr)"), max_digits=13, decimal_places=2)
    decided_by = models.CharField(_("decided by"), max_length=200)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    is_example = models.BooleanField(_("example data"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["-year", "organisation"]
        verbose_name = _("budget for hires")
        verbose_name_plural = _("budgets for hires")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "year"],
                name="hire_budget_once",
                violation_error_message=_("There is a budget for that year already."),
            ),
            models.CheckConstraint(
                condition=Q(amount_sek__gte=0),
                name="hire_budget_not_negative",
                violation_error_message=_("A budget is not below zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}"


class OwnStaffRate(models.Model):
    """What an hour of the region's own staff costs, with the employer's contributions, from a day until the next row of the same.

    An assumption that the region makes and says where from; no speciality: the whole profession.
    """

    region = models.ForeignKey(
        Region, verbose_name=_("region"), on_delete=models.PROTECT, related_name="own_staff_rates"
    )
    profession = models.ForeignKey(Profession, verbose_name=_("profession"), on_delete=models.PROTECT, related_name="+")
    speciality = models.ForeignKey(
        Speciality, verbose_name=_("speciality"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sek_per_hour = models.DecimalField(_("kr an hour"), max_digits=8, decimal_places=2)
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("source"), max_length=300)
    is_example = models.BooleanField(_("example data"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["region", "profession", "speciality", "-valid_from"]
        verbose_name = _("cost of own staff")
        verbose_name_plural = _("costs of own staff")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "region",
                "profession",
                Coalesce("speciality", Value(0), output_field=IntegerField()),
                "valid_from",
                name="own_staff_rate_once",
                violation_error_message=_("There is a cost of own staff from that day already."),
            ),
            models.CheckConstraint(
                condition=Q(sek_per_hour__gt=0),
                name="own_staff_rate_above_zero",
                violation_error_message=_("A cost is above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.speciality or self.profession} {self.valid_from}"
