"""The form that says what is to become of several activities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.models import Horizon
from plans import deadlines
from plans.actions import responsibles as roles
from plans.actions.bulk_changes import Wanted
from plans.forms.fields import LinkedRadioSelect, PlainTextMixin
from plans.models import BulkAct, Plan, PlanArea, PlanSection, Priority, ProgressChoice

FIELDS: dict[str, tuple[str, ...]] = {
    BulkAct.PROGRESS: ("progress", "comment", "receiver"),
    BulkAct.RESPONSIBLE: ("responsible_text",),
    BulkAct.DEADLINE: ("deadline_text", "move_reason"),
    BulkAct.SECTION: ("section",),
    BulkAct.AREA: ("area",),
    BulkAct.PRIORITY: ("priority",),
    BulkAct.HORIZON: ("horizon",),
    BulkAct.HIDE: (),
    BulkAct.UNHIDE: (),
    BulkAct.DELETE: (),
}
"""What each act asks for, in the order that the page offers them."""
NEEDED = {"progress", "responsible_text", "deadline_text", "move_reason", "section", "area", "priority"}


class BulkForm(PlainTextMixin, forms.Form):
    """One act of those that the person may do, and what it needs."""

    act = forms.ChoiceField(label=_("What is to be changed"), widget=LinkedRadioSelect)
    progress = forms.ChoiceField(label=_("Status"), choices=[("", "–"), *ProgressChoice.choices], required=False)
    comment = forms.CharField(
        label=_("One line on how it goes"),
        max_length=500,
        required=False,
        help_text=_("The same line for all of them. Needed when they are cancelled. Only your own region reads it."),
    )
    receiver = forms.CharField(
        label=_("Receiver"), max_length=200, required=False, help_text=_("Needed when they are handed over.")
    )
    responsible_text = forms.CharField(
        label=_("Responsible"),
        max_length=500,
        required=False,
        help_text=_(
            "The roles, not the persons, separated by semicolons. They take the place of those that are there."
        ),
        widget=forms.TextInput(attrs={"list": "role-titles", "autocomplete": "off", "data-several": ";"}),
    )
    deadline_text = forms.CharField(
        label=_("Deadline"),
        max_length=200,
        required=False,
        help_text=_("2026-12-31, mars 2026, K2 2026, Hösten 2026, Snarast, Löpande."),
    )
    move_reason = forms.CharField(
        label=_("Why the deadline is moved"),
        max_length=500,
        required=False,
        help_text=_("The move is counted on each activity whose date becomes another."),
    )
    section = forms.ModelChoiceField(PlanSection.objects.none(), label=_("Section"), required=False)
    area = forms.ModelChoiceField(PlanArea.objects.none(), label=_("Area"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), choices=[("", "–"), *Priority.choices], required=False)
    horizon = forms.ChoiceField(label=_("Horizon"), choices=[("", _("none")), *Horizon.choices], required=False)

    def __init__(self, *args: Any, plan: Plan, can_edit: bool, can_report: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [act for act in FIELDS if (can_report if act == BulkAct.PROGRESS else can_edit)]
        act = self.fields["act"]
        assert isinstance(act, forms.ChoiceField)  # noqa: S101 - the class says so
        act.choices = [(key, BulkAct(key).label) for key in offered]
        for name, rows in (("section", plan.sections), ("area", plan.areas)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - the class says so
            field.queryset = rows.order_by("order", "title")

    @property
    def acts(self) -> list[dict[str, Any]]:
        """Return the acts with their words and their fields, for the page."""
        asked = self["act"].value()
        return [
            {"key": key, "word": word, "is_chosen": key == asked, "fields": [self[name] for name in FIELDS[key]]}
            for key, word in self.fields["act"].choices  # type: ignore[attr-defined]  # a ChoiceField, as above
        ]

    def clean_deadline_text(self) -> str:
        """Refuse a text that cannot be read: for one activity somebody interprets it, for many it is a slip."""
        text = str(self.cleaned_data["deadline_text"]).strip()
        if deadlines.parse(text, reference_date=timezone.localdate()).kind is deadlines.DeadlineKind.UNPARSED:
            raise ValidationError(_("This cannot be read as a deadline. Write it like 2026-12-31, K2 2026 or Löpande."))
        return text

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen act needs."""
        data: dict[str, Any] = super().clean() or {}
        act = data.get("act", "")
        for name in FIELDS.get(act, ()):
            if name in NEEDED and name not in self.errors and data.get(name) in (None, ""):
                self.add_error(name, _("Fill this in."))
        if act == BulkAct.PROGRESS:
            if data.get("progress") == ProgressChoice.CANCELLED and not data.get("comment"):
                self.add_error("comment", _("Say why the activities are cancelled."))
            if data.get("progress") == ProgressChoice.HANDED_OVER and not data.get("receiver"):
                self.add_error("receiver", _("Say who takes the activities over."))
        return data

    @property
    def wanted(self) -> Wanted:
        """Return what is to become of the activities."""
        data = self.cleaned_data
        act = BulkAct(data["act"])
        found = roles.parse(data["responsible_text"]) if act == BulkAct.RESPONSIBLE else ()
        place = data[str(act)] if act in (BulkAct.SECTION, BulkAct.AREA) else None
        texts = {
            BulkAct.RESPONSIBLE: "; ".join(one.title for one in found),
            BulkAct.DEADLINE: data.get("deadline_text", ""),
            BulkAct.PROGRESS: data.get("progress", ""),
            BulkAct.PRIORITY: data.get("priority", ""),
            BulkAct.HORIZON: data.get("horizon", ""),
        }
        reasons = {BulkAct.DEADLINE: data.get("move_reason", ""), BulkAct.PROGRESS: data.get("comment", "")}
        return Wanted(
            act=act,
            value=place.title if place else texts.get(act, ""),
            reason=reasons.get(act, ""),
            receiver=data.get("receiver", "") if act == BulkAct.PROGRESS else "",
            place=place,
            responsibles=found,
        )
