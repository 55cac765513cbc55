"""What lines, changes and deviations of a cost return are called, for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators import lines_history, plausibility_groups, wording
from indicators.cost_lines import AGENCY, FIGURES, Difference, LineRow, Totals
from indicators.models import LinesChange
from indicators.plausibility import Concern, Deviation, Place
from staffing.changes import Change, FieldChange
from values import money, ratio
from values.money import MoneyUnit
from values.numbers import format_decimal
from values.period import Period

OTHERS_TOLD = 30
"""Deviations with the same cause that a page names; the rest is counted."""
MOST_CHANGES = 60
"""Figures of one save that the page names; the rest is counted."""


@dataclass(frozen=True)
class Labels:
    """Names by id, read once for a page."""

    organisations: Mapping[int, str]
    professions: Mapping[int, str]
    care_areas: Mapping[int, str]

    def order_of(self, row: LineRow) -> tuple[int, int]:
        """Return where a line stands when lines are ordered by profession and care area."""
        professions, care_areas = list(self.professions), [None, *self.care_areas]
        return professions.index(row.profession_id), care_areas.index(row.care_area_id)

    def place(self, profession_id: int | None, care_area_id: int | None) -> str:
        """Return "läkare, somatik", or only the profession where there is no care area."""
        if profession_id is None:
            return _("all professions")
        profession = self.professions.get(profession_id, "–")
        return f"{profession}, {self.care_areas.get(care_area_id, '–')}" if care_area_id else profession


def kind_name(kind: str) -> str:
    """Return whose staff it is."""
    return _("agency staff") if kind == AGENCY else _("own staff")


def figure_name(figure: str) -> str:
    """Return what a figure of a line is."""
    return {
        "amount_sek": _("amount (kr)"),
        "on_call_sek": _("of which on-call (kr)"),
        "outside_framework_sek": _("of which outside the framework (kr)"),
        "hire_weeks": _("hire weeks"),
        "hired_hours": _("hired hours"),
    }[figure]


def deviation_words(deviation: Deviation, labels: Labels) -> str:
    """Return what to confirm: "Läkare, somatik, inhyrd personal: +340 % mot K4 2017 – stämmer det?"."""
    words = {
        "place": _place_words(deviation.place, labels),
        "period": deviation.against.label(wording.language()) if deviation.against else "",
    }
    if deviation.concern is Concern.SHARE:
        return _("%(place)s: %(share)s of all agency cost; %(before)s in %(period)s – is that right?") % {
            **words,
            "share": ratio.format_percent(deviation.now, 0, wording.language()),
            "before": ratio.format_percent(deviation.before or Decimal(0), 0, wording.language()),
        }
    if deviation.about_sek is not None:
        return _detail_words(deviation, words)
    words |= {"amount": _amount(deviation.now), "before": _amount(deviation.before)}
    if deviation.concern is Concern.NO_OWN:
        return _("%(place)s: %(amount)s, and no own staff cost – is that right?") % words
    if deviation.concern is Concern.NEGATIVE:
        return _("%(place)s: the sum is negative, %(amount)s – is that right?") % words
    if deviation.concern is Concern.GONE:
        return _("%(place)s: nothing reported; %(period)s had %(before)s – is that right?") % words
    change = ratio.format_percent(deviation.change or Decimal(0), 0, wording.language(), sign=True)
    return _("%(place)s: %(change)s against %(period)s (%(before)s → %(amount)s) – is that right?") % {
        **words,
        "change": change,
    }


def _detail_words(deviation: Deviation, words: Mapping[str, str]) -> str:
    """Return what to confirm of the on-call part, the hours or the weeks of a line."""
    if deviation.usual is None:
        return _("%(place)s: %(share)s of %(about)s is on-call; %(before)s in %(period)s – is that right?") % {
            **words,
            "share": ratio.format_percent(deviation.now, 0, wording.language()),
            "before": ratio.format_percent(deviation.before or Decimal(0), 0, wording.language()),
            "about": _amount(deviation.about_sek),
        }
    if deviation.concern is Concern.HOUR_PRICE:
        text = _("%(place)s: %(price)s for a hired hour; usually %(low)s to %(high)s – is that right?")
    else:
        text = _("%(place)s: %(price)s for a hire week; usually %(low)s to %(high)s – is that right?")
    low, high = deviation.usual
    return text % {**words, "price": _kronor(deviation.now), "low": _kronor(low), "high": _kronor(high)}


@dataclass(frozen=True)
class Cause:
    """One thing to confirm, in words, and what says the same of the sums around it; `more` are those that are only counted."""

    words: str
    others: list[str]
    more: int


def causes(found: Sequence[Deviation], labels: Labels) -> list[Cause]:
    """Return what to confirm by cause, the weightiest first."""
    return [
        Cause(
            deviation_words(group.lead, labels),
            [deviation_words(one, labels) for one in group.others[:OTHERS_TOLD]],
            max(0, len(group.others) - OTHERS_TOLD),
        )
        for group in plausibility_groups.grouped(found)
    ]


def _place_words(place: Place, labels: Labels) -> str:
    parts = [labels.place(place.profession_id, place.care_area_id), kind_name(place.kind)]
    if place.organisation_id is not None:
        parts.insert(0, labels.organisations.get(place.organisation_id, "–"))
    words = ", ".join(parts)
    return words[:1].upper() + words[1:]


def _amount(sek: Decimal | None) -> str:
    if sek is None:
        return "–"
    return money.format_sek(sek, money.pick_unit(sek), language=wording.language(), with_unit=True)


@dataclass(frozen=True)
class CellChange:
    """A figure that another would take the place of, in words; empty is "nothing reported"."""

    period: Period
    label: str
    old: str
    new: str

    @property
    def is_new(self) -> bool:
        return not self.old

    @property
    def is_removed(self) -> bool:
        return not self.new


def cell_changes(found: Iterable[tuple[Period, Difference]], labels: Labels) -> list[CellChange]:
    """Return differences as a person reads them, with the same words as the history of a return."""
    return [
        CellChange(period, _figure_label(one.as_json(), labels), _number(change["old"]), _number(change["new"]))
        for period, one in found
        for change in [one.as_json()]
    ]


def line_changes(rows: Iterable[LinesChange], labels: Labels) -> list[Change]:
    """Return the saves of a return's lines as changes for its history: each figure, old and new."""
    return [
        Change(row.made_at, str(row.made_by or ""), "~", "", tuple(_fields(row, labels)), notes=_notes(row))
        for row in rows
    ]


