"""How far each region has come with each measure, from the progress of its activities (domain.md §3).

What no adopted plan mentions is *not reported*, which is not "no".
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from plans.progress import Progress


class Uptake(IntEnum):
    """From what is only planned to what is done; the furthest of a region's activities counts."""

    NOT_REPORTED = 0
    PLANNED = 1
    IN_PROGRESS = 2
    INTRODUCED = 3


_BY_PROGRESS = {
    Progress.NOT_STARTED: Uptake.PLANNED,
    Progress.PAUSED: Uptake.PLANNED,
    Progress.IN_PROGRESS: Uptake.IN_PROGRESS,
    Progress.DONE: Uptake.INTRODUCED,
    Progress.IN_OPERATION: Uptake.INTRODUCED,
}


def uptake_of(progress: Progress) -> Uptake:
    """Return what an activity says of its region; one that was cancelled or handed over says nothing."""
    return _BY_PROGRESS.get(progress, Uptake.NOT_REPORTED)


@dataclass(frozen=True)
class Row:
    """One measure: how far each region has come, in the order that the regions were given."""

    regions: tuple[tuple[str, Uptake], ...]

    def count(self, uptake: Uptake) -> int:
        """Return the number of regions that have come exactly this far."""
        return Counter(found for _region, found in self.regions)[uptake]

    def regions_at(self, uptake: Uptake) -> tuple[str, ...]:
        """Return the regions that have come exactly this far."""
        return tuple(region for region, found in self.regions if found is uptake)


def rows(region_codes: Iterable[str], reported: Iterable[tuple[int, str, Progress]]) -> Mapping[int, Row]:
    """Return the row of each measure that some plan mentions, by its key; `reported` is (measure, region code, progress)."""
    furthest: dict[int, dict[str, Uptake]] = {}
    for measure, region, progress in reported:
        of_measure = furthest.setdefault(measure, {})
        of_measure[region] = max(of_measure.get(region, Uptake.NOT_REPORTED), uptake_of(progress))
    codes = tuple(region_codes)
    return {
        measure: Row(tuple((code, found.get(code, Uptake.NOT_REPORTED)) for code in codes))
        for measure, found in furthest.items()
    }


def empty_row(region_codes: Iterable[str]) -> Row:
    """Return the row of a measure that no plan mentions."""
    return Row(tuple((code, Uptake.NOT_REPORTED) for code in region_codes))
