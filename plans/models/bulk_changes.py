"""One change made to many activities at once, row by row, so that it can be read and taken back."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from plans.models.activities import Activity
from plans.models.plans import Plan


class BulkAct(models.TextChoices):
    """What is done to all of the chosen activities."""

    RESPONSIBLE = "responsible", _("responsible")
    DEADLINE = "deadline", _("deadline")
    PROGRESS = "progress", _("status")
    SECTION = "section", _("section")
    AREA = "area", _("area")
    PRIORITY = "priority", _("priority")
    HORIZON = "horizon", _("horizon")
    HIDE = "hide", _("leave out of the reduced plan")
    UNHIDE = "unhide", _("take into the reduced plan")
    DELETE = "delete", _("delete")
    UPLOAD = "upload", _("edited file")


class BulkOutcome(models.TextChoices):
    """What became of one row."""

    CHANGED = "changed", _("changed")
    SKIPPED = "skipped", _("skipped")
    UNDONE = "undone", _("taken back")
    KEPT = "kept", _("kept: changed since")


class BulkChange(models.Model):
    """A change of many activities: who, when, what; `key` names one submitted form, so that it is done once."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="bulk_changes")
    act = models.CharField(_("change"), max_length=12, choices=BulkAct)
    # What was written, in words of the plan and not of a language: "Personaldirektör", "2017-12-31", "done".
    value = models.CharField(max_length=500, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    key = models.UUIDField(unique=True, editable=False)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("who"), max_length=120)
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by_name="") | Q(undone_at__isnull=False),
                name="bulk_change_undone_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.act} {self.value}".strip()

    def get_absolute_url(self) -> str:
        """Return the address of the page that says what was changed."""
        return reverse("bulk_change_detail", kwargs={"slug": self.plan.slug, "pk": self.pk})


class BulkChangeRow(models.Model):
    """What a bulk change did to one activity; `before` holds what is put back when it is undone.

    Of an edited file it also says what was done: `kind` ("edited", "made", "removed"), and in `shown` each column, what it
    said and what it says.
    """

    change = models.ForeignKey(BulkChange, on_delete=models.CASCADE, related_name="rows")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=8, choices=BulkOutcome)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # The version that the change left behind: at another, somebody has touched the activity since.
    version_after = models.PositiveIntegerField(null=True, blank=True)
    # Why the row was left alone, as a code that the page finds words for.
    reason = models.CharField(max_length=24, blank=True)

    class Meta:
        ordering: ClassVar = ["change", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change", "activity"], name="bulk_change_row_once"),
            models.CheckConstraint(
                condition=Q(outcome=BulkOutcome.SKIPPED, version_after__isnull=True)
                | (~Q(outcome=BulkOutcome.SKIPPED) & Q(version_after__isnull=False)),
                name="bulk_change_row_done_has_a_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.outcome}"
