"""What a comparison of two states of a plan says, and which fields it compares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from plans.plan_snapshot import PlanActivity


class Change(StrEnum):
    """What happened to a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Kind(StrEnum):
    """What a field holds, so that it can be shown as what it is."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    CHOICE = "choice"
    MONEY = "money"
    NUMBER = "number"
    RATIO = "ratio"
    FLAG = "flag"
    ROLES = "roles"
    STEPS = "steps"
    PLACE = "place"
    MEASURE = "measure"
    DEADLINE = "deadline"


@dataclass(frozen=True)
class FieldChange:
    """One field, from what to what; the values are the snapshot's own, or a title, a `Deadline` or a `MeasureName`."""

    name: str
    kind: Kind
    old: Any
    new: Any


@dataclass(frozen=True)
class Deadline:
    """A deadline as printed, and the last day of what it means."""

    text: str
    due_date: date | None


@dataclass(frozen=True)
class MeasureName:
    """A measure of the catalogue; none is the number None."""

    number: int | None
    title: str
    code: str = ""


@dataclass(frozen=True)
class Move:
    """A move of a deadline as it was logged. `reason` is empty for readers whom it does not concern."""

    at: datetime
    old_text: str
    new_text: str
    reason: str = ""


@dataclass(frozen=True)
class DeadlineShift:
    """A due date that is another or is gone; `days` is how much later it is (negative: earlier), None without a new date."""

    old: Deadline
    new: Deadline
    days: int | None
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class ItemChange:
    """A thing that was added, removed or changed; `title` is the newer one's. `fields` are empty unless it was changed."""

    key: int
    change: Change
    title: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class ActivityChange:
    """An activity that was added, removed or changed. `after` is None when it was removed, `before` when it was added.

    Of a changed one, `is_text_changed` says that the plan says something else of it, and `has_new_status` that the work has gone on.
    """

    key: int
    change: Change
    title: str
    area: str
    before: PlanActivity | None
    after: PlanActivity | None
    fields: tuple[FieldChange, ...] = ()
    shift: DeadlineShift | None = None
    is_moved: bool = False
    is_text_changed: bool = False
    has_new_status: bool = False
    is_hidden_now: bool = False
    is_shown_again: bool = False


@dataclass(frozen=True)
class SectionPart:
    """A section with the changed activities in it, in the order of the newer plan; the removed come last."""

    title: str
    activities: tuple[ActivityChange, ...]


@dataclass(frozen=True)
class Counts:
    """Sums of the activities: `changed` of those of which the plan says something else, as a draft revision counts them.

    The last five count activities that were there before, each of which may be several of them, or changed too.
    """

    added: int = 0
    removed: int = 0
    changed: int = 0
    deadlines_moved: int = 0
    moved: int = 0
    new_status: int = 0
    hidden: int = 0
    shown_again: int = 0


@dataclass(frozen=True)
class PlanComparison:
    """All that differs between two states of a plan."""

    before_at: datetime
    after_at: datetime
    plan: tuple[FieldChange, ...]
    sections: tuple[ItemChange, ...]
    areas: tuple[ItemChange, ...]
    activities: tuple[SectionPart, ...]
    risk_analyses: tuple[ItemChange, ...]
    risks: tuple[ItemChange, ...]
    consultations: tuple[ItemChange, ...]
    groups: tuple[ItemChange, ...]
    milestones: tuple[ItemChange, ...]
    counts: Counts

    @property
    def around(self) -> int:
        """Return how many things around the activities differ: facts, sections, areas, risks and the like."""
        parts = (self.plan, self.sections, self.areas, self.risk_analyses, self.risks)
        return sum(len(part) for part in (*parts, self.consultations, self.groups, self.milestones))

    @property
    def is_same(self) -> bool:
        """Return whether nothing differs."""
        return not self.activities and not self.around


Spec = tuple[tuple[str, Kind], ...]

