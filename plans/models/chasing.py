"""When people want to be reminded, and the log of what they were reminded of: one digest a person and week."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans import reminders


class Weekday(models.IntegerChoices):
    """The days of the week as ISO 8601 numbers them."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


LAST_HOUR = 23
HOURS = [(hour, f"{hour:02}:00") for hour in range(LAST_HOUR + 1)]


class ReminderChoice(models.Model):
    """When a person wants the weekly digest, or that they want none; without a row it is as `reminders.Choice` begins."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminder_choice")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday, default=reminders.DEFAULT.weekday)
    hour = models.PositiveSmallIntegerField(_("time"), choices=HOURS, default=reminders.DEFAULT.hour)
    is_opted_out = models.BooleanField(_("no weekly reminders"), default=False)
    # The week in which the person's hour came and nothing needed them: what comes up later waits for the next week.
    quiet_key = models.CharField(max_length=8, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords(excluded_fields=["quiet_key"])

    class Meta:
        verbose_name = _("choice of reminders")
        verbose_name_plural = _("choices of reminders")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    weekday__gte=Weekday.MONDAY, weekday__lte=Weekday.SUNDAY, hour__gte=0, hour__lte=LAST_HOUR
                ),
                name="reminder_choice_is_in_the_week",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.get_hour_display()}"


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
