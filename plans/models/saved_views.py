"""A person's named filters of a plan's list, kept to oneself or shared with the region."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans.models.plans import Plan


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Saved views, chainable."""

    def present(self) -> Self:
        """Leave out those that were deleted and can be taken back."""
        return self.filter(deleted_at__isnull=True)


class SavedView(models.Model):
    """A name for a state of a plan's list; `query` holds only what the list's filters and sorting know."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(_("filters"), max_length=1_000, blank=True)
    is_shared = models.BooleanField(_("shared with the region"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last updated"), auto_now=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    # Set by the menu over the list: this is the state that the list is in.
    is_current = False

    history = HistoricalRecords()
    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "plan", "name"],
                condition=Q(deleted_at__isnull=True),
                name="saved_view_name_once",
                violation_error_message=_("You have a view with this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the short address that leads to the filtered list."""
        return reverse("saved_view_open", kwargs={"slug": self.plan.slug, "pk": self.pk})
