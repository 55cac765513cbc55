"""The forms of the steps of a hire after it was asked for: decided, asked about, ordered, filled, followed up, reviewed."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from staffing.editing import say_empty_choices
from staffing.fields import SwedishDecimalField
from staffing.forms import DayField
from staffing.hire_forms import DEAREST_HOUR_SEK, NO_NAMES, reason_field, words_field
from staffing.models import FrameworkSupplier, HireRequest, HireRoute, Outcome, ReasonKind
from staffing.models.hire_reasons import GRANT as GRANTS
from staffing.models.hire_reasons import REFUSAL
from staffing.templatetags import oberoende

FAR = Decimal("0.25")
"""What came of a hire is asked about when it is so far from what was granted, as a share of it."""


class StepForm(forms.Form):
    """A step of a request: it carries the version that the reader saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, hire: HireRequest, today: datetime.date, **kwargs: Any) -> None:
        self.hire, self.today = hire, today
        kwargs.setdefault("initial", {}).setdefault("version", hire.version)
        # Several forms stand on one page: each has ids of its own.
        super().__init__(*args, **{"auto_id": f"{type(self).__name__.lower()}_%s", **kwargs})
        say_empty_choices(self)


GRANT, CHANGE, REFUSE = Outcome.GRANTED, Outcome.CHANGED, Outcome.REFUSED


class DecideForm(StepForm):
    """Grant, grant less, or refuse; why, from the list and in words."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[(GRANT, _("Grant")), (CHANGE, _("Grant with changes")), (REFUSE, _("Refuse"))],
    )
    granted_hours = SwedishDecimalField(
        label=_("Granted hours"),
        help_text=_("Only when it is granted with changes."),
        required=False,
        min_value=Decimal("0.5"),
        decimal_places=1,
    )
    valid_to = DayField(label=_("Valid to"), required=False, help_text=_("Left empty: the last day that is asked for."))
    reason = reason_field(ReasonKind.DECISION, _("Reason"))
    reason_text = words_field(_("In words"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._group_reasons()
        for name in ("granted_hours", "valid_to"):
            self.fields[name].is_expected = True  # type: ignore[attr-defined]  # the help says when

    def _group_reasons(self) -> None:
        """Offer the reasons to grant apart from those to refuse: one query."""
        field: Any = self.fields["reason"]
        offered = list(field.queryset)
        groups = [
            (_("To grant"), [(one.pk, str(one)) for one in offered if one.fits == GRANTS]),
            (_("To refuse"), [(one.pk, str(one)) for one in offered if one.fits == REFUSAL]),
            (_("Either"), [(one.pk, str(one)) for one in offered if not one.fits]),
        ]
        field.choices = [("", _("not chosen")), *((label, some) for label, some in groups if some)]

    def clean(self) -> dict[str, Any]:
        """Hold what is granted against what is asked for, and the reason against the outcome."""
        data = super().clean() or self.cleaned_data
        reason = data.get("reason")
        if reason is not None and data.get("outcome"):
            if data["outcome"] == REFUSE and reason.fits == GRANTS:
                self.add_error("reason", _("That is a reason to grant. Choose one to refuse."))
            if data["outcome"] != REFUSE and reason.fits == REFUSAL:
                self.add_error("reason", _("That is a reason to refuse. Choose one to grant."))
        outcome, hours, last = data.get("outcome"), data.get("granted_hours"), data.get("valid_to")
        if outcome == CHANGE:
            self._clean_change(hours, last)
        if outcome == GRANT and hours is not None and hours != self.hire.hours:
            self.add_error("outcome", _("Other hours than asked for: choose “Grant with changes”."))
        if outcome == GRANT and last is not None and last != self.hire.last_date:
            self.add_error("outcome", _("Another last day than asked for: choose “Grant with changes”."))
        if outcome != REFUSE and last is not None and last < self.hire.first_date:
            self.add_error("valid_to", _("The grant would end before the first day."))
        return data

    def _clean_change(self, hours: Decimal | None, last: datetime.date | None) -> None:
        if (hours or self.hire.hours) == self.hire.hours and (last or self.hire.last_date) == self.hire.last_date:
            self.add_error("granted_hours", _("Nothing is changed: write fewer hours or an earlier end."))
        if hours is not None and hours > self.hire.hours:
            self.add_error("granted_hours", _("That is more than is asked for."))
        if last is not None and last > self.hire.last_date:
            self.add_error("valid_to", _("That is later than is asked for."))


class AskForm(StepForm):
    """A question of the decider's."""

    text = words_field(_("Question"))


