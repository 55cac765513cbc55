"""The reasons that requests, decisions and exceptions are given, to choose from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from staffing.models.organisations import in_active_language


class ReasonKind(models.TextChoices):
    """What a reason is given for."""

    REQUEST = "request", _("a request")
    DECISION = "decision", _("a decision")
    DEVIATION = "deviation", _("a price above the list, outside the framework, or too long")


GRANT, REFUSAL = "grant", "refusal"
FITS = [(GRANT, _("a grant")), (REFUSAL, _("a refusal"))]


class HireReason(models.Model):
    """A reason to choose from; retired ones stay on what they were given for. One of a decision `fits` a grant, a refusal, or both."""

    kind = models.CharField(_("for"), max_length=12, choices=ReasonKind)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    fits = models.CharField(_("fits"), max_length=8, choices=FITS, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_retired = models.BooleanField(_("retired"), default=False)

    class Meta:
        ordering: ClassVar = ["kind", "order", "code"]
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_active_language(self.name_sv, self.name_en)
