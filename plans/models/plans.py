"""A plan with its sections (organisations) and areas."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from measures.models import MeasureArea
from staffing.models import Organisation, Region


class PlanState(models.TextChoices):
    """How far a plan has come."""

    DRAFT = "draft", _("draft")
    CONSULTATION = "consultation", _("consultation")
    ADOPTED = "adopted", _("adopted")
    CLOSED = "closed", _("closed")


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans, chainable."""

    def standing(self) -> Self:
        """Leave out the drafts in which adopted plans are revised: they are versions of a plan, not plans."""
        return self.filter(revises__isnull=True)

    def with_open_draft(self) -> Self:
        """Read with each plan its open draft revision, of which there is one at most: `draft_slug`, `draft_state`, else None."""
        is_open = Q(draft_revisions__revision_ended_at__isnull=True)
        joined = self.annotate(open_draft=FilteredRelation("draft_revisions", condition=is_open))
        return joined.annotate(draft_slug=F("open_draft__slug"), draft_state=F("open_draft__state"))

    def with_parent(self, *, among: models.QuerySet[Plan]) -> Self:
        """Read with each plan the plan above it, and whether that is among those: `is_parent_seen`."""
        return self.select_related("parent").annotate(is_parent_seen=Exists(among.filter(pk=OuterRef("parent"))))


class Plan(models.Model):
    """A region's or a division's plan to become independent of agency staff."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="plans")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="plans"
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="child_plans")
    # A draft revision: a copy of the adopted plan `revises`, in which it is changed until the change is adopted.
    revises = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="draft_revisions"
    )
    # Set by `PlanQuerySet.with_open_draft` and `with_parent`, the last by `queries.plans.with_parts_changed`.
    draft_slug: str | None
    draft_state: str | None
    is_parent_seen: bool
    parts_changed: str | None
    # When the draft revision was adopted into the plan, or given up; what happened in it stays readable.
    revision_ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="copies"
    )
    start_date = models.DateField(_("first day"))
    end_date = models.DateField(_("last day"))
    goal = models.TextField(_("goal"), blank=True)
    target_ratio = models.DecimalField(
        _("target"), max_digits=6, decimal_places=4, default="0.02", help_text=_("As a share: 0.02 is 2 per cent.")
    )
    target_date = models.DateField(_("target date"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=14, choices=PlanState, default=PlanState.DRAFT)
    registry_number = models.CharField(_("registry number"), max_length=60, blank=True)
    adopted_date = models.DateField(_("adopted"), null=True, blank=True)
    adopted_by = models.CharField(_("adopted by"), max_length=120, blank=True)
    is_example = models.BooleanField(_("example data"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True, help_text=_("Where the text is taken from."))
    # A printed plan says what will be done, not how it went: then the plan is real and its progress is made up.
    has_example_progress = models.BooleanField(_("status is example data"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last updated"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["region", "-start_date", "title"]
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(end_date__gte=F("start_date")),
                name="plan_days_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(target_ratio__gt=0, target_ratio__lt=1),
                name="plan_target_is_a_share",
                violation_error_message=_("The target is a share between 0 and 1."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PlanState.ADOPTED, PlanState.CLOSED]) | Q(adopted_date__isnull=False),
                name="plan_adopted_has_a_date",
                violation_error_message=_("An adopted plan has a date of adoption."),
            ),
            models.UniqueConstraint(
                fields=["revises"],
                condition=Q(revises__isnull=False, revision_ended_at__isnull=True),
                name="plan_has_one_draft_revision",
                violation_error_message=_("A draft revision of the plan is open already."),
            ),
            models.CheckConstraint(
                condition=Q(revises__isnull=True) | Q(state__in=[PlanState.DRAFT, PlanState.CONSULTATION]),
                name="plan_draft_revision_is_no_plan",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the plan's page."""
        return reverse("plan_detail", kwargs={"slug": self.slug})

    def yearly_from(self, today: datetime.date) -> datetime.date:
        """Return the day that a yearly deadline is counted from: today, or the plan's first day while that is to come."""
        return max(today, self.start_date)


class PlanSection(models.Model):
    """An organisation's part of a plan, in the order that the plan prints."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sections")
    # The part of the adopted plan that this one, of a draft revision, is a changed copy of.
    revises = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="revised_copies"
    )
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT)
    title = models.CharField(_("title"), max_length=120, help_text=_("As the plan prints it."))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["plan", "order", "title"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "title"], name="plan_section_once"),
        ]

    def __str__(self) -> str:
        return self.title


class PlanArea(models.Model):
    """An area of a plan: one of the catalogue's seven under the plan's own words, or the plan's own."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="areas")
    # The part of the adopted plan that this one, of a draft revision, is a changed copy of.
    revises = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="revised_copies"
    )
    area = models.ForeignKey(
        MeasureArea,
        verbose_name=_("catalogue area"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text=_("Empty when the area is the plan's own."),
    )
    title = models.CharField(_("title"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["plan", "order", "title"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "title"], name="plan_area_once"),
        ]

    def __str__(self) -> str:
        return self.title
