"""What regions answer by a common template and the nation collects: the evaluation, and the report of the grant."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from documents.models import FrozenFile, Job, MadeByJob
from staffing.models import Region


class StatementKind(models.TextChoices):
    """By which template."""

    EVALUATION = "evaluation", _("evaluation")
    GRANT_REPORT = "grant_report", _("grant report")


class StatementRound(models.Model):
    """A collection from all regions: of one kind, about one year, until a day. Closed, the answers are public."""

    kind = models.CharField(_("kind"), max_length=12, choices=StatementKind)
    year = models.PositiveSmallIntegerField(_("year"))
    due_date = models.DateField(_("to be answered by"))
    message = models.TextField(_("message"), blank=True, max_length=2_000)
    closed_date = models.DateField(_("closed"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["-year", "kind"]
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "year"],
                name="statement_round_once_a_year",
                violation_error_message=_("This is collected for the year already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"


class Statement(models.Model):
    """A region's answers in a collection. `submitted_at` is empty while they are being written."""

    round = models.ForeignKey(StatementRound, on_delete=models.PROTECT, related_name="statements")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="statements")
    registry_number = models.CharField(_("registry number"), max_length=60, blank=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    is_example = models.BooleanField(_("example data"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["round", "region"]
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "region"], name="statement_once_a_region"),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.region}"


class StatementAnswer(models.Model):
    """The answer to one question of the template; an empty one is no answer."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=60)
    text = models.TextField(_("answer"), blank=True, max_length=10_000)

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["statement", "question"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["statement", "question"], name="statement_answer_once"),
        ]

    def __str__(self) -> str:
        return self.question


class StatementEdition(MadeByJob, models.Model):
    """What was submitted, frozen: `snapshot` from the moment of submission, `file` when its PDF is made."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("version"))
    correction = models.TextField(_("what is corrected"), blank=True, max_length=2_000)
    snapshot = models.TextField(editable=False)
    submitted_at = models.DateTimeField(_("submitted"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    submitted_by_name = models.CharField(_("submitted by"), max_length=120)
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.OneToOneField(FrozenFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["statement", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["statement", "number"], name="statement_edition_once"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(correction=""),
                name="statement_edition_says_what_changed",
                violation_error_message=_("A new version says what is corrected."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement} v{self.number}"
