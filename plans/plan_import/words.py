"""What the words in a plan's cells mean: names of organisations and areas, statuses, roles, titles like a measure's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from plans.progress import Progress
from values.text import loose_key

_DASHES = re.compile(r"\s*[-–—‐‑/,:.]\s*|\s+")
_NUMBERING = re.compile(r"^\s*(?:\d+[.)]?(?:\d+[.)]?)*|[a-zåäö][.)]|[•\-–*])\s+", re.IGNORECASE)
_LIKE_ENOUGH = 0.84
_LIKE_A_MEASURE = 0.62
_NAME_IN_NAME = 6
"""A shorter name is too easily found inside another."""
_FILLER = frozenset(
    {"och", "av", "för", "i", "på", "till", "med", "att", "en", "ett", "den", "det", "om", "ev", "samt"}
)


@dataclass(frozen=True)
class KnownWords:
    """What the region and the catalogue already call things: pairs of key and name."""

    organisations: tuple[tuple[int, str], ...] = ()
    areas: tuple[tuple[str, str], ...] = ()
    measures: tuple[tuple[int, str], ...] = ()


def name_key(text: str) -> str:
    """Return a name as it is compared: without numbering, dashes, dots and case."""
    return loose_key(_DASHES.sub(" ", _NUMBERING.sub("", text)))


def like(text: str, known: Iterable[tuple[int | str, str]]) -> tuple[int | str, bool] | None:
    """Return the key of the name that the text is, and whether it is the very name; None when it is like none.

    Beside the name itself, the text may hold it with a word more ("Förvaltning Primärvården", "Primärvårdens avsnitt").
    """
    wanted = name_key(text)
    if not wanted:
        return None
    best: tuple[float, int | str] | None = None
    for key, name in known:
        candidate = name_key(name)
        if candidate == wanted:
            return key, True
        score = SequenceMatcher(None, wanted, candidate).ratio()
        if (
            len(candidate) >= _NAME_IN_NAME
            and re.search(rf"\b{re.escape(candidate)}s?\b", wanted)
            and len(wanted) < 2 * len(candidate)
        ):
            score = max(score, _LIKE_ENOUGH)
        if score >= _LIKE_ENOUGH and (best is None or score > best[0]):
            best = (score, key)
    return (best[1], False) if best else None


def suggested_measure(title: str, measures: Sequence[tuple[int, str]]) -> int | None:
    """Return the number of the measure that the title is most like, when it is like one: for a person to confirm."""
    wanted, words = name_key(title), _content_words(title)
    best_score, best = 0.0, None
    for number, name in measures:
        other = _content_words(name)
        if not words or not other:
            continue
        shared = 2 * len(words & other) / (len(words) + len(other))
        if shared < 0.3:  # noqa: PLR2004 - too little in common for the slower look
            continue
        score = max(shared, SequenceMatcher(None, wanted, name_key(name)).ratio())
        if score > best_score:
            best_score, best = score, number
    return best if best_score >= _LIKE_A_MEASURE else None


def _content_words(text: str) -> frozenset[str]:
    return frozenset(word for word in name_key(text).split() if word not in _FILLER and len(word) > 1)


_STATUSES: Mapping[Progress, tuple[str, ...]] = {
    Progress.NOT_STARTED: ("ej påbörjad", "ej påbörjat", "inte påbörjad", "ej startad", "ej start", "planerad", "planerat", "not started", "planned"),
    Progress.IN_PROGRESS: ("pågår", "pågående", "påbörjad", "påbörjat", "startad", "löpande", "delvis", "delvis klar", "under arbete", "in progress", "ongoing", "started"),
    Progress.DONE: ("klar", "klart", "klara", "genomförd", "genomfört", "avslutad", "avslutat", "färdig", "utförd", "utfört", "done", "completed", "finished"),
    Progress.IN_OPERATION: ("i drift", "i ordinarie drift", "klar, i ordinarie drift", "klar i ordinarie drift", "införd", "infört", "ordinarie drift", "done, in regular operation", "in operation"),
    Progress.PAUSED: ("pausad", "pausat", "vilande", "avvaktar", "paused", "on hold"),
    Progress.CANCELLED: ("avbruten", "avbrutet", "avbryts", "utgår", "utgått", "struken", "cancelled"),
    Progress.HANDED_OVER: ("överförd", "överfört", "överlämnad", "överlämnat", "handed over"),
}  # fmt: skip
_BY_STATUS = {name_key(word): progress for progress, words in _STATUSES.items() for word in words}


def status_of(text: str) -> Progress | None:
    """Return the status that a cell says, by its first words ("Klar 2017-06-30", "Pågår, försenad"); None when none is told."""
    key = name_key(text)
    if key in _BY_STATUS:
        return _BY_STATUS[key]
    words = key.split()
    for length in (3, 2, 1):
        if progress := _BY_STATUS.get(" ".join(words[:length])):
            return progress
    return None


_ROLE_SIGNS = re.compile(
    r"(?:chef|direktör|ledare|ledning|grupp|strateg|controller|samordnare|läkare|sjuksköterska|partner|stab|rektor|"
    r"ansvarig|utvecklare|sekreterare|konsult|team|enhet|hr|administratör|handläggare|företrädare|ombud)",
    re.IGNORECASE,
)
_HARD_BREAKS = re.compile(r"\s*(?:[\n;•]|\s/\s)\s*")
_COMMA = re.compile(r"\s*,\s*")
# "och" divides roles, but not the parts of one ("Hälso- och sjukvårdsdirektör", "chef för HR och ekonomi").
_AND = re.compile(r"(?<!-)\s+(?:och|samt|and|&)\s+")


def responsibles_of(text: str) -> tuple[str, ...]:
    """Return the roles that a cell names, each once, in order; a full stop at the end is taken away."""
    found: dict[str, str] = {}
    for line in _HARD_BREAKS.split(text):
        for part in _joined(_COMMA.split(line)):
            for title in _by_and(part):
                clean = " ".join(_NUMBERING.sub("", title).split()).strip(" .,;")
                if clean:
                    found.setdefault(loose_key(clean), clean[:200])
    return tuple(found.values())


def _joined(parts: list[str]) -> list[str]:
    """Put back what a comma divided that is no role of its own ("Chef, ej jour")."""
    whole: list[str] = []
    for part in parts:
        if whole and part and not (_ROLE_SIGNS.search(part) or part[:1].isupper()):
            whole[-1] += f", {part}"
        else:
            whole.append(part)
    return whole


def _by_and(text: str) -> list[str]:
    parts = _AND.split(text)
    whole: list[str] = [parts[0]]
    for part in parts[1:]:
        is_role = _ROLE_SIGNS.search(part) is not None and _ROLE_SIGNS.search(whole[-1]) is not None
        if is_role and "för " not in whole[-1]:
            whole.append(part)
        else:
            whole[-1] += f" och {part}"
    return whole
