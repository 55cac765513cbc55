"""The writer of a report's sentences, in Swedish or English.

Kept apart from gettext on purpose: a frozen report keeps its words, and a sentence is tested beside its figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from values import dates, money, ratio
from values.language import is_english


@dataclass(frozen=True)
class Writer:
    """Writes in one language."""

    language: str

    def say(self, swedish: str, english: str, **values: object) -> str:
        """Return the sentence of the language with the values in their places."""
        return (english if is_english(self.language) else swedish).format(**values)

    def percent(self, fraction: Decimal, decimals: int = 1) -> str:
        return ratio.format_percent(fraction, decimals, self.language)

    def sek(self, amount: Decimal) -> str:
        return money.format_sek(amount, money.pick_unit(amount), language=self.language, with_unit=True)

    def points(self, points: Decimal) -> str:
        """Return percentage points without a sign: the sentence says which way."""
        return ratio.format_points(abs(points), 1, self.language).lstrip("+")

    def day(self, day: date) -> str:
        return dates.format_date_long(day, self.language)

    def counted(self, number: int, words: tuple[str, str, str, str]) -> str:
        """Return the number with its words: one and many, each in Swedish and English."""
        return self.say(*(words[:2] if number == 1 else words[2:]), n=number)

    def listed(self, parts: Sequence[str]) -> str:
        """Return "a, b och c"."""
        if len(parts) < 2:  # noqa: PLR2004 -- one thing needs no "and"
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.say('och', 'and')} {parts[-1]}"
