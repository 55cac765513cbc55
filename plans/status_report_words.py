"""The single words of a status report, in Swedish and English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from plans.progress import Progress
from plans.status_report_data import Standing
from values.language import is_english
from values.writing import Writer

_STANDINGS = {
    Standing.DONE: ("klar", "done"),
    Standing.IN_PROGRESS: ("pågår", "in progress"),
    Standing.AT_RISK: ("risk", "at risk"),
    Standing.LATE: ("försenad", "late"),
    Standing.NOT_STARTED: ("ej påbörjad", "not started"),
    Standing.PAUSED: ("pausad", "paused"),
    Standing.CANCELLED: ("avbruten", "cancelled"),
    Standing.HANDED_OVER: ("överförd", "handed over"),
}
_PROGRESS = {
    Progress.NOT_STARTED: ("ej påbörjad", "not started"),
    Progress.IN_PROGRESS: ("pågår", "in progress"),
    Progress.DONE: ("klar", "done"),
    Progress.IN_OPERATION: ("klar, i ordinarie drift", "done, in regular operation"),
    Progress.PAUSED: ("pausad", "paused"),
    Progress.CANCELLED: ("avbruten", "cancelled"),
    Progress.HANDED_OVER: ("överförd", "handed over"),
}
CHANGE_HEADINGS = {
    "finished": ("Blev klara", "Finished"),
    "late": ("Blev försenade", "Became late"),
    "at_risk": ("Nya risker", "New risks"),
    "moved": ("Flyttade tidpunkter", "Moved deadlines"),
    "added": ("Nya aktiviteter", "New activities"),
    "removed": ("Borttagna aktiviteter", "Removed activities"),
    "cancelled": ("Avbrutna", "Cancelled"),
    "handed_over": ("Överförda", "Handed over"),
    "paused": ("Pausade", "Paused"),
    "started": ("Påbörjade", "Started"),
    "recovered": ("Åter i fas", "Back on track"),
    "reopened": ("Åter öppna", "Opened again"),
    "other": ("Annan ändrad status", "Other changes of status"),
}
"""The kinds of change in the order that a reader asks for them."""


@dataclass(frozen=True)
class Since:
    """What the changes are counted from: the report before this, named, or the period's first day."""

    at: datetime
    report_label: str = ""


def standing_word(standing: Standing, language: str) -> str:
    """Return the one word of a standing."""
    return _STANDINGS[standing][is_english(language)]


def progress_word(progress: Progress, language: str) -> str:
    """Return the word of a progress."""
    return _PROGRESS[progress][is_english(language)]


def change_heading(kind: str, language: str) -> str:
    """Return the words above a group of changes."""
    return CHANGE_HEADINGS[kind][is_english(language)]


_PRELIMINARY_ONE = (
    "Preliminärt: {periods} är lämnad men ännu inte låst och kan ändras.",
    "Preliminary: {periods} is handed in but not yet locked, and may change.",
)
_PRELIMINARY_MANY = (
    "Preliminärt: {periods} är lämnade men ännu inte låsta och kan ändras.",
    "Preliminary: {periods} are handed in but not yet locked, and may change.",
)


def preliminary(periods: Sequence[str], language: str) -> str:
    """Return that figures rest on these periods' returns, handed in and not locked; empty without any."""
    if not periods:
        return ""
    writer = Writer(language)
    return writer.say(*(_PRELIMINARY_ONE if len(periods) == 1 else _PRELIMINARY_MANY), periods=writer.listed(periods))
