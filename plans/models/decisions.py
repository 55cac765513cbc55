"""What the steering group decided about a plan or a status report: written once, never changed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.plans import Plan
from plans.models.reports import StatusReport
from plans.models.revisions import PlanRevision


class Outcome(models.TextChoices):
    """What became of what was put forward."""

    APPROVED = "approved", _("approved")
    SENT_BACK = "sent_back", _("sent back")
    NOTED = "noted", _("noted")


class PlanDecision(models.Model):
    """A decision; there is no page and no action that changes one. A mistake is mended by a new decision."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="decisions")
    decided_date = models.DateField(_("decided on"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("decision"), max_length=4_000)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome)
    decided_by = models.CharField(_("decided by"), max_length=120)
    registry_number = models.CharField(_("registry number"), max_length=60, blank=True)
    report = models.ForeignKey(
        StatusReport,
        verbose_name=_("status report"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recorded_decisions",
    )
    # The revision that the decision adopted.
    revision = models.OneToOneField(
        PlanRevision, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="decision"
    )
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_by_name = models.CharField(_("recorded by"), max_length=120)

    class Meta:
        ordering: ClassVar = ["-decided_date", "-pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="plan_decision_has_words",
                violation_error_message=_("Write what was decided."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decided_date} {self.subject}"
