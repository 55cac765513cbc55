"""A plan from a file, between what was read and what was written."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from plans.models.plans import Plan
from staffing.models import Organisation


class PlanImport(models.Model):
    """A file that becomes a plan, or part of one: read once, corrected by a person, written as one batch, undone as one.

    `tables` are the rows as read (`plans.plan_import.grid`), `choices` what a person corrected
    (`plans.plan_import.understanding.Choices`), `made` the keys of what was written. Into which plan it goes is said by
    `plan`; without one it makes a new plan of `organisation` with the title and days.
    """

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="+"
    )
    plan = models.ForeignKey(Plan, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports")
    is_new_plan = models.BooleanField(default=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    start_date = models.DateField(_("first day"), null=True, blank=True)
    end_date = models.DateField(_("last day"), null=True, blank=True)
    filename = models.CharField(_("file name"), max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    tables = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    choices = models.JSONField(default=dict)
    made = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(confirmed_at__isnull=False),
                name="plan_import_undone_when_written",
            ),
            models.CheckConstraint(
                # Both days or neither: a comparison with null is null, which a database lets pass.
                condition=Q(start_date__isnull=True, end_date__isnull=True)
                | Q(start_date__isnull=False, end_date__isnull=False, end_date__gte=F("start_date")),
                name="plan_import_days_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.filename or self.title