class AnswerForm(StepForm):
    """The answer to a question."""

    question = forms.IntegerField(widget=forms.HiddenInput)
    text = words_field(_("Answer"))


class WithdrawForm(StepForm):
    """Take the request back."""


class ReviewForm(StepForm):
    """What the review of an urgent decision found."""

    text = words_field(_("What the review found"))


class OrderForm(StepForm):
    """What was ordered, of whom and how. What departs from the grant or from the rank is said in words."""

    supplier = forms.ModelChoiceField(
        FrameworkSupplier.objects.none(), label=_("Supplier in the agreement"), required=False
    )
    supplier_name = forms.CharField(label=_("or another supplier"), max_length=120, required=False)
    route = forms.ChoiceField(label=_("Route"), choices=HireRoute)
    price_sek_per_hour = SwedishDecimalField(
        label=_("Price (kr an hour)"), min_value=Decimal(1), max_value=DEAREST_HOUR_SEK, decimal_places=2
    )
    ordered_date = DayField(label=_("Ordered on"))
    deviation_text = words_field(_("Why other than granted"), rows=2, required=False)

    def __init__(self, *args: Any, hire: HireRequest, today: datetime.date, **kwargs: Any) -> None:
        begun = {"route": hire.route, "price_sek_per_hour": hire.price_sek_per_hour, "ordered_date": today}
        super().__init__(*args, hire=hire, today=today, **{"initial": begun, **kwargs})
        supplier: Any = self.fields["supplier"]
        fits = Q(profession__isnull=True) | Q(profession=hire.profession_id)
        supplier.queryset = FrameworkSupplier.objects.filter(fits, agreement=hire.agreement_id)
        supplier.label_from_instance = lambda one: f"{one.rank}. {one.name}" if one.rank else one.name
        if not supplier.queryset.exists():
            del self.fields["supplier"]
            self.fields["supplier_name"].label = _("Supplier")
        for name in {"supplier", "supplier_name", "deviation_text"} & self.fields.keys():
            self.fields[name].is_expected = True  # type: ignore[attr-defined]  # one of the two is needed; the help says when
        granted = oberoende.number(hire.price_sek_per_hour, 2)
        self.fields["price_sek_per_hour"].help_text = _("Granted: %(price)s.") % {"price": granted}
        self.fields["deviation_text"].help_text = format_lazy(
            "{} {}", _("When the price is higher, the route another, or not the first in rank takes it."), NO_NAMES
        )

    def clean(self) -> dict[str, Any]:
        """Ask for one supplier, no day to come, and why the order is other than what was granted."""
        data = super().clean() or self.cleaned_data
        if bool(data.setdefault("supplier", None)) == bool(data.get("supplier_name")):
            self.add_error("supplier_name", _("Choose a supplier, or write another one."))
        _not_to_come(self, "ordered_date")
        departures = [] if self.errors else self._departures(data)
        if departures and not data["deviation_text"]:
            words = _("Say why: %(what)s.") % {"what": ", ".join(str(one) for one in departures)}
            self.add_error("deviation_text", words)
        return data

    def _departures(self, data: dict[str, Any]) -> list[Any]:
        """Return in which ways the order is other than what was granted, or passes over the rank."""
        found, supplier = [], data["supplier"]
        if data["price_sek_per_hour"] > self.hire.price_sek_per_hour:
            found.append(_("the price is higher than granted"))
        if data["route"] != self.hire.route:
            found.append(_("the route is another than granted"))
        if supplier is not None and supplier.rank and data["route"] == HireRoute.RANKED:
            offered: Any = self.fields["supplier"]
            if offered.queryset.filter(rank__lt=supplier.rank).exists():
                found.append(_("the supplier is not the first in rank"))
        return found


