"""What the pages of a plan's life show: its revisions, its open draft, its history in words."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans import access, change_reasons, plan_snapshot, plan_words
from plans.models import Activity, GroupMember, Plan, PlanArea, PlanDecision, PlanRevision, PlanSection, PlanState
from plans.queries import activity_history, adoption, snapshots
from plans.queries import plans as plan_queries
from staffing import changes
from staffing.models import User


def listed(plan: Plan) -> QuerySet[PlanRevision]:
    """Return the revisions of the standing plan, the latest first, without the bytes of their files."""
    bytes_of = [f"{name}__{part}" for name in ("record", "document") for part in ("content", "snapshot")]
    revisions = PlanRevision.objects.filter(plan=plan.revises_id or plan.pk)
    return revisions.select_related("record", "document", "job").defer(*bytes_of).order_by("-number")


@dataclass(frozen=True)
class Life:
    """Where a plan stands in its life, and what the reader may do about it.

    `draft` is the open draft revision of an adopted plan, for members; `changes` are those of a draft revision. `adopted_as` is
    the revision that a draft became; None of one that is open or was given up.
    """

    number: int
    draft: Plan | None
    changes: adoption.DraftChanges | None
    is_draft_revision: bool
    is_ended: bool
    adopted_as: PlanRevision | None
    can_revise: bool
    can_send: bool
    can_take_back: bool
    can_adopt: bool


def life_of(user: User | AnonymousUser, plan: Plan) -> Life:
    """Return it, in at most two queries; `plan` is read `with_open_draft`."""
    can_edit = bool(access.can_edit_plan(user, plan))
    standing = plan.revises
    is_open = standing is not None and plan.revision_ended_at is None
    draft = open_draft_for(user, plan) if plan.state == PlanState.ADOPTED else None
    return Life(
        number=adoption.next_number(standing) if standing is not None and is_open else 0,
        draft=draft,
        changes=adoption.changes_of_draft(plan, standing) if standing is not None and is_open else None,
        is_draft_revision=standing is not None,
        is_ended=standing is not None and not is_open,
        adopted_as=_adopted_as(plan),
        can_revise=bool(access.can_start_draft_revision(user, plan)),
        can_send=can_edit and plan.state == PlanState.DRAFT,
        can_take_back=can_edit and plan.state == PlanState.CONSULTATION,
        can_adopt=bool(access.can_adopt_plan(user, plan)),
    )


def _adopted_as(draft: Plan) -> PlanRevision | None:
    """Return the revision that the draft became: the one that was recorded as the draft ended."""
    if draft.revises_id is None or draft.revision_ended_at is None:
        return None
    made = PlanRevision.objects.filter(plan_id=draft.revises_id, recorded_at=draft.revision_ended_at)
    return made.defer("summary").first()


def open_draft_for(user: User | AnonymousUser, plan: Plan) -> Plan | None:
    """Return of the open draft revision what leads to it, its address and its state, for members; `plan` is read
    `with_open_draft`.
    """
    if plan.draft_slug is None or plan.draft_state is None or not access.can_read_internal(user, plan):
        return None
    return Plan(slug=plan.draft_slug, state=plan.draft_state, revises_id=plan.pk)


# A revision as a page --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AreaPart:
    """An area within a section: its activities, each with its row in the open draft when the reader may restore there."""

    title: str
    activities: tuple[tuple[plan_snapshot.PlanActivity, Activity | None], ...]


@dataclass(frozen=True)
class SectionPart:
    """A section with its areas that have activities."""

    title: str
    areas: tuple[AreaPart, ...]


def snapshot_in(revision: PlanRevision) -> plan_snapshot.PlanSnapshot:
    """Return the plan that the revision froze; needs `record` with its snapshot."""
    return plan_snapshot.from_snapshot(json.loads(revision.record.snapshot))


def printed(snapshot: plan_snapshot.PlanSnapshot, in_draft: dict[int, Activity]) -> list[SectionPart]:
    """Return the activities by section and area, in the order that the plan prints."""
    sections = {section.key: section.title for section in snapshot.sections}
    areas = {area.key: area.title for area in snapshot.areas}
    found = []
    for section, rows in groupby(snapshot.activities, key=lambda one: one.section):
        by_area = groupby(rows, key=lambda one: one.area)
        parts = tuple(
            AreaPart(areas[area], tuple((one, in_draft.get(one.key)) for one in some)) for area, some in by_area
        )
        found.append(SectionPart(sections[section], parts))
    return found


# History ---------------------------------------------------------------------------------------------------------------


def plan_changes(plan: Plan) -> list[changes.Change]:
    """Return what happened to the plan, newest first: its states, decisions, parts, and what was done in its draft revisions."""
    lists = [_with_waivers(plan, changes.changes_of(plan.history.all()))]
    lists += [changes.changes_of(rows, names=_kind_and_name) for rows in plan_queries.histories_of_parts(plan)]
    # That a revision was adopted, by whom and on what day, is said by the plan's own row.
    decisions = PlanDecision.objects.filter(plan=plan, revision__isnull=True)
    lists.append([_decision(one) for one in decisions])
    lists.append(activity_history.of_many(plan))
    drafts = list(Plan.objects.filter(revises=plan).values_list("pk", flat=True))
    if drafts:
        of_drafts = changes.changes_of(Plan.history.filter(id__in=drafts), names=lambda _row: _("Draft revision"))
        # That a draft ended by being adopted is said by the plan's own row.
        lists.append([one for one in of_drafts if one.fields or not change_reasons.is_adopted_in(one.reason)])
        for model in (PlanSection, PlanArea, Activity):
            lists.append(_in_drafts(model, drafts))
    return change_reasons.translated(changes.merged(*lists))


def _with_waivers(plan: Plan, own: list[changes.Change]) -> list[changes.Change]:
    """Return the plan's own changes, each adoption with what it did without and why; one that has no line gets one."""
    notes: dict[int, tuple[str, ...]] = {}
    revisions = {one.number: one for one in PlanRevision.objects.filter(plan=plan)}
    for number, revision in revisions.items():
        waived = [plan_words.waiver(one, is_internal=True) for one in snapshots.waivers_in(revision, number)]
        if waived:
            notes[number] = tuple(f"{label}: {text}" for label, text in waived)
    found = []
    for change in own:
        adopted = change_reasons.adopted_number(change.reason)
        found.append(change if adopted is None else replace(change, notes=notes.pop(adopted, ())))
    return found + [_adopted(revisions[number], said) for number, said in notes.items()]


