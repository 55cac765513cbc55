"""Forms of a plan's groups and milestones."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from plans.actions.governance import twin_of
from plans.forms.fields import PlainTextMixin
from plans.forms.plans import PercentField
from plans.models import GroupMember, Milestone, PlanGroup
from plans.plan_snapshot import MemberFacts
from staffing.editing import VersionedForm
from staffing.models import Organisation, Profession
from values.period import InvalidPeriod, Period

MOST_MEMBERS = 60
_DASH = re.compile(r"\s+[-–—]\s+")


def members_in(text: str) -> list[MemberFacts]:
    """Return the members that a text spells, one a line: "Role – part", the part left out where there is none.

    :raises ValidationError: a role stands twice, is too long, or there are too many.
    """
    members: dict[str, MemberFacts] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        role, *rest = _DASH.split(line, maxsplit=1)
        part = rest[0].strip() if rest else ""
        if role in members:
            raise ValidationError(_("“%(role)s” stands twice."), params={"role": role})
        _refuse_long(role, "role_title")
        _refuse_long(part, "part")
        members[role] = MemberFacts(role, part)
    if len(members) > MOST_MEMBERS:
        raise ValidationError(_("A group has at most %(most)s roles."), params={"most": MOST_MEMBERS})
    return list(members.values())


def _refuse_long(text: str, name: str) -> None:
    field: Any = GroupMember._meta.get_field(name)  # noqa: SLF001 -- Django's own way to a model's fields
    most = field.max_length
    if len(text) > most:
        raise ValidationError(
            _("“%(text)s…” is too long: at most %(most)s characters."), params={"text": text[:40], "most": most}
        )


def spelled(members: list[GroupMember]) -> str:
    """Return the members as the form's text."""
    return "\n".join(f"{row.role_title} – {row.part}" if row.part else row.role_title for row in members)


class GroupForm(PlainTextMixin, VersionedForm):
    """A group with its members as lines of text; persons are not named."""

    members = forms.CharField(
        label=_("Members by role"),
        required=False,
        show_hidden_initial=True,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One role a line, with its part after a dash: Director of Healthcare – chair. Do not name persons."
        ),
    )
    field_order = ("kind", "name", "assignment", "members")

    class Meta:
        model = PlanGroup
        fields = ("kind", "name", "assignment")
        widgets = {"assignment": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"assignment": _("What the group decides or does, and how often it meets.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(self.instance.members.order_by("order", "pk")) if self.instance.pk else []
        self.initial["members"] = spelled(rows)

    def clean_name(self) -> str:
        """Return the name, when no other group of the plan has it."""
        name: str = self.cleaned_data["name"]
        others = PlanGroup.objects.filter(plan_id=self.instance.plan_id).exclude(pk=self.instance.pk)
        if others.filter(name=name).exists():
            raise ValidationError(_("The plan already has “%(title)s”."), params={"title": name})
        return name

    def clean_members(self) -> list[MemberFacts]:
        """Return the members."""
        return members_in(self.cleaned_data["members"])

    @property
    def written(self) -> dict[str, Any]:
        """Return the group's own fields."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


MILESTONE_MONTHS = (3, 4, 6, 12)


class MilestoneForm(PlainTextMixin, VersionedForm):
    """A step of the glide path; the share is written in per cent, the period by its code or name."""

    period = forms.CharField(
        label=_("Period"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "date", "autocomplete": "off"}),
        help_text=_("A quarter (2026-K3), a tertial (2026-T2), a half-year (2026-H1) or a year (2026)."),
    )
    target_ratio = PercentField(label=_("Target (per cent of own staff cost)"), max_digits=6, decimal_places=4)
    field_order = ("organisation", "profession", "period", "target_ratio", "note")

    class Meta:
        model = Milestone
        fields = ("organisation", "profession", "target_ratio", "note")

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = self.fields["organisation"]
        organisation.queryset = organisations
        organisation.empty_label = None
        profession: Any = self.fields["profession"]
        profession.queryset = Profession.objects.filter(
            Q(is_retired=False) | Q(pk=self.instance.profession_id)
        ).order_by("order", "code")
        profession.empty_label = _("All professions")
        self.fields["target_ratio"].help_text = _(
            "Two per cent is written 2,0. It is held against the share of the twelve months to and including the period."
        )
        if self.instance.pk:
            self.initial["period"] = self.instance.period.code

    def clean_period(self) -> Period:
        """Return the period that the text names."""
        text = self.cleaned_data["period"]
        try:
            period = Period.parse(text)
        except InvalidPeriod as error:
            raise ValidationError(_("“%(text)s” is not a period. Write 2026-K3."), params={"text": text}) from error
        if not (self.instance.pk and period == self.instance.period):
            self._check_period(period)
        return period

    def _check_period(self, period: Period) -> None:
        """Refuse a new period that no milestone has: of another length, or years away from the plan.

        A year before the plan is its point of departure, and a year after it tells what it left behind.

        :raises ValidationError: with what is possible.
        """
        if period.length not in MILESTONE_MONTHS:
            raise ValidationError(_("A milestone is for a quarter, a tertial, a half-year or a year."))
        plan = self.instance.plan
        if period.last_date.year < plan.start_date.year - 1 or period.first_date.year > plan.end_date.year + 1:
            days = {"first": plan.start_date.isoformat(), "last": plan.end_date.isoformat()}
            raise ValidationError(_("The plan goes from %(first)s to %(last)s. Choose a period near it."), params=days)

    def clean_target_ratio(self) -> Any:
        """Return the target, when it is a share.

        :raises ValidationError: below 0, or 100 per cent and more.
        """
        target = self.cleaned_data["target_ratio"]
        if target is None or not 0 <= target < 1:
            raise ValidationError(_("The target is at least 0 and less than 100 per cent."))
        return target

    def clean(self) -> dict[str, Any]:
        """Refuse a second milestone for the same organisation, profession and period, at the period."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("period") and cleaned.get("organisation") and "profession" in cleaned:
            asked = Milestone(pk=self.instance.pk, plan_id=self.instance.plan_id)
            for name, value in self._place.items():
                setattr(asked, name, value)
            if twin_of(asked):
                self.add_error("period", ALREADY_THERE)
        return cleaned

    def validate_constraints(self) -> None:
        """Leave to `clean` what the constraints would say without naming a field."""

    @property
    def _place(self) -> dict[str, Any]:
        period: Period = self.cleaned_data["period"]
        return {
            "organisation": self.cleaned_data["organisation"],
            "profession": self.cleaned_data["profession"],
            "first_month": period.first_date,
            "length": period.length,
        }

    @property
    def written(self) -> dict[str, Any]:
        """Return the milestone's fields."""
        return {
            **self._place,
            "target_ratio": self.cleaned_data["target_ratio"],
            "note": self.cleaned_data["note"],
        }


ALREADY_THERE = _("The plan already has a milestone for the organisation, the profession and the period.")
