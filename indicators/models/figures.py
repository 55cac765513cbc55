"""Targets for the index, and figures as they were published."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from staffing.models import Region


class Target(models.Model):
    """The highest share that agency cost may be of own staff cost, from a date; without a region, the nation's."""

    region = models.ForeignKey(
        Region, verbose_name=_("region"), on_delete=models.CASCADE, null=True, blank=True, related_name="targets"
    )
    ratio = models.DecimalField(_("target"), max_digits=6, decimal_places=4)
    valid_from = models.DateField(_("valid from"))
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["region", "valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "valid_from"],
                name="target_once_a_date",
                violation_error_message=_("There is a target from that date already. Correct that one."),
            ),
            models.UniqueConstraint(
                fields=["valid_from"],
                condition=Q(region__isnull=True),
                name="target_once_a_date_in_the_nation",
                violation_error_message=_("There is a target from that date already. Correct that one."),
            ),
            models.CheckConstraint(
                condition=Q(ratio__gt=0, ratio__lt=1),
                name="target_is_a_share",
                violation_error_message=_("The target is a share between 0 and 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region or 'SE'} {self.valid_from}: {self.ratio}"


class AssumptionCode(models.TextChoices):
    """What is assumed where nobody measures it."""

    PREMIUM_FACTOR = "premium_factor", _("what agency staff cost, times own staff")
    ANNUAL_HOURS = "annual_hours", _("hours that one full-time equivalent works in a year")
    WEEKLY_HOURS = "weekly_hours", _("hours in a hire week")


class Assumption(models.Model):
    """A number that a figure rests on and that nobody has measured: its value from a date, and where it is from.

    Data and not code, so that an administrator can change it; every figure that rests on it shows it.
    """

    code = models.CharField(_("assumption"), max_length=30, choices=AssumptionCode)
    value = models.DecimalField(_("value"), max_digits=9, decimal_places=3)
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("source"), max_length=200)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["code", "valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                name="assumption_once_a_date",
                violation_error_message=_("There is a value from that date already."),
            ),
            models.CheckConstraint(
                condition=~Q(code=AssumptionCode.PREMIUM_FACTOR) | Q(value__gte=1),
                name="assumption_premium_factor_is_at_least_one",
                violation_error_message=_("Agency staff are assumed to cost at least as much as own staff: 1 or more."),
            ),
            models.CheckConstraint(
                condition=Q(value__gt=0),
                name="assumption_is_above_zero",
                violation_error_message=_("An assumption is a number above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}: {self.value}"


class PublishedFigure(models.Model):
    """A figure as it was published, kept with its source however it conflicts with others."""

    entity = models.CharField(_("entity"), max_length=60)
    region = models.ForeignKey(
        Region, verbose_name=_("region"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    figure = models.CharField(_("figure"), max_length=120)
    value = models.CharField(_("value"), max_length=120)
    unit = models.CharField(_("unit"), max_length=20)
    period = models.CharField(_("period"), max_length=40)
    is_approximate = models.BooleanField(_("approximate"), default=False)
    source = models.CharField(_("source"), max_length=120)
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["entity", "period", "figure"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "figure", "period", "source"],
                name="published_figure_once",
                violation_error_message=_("The source's figure of that period is there already. Correct that one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.figure} {self.period}: {self.value} {self.unit}"
