"""Plans, their activities with status and deadline, and the reports made of them."""

from plans.models.activities import (
    Activity,
    ActivityResponsible,
    ActivityStep,
    DeadlineMove,
    HealthChoice,
    KindChoice,
    Priority,
    ProgressChoice,
    StatusUpdate,
)
from plans.models.plans import Plan, PlanArea, PlanSection, PlanState
from plans.models.reports import StatusReport

__all__ = [
    "Activity",
    "ActivityResponsible",
    "ActivityStep",
    "DeadlineMove",
    "HealthChoice",
    "KindChoice",
    "Plan",
    "PlanArea",
    "PlanSection",
    "PlanState",
    "Priority",
    "ProgressChoice",
    "StatusReport",
    "StatusUpdate",
]
