"""What is computed from the lines and kept: sums per return, and the sums behind the index."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from indicators.models.returns import Basis, CostReturn
from staffing.models import CareArea, Organisation, Profession, Region
from values.period import Period


class _Sum(models.Model):
    """A sum, in kronor, with all that its lines may say; what none of them reports is null, never zero."""

    agency_sek = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    own_sek = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    on_call_sek = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    outside_framework_sek = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    hire_weeks = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    hired_hours = models.DecimalField(max_digits=15, decimal_places=2, null=True)

    class Meta:
        abstract = True


class ProfessionSum(_Sum):
    """The lines of one return summed over organisations. Derived: `rebuild` makes them again from the lines.

    A cost that no line of the profession and care area reports is null, never zero.

    Its keys are not held by the database: the lines that it is made of hold the same ones, and nobody else writes here.
    """

    cost_return = models.ForeignKey(
        CostReturn, on_delete=models.CASCADE, related_name="profession_sums", db_constraint=False
    )
    # Sums are asked for by return; an index more would only slow the rebuilding down.
    profession = models.ForeignKey(
        Profession, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    care_area = models.ForeignKey(
        CareArea, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cost_return", "profession", "care_area"],
                condition=Q(care_area__isnull=False),
                name="profession_sum_once",
            ),
            models.UniqueConstraint(
                fields=["cost_return", "profession"],
                condition=Q(care_area__isnull=True),
                name="profession_sum_once_without_care_area",
            ),
        ]


class OrganisationSum(models.Model):
    """The two costs of one return summed over professions, per organisation as reported (not rolled up).

    A cost that no line of the organisation reports is null, never zero.
    Derived, and without the database's hold on its keys, like `ProfessionSum`: it has the most rows of all the sums.
    """

    # The constraint's index begins with the return.
    cost_return = models.ForeignKey(
        CostReturn, on_delete=models.CASCADE, related_name="organisation_sums", db_index=False, db_constraint=False
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )

    agency_sek = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    own_sek = models.DecimalField(max_digits=18, decimal_places=2, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cost_return", "organisation"], name="organisation_sum_once"),
        ]


class IndexValue(models.Model):
    """The sums behind the index for a region (or the nation) × period × window, or the months that are missing.

    The ratio itself is not stored: it is computed from the sums in one place, unrounded.
    """

    region = models.ForeignKey(Region, on_delete=models.CASCADE, null=True, related_name="index_values", db_index=False)
    basis = models.CharField(max_length=10, choices=Basis)
    first_month = models.DateField()
    length = models.PositiveSmallIntegerField()
    window = models.CharField(max_length=8)
    agency_sek = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    own_sek = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    on_call_sek = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    outside_framework_sek = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    hire_weeks = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    hired_hours = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    missing = models.JSONField(
        default=list, help_text="The periods that a region lacks; for the nation, by the county code of each left out."
    )
    included = models.JSONField(default=list, help_text="County codes in the nation's figure.")
    is_example = models.BooleanField(default=False)
    computed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["first_month", "length", "window", "basis"], name="index_value_period")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "basis", "first_month", "length", "window"],
                condition=Q(region__isnull=False),
                name="index_value_once",
            ),
            models.UniqueConstraint(
                fields=["basis", "first_month", "length", "window"],
                condition=Q(region__isnull=True),
                name="index_value_once_in_the_nation",
            ),
            models.CheckConstraint(
                condition=Q(agency_sek__isnull=True, own_sek__isnull=True)
                | Q(agency_sek__isnull=False, own_sek__isnull=False),
                name="index_value_both_sums_or_none",
            ),
        ]


class SummedReturn(_Sum):
    """A cost return summed, and what of it was: where the return now says otherwise, all sums of it are stale.

    Both its costs are always known: a return without any agency cost is a true zero.

    Region and months are kept here, so that the place of a return that is gone can still be computed anew.
    """

    agency_sek = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    own_sek = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    cost_return = models.OneToOneField(CostReturn, on_delete=models.SET_NULL, null=True, related_name="summed")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    first_month = models.DateField()
    length = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    counts_submitted = models.BooleanField()
    counts_locked = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.region_id} {self.period.code}"

    @property
    def period(self) -> Period:
        """Return the months that the return covers, or covered."""
        return Period(self.first_month.year, self.first_month.month, self.length)
