"""Good examples: what a region did about a measure, what it gave, and what others can learn from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from measures.models.catalogue import Measure
from staffing.models import CareArea, Organisation, Profession, Region

LONGEST_TEXT = 4_000
"""Characters of a text: about a page and a half."""


class ExampleState(models.TextChoices):
    """How far an example has come; one that is withdrawn stays so."""

    DRAFT = "draft", _("draft")
    SHARED = "shared", _("shared")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Outcome(models.TextChoices):
    """The region's own answer to whether it worked."""

    YES = "yes", _("yes")
    PARTLY = "partly", _("partly")
    NO = "no", _("no")
    TOO_EARLY = "too_early", _("too early to say")


class GoodExample(models.Model):
    """A region's example of a measure. A draft is the own region's; a shared one is read by every region.

    The contact is a role and a unit, never a person. Nothing is deleted: what no longer holds is withdrawn, with a reason.
    """

    REQUIRED: ClassVar = ("done", "result", "outcome", "contact_role", "contact_unit")
    """What must be written before an example is shared."""

    region = models.ForeignKey(
        Region, verbose_name=_("region"), on_delete=models.PROTECT, related_name="good_examples", editable=False
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="good_examples",
        help_text=_("Where it was done. Leave it out when it concerns the whole region."),
    )
    measure = models.ForeignKey(
        Measure, verbose_name=_("measure"), on_delete=models.PROTECT, related_name="good_examples"
    )
    title = models.CharField(_("title"), max_length=160)
    done = models.TextField(_("what we did"), blank=True, max_length=LONGEST_TEXT)
    result = models.TextField(_("what it gave"), blank=True, max_length=LONGEST_TEXT)
    outcome = models.CharField(_("whether it worked"), max_length=12, choices=Outcome, blank=True)
    effect_text = models.CharField(
        _("effect in words"), blank=True, max_length=300, help_text=_("For example: fewer agency weeks in the summer.")
    )
    effect_value = models.DecimalField(_("effect as a figure"), max_digits=14, decimal_places=2, null=True, blank=True)
    effect_unit = models.CharField(
        _("unit of the figure"), blank=True, max_length=60, help_text=_("For example: kr a year, or agency weeks.")
    )
    effect_source = models.CharField(
        _("source of the figure"), blank=True, max_length=200, help_text=_("Where the figure comes from, and its year.")
    )
    lessons = models.TextField(
        _("what we learned"),
        blank=True,
        max_length=LONGEST_TEXT,
        help_text=_("What others should watch for, and what you would do otherwise."),
    )
    profession = models.ForeignKey(
        Profession, verbose_name=_("profession"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    care_area = models.ForeignKey(
        CareArea, verbose_name=_("care area"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    since_date = models.DateField(_("in use since"), null=True, blank=True)
    contact_role = models.CharField(
        _("contact: role"),
        blank=True,
        max_length=120,
        help_text=_("A role that can answer questions, for example HR director. Name no person."),
    )
    contact_unit = models.CharField(
        _("contact: work unit"), blank=True, max_length=120, help_text=_("Where the role is found.")
    )
    link = models.URLField(
        _("link"), blank=True, max_length=500, help_text=_("To a report or a page that tells more; https only.")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ExampleState, default=ExampleState.DRAFT, editable=False
    )
    shared_at = models.DateTimeField(_("shared at"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField(_("why it is withdrawn"), blank=True, max_length=300, editable=False)
    is_example = models.BooleanField(_("example data"), default=False, editable=False)
    search_key = models.TextField(editable=False, default="")
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last updated"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords(excluded_fields=["search_key"])

    class Meta:
        ordering: ClassVar = ["-shared_at", "-pk"]
        verbose_name = _("good example")
        verbose_name_plural = _("good examples")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state=ExampleState.SHARED)
                | (
                    Q(shared_at__isnull=False)
                    & ~Q(done="")
                    & ~Q(result="")
                    & ~Q(outcome="")
                    & ~Q(contact_role="")
                    & ~Q(contact_unit="")
                ),
                name="good_example_shared_is_whole",
                violation_error_message=_(
                    "A shared example says what you did, what it gave, whether it worked and which role to ask."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state=ExampleState.DRAFT) | Q(shared_at__isnull=True),
                name="good_example_draft_is_not_shared",
            ),
            models.CheckConstraint(
                condition=(Q(state=ExampleState.WITHDRAWN) & Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""))
                | (~Q(state=ExampleState.WITHDRAWN) & Q(withdrawn_at__isnull=True) & Q(withdrawn_reason="")),
                name="good_example_withdrawn_with_reason",
                violation_error_message=_("Say why the example is withdrawn."),
            ),
            models.CheckConstraint(
                condition=Q(effect_value__isnull=True) | (~Q(effect_unit="") & ~Q(effect_source="")),
                name="good_example_figure_has_unit_and_source",
                violation_error_message=_("A figure has its unit and its source."),
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="https://"),
                name="good_example_link_is_https",
                violation_error_message=_("A link begins with https://."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("example_detail", kwargs={"pk": self.pk})

    @property
    def is_draft(self) -> bool:
        return self.state == ExampleState.DRAFT

    @property
    def is_shared(self) -> bool:
        return self.state == ExampleState.SHARED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == ExampleState.WITHDRAWN

    @property
    def effect_decimals(self) -> int:
        """Return how many decimals the figure has that say something."""
        shown = self.effect_value.normalize().as_tuple().exponent if self.effect_value is not None else 0
        return max(0, -shown) if isinstance(shown, int) else 0

    def lacking(self) -> Iterator[str]:
        """Yield the names of the fields that must be written before it is shared, in the order of the form."""
        return (name for name in self.REQUIRED if not getattr(self, name).strip())

    def lacking_in_words(self) -> list[str]:
        """Return what those fields are called."""
        return [str(self._meta.get_field(name).verbose_name) for name in self.lacking()]  # type: ignore[union-attr]  # fields of ours
