"""A comparison of two states of a plan as a table for a file: one row for each field that differs."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext, pgettext

from documents.sheets.tables import Column, TableSpec
from plans import compare_words
from plans.plan_compare_facts import ActivityChange, Change, FieldChange, ItemChange, PlanComparison


def sheet_of(comparison: PlanComparison, labels: tuple[str, str]) -> TableSpec:
    """Return the table; the columns of old and new are named for the sides."""
    heads = (
        gettext("Part"),
        gettext("Section"),
        gettext("Area"),
        gettext("Title"),
        gettext("Change"),
        gettext("Field"),
    )
    return TableSpec(
        title=gettext("Comparison"),
        columns=[Column(head) for head in (*heads, *labels, gettext("Reason for the move"))],
        rows=[*_facts(comparison), *_around(comparison), *_activities(comparison)],
    )


def _facts(comparison: PlanComparison) -> Iterable[tuple[str, ...]]:
    part = gettext("The plan")
    for field in comparison.plan:
        yield (part, "", "", "", _change(Change.CHANGED), *_field(field), "")


def _around(comparison: PlanComparison) -> Iterable[tuple[str, ...]]:
    kinds: tuple[tuple[str, tuple[ItemChange, ...]], ...] = (
        (gettext("Sections"), comparison.sections),
        (gettext("Areas"), comparison.areas),
        (gettext("Risk analyses"), comparison.risk_analyses),
        (gettext("Risks"), comparison.risks),
        (gettext("Consultations"), comparison.consultations),
        (gettext("Groups"), comparison.groups),
        (gettext("Milestones"), comparison.milestones),
    )
    for part, items in kinds:
        for item in items:
            head = (part, "", "", item.title, _change(item.change))
            if not item.fields:
                yield (*head, "", "", "", "")
            for field in item.fields:
                yield (*head, *_field(field), "")


def _activities(comparison: PlanComparison) -> Iterable[tuple[str, ...]]:
    part = gettext("Activities")
    for section in comparison.activities:
        for change in section.activities:
            head = (part, section.title, change.area, change.title, _change(change.change))
            if not change.fields:
                yield (*head, "", "", "", "")
            for field in change.fields:
                yield (*head, *_field(field), _reasons(change) if field.name == "deadline" else "")


def _field(field: FieldChange) -> tuple[str, str, str]:
    return (compare_words.label_of(field.name), *compare_words.in_words(field))


def _reasons(change: ActivityChange) -> str:
    moves = change.shift.moves if change.shift is not None else ()
    return "; ".join(f"{move.at.date().isoformat()}: {move.reason}" for move in moves if move.reason)


def _change(change: Change) -> str:
    return {
        Change.ADDED: pgettext("activity", "new"),
        Change.REMOVED: pgettext("activity", "removed"),
        Change.CHANGED: pgettext("activity", "changed"),
    }[change]
