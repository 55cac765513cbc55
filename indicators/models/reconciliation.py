"""What a region says about the difference between its hires and its cost return."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from staffing.models import Region


class HireReconciliationComment(models.Model):
    """Why hires and return differ in a period, in the controller's words; one a region and period, its history kept."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    first_month = models.DateField(_("first month"))
    length = models.PositiveSmallIntegerField(_("months"))
    text = models.TextField(_("why it differs"), max_length=2_000)
    written_at = models.DateTimeField(_("written"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("comment on a reconciliation")
        verbose_name_plural = _("comments on reconciliations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "first_month", "length"], name="hire_reconciliation_comment_once"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="hire_reconciliation_comment_has_words"),
        ]

    def __str__(self) -> str:
        return self.text
