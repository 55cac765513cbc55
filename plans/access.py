"""Who may see and change plans, activities and their reports."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from plans.models import (
    Activity,
    ActivityResponsible,
    BulkChange,
    Comment,
    Consultation,
    FinalReport,
    Plan,
    PlanDocument,
    PlanImport,
    PlanState,
    RiskAnalysis,
    SavedView,
    Statement,
    StatementEdition,
    StatusReport,
)
from plans.models.activities import ActivityQuerySet
from plans.models.plans import PlanQuerySet
from staffing.access import NOT_YOUR_ROLE, ROLE_PERMISSIONS, Allowed, Denied, Permission, rights_of
from staffing.models import Level, Organisation, Region, Role, User

PUBLIC_STATES = (PlanState.ADOPTED, PlanState.CLOSED)
CLOSED_PLAN = _("The plan is closed and cannot be changed.")
ADOPTED_PLAN = _("The adopted plan is changed in a draft revision.")
ENDED_DRAFT = _("The draft revision is ended and cannot be changed.")
STATUS_ON_THE_PLAN = _("Status is reported on the adopted plan, not in a draft revision.")
REPORTS_ON_THE_PLAN = _("Reports are made of the adopted plan, not of a draft revision.")
NO_DRAFT_REVISION = _("The plan is no draft revision; a plan that is not adopted yet is its own draft.")
NOT_ADOPTED = _("Only an adopted plan is changed in a draft revision.")
PART_OF_A_DECISION = _("It is part of what was decided when the plan was adopted, and cannot be changed.")
FINISHED_ANALYSIS = _("The analysis is finished. Reopen it to change it.")
NOT_FOR_DECISION = _("Only a plan in consultation can be adopted.")


def visible_plans(user: User | AnonymousUser) -> PlanQuerySet:
    """Return the plans of the person's own regions and what other regions have adopted."""
    rights = rights_of(user)
    if not rights.has_role:
        return Plan.objects.none()
    if Permission.READ_ALL in rights.national:
        return Plan.objects.all()
    return Plan.objects.filter(Q(region_id__in=rights.region_ids) | Q(state__in=PUBLIC_STATES))


def visible_activities(user: User | AnonymousUser) -> ActivityQuerySet:
    """Return the present activities of the plans that the person may see."""
    rights = rights_of(user)
    activities = Activity.objects.present()
    if not rights.has_role:
        return activities.none()
    if Permission.READ_ALL in rights.national:
        return activities
    return activities.filter(Q(plan__region_id__in=rights.region_ids) | Q(plan__state__in=PUBLIC_STATES))


def visible_status_reports(user: User | AnonymousUser) -> QuerySet[StatusReport]:
    """Return all reports of the person's own regions, and the frozen ones of other regions' adopted plans."""
    rights = rights_of(user)
    if not rights.has_role:
        return StatusReport.objects.none()
    if Permission.READ_ALL in rights.national:
        return StatusReport.objects.all()
    return StatusReport.objects.filter(
        Q(plan__region_id__in=rights.region_ids) | Q(plan__state__in=PUBLIC_STATES, file__isnull=False)
    )


def can_read_internal(user: User | AnonymousUser, plan: Plan) -> bool:
    """Return whether comments, logs, reasons and history of the plan are for this person's eyes."""
    return rights_of(user).is_member(plan.region_id)


def reads_internal(user: User | AnonymousUser, plan: Plan) -> Allowed | Denied:
    """Answer the same with its reason, for pages that are internal as a whole."""
    return Allowed() if can_read_internal(user, plan) else Denied(NOT_YOUR_ROLE)


def can_read_past(user: User | AnonymousUser, plan: Plan, then: Plan | None) -> bool:
    """Return whether the person may read the plan as it was: other regions only while it was adopted.

    `then` is the plan's row as it was (None: it was not there). That it is visible today is asked for before.
    """
    return can_read_internal(user, plan) or (then is not None and then.state in PUBLIC_STATES)


def can_create_plan(user: User | AnonymousUser) -> Allowed | Denied:
    """Answer whether the person may write a plan anywhere."""
    return Allowed() if rights_of(user).can_somewhere(Permission.EDIT_PLAN) else Denied(NOT_YOUR_ROLE)


def can_lead_plan(user: User | AnonymousUser, plan: Plan) -> Allowed | Denied:
    """Answer whether the person leads the work with the plan: its risks, consultations, groups, milestones, revisions."""
    if not rights_of(user).can(Permission.EDIT_PLAN, plan.organisation_id):
        return Denied(NOT_YOUR_ROLE)
    return Denied(CLOSED_PLAN) if plan.state == PlanState.CLOSED else Allowed()


