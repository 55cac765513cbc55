"""Posts and who fills them: counts by organisation, position and day, the numbers aimed at, and what a forecast assumes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from staffing.models.organisations import Organisation, Profession, Region, in_active_language


class Position(models.Model):
    """A kind of post within a profession: AT, ST, specialist doctor, nurse, specialist nurse, midwife …

    A trainee's position `becomes` another when the training is finished.
    """

    code = models.SlugField(_("code"), max_length=30, unique=True)
    profession = models.ForeignKey(
        Profession, verbose_name=_("profession"), on_delete=models.PROTECT, related_name="positions"
    )
    name_sv = models.CharField(_("name in Swedish"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    becomes = models.ForeignKey(
        "self", verbose_name=_("becomes"), on_delete=models.PROTECT, null=True, blank=True, related_name="trainees"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering: ClassVar = ["order", "code"]
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(becomes__isnull=True) | ~Q(becomes=F("pk")),
                name="position_becomes_another",
                violation_error_message=_("A position does not become itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_active_language(self.name_sv, self.name_en)


class Speciality(models.Model):
    """A speciality of doctors or nurses, such as general medicine or psychiatry."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    profession = models.ForeignKey(
        Profession, verbose_name=_("profession"), on_delete=models.PROTECT, related_name="specialities"
    )
    name_sv = models.CharField(_("name in Swedish"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)

    class Meta:
        ordering: ClassVar = ["name_sv"]
        verbose_name = _("speciality")
        verbose_name_plural = _("specialities")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_active_language(self.name_sv, self.name_en)


class PostCount(models.Model):
    """How many posts there are and how many are filled on a day, in full-time equivalents, as reported by the organisation itself.

    What lies below an organisation is counted on its own; sums up the tree are computed. More filled than posts is possible.
    """

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="post_counts"
    )
    position = models.ForeignKey(Position, verbose_name=_("position"), on_delete=models.PROTECT, related_name="+")
    speciality = models.ForeignKey(
        Speciality, verbose_name=_("speciality"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    date = models.DateField(_("date"))
    posts_fte = models.DecimalField(_("posts (FTE)"), max_digits=9, decimal_places=2)
    filled_fte = models.DecimalField(_("filled (FTE)"), max_digits=9, decimal_places=2)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_example = models.BooleanField(_("example data"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["-date", "organisation", "position"]
        verbose_name = _("count of posts")
        verbose_name_plural = _("counts of posts")
        indexes: ClassVar = [models.Index(fields=["date", "organisation"], name="post_count_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "position", "speciality", "date"],
                condition=Q(speciality__isnull=False),
                name="post_count_once",
                violation_error_message=_("The posts are counted already on that day."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "position", "date"],
                condition=Q(speciality__isnull=True),
                name="post_count_once_without_speciality",
                violation_error_message=_("The posts are counted already on that day."),
            ),
            models.CheckConstraint(
                condition=Q(posts_fte__gte=0, filled_fte__gte=0),
                name="post_count_not_negative",
                violation_error_message=_("Posts are not fewer than none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.position} {self.date}"


class PostCountBatch(models.Model):
    """A table of counts that was written at once, so that it can be taken back at once.

    `rows`: {"count": its key, "version": the one it was given, "before": what it said, None for a count that the table made}.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(_("written"))
    rows = models.JSONField(default=list)
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        verbose_name = _("table of counts")
        verbose_name_plural = _("tables of counts")

    def __str__(self) -> str:
        return f"{self.region} {self.made_at}"


class StaffingTarget(models.Model):
    """The number aimed at (måltal): so many filled posts of a position by a day, in full-time equivalents."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="staffing_targets"
    )
    position = models.ForeignKey(Position, verbose_name=_("position"), on_delete=models.PROTECT, related_name="+")
    by_date = models.DateField(_("by"))
    filled_fte = models.DecimalField(_("filled (FTE)"), max_digits=9, decimal_places=2)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_example = models.BooleanField(_("example data"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["organisation", "position", "by_date"]
        verbose_name = _("target number")
        verbose_name_plural = _("target numbers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "position", "by_date"],
                name="staffing_target_once",
                violation_error_message=_("There is a target number for that day already."),
            ),
            models.CheckConstraint(
                condition=Q(filled_fte__gte=0),
                name="staffing_target_not_negative",
                violation_error_message=_("A target number is not below zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.position} {self.by_date}"


class WorkforceAssumption(models.Model):
    """What a forecast of a position assumes for each year to come: full-time equivalents, and shares in per cent.

    `stay_percent` is of those who finish their training (default 70), `leave_percent` of those employed beside retirements.
    """

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="workforce_assumptions"
    )
    position = models.ForeignKey(Position, verbose_name=_("position"), on_delete=models.PROTECT, related_name="+")
    retirements_fte = models.DecimalField(_("retire a year (FTE)"), max_digits=8, decimal_places=2, default=0)
    trained_fte = models.DecimalField(_("finish training a year (FTE)"), max_digits=8, decimal_places=2, default=0)
    stay_percent = models.DecimalField(_("of them stay (%)"), max_digits=5, decimal_places=2, default=70)
    recruits_fte = models.DecimalField(
        _("recruited from outside a year (FTE)"), max_digits=8, decimal_places=2, default=0
    )
    leave_percent = models.DecimalField(_("others who leave a year (%)"), max_digits=5, decimal_places=2, default=0)
    source = models.CharField(_("what it stands on"), max_length=300, blank=True)
    is_example = models.BooleanField(_("example data"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["organisation", "position"]
        verbose_name = _("assumption of the workforce")
        verbose_name_plural = _("assumptions of the workforce")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "position"], name="workforce_assumption_once"),
            models.CheckConstraint(
                condition=Q(retirements_fte__gte=0, trained_fte__gte=0, recruits_fte__gte=0),
                name="workforce_assumption_not_negative",
                violation_error_message=_("Numbers of people are not below zero."),
            ),
            models.CheckConstraint(
                condition=Q(stay_percent__gte=0, stay_percent__lte=100, leave_percent__gte=0, leave_percent__lte=100),
                name="workforce_assumption_shares",
                violation_error_message=_("A share lies between 0 and 100 per cent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.position}"