def _notes(row: LinesChange) -> tuple[str, ...]:
    """Name the file that a save came from: what changed may not say it."""
    return (_("From the file %(name)s") % {"name": row.filename},) if row.filename else ()


def _fields(row: LinesChange, labels: Labels) -> Iterable[FieldChange]:
    after = Totals(row.agency_sek, row.own_sek, row.line_count)
    before = lines_history.totals_before(after, row.changes)
    label = _("Amounts (%(source)s)") % {"source": row.get_source_display()}
    if before is None:
        sums = _("%(lines)s, agency staff %(agency)s, own staff %(own)s") % {
            "lines": _lines(after.lines),
            "agency": _kronor(after.agency_sek),
            "own": _kronor(after.own_sek),
        }
        yield FieldChange(label, "", sums)
        return
    if before.lines != after.lines:
        yield FieldChange(label, _lines(before.lines), _lines(after.lines))
    for name, old, new in (
        (_("Sum, agency staff"), before.agency_sek, after.agency_sek),
        (_("Sum, own staff"), before.own_sek, after.own_sek),
    ):
        if old != new:
            yield FieldChange(name, _kronor(old), _kronor(new))
    for change in row.changes[:MOST_CHANGES]:
        yield FieldChange(_figure_label(change, labels), _number(change["old"]), _number(change["new"]))
    more = len(row.changes) - MOST_CHANGES
    if more > 0:
        yield FieldChange(_("And more"), "", ngettext("%(count)s figure", "%(count)s figures", more) % {"count": more})


def _lines(count: int) -> str:
    return ngettext("%(count)s line", "%(count)s lines", count) % {"count": count}


def _figure_label(change: dict[str, Any], labels: Labels) -> str:
    parts = [
        labels.organisations.get(change["organisation"], "–"),
        labels.place(change["profession"], change["care_area"]),
        kind_name(change["kind"]),
    ]
    if change["is_correction"]:
        parts.append(_("correction"))
    if change["figure"] != FIGURES[0]:
        parts.append(figure_name(change["figure"]))
    return ", ".join(parts)


def _kronor(value: Decimal) -> str:
    return money.format_sek(value, MoneyUnit.KR, language=wording.language(), with_unit=True)


def _number(text: str | None) -> str:
    if text is None:
        return ""
    value = Decimal(text)
    return format_decimal(value, 0 if value == value.to_integral_value() else 2, language=wording.language())