def can_write_plans_of(user: User | AnonymousUser, organisation_id: int) -> Allowed | Denied:
    """Answer whether the person may begin and write plans of the organisation."""
    return Allowed() if rights_of(user).can(Permission.EDIT_PLAN, organisation_id) else Denied(NOT_YOUR_ROLE)


def is_open_to_edits(plan: Plan) -> bool:
    """Return whether the plan's text can be changed by whoever has the right: in its present state, and not when closed."""
    return plan.state not in PUBLIC_STATES and plan.revision_ended_at is None


def can_edit_plan(user: User | AnonymousUser, plan: Plan) -> Allowed | Denied:
    """Answer whether the person may change the plan, its sections, areas and activities: not once it is adopted."""
    if not rights_of(user).can(Permission.EDIT_PLAN, plan.organisation_id):
        return Denied(NOT_YOUR_ROLE)
    if plan.revision_ended_at is not None:
        return Denied(ENDED_DRAFT)
    if plan.state == PlanState.ADOPTED:
        return Denied(ADOPTED_PLAN)
    return Denied(CLOSED_PLAN) if plan.state == PlanState.CLOSED else Allowed()


def can_start_draft_revision(user: User | AnonymousUser, plan: Plan) -> Allowed | Denied:
    """Answer whether the person may begin to change the adopted plan, or go on in the draft that is open."""
    if not rights_of(user).can(Permission.EDIT_PLAN, plan.organisation_id):
        return Denied(NOT_YOUR_ROLE)
    if plan.state == PlanState.CLOSED:
        return Denied(CLOSED_PLAN)
    return Allowed() if plan.state == PlanState.ADOPTED else Denied(NOT_ADOPTED)


def can_give_up_draft(user: User | AnonymousUser, plan: Plan) -> Allowed | Denied:
    """Answer whether the person may end the draft revision without adopting it."""
    answer = can_edit_plan(user, plan)
    if isinstance(answer, Denied):
        return answer
    return Allowed() if plan.revises_id is not None else Denied(NO_DRAFT_REVISION)


def can_adopt_plan(user: User | AnonymousUser, plan: Plan) -> Allowed | Denied:
    """Answer whether the person may record that the plan, or the draft revision, is adopted."""
    if not rights_of(user).can(Permission.RECORD_DECISION, plan.organisation_id):
        return Denied(NOT_YOUR_ROLE)
    if plan.revision_ended_at is not None:
        return Denied(ENDED_DRAFT)
    return Allowed() if plan.state == PlanState.CONSULTATION else Denied(NOT_FOR_DECISION)


def can_record_decision(user: User | AnonymousUser, plan: Plan) -> Allowed | Denied:
    """Answer whether the person may record what the steering group decided about the plan or a report of it."""
    allowed = rights_of(user).can(Permission.RECORD_DECISION, plan.organisation_id)
    return Allowed() if allowed else Denied(NOT_YOUR_ROLE)


def can_update_status(user: User | AnonymousUser, activity: Activity) -> Allowed | Denied:
    """Answer whether the person may report how the activity goes: its manager, its role's holder, the process leader.

    Needs `activity.plan` and `activity.section` loaded; the holder is looked up only when the organisation does not decide.
    """
    if activity.plan.state == PlanState.CLOSED:
        return Denied(CLOSED_PLAN)
    if activity.plan.revises_id is not None:
        return Denied(STATUS_ON_THE_PLAN)
    rights = rights_of(user)
    if rights.can(Permission.UPDATE_STATUS, activity.section.organisation_id):
        return Allowed()
    is_holder = (
        isinstance(user, User)
        and activity.plan.region_id in rights.region_ids
        and activity.responsibles.filter(role__holder=user).exists()
    )
    return Allowed() if is_holder else Denied(NOT_YOUR_ROLE)


def can_make_report(user: User | AnonymousUser, plan: Plan) -> Allowed | Denied:
    """Answer whether the person may have a status report of the plan made."""
    if not rights_of(user).can(Permission.MAKE_REPORT, plan.organisation_id):
        return Denied(NOT_YOUR_ROLE)
    return Denied(REPORTS_ON_THE_PLAN) if plan.revises_id is not None else Allowed()


def can_make_some_report(user: User | AnonymousUser) -> bool:
    """Return whether the person may have status reports of any plan made."""
    return rights_of(user).can_somewhere(Permission.MAKE_REPORT)


def regions_of(user: User | AnonymousUser) -> list[Region]:
    """Return the regions where the person holds a role."""
    return rights_of(user).regions