class FillForm(StepForm):
    """That the order was filled, or why not."""

    filled_date = DayField(label=_("Filled on"), required=False)
    not_filled_reason = words_field(_("or why it was not filled"), rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("filled_date", "not_filled_reason"):
            self.fields[name].is_expected = True  # type: ignore[attr-defined]  # one of the two is needed

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        data = super().clean() or self.cleaned_data
        if not self.errors and bool(data.get("filled_date")) == bool(data.get("not_filled_reason")):
            self.add_error("filled_date", _("Write the day, or why it was not filled."))
        _not_to_come(self, "filled_date")
        return data


class FollowUpForm(StepForm):
    """What came of it; why, when that is far from what was granted. What was followed up is corrected with the same form."""

    ended_date = DayField(label=_("Ended on"))
    actual_hours = SwedishDecimalField(
        label=_("Actual hours"), min_value=Decimal(0), max_value=Decimal(100_000), decimal_places=1
    )
    actual_cost_sek = SwedishDecimalField(
        label=_("Actual cost (kr)"), min_value=Decimal(0), max_value=Decimal(1_000_000_000), decimal_places=2
    )
    follow_up_text = words_field(_("Why it came out otherwise"), rows=2, required=False)

    def __init__(self, *args: Any, hire: HireRequest, today: datetime.date, **kwargs: Any) -> None:
        order, decision = getattr(hire, "order", None), getattr(hire, "decision", None)
        names = ("ended_date", "actual_hours", "actual_cost_sek", "follow_up_text")
        begun = {name: getattr(order, name) for name in names} if order and order.followed_up_at else {}
        super().__init__(*args, hire=hire, today=today, **{"initial": begun, **kwargs})
        self.granted_hours: Decimal | None = decision.granted_hours if decision else None
        self.granted_sek: Decimal | None = decision.granted_cost_sek if decision else None
        self._say_granted()
        self.fields["follow_up_text"].is_expected = True  # type: ignore[attr-defined]  # the help says when
        self.fields["follow_up_text"].help_text = format_lazy(
            "{} {}", _("When hours or cost are more than a quarter from what was granted."), NO_NAMES
        )

    def _say_granted(self) -> None:
        invoiced = _("Without VAT, as invoiced.")
        self.fields["actual_cost_sek"].help_text = invoiced
        if self.granted_hours is not None and self.granted_sek is not None:
            hours, cost = oberoende.number(self.granted_hours, 1), oberoende.number(self.granted_sek)
            self.fields["actual_hours"].help_text = _("Granted: %(hours)s.") % {"hours": hours}
            granted = _("Granted: %(cost)s.") % {"cost": cost}
            self.fields["actual_cost_sek"].help_text = format_lazy("{} {}", invoiced, granted)

    def clean(self) -> dict[str, Any]:
        """Refuse a day to come or before the work, and an impossible price; ask why it is far from what was granted."""
        data = super().clean() or self.cleaned_data
        _not_to_come(self, "ended_date")
        ended, hours, cost = data.get("ended_date"), data.get("actual_hours"), data.get("actual_cost_sek")
        if ended is not None and ended < self.hire.first_date:
            self.add_error("ended_date", _("That is before the first day of the hire."))
        if hours and cost is not None and cost / hours > DEAREST_HOUR_SEK:
            self.add_error("actual_cost_sek", _("That is more than 20 000 kr an hour. Check the hours and the cost."))
        is_far = _is_far(hours, self.granted_hours) or _is_far(cost, self.granted_sek)
        if not self.errors and is_far and not data.get("follow_up_text"):
            self.add_error("follow_up_text", _("Hours or cost are far from what was granted. Check them, or say why."))
        return data


def _is_far(actual: Decimal | None, granted: Decimal | None) -> bool:
    """Return whether the actual figure is more than a quarter from the granted one."""
    return actual is not None and granted is not None and abs(actual - granted) > granted * FAR


def _not_to_come(form: StepForm, name: str) -> None:
    day = form.cleaned_data.get(name)
    if day is not None and day > form.today:
        form.add_error(name, _("That day is still to come."))
