"""Forms that make, change, move and copy activities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models import Measure
from plans import deadlines
from plans.actions import responsibles as roles
from plans.forms.fields import DayField, LinkedCheckboxes, LinkedRadioSelect, PlainTextMixin, SwedishDecimalField
from plans.models import Activity, Plan, PlanArea, PlanSection
from staffing.editing import VersionedForm

LONGEST_STEP = 300
MOST_STEPS = 40


def choices_of(form: forms.BaseForm, name: str) -> forms.ModelChoiceField:
    """Return the field that chooses among rows."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - the class says so
    return field


def _is_read(text: str) -> bool:
    """Return whether the text of a deadline is understood."""
    return deadlines.parse(text, reference_date=timezone.localdate()).kind is not deadlines.DeadlineKind.UNPARSED


def offer_places(form: forms.BaseForm, plan: Plan) -> None:
    """Let the form choose among the plan's own sections and areas, and no other's."""
    choices_of(form, "section").queryset = plan.sections.order_by("order", "title")
    choices_of(form, "area").queryset = plan.areas.order_by("order", "title")


class ActivityForm(PlainTextMixin, VersionedForm):
    """Everything that a person writes about an activity, but its status."""

    responsible_text = forms.CharField(
        label=_("Responsible"),
        required=False,
        max_length=500,
        help_text=_(
            "The role, not the person, for example Personaldirektör. Several are separated by a semicolon; a new role is added."
        ),
        widget=forms.TextInput(attrs={"list": "role-titles", "autocomplete": "off", "data-several": ";"}),
    )
    responsible_parts = forms.CharField(
        label=_("What each answers for"),
        required=False,
        max_length=1_000,
        help_text=_("In the same order, separated by semicolons. Leave it empty when the role answers for it all."),
    )
    step_lines = forms.CharField(
        label=_("Steps"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line. They are ticked off on the activity's page."),
    )
    move_reason = forms.CharField(
        label=_("Why the deadline is moved"),
        required=False,
        max_length=500,
        help_text=_("Needed when a date that was set becomes another. The old one is kept beside it."),
    )
    is_deadline_kept = forms.BooleanField(
        label=_("Save the deadline as it stands, for someone to interpret"), required=False
    )
    expected_effect_sek = SwedishDecimalField(
        label=_("Expected effect (kr a year)"), required=False, max_digits=14, decimal_places=0
    )
    expected_effect_fte = SwedishDecimalField(
        label=_("Expected effect (full-time equivalents a year)"), required=False, max_digits=8, decimal_places=1
    )
    effect_from_date = DayField(label=_("Effect from"), required=False, help_text=_("Year-month-day, 2026-04-03."))
    field_order = (
        "title",
        "description",
        "section",
        "area",
        "measure",
        "responsible_text",
        "responsible_parts",
        "deadline_text",
        "is_deadline_kept",
        "move_reason",
        "priority",
        "horizon",
        "step_lines",
        "expected_effect_sek",
        "expected_effect_fte",
        "effect_from_date",
        "conditions",
        "funding",
    )

    class Meta:
        model = Activity
        fields = (
            "title",
            "description",
            "section",
            "area",
            "measure",
            "deadline_text",
            "priority",
            "horizon",
            "expected_effect_sek",
            "expected_effect_fte",
            "effect_from_date",
            "conditions",
            "funding",
        )
        help_texts = {
            "deadline_text": _(
                "As the plan prints it: 2026-12-31, mars 2026, K2 2026, Hösten 2026, Snarast, Löpande. "
                "What cannot be read as a date is kept and marked for someone to interpret."
            ),
            "measure": _("The measure of the national catalogue that the activity belongs to."),
        }
        widgets = {
            "description": forms.Textarea(attrs={"rows": 5}),
            "conditions": forms.Textarea(attrs={"rows": 3}),
            "funding": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        offer_places(self, plan)
        choices_of(self, "measure").queryset = Measure.objects.order_by("number")
        if self.instance.pk:
            rows = list(self.instance.responsibles.select_related("role"))
            self.initial["responsible_text"] = "; ".join(row.role.title for row in rows)
            parts = [row.part for row in rows]
            self.initial["responsible_parts"] = "; ".join(parts) if any(parts) else ""
            self.initial["step_lines"] = "\n".join(step.text for step in self.instance.steps.all())
            for name in ("responsible_text", "responsible_parts", "step_lines"):
                # Rows of their own, which the activity's version does not hold: the form says what they were.
                self.fields[name].show_hidden_initial = True
        else:
            del self.fields["version"], self.fields["move_reason"]
        if not self.instance.due_date and "move_reason" in self.fields and not self.instance.original_due_date:
            del self.fields["move_reason"]

    def clean_title(self) -> str:
        """Return the title on one line."""
        return " ".join(str(self.cleaned_data["title"]).split())

    def clean(self) -> dict[str, Any]:
        """Ask once before a deadline is kept that cannot be read: a slip of the pen would take its lateness away."""
        cleaned = super().clean() or self.cleaned_data
        text = cleaned.get("deadline_text", "")
        is_new = text != self.initial.get("deadline_text", "")
        if text and is_new and not cleaned.get("is_deadline_kept") and not _is_read(text):
            self.add_error(
                "deadline_text",
                ValidationError(
                    _(
                        "“%(text)s” could not be read as a point in time. Correct it, or tick that it is saved as it stands."
                    ),
                    params={"text": text[:60]},
                ),
            )
        return cleaned

    @property
    def asks_to_keep(self) -> bool:
        """Return whether the page asks if a deadline that cannot be read is to be saved as it stands."""
        return self.is_bound and bool(self.errors.get("deadline_text") or self["is_deadline_kept"].data)

    def clean_responsible_text(self) -> str:
        """Check that no role is longer than a role can be."""
        text = roles.with_commas_read(str(self.cleaned_data["responsible_text"]), self.plan.region_id)
        for responsible in roles.parse(text):
            if len(responsible.title) > roles.LONGEST_TITLE:
                raise ValidationError(
                    _("A role may have at most %(limit)s characters; “%(start)s…” is longer."),
                    params={"limit": roles.LONGEST_TITLE, "start": responsible.title[:30]},
                )
        return text

    def clean_responsible_parts(self) -> str:
        """Check that no part is longer than a part can be."""
        text = str(self.cleaned_data["responsible_parts"])
        for part in text.split(";"):
            if len(part.strip()) > roles.LONGEST_TITLE:
                raise ValidationError(
                    _("A part may have at most %(limit)s characters; “%(start)s…” is longer."),
                    params={"limit": roles.LONGEST_TITLE, "start": part.strip()[:30]},
                )
        return text

    def clean_step_lines(self) -> str:
        """Check the number of steps and the length of each."""
        text = str(self.cleaned_data["step_lines"])
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_STEPS:
            raise ValidationError(
                _("An activity may have at most %(limit)s steps; these are %(count)s."),
                params={"limit": MOST_STEPS, "count": len(lines)},
            )
        for number, line in enumerate(lines, start=1):
            if len(line.strip()) > LONGEST_STEP:
                raise ValidationError(
                    _("Step %(number)s is longer than %(limit)s characters."),
                    params={"number": number, "limit": LONGEST_STEP},
                )
        return text

    @property
    def responsibles(self) -> tuple[roles.Responsible, ...]:
        """Return the roles that were typed."""
        return roles.parse(self.cleaned_data["responsible_text"], self.cleaned_data["responsible_parts"])

    @property
    def step_texts(self) -> list[str]:
        """Return the steps that were typed."""
        return [line.strip() for line in self.cleaned_data["step_lines"].splitlines() if line.strip()]

    @property
    def written(self) -> dict[str, Any]:
        """Return the activity's own fields as they were typed."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ActivityPlaceForm(VersionedForm):
    """Where in its plan an activity stands."""

    is_first = forms.ChoiceField(
        label=_("Place"),
        choices=[("", _("last in the area")), ("1", _("first in the area"))],
        required=False,
        widget=LinkedRadioSelect,
        initial="",
    )
    direction = forms.ChoiceField(choices=[("up", "up"), ("down", "down")], required=False, widget=forms.HiddenInput)

    class Meta:
        model = Activity
        fields = ("section", "area")

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self, plan)


class ActivityCopyForm(forms.Form):
    """Where a copy of an activity goes."""

    section = forms.ModelChoiceField(PlanSection.objects.none(), label=_("Section"), empty_label=None)
    area = forms.ModelChoiceField(PlanArea.objects.none(), label=_("Area"), empty_label=None)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self, plan)


class CatalogueForm(forms.Form):
    """Which measures become activities, and where in the plan."""

    section = forms.ModelChoiceField(PlanSection.objects.none(), label=_("Section"), empty_label=None)
    area = forms.ModelChoiceField(
        PlanArea.objects.none(),
        label=_("Area"),
        required=False,
        empty_label=_("The measure's own area"),
    )
    measures = forms.ModelMultipleChoiceField(
        Measure.objects.none(),
        label=_("Measures"),
        widget=LinkedCheckboxes,
        error_messages={"required": _("Choose at least one measure.")},
    )

    def __init__(self, *args: Any, plan: Plan, measures: QuerySet[Measure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan_areas = list(plan.areas.order_by("order", "title"))
        offer_places(self, plan)
        choices_of(self, "measures").queryset = measures

    def clean(self) -> dict[str, Any]:
        """Find the area of each measure; None where the plan has none for it yet."""
        cleaned = super().clean() or {}
        own = {area.area_id: area for area in reversed(self.plan_areas) if area.area_id}
        chosen = cleaned.get("area")
        self.placements = [(measure, chosen or own.get(measure.area_id)) for measure in cleaned.get("measures", ())]
        return cleaned