def can_collect_statements(user: User | AnonymousUser) -> Allowed | Denied:
    """Answer whether the person may open and close collections from the regions."""
    allowed = Permission.COLLECT_STATEMENTS in rights_of(user).national
    return Allowed() if allowed else Denied(NOT_YOUR_ROLE)


def can_write_statement(user: User | AnonymousUser, region: Region) -> Allowed | Denied:
    """Answer whether the person may write what the region answers: its process leader, for the whole region."""
    root = Organisation.objects.filter(region=region, level=Level.REGION).values_list("pk", flat=True).first()
    allowed = root is not None and rights_of(user).can(Permission.EDIT_PLAN, root)
    return Allowed() if allowed else Denied(NOT_YOUR_ROLE)


def visible_statement_regions(user: User | AnonymousUser) -> QuerySet[Region]:
    """Return the regions whose unfinished answers are for this person: those where the person holds a role."""
    rights = rights_of(user)
    if Permission.READ_ALL in rights.national:
        return Region.objects.all()
    return Region.objects.filter(pk__in=rights.region_ids)


def visible_statement_editions(user: User | AnonymousUser) -> QuerySet[StatementEdition]:
    """Return what was submitted: own regions' always, all to who collects, everybody's when the collection is closed."""
    rights = rights_of(user)
    editions = StatementEdition.objects.all()
    if not rights.has_role:
        return editions.none()
    if rights.national & {Permission.COLLECT_STATEMENTS, Permission.READ_ALL}:
        return editions
    return editions.filter(
        Q(statement__region_id__in=rights.region_ids) | Q(statement__round__closed_date__isnull=False)
    )


def visible_statements(user: User | AnonymousUser) -> QuerySet[Statement]:
    """Return the statements that the person may read as they are being written: own regions' and an auditor's."""
    return Statement.objects.filter(region__in=visible_statement_regions(user))


def visible_imports(user: User | AnonymousUser) -> QuerySet[PlanImport]:
    """Return the imports of organisations whose plans the person writes; to others they do not exist."""
    reached = rights_of(user).organisation_ids(Permission.EDIT_PLAN)
    if reached is None:
        return PlanImport.objects.all()
    return PlanImport.objects.filter(organisation_id__in=reached)


def can_close_plan(user: User | AnonymousUser, plan: Plan) -> Allowed | Denied:
    """Answer whether the person may close the plan: its process leader, when it is adopted."""
    answer = can_lead_plan(user, plan)
    if isinstance(answer, Allowed) and plan.state != PlanState.ADOPTED:
        return Denied(_("Only an adopted plan is closed."))
    return answer


def can_copy_plan(user: User | AnonymousUser, plan: Plan) -> Allowed | Denied:
    """Answer whether the person may copy the plan to a next period: whoever writes its organisation's plans."""
    return can_write_plans_of(user, plan.organisation_id)


def visible_final_reports(user: User | AnonymousUser) -> QuerySet[FinalReport]:
    """Return the final reports of the plans that the person may see: a closed plan is public, and so is its report."""
    return FinalReport.objects.filter(plan__in=visible_plans(user))


def can_upload_plan(user: User | AnonymousUser, plan: Plan) -> Allowed | Denied:
    """Answer whether the person may upload an edited file: who edits the plan, or reports the status of anything in it."""
    if can_edit_plan(user, plan):
        return Allowed()
    if plan.state == PlanState.CLOSED or plan.revises_id is not None:
        return can_edit_plan(user, plan)
    reached = rights_of(user).organisation_ids(Permission.UPDATE_STATUS)
    is_reporter = reached is None or plan.sections.filter(organisation_id__in=reached).exists()
    return Allowed() if is_reporter else Denied(NOT_YOUR_ROLE)


def can_reopen_analysis(user: User | AnonymousUser, analysis: RiskAnalysis) -> Allowed | Denied:
    """Answer whether the person may finish or reopen the risk analysis: not once a revision was adopted on it."""
    answer = can_lead_plan(user, analysis.plan)
    if isinstance(answer, Allowed) and analysis.revision_id is not None:
        return Denied(PART_OF_A_DECISION)
    return answer


def can_change_analysis(user: User | AnonymousUser, analysis: RiskAnalysis) -> Allowed | Denied:
    """Answer whether the person may change the risk analysis and its risks: while it is not finished."""
    answer = can_reopen_analysis(user, analysis)
    if isinstance(answer, Allowed) and analysis.finished_date is not None:
        return Denied(FINISHED_ANALYSIS)
    return answer


