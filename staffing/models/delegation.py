"""Who may decide on hires: the rules of the delegation of authority, substitutes, and hire stops."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, IntegerField, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from staffing.models.organisations import CareArea, Organisation, Profession
from staffing.models.people import ResponsibleRole

# NULLs are never alike to a database: what is meant by "all" gets a value of its own, so that one row cannot be sent twice.
_ALL_PROFESSIONS = Coalesce("profession", Value(0), output_field=IntegerField())
_ALL_CARE_AREAS = Coalesce("care_area", Value(0), output_field=IntegerField())


class DelegationRule(models.Model):
    """What the holder of one role may decide, in an organisation and below: empty limits are no limits.

    `step` is the height in the order of decision, 1 the lowest; what is over one step's limits goes to the next. The rule of
    the delegation (delegationsordning) stands in `reference`, and in each decision as it was.
    """

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="delegation_rules"
    )
    role = models.ForeignKey(
        ResponsibleRole, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="delegation_rules"
    )
    step = models.PositiveSmallIntegerField(_("step"), default=1)
    profession = models.ForeignKey(
        Profession, verbose_name=_("profession"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    largest_sek = models.DecimalField(_("at most (kr)"), max_digits=12, decimal_places=2, null=True, blank=True)
    longest_weeks = models.DecimalField(_("at most (weeks)"), max_digits=6, decimal_places=1, null=True, blank=True)
    covers_outside_framework = models.BooleanField(_("also outside the framework"), default=False)
    covers_over_list_price = models.BooleanField(_("also above the list price"), default=False)
    covers_hire_stop = models.BooleanField(_("also inside a hire stop"), default=False)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    is_example = models.BooleanField(_("example data"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["organisation", "step", "profession"]
        verbose_name = _("rule of delegation")
        verbose_name_plural = _("rules of delegation")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="delegation_rule_valid_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(step__gte=1), name="delegation_rule_step", violation_error_message=_("Steps begin at 1.")
            ),
            models.CheckConstraint(
                condition=(Q(largest_sek__isnull=True) | Q(largest_sek__gt=0))
                & (Q(longest_weeks__isnull=True) | Q(longest_weeks__gt=0)),
                name="delegation_rule_limits_above_zero",
                violation_error_message=_("A limit is above zero; leave it empty for none."),
            ),
            models.UniqueConstraint(
                "organisation",
                "role",
                "step",
                "valid_from",
                _ALL_PROFESSIONS,
                name="delegation_rule_once",
                violation_error_message=_("There is such a rule from that day already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.role} ({self.step})"


class DelegationSubstitute(models.Model):
    """Who decides in the place of a role's holder, from a day to a day."""

    role = models.ForeignKey(ResponsibleRole, on_delete=models.CASCADE, related_name="substitutes")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("substitute"), on_delete=models.CASCADE, related_name="+"
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"))
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["role", "valid_from"]
        verbose_name = _("substitute")
        verbose_name_plural = _("substitutes")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="delegation_substitute_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
            models.UniqueConstraint(
                fields=["role", "user", "valid_from"],
                name="delegation_substitute_once",
                violation_error_message=_("The person is a substitute from that day already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.user} {self.valid_from} – {self.valid_to}"


class HireStop(models.Model):
    """No hires of a profession (and in a care area) in an organisation and below, for a time; decided by a role."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="hire_stops"
    )
    profession = models.ForeignKey(
        Profession, verbose_name=_("profession"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    care_area = models.ForeignKey(
        CareArea, verbose_name=_("care area"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    decided_by = models.CharField(_("decided by (role)"), max_length=200)
    decided_date = models.DateField(_("decided on"))
    registry_number = models.CharField(_("registry number"), max_length=60, blank=True)
    reason = models.TextField(_("reason"), max_length=2_000)
    is_example = models.BooleanField(_("example data"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["-valid_from", "organisation"]
        verbose_name = _("hire stop")
        verbose_name_plural = _("hire stops")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="hire_stop_valid_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
            models.UniqueConstraint(
                "organisation",
                "valid_from",
                _ALL_PROFESSIONS,
                _ALL_CARE_AREAS,
                name="hire_stop_once",
                violation_error_message=_("There is such a hire stop from that day already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.profession or ''} {self.valid_from}"
