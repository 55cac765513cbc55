"""Share the nation's known totals out on regions, professions, care areas and quarters: whole kronor, sums kept exactly.

A pure computation. Each total is known before it is shared, and the last kronor go to the largest remainders, so that every
level adds up to the one above it. Variety comes from `draw`, which only its keys decide.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from indicators.demo import known
from indicators.demo.known import DOCTOR, NURSE, OTHER, PROFESSIONS
from staffing.demo import PRIMARY, PSYCHIATRY, SOMATIC, draw

MILLION = 1_000_000
QUARTERS = (1, 2, 3, 4)
CARE_AREAS = (PRIMARY, PSYCHIATRY, SOMATIC)
ROOT = "root"
AGENCY, OWN = "agency", "own"
ROUNDS = 60
"""Of fitting regions' professions to the nation's; the sums stand still long before."""

_AGENCY_SEASON = tuple(map(Decimal, ("0.97", "0.99", "1.09", "0.95")))
_OWN_SEASON = tuple(map(Decimal, ("0.990", "1.000", "0.985", "1.025")))
# How far from the middle of the year the middle of each quarter is.
_OFFSETS = tuple(Decimal(quarter * 2 - 5) / 8 for quarter in QUARTERS)
_AGENCY_MIX = {DOCTOR: (38, 22, 40), NURSE: (8, 15, 77), OTHER: (20, 15, 65)}
_OWN_PROFESSIONS = {DOCTOR: Decimal("0.24"), NURSE: Decimal("0.38"), OTHER: Decimal("0.38")}
_OWN_MIX = {DOCTOR: (22, 10, 68), NURSE: (14, 14, 72), OTHER: (16, 14, 70)}


@dataclass(frozen=True)
class Profile:
    """A region's size and how its ratio (per cent) stood in some years; between them it is interpolated."""

    code: str
    population: int
    own_factor: Decimal
    ratios: Mapping[int, Decimal]

    def relative(self, year: int) -> Decimal:
        """Return the region's ratio ÷ the nation's, by straight lines between the years that the profile holds."""
        after = min(known_year for known_year in self.ratios if known_year >= year)
        if after == year:
            return self._relative_at(year)
        before = max(known_year for known_year in self.ratios if known_year < year)
        part = Decimal(year - before) / (after - before)
        return self._relative_at(before) * (1 - part) + self._relative_at(after) * part

    def _relative_at(self, year: int) -> Decimal:
        nation = known.NATION[year]
        return self.ratios[year] / 100 / (Decimal(nation.agency) / nation.own)


@dataclass(frozen=True)
class Cell:
    """A line of a return: `place` is the region itself (`ROOT`) or the care area whose division it is."""

    place: str
    profession: str
    care_area: str | None
    kind: str
    amount_sek: int


@dataclass(frozen=True)
class RegionQuarter:
    """The costs of a region in a quarter."""

    code: str
    year: int
    quarter: int
    cells: tuple[Cell, ...]


