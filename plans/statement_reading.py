"""How answers by a template are read: which of them are missed, and how far a region has come. Pure, no Django.

Nobody is missed where a region writes only of what it has prioritised: an area's questions count when they are answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

Answer = tuple[str, str, str]
"""The code of a question, its words, and its answer."""


class Standing(StrEnum):
    """How far a region has come in a collection. A correction stands beside what was submitted, which still counts."""

    SUBMITTED = "submitted"
    CORRECTING = "correcting"
    WRITING = "writing"
    NOT_BEGUN = "not_begun"
    NO_ANSWER_YET = "no_answer_yet"
    NO_ANSWER = "no_answer"


def standing(*, is_submitted: bool, has_edition: bool, is_begun: bool, is_closed: bool, is_own: bool) -> Standing:
    """Return where a region stands; what is not submitted yet is told to the region itself (`is_own`) alone."""
    if is_submitted or has_edition:
        is_correcting = is_own and not is_submitted and not is_closed
        return Standing.CORRECTING if is_correcting else Standing.SUBMITTED
    if is_closed:
        return Standing.NO_ANSWER
    if not is_own:
        return Standing.NO_ANSWER_YET
    return Standing.WRITING if is_begun else Standing.NOT_BEGUN


def is_expected(code: str) -> bool:
    """Return whether a complete statement answers the question; those of an area (`area:question`) are free."""
    return ":" not in code


@dataclass(frozen=True)
class ReadAnswer:
    """A question and its answer, an empty one when there is none."""

    question: str
    text: str
    is_expected: bool


@dataclass(frozen=True)
class ReadPart:
    """A part with its answers."""

    heading: str
    answers: tuple[ReadAnswer, ...]


@dataclass(frozen=True)
class Reading:
    """A statement as it is read: its parts, and the headings of free parts where nothing is written."""

    parts: tuple[ReadPart, ...]
    unwritten: tuple[str, ...]

    @property
    def unanswered(self) -> list[str]:
        """Return the questions that a complete statement answers and this one does not."""
        return [one.question for part in self.parts for one in part.answers if one.is_expected and not one.text]


def read(parts: Iterable[tuple[str, Iterable[Answer]]]) -> Reading:
    """Return the statement; of a free part where nothing is written, only the heading."""
    found, unwritten = [], []
    for heading, answers in parts:
        lines = tuple(ReadAnswer(question, text.strip(), is_expected(code)) for code, question, text in answers)
        if any(one.is_expected or one.text for one in lines):
            found.append(ReadPart(heading, lines))
        else:
            unwritten.append(heading)
    return Reading(tuple(found), tuple(unwritten))


@dataclass(frozen=True)
class Collected:
    """A question with what each region said to it, and the regions that submitted without an answer to it."""

    question: str
    said: tuple[tuple[str, str], ...]
    silent: tuple[str, ...]


def side_by_side(statements: Iterable[tuple[str, Reading]]) -> list[tuple[str, list[Collected]]]:
    """Return by part and question what the regions said; a free question that nobody answered is left out."""
    parts: dict[str, dict[str, tuple[list[tuple[str, str]], list[str]]]] = {}
    for region, reading in statements:
        for part in reading.parts:
            for one in part.answers:
                said, silent = parts.setdefault(part.heading, {}).setdefault(one.question, ([], []))
                if one.text:
                    said.append((region, one.text))
                elif one.is_expected:
                    silent.append(region)
    collected = [
        (heading, [Collected(words, tuple(said), tuple(silent)) for words, (said, silent) in asked.items()])
        for heading, asked in parts.items()
    ]
    return [(heading, [one for one in asked if one.said or one.silent]) for heading, asked in collected]
