"""Cost returns with their lines, the sums that the index stands on, targets, published figures, other indicators; rounds of collecting."""

from indicators.models.collecting import CollectionReminder, CollectionRound
from indicators.models.figures import Assumption, AssumptionCode, PublishedFigure, Target
from indicators.models.other_indicators import (
    Direction,
    Indicator,
    IndicatorKind,
    IndicatorUpload,
    IndicatorValue,
    Unit,
)
from indicators.models.reconciliation import HireReconciliationComment
from indicators.models.returns import (
    Basis,
    CostKind,
    CostLine,
    CostReturn,
    CostUpload,
    CoveredMonth,
    LinesChange,
    LineSource,
    ReturnState,
)
from indicators.models.sums import IndexValue, OrganisationSum, ProfessionSum, SummedReturn
from indicators.models.trend_report import TrendReport

__all__ = [
    "Assumption",
    "AssumptionCode",
    "Basis",
    "CollectionReminder",
    "CollectionRound",
    "CostKind",
    "CostLine",
    "CostReturn",
    "CostUpload",
    "CoveredMonth",
    "Direction",
    "HireReconciliationComment",
    "IndexValue",
    "Indicator",
    "IndicatorKind",
    "IndicatorUpload",
    "IndicatorValue",
    "LineSource",
    "LinesChange",
    "OrganisationSum",
    "ProfessionSum",
    "PublishedFigure",
    "ReturnState",
    "SummedReturn",
    "Target",
    "TrendReport",
    "Unit",
]
