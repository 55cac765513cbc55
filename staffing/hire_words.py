"""Rules of delegation in words: as they stand in a request and its decision, and what they lack."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from staffing.delegation_table import Limit, NoDecider, SeveralDeciders
from staffing.hire_queries import Judged, Weighed
from staffing.models import DelegationRule, HireRoute, ResponsibleRole, User
from values import money
from values.money import MoneyUnit
from values.numbers import format_decimal, round_half_up


def rule(row: DelegationRule) -> str:
    """Return the rule as it reads today, to be kept with what it decides."""
    language = get_language() or "sv"
    parts = [_("%(role)s, %(organisation)s") % {"role": row.role.title, "organisation": row.organisation.name}]
    if row.profession:
        parts.append(row.profession.name)
    if row.largest_sek is not None:
        amount = money.format_sek(row.largest_sek, MoneyUnit.KR, language=language, with_unit=True)
        parts.append(_("at most %(amount)s") % {"amount": amount})
    if row.longest_weeks is not None:
        weeks = format_decimal(row.longest_weeks, 1 if row.longest_weeks % 1 else 0, language=language)
        parts.append(_("at most %(weeks)s weeks") % {"weeks": weeks})
    if row.covers_outside_framework:
        parts.append(_("also outside the framework"))
    if row.covers_over_list_price:
        parts.append(_("also above the list price"))
    if row.covers_hire_stop:
        parts.append(_("also inside a hire stop"))
    if row.reference:
        parts.append(row.reference)
    return ", ".join(parts)


def limits(stops: Iterable[Limit]) -> list[str]:
    """Return what keeps a rule from covering a request, in words."""
    words = {
        Limit.COST: _("so large an amount"),
        Limit.WEEKS: _("so long a time"),
        Limit.OUTSIDE_FRAMEWORK: _("a hire outside the framework"),
        Limit.OVER_LIST_PRICE: _("a price above the list"),
        Limit.HIRE_STOP: _("a hire inside a hire stop"),
    }
    wanted = set(stops)
    return [words[limit] for limit in Limit if limit in wanted]


def passed(rules: Iterable[Weighed]) -> list[str]:
    """Return why the rules that come first do not decide, one sentence each."""
    words = _("%(role)s may not decide on %(what)s")
    return [words % {"role": one.rule.role.title, "what": ", ".join(limits(one.limits))} for one in rules]


def deciding(role: ResponsibleRole, people: Iterable[User]) -> list[str]:
    """Return who decides as the role, each by name; who is not its holder is called substitute."""
    words = _("%(name)s (substitute)")
    return [one.name if one.pk == role.holder_id else words % {"name": one.name} for one in people]


def lacking(problem: NoDecider) -> str:
    """Return which rule is missing, in words for who asks and who keeps the rules."""
    if not problem.limits:
        return _("There is no rule of delegation for this unit and profession. Ask who keeps the rules to add one.")
    named = ", ".join(limits(problem.limits))
    return _("No rule of delegation covers this: %(what)s. Ask who keeps the rules to add one.") % {"what": named}


def exceptions(judged: Judged, route: HireRoute) -> list[str]:
    """Return in words what of a wish departs from the agreement, and has to be given a reason."""
    found = []
    if judged.is_over_list_price:
        found.append(_("The price is above the list price."))
    if judged.is_overlong:
        found.append(_("The time is longer than the agreement allows for one call-off."))
    if route == HireRoute.OUTSIDE:
        found.append(_("The hire is outside the framework agreement."))
    if route == HireRoute.DIRECT:
        found.append(_("The hire is a direct procurement, outside the framework agreement."))
    return found


def problem(found: NoDecider | SeveralDeciders) -> str:
    """Return why nobody decides, in words for who asks."""
    if isinstance(found, SeveralDeciders):
        return _("Two rules of delegation name different roles for this. Ask who keeps the rules to say which.")
    return lacking(found)


def nobody(title: str, *, is_own: bool) -> str:
    """Return that the role which decides has nobody in it today who may, in words for who asks."""
    if is_own:
        words = _(
            "You hold the role %(role)s yourself, and nobody decides on their own request. A substitute is needed."
        )
    else:
        words = _("%(role)s is to decide, but nobody with an account holds that role today, and it has no substitute.")
    return words % {"role": title}


def a_week(hours: Decimal, first: datetime.date, last: datetime.date) -> Decimal:
    """Return hours in all as hours a week, to one decimal."""
    return round_half_up(hours * 7 / ((last - first).days + 1), 1)
