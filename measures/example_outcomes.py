"""In how many regions a measure is reported to have worked, from the answers of shared good examples: pure (domain.md §3).

A region with several examples of a measure counts once, with its best answer. One for which it is too early to say has
reported, but is not among those that the others are compared with. A region without an example has not reported, which is not "no".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

YES, PARTLY, NO, TOO_EARLY = "yes", "partly", "no", "too_early"
_BEST_FIRST = (YES, PARTLY, NO, TOO_EARLY)


@dataclass(frozen=True)
class Outcomes:
    """Numbers of regions by their best answer."""

    yes: int = 0
    partly: int = 0
    no: int = 0
    too_early: int = 0

    @property
    def answered(self) -> int:
        """Return the number of regions that can say whether it worked."""
        return self.yes + self.partly + self.no

    @property
    def is_reported(self) -> bool:
        """Return whether any region has answered at all."""
        return self.answered + self.too_early > 0


def count(answers: Iterable[tuple[int, str]]) -> Outcomes:
    """Return the outcomes of one measure; `answers` is (region, answer), in any order.

    :raises ValueError: an answer is none of the four.
    """
    best: dict[int, int] = {}
    for region, answer in answers:
        place = _BEST_FIRST.index(answer)
        best[region] = min(place, best.get(region, place))
    counted = [sum(found == place for found in best.values()) for place in range(len(_BEST_FIRST))]
    return Outcomes(*counted)
