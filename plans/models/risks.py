"""Risk and impact analyses of a plan (AFS 2023:1): the change, who it touches, each risk now and as planned."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans.models.plans import Plan
from plans.models.revisions import PlanRevision
from staffing.models import Organisation


class Scale(models.IntegerChoices):
    """How many steps probability and consequence have."""

    FOUR = 4, _("four steps")
    FIVE = 5, _("five steps")


class RiskAnalysis(models.Model):
    """One analysis of what the plan's change may lead to; a finished one opens the way to adoption."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="risk_analyses")
    title = models.CharField(_("title"), max_length=200)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("where"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    change = models.TextField(_("the planned change"), max_length=5_000)
    groups_affected = models.TextField(_("groups affected"), blank=True, max_length=2_000)
    situation_now = models.TextField(_("the situation now"), blank=True, max_length=5_000)
    situation_planned = models.TextField(_("the situation as planned"), blank=True, max_length=5_000)
    participants = models.TextField(_("participants, by role"), blank=True, max_length=2_000)
    safety_representative = models.CharField(_("safety representative, by role"), blank=True, max_length=200)
    scale = models.PositiveSmallIntegerField(_("scale"), choices=Scale, default=Scale.FIVE)
    finished_date = models.DateField(_("finished"), null=True, blank=True)
    # The revision that was adopted on this analysis; it is part of that decision from then on.
    revision = models.ForeignKey(
        PlanRevision, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="risk_analyses"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["plan", "pk"]
        verbose_name = _("risk and impact analysis")
        verbose_name_plural = _("risk and impact analyses")

    def __str__(self) -> str:
        return self.title


class Risk(models.Model):
    """One thing that may go wrong; the degree is probability times consequence, on the analysis's scale."""

    analysis = models.ForeignKey(RiskAnalysis, on_delete=models.CASCADE, related_name="risks")
    title = models.CharField(_("risk"), max_length=300)
    cause = models.TextField(_("cause"), blank=True, max_length=2_000)
    probability_now = models.PositiveSmallIntegerField(_("probability now"), null=True, blank=True)
    consequence_now = models.PositiveSmallIntegerField(_("consequence now"), null=True, blank=True)
    probability = models.PositiveSmallIntegerField(_("probability as planned"))
    consequence = models.PositiveSmallIntegerField(_("consequence as planned"))
    is_serious = models.BooleanField(_("serious risk"), default=False)
    countermeasure = models.TextField(_("countermeasure"), blank=True, max_length=2_000)
    responsible = models.CharField(_("responsible role"), blank=True, max_length=200)
    due_date = models.DateField(_("due date"), null=True, blank=True)
    follow_up = models.TextField(_("follow-up"), blank=True, max_length=2_000)
    followed_up_date = models.DateField(_("followed up"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["analysis", "order", "pk"]
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    probability__gte=1, probability__lte=Scale.FIVE, consequence__gte=1, consequence__lte=Scale.FIVE
                ),
                name="risk_degrees_on_the_scale",
                violation_error_message=_("Probability and consequence are steps of the scale."),
            ),
            models.CheckConstraint(
                condition=Q(probability_now__isnull=True, consequence_now__isnull=True)
                # A comparison with null is null, which a database lets pass: that neither is null must be said.
                | Q(
                    probability_now__isnull=False,
                    consequence_now__isnull=False,
                    probability_now__gte=1,
                    probability_now__lte=Scale.FIVE,
                    consequence_now__gte=1,
                    consequence_now__lte=Scale.FIVE,
                ),
                name="risk_now_has_both_or_none",
                violation_error_message=_("Judge both probability and consequence of the situation now, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
