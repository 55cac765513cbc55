"""A plan as files: its PDF, made by a job, and an exported workbook that comes back edited."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import FrozenFile, Job, MadeByJob
from plans.models.bulk_changes import BulkChange
from plans.models.plans import Plan


class PlanUpload(models.Model):
    """A workbook that was exported, edited and uploaded: its rows as read; the difference is told anew until it is written.

    `rows`: {"row": place in the file, "id": key or None, "version": the version that was exported, "values": by column}.
    `exported`: what the file carries of its export (`plans.queries.exported_files`), empty when it carries nothing.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="uploads")
    filename = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    exported = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    written = models.PositiveIntegerField(default=0)
    # What was written, as one change that can be taken back; none when every row was refused.
    change = models.OneToOneField(BulkChange, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.filename


class PlanDocument(MadeByJob, models.Model):
    """A plan's PDF as the plan was when it was ordered: one for each text of the plan, language and kind of reader.

    `fingerprint` is that of the snapshot without its time (`plans.queries.adoption`): a plan that says something else has
    another, and so another document.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="documents")
    fingerprint = models.CharField(max_length=64)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    is_internal = models.BooleanField(_("with what is internal"))
    is_reduced = models.BooleanField(_("reduced"))
    snapshot = models.TextField(editable=False)
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.OneToOneField(FrozenFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ordered_at = models.DateTimeField(_("asked for"))

    class Meta:
        ordering: ClassVar = ["-ordered_at"]
        verbose_name = _("plan as PDF")
        verbose_name_plural = _("plans as PDF")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "fingerprint", "language", "is_internal", "is_reduced"], name="plan_document_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.ordered_at:%Y-%m-%d %H:%M}"
