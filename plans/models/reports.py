"""The quarterly status report of a plan: its job, and the frozen file it ends in."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import FrozenFile, Job, MadeByJob
from plans.models.plans import Plan
from values.period import Period


class StatusReport(MadeByJob, models.Model):
    """A report of a plan for a period, in one language; versions are counted for each language."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="status_reports")
    first_month = models.DateField(_("first month"))
    length = models.PositiveSmallIntegerField(_("months"), default=3)
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    language = models.CharField(_("language"), max_length=2, default="sv", choices=settings.LANGUAGES)
    decisions = models.TextField(
        _("decisions asked for"),
        blank=True,
        max_length=4_000,
        help_text=_("One a line. They stand first in the report."),
    )
    correction = models.TextField(_("what is corrected"), blank=True, max_length=2_000)
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="status_report")
    file = models.OneToOneField(
        FrozenFile, on_delete=models.PROTECT, null=True, blank=True, related_name="status_report"
    )
    requested_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_by_name = models.CharField(_("asked for by"), max_length=120)

    class Meta:
        ordering: ClassVar = ["-first_month", "-number"]
        verbose_name = _("status report")
        verbose_name_plural = _("status reports")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "first_month", "length", "language", "number"],
                name="status_report_version_once_a_language",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(correction=""),
                name="status_report_new_version_says_what_changed",
                violation_error_message=_("A new version says what is corrected."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.period.code} v{self.number}"

    @property
    def period(self) -> Period:
        """Return the period that the report is about."""
        return Period(self.first_month.year, self.first_month.month, self.length)
