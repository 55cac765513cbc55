"""The national trend report: a draft with the coordinator's texts, and what it is frozen in when it is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from documents.models import FrozenFile, Job, MadeByJob
from values.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_TEXT = 4_000
"""Characters of a text block: more than a page of the report."""


class TrendReport(MadeByJob, models.Model):
    """A version of the report of a quarter. Published when it has both its files; until then a draft of the coordinator's.

    `chosen_examples` are copies of what regions have shared, each as a `ChosenExample` says; they are frozen with the rest.
    `snapshot` is what the job makes the files of; once they are frozen theirs is the truth, and this one is emptied.
    """

    TEXTS: ClassVar = (
        "introduction",
        "cost_comment",
        "regions_comment",
        "parts_comment",
        "movers_comment",
        "examples",
    )

    first_month = models.DateField(_("first month"))
    length = models.PositiveSmallIntegerField(_("months"), default=3)
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    correction = models.TextField(
        _("what is corrected"),
        blank=True,
        max_length=2_000,
        help_text=_("Stands first in the new version. The figures that changed are listed by themselves."),
    )
    introduction = models.TextField(
        _("introduction"),
        blank=True,
        max_length=LONGEST_TEXT,
        help_text=_("After the first page's figures. What is behind them, in a few sentences."),
    )
    cost_comment = models.TextField(_("comment on the cost over time"), blank=True, max_length=LONGEST_TEXT)
    regions_comment = models.TextField(_("comment on the regions"), blank=True, max_length=LONGEST_TEXT)
    parts_comment = models.TextField(_("comment on care areas and professions"), blank=True, max_length=LONGEST_TEXT)
    movers_comment = models.TextField(_("comment on who lowered what"), blank=True, max_length=LONGEST_TEXT)
    examples = models.TextField(
        _("good examples"),
        blank=True,
        max_length=LONGEST_TEXT,
        help_text=_("What a region has done that others can use. Name regions and roles, not persons."),
    )
    chosen_examples = models.JSONField(_("good examples of the regions"), default=list, blank=True, editable=False)
    is_example = models.BooleanField(_("example data"), default=False)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    snapshot = models.TextField(_("snapshot"), blank=True, editable=False)
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="trend_report")
    file = models.OneToOneField(
        FrozenFile, on_delete=models.PROTECT, null=True, blank=True, related_name="trend_report"
    )
    workbook = models.OneToOneField(
        FrozenFile, on_delete=models.PROTECT, null=True, blank=True, related_name="trend_report_workbook"
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by_name = models.CharField(_("published by"), max_length=120, blank=True)

    history = HistoricalRecords(excluded_fields=["snapshot", "job", "file", "workbook"])

    class Meta:
        ordering: ClassVar = ["-first_month", "-number"]
        verbose_name = _("trend report")
        verbose_name_plural = _("trend reports")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["first_month", "length", "number"],
                name="trend_report_version_once",
                violation_error_message=_("There is such a version already."),
            ),
            models.UniqueConstraint(
                fields=["first_month", "length"],
                condition=Q(published_at__isnull=True),
                name="trend_report_one_draft",
                violation_error_message=_("There is a draft for the period already."),
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, file__isnull=True, workbook__isnull=True)
                | Q(published_at__isnull=False, file__isnull=False, workbook__isnull=False, snapshot=""),
                name="trend_report_published_with_both_files",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(number=1) | ~Q(correction=""),
                name="trend_report_new_version_says_what_changed",
                violation_error_message=_("A new version says what is corrected."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period.code} v{self.number}"

    @property
    def period(self) -> Period:
        """Return the quarter that the report is about."""
        return Period(self.first_month.year, self.first_month.month, self.length)

    @property
    def is_published(self) -> bool:
        """Return whether everybody may read it."""
        return self.published_at is not None

    def empty_texts(self) -> Iterator[str]:
        """Yield the names of the text blocks that are empty, in the order of the report."""
        for name in self.TEXTS:
            if not getattr(self, name).strip():
                yield str(self._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a field of ours
