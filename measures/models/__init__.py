"""The catalogue of measures, the gap analysis in which regions and divisions assess it, and the regions' good examples."""

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
from measures.models.examples import ExampleState, GoodExample, Outcome
from measures.models.gap import GapAssessment, GapRound, Scale, ScaleStep

__all__ = [
    "AreaAlias",
    "ExampleState",
    "GapAssessment",
    "GapRound",
    "GoodExample",
    "Horizon",
    "Measure",
    "MeasureArea",
    "MeasureSource",
    "Origin",
    "Outcome",
    "ReportedEffect",
    "Scale",
    "ScaleStep",
    "Source",
]
