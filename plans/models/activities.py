"""An activity of a plan, who is responsible, and the logs of what happened to it."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from measures.models import Horizon, Measure
from plans import progress as computations
from plans.deadlines import DeadlineKind
from plans.models.plans import Plan, PlanArea, PlanSection
from staffing.models import ResponsibleRole


class ProgressChoice(models.TextChoices):
    """How far an activity has come; the words of `plans.progress.Progress`."""

    NOT_STARTED = "not_started", _("not started")
    IN_PROGRESS = "in_progress", _("in progress")
    DONE = "done", _("done")
    IN_OPERATION = "in_operation", _("done, in regular operation")
    PAUSED = "paused", _("paused")
    CANCELLED = "cancelled", _("cancelled")
    HANDED_OVER = "handed_over", _("handed over")


class HealthChoice(models.TextChoices):
    """How an open activity stands against its deadline; the words of `plans.progress.Health`."""

    ON_TRACK = "on_track", _("on track")
    AT_RISK = "at_risk", _("at risk")
    LATE = "late", _("late")


class KindChoice(models.TextChoices):
    """What the printed deadline is; the words of `plans.deadlines.DeadlineKind`."""

    DATE = "date", _("date")
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    SEASON = "season", _("season")
    YEAR = "year", _("year")
    ASAP = "asap", _("as soon as possible")
    CONTINUOUS = "continuous", _("continuous")
    RECURRING = "recurring", _("recurring")
    UNDATED = "undated", _("no deadline")
    UNPARSED = "unparsed", _("to be interpreted")


class Priority(models.IntegerChoices):
    """How soon an activity matters."""

    HIGH = 1, _("high")
    NORMAL = 2, _("normal")
    LOW = 3, _("low")


FINISHED = (ProgressChoice.DONE, ProgressChoice.IN_OPERATION)
OPEN = (ProgressChoice.NOT_STARTED, ProgressChoice.IN_PROGRESS, ProgressChoice.PAUSED)


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Activities, chainable."""

    def present(self) -> Self:
        """Leave out those that were deleted to history."""
        return self.filter(deleted_at__isnull=True)

    def open(self) -> Self:
        """Keep those still to be done."""
        return self.filter(progress__in=OPEN)

    def with_is_over(self, today: datetime.date) -> Self:
        """Read with each whether the period of its plan is over, as `is_over`: such a plan waits to be closed."""
        is_over = Case(When(plan__end_date__lt=today, then=True), default=False, output_field=models.BooleanField())
        return self.annotate(is_over=is_over)

    def due_first(self, today: datetime.date) -> Self:
        """Order by due date, without one last; what is of a plan that is over (`is_over`) after all that is of the others."""
        in_order = ("is_over", F("due_date").asc(nulls_last=True), "plan_id", "order", "pk")
        return self.with_is_over(today).order_by(*in_order)