def _adopted(revision: PlanRevision, notes: tuple[str, ...]) -> changes.Change:
    said = _(change_reasons.ADOPTED_AS) % {"number": revision.number}
    return changes.Change(revision.recorded_at, revision.recorded_by_name, "", "", (), said, notes=notes)


# What its model does not say itself.
_KINDS: dict[Any, Any] = {GroupMember: gettext_lazy("member of a group")}


def _kind_and_name(row: Any) -> str:
    """Return what a part of the plan is and is called: of a name alone nobody can tell a risk from a consultation."""
    model = row.instance_type
    kind = str(_KINDS.get(model, model._meta.verbose_name))  # noqa: SLF001
    return _("%(kind)s “%(name)s”") % {"kind": kind[:1].upper() + kind[1:], "name": row.history_object}


def _in_drafts(model: Any, drafts: list[int]) -> list[changes.Change]:
    """Return what was done to parts or activities in draft revisions; that they were copied there is no news."""
    rows = model.history.filter(plan_id__in=drafts)
    copied = changes.changes_of(rows.filter(revises__isnull=False), names=_in_draft)
    made = changes.changes_of(rows.filter(revises__isnull=True), names=_in_draft)
    return [change for change in copied if change.kind != "+"] + made


def _in_draft(row: Any) -> str:
    return _("%(title)s (in the draft revision)") % {"title": row.title}


def _decision(decision: PlanDecision) -> changes.Change:
    said = _("Decision (%(outcome)s): %(subject)s – %(by)s") % {
        "outcome": decision.get_outcome_display(),
        "subject": decision.subject,
        "by": decision.decided_by,
    }
    return changes.Change(decision.recorded_at, decision.recorded_by_name, "", "", (), said)
