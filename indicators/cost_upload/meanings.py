"""What the text of one cell means, or why it means nothing."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from documents.sheets.content import Cell
from indicators.cost_upload.template import KINDS, NO, YES
from indicators.cost_upload.words import KnownReturn, Place, Text, Words, period_name
from values.numbers import AmbiguousNumber, InvalidNumber, parse_decimal
from values.period import InvalidPeriod, Period
from values.text import search_key

_COMMON_NUMBER = re.compile(r"[0-9]{1,15}(?:,[0-9]{1,6})?")
"""The spelling of nearly every amount, which can mean one thing only; the full parser takes five times as long."""


class Wrong(Exception):
    """A cell does not hold; `code`, words and remedy become its problem.

    `once` is what the problem is of when it is not of the cell: then it is told once, however many rows have it.
    """

    def __init__(self, code: str, message: Text, suggestion: Text, *, once: Period | None = None) -> None:
        super().__init__(code)
        self.code, self.message, self.suggestion, self.once = code, message, suggestion, once


def period_of(text: str, words: Words) -> Period:
    try:
        period = Period.parse(text)
    except InvalidPeriod as invalid:
        raise Wrong(
            "bad_period",
            _("The period is missing.") if not text else _("The cell does not name a period."),
            _("Write 2016-K4, 2016-T2, 2016-H1, 2016-01/08, 2016-03 or 2016, in a cell formatted as text."),
        ) from invalid
    if period.first_date > words.today:
        raise Wrong("future_period", _("The period has not begun yet."), _("Check the year and the number."))
    for known in words.returns:
        if known.period == period and known.state != "open":
            raise _state_problem(known)
        if known.period != period and known.period.overlaps(period):
            raise Wrong(
                "overlaps_a_return",
                format_lazy(
                    _("The months of {wanted} are reported already, in the return for {period}."),
                    wanted=period_name(period),
                    period=period_name(known.period),
                ),
                _("Write the period of that return, or remove it first.")
                if known.is_removable
                else _("Write the period of that return. It has been handed in and is kept."),
                once=period,
            )
    return period


def place_of(text: str, words: Words) -> Place:
    if not text:
        return words.root
    found = words.organisations.get(search_key(text), ())
    if len(found) == 1:
        return found[0]
    if found:
        raise Wrong(
            "ambiguous_organisation",
            _("More than one organisation of the region has this name."),
            _("Write the organisation’s code instead; the template lists the codes."),
        )
    raise Wrong(
        "unknown_organisation",
        _("The region has no such organisation."),
        _("Write the code or name as in the template; leave the cell empty for the whole region."),
    )


def profession_of(text: str, words: Words) -> tuple[int, bool]:
    found = words.professions.get(search_key(text))
    if found is None:
        raise Wrong(
            "unknown_profession",
            _("The profession is missing.") if not text else _("There is no such profession."),
            _("Write one of the template’s: läkare, sjuksköterska or övrig personal."),
        )
    return found


def care_area_of(text: str, words: Words) -> int | None:
    if not text:
        return None
    found = words.care_areas.get(search_key(text))
    if found is None:
        raise Wrong(
            "unknown_care_area",
            _("There is no such care area."),
            _("Write primärvård, psykiatri or somatik; leave the cell empty for övrig personal."),
        )
    return found


def kind_of(text: str, words: Words) -> str:
    found = KINDS.get(search_key(text))
    if found is None:
        raise Wrong(
            "unknown_kind",
            _("It is not said whether the staff are hired or own.")
            if not text
            else _("The kind is neither inhyrd nor egen."),
            _("Write inhyrd or egen."),
        )
    return found


def is_correction(text: str, words: Words) -> bool:
    plain = search_key(text)
    if plain in YES:
        return True
    if plain in NO:
        return False
    raise Wrong("unknown_correction", _("The cell says neither ja nor nej."), _("Write ja, or leave the cell empty."))


def _state_problem(known: KnownReturn) -> Wrong:
    period = period_name(known.period)
    if known.state == "locked":
        return Wrong(
            "locked_return",
            format_lazy(_("The return for {period} is locked."), period=period),
            _("Open a correction of it first, with a reason, and upload the file again."),
            once=known.period,
        )
    return Wrong(
        "submitted_return",
        format_lazy(_("The return for {period} is handed in."), period=period),
        _("Open it again first and upload the file again, or remove the period from the file."),
        once=known.period,
    )


def number_in(cell: Cell) -> Decimal:
    if cell.is_percent:
        raise Wrong("percent", _("The cell holds a percentage."), _("Write the amount itself, without %."))
    if isinstance(cell.value, Decimal):
        return cell.value
    if not isinstance(cell.value, str):
        raise Wrong("not_a_number", _("The cell does not hold a number."), _("Write digits only, such as 1 234,50."))
    if _COMMON_NUMBER.fullmatch(cell.value):
        return Decimal(cell.value.replace(",", "."))
    try:
        return parse_decimal(cell.value)
    except AmbiguousNumber as ambiguous:
        raise Wrong(
            "ambiguous_number",
            _("The dot can part thousands or begin the decimals."),
            _("Write thousands with a space and decimals with a comma: 1 234 or 1,50."),
        ) from ambiguous
    except InvalidNumber as invalid:
        raise Wrong(
            "not_a_number", _("The cell does not hold a number."), _("Write digits only, such as 1 234,50.")
        ) from invalid
