"""Forms that write a plan, its sections and its areas."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from measures.models import MeasureArea
from plans.forms.fields import DayField, DaysInOrderMixin, PlainTextMixin, SwedishDecimalField
from plans.models import Plan, PlanArea, PlanSection
from staffing.editing import VersionedForm
from staffing.models import Organisation
from values import numbers

PERCENT = Decimal(100)


class PercentField(SwedishDecimalField):
    """A share (0.02) that is written and shown in per cent (2,0)."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs take it for an IntegerField
        """Return the share that the per cent spell."""
        if value in self.empty_values or isinstance(value, Decimal):
            return value or None
        typed = super().to_python(value)
        return None if typed is None else typed / PERCENT

    def prepare_value(self, value: Any) -> Any:
        """Show a stored share in per cent, with a decimal at least; leave alone what was typed."""
        if not isinstance(value, Decimal):
            return value
        percent = value * PERCENT
        exponent = percent.normalize().as_tuple().exponent
        places = max(1, -exponent) if isinstance(exponent, int) else 1
        return numbers.format_decimal(percent, places, language=get_language() or "sv")


class PlanForm(PlainTextMixin, DaysInOrderMixin, VersionedForm):
    """What a plan says of itself. The target is written in per cent and kept as a share."""

    start_date = DayField(label=_("First day"))
    end_date = DayField(label=_("Last day"))
    target_ratio = PercentField(label=_("Target (per cent of own staff cost)"), max_digits=6, decimal_places=4)
    target_date = DayField(label=_("To be reached by"), required=False)
    field_order = (
        "title",
        "organisation",
        "start_date",
        "end_date",
        "goal",
        "target_ratio",
        "target_date",
        "registry_number",
    )

    class Meta:
        model = Plan
        fields = (
            "title",
            "organisation",
            "start_date",
            "end_date",
            "goal",
            "target_ratio",
            "target_date",
            "registry_number",
        )
        widgets = {"goal": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "organisation": _("The region, or the division whose own plan it is."),
            "registry_number": _("The number of the case in the register (diarienummer)."),
        }

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = organisations
        field.empty_label = None if organisations.count() == 1 else _("Choose")
        self.initial["target_ratio"] = Decimal(self.instance.target_ratio)

    def clean_target_ratio(self) -> Decimal:
        """Return the target, when it is a share that can be reached.

        :raises ValidationError: not above 0 and below 100 per cent.
        """
        target: Decimal = self.cleaned_data["target_ratio"]
        if not 0 < target < 1:
            raise ValidationError(_("The target is more than 0 and less than 100 per cent."))
        return target

    def validate_constraints(self) -> None:
        """Leave to `clean` what the constraints would say without naming a field."""

    @property
    def written(self) -> dict[str, Any]:
        """Return the plan's fields."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class PartForm(PlainTextMixin, VersionedForm):
    """What sections and areas share: a name that is once in the plan, and a place among the others."""

    after = forms.TypedChoiceField(
        label=_("Place"), coerce=int, empty_value=None, required=False, show_hidden_initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model = type(self.instance)
        others = list(
            model.objects.filter(plan_id=self.instance.plan_id).exclude(pk=self.instance.pk).order_by("order", "title")
        )
        field: Any = self.fields["after"]
        field.choices = [
            ("", _("First")),
            *((other.pk, format_lazy(_("After {title}"), title=other.title)) for other in others),
        ]
        is_new = self.instance.pk is None
        before = [other for other in others if is_new or other.order < self.instance.order]
        self.initial["after"] = before[-1].pk if before else None

    def clean_title(self) -> str:
        """Return the name, when no other part of the plan has it."""
        title = self.cleaned_data["title"]
        others = type(self.instance).objects.filter(plan_id=self.instance.plan_id).exclude(pk=self.instance.pk)
        if title and others.filter(title=title).exists():
            raise ValidationError(_("The plan already has “%(title)s”."), params={"title": title})
        return title

    def validate_constraints(self) -> None:
        """Leave the name to `clean_title`, which says it at the field."""


class PlanSectionForm(PartForm):
    """A section: the organisation that it is about, under the plan's own words."""

    field_order = ("organisation", "title", "after")

    class Meta:
        model = PlanSection
        fields = ("organisation", "title")

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = organisations
        self.fields["title"].help_text = _("As the plan prints it. Left empty, it is the organisation's name.")
        self.fields["title"].required = False

    def clean(self) -> dict[str, Any]:
        """Take the organisation's name when no other is given."""
        cleaned = super().clean() or self.cleaned_data
        if "title" in cleaned and not cleaned["title"] and cleaned.get("organisation"):
            cleaned["title"] = cleaned["organisation"].name
            _refuse_a_name_twice(self, cleaned["title"])
        return cleaned


class PlanAreaForm(PartForm):
    """An area: one of the catalogue's seven, or the plan's own."""

    field_order = ("area", "title", "after")

    class Meta:
        model = PlanArea
        fields = ("area", "title")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["area"]
        field.queryset = MeasureArea.objects.order_by("number")
        field.empty_label = _("None: the plan's own area")
        self.fields["title"].help_text = _("In the plan's own words. Left empty, it is the catalogue's name.")
        self.fields["title"].required = False

    def clean(self) -> dict[str, Any]:
        """Take the catalogue's name when no other is given; an area of one's own needs a name."""
        cleaned = super().clean() or self.cleaned_data
        if "title" in cleaned and not cleaned["title"]:
            if not cleaned.get("area"):
                self.add_error("title", ValidationError(_("Name the area, or choose one of the catalogue's.")))
            else:
                cleaned["title"] = cleaned["area"].name_sv
                _refuse_a_name_twice(self, cleaned["title"])
        return cleaned


def _refuse_a_name_twice(form: PartForm, title: str) -> None:
    form.cleaned_data["title"] = title
    try:
        form.clean_title()
    except ValidationError as error:
        form.add_error("title", error)
