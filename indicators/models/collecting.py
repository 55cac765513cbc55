"""Collection rounds of cost returns: a period collected from all regions until a day, and who was reminded of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from staffing.models import Region
from values.period import Period


class CollectionRound(models.Model):
    """A period that is collected from all regions until a day; at most one round a period."""

    first_month = models.DateField(_("first month"))
    length = models.PositiveSmallIntegerField(_("months"))
    due_date = models.DateField(_("to be handed in by"))
    message = models.TextField(_("message"), blank=True, max_length=2_000)
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    is_example = models.BooleanField(_("example data"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["-first_month", "length"]
        verbose_name = _("collection round")
        verbose_name_plural = _("collection rounds")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["first_month", "length"],
                name="collection_round_once_a_period",
                violation_error_message=_("This period is collected already."),
            ),
            models.CheckConstraint(condition=Q(length__in=[1, 3, 4, 6, 8, 12]), name="collection_round_length"),
            models.CheckConstraint(
                condition=Q(due_date__gt=models.F("first_month")), name="collection_round_due_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return gettext("Collection of %(period)s") % {"period": self.period.label(get_language() or "sv")}

    def get_absolute_url(self) -> str:
        """Return the address of the round's page."""
        return reverse("collection_round_detail", kwargs={"pk": self.pk})

    @property
    def period(self) -> Period:
        """Return the months that are collected."""
        return Period(self.first_month.year, self.first_month.month, self.length)


class CollectionReminder(models.Model):
    """One mail to one person about a round, for all regions that they may report for: once a day, whoever asks and how often.

    The row is the claim: it is made before the mail is sent. `by` is empty when the round reminded by itself. The text is
    written when it is sent, so that nothing of an erased account stays here.
    """

    round = models.ForeignKey(CollectionRound, on_delete=models.CASCADE, related_name="reminders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    regions = models.ManyToManyField(Region, related_name="+")
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_automatic = models.BooleanField(default=False)
    claimed_at = models.DateTimeField(_("begun"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    failure = models.CharField(_("why it was not sent"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-day", "-pk"]
        verbose_name = _("reminder of a collection round")
        verbose_name_plural = _("reminders of collection rounds")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "user", "day"], name="collection_reminder_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.day} {self.user_id}"
