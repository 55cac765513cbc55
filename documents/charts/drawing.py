"""What all charts share: the frame, the name that ids begin with, and the way into a template."""

import re
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from documents.charts import lettering, palette, scales

WIDE = 720
COMPACT = 340

_ID_PREFIX = re.compile(r"[a-z][a-z0-9-]*")


def draw(
    kind: str, *, id_prefix: str, title: str, description: str, width: float, height: float, **places: Any
) -> SafeString:
    """Return the SVG that `templates/charts/<kind>.svg` makes of `places`, whose lengths are written out already.

    :raises ValueError: without a title (it becomes the alternative text) or with an `id_prefix` that is no id.
    """
    if not title.strip():
        raise ValueError("A chart needs a title that says its message with its numbers.")
    if not _ID_PREFIX.fullmatch(id_prefix):
        raise ValueError(f"{id_prefix!r} cannot begin an id: small letters, digits and hyphens.")
    return render_to_string(
        f"charts/{kind}.svg",
        {
            "id_prefix": id_prefix,
            "title": title,
            "description": description,
            "width": scales.coordinate(width),
            "height": scales.coordinate(height),
            "ink": INKS,
            "text": SIZES,
            **places,
        },
    )


INKS = {
    "white": palette.WHITE,
    "text": palette.INK,
    "quiet": palette.QUIET_INK,
    "accent": palette.ACCENT,
    "accent_soft": palette.ACCENT_SOFT,
    "target": palette.TARGET,
    "muted": palette.MUTED,
    "grid": palette.GRID,
    "axis": palette.AXIS,
    "bed": palette.BED,
}
SIZES = {
    "family": lettering.FAMILY,
    "normal": lettering.SIZE,
    "small": lettering.SMALL,
    "large": lettering.LARGE,
}
