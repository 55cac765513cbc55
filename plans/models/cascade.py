"""A plan that obliges divisions to write their own: to whom, by when, and which areas come first."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans.models.plans import Plan, PlanArea
from staffing.models import Organisation


class PriorityArea(models.Model):
    """An area of the plan that every division's plan answers, with what is expected there."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="priority_areas")
    area = models.ForeignKey(PlanArea, verbose_name=_("area"), on_delete=models.PROTECT, related_name="priorities")
    guidance = models.TextField(_("what is expected"), blank=True, max_length=2_000)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["plan", "area__order", "area__title"]
        verbose_name = _("prioritised area")
        verbose_name_plural = _("prioritised areas")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "area"],
                name="priority_area_once",
                violation_error_message=_("The area is prioritised already."),
            ),
        ]

    def __str__(self) -> str:
        return self.area.title


class PlanObligation(models.Model):
    """A division that owes the plan a plan of its own by a day; `child_plan` is the answer, `excuse` why none is needed."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="obligations")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="plan_obligations"
    )
    due_date = models.DateField(_("to be adopted by"))
    message = models.TextField(_("message"), blank=True, max_length=2_000)
    excuse = models.TextField(_("why no plan is needed"), blank=True, max_length=1_000)
    child_plan = models.OneToOneField(
        Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="answers_obligation"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["plan", "organisation__order", "organisation__name"]
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "organisation"],
                name="plan_obligation_once",
                violation_error_message=_("The organisation is obliged already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.plan}"
