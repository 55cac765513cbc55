"""A comparison of two states of a plan in words and marks: what each change is called, and how old and new are told apart."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from measures.models import Horizon
from plans import effect
from plans.models import (
    ConsultationForm,
    GroupKind,
    HealthChoice,
    PartyKind,
    PlanState,
    Priority,
    ProgressChoice,
)
from plans.plan_compare_facts import (
    ActivityChange,
    Change,
    Counts,
    Deadline,
    DeadlineShift,
    FieldChange,
    Kind,
    MeasureName,
)
from plans.plan_compare_words import Part, segments
from plans.plan_snapshot import MemberFacts, PlanActivity, Responsible, Step
from values import money, ratio
from values.numbers import format_decimal

LABELS: dict[str, str | Promise] = {
    "title": _("Title"),
    "state": _("State"),
    "organisation": _("Organisation"),
    "start_date": _("First day"),
    "end_date": _("Last day"),
    "goal": _("Goal in words"),
    "target_ratio": _("Target"),
    "target_date": _("Target date"),
    "registry_number": _("Registry number"),
    "adopted_date": _("Adopted"),
    "adopted_by": _("Adopted by"),
    "source": _("Source"),
    "catalogue_code": _("Catalogue area"),
    "section": _("Section"),
    "area": _("Area"),
    "deadline": _("Deadline"),
    "description": _("Description"),
    "responsibles": _("Responsible"),
    "priority": _("Priority"),
    "horizon": _("Horizon"),
    "expected_effect_sek": _("Expected effect a year"),
    "expected_effect_fte": _("Expected effect a year, full-time equivalents"),
    "effect_from_date": _("Effect from"),
    "conditions": _("Conditions"),
    "funding": _("Funding"),
    "is_hidden": _("Left out of the reduced plan"),
    "parent_title": _("Activity of the parent plan"),
    "measure": _("Measure"),
    "steps": _("Steps"),
    "progress": _("Status"),
    "health": _("Health"),
    "completed_date": _("Completed"),
    "cancelled_reason": _("Reason for cancelling"),
    "receiver": _("Receiver"),
    "change": _("The planned change"),
    "groups_affected": _("Groups affected"),
    "situation_now": _("The situation now"),
    "situation_planned": _("The situation as planned"),
    "participants": _("Participants"),
    "safety_representative": _("Safety representative"),
    "scale": _("Scale"),
    "finished_date": _("Finished"),
    "cause": _("Cause"),
    "probability_now": _("Probability now"),
    "consequence_now": _("Consequence now"),
    "probability": _("Probability as planned"),
    "consequence": _("Consequence as planned"),
    "is_serious": _("Serious risk"),
    "countermeasure": _("Countermeasure"),
    "responsible": _("Responsible"),
    "due_date": _("Due date"),
    "follow_up": _("Follow-up"),
    "followed_up_date": _("Followed up"),
    "party": _("Organisation consulted"),
    "party_kind": _("Kind of organisation"),
    "form": _("Form"),
    "held_date": _("Date"),
    "outcome": _("Outcome"),
    "minutes": _("Minutes"),
    "name": _("Name"),
    "kind": _("Kind"),
    "assignment": _("Assignment"),
    "members": _("Members"),
    "profession": _("Profession"),
    "period_code": _("Period"),
    "note": _("Note"),
}
CHOICES: dict[str, Any] = {
    "state": PlanState,
    "progress": ProgressChoice,
    "health": HealthChoice,
    "priority": Priority,
    "horizon": Horizon,
    "party_kind": PartyKind,
    "form": ConsultationForm,
    "kind": GroupKind,
}
SHORT = 60
"""Letters up to which a long text is shown whole, the old and then the new, rather than word by word."""


class Show(TextChoices):
    """Which changed activities are listed; the words of the address."""

    ALL = "", _("all")
    DEADLINES = "tidpunkter", _("moved deadlines")
    ADDED = "nya", _("new")
    REMOVED = "borttagna", _("removed")
    CHANGED = "andrade", _("changed")
    MOVED = "flyttade", _("moved to another section or area")
    STATUS = "status", _("new status")
    HIDDEN = "utelamnade", _("left out or taken in again")

    def fits(self, change: ActivityChange) -> bool:
        """Return whether the change is one of these."""
        return {
            Show.ALL: True,
            Show.DEADLINES: change.shift is not None,
            Show.ADDED: change.change is Change.ADDED,
            Show.REMOVED: change.change is Change.REMOVED,
            Show.CHANGED: change.is_text_changed,
            Show.MOVED: change.is_moved,
            Show.STATUS: change.has_new_status,
            Show.HIDDEN: change.is_hidden_now or change.is_shown_again,
        }[self]


def counted(counts: Counts) -> list[tuple[Show, int, str]]:
    """Return the sums that are not zero, each with what it lists and in words: "12 changed"."""
    hidden = counts.hidden + counts.shown_again
    said = [
        (Show.CHANGED, counts.changed, ngettext("%(n)s changed", "%(n)s changed", counts.changed)),
        (Show.ADDED, counts.added, ngettext("%(n)s new", "%(n)s new", counts.added)),
        (Show.REMOVED, counts.removed, ngettext("%(n)s removed", "%(n)s removed", counts.removed)),
        (
            Show.DEADLINES,
            counts.deadlines_moved,
            ngettext("%(n)s moved deadline", "%(n)s moved deadlines", counts.deadlines_moved),
        ),
        (Show.STATUS, counts.new_status, ngettext("%(n)s with new status", "%(n)s with new status", counts.new_status)),
        (Show.MOVED, counts.moved, ngettext("%(n)s in another place", "%(n)s in another place", counts.moved)),
        (Show.HIDDEN, hidden, ngettext("%(n)s left out or taken in", "%(n)s left out or taken in", hidden)),
    ]
    return [(show, number, words % {"n": number}) for show, number, words in said if number]


def label_of(name: str) -> str:
    """Return what a field is called."""
    return str(LABELS[name])


def in_words(field: FieldChange) -> tuple[str, str]:
    """Return the old and the new value as plain text, empty where there is none."""
    return _words(field, field.old), _words(field, field.new)


def _words(field: FieldChange, value: Any) -> str:
    if value in (None, "", ()):
        return ""
    if field.kind is Kind.CHOICE:
        return str(CHOICES[field.name](value).label)
    return _AS_WORDS.get(field.kind, str)(value)


def _money(value: Decimal | int) -> str:
    return money.format_sek(Decimal(value), money.MoneyUnit.KR, language=get_language() or "sv", with_unit=True)


def _number(value: Decimal | int) -> str:
    return format_decimal(Decimal(value), 0 if value == int(value) else 1, language=get_language() or "sv")


def _ratio(value: Decimal) -> str:
    return ratio.format_percent(value, language=get_language() or "sv")


def _flag(value: bool) -> str:  # noqa: FBT001
    return gettext("yes") if value else gettext("no")


def _role(one: Responsible | MemberFacts) -> str:
    title = one.title if isinstance(one, Responsible) else one.role_title
    return f"{title} – {one.part}" if one.part else title


def _step(step: Step) -> str:
    return f"{step.text} ({gettext('done')})" if step.is_done else step.text


def _measure(measure: MeasureName) -> str:
    return effect.label_of(measure.number, measure.code, measure.title)


def deadline(one: Deadline) -> str:
    """Return a deadline as printed, with its date where the print does not say it."""
    day = one.due_date.isoformat() if one.due_date else ""
    return f"{one.text} ({day})" if one.text and day and day != one.text else one.text or day


_AS_WORDS: dict[Kind, Callable[[Any], str]] = {
    Kind.DATE: lambda value: str(value.isoformat()),
    Kind.MONEY: _money,
    Kind.NUMBER: _number,
    Kind.RATIO: _ratio,
    Kind.FLAG: _flag,
    Kind.ROLES: lambda value: "; ".join(_role(one) for one in value),
    Kind.STEPS: lambda value: "; ".join(_step(one) for one in value),
    Kind.MEASURE: _measure,
    Kind.DEADLINE: deadline,
}


# Marks -------------------------------------------------------------------------------------------------------------------


class Marks:
    """The marks of one page: hidden words are translated once, not once a field."""

    def __init__(self) -> None:
        self.was, self.now = gettext("before:"), gettext("after:")
        self.removed, self.added = pgettext("text", "removed:"), pgettext("text", "added:")
        self.nothing = gettext("nothing")
        self._kinds: dict[Change, SafeString] = {
            Change.ADDED: self._tag("added", pgettext("activity", "new")),
            Change.REMOVED: self._tag("removed", pgettext("activity", "removed")),
            Change.CHANGED: self._tag("changed", pgettext("activity", "changed")),
        }
        self._status = self._tag("changed", gettext("new status"))
        self._deadline = self._tag("deadline", gettext("deadline moved"))
        self._moved = self._tag("moved", gettext("in another place"))
        self._hidden = self._tag("hidden", gettext("left out of the reduced plan"))
        self._shown = self._tag("added", gettext("taken in again"))

    def _tag(self, key: str, word: str) -> SafeString:
        return format_html('<span class="diff-tag diff-tag-{}">{}</span> ', key, word)

    def kind(self, change: Change) -> SafeString:
        """Return what happened to a thing, as word and shape."""
        return self._kinds[change]

    def tags(self, change: ActivityChange) -> SafeString:
        """Return what happened to an activity, as words and shapes."""
        is_status_alone = change.has_new_status and not change.is_text_changed
        found = self._status if is_status_alone else self._kinds[change.change]
        if change.shift is not None:
            found += self._deadline
        if change.is_moved:
            found += self._moved
        if change.is_hidden_now:
            found += self._hidden
        return found + self._shown if change.is_shown_again else found

    def value(self, field: FieldChange) -> SafeString:
        """Return old and new; within a long text, the words that differ."""
        old, new = in_words(field)
        if field.kind is Kind.LONG_TEXT and old and new and max(len(old), len(new)) > SHORT:
            return self._long(old, new)
        return format_html(
            '<del><span class="visually-hidden">{} </span>{}</del> <span aria-hidden="true">→</span> '
            '<ins><span class="visually-hidden">{} </span>{}</ins>',
            self.was,
            old or self.nothing,
            self.now,
            new or self.nothing,
        )

    def _long(self, old: str, new: str) -> SafeString:
        marks = {
            Part.KEPT: ("span", ""),
            Part.REMOVED: ("del", self.removed),
            Part.ADDED: ("ins", self.added),
        }
        found = SafeString("")
        for segment in segments(old, new):
            element, word = marks[segment.part]
            hidden = format_html('<span class="visually-hidden">{} </span>', word) if word else ""
            found += format_html("<{0}>{1}{2}</{0}>", element, hidden, segment.text)
        return format_html('<div class="diff-text">{}</div>', found)

    def fields(self, fields: Iterable[FieldChange]) -> SafeString:
        """Return the fields as pairs of a term and its change."""
        return format_html_join(
            "", "<dt>{}</dt><dd>{}</dd>", ((label_of(field.name), self.value(field)) for field in fields)
        )

    def facts(self, one: PlanActivity) -> SafeString:
        """Return the few facts that place an activity which is new or gone."""
        roles = "; ".join(_role(role) for role in one.responsibles)
        due = deadline(Deadline(one.deadline_text, one.due_date))
        pairs = (
            (label_of("responsibles"), roles),
            (label_of("deadline"), due),
            (label_of("description"), one.description),
        )
        return format_html_join("", "<dt>{}</dt><dd>{}</dd>", (pair for pair in pairs if pair[1]))


def shift_words(shift: DeadlineShift) -> str:
    """Return how far a deadline was moved."""
    if shift.days is None:
        return gettext("the date was taken away")
    days = abs(shift.days)
    if shift.days > 0:
        return ngettext("%(days)s day later", "%(days)s days later", days) % {"days": days}
    return ngettext("%(days)s day earlier", "%(days)s days earlier", days) % {"days": days}


@dataclass(frozen=True)
class Row:
    """A changed activity, ready to print. `url` is empty when it has no page any more."""

    key: int
    title: str
    url: str
    area: str
    tags: SafeString
    body: SafeString
    change: ActivityChange
    shift: str


def row_of(change: ActivityChange, marks: Marks, url: str) -> Row:
    """Return the activity as it is printed."""
    whole = change.after or change.before
    body = marks.fields(change.fields) if change.fields or whole is None else marks.facts(whole)
    shift = shift_words(change.shift) if change.shift is not None else ""
    return Row(change.key, change.title, url, change.area, marks.tags(change), body, change, shift)


def side_label(name: str, adopted: dict[str, datetime.date]) -> str:
    """Return what a side is called: a revision with the day of its adoption, a day, now, the draft of the next revision."""
    if name in adopted:
        words = gettext("Revision %(number)s, adopted %(day)s")
        return words % {"number": name[1:], "day": adopted[name].isoformat()}
    draft = gettext("The draft of revision %(number)s") % {"number": _next_number(adopted)}
    named = {"nu": gettext("The plan now"), "utkast": draft}
    return named.get(name) or gettext("As of %(day)s") % {"day": name}


def _next_number(adopted: Iterable[str]) -> int:
    return max((int(name[1:]) for name in adopted), default=0) + 1
