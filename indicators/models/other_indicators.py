"""Other indicators than the cost: what each one is, the figures that regions give, and the files that bring them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from staffing.models import CareArea, Organisation, Profession, Region
from staffing.models.organisations import in_active_language
from values.period import LENGTHS, Period

MOST_DECIMALS = 3


class Unit(models.TextChoices):
    """What an indicator is counted in."""

    PERCENT = "percent", _("per cent")
    COUNT = "count", _("count")
    HOURS = "hours", _("hours")
    DAYS = "days", _("days")
    WEEKS = "weeks", _("weeks")
    FTE = "fte", _("full-time equivalents")
    POINTS = "points", _("index points")


class Direction(models.TextChoices):
    """Which way is better."""

    LOWER = "lower", _("lower is better")
    HIGHER = "higher", _("higher is better")


class IndicatorKind(models.TextChoices):
    """Where the figures come from: people, or a formula over what is reported already."""

    ENTERED = "entered", _("entered")
    COMPUTED = "computed", _("computed")


class PeriodLength(models.IntegerChoices):
    """How long a period of an indicator is, in months."""

    MONTH = 1, _("month")
    QUARTER = 3, _("quarter")
    TERTIAL = 4, _("tertial")
    HALF_YEAR = 6, _("half-year")
    YEAR = 12, _("year")


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    """Indicators, chainable."""

    def in_use(self) -> IndicatorQuerySet:
        """Keep those that are not retired."""
        return self.filter(retired_at__isnull=True)


class Indicator(models.Model):
    """The definition of an indicator, one for the nation; retired, never deleted. `target` is in the indicator's own unit.

    `numerator_…` and `denominator_…` say what is divided by what, where the figures are given as two numbers.
    """

    code = models.SlugField(
        _("code"),
        max_length=40,
        unique=True,
        help_text=_("As it stands in addresses and files: a–z, 0–9 and hyphens. It is not changed later."),
        validators=[
            RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Write a–z, 0–9 and hyphens, such as sjukfranvaro."))
        ],
    )
    name_sv = models.CharField(_("name in Swedish"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    definition_sv = models.TextField(_("definition in Swedish"), max_length=2_000)
    definition_en = models.TextField(_("definition in English"), max_length=2_000)
    numerator_sv = models.CharField(_("numerator in Swedish"), max_length=120, blank=True)
    numerator_en = models.CharField(_("numerator in English"), max_length=120, blank=True)
    denominator_sv = models.CharField(_("denominator in Swedish"), max_length=120, blank=True)
    denominator_en = models.CharField(_("denominator in English"), max_length=120, blank=True)
    unit = models.CharField(_("unit"), max_length=8, choices=Unit)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=1, validators=[MaxValueValidator(MOST_DECIMALS)])
    direction = models.CharField(_("direction"), max_length=6, choices=Direction)
    target = models.DecimalField(_("target"), max_digits=15, decimal_places=2, null=True, blank=True)
    target_date = models.DateField(_("target to be reached by"), null=True, blank=True)
    length = models.PositiveSmallIntegerField(_("reported by"), choices=PeriodLength, default=PeriodLength.QUARTER)
    by_organisation = models.BooleanField(_("may be broken down by organisation"), default=False)
    by_profession = models.BooleanField(_("may be broken down by profession"), default=False)
    by_care_area = models.BooleanField(_("may be broken down by care area"), default=False)
    source = models.CharField(_("source of the definition"), max_length=300)
    owner = models.CharField(
        _("owner"), max_length=120, help_text=_("The title of a role, not the name of a person."), blank=True
    )
    kind = models.CharField(_("kind"), max_length=8, choices=IndicatorKind, default=IndicatorKind.ENTERED)
    order = models.PositiveSmallIntegerField(_("place in the list"), default=100)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["order", "code"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(length__in=PeriodLength.values), name="indicator_length"),
            models.CheckConstraint(condition=Q(decimals__lte=MOST_DECIMALS), name="indicator_decimals"),
            models.CheckConstraint(
                condition=Q(target_date__isnull=True) | Q(target__isnull=False),
                name="indicator_target_date_has_a_target",
                violation_error_message=_("A date to reach the target by needs a target."),
            ),
            models.CheckConstraint(
                condition=Q(numerator_sv="", numerator_en="", denominator_sv="", denominator_en="")
                | ~(Q(numerator_sv="") | Q(numerator_en="") | Q(denominator_sv="") | Q(denominator_en="")),
                name="indicator_division_is_whole",
                violation_error_message=_("Name both numerator and denominator in both languages, or none of them."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the indicator's page in the nation."""
        return reverse("indicator_nation", kwargs={"slug": self.code})

    @property
    def name(self) -> str:
        return in_active_language(self.name_sv, self.name_en)

    @property
    def definition(self) -> str:
        return in_active_language(self.definition_sv, self.definition_en)

    @property
    def numerator(self) -> str:
        return in_active_language(self.numerator_sv, self.numerator_en)

    @property
    def denominator(self) -> str:
        return in_active_language(self.denominator_sv, self.denominator_en)

    @property
    def is_divided(self) -> bool:
        """Return whether figures are given as numerator and denominator."""
        return bool(self.numerator_sv)

    @property
    def is_entered(self) -> bool:
        return self.kind == IndicatorKind.ENTERED

    @property
    def is_broken_down(self) -> bool:
        """Return whether figures of parts of a region can be given."""
        return self.by_organisation or self.by_profession or self.by_care_area