def can_change_consultation(user: User | AnonymousUser, consultation: Consultation) -> Allowed | Denied:
    """Answer whether the person may change the consultation: not once a revision was adopted on it."""
    answer = can_lead_plan(user, consultation.plan)
    if isinstance(answer, Allowed) and consultation.revision_id is not None:
        return Denied(PART_OF_A_DECISION)
    return answer


def can_save_views(user: User | AnonymousUser, plan: Plan) -> Allowed | Denied:
    """Answer whether the person may name filters of the plan's list: whoever sees it and is more than an auditor.

    A draft revision is a passing thing, and its sections with it: views belong to the standing plan.
    """
    if plan.revises_id is not None:
        return Denied(_("Views are saved on the plan itself, not on its draft revision."))
    works = any(assignment.role != Role.AUDITOR for assignment in rights_of(user).assignments)
    return Allowed() if works else Denied(NOT_YOUR_ROLE)


def can_share_views(user: User | AnonymousUser, plan: Plan) -> bool:
    """Return whether the person may share views of the plan: those who hold a role in its region."""
    return plan.region_id in rights_of(user).region_ids


def visible_saved_views(user: User | AnonymousUser, plan: Plan) -> QuerySet[SavedView]:
    """Return the person's own views of the plan, and those shared with its region to whoever may read what that works with."""
    own = Q(owner_id=user.pk)
    shared = Q(is_shared=True) if can_read_internal(user, plan) else Q(pk=None)
    return SavedView.objects.present().filter(own | shared, plan=plan)


def can_change_view(user: User | AnonymousUser, view: SavedView) -> Allowed | Denied:
    """Answer whether the person may rename, share or delete the view: its owner alone, while they may keep views at all."""
    return can_save_views(user, view.plan) if view.owner_id == user.pk else Denied(_("The view is somebody else's."))


def can_comment(user: User | AnonymousUser, plan: Plan) -> Allowed | Denied:
    """Answer whether the person may comment on the plan's activities: who has the right anywhere in its region."""
    speaks = any(
        assignment.organisation is not None
        and assignment.organisation.region_id == plan.region_id
        and Permission.COMMENT in ROLE_PERMISSIONS[assignment.role]
        for assignment in rights_of(user).assignments
    )
    if not speaks:
        return Denied(NOT_YOUR_ROLE)
    return Denied(CLOSED_PLAN) if plan.state == PlanState.CLOSED else Allowed()


def can_change_comment(user: User | AnonymousUser, comment: Comment, plan: Plan) -> Allowed | Denied:
    """Answer whether the person may correct or take away the comment: who wrote it, while they may comment at all."""
    return can_comment(user, plan) if comment.author_id == user.pk else Denied(_("The comment is somebody else's."))


def can_read_document(user: User, document: PlanDocument) -> bool:
    """Return whether the person may read the plan's PDF: whoever sees the plan; what is internal is for members."""
    is_visible = visible_plans(user).filter(pk=document.plan_id).exists()
    return is_visible and (not document.is_internal or can_read_internal(user, document.plan))


def is_open_to_reports(plan: Plan) -> bool:
    """Return whether status is reported on the plan's activities at all: on the standing plan, until it is closed."""
    return plan.state != PlanState.CLOSED and plan.revises_id is None


def can_change_in_bulk(user: User | AnonymousUser, plan: Plan) -> Allowed | Denied:
    """Answer whether the person may change anything of several activities: the plan's text, or how some of them go."""
    if plan.state == PlanState.CLOSED:
        return Denied(CLOSED_PLAN)
    rights = rights_of(user)
    if can_edit_plan(user, plan):
        return Allowed()
    if plan.region_id not in rights.region_ids:
        return Denied(NOT_YOUR_ROLE)
    holds_some = rights.can_somewhere(Permission.UPDATE_STATUS) or (
        isinstance(user, User)
        and ActivityResponsible.objects.filter(activity__plan_id=plan.pk, role__holder=user).exists()
    )
    return Allowed() if holds_some else Denied(NOT_YOUR_ROLE)


def can_undo_bulk_change(user: User | AnonymousUser, change: BulkChange) -> Allowed | Denied:
    """Answer whether the person may take the change back: who made it, or who leads the plan; row by row the right is asked again."""
    if not (change.by_id == user.pk or can_lead_plan(user, change.plan)):
        return Denied(NOT_YOUR_ROLE)
    return can_change_in_bulk(user, change.plan)


def visible_bulk_changes(user: User | AnonymousUser, plan: Plan) -> QuerySet[BulkChange]:
    """Return the plan's bulk changes to whoever may read what its region works with."""
    return BulkChange.objects.filter(plan=plan) if can_read_internal(user, plan) else BulkChange.objects.none()