PLAN_FIELDS: Spec = (
    ("title", Kind.TEXT),
    ("state", Kind.CHOICE),
    ("organisation", Kind.TEXT),
    ("start_date", Kind.DATE),
    ("end_date", Kind.DATE),
    ("goal", Kind.LONG_TEXT),
    ("target_ratio", Kind.RATIO),
    ("target_date", Kind.DATE),
    ("registry_number", Kind.TEXT),
    ("adopted_date", Kind.DATE),
    ("adopted_by", Kind.TEXT),
    ("source", Kind.TEXT),
)
DRAFT_FIELDS = frozenset({"state", "adopted_date", "adopted_by"})
"""What a draft says of itself as a draft: no change that it proposes."""

SECTION_FIELDS: Spec = (("title", Kind.TEXT), ("organisation", Kind.TEXT))
AREA_FIELDS: Spec = (("title", Kind.TEXT), ("catalogue_code", Kind.TEXT))
# Between the first two and the rest: the section and the area, the deadline, and the measure, which are made of several.
TEXT_FIELDS: Spec = (
    ("title", Kind.TEXT),
    ("description", Kind.LONG_TEXT),
    ("responsibles", Kind.ROLES),
    ("priority", Kind.CHOICE),
    ("horizon", Kind.CHOICE),
    ("expected_effect_sek", Kind.MONEY),
    ("expected_effect_fte", Kind.NUMBER),
    ("effect_from_date", Kind.DATE),
    ("conditions", Kind.LONG_TEXT),
    ("funding", Kind.LONG_TEXT),
    ("is_hidden", Kind.FLAG),
    ("parent_title", Kind.TEXT),
)
STATUS_FIELDS: Spec = (
    ("progress", Kind.CHOICE),
    ("health", Kind.CHOICE),
    ("completed_date", Kind.DATE),
    ("cancelled_reason", Kind.LONG_TEXT),
    ("receiver", Kind.TEXT),
)
NOT_COMPARED = frozenset(
    {
        # What the same thing is known by; a parent is shown by its title.
        *("key", "parent_key", "continues_key"),
        # Counted from what is compared, or from the log of moves.
        *("deadline_kind", "original_due_date", "deadline_moves", "last_update_date"),
    }
)
RISK_ANALYSIS_FIELDS: Spec = (
    ("title", Kind.TEXT),
    ("organisation", Kind.TEXT),
    ("change", Kind.LONG_TEXT),
    ("groups_affected", Kind.LONG_TEXT),
    ("situation_now", Kind.LONG_TEXT),
    ("situation_planned", Kind.LONG_TEXT),
    ("participants", Kind.LONG_TEXT),
    ("safety_representative", Kind.TEXT),
    ("scale", Kind.NUMBER),
    ("finished_date", Kind.DATE),
)
RISK_FIELDS: Spec = (
    ("title", Kind.TEXT),
    ("cause", Kind.LONG_TEXT),
    ("probability_now", Kind.NUMBER),
    ("consequence_now", Kind.NUMBER),
    ("probability", Kind.NUMBER),
    ("consequence", Kind.NUMBER),
    ("is_serious", Kind.FLAG),
    ("countermeasure", Kind.LONG_TEXT),
    ("responsible", Kind.TEXT),
    ("due_date", Kind.DATE),
    ("follow_up", Kind.LONG_TEXT),
    ("followed_up_date", Kind.DATE),
)
CONSULTATION_FIELDS: Spec = (
    ("party", Kind.TEXT),
    ("party_kind", Kind.CHOICE),
    ("form", Kind.CHOICE),
    ("held_date", Kind.DATE),
    ("outcome", Kind.LONG_TEXT),
    ("minutes", Kind.TEXT),
)
GROUP_FIELDS: Spec = (
    ("name", Kind.TEXT),
    ("kind", Kind.CHOICE),
    ("assignment", Kind.LONG_TEXT),
    ("members", Kind.ROLES),
)
MILESTONE_FIELDS: Spec = (
    ("organisation", Kind.TEXT),
    ("profession", Kind.TEXT),
    ("period_code", Kind.TEXT),
    ("target_ratio", Kind.RATIO),
    ("note", Kind.TEXT),
)
