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
from plans.models.decisions import Outcome, PlanDecision
from plans.models.governance import (
    Consultation,
    ConsultationForm,
    GroupKind,
    GroupMember,
    Milestone,
    PartyKind,
    PlanGroup,
)
from plans.models.plans import Plan, PlanArea, PlanSection, PlanState
from plans.models.reports import StatusReport
from plans.models.revisions import PlanRevision
from plans.models.risks import Risk, RiskAnalysis, Scale

__all__ = [
    "Activity",
    "ActivityResponsible",
    "ActivityStep",
    "Consultation",
    "ConsultationForm",
    "DeadlineMove",
    "GroupKind",
    "GroupMember",
    "HealthChoice",
    "KindChoice",
    "Milestone",
    "Outcome",
    "PartyKind",
    "Plan",
    "PlanArea",
    "PlanDecision",
    "PlanGroup",
    "PlanRevision",
    "PlanSection",
    "PlanState",
    "Priority",
    "ProgressChoice",
    "Risk",
    "RiskAnalysis",
    "Scale",
    "StatusReport",
    "StatusUpdate",
]
