"""What was adopted, as it was adopted; and what the steering group decided."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import FrozenFile, Job
from plans.models.plans import Plan


class PlanRevision(models.Model):
    """An adopted revision of a plan: the decision, and the plan frozen as it was decided.

    `record` is the snapshot (`plans.plan_snapshot`) as a frozen file from the moment of adoption; `document` is the PDF that a
    job makes from it. Without a risk analysis or a consultation of its own the reason for waiving it is given.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField(_("revision"))
    adopted_date = models.DateField(_("adopted"))
    adopted_by = models.CharField(_("adopted by"), max_length=120)
    registry_number = models.CharField(_("registry number"), max_length=60, blank=True)
    summary = models.TextField(_("what the revision changes"), blank=True, max_length=4_000)
    risk_waiver = models.TextField(_("why there is no risk analysis"), blank=True, max_length=2_000)
    consultation_waiver = models.TextField(_("why there is no consultation"), blank=True, max_length=2_000)
    record = models.OneToOneField(FrozenFile, on_delete=models.PROTECT, related_name="+")
    document = models.OneToOneField(FrozenFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_by_name = models.CharField(_("recorded by"), max_length=120)

    class Meta:
        ordering: ClassVar = ["plan", "-number"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"
