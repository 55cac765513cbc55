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
from plans.models.bulk_changes import BulkAct, BulkChange, BulkChangeRow, BulkOutcome
from plans.models.calendars import CalendarFeed
from plans.models.cascade import PlanObligation, PriorityArea
from plans.models.chasing import MailState, Reminder, ReminderChoice, RoundReminder, SingleReminder
from plans.models.closing import FinalReport
from plans.models.comments import Comment, CommentMention
from plans.models.decisions import Outcome, PlanDecision
from plans.models.files import PlanDocument, PlanUpload
from plans.models.governance import (
    Consultation,
    ConsultationForm,
    GroupKind,
    GroupMember,
    Milestone,
    PartyKind,
    PlanGroup,
)
from plans.models.imports import PlanImport
from plans.models.plans import Plan, PlanArea, PlanSection, PlanState
from plans.models.reports import StatusReport
from plans.models.revisions import PlanRevision
from plans.models.risks import Risk, RiskAnalysis, Scale
from plans.models.saved_views import SavedView
from plans.models.statements import Statement, StatementAnswer, StatementEdition, StatementKind, StatementRound

__all__ = [
    "Activity",
    "ActivityResponsible",
    "ActivityStep",
    "BulkAct",
    "BulkChange",
    "BulkChangeRow",
    "BulkOutcome",
    "CalendarFeed",
    "Comment",
    "CommentMention",
    "Consultation",
    "ConsultationForm",
    "DeadlineMove",
    "FinalReport",
    "GroupKind",
    "GroupMember",
    "HealthChoice",
    "KindChoice",
    "MailState",
    "Milestone",
    "Outcome",
    "PartyKind",
    "Plan",
    "PlanArea",
    "PlanDecision",
    "PlanDocument",
    "PlanGroup",
    "PlanImport",
    "PlanObligation",
    "PlanRevision",
    "PlanSection",
    "PlanState",
    "PlanUpload",
    "Priority",
    "PriorityArea",
    "ProgressChoice",
    "Reminder",
    "ReminderChoice",
    "Risk",
    "RiskAnalysis",
    "RoundReminder",
    "SavedView",
    "Scale",
    "SingleReminder",
    "Statement",
    "StatementAnswer",
    "StatementEdition",
    "StatementKind",
    "StatementRound",
    "StatusReport",
    "StatusUpdate",
]
