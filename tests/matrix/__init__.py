"""The matrix and its world, one module for each noun that came after the first: `ROUTES`, and `extend(world)` that makes the things."""

from __future__ import annotations

from types import ModuleType

from tests.matrix import (
    cascade,
    chasing,
    closing,
    collecting,
    compare,
    deciding,
    examples,
    files,
    gap,
    glide,
    hires,
    imports,
    open_data,
    other_indicators,
    reference,
    revisions,
    risks,
    staffing_beside,
    statements,
    trend,
    workforce,
    working,
)

PARTS: list[ModuleType] = [
    cascade,
    chasing,
    closing,
    collecting,
    compare,
    deciding,
    files,
    gap,
    glide,
    hires,
    imports,
    open_data,
    other_indicators,
    reference,
    risks,
    staffing_beside,
    statements,
    trend,
    workforce,
    working,
    revisions,
    # Last: it puts a second activity into a plan.
    examples,
]
