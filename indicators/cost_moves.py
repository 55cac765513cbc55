"""Why the index moved: its change between two windows, split without a rest into what drove it (domain.md §5).

The index is agency cost ÷ own staff cost, A ÷ O with A = Σ Aᵢ. Between a window 0 and a window 1 it changes by

    A₁/O₁ − A₀/O₀  =  Σ (Aᵢ₁ − Aᵢ₀) · ½(1/O₀ + 1/O₁)  +  ½(A₀ + A₁) · (1/O₁ − 1/O₀).

The terms of the sum are what each part of the agency cost contributed, the last one is what own staff cost did. They are the
Shapley values of the two factors A and 1/O: what each adds on average over both orders in which the two can change. So nothing
is left over, turning time round turns every sign, and a part may be split further without changing the others. Source: L. S.
Shapley, A value for n-person games (1953), for two players; in economics also called the midpoint decomposition.

Computed in fractions, so that the sum is exact; only printing rounds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from values.ratio import cost_ratio, rounded_to_sum

_HUNDRED = 100
_HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Driver:
    """What one part contributed. `points` are percentage points of the index, exact; the costs are nominal kronor.

    Of own staff cost a rise lowers the index: its points then are negative.
    """

    key: str
    before_sek: Decimal
    now_sek: Decimal
    points: Fraction

    @property
    def change_sek(self) -> Decimal:
        return self.now_sek - self.before_sek


@dataclass(frozen=True)
class Move:
    """A change of the index with what drove it. `before` and `now` are fractions (0.025 is 2.5 %), unrounded.

    The points of `parts` and `own` sum to exactly `points`.
    """

    before: Decimal
    now: Decimal
    parts: tuple[Driver, ...]
    own: Driver

    @property
    def drivers(self) -> tuple[Driver, ...]:
        """The parts of the agency cost, then own staff cost."""
        return (*self.parts, self.own)

    @property
    def points(self) -> Fraction:
        """The change in percentage points, exact."""
        return sum((driver.points for driver in self.drivers), Fraction(0))

    def printed(self, decimals: int) -> tuple[Decimal, ...]:
        """Return the drivers' points rounded so that they sum to the rounded change."""
        return rounded_to_sum([driver.points for driver in self.drivers], decimals)


OWN = "own"
"""The key of own staff cost among the drivers."""


def explain(
    before: Mapping[str, Decimal], now: Mapping[str, Decimal], own_before_sek: Decimal, own_now_sek: Decimal
) -> Move | None:
    """Return what moved the index from the agency costs `before` to those `now` (kronor by part).

    A part that is in one of the two only cost nothing in the other. In the order of `now`, then what only was before. None when
    the index is undefined at either time: then nothing can be said of its change.
    """
    ratios = (
        cost_ratio(sum(before.values(), Decimal(0)), own_before_sek),
        cost_ratio(sum(now.values(), Decimal(0)), own_now_sek),
    )
    if ratios[0] is None or ratios[1] is None:
        return None
    inverse_before, inverse_now = 1 / Fraction(own_before_sek), 1 / Fraction(own_now_sek)
    per_krona = _HALF * (inverse_before + inverse_now) * _HUNDRED
    zero = Decimal(0)
    parts = tuple(
        Driver(
            key,
            before.get(key, zero),
            now.get(key, zero),
            Fraction(now.get(key, zero) - before.get(key, zero)) * per_krona,
        )
        for key in dict.fromkeys([*now, *before])
    )
    both = sum(map(Fraction, [*before.values(), *now.values()]), Fraction(0))
    own = Driver(OWN, own_before_sek, own_now_sek, _HALF * both * (inverse_now - inverse_before) * _HUNDRED)
    return Move(ratios[0], ratios[1], parts, own)
