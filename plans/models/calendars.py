"""Addresses under which calendars fetch deadlines without signing in."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.plans import Plan


class CalendarFeed(models.Model):
    """A person's address for a calendar: of what they answer for, or of a plan.

    The secret part of the address is kept as a hash alone: it is shown once, and whoever reads the database cannot use it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))
    fetched_at = models.DateTimeField(_("last fetched"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["plan__title", "pk"]
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "plan"], condition=models.Q(plan__isnull=False), name="calendar_feed_once_a_plan"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(plan__isnull=True), name="calendar_feed_of_mine_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.plan_id or 'mine'}"
