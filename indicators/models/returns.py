"""Cost returns: one region, one period, in versions, with their lines and the files they come from."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from staffing.models import CareArea, Organisation, Profession, Region
from values.period import Period


class ReturnState(models.TextChoices):
    """How far a cost return has come."""

    OPEN = "open", _("open")
    SUBMITTED = "submitted", _("submitted")
    LOCKED = "locked", _("locked")


class Basis(models.TextChoices):
    """Which returns a figure stands on: what every region may see, or also what is not locked yet."""

    LOCKED = "locked", _("locked returns")
    SUBMITTED = "submitted", _("submitted and locked returns")


class CostReturnQuerySet(models.QuerySet["CostReturn"]):
    """Cost returns, chainable."""

    def for_period(self, period: Period) -> Self:
        """Keep the versions of exactly this period."""
        return self.filter(first_month=period.first_date, length=period.length)

    def counting(self, basis: str) -> Self:
        """Keep, for each region and period, the one version that figures on `basis` stand on."""
        return self.filter(counts_locked=True) if basis == Basis.LOCKED else self.filter(counts_submitted=True)


class CostReturn(models.Model):
    """One region's costs for one period, in one version.

    `warnings_comment` is why what stood out when it was handed in is right, in the words of who did it. `stated_totals` are
    totals that the region gave before it gave the parts (`indicators.cost_totals`): compared with the lines, never counted.
    `both_count_places` are the places (`CostPlace.code`) that are reported both on the region and on its organisations, and of
    which somebody has said that both count; who and when stands beside it.

    A locked return is corrected by a new version with a reason. The flags `counts_…` say which version the figures of each
    basis stand on; constraints keep them to one a region and period, `CoveredMonth` keeps periods from overlapping.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="cost_returns")
    first_month = models.DateField(_("first month"))
    length = models.PositiveSmallIntegerField(_("months"))
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=ReturnState, default=ReturnState.OPEN)
    reason = models.TextField(_("reason for the restatement"), blank=True)
    warnings_comment = models.TextField(_("comment on what stands out"), blank=True)
    stated_totals = models.JSONField(default=list, blank=True, editable=False)
    both_count_places = models.JSONField(default=list, blank=True, editable=False)
    both_count_at = models.DateTimeField(_("said that both count"), null=True, blank=True, editable=False)
    both_count_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    counts_submitted = models.BooleanField(default=False, editable=False)
    counts_locked = models.BooleanField(default=False, editable=False)
    is_example = models.BooleanField(_("example data"), default=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last updated"), auto_now=True)
    # What the edit form checks; every write of the return or its lines counts it up.
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    objects = CostReturnQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["region", "-first_month", "-number"]
        verbose_name = _("cost return")
        verbose_name_plural = _("cost returns")
        indexes: ClassVar = [models.Index(fields=["first_month", "length"], name="cost_return_period")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "first_month", "length", "number"], name="cost_return_version_once"
            ),
            models.UniqueConstraint(
                fields=["region", "first_month", "length"],
                condition=Q(state=ReturnState.OPEN),
                name="cost_return_one_open_version",
                violation_error_message=_("A version of this return is already open."),
            ),
            models.UniqueConstraint(
                fields=["region", "first_month"],
                condition=Q(counts_submitted=True),
                name="cost_return_one_counts_submitted",
            ),
            models.UniqueConstraint(
                fields=["region", "first_month"], condition=Q(counts_locked=True), name="cost_return_one_counts_locked"
            ),
            models.CheckConstraint(
                condition=Q(length__in=[1, 3, 4, 6, 8, 12]),
                name="cost_return_length",
                violation_error_message=_("A period is 1, 3, 4, 6, 8 or 12 months."),
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""),
                name="cost_return_restatement_has_a_reason",
                violation_error_message=_("A restatement needs a reason."),
            ),
            models.CheckConstraint(
                condition=Q(state=ReturnState.OPEN, submitted_at__isnull=True)
                | (~Q(state=ReturnState.OPEN) & Q(submitted_at__isnull=False)),
                name="cost_return_submitted_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=ReturnState.LOCKED, locked_at__isnull=False)
                | (~Q(state=ReturnState.LOCKED) & Q(locked_at__isnull=True)),
                name="cost_return_locked_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(counts_locked=False) | Q(state=ReturnState.LOCKED), name="cost_return_counts_when_locked"
            ),
            models.CheckConstraint(
                condition=Q(counts_submitted=False) | ~Q(state=ReturnState.OPEN),
                name="cost_return_counts_when_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.period.code} v{self.number}"

    @property
    def period(self) -> Period:
        """Return the months that the return covers."""
        return Period(self.first_month.year, self.first_month.month, self.length)


class CoveredMonth(models.Model):
    """A month that a region's returns cover: unique, so that returns tile time and never overlap on any database."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    first_version = models.ForeignKey(CostReturn, on_delete=models.CASCADE, related_name="covered_months")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["region", "month"],
                name="covered_month_once",
                violation_error_message=_("Another return of the region already covers part of this period."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.month}"


class CostKind(models.TextChoices):
    """Whose staff the cost is for."""

    AGENCY = "agency", _("agency staff")
    OWN = "own", _("own staff")


class CostLine(models.Model):
    """An amount in kronor of one organisation, profession, care area and kind."""

    cost_return = models.ForeignKey(CostReturn, on_delete=models.CASCADE, related_name="lines")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT)
    # Lines are asked for by return or organisation; with three professions an index more would only slow writing down.
    profession = models.ForeignKey(Profession, verbose_name=_("profession"), on_delete=models.PROTECT, db_index=False)
    care_area = models.ForeignKey(
        CareArea, verbose_name=_("care area"), on_delete=models.PROTECT, null=True, blank=True, db_index=False
    )
    kind = models.CharField(_("kind"), max_length=6, choices=CostKind)
    amount_sek = models.DecimalField(_("amount (kr)"), max_digits=15, decimal_places=2)
    on_call_sek = models.DecimalField(
        _("of which on-call (kr)"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    outside_framework_sek = models.DecimalField(
        _("of which outside the framework (kr)"), max_digits=15, decimal_places=2, null=True, blank=True
    )
    hire_weeks = models.DecimalField(_("hire weeks"), max_digits=9, decimal_places=2, null=True, blank=True)
    hired_hours = models.DecimalField(_("hired hours"), max_digits=12, decimal_places=2, null=True, blank=True)
    is_correction = models.BooleanField(_("correction"), default=False)

    class Meta:
        ordering: ClassVar = ["cost_return", "organisation", "profession", "care_area", "kind"]
        verbose_name = _("cost line")
        verbose_name_plural = _("cost lines")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cost_return", "organisation", "profession", "care_area", "kind", "is_correction"],
                condition=Q(care_area__isnull=False),
                name="cost_line_once",
            ),
            models.UniqueConstraint(
                fields=["cost_return", "organisation", "profession", "kind", "is_correction"],
                condition=Q(care_area__isnull=True),
                name="cost_line_once_without_care_area",
            ),
            models.CheckConstraint(
                condition=Q(amount_sek__gte=0) | Q(is_correction=True),
                name="cost_line_negative_is_a_correction",
                violation_error_message=_("A negative amount is only accepted on a line marked as a correction."),
            ),
            models.CheckConstraint(
                condition=Q(kind=CostKind.AGENCY)
                | Q(
                    on_call_sek__isnull=True,
                    outside_framework_sek__isnull=True,
                    hire_weeks__isnull=True,
                    hired_hours__isnull=True,
                ),
                name="cost_line_details_are_for_agency",
                violation_error_message=_("On-call, framework, weeks and hours belong to agency staff."),
            ),
            models.CheckConstraint(
                condition=Q(is_correction=True)
                | (
                    (Q(on_call_sek__isnull=True) | Q(on_call_sek__gte=0, on_call_sek__lte=F("amount_sek")))
                    & (
                        Q(outside_framework_sek__isnull=True)
                        | Q(outside_framework_sek__gte=0, outside_framework_sek__lte=F("amount_sek"))
                    )
                ),
                name="cost_line_parts_within_the_amount",
                violation_error_message=_("A part cannot be more than the amount."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cost_return_id} {self.organisation_id} {self.kind} {self.amount_sek}"


class LineSource(models.TextChoices):
    """Where the amounts of a return came from."""

    GRID = "grid", _("typed in")
    FILE = "file", _("from a file")
    UNDO = "undo", _("upload undone")
    PARTS = "parts", _("the parts count, the total is kept beside")


class LinesChange(models.Model):
    """One save of a return's lines: who, when, from where, and each figure that became another.

    The first filling of an empty return is told by its sums alone: the figures themselves are the lines, and whatever
    changes them later says what they were.
    """

    cost_return = models.ForeignKey(CostReturn, on_delete=models.CASCADE, related_name="lines_changes")
    made_at = models.DateTimeField(_("when"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    source = models.CharField(_("source"), max_length=6, choices=LineSource)
    # What the uploaded file was called; empty where the amounts came from no file.
    filename = models.CharField(_("file name"), max_length=200, blank=True)
    line_count = models.PositiveIntegerField(_("lines"))
    agency_sek = models.DecimalField(_("agency staff (kr)"), max_digits=17, decimal_places=2)
    own_sek = models.DecimalField(_("own staff (kr)"), max_digits=17, decimal_places=2)
    changes = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        verbose_name = _("change of lines")
        verbose_name_plural = _("changes of lines")

    def __str__(self) -> str:
        return f"{self.cost_return_id} {self.made_at}"


class CostUpload(models.Model):
    """A file of costs between preview and confirmation: read once, shown, then written or thrown away.

    `lines` are the rows read, `seen` the returns they met with their versions, `replaced` what stood there before they were
    written, so that the whole upload can be undone while its returns are open and unchanged. `totals` are those that the
    file itself states, each with what its rows add up to; where the two differ, whoever confirms has acknowledged it.
    `in_thousands` is the same file read with its kronor as thousands (lines, notices, totals), when its amounts look so.
    """

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    filename = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(max_length=64)
    lines = models.JSONField(default=list)
    seen = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    totals = models.JSONField(default=list)
    in_thousands = models.JSONField(default=dict)
    is_difference_acknowledged = models.BooleanField(default=False)
    replaced = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(confirmed_at__isnull=False),
                name="cost_upload_undone_when_written",
            ),
        ]

    def __str__(self) -> str:
        return self.filename
