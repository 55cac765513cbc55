"""Regions as places: a map of tiles, and a row of dots."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.safestring import SafeString

from documents.charts import drawing, lettering, palette, scales


@dataclass(frozen=True, slots=True)
class Tile:
    """One place on the map: column and row from zero, a short label, the figure and a word as they are read.

    `step` (0 … 4) chooses the shade from light to dark; `None` means that the figure is missing: a hatched tile.
    """

    column: int
    row: int
    label: str
    text: str
    word: str
    step: int | None
    is_highlighted: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What a shade means, in words ("2–3 %")."""

    step: int | None
    label: str


class DotState(Enum):
    """Four states by shape and shade, from done to unknown."""

    FULL = "full"
    HALF = "half"
    RING = "ring"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Dot:
    """One of a row of dots; `label` names it for whoever points at it."""

    label: str
    state: DotState
    is_highlighted: bool = False


@dataclass(frozen=True, slots=True)
class DotKey:
    """What a state means, and how many have it ("införd", "9")."""

    state: DotState
    label: str
    text: str


def tile_map(
    *,
    id_prefix: str,
    title: str,
    description: str,
    tiles: Sequence[Tile],
    steps: Sequence[Step],
    width: int = drawing.COMPACT,
) -> SafeString:
    """Draw a tile per place, shaded by step, with figure and word written in it; the steps are explained below.

    :raises ValueError: when two tiles have one place.
    """
    if len({(tile.column, tile.row) for tile in tiles}) < len(tiles):
        raise ValueError("Two tiles have one place on the map.")
    columns = max((tile.column for tile in tiles), default=0) + 1
    rows = max((tile.row for tile in tiles), default=0) + 1
    side, gap = (width - 2) / columns, 4.0
    tile_height = 54.0
    keys, place, key_row = [], 0.0, 0
    for step in steps:
        needed = 22 + lettering.width(step.label)
        if place and place + needed > width:
            place, key_row = 0.0, key_row + 1
        top = rows * (tile_height + gap) + 6 + key_row * 20
        keys.append(
            {"x": scales.coordinate(place), "y": scales.coordinate(top), "label": step.label, **_shade(step.step)}
        )
        place += needed + 14
    return drawing.draw(
        "tile_map",
        id_prefix=id_prefix,
        title=title,
        description=description,
        width=width,
        height=rows * (tile_height + gap) + ((key_row + 1) * 20 + 8 if steps else 0),
        side=scales.coordinate(side - gap),
        tile_height=scales.coordinate(tile_height),
        inner_width=scales.coordinate(side - gap - 2),
        inner_height=scales.coordinate(tile_height - 2),
        middle=scales.coordinate((side - gap) / 2),
        tiles=[
            {
                "x": scales.coordinate(1 + tile.column * side),
                "y": scales.coordinate(1 + tile.row * (tile_height + gap)),
                "label": tile.label,
                "text": tile.text,
                "word": tile.word,
                "is_highlighted": tile.is_highlighted,
                **_shade(tile.step),
            }
            # The highlighted frame lies over its neighbours.
            for tile in sorted(tiles, key=lambda tile: tile.is_highlighted)
        ],
        keys=keys,
    )


def _shade(step: int | None) -> dict[str, Any]:
    if step is None:
        return {"fill": "", "colour": palette.INK}
    fill, colour = palette.STEPS[step]
    return {"fill": fill, "colour": colour}


def dot_row(
    *,
    id_prefix: str,
    title: str,
    dots: Sequence[Dot],
    description: str = "",
    keys: Sequence[DotKey] = (),
    width: int = 0,
) -> SafeString:
    """Draw a row of dots in the order given, with the words for their states below when there are `keys`.

    `width` breaks the row where it is full; 0 keeps the dots on one line.
    """
    pitch = 14.0
    per_row = max(1, int(width // pitch)) if width else max(len(dots), 1)
    rows = -(-len(dots) // per_row)
    placed_keys, place, key_row, widest = [], 0.0, 0, 0.0
    for key in keys:
        needed = 18 + lettering.width(key.label) + 6 + lettering.width(key.text, bold=True)
        if width and place and place + needed > width:
            place, key_row = 0.0, key_row + 1
        placed_keys.append(
            {
                "x": scales.coordinate(place),
                "y": scales.coordinate(rows * pitch + 6 + key_row * 20),
                "state": key.state.value,
                "label": key.label,
                "text": key.text,
            }
        )
        place += needed + 14
        widest = max(widest, place)
    return drawing.draw(
        "dot_row",
        id_prefix=id_prefix,
        title=title,
        description=description,
        width=width or max(len(dots) * pitch, widest),
        height=rows * pitch + ((key_row + 1) * 20 + 6 if keys else 0),
        dots=[
            {
                "x": scales.coordinate(index % per_row * pitch),
                "y": scales.coordinate(index // per_row * pitch),
                "label": dot.label,
                "state": dot.state.value,
                "is_highlighted": dot.is_highlighted,
            }
            for index, dot in enumerate(dots)
        ],
        keys=placed_keys,
    )
