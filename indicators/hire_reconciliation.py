"""Hold what the hires of some days say against what the cost return says, in kronor to the öre.

A hire's cost falls evenly on its days (`staffing.hire_spread.part_in`); what of it falls in the days is its share. What is followed
up is an actual cost. What is filled and not followed up is an expected cost, and never stands among the actual ones.

    difference = return − actual cost of the hires = not followed up + without a match + unexplained

*Not followed up* is the expected cost: the return may hold it already. *Without a match* is minus all that hires say, actual and
expected, of a place where the return has no agency cost: it stands elsewhere in the return, or not at all. *Unexplained* is the
rest. All three add up to the difference in every line and in the sum, to the öre; places are summed, nothing is rounded twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from staffing.hire_spread import Days, part_in

Place = tuple[str, int]
"""The key of a care area or an organisation, and a profession."""

ZERO = Decimal(0)


@dataclass(frozen=True)
class Hire:
    """A hire that was filled: when it worked, and its cost; `actual_sek` is None until it is followed up."""

    key: int
    place: Place
    worked: Days
    expected_sek: Decimal
    actual_sek: Decimal | None = None
    is_outside_framework: bool = False


@dataclass(frozen=True)
class Share:
    """What of a hire's cost falls in the days: actual or expected, the other one is None."""

    hire: Hire
    actual_sek: Decimal | None
    expected_sek: Decimal | None


@dataclass(frozen=True)
class Sums:
    """What return and hires say, in kronor; `without_match_sek` is zero or below."""

    reported_sek: Decimal = ZERO
    actual_sek: Decimal = ZERO
    expected_sek: Decimal = ZERO
    without_match_sek: Decimal = ZERO

    @property
    def difference_sek(self) -> Decimal:
        """What the return has above the actual cost of the hires; below zero, the hires say more."""
        return self.reported_sek - self.actual_sek

    @property
    def unexplained_sek(self) -> Decimal:
        """What of the difference neither waiting follow-ups nor missing matches account for."""
        return self.difference_sek - self.expected_sek - self.without_match_sek

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.reported_sek + other.reported_sek,
            self.actual_sek + other.actual_sek,
            self.expected_sek + other.expected_sek,
            self.without_match_sek + other.without_match_sek,
        )


@dataclass(frozen=True)
class Line:
    """A place with its shares; `reported_sek` is None where the return has no agency cost there, which is not zero."""

    place: Place
    reported_sek: Decimal | None
    shares: tuple[Share, ...]

    @property
    def sums(self) -> Sums:
        actual = sum((one.actual_sek or ZERO for one in self.shares), ZERO)
        expected = sum((one.expected_sek or ZERO for one in self.shares), ZERO)
        without = -(actual + expected) if self.reported_sek is None else ZERO
        return Sums(self.reported_sek or ZERO, actual, expected, without)


@dataclass(frozen=True)
class Reconciliation:
    """The places that the return or a hire names, in their order."""

    lines: tuple[Line, ...]

    @property
    def total(self) -> Sums:
        return sum((line.sums for line in self.lines), Sums())


def share(hire: Hire, days: Days) -> Share | None:
    """Return what of the hire falls in the days; None when it did not work in them."""
    if hire.worked[1] < days[0] or days[1] < hire.worked[0]:
        return None
    if hire.actual_sek is not None:
        return Share(hire, part_in(hire.actual_sek, hire.worked, days), None)
    return Share(hire, None, part_in(hire.expected_sek, hire.worked, days))


def reconcile(
    hires: Iterable[Hire], reported: Mapping[Place, Decimal], days: Days, order: Iterable[Place] = ()
) -> Reconciliation:
    """Return a line for each place of the return or of a hire: first those in `order`, then the others by key."""
    shares: dict[Place, list[Share]] = defaultdict(list)
    for hire in hires:
        if (found := share(hire, days)) is not None:
            shares[hire.place].append(found)
    named = shares.keys() | reported.keys()
    ranks = {place: rank for rank, place in enumerate(order)}
    places = sorted(named, key=lambda place: (ranks.get(place, len(ranks)), place))
    return Reconciliation(tuple(Line(place, reported.get(place), tuple(shares[place])) for place in places))
