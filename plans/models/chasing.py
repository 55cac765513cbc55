"""The log of what people were reminded of: one digest a person and week."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Reminder(models.Model):
    """A digest: claimed by its row before it is sent, so that whatever runs twice sends once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reminders")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"))
    period_key = models.CharField(_("week"), max_length=8)
    claimed_at = models.DateTimeField(_("begun"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    failure = models.CharField(_("why it was not sent"), max_length=300, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    items = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-claimed_at", "-pk"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "period_key"], name="reminder_once_a_person_and_week"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.period_key}"
