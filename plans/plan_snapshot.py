"""A plan as it stood at one moment, as frozen values: what a revision freezes, documents are made of, and comparisons compare.

Keys are the rows of the standing plan: an activity of a draft revision has the key of the activity that it changes, so that
the same thing has the same key in every snapshot of a plan. Words in a language are not in it (`progress` is "done"): who shows
it finds the words. Persons are not named: roles are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from documents import snapshots
from values.language import is_english

SCHEMA = 1
"""Counted up when a field changes its meaning or goes; fields may be added with a default."""


@dataclass(frozen=True)
class PlanFacts:
    """What the plan says of itself. `target_ratio` is a fraction: 0.02 is 2 per cent of own staff cost."""

    slug: str
    title: str
    region: str
    organisation: str
    is_whole_region: bool
    state: str
    start_date: date
    end_date: date
    goal: str
    target_ratio: Decimal
    target_date: date | None
    registry_number: str
    adopted_date: date | None
    adopted_by: str
    source: str
    is_example: bool = False
    has_example_progress: bool = False


@dataclass(frozen=True)
class Section:
    """An organisation's part of the plan."""

    key: int
    title: str
    organisation: str
    organisation_key: int


@dataclass(frozen=True)
class Area:
    """An area of the plan; `catalogue_code` is empty when it is the plan's own."""

    key: int
    title: str
    catalogue_code: str


@dataclass(frozen=True)
class Responsible:
    """A role by its title, and its part."""

    title: str
    part: str


@dataclass(frozen=True)
class Step:
    """A step on the way."""

    text: str
    is_done: bool


@dataclass(frozen=True)
class PlanActivity:
    """An activity. `section` and `area` are keys; effects are kronor and full-time equivalents a year from a day."""

    key: int
    section: int
    area: int
    title: str
    description: str
    responsibles: tuple[Responsible, ...]
    deadline_text: str
    deadline_kind: str
    due_date: date | None
    original_due_date: date | None
    deadline_moves: int
    progress: str
    health: str
    completed_date: date | None
    cancelled_reason: str
    receiver: str
    last_update_date: date | None
    priority: int
    horizon: str
    measure_number: int | None
    measure_title: str
    expected_effect_sek: Decimal | None
    expected_effect_fte: Decimal | None
    effect_from_date: date | None
    conditions: str
    funding: str
    steps: tuple[Step, ...]
    is_hidden: bool = False
    parent_key: int | None = None
    parent_title: str = ""
    continues_key: int | None = None
    measure_code: str = ""


@dataclass(frozen=True)
class RiskLine:
    """A risk: probability × consequence now (None when not judged) and as planned, on the analysis's scale."""

    key: int
    title: str
    cause: str
    probability_now: int | None
    consequence_now: int | None
    probability: int
    consequence: int
    is_serious: bool
    countermeasure: str
    responsible: str
    due_date: date | None
    follow_up: str
    followed_up_date: date | None


@dataclass(frozen=True)
class RiskAnalysisFacts:
    """A risk and impact analysis with its risks; `scale` is 4 or 5 steps."""

    key: int
    title: str
    organisation: str
    change: str
    groups_affected: str
    situation_now: str
    situation_planned: str
    participants: str
    safety_representative: str
    scale: int
    finished_date: date | None
    risks: tuple[RiskLine, ...]


@dataclass(frozen=True)
class ConsultationFacts:
    """A consultation that was held."""

    key: int
    party: str
    party_kind: str
    form: str
    held_date: date
    outcome: str
    minutes: str


@dataclass(frozen=True)
class WaiverFacts:
    """A gate (`plans.adoption.Gate`) that a revision was adopted without, and why; by which body, and on what day."""

    revision: int
    gate: str
    reason: str
    adopted_date: date
    adopted_by: str


@dataclass(frozen=True)
class MemberFacts:
    """A role in a group."""

    role_title: str
    part: str


@dataclass(frozen=True)
class GroupFacts:
    """A group that leads or does the work."""

    key: int
    kind: str
    name: str
    assignment: str
    members: tuple[MemberFacts, ...]


@dataclass(frozen=True)
class MilestoneFacts:
    """A step of the glide path; `target_ratio` is a fraction, over the twelve months that end with the period.

    `profession` is a code, or empty for all; its two names are empty in snapshots from before they were kept.
    """

    key: int
    organisation: str
    organisation_key: int
    profession: str
    period_code: str
    target_ratio: Decimal
    note: str
    profession_sv: str = ""
    profession_en: str = ""

    def profession_in(self, language: str) -> str:
        """Return what the profession is called; its code where no name was kept, and empty for all professions."""
        return (self.profession_en if is_english(language) else self.profession_sv) or self.profession


@dataclass(frozen=True)
class PlanSnapshot:
    """The whole plan at `at` (Swedish time), everything in the order that the plan prints."""

    schema: int
    at: datetime
    plan: PlanFacts
    sections: tuple[Section, ...]
    areas: tuple[Area, ...]
    activities: tuple[PlanActivity, ...]
    risk_analyses: tuple[RiskAnalysisFacts, ...] = ()
    consultations: tuple[ConsultationFacts, ...] = ()
    groups: tuple[GroupFacts, ...] = ()
    milestones: tuple[MilestoneFacts, ...] = ()
    waivers: tuple[WaiverFacts, ...] = ()


def to_snapshot(plan: PlanSnapshot) -> dict[str, Any]:
    """Return the plan as dicts, lists and the values that `documents.files.canonical_json` writes."""
    plain: dict[str, Any] = snapshots.to_plain(plan)
    return plain


def from_snapshot(snapshot: Mapping[str, Any]) -> PlanSnapshot:
    """Return the plan that a snapshot, parsed from its JSON, holds.

    :raises ValueError: another schema than this code reads.
    """
    if snapshot.get("schema") != SCHEMA:
        raise ValueError(f"A plan of schema {snapshot.get('schema')!r} cannot be read; this is schema {SCHEMA}.")
    return snapshots.from_plain(PlanSnapshot, snapshot)
