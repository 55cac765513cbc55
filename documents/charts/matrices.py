"""A risk matrix: probability against consequence, each cell in its band with the numbers of the risks that fall in it."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.safestring import SafeString

from documents.charts import drawing, lettering, palette, scales
from documents.charts.lattices import Mark

_HEAD, _PAD, _LINE = 22.0, 6.0, 16.0


FILLS = {"green": "#dcefe4", "yellow": "#fbeec2", "red": "#f6d3cf"}


def matrix(
    *,
    id_prefix: str,
    title: str,
    description: str,
    marks: Sequence[Mark],
    scale: int,
    band_of: Callable[[int, int], str],
    bands: Mapping[str, tuple[str, str]],
    column_label: str,
    row_label: str,
    width: int = drawing.COMPACT,
) -> SafeString:
    """Draw the matrix, consequence to the right and probability upwards; `marks` are (consequence, probability) with a number.

    `bands` gives each band its word and the sign that tells it apart without colour.
    """
    left = 20.0
    cell_width = (width - left - 1) / scale
    found: dict[tuple[int, int], list[str]] = {}
    for mark in marks:
        found.setdefault((mark.column, mark.row), []).append(mark.label)
    place, cells, rows = _HEAD, [], []
    for row in range(scale, 0, -1):
        lines = {
            step: lettering.wrap(" ".join(found.get((step, row), [])), cell_width - 22) for step in range(1, scale + 1)
        }
        height = max(36.0, max(len(texts) for texts in lines.values()) * _LINE + 2 * _PAD)
        rows.append({"text": str(row), "y": scales.coordinate(place + height / 2 + 4)})
        for step in range(1, scale + 1):
            x = left + (step - 1) * cell_width
            band = band_of(row, step)
            cells.append(
                {
                    "x": scales.coordinate(x),
                    "y": scales.coordinate(place),
                    "width": scales.coordinate(cell_width - 2),
                    "height": scales.coordinate(height - 2),
                    "fill": FILLS[band],
                    "sign": bands[band][1],
                    "sign_x": scales.coordinate(x + cell_width - 8),
                    "sign_y": scales.coordinate(place + 13),
                    "lines": [
                        {
                            "x": scales.coordinate(x + _PAD),
                            "y": scales.coordinate(place + _PAD + 12 + number * _LINE),
                            "text": text,
                        }
                        for number, text in enumerate(lines[step])
                    ],
                }
            )
        place += height
    legend = [
        {
            "x": scales.coordinate(left),
            "text_x": scales.coordinate(left + 20),
            "y": scales.coordinate(place + 42 + number * 18),
            "text_y": scales.coordinate(place + 53 + number * 18),
            "fill": FILLS[band],
            "text": f"{sign} {word}",
        }
        for number, (band, (word, sign)) in enumerate(bands.items())
    ]
    return drawing.draw(
        "matrix",
        id_prefix=id_prefix,
        title=title,
        description=description,
        width=width,
        height=place + 46 + 18 * len(legend),
        cells=cells,
        rows=rows,
        row_x=scales.coordinate(left - 8),
        row_label=f"↑ {row_label}",
        columns=[
            {"text": str(step), "x": scales.coordinate(left + (step - 0.5) * cell_width)}
            for step in range(1, scale + 1)
        ],
        column_y=scales.coordinate(place + 14),
        column_label=f"{column_label} →",
        column_label_x=scales.coordinate(width - 2),
        column_label_y=scales.coordinate(place + 32),
        legend=legend,
        sign_ink=palette.QUIET_INK,
    )
