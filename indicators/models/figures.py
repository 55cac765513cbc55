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

    region = models.ForeignKey(Region, on_delete=models.CASCADE, null=True, blank=True, related_name="targets")
    ratio = models.DecimalField(_("target"), max_digits=6, decimal_places=4)
    valid_from = models.DateField(_("valid from"))

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["region", "valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "valid_from"], name="target_once_a_date"),
            models.UniqueConstraint(
                fields=["valid_from"], condition=Q(region__isnull=True), name="target_once_a_date_in_the_nation"
            ),
            models.CheckConstraint(
                condition=Q(ratio__gt=0, ratio__lt=1),
                name="target_is_a_share",
                violation_error_message=_("The target is a share between 0 and 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region or 'SE'} {self.valid_from}: {self.ratio}"


class PublishedFigure(models.Model):
    """A figure as it was published, kept with its source however it conflicts with others."""

    entity = models.CharField(_("entity"), max_length=60)
    region = models.ForeignKey(Region, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    figure = models.CharField(_("figure"), max_length=120)
    value = models.CharField(_("value"), max_length=120)
    unit = models.CharField(_("unit"), max_length=20)
    period = models.CharField(_("period"), max_length=40)
    is_approximate = models.BooleanField(_("approximate"), default=False)
    source = models.CharField(_("source"), max_length=120)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering: ClassVar = ["entity", "period", "figure"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "figure", "period", "source"], name="published_figure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.figure} {self.period}: {self.value} {self.unit}"
