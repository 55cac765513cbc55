"""Two scales of whole steps crossed: what stands at each crossing, written out, however many share it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from documents.charts import drawing, lettering, scales

_HEAD, _PAD, _LINE = 22.0, 6.0, 16.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A thing at a crossing: `column` and `row` are steps of the two scales; `label` is short, a code."""

    label: str
    column: int
    row: int


def lattice(
    *,
    id_prefix: str,
    title: str,
    description: str,
    marks: Sequence[Mark],
    column_label: str,
    row_label: str,
    steps: Sequence[int] = (1, 2, 3, 4, 5),
    highlighted: frozenset[tuple[int, int]] = frozenset(),
    highlight_label: str = "",
    width: int = drawing.WIDE,
) -> SafeString:
    """Draw the crossings of two scales, rows from the highest step down, each with the labels of all marks in it.

    Rows grow with what they hold, so that no label hides another. `highlighted` are crossings (column, row) that stand out,
    framed as well as tinted, and explained by `highlight_label`.
    """
    left = 20.0
    cell_width = (width - left - 1) / len(steps)
    found: dict[tuple[int, int], list[str]] = {}
    for mark in marks:
        found.setdefault((mark.column, mark.row), []).append(mark.label)
    top = _HEAD + (20.0 if highlight_label else 0.0)
    place, cells, rows = top, [], []
    for row in reversed(steps):
        lines = {step: _lines(found.get((step, row), []), cell_width - 2 * _PAD) for step in steps}
        height = max(34.0, max(len(texts) for texts in lines.values()) * _LINE + 2 * _PAD)
        rows.append({"text": str(row), "y": scales.coordinate(place + height / 2 + 4)})
        cells += [
            {
                "x": scales.coordinate(left + index * cell_width),
                "y": scales.coordinate(place),
                "width": scales.coordinate(cell_width - 2),
                "height": scales.coordinate(height - 2),
                "is_highlighted": (step, row) in highlighted,
                "lines": [
                    {
                        "x": scales.coordinate(left + index * cell_width + _PAD),
                        "y": scales.coordinate(place + _PAD + 11 + number * _LINE),
                        "text": text,
                    }
                    for number, text in enumerate(lines[step])
                ],
            }
            for index, step in enumerate(steps)
        ]
        place += height
    return drawing.draw(
        "lattice",
        id_prefix=id_prefix,
        title=title,
        description=description,
        width=width,
        height=place + 44,
        cells=cells,
        rows=rows,
        row_x=scales.coordinate(left - 8),
        row_label=f"↑ {row_label}",
        columns=[
            {"text": str(step), "x": scales.coordinate(left + (index + 0.5) * cell_width)}
            for index, step in enumerate(steps)
        ],
        column_y=scales.coordinate(place + 14),
        column_label=f"{column_label} →",
        column_label_x=scales.coordinate(width - 2),
        column_label_y=scales.coordinate(place + 34),
        highlight_label=highlight_label,
        highlight_y=scales.coordinate(_HEAD),
        highlight_text_x="18",
        highlight_text_y=scales.coordinate(_HEAD + 11),
    )


def _lines(labels: Sequence[str], room: float) -> list[str]:
    """Return the labels, broken into lines that fit the cell."""
    return lettering.wrap(" ".join(labels), room) if labels else []
