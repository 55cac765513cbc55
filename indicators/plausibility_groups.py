"""What stands out in a return, by cause: one slip is told once and not at every sum that it is in. No clock, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.cost_lines import AGENCY, OWN
from indicators.plausibility import Concern, Deviation, Place

CARRIES = Decimal("0.8")
"""The part of a sum's change that one part of it must be for the sum to be told with that part and not by itself."""
_LEAPS = {Concern.RISE, Concern.FALL, Concern.GONE, Concern.NEGATIVE}


@dataclass(frozen=True)
class Group:
    """One cause: the deviation that names it best, and those that say the same of the sums around it or the parts in it."""

    lead: Deviation
    others: tuple[Deviation, ...] = ()


def grouped(found: Sequence[Deviation]) -> list[Group]:
    """Return the deviations by cause, the weightiest cause first; each deviation is in exactly one group.

    A sum whose change is (nearly) that of one of its parts is told with the part. A sum that many parts moved is told with
    the parts that moved the same way. Shares follow the largest change of agency cost; agency cost without own cost follows
    the own cost that fell away. Parts and prices of single lines stand alone.
    """
    gathering = _Gathering([one for one in found if one.concern in _LEAPS])
    leads = gathering.gathered()
    shares = [one for one in found if one.concern is Concern.SHARE]
    if shares:
        _add(leads, shares, [one for one in leads if one.place.kind == AGENCY])
    for one in found:
        if one.concern is Concern.NO_OWN:
            fell = [
                lead
                for lead, others in leads.items()
                if lead.place.kind == OWN
                and any(_is_about(one.place._replace(kind=OWN), other.place) for other in (lead, *others))
            ]
            _add(leads, [one], fell)
        elif one.concern not in _LEAPS and one.concern is not Concern.SHARE:
            leads[one] = []
    groups = [Group(lead, tuple(others)) for lead, others in leads.items()]
    return sorted(groups, key=lambda group: -_weight(group))


def _weight(group: Group) -> Decimal:
    """Return the kronor that a cause is about; shares have none of their own and come last."""
    return Decimal(0) if group.lead.concern is Concern.SHARE else group.lead.weight_sek


def _add(leads: dict[Deviation, list[Deviation]], some: Sequence[Deviation], candidates: Sequence[Deviation]) -> None:
    """Add deviations to the weightiest candidate, else as a cause of their own led by the largest."""
    if candidates:
        leads[max(candidates, key=lambda one: one.weight_sek)] += some
        return
    first = max(some, key=lambda one: abs(one.change or Decimal(0)))
    leads[first] = [one for one in some if one is not first]


def _is_about(place: Place, other: Place) -> bool:
    return place == other or _is_within(place, other) or _is_within(other, place)


def _is_within(part: Place, whole: Place) -> bool:
    """Return whether one sum is a part of the other."""
    if part == whole or part.kind != whole.kind or whole.organisation_id is not None:
        return False
    return whole.profession_id is None or part[:2] == whole[:2]


class _Gathering:
    """Gathers sums and their parts from the whole down."""

    def __init__(self, found: Sequence[Deviation]) -> None:
        # The whole before professions before lines, so that what is met first is never a part of what comes later.
        self.waiting = dict.fromkeys(
            sorted(found, key=lambda one: (one.place.profession_id is not None, one.place.organisation_id is not None))
        )

    def gathered(self) -> dict[Deviation, list[Deviation]]:
        leads: dict[Deviation, list[Deviation]] = {}
        while self.waiting:
            lead, others = self._cause(next(iter(self.waiting)))
            leads[lead] = others
        return leads

    def _cause(self, top: Deviation) -> tuple[Deviation, list[Deviation]]:
        """Return what a deviation is told as, and take it and its like from what is waiting."""
        del self.waiting[top]
        parts = [one for one in self.waiting if _is_within(one.place, top.place) and _is_up(one) == _is_up(top)]
        nearest = [one for one in parts if not any(_is_within(one.place, other.place) for other in parts)]
        carrier = max(nearest, key=lambda one: one.weight_sek, default=None)
        if carrier is not None and carrier.weight_sek >= CARRIES * top.weight_sek:
            lead, others = self._cause(carrier)
            return lead, [top, *others]
        for one in parts:
            del self.waiting[one]
        return top, parts


def _is_up(one: Deviation) -> bool:
    return one.now > (one.before or 0)
