"""What the template says above its headings, region and period, against what the file is uploaded as."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from documents.sheets.content import Cell, Sheet
from documents.sheets.headers import HeaderMatch, folded
from documents.sheets.problems import CellProblem, problem_at
from indicators.cost_upload import meanings
from indicators.cost_upload.meanings import Wrong
from indicators.cost_upload.template import PERIOD_LABELS, REGION_LABELS
from indicators.cost_upload.words import Words
from values.period import Period
from values.text import search_key


@dataclass(frozen=True)
class Facts:
    """The period that a sheet says it is for (None: it says nothing), and what is wrong with what it says."""

    period: Period | None
    problems: tuple[CellProblem, ...]


def read_facts(sheet: Sheet, match: HeaderMatch, words: Words) -> Facts:
    """Return what stands above the headings of a sheet; an older template and other tables have nothing there.

    The words for another region are the same whether there is such a region or not.
    """
    problems: list[CellProblem] = []
    region = _value_after(sheet, match, REGION_LABELS)
    if region is not None and words.root not in words.organisations.get(search_key(region.text), ()):
        wrong = Wrong(
            "other_region",
            _("The template is not for this region."),
            _("Fetch the region’s own template, and check for which region you upload."),
        )
        problems.append(_problem(region, sheet, "Region", wrong))
    cell = _value_after(sheet, match, PERIOD_LABELS)
    if cell is None:
        return Facts(None, tuple(problems))
    try:
        period = meanings.period_of(cell.text.strip(), words)
    except Wrong as wrong:
        return Facts(None, (*problems, _problem(cell, sheet, "Period", wrong)))
    return Facts(period, tuple(problems))


def _value_after(sheet: Sheet, match: HeaderMatch, labels: Collection[str]) -> Cell | None:
    """Return the cell to the right of a label in the first column, above the headings."""
    for row in sheet.rows:
        if row.number >= match.row_number:
            return None
        if len(row.cells) > 1 and folded(row.cells[0].text) in labels:
            return row.cells[1]
    return None


def _problem(cell: Cell, sheet: Sheet, header: str, wrong: Wrong) -> CellProblem:
    return problem_at(
        cell,
        sheet=sheet.name,
        header=header,
        code=wrong.code,
        message=wrong.message,
        suggestion=wrong.suggestion,
    )
