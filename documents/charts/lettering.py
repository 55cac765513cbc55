"""How wide a text will be, without a font at hand: advances of Source Sans 3, in thousandths of the size."""

from collections.abc import Iterable

FAMILY = "Source Sans 3"
SIZE = 12
SMALL = 11
LARGE = 14
LINE = 1.25

_BOLDER = 1.05
_OTHER_WIDTH = 560
_WIDTHS = {
    **dict.fromkeys("0123456789−+–bdghnopquåäöé", 545),
    **dict.fromkeys("0123456789−+", 497),
    **dict.fromkeys("acekvxyszåä", 490),
    **dict.fromkeys(" ,.:;'ijl|!I\u00a0\u202f", 252),
    **dict.fromkeys("frt()-/", 340),
    **dict.fromkeys("%mMW", 820),
    **dict.fromkeys("wGNOQHUDÖ", 660),
}


def width(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """Return the width of one line of text, in the unit of `size`; within a few percent, and rather too wide."""
    return sum(_WIDTHS.get(character, _OTHER_WIDTH) for character in text) * size / 1000 * (_BOLDER if bold else 1)


def widest(texts: Iterable[str], size: float = SIZE, *, bold: bool = False) -> float:
    return max((width(text, size, bold=bold) for text in texts), default=0.0)


def wrap(text: str, room: float, size: float = SIZE, *, bold: bool = False) -> list[str]:
    """Break a text between words into lines no wider than `room`; a single word may stand out."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def shortened(text: str, room: float, size: float = SIZE, *, bold: bool = False) -> str:
    """Return as much of the text as there is room for, with "…" where something is left out."""
    if width(text, size, bold=bold) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle] + "…", size, bold=bold) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def fitted(text: str, room: float, size: float = SIZE, *, bold: bool = False) -> list[str]:
    """Break a text into lines of which none is wider than `room`: a single word that would stand out is shortened."""
    return [shortened(line, room, size, bold=bold) for line in wrap(text, room, size, bold=bold)]