class IndicatorValueQuerySet(models.QuerySet["IndicatorValue"]):
    """Given figures, chainable."""

    def current(self) -> IndicatorValueQuerySet:
        """Keep the one version of each figure that holds."""
        return self.filter(is_current=True)

    def of_whole_regions(self) -> IndicatorValueQuerySet:
        """Keep what is of a whole region, not of a part of it."""
        return self.filter(organisation__isnull=True, profession__isnull=True, care_area__isnull=True)


_PLACE: tuple[str | Coalesce, ...] = (
    "indicator",
    "region",
    *(Coalesce(name, Value(0)) for name in ("organisation_id", "profession_id", "care_area_id")),
    "first_month",
    "length",
)
"""What one figure is of. NULL counts as 0, which no key is: on both databases a NULL is like no other NULL."""


class IndicatorValue(models.Model):
    """One figure of an indicator: a region or a part of it, and a period, in one version. Written once, never changed.

    Either `value`, in the indicator's unit, or `numerator` and `denominator`; neither in a version that takes the figure
    back. A correction is a new version with a reason, and only the newest is current. `organisation` is empty for the
    whole region. `shared_at` is when the region let other regions see it: the one thing that is filled in afterwards.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="values_given")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="indicator_values")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, null=True, blank=True
    )
    profession = models.ForeignKey(
        Profession, verbose_name=_("profession"), on_delete=models.PROTECT, null=True, blank=True, db_index=False
    )
    care_area = models.ForeignKey(
        CareArea, verbose_name=_("care area"), on_delete=models.PROTECT, null=True, blank=True, db_index=False
    )
    first_month = models.DateField(_("first month"))
    length = models.PositiveSmallIntegerField(_("months"))
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    is_current = models.BooleanField(default=True, editable=False)
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=2, null=True, blank=True)
    numerator = models.DecimalField(_("numerator"), max_digits=15, decimal_places=2, null=True, blank=True)
    denominator = models.DecimalField(_("denominator"), max_digits=15, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    reason = models.CharField(_("reason for the correction"), max_length=500, blank=True)
    is_example = models.BooleanField(_("example data"), default=False)
    shared_at = models.DateTimeField(_("shared"), null=True, blank=True)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = IndicatorValueQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["indicator", "region", "-first_month", "-number"]
        verbose_name = _("figure of an indicator")
        verbose_name_plural = _("figures of indicators")
        indexes: ClassVar = [
            models.Index(fields=["region", "indicator", "first_month"], name="indicator_value_series"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(*_PLACE, "number", name="indicator_value_version_once"),
            models.UniqueConstraint(
                *_PLACE,
                condition=Q(is_current=True),
                name="indicator_value_one_is_current",
                violation_error_message=_("There is a figure for this period and part already."),
            ),
            models.CheckConstraint(condition=Q(length__in=sorted(LENGTHS.values())), name="indicator_value_length"),
            models.CheckConstraint(
                condition=Q(value__isnull=False, numerator__isnull=True, denominator__isnull=True)
                | Q(value__isnull=True, numerator__isnull=False, denominator__isnull=False, denominator__gt=0)
                | Q(value__isnull=True, numerator__isnull=True, denominator__isnull=True, number__gt=1),
                name="indicator_value_is_one_number_or_two",
                violation_error_message=_("Give the value, or a numerator and a denominator above zero."),
            ),
            models.CheckConstraint(
                condition=(Q(number=1) & Q(reason="")) | (Q(number__gt=1) & ~Q(reason="")),
                name="indicator_value_correction_has_a_reason",
                violation_error_message=_("A correction needs a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.indicator_id} {self.period.code} v{self.number}"

    @property
    def period(self) -> Period:
        """Return the months that the figure is of."""
        return Period(self.first_month.year, self.first_month.month, self.length)

    @property
    def is_taken_back(self) -> bool:
        """Return whether this version says that there is no figure after all."""
        return self.value is None and self.numerator is None


class IndicatorUpload(models.Model):
    """A file of figures between preview and confirmation. `rows` are what was read, `seen` the versions that they met."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    seen = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.filename
