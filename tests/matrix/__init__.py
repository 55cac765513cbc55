"""The matrix and its world, one module for each noun that came after the first: `ROUTES`, and `extend(world)` that makes the things."""

from __future__ import annotations

from types import ModuleType

from tests.matrix import (
    budgets,
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
    hire_imports,
    hire_reconciliation,
    hire_statistics,
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
    budgets,
    cascade,
    chasing,
    closing,
    collecting,
    compare,
    deciding,
    files,
    gap,
    glide,
    hire_statistics,
    hires,
    hire_imports,
    hire_reconciliation,
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