def read_profiles(path: Path, populations: Mapping[str, int]) -> list[Profile]:
    """Return the profiles of a file with the columns code, own_factor and years; populations by county code."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Profile(
            code=row["code"],
            population=populations[row["code"]],
            own_factor=Decimal(row["own_factor"]),
            ratios={int(name): Decimal(value) for name, value in row.items() if name.isdecimal()},
        )
        for row in rows
    ]


def split(total: int, weights: Sequence[Decimal]) -> list[int]:
    """Return whole numbers in proportion to the weights that sum to exactly `total`; the largest remainders get the rest.

    :raises ValueError: no weight is above zero while there is something to share.
    """
    whole = sum(weights)
    if not whole:
        if total:
            raise ValueError(f"There is nothing to share {total} by.")
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(value) for value in exact]
    by_remainder = sorted(range(len(weights)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


def quarters(profiles: Sequence[Profile]) -> Iterator[RegionQuarter]:
    """Yield the costs of every region and quarter, by region and time: Blekinge from 2013, all from 2016 to K3 2026."""
    own = own_costs(profiles)
    agency = agency_costs(profiles, own)
    professions = profession_costs(profiles, agency)
    for profile in profiles:
        years = sorted(year for code, year in agency if code == profile.code)
        for year in years:
            yield from _year(profile.code, year, own, agency, professions[profile.code, year])


Yearly = dict[tuple[str, int], int]
"""Kronor by county code and year."""


def own_costs(profiles: Sequence[Profile]) -> Yearly:
    """Return each region's own staff cost: its share of the nation's, the same share every year."""
    free = [profile for profile in profiles if profile.code not in known.OWN_SHARES]
    rest = 1 - sum(known.OWN_SHARES.values())
    sizes = {profile.code: profile.population * profile.own_factor for profile in free}
    shares = known.OWN_SHARES | {code: rest * size / sum(sizes.values()) for code, size in sizes.items()}
    costs: Yearly = {}
    for year, nation in known.NATION.items():
        parts = split(nation.own * MILLION, [shares[profile.code] for profile in profiles])
        costs.update({(profile.code, year): part for profile, part in zip(profiles, parts, strict=True)})
    for year, total in known.OWN_BEFORE.items():
        costs[known.BLEKINGE, year] = int(total * MILLION * shares[known.BLEKINGE])
    return costs


def agency_costs(profiles: Sequence[Profile], own: Yearly) -> Yearly:
    """Return each region's agency cost: the published, and the rest of the nation's by own cost and relative ratio."""
    costs = {key: int(amount * MILLION) for key, amount in known.AGENCY.items()}
    costs |= {key: int(own[key] * ratio) for key, ratio in known.RATIOS.items()}
    for year, nation in known.NATION.items():
        free = [profile for profile in profiles if (profile.code, year) not in costs]
        rest = nation.agency * MILLION - sum(
            amount for (_code, known_year), amount in costs.items() if known_year == year
        )
        parts = split(rest, [own[profile.code, year] * profile.relative(year) for profile in free])
        costs.update({(profile.code, year): part for profile, part in zip(free, parts, strict=True)})
    return costs


def profession_costs(profiles: Sequence[Profile], agency: Yearly) -> dict[tuple[str, int], dict[str, int]]:
    """Return agency cost by profession: rows sum to the region's cost, columns to the nation's within a few kronor."""
    found = {}
    for code, year in agency:
        if year < known.FIRST_YEAR:
            found[code, year] = _by_doctor_share(agency[code, year], known.DOCTOR_SHARES[code, year])
    for year, nation in known.NATION.items():
        fixed = {profile.code: _fixed_professions(profile.code, year, agency) for profile in profiles}
        fitted = _fit(year, nation, {profile.code: agency[profile.code, year] for profile in profiles}, fixed)
        found.update({(code, year): parts for code, parts in fitted.items()})
    return found


def _by_doctor_share(total: int, share: Decimal) -> dict[str, int]:
    doctor, nurse, other = split(total, [share, (1 - share) * 4 / 5, (1 - share) / 5])
    return {DOCTOR: doctor, NURSE: nurse, OTHER: other}


def _fixed_professions(code: str, year: int, agency: Yearly) -> dict[str, int]:
    """Return what is known of the professions of a region and year."""
    if share := known.DOCTOR_SHARES.get((code, year)):
        return {DOCTOR: int(agency[code, year] * share)}
    weights = _agency_weights(code, year, agency)
    first_half = (weights[0] + weights[1]) / sum(weights)
    halves = known.FIRST_HALF_YEAR.get((code, year), {})
    return {profession: int(amount * MILLION / first_half) for profession, amount in halves.items()}


def _fit(
    year: int, nation: known.Nation, totals: Mapping[str, int], fixed: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    """Fit regions × professions to both sums (iterative proportional fitting) around the cells that are fixed."""
    columns = dict(zip(PROFESSIONS, nation[:3], strict=True))
    cells = {
        (code, profession): Decimal(columns[profession] * (80 + draw(41, code, profession, "mix"))) * total
        for code, total in totals.items()
        for profession in PROFESSIONS
        if profession not in fixed[code]
    }
    rows_left = {code: total - sum(fixed[code].values()) for code, total in totals.items()}
    columns_left = {
        profession: amount * MILLION - sum(parts.get(profession, 0) for parts in fixed.values())
        for profession, amount in columns.items()
    }
    for _round in range(ROUNDS):
        for profession, left in columns_left.items():
            _scale(cells, [key for key in cells if key[1] == profession], left)
        for code, left in rows_left.items():
            _scale(cells, [key for key in cells if key[0] == code], left)
    fitted = {}
    for code, left in rows_left.items():
        free = [profession for profession in PROFESSIONS if (code, profession) in cells]
        parts = dict(zip(free, split(left, [cells[code, profession] for profession in free]), strict=True))
        fitted[code] = {profession: {**fixed[code], **parts}[profession] for profession in PROFESSIONS}
    return fitted


def _scale(cells: dict[tuple[str, str], Decimal], keys: Sequence[tuple[str, str]], wanted: int) -> None:
    factor = wanted / sum((cells[key] for key in keys), Decimal())
    for key in keys:
        cells[key] *= factor


def _agency_weights(code: str, year: int, agency: Yearly) -> list[Decimal]:
    """Return how a year's agency cost lies over its quarters: season, the way to the years around, and some variety."""
    levels = _levels(code, year, agency)
    return [
        level * season * (970 + draw(61, code, year, quarter, "agency")) / 1000
        for level, season, quarter in zip(levels, _AGENCY_SEASON, QUARTERS, strict=True)
    ]


