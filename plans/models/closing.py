"""The end of a plan: its final report, in versions, each frozen."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import FrozenFile, Job, MadeByJob
from plans.models.plans import Plan


class FinalReport(MadeByJob, models.Model):
    """A version of a closed plan's final report: what was written, the figures frozen when it was, and the PDF of it.

    `stated_…` are counts as an earlier or printed report gives them; they are shown as stated and flagged where they do
    not add up, never corrected.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="final_reports")
    number = models.PositiveSmallIntegerField(_("version"))
    summary = models.TextField(_("summary"), blank=True, max_length=10_000)
    decisions = models.TextField(
        _("proposed decisions"),
        blank=True,
        max_length=4_000,
        help_text=_("One a line. They are numbered in the report."),
    )
    extract_to = models.TextField(_("extract to"), blank=True, max_length=1_000, help_text=_("One a line."))
    stated_total = models.PositiveIntegerField(_("stated number of measures"), null=True, blank=True)
    stated_finished = models.PositiveIntegerField(_("stated as done"), null=True, blank=True)
    stated_remaining = models.PositiveIntegerField(_("stated as remaining"), null=True, blank=True)
    correction = models.TextField(_("what is corrected"), blank=True, max_length=2_000)
    snapshot = models.TextField(editable=False)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_by_name = models.CharField(_("made by"), max_length=120)
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.OneToOneField(FrozenFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["plan", "-number"]
        verbose_name = _("final report")
        verbose_name_plural = _("final reports")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="final_report_version_once"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(correction=""),
                name="final_report_new_version_says_what_changed",
                violation_error_message=_("A new version says what is corrected."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} v{self.number}"
