"""Who leads the work by role, who was consulted, and the glide path to the target."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans.models.plans import Plan
from plans.models.revisions import PlanRevision
from staffing.models import Organisation, Profession
from values.period import Period


class GroupKind(models.TextChoices):
    """What a group is for."""

    PROJECT_OWNER = "project_owner", _("project owner")
    PROCESS_BOARD = "process_board", _("process board")
    WORKING_GROUP = "working_group", _("working group")
    STEERING_GROUP = "steering_group", _("steering group")
    REFERENCE_GROUP = "reference_group", _("reference group")


class PlanGroup(models.Model):
    """A group that leads or does the work; its members are roles, not persons."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="groups")
    kind = models.CharField(_("kind"), max_length=16, choices=GroupKind)
    name = models.CharField(_("name"), max_length=120)
    assignment = models.TextField(_("assignment"), blank=True, max_length=2_000)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["plan", "order", "pk"]
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "name"], name="plan_group_once"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """A role in a group, with its part there ("chair")."""

    group = models.ForeignKey(PlanGroup, on_delete=models.CASCADE, related_name="members")
    role_title = models.CharField(_("role"), max_length=200)
    part = models.CharField(_("part"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["group", "order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "role_title"], name="group_member_once"),
        ]

    def __str__(self) -> str:
        return self.role_title


class PartyKind(models.TextChoices):
    """Who was consulted."""

    UNION = "union", _("union")
    PATIENTS = "patients", _("patient body")
    OTHER = "other", _("other")


class ConsultationForm(models.TextChoices):
    """How: by the Co-Determination Act (MBL) or by another agreement."""

    MBL_11 = "mbl_11", _("negotiation, MBL section 11")
    MBL_12 = "mbl_12", _("negotiation, MBL section 12")
    MBL_19 = "mbl_19", _("information, MBL section 19")
    COLLABORATION = "collaboration", _("collaboration group")
    MEETING = "meeting", _("meeting")
    WRITTEN = "written", _("in writing")


class Consultation(models.Model):
    """A consultation that was held: with whom, how, when, and what came of it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="consultations")
    party = models.CharField(_("organisation"), max_length=200)
    party_kind = models.CharField(_("kind"), max_length=8, choices=PartyKind, default=PartyKind.UNION)
    form = models.CharField(_("form"), max_length=14, choices=ConsultationForm)
    held_date = models.DateField(_("date"))
    outcome = models.TextField(_("outcome"), max_length=4_000)
    minutes = models.CharField(
        _("minutes"), max_length=300, blank=True, help_text=_("Registry number or link to the minutes.")
    )
    # The revision that was adopted on this consultation.
    revision = models.ForeignKey(
        PlanRevision, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="consultations"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["plan", "held_date", "pk"]
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")

    def __str__(self) -> str:
        return f"{self.party} {self.held_date}"


class Milestone(models.Model):
    """A step of the glide path: the share that an organisation is to be down to over the twelve months that end with a period.

    `target_ratio` is a fraction (0.035 is 3.5 per cent) of the organisation's own staff cost; without a profession it is of all.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="milestones")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="+"
    )
    profession = models.ForeignKey(
        Profession, verbose_name=_("profession"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_month = models.DateField(_("first month"))
    length = models.PositiveSmallIntegerField(_("months"), default=3)
    target_ratio = models.DecimalField(_("target share"), max_digits=6, decimal_places=4)
    note = models.CharField(_("note"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["plan", "organisation", "profession", "first_month", "length"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "organisation", "profession", "first_month", "length"],
                condition=Q(profession__isnull=False),
                name="milestone_once",
            ),
            models.UniqueConstraint(
                fields=["plan", "organisation", "first_month", "length"],
                condition=Q(profession__isnull=True),
                name="milestone_once_for_all_professions",
            ),
            models.CheckConstraint(
                condition=Q(target_ratio__gte=0, target_ratio__lt=1),
                name="milestone_is_a_share",
                violation_error_message=_("The target is a share between 0 and 1."),
            ),
        ]

    def __str__(self) -> str:
        # Without the organisation: the history page says it of many rows, and each would ask the database.
        return gettext("Milestone %(period)s") % {"period": self.period.code}

    @property
    def period(self) -> Period:
        """Return the period; the share is that of the twelve months to and including its last."""
        return Period(self.first_month.year, self.first_month.month, self.length)
