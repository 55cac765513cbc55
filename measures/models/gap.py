"""The gap analysis: rounds of a region, and what an organisation answers about each measure in a round."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from measures.models.catalogue import Measure
from staffing.models import Organisation, Region
from staffing.models.organisations import in_active_language

STEPS = (1, 2, 3, 4, 5)


class Scale(models.TextChoices):
    """What is assessed of a measure, each in five steps."""

    DEGREE = "degree", _("degree today")
    EFFECT = "effect", _("effect")
    DIFFICULTY = "difficulty", _("difficulty")
    PRIORITY = "priority", _("priority")


class ScaleStep(models.Model):
    """The words of one step of a scale ("3: delvis infört"); an administrator can change them."""

    scale = models.CharField(_("scale"), max_length=12, choices=Scale)
    step = models.PositiveSmallIntegerField(_("step"))
    name_sv = models.CharField(_("words in Swedish"), max_length=80)
    name_en = models.CharField(_("words in English"), max_length=80)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["scale", "step"]
        verbose_name = _("step of a scale")
        verbose_name_plural = _("steps of a scale")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scale", "step"], name="scale_step_once"),
            models.CheckConstraint(condition=models.Q(step__in=STEPS), name="scale_step_is_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.get_scale_display()} {self.step}: {self.name}"

    @property
    def name(self) -> str:
        return in_active_language(self.name_sv, self.name_en)


class GapRound(models.Model):
    """One time that a region goes through the catalogue; open while answers are given, then read only."""

    region = models.ForeignKey(Region, verbose_name=_("region"), on_delete=models.PROTECT, related_name="gap_rounds")
    title = models.CharField(_("title"), max_length=120)
    opened_date = models.DateField(_("opened"))
    closed_date = models.DateField(_("closed"), null=True, blank=True)
    is_example = models.BooleanField(_("example data"), default=False, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["region", "-opened_date", "-pk"]
        verbose_name = _("round of the gap analysis")
        verbose_name_plural = _("rounds of the gap analysis")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region"],
                condition=models.Q(closed_date__isnull=True),
                name="gap_round_one_open_a_region",
                violation_error_message=_("The region has an open round already. Close it before you start another."),
            ),
            models.CheckConstraint(
                condition=models.Q(closed_date__isnull=True) | models.Q(closed_date__gte=models.F("opened_date")),
                name="gap_round_days_in_order",
                violation_error_message=_("A round cannot be closed before the day it was opened."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("gap_round_detail", kwargs={"pk": self.pk})

    @property
    def is_open(self) -> bool:
        return self.closed_date is None


def _on_scale(field: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__isnull": True}) | models.Q(**{f"{field}__in": STEPS}),
        name=f"gap_assessment_{field}_on_scale",
        violation_error_message=_("An answer is a whole number from 1 to 5."),
    )


class GapAssessment(models.Model):
    """What one organisation answers about one measure in a round. What is not answered is null, never zero."""

    round = models.ForeignKey(GapRound, on_delete=models.CASCADE, related_name="assessments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="gap_assessments")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="gap_assessments")
    degree = models.PositiveSmallIntegerField(_("degree today"), null=True, blank=True)
    effect = models.PositiveSmallIntegerField(_("effect"), null=True, blank=True)
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), null=True, blank=True)
    is_not_relevant = models.BooleanField(_("not relevant"), default=False)
    comment = models.TextField(_("comment"), blank=True, max_length=2000)
    evidence_url = models.URLField(_("link to evidence"), blank=True, max_length=500)
    updated_at = models.DateTimeField(_("last updated"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["round", "organisation", "measure"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "organisation", "measure"], name="gap_assessment_once"),
            *(_on_scale(scale.value) for scale in Scale),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.organisation}, {self.measure}"