class Activity(models.Model):
    """One thing a plan says will be done."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="activities")
    section = models.ForeignKey(
        PlanSection, verbose_name=_("section"), on_delete=models.PROTECT, related_name="activities"
    )
    area = models.ForeignKey(PlanArea, verbose_name=_("area"), on_delete=models.PROTECT, related_name="activities")
    measure = models.ForeignKey(
        Measure, verbose_name=_("measure"), on_delete=models.PROTECT, null=True, blank=True, related_name="activities"
    )
    # The activity of the adopted plan that this one, of a draft revision, is a changed copy of.
    revises = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="revised_copies"
    )
    # The activity of the parent plan that this one carries out in a division.
    parent = models.ForeignKey(
        "self",
        verbose_name=_("activity of the parent plan"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="child_activities",
    )
    # The activity of an earlier plan that this one goes on with.
    continues = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="continued_by"
    )
    # Left out of the reduced plan ("only high effect in the short term") without being dropped.
    is_hidden = models.BooleanField(_("left out of the reduced plan"), default=False)
    order = models.PositiveIntegerField(_("order"), default=0)
    title = models.CharField(_("activity"), max_length=300)
    description = models.TextField(_("description"), blank=True, max_length=10_000)
    # The titles of the responsible roles in order, kept for lists, search and sorting; written with the roles.
    responsible_text = models.CharField(_("responsible"), max_length=500, blank=True, editable=False)

    deadline_text = models.CharField(_("deadline"), max_length=200, blank=True)
    deadline_kind = models.CharField(
        _("kind of deadline"), max_length=10, choices=KindChoice, default=KindChoice.UNDATED
    )
    due_date = models.DateField(_("due date"), null=True, blank=True)
    original_due_date = models.DateField(_("first due date"), null=True, blank=True, editable=False)
    deadline_moves = models.PositiveSmallIntegerField(_("moves of the deadline"), default=0, editable=False)

    progress = models.CharField(_("status"), max_length=12, choices=ProgressChoice, default=ProgressChoice.NOT_STARTED)
    completed_date = models.DateField(_("completed"), null=True, blank=True)
    cancelled_reason = models.TextField(_("reason for cancelling"), blank=True, max_length=1_000)
    receiver = models.CharField(_("receiver"), max_length=200, blank=True)
    health = models.CharField(_("health"), max_length=8, choices=HealthChoice, default=HealthChoice.ON_TRACK)
    # A person's word against the computed health; it stands until the activity is finished or the reason is taken away.
    health_reason = models.TextField(_("reason for the health set by hand"), blank=True, max_length=1_000)
    # Updates were made, and nobody has chosen a health in any of them.
    is_health_left_open = models.BooleanField(_("health left open"), default=False, editable=False)
    stale_days = models.PositiveSmallIntegerField(
        _("days without an update, as a threshold"), default=0, editable=False
    )
    last_update_date = models.DateField(_("last update"), null=True, blank=True, editable=False)

    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    horizon = models.CharField(_("horizon"), max_length=8, choices=Horizon, blank=True)
    expected_effect_sek = models.DecimalField(
        _("expected effect (kr a year)"), max_digits=14, decimal_places=0, null=True, blank=True
    )
    expected_effect_fte = models.DecimalField(
        _("expected effect (full-time equivalents a year)"), max_digits=8, decimal_places=1, null=True, blank=True
    )
    effect_from_date = models.DateField(_("effect from"), null=True, blank=True)
    conditions = models.TextField(_("conditions"), blank=True, max_length=5_000)
    funding = models.TextField(_("funding"), blank=True, max_length=5_000)

    search_key = models.TextField(editable=False, default="")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last updated"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("deleted by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords(excluded_fields=["search_key"])
    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["plan", "section__order", "area__order", "order", "pk"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes: ClassVar = [
            models.Index(fields=["plan", "section", "area", "order"], name="activity_in_plan_order"),
            models.Index(fields=["plan", "due_date"], name="activity_due"),
            models.Index(fields=["plan", "progress", "health"], name="activity_status"),
            models.Index(fields=["measure"], name="activity_measure_in_use"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(progress__in=FINISHED, completed_date__isnull=False)
                | (~Q(progress__in=FINISHED) & Q(completed_date__isnull=True)),
                name="activity_done_has_a_date",
                violation_error_message=_("A finished activity has the date when it was finished, and no other has."),
            ),
            models.CheckConstraint(
                condition=~Q(progress=ProgressChoice.CANCELLED) | ~Q(cancelled_reason=""),
                name="activity_cancelled_has_a_reason",
                violation_error_message=_("Say why the activity is cancelled."),
            ),
            models.CheckConstraint(
                condition=~Q(progress=ProgressChoice.HANDED_OVER) | ~Q(receiver=""),
                name="activity_handed_over_has_a_receiver",
                violation_error_message=_("Say who takes the activity over."),
            ),
            models.CheckConstraint(
                condition=Q(
                    deadline_kind__in=[
                        KindChoice.DATE,
                        KindChoice.MONTH,
                        KindChoice.QUARTER,
                        KindChoice.SEASON,
                        KindChoice.YEAR,
                    ],
                    due_date__isnull=False,
                )
                | Q(
                    deadline_kind__in=[KindChoice.ASAP, KindChoice.CONTINUOUS, KindChoice.UNDATED, KindChoice.UNPARSED],
                    due_date__isnull=True,
                )
                | Q(deadline_kind=KindChoice.RECURRING),
                name="activity_due_date_where_the_kind_has_one",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the activity's page."""
        return reverse("activity_detail", kwargs={"pk": self.pk})

    @property
    def is_health_judged(self) -> bool:
        """Return whether the health is worth a word; for display, what is stored stays."""
        return computations.says_something(
            progress=computations.Progress(self.progress),
            health=computations.Health(self.health),
            deadline_kind=DeadlineKind(self.deadline_kind),
            last_update_date=self.last_update_date,
            is_left_open=self.is_health_left_open,
        )


class ActivityResponsible(models.Model):
    """A role's part in an activity; a row may name several, each with its own part."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="responsibles")
    role = models.ForeignKey(
        ResponsibleRole, verbose_name=_("role"), on_delete=models.PROTECT, related_name="responsibilities"
    )
    part = models.CharField(_("part"), max_length=200, blank=True, help_text=_("What this role answers for."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["activity", "order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "role"], name="activity_responsible_once"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.part}".strip()


class ActivityStep(models.Model):
    """A step on the way, such as the second half of "Hösten 2017. Annonsering våren 2017"."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="steps")
    text = models.CharField(_("step"), max_length=300)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_done = models.BooleanField(_("done"), default=False)

    class Meta:
        ordering: ClassVar = ["activity", "order", "pk"]

    def __str__(self) -> str:
        return self.text


class StatusUpdate(models.Model):
    """One line of an activity's append-only log: who, when, old and new, and a line of text."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="status_updates")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("who"), max_length=120)
    old_progress = models.CharField(max_length=12, choices=ProgressChoice)
    new_progress = models.CharField(max_length=12, choices=ProgressChoice)
    old_health = models.CharField(max_length=8, choices=HealthChoice)
    new_health = models.CharField(max_length=8, choices=HealthChoice)
    comment = models.CharField(_("comment"), max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["activity", "at"], name="status_update_of_activity")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.by_name}: {self.old_progress} → {self.new_progress}"


class DeadlineMove(models.Model):
    """A deadline that was moved, from what to what, and why."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="moves")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(_("who"), max_length=120)
    old_text = models.CharField(max_length=200, blank=True)
    new_text = models.CharField(max_length=200, blank=True)
    old_due_date = models.DateField(null=True)
    new_due_date = models.DateField(null=True)
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.old_text} → {self.new_text}"
