"""What must be there before a plan is adopted: a finished risk analysis and a union consultation, or a reason for each that is not.

Source: AFS 2023:1 (risk assessment before a change) and the Co-Determination Act (MBL 11 and 19 §§). What an earlier revision
was adopted on is used up, and what is dated before the adoption before belongs to that: a revision stands on work of its own.
What was done after that adoption but before the draft was opened counts, and is said to be older than the draft.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

UNION = "union"
Decided = TypeVar("Decided", bound=Any)


class Gate(StrEnum):
    """What an adoption stands on."""

    RISK_ANALYSIS = "risk_analysis"
    CONSULTATION = "consultation"


WAIVER_FIELDS = {Gate.RISK_ANALYSIS: "risk_waiver", Gate.CONSULTATION: "consultation_waiver"}
"""Where a decision, its form and the revision hold why a gate is not passed."""


@dataclass(frozen=True)
class Analysis:
    """A risk analysis: when it was finished (None: not yet), and whether an earlier revision was adopted on it."""

    title: str
    finished_date: date | None
    is_used: bool = False


@dataclass(frozen=True)
class Held:
    """A consultation that was held: with whom, of which kind, when, and whether an earlier revision was adopted on it."""

    party: str
    party_kind: str
    held_date: date
    is_used: bool = False


@dataclass(frozen=True)
class Ground:
    """What a gate is passed on, in the words of the one who wrote it, with its day.

    `is_before_draft` says that it was done before the draft revision was opened.
    """

    title: str
    day: date
    is_before_draft: bool = False


@dataclass(frozen=True)
class GateState:
    """A gate with what it is passed on; with no grounds it needs a waiver.

    `outdated` is what no earlier revision used, and which does not count: it is dated before the adoption before.
    """

    gate: Gate
    grounds: tuple[Ground, ...]
    outdated: tuple[Ground, ...] = ()

    @property
    def is_passed(self) -> bool:
        """Return whether no waiver is needed."""
        return bool(self.grounds)


@dataclass(frozen=True)
class Shortfall:
    """What a risk analysis leaves undone: a warning, never a bar to the adoption."""

    key: int
    title: str
    uncountered: int
    lacks_safety_representative: bool

    @property
    def is_any(self) -> bool:
        """Return whether there is anything to warn of."""
        return bool(self.uncountered) or self.lacks_safety_representative


SAFETY_REPRESENTATIVE = "skyddsombud"


def lacks_safety_representative(representative: str, participants: str) -> bool:
    """Return whether no safety representative is named as one, nor among the participants."""
    return not representative.strip() and SAFETY_REPRESENTATIVE not in participants.casefold()


@dataclass(frozen=True)
class DraftDays:
    """Of a draft revision: the day of the adoption before, and the day when the draft was opened."""

    adopted_before: date | None
    opened: date


def gates(
    analyses: Iterable[Analysis], consultations: Iterable[Held], adopted_date: date, draft: DraftDays | None = None
) -> tuple[GateState, ...]:
    """Return both gates as they stand on the day of adoption; what is finished or held after that day opens nothing.

    `draft` is of a draft revision; a plan that is adopted for the first time has none.
    """
    finished = [(one.title, one.finished_date) for one in analyses if not one.is_used and one.finished_date is not None]
    held = [(one.party, one.held_date) for one in consultations if not one.is_used and one.party_kind == UNION]
    return (
        _state(Gate.RISK_ANALYSIS, finished, adopted_date, draft),
        _state(Gate.CONSULTATION, held, adopted_date, draft),
    )


def _state(gate: Gate, done: Iterable[tuple[str, date]], adopted_date: date, draft: DraftDays | None) -> GateState:
    """Return the gate with what is done: what counts, and what is older than the adoption before."""
    found = [
        Ground(title, day, is_before_draft=draft is not None and day < draft.opened)
        for title, day in done
        if day <= adopted_date
    ]
    before = draft.adopted_before if draft is not None else None
    return GateState(
        gate,
        tuple(one for one in found if before is None or one.day >= before),
        tuple(one for one in found if before is not None and one.day < before),
    )


def waivers_of(decided: Any) -> dict[Gate, str]:
    """Return why each gate is waived as a decision or a revision holds it, those left out that have no reason."""
    reasons = {gate: getattr(decided, name).strip() for gate, name in WAIVER_FIELDS.items()}
    return {gate: reason for gate, reason in reasons.items() if reason}


def without_needless(decided: Decided, states: Iterable[GateState]) -> Decided:
    """Return the decision without reasons for gates that are passed: they were written before it stood on something."""
    needless = {WAIVER_FIELDS[state.gate]: "" for state in states if state.is_passed}
    return replace(decided, **needless)


def missing(states: Iterable[GateState], waivers: dict[Gate, str]) -> list[Gate]:
    """Return the gates that are neither passed nor waived with a reason."""
    return [state.gate for state in states if not state.is_passed and not waivers.get(state.gate, "").strip()]
