"""The few colours of our charts, the same on screen and paper.

Each is checked by a test: 3:1 against white for what is drawn, 4.5:1 for what is read. Lightness differs as well as
hue, so that a greyscale print tells them apart.
"""

WHITE = "#ffffff"
INK = "#1c2a33"
QUIET_INK = "#55636d"
ACCENT = "#1b4f72"
ACCENT_SOFT = "#6f94ad"
TARGET = "#a8321f"
MUTED = "#8393a0"
# Not information, so without a demand on contrast: gridlines and the bed of a bar.
GRID = "#e2e7eb"
AXIS = "#9aa7b1"
BED = "#f2f5f7"

# Lines beside the highlighted one, each with a dash of its own.
PLAIN_LINES = (("#1b4f72", ""), ("#8a5a00", "7 4"), ("#55636d", "2 3"), ("#2f7d6b", "10 3 2 3"))

# Five steps from low to high, with the ink that is read on each.
STEPS = (("#eaf1f6", INK), ("#bed3e1", INK), ("#8db1c9", INK), ("#39729a", WHITE), ("#153f5c", WHITE))


_LINEAR_BELOW = 0.04045


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two `#rrggbb` colours (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= _LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
