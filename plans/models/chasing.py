"""When people want to be reminded, and the log of what they were reminded of: one digest a person and week."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans import reminders
from plans.models.activities import Activity
from plans.models.statements import StatementRound
from staffing.models import Region


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


class SingleReminder(models.Model):
    """That somebody who leads the plan reminded of one activity: once a day and activity, whoever presses and how often."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="single_reminders")
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("who"), max_length=120)

    class Meta:
        ordering: ClassVar = ["-day", "-pk"]
        verbose_name = _("single reminder")
        verbose_name_plural = _("single reminders")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "day"], name="single_reminder_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.activity_id}"


class RoundReminder(models.Model):
    """That whoever collects reminded the regions that have not answered: once a day and collection, a person once in it."""

    round = models.ForeignKey(StatementRound, on_delete=models.CASCADE, related_name="round_reminders")
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("who"), max_length=120)

    class Meta:
        ordering: ClassVar = ["-day", "-pk"]
        verbose_name = _("reminder of a collection")
        verbose_name_plural = _("reminders of collections")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "day"], name="round_reminder_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.round_id}"


class MailState(models.TextChoices):
    """What became of a mail."""

    SENT = "sent", _("sent")
    FAILED = "failed", _("not sent")
    WAITING = "queued", _("waiting")
    # Begun and never reported: the process died. It is not sent again, for it may have left.
    UNKNOWN = "missing", _("begun, not known whether it left")


def mail_in_state(state: str) -> models.Q:
    """Return the condition that this became of a mail, of whatever kind of reminder."""
    unsent = models.Q(sent_at__isnull=True)
    match state:
        case MailState.SENT:
            return ~unsent
        case MailState.FAILED:
            return unsent & ~models.Q(failure="")
        case MailState.WAITING:
            return unsent & models.Q(failure="", claimed_at__isnull=True)
        case _:
            return unsent & models.Q(failure="", claimed_at__isnull=False)


def state_of_mail(sent_at: datetime.datetime | None, failure: str, claimed_at: datetime.datetime | None) -> MailState:
    """Return what became of a mail, of whatever kind of reminder."""
    if sent_at is not None:
        return MailState.SENT
    if failure:
        return MailState.FAILED
    return MailState.WAITING if claimed_at is None else MailState.UNKNOWN


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Reminders, chainable."""

    def digests(self) -> Self:
        """Keep the weekly ones."""
        return self.filter(single__isnull=True, round_reminder__isnull=True)

    def in_state(self, state: str) -> Self:
        """Keep those of which this became."""
        return self.filter(mail_in_state(state))


class Reminder(models.Model):
    """A mail to one person: the digest of a week, a single reminder, or one of a collection that the region has not answered.

    It is claimed before it is sent, a digest by its row, so that whatever runs twice sends once.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reminders")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"))
    # The week of a digest ("2026-W13"), the day of any other.
    period_key = models.CharField(_("week"), max_length=10)
    single = models.ForeignKey(
        SingleReminder, on_delete=models.CASCADE, null=True, blank=True, related_name="reminders"
    )
    round_reminder = models.ForeignKey(
        RoundReminder, on_delete=models.CASCADE, null=True, blank=True, related_name="reminders"
    )
    claimed_at = models.DateTimeField(_("begun"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    failure = models.CharField(_("why it was not sent"), max_length=300, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    # What the mail named: {"activity": key, "reason": code, "region": key}, and what it said of it: "due_date", "progress"; in
    # place of the activity a "role", or a "collection" with the region's "code".
    items = models.JSONField(default=list)
    # The regions whose activities it named: their leaders read in the log that it was sent.
    regions = models.ManyToManyField(Region, related_name="+")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "period_key"],
                condition=models.Q(single__isnull=True, round_reminder__isnull=True),
                name="reminder_once_a_person_and_week",
            ),
            models.UniqueConstraint(
                fields=["user", "single"],
                condition=models.Q(single__isnull=False),
                name="reminder_single_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["user", "round_reminder"],
                condition=models.Q(round_reminder__isnull=False),
                name="reminder_of_a_round_once_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(single__isnull=True) | models.Q(round_reminder__isnull=True),
                name="reminder_is_of_one_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.period_key}"

    @property
    def state(self) -> MailState:
        """Return what became of the mail."""
        return state_of_mail(self.sent_at, self.failure, self.claimed_at)
