"""Say what a printed deadline means."""

from __future__ import annotations

import dataclasses
import datetime
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from plans import deadlines
from plans.models.activities import Activity
from values import dates

LONGEST = Activity._meta.get_field("deadline_text").max_length  # noqa: SLF001


class Command(BaseCommand):
    help = "Say what a printed deadline (Tidpunkt) means: its kind, its due date and the steps that follow it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the text, and the day from which "once a year" is counted."""
        parser.add_argument("text", help='as the plan prints it, e.g. "Hösten 2017. Annonsering våren 2017"')
        parser.add_argument("--json", action="store_true", help="print JSON: text, kind, due_date, steps")
        parser.add_argument("--today", help="the day to count from, YYYY-MM-DD (default: today)")

    def handle(self, *, text: str, today: str | None, **options: Any) -> None:
        """Print the meaning.

        :raises CommandError: a text longer than a deadline can be, one with control characters, or a bad --today.
        """
        if LONGEST is not None and len(text) > LONGEST:
            raise CommandError(f"The text is {len(text)} characters; a deadline is at most {LONGEST}.")
        if not all(character.isprintable() or character in "\n\t" for character in text):
            raise CommandError("The text holds control characters; paste it as plain text.")
        meaning = deadlines.parse(text, reference_date=_day(today))
        self.stdout.write(_as_json(meaning) if options["json"] else _as_text(meaning))


def _day(text: str | None) -> datetime.date:
    if text is None:
        return timezone.localdate()
    try:
        return dates.parse_date(text)
    except dates.InvalidDate as error:
        raise CommandError(f"--today: {error}") from error


def _as_json(meaning: deadlines.Deadline) -> str:
    found = dataclasses.asdict(meaning)
    found["due_date"] = meaning.due_date.isoformat() if meaning.due_date else None
    return json.dumps(found, ensure_ascii=False)


def _as_text(meaning: deadlines.Deadline) -> str:
    due = meaning.due_date.isoformat() if meaning.due_date else "none"
    lines = [f"text: {meaning.text}", f"kind: {meaning.kind}", f"due date: {due}"]
    return "\n".join(lines + [f"step: {step}" for step in meaning.steps])
