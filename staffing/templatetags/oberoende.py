"""How numbers, dates and what is missing are printed, in pages and PDFs alike. Loaded in every template."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

from django import forms, template
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from values import dates, money, ratio
from values.numbers import format_decimal

register = template.Library()

_PLAIN_ADDRESS = re.compile(r'<a href="([^"?#]+)"')


def _language() -> str:
    return get_language() or "sv"


def missing() -> SafeString:
    """Return the dash of a figure that is not there, with words for those who hear the page."""
    return format_html(
        '<span aria-hidden="true">–</span><span class="visually-hidden">{}</span>', gettext("figure missing")
    )


@register.simple_tag(name="missing")
def missing_tag() -> SafeString:
    """Print the dash of a figure that is not there."""
    return missing()


@register.filter
def number(value: Decimal | int | None, decimals: int = 0) -> str:
    """Print a number with hard spaces in thousands."""
    return missing() if value is None else format_decimal(Decimal(value), decimals, language=_language())


@register.filter
def plain_number(value: Decimal) -> str:
    """Print a number with hard spaces in thousands and the decimals that it has, none that say nothing."""
    exponent = value.normalize().as_tuple().exponent
    return number(value, max(0, -exponent) if isinstance(exponent, int) else 0)


@register.filter
def signed(value: Decimal | int | None, decimals: int = 0) -> str:
    """Print a number with its sign."""
    return missing() if value is None else format_decimal(Decimal(value), decimals, language=_language(), sign=True)


@register.filter
def sek(value: Decimal | None, unit: str = "kr") -> str:
    """Print kronor in `unit` (kr, tkr, mnkr, mdkr), without the unit's word: it stands once in the header."""
    return missing() if value is None else money.format_sek(value, money.MoneyUnit(unit), language=_language())


@register.filter
def sek_with_unit(value: Decimal | None, unit: str = "kr") -> str:
    """Print kronor in `unit` with the unit's word, for prose."""
    if value is None:
        return missing()
    return money.format_sek(value, money.MoneyUnit(unit), language=_language(), with_unit=True)


@register.filter
def sek_signed(value: Decimal | None, unit: str = "kr") -> str:
    """Print a change of kronor in `unit` with its sign and the unit's word, for prose."""
    if value is None:
        return missing()
    return money.format_sek(value, money.MoneyUnit(unit), language=_language(), with_unit=True, sign=True)


@register.filter
def percent(value: Decimal | None, decimals: int = 1) -> str:
    """Print a share (0.038) as per cent (3,8 %)."""
    return missing() if value is None else ratio.format_percent(value, decimals, language=_language())


@register.filter
def points(value: Decimal | None) -> str:
    """Print a difference of shares as percentage points with its sign."""
    return missing() if value is None else ratio.format_points(value, language=_language())


@register.filter
def iso(value: datetime.date | datetime.datetime | None) -> str:
    """Print a date as ÅÅÅÅ-MM-DD in a `<time>`, a time of day with it when there is one."""
    if value is None:
        return missing()
    if isinstance(value, datetime.datetime):
        local = timezone.localtime(value)
        return format_html('<time datetime="{}">{}</time>', local.isoformat(), local.strftime("%Y-%m-%d %H:%M"))
    return format_html("<time>{}</time>", value.isoformat())


@register.filter
def iso_day(value: datetime.datetime | None) -> str:
    """Print the Swedish day of a moment as ÅÅÅÅ-MM-DD in a `<time>`: its own date is that of UTC, an hour or two behind."""
    return iso(None if value is None else timezone.localdate(value))


@register.filter
def long_date(value: datetime.date | None) -> str:
    """Print a date in words ("31 mars 2026") in a `<time>`."""
    if value is None:
        return missing()
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(), dates.format_date_long(value, language=_language())
    )


@register.filter
def period_label(value: Any) -> str:
    """Print a period in words ("K4 2016")."""
    return missing() if value is None else value.label(_language())


@register.filter
def or_missing(value: Any) -> Any:
    """Print the value, or the dash when there is none."""
    return missing() if value in (None, "") else value


@register.filter
def with_query(markup: SafeString, query: str | None) -> SafeString:
    """Return the markup with the query ("?per=2026-03-31") put to every link in it that begins with its address and has none."""
    if not query:
        return markup
    return mark_safe(_PLAIN_ADDRESS.sub(lambda found: f'<a href="{found[1]}{escape(query)}"', markup))


@register.filter
def lookup(mapping: dict[Any, Any], key: Any) -> Any:
    """Return what the mapping holds for the key, or None."""
    return mapping.get(key)


@register.inclusion_tag("_error_summary.html")
def error_summary(*some_forms: forms.BaseForm | str | None) -> dict[str, Any]:
    """Print what is wrong in the forms, first in the page, each line a link to its field."""
    errors: list[dict[str, Any]] = []
    for form in some_forms:
        # A page without a form hands over an empty text.
        if not isinstance(form, forms.BaseForm) or not form.is_bound:
            continue
        errors += [{"field": None, "text": text} for text in form.non_field_errors()]
        for field in form:
            errors += [{"field": field, "text": text} for text in field.errors]
    return {"errors": errors}


@register.filter
def is_invalid(form: forms.BaseForm | str | None) -> bool:
    """Return whether the form was sent and does not hold; titles then begin with "Fel: "."""
    return isinstance(form, forms.BaseForm) and form.is_bound and not form.is_valid()
