"""A file of hires from an older system: kept after reading, written all or nothing, undone as a whole."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staffing.models.organisations import Region


class HireImport(models.Model):
    """Requests of an older system between preview and confirmation, and who brought them in.

    `rows` are as `ImportRow.as_json` gives them, `skipped` the old numbers that were there already. When it is written, the rows are
    the requests, and `rows` is emptied; `count` is how many they were.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="hire_imports")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(_("uploaded"))
    file_name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    skipped = models.JSONField(default=list)
    count = models.PositiveIntegerField(_("requests"), default=0)
    confirmed_at = models.DateTimeField(_("written"), null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        verbose_name = _("import of hires")
        verbose_name_plural = _("imports of hires")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(confirmed_at__isnull=False),
                name="hire_import_undone_when_written",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
