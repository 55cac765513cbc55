"""The grid that costs are entered in: its columns and rows, and which figure of which line a cell is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from indicators.cost_lines import AGENCY, FIGURES, OWN, LineRow


@dataclass(frozen=True)
class GridColumn:
    """A column: which figure of which line a cell is."""

    key: str
    label: str | Promise
    kind: str
    figure: str = FIGURES[0]
    is_correction: bool = False
    is_extra: bool = True

    @property
    def is_money(self) -> bool:
        return self.figure.endswith("_sek")


COLUMNS = (
    GridColumn("agency", _("Agency staff"), AGENCY, is_extra=False),
    GridColumn("own", pgettext_lazy("costs", "Own staff"), OWN, is_extra=False),
    GridColumn("on_call", _("of which on-call"), AGENCY, "on_call_sek"),
    GridColumn("outside", _("of which outside the framework"), AGENCY, "outside_framework_sek"),
    GridColumn("weeks", _("Hire weeks"), AGENCY, "hire_weeks"),
    GridColumn("hours", _("Hired hours"), AGENCY, "hired_hours"),
    GridColumn("agency_correction", _("Correction, agency staff"), AGENCY, is_correction=True),
    GridColumn("own_correction", _("Correction, own staff"), OWN, is_correction=True),
)
DETAILS = tuple(column for column in COLUMNS if column.figure != FIGURES[0])


@dataclass(frozen=True)
class GridPlace:
    """A row: a profession, and its care area where it has one."""

    profession_id: int
    care_area_id: int | None
    profession: str
    care_area: str

    @property
    def label(self) -> str:
        return f"{self.profession}, {self.care_area}" if self.care_area else self.profession

    def cell(self, column: GridColumn) -> str:
        """Return the name of the field where this row meets the column."""
        return f"{column.key}-{self.profession_id}-{self.care_area_id or 0}"


def figures_of(rows: Iterable[LineRow]) -> dict[tuple[int, int | None, str], Decimal]:
    """Return the figures of lines by profession, care area and column; empty ones are left out."""
    by_line = {(column.kind, column.is_correction, column.figure): column.key for column in COLUMNS}
    found = {}
    for row in rows:
        for figure, value in zip(FIGURES, row.figures, strict=True):
            key = by_line.get((row.kind, row.is_correction, figure))
            if key is not None and value is not None:
                found[row.profession_id, row.care_area_id, key] = value
    return found
