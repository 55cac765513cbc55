"""The catalogue of measures, and the gap analysis in which regions and divisions assess it."""

from measures.models.catalogue import (
    AreaAlias,
    Horizon,
    Measure,
    MeasureArea,
    MeasureSource,
    Origin,
    ReportedEffect,
    Source,
)
from measures.models.gap import GapAssessment, GapRound, Scale, ScaleStep

__all__ = [
    "AreaAlias",
    "GapAssessment",
    "GapRound",
    "Horizon",
    "Measure",
    "MeasureArea",
    "MeasureSource",
    "Origin",
    "ReportedEffect",
    "Scale",
    "ScaleStep",
    "Source",
]
