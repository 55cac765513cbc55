"""Which heading of a file was probably meant for a column that is missing, and how that is said."""

import difflib
from collections.abc import Callable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from documents.sheets.content import Cell

_LEAST_LIKENESS = 0.6
"""Letters in common, of all: "Yrkesgrp" is meant for "Yrkesgrupp" (0.89); "Notering" for nothing of ours (0.33)."""
_MOST_NAMED = 8
_LONGEST_NAMED = 60


def closest(
    missing: Mapping[str, Sequence[str]], ignored: Sequence[Cell], folded: Callable[[str], str]
) -> dict[str, Cell]:
    """Return the cell most like each missing column, by key: the most alike first, and no cell for two columns.

    `missing` holds the folded names of each column. A heading that begins as a name does, "Slag av personal", is like it.
    """
    pairs = sorted(
        (
            (-max(_likeness(folded(cell.text), name) for name in names), order, cell.column, key)
            for order, (key, names) in enumerate(missing.items())
            for cell in ignored
        ),
    )
    by_column = {cell.column: cell for cell in ignored}
    found: dict[str, Cell] = {}
    for likeness, _order, column, key in pairs:
        if -likeness >= _LEAST_LIKENESS and key not in found and by_column[column] not in found.values():
            found[key] = by_column[column]
    return found


def _likeness(seen: str, name: str) -> float:
    if seen.startswith(name) or (len(seen) > 2 and name.startswith(seen)):  # noqa: PLR2004 -- "kr" begins nothing
        return 0.9
    return difflib.SequenceMatcher(None, seen[:_LONGEST_NAMED], name, autojunk=False).ratio()


def not_understood(name: str, near: Cell | None, rest: Sequence[Cell]) -> str | Promise:
    """Say that a column is missing, with the heading that was probably meant for it, or those that were not understood."""
    if near is not None:
        return format_lazy(
            _("The heading “{seen}” in {reference} was not understood; the column “{name}” is missing."),
            seen=near.text[:_LONGEST_NAMED],
            reference=near.reference,
            name=name,
        )
    if rest:
        return format_lazy(
            _("The column “{name}” is missing. Headings that were not understood: {seen}."),
            seen=", ".join(f"{cell.text[:_LONGEST_NAMED]} ({cell.reference})" for cell in rest[:_MOST_NAMED]),
            name=name,
        )
    return format_lazy(_("The column “{name}” is missing."), name=name)