def _levels(code: str, year: int, yearly: Yearly) -> list[Decimal]:
    this = Decimal(yearly[code, year])
    before, after = yearly.get((code, year - 1), this), yearly.get((code, year + 1), this)
    return [this + (before - this) * -offset if offset < 0 else this + (after - this) * offset for offset in _OFFSETS]


def _year(code: str, year: int, own: Yearly, agency: Yearly, professions: Mapping[str, int]) -> Iterator[RegionQuarter]:
    agency_weights = _agency_weights(code, year, agency)
    own_weights = [
        level * season * (997 + draw(7, code, year, quarter, "own")) / 1000
        for level, season, quarter in zip(_levels(code, year, own), _OWN_SEASON, QUARTERS, strict=True)
    ]
    yearly = [
        *((cell, agency_weights) for cell in _agency_cells(code, professions)),
        *((cell, own_weights) for cell in _own_cells(code, own[code, year])),
    ]
    by_quarter: dict[int, list[Cell]] = {quarter: [] for quarter in QUARTERS}
    for cell, weights in yearly:
        for quarter, part in zip(QUARTERS, split(cell.amount_sek, weights), strict=True):
            by_quarter[quarter].append(Cell(cell.place, cell.profession, cell.care_area, cell.kind, part))
    for quarter, cells in by_quarter.items():
        if (year, quarter) <= (known.LAST_YEAR, 3):
            yield RegionQuarter(code, year, quarter, tuple(cells))


def _agency_cells(code: str, professions: Mapping[str, int]) -> Iterator[Cell]:
    for profession, total in professions.items():
        weights = [
            Decimal(weight * (85 + draw(31, code, profession, care_area)))
            for weight, care_area in zip(_AGENCY_MIX[profession], CARE_AREAS, strict=True)
        ]
        yield from _cells(profession, AGENCY, split(total, weights))


def _own_cells(code: str, total: int) -> Iterator[Cell]:
    root_share = known.ROOT_SHARES.get(code, known.USUAL_ROOT_SHARE)
    shares = [*_OWN_PROFESSIONS.values(), root_share]
    shares[PROFESSIONS.index(OTHER)] -= root_share
    *professions, at_root = split(total, shares)
    for profession, amount in zip(PROFESSIONS, professions, strict=True):
        weights = [
            Decimal(weight * (93 + draw(15, code, profession, care_area, "own mix")))
            for weight, care_area in zip(_OWN_MIX[profession], CARE_AREAS, strict=True)
        ]
        yield from _cells(profession, OWN, split(amount, weights))
    yield Cell(ROOT, OTHER, None, OWN, at_root)


def _cells(profession: str, kind: str, amounts: Sequence[int]) -> Iterator[Cell]:
    for care_area, amount in zip(CARE_AREAS, amounts, strict=True):
        yield Cell(care_area, profession, None if profession == OTHER else care_area, kind, amount)
