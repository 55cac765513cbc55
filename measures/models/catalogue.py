"""The catalogue: seven areas and sixty measures, reconstructed from public plans and reports."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from staffing.models import Profession
from staffing.models.organisations import in_active_language


class MeasureArea(models.Model):
    """One of the seven areas that the measures are sorted into."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)

    class Meta:
        ordering: ClassVar = ["number"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_active_language(self.name_sv, self.name_en)


class AreaAlias(models.Model):
    """Another name that documents write for an area ("Samarbete inom och mellan landsting")."""

    area = models.ForeignKey(MeasureArea, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=120, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["area", "name"]

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """A publication that a measure or a figure is taken from."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    publisher = models.CharField(_("publisher"), max_length=120, blank=True)
    published = models.CharField(_("published"), max_length=10, blank=True, help_text=_("A year or a date."))

    class Meta:
        ordering: ClassVar = ["code"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.title


class Horizon(models.TextChoices):
    """How soon an effect is expected."""

    SHORT = "short", _("short term")
    LONG = "long", _("long term")


class ReportedEffect(models.TextChoices):
    """Whether the regions' own reports say that the measure worked."""

    YES = "yes", _("reported to have worked")
    NOT_REPORTED = "", _("no effect reported")


class Origin(models.TextChoices):
    """How well it is known that a measure was one of the sixty."""

    QUOTED = "quoted", _("quoted as one of the sixty")
    PROJECT = "project", _("documented elsewhere in the project")


class Measure(models.Model):
    """Something a region can do to depend less on agency staff."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    code = models.CharField(_("code"), max_length=10, unique=True)
    area = models.ForeignKey(MeasureArea, verbose_name=_("area"), on_delete=models.PROTECT, related_name="measures")
    title_sv = models.CharField(_("title in Swedish"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    description_sv = models.TextField(_("description in Swedish"), blank=True)
    description_en = models.TextField(_("description in English"), blank=True)
    professions = models.ManyToManyField(Profession, verbose_name=_("professions"), related_name="measures")
    levels = models.JSONField(_("levels"), default=list)
    horizon = models.CharField(_("horizon"), max_length=8, choices=Horizon)
    reported_effect = models.CharField(_("reported effect"), max_length=8, choices=ReportedEffect, blank=True)
    origin = models.CharField(_("origin"), max_length=12, choices=Origin)
    search_key = models.TextField(editable=False, default="")

    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["number"]
        verbose_name = _("measure")
        verbose_name_plural = _("measures")

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def title(self) -> str:
        return in_active_language(self.title_sv, self.title_en)

    @property
    def description(self) -> str:
        return in_active_language(self.description_sv, self.description_en)


class MeasureSource(models.Model):
    """Where a measure is documented, and in which part of the publication."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="source_links")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="measure_links")
    part = models.CharField(_("part"), max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["measure", "source", "part"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["measure", "source", "part"], name="measure_source_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.part}".strip()
