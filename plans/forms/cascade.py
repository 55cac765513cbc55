"""Forms that oblige divisions, and that begin, link and reduce plans."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from plans.actions.cascade import PriorityChange
from plans.cascade import Reduction
from plans.forms.activities import choices_of
from plans.forms.fields import DayField, LinkedCheckboxes, PlainTextMixin, SwedishDecimalField
from plans.models import Activity, Plan, PlanArea, PlanObligation, PlanSection, Priority
from staffing.editing import VersionedForm
from staffing.models import Organisation


class ObligeForm(PlainTextMixin, forms.Form):
    """Oblige several organisations at once."""

    organisations: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label=_("Who is to write a plan"), queryset=Organisation.objects.none(), widget=LinkedCheckboxes
    )
    due_date = DayField(label=_("To be adopted by"), help_text=_("Year-month-day, 2026-04-03."))
    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the plan is to hold, and who can help."),
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "organisations").queryset = organisations


class ObligationForm(PlainTextMixin, VersionedForm):
    """Change one obligation: the day, the message, the plan that answers it, or why none is needed."""

    due_date = DayField(label=_("To be adopted by"))
    field_order = ("due_date", "message", "child_plan", "excuse")

    class Meta:
        model = PlanObligation
        fields = ("due_date", "message", "child_plan", "excuse")
        widgets = {"message": forms.Textarea(attrs={"rows": 3}), "excuse": forms.Textarea(attrs={"rows": 2})}
        labels = {"child_plan": _("The plan that answers")}
        help_texts = {
            "child_plan": _("One that the organisation already has. Empty: it is to be written."),
            "excuse": _("Filled in, the organisation owes no plan."),
        }

    def __init__(self, *args: Any, plans: QuerySet[Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["child_plan"]
        field.queryset = plans
        field.empty_label = _("None yet")

    @property
    def written(self) -> dict[str, Any]:
        """Return the obligation's fields."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class PrioritiesForm(PlainTextMixin, forms.Form):
    """Tick the areas that every division's plan answers, and say what is expected in each."""

    def __init__(self, *args: Any, areas: list[PlanArea], chosen: dict[int, str], **kwargs: Any) -> None:
        self.areas = areas
        super().__init__(*args, **kwargs)
        for area in areas:
            self.fields[f"area_{area.pk}"] = forms.BooleanField(
                label=area.title, required=False, initial=area.pk in chosen, show_hidden_initial=True
            )
            self.fields[f"guidance_{area.pk}"] = forms.CharField(
                label=_("What is expected"),
                required=False,
                max_length=2_000,
                initial=chosen.get(area.pk, ""),
                show_hidden_initial=True,
                widget=forms.Textarea(attrs={"rows": 2, "aria-label": f"{_('What is expected')}: {area.title}"}),
            )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the two fields of each area."""
        return [(self[f"area_{area.pk}"], self[f"guidance_{area.pk}"]) for area in self.areas]

    @property
    def changes(self) -> list[PriorityChange]:
        """Return the areas that were changed here, each with what the page said when it was opened."""
        return [
            PriorityChange(area, self._opened(area), self._wanted(area))
            for area in self.areas
            if self._opened(area) != self._wanted(area)
        ]

    def _wanted(self, area: PlanArea) -> str | None:
        is_ticked = self.cleaned_data[f"area_{area.pk}"]
        return self.cleaned_data[f"guidance_{area.pk}"] if is_ticked else None

    def _opened(self, area: PlanArea) -> str | None:
        box, guidance = self[f"area_{area.pk}"], self[f"guidance_{area.pk}"]
        was_ticked = self.data.get(box.html_initial_name) == "True"
        return self.data.get(guidance.html_initial_name, "").replace("\r\n", "\n") if was_ticked else None


class TakeUpForm(forms.Form):
    """Tick the parent plan's activities that the division carries out."""

    activities = forms.ModelMultipleChoiceField(
        label=_("Activities to carry out"), queryset=Activity.objects.none(), required=False, widget=LinkedCheckboxes
    )

    def __init__(self, *args: Any, activities: QuerySet[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "activities").queryset = activities


class TakeUpIntoForm(TakeUpForm):
    """The same into a plan that is there, in one of its sections."""

    section = forms.ModelChoiceField(label=_("Section"), queryset=PlanSection.objects.none())
    field_order = ("section", "activities")

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activities"].required = True
        field = choices_of(self, "section")
        field.queryset = plan.sections.order_by("order", "title")
        field.initial = plan.sections.order_by("order", "title").first()


class ParentForm(forms.Form):
    """Say which activity of the parent plan an activity carries out."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    parent = forms.ModelChoiceField(
        label=_("Activity of the parent plan"), queryset=Activity.objects.none(), required=False, empty_label=_("None")
    )

    def __init__(self, *args: Any, activities: QuerySet[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "parent").queryset = activities


class ReductionForm(forms.Form):
    """What a reduced plan is to keep."""

    horizon = forms.ChoiceField(
        label=_("Horizon"), required=False, initial="short", choices=[("short", _("short term only")), ("", _("any"))]
    )
    lowest_priority = forms.TypedChoiceField(
        label=_("Priority"),
        required=False,
        coerce=int,
        empty_value=None,
        initial=Priority.HIGH.value,
        choices=[
            (Priority.HIGH.value, _("high only")),
            (Priority.NORMAL.value, _("high and normal")),
            ("", _("any")),
        ],
    )
    least_effect_sek = SwedishDecimalField(
        label=_("Expected effect at least (kr a year)"), required=False, max_digits=14, decimal_places=0
    )

    def clean_least_effect_sek(self) -> Decimal | None:
        """Refuse an effect below zero.

        :raises ValidationError: it is negative.
        """
        least: Decimal | None = self.cleaned_data["least_effect_sek"]
        if least is not None and least < 0:
            raise ValidationError(_("Write zero or more."))
        return least

    @property
    def reduction(self) -> Reduction:
        """Return the conditions."""
        least = self.cleaned_data["least_effect_sek"]
        return Reduction(
            horizon=self.cleaned_data["horizon"] or None,
            lowest_priority=self.cleaned_data["lowest_priority"],
            least_effect_sek=None if least is None else int(least),
        )
