"""Hold the example costs against what has been published: which figures are met, which not, and which they say nothing of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from indicators.demo import amounts, known
from indicators.demo.amounts import AGENCY, MILLION, OWN, ROOT, RegionQuarter
from indicators.demo.known import BLEKINGE, DOCTOR, KALMAR, NURSE, VARMLAND

STOCKHOLM, GOTLAND, SKANE, VASTERNORRLAND, NORRBOTTEN = "01", "09", "12", "22", "25"
UNDER_TWO_PERCENT_2025 = {STOCKHOLM, "03", "05", SKANE, "14"}
TWO_PERCENT = Decimal("0.02")
_HUNDRED = 100


@dataclass(frozen=True)
class Check:
    """A published figure beside the one that the example costs give; `is_met` is None when they say nothing of it."""

    entity: str
    figure: str
    period: str
    published: str
    made: str
    is_met: bool | None


class Costs:
    """The example costs summed by region, year, quarter, profession and kind."""

    def __init__(self, quarters: Iterable[RegionQuarter]) -> None:
        self._sums: Counter[tuple[str, int, int, str, str, bool]] = Counter()
        for costs in quarters:
            for cell in costs.cells:
                key = (costs.code, costs.year, costs.quarter, cell.profession, cell.kind, cell.place == ROOT)
                self._sums[key] += cell.amount_sek
        self.codes = sorted({key[0] for key in self._sums})

    def sum(
        self,
        kind: str,
        quarters: Sequence[tuple[int, int]],
        code: str | None = None,
        *,
        profession: str | None = None,
        with_root: bool = True,
    ) -> int:
        """Return kronor of a kind over quarters (year, number); of the nation without a code."""
        wanted = set(quarters)
        return sum(
            amount
            for (region, year, quarter, of_profession, of_kind, is_root), amount in self._sums.items()
            if of_kind == kind
            and (year, quarter) in wanted
            and code in (None, region)
            and profession in (None, of_profession)
            and (with_root or not is_root)
        )

    def ratio(self, quarters: Sequence[tuple[int, int]], code: str | None = None) -> Decimal:
        """Return agency cost ÷ own staff cost."""
        return Decimal(self.sum(AGENCY, quarters, code)) / self.sum(OWN, quarters, code)


def year(number: int) -> list[tuple[int, int]]:
    """Return the quarters of a year."""
    return [(number, quarter) for quarter in amounts.QUARTERS]


def compare(
    costs: Costs,
    national: Iterable[Mapping[str, str]],
    published: Iterable[Mapping[str, str]],
    population: Mapping[str, int],
) -> list[Check]:
    """Return a check of every figure in the two files, and of those that the notes of the first one state."""
    checks = [check for row in national for check in _national(costs, row)]
    checks += [_note(costs, *note) for note in _NOTES]
    rules = _rules(costs, population)
    for row in published:
        rule = rules.get((row["entity"], row["figure"], row["period"]))
        made, is_met = rule() if rule else ("–", None)
        value = f"{row['value']} {row['unit']}"
        checks.append(Check(row["entity"], row["figure"], row["period"], value, made, is_met))
    return checks


def _rounded(value: Decimal, like: str = "0") -> Decimal:
    return value.quantize(Decimal(like), rounding=ROUND_HALF_UP)


def _agrees(value: Decimal, published: str) -> bool:
    """Return whether the value rounds to what was published, with as many decimals."""
    return _rounded(value, published) == Decimal(published)


def _national(costs: Costs, row: Mapping[str, str]) -> Iterable[Check]:
    number = int(row["period"])
    is_made = number in known.NATION
    agency = Decimal(costs.sum(AGENCY, year(number))) / MILLION if is_made else None
    cost = row["agency_cost_msek"]
    # The series is given in whole hundreds of millions.
    is_met = None if agency is None else _agrees(agency / _HUNDRED, str(int(cost) // _HUNDRED))
    yield Check("Nation", "agency cost", row["period"], f"{cost} mnkr", _text(agency, "mnkr"), is_met)
    if row["cost_ratio_percent"]:
        percent = costs.ratio(year(number)) * _HUNDRED
        is_met = _agrees(percent, row["cost_ratio_percent"])
        yield Check(
            "Nation", "cost ratio", row["period"], f"{row['cost_ratio_percent']} %", _text(percent, "%"), is_met
        )
    if row["change_percent"] and agency is not None:
        before = Decimal(costs.sum(AGENCY, year(number - 1))) / MILLION
        percent = (agency / before - 1) * _HUNDRED
        is_met = _agrees(percent, row["change_percent"])
        yield Check("Nation", "change", row["period"], f"{row['change_percent']} %", _text(percent, "%"), is_met)


def _text(value: Decimal | None, unit: str) -> str:
    return "–" if value is None else f"{_rounded(value, '0.1')} {unit}"


_NOTES = (
    (2016, DOCTOR, "share", "74"),
    (2017, DOCTOR, "share", "71"),
    (2018, DOCTOR, "change", "0.6"),
    (2018, NURSE, "change", "20"),
    (2022, DOCTOR, "share", "54"),
    (2022, NURSE, "share", "45"),
    (2024, NURSE, "change", "-51"),
    (2024, DOCTOR, "change", "-23"),
    (2025, NURSE, "change", "-36"),
    (2025, DOCTOR, "change", "-12"),
)
"""What the notes of the national series say of professions, in per cent."""


def _note(costs: Costs, number: int, profession: str, what: str, published: str) -> Check:
    now = Decimal(costs.sum(AGENCY, year(number), profession=profession))
    if what == "share":
        percent = now / costs.sum(AGENCY, year(number)) * _HUNDRED
    else:
        percent = (now / costs.sum(AGENCY, year(number - 1), profession=profession) - 1) * _HUNDRED
    is_met = _agrees(percent, published)
    return Check("Nation", f"{what}, {profession}s", str(number), f"{published} %", _text(percent, "%"), is_met)


Rule = Callable[[], tuple[str, bool]]


def _rules(costs: Costs, population: Mapping[str, int]) -> dict[tuple[str, str, str], Rule]:
    """Return how each published figure that is about costs is checked."""

    def amount(code: str, number: int, published: str) -> Rule:
        return lambda: _against(Decimal(costs.sum(AGENCY, year(number), code)) / MILLION, "mnkr", published)

    def ratio(code: str, number: int, published: str) -> Rule:
        return lambda: _against(costs.ratio(year(number), code) * _HUNDRED, "%", published)

    def doctors(code: str, number: int) -> Decimal:
        part = costs.sum(AGENCY, year(number), code, profession=DOCTOR)
        return Decimal(part) / costs.sum(AGENCY, year(number), code) * _HUNDRED

    def half(number: int, profession: str, published: str) -> Rule:
        first = year(number)[:2]
        return lambda: _against(
            Decimal(costs.sum(AGENCY, first, VARMLAND, profession=profession)) / MILLION, "mnkr", published
        )

    return {
        ("Blekinge", "agency cost", "2013"): amount(BLEKINGE, 2013, "87.3"),
        ("Blekinge", "agency cost", "2016"): amount(BLEKINGE, 2016, "138.1"),
        ("Blekinge", "share of national agency cost", "2016"): lambda: _against(
            Decimal(costs.sum(AGENCY, year(2016), BLEKINGE)) / costs.sum(AGENCY, year(2016)) * _HUNDRED, "%", "3.0"
        ),
        ("Blekinge", "agency cost / total staff cost of the region", "2016"): lambda: _between(
            _part_of_all_staff_cost(costs), "4", "4.5"
        ),
        ("Blekinge", "agency cost / staff cost of the three divisions that hire most", "2016"): lambda: _between(
            Decimal(costs.sum(AGENCY, year(2016), BLEKINGE))
            / costs.sum(OWN, year(2016), BLEKINGE, with_root=False)
            * _HUNDRED,
            "5.5",
            "6",
        ),
        ("Blekinge", "agency cost per inhabitant", "2016"): lambda: _between(
            Decimal(costs.sum(AGENCY, year(2016), BLEKINGE)) / population[BLEKINGE], "800", "900", "kr"
        ),
        ("Blekinge", "doctors' share of agency cost", "2013"): lambda: _against(doctors(BLEKINGE, 2013), "%", "99"),
        ("Blekinge", "doctors' share of agency cost", "2016"): lambda: _between(doctors(BLEKINGE, 2016), "88", "90"),
        ("Nation", "cost ratio rolling 12", "2017-08 to 2018-12"): lambda: _rolling(costs),
        ("Nation", "regions whose ratio fell", "2018"): lambda: _fell(costs),
        ("Nation", "regions at or under 2 percent", "2018"): lambda: _low(costs, 2018, {SKANE}),
        ("Kalmar", "agency cost", "2023"): amount(KALMAR, 2023, "274"),
        ("Kalmar", "cost ratio", "2023"): ratio(KALMAR, 2023, "6.4"),
        ("Kalmar", "agency cost", "2025"): amount(KALMAR, 2025, "168"),
        ("Stockholm", "agency cost", "2020"): amount(STOCKHOLM, 2020, "875"),
        ("Västernorrland", "cost ratio", "2020"): lambda: _between(
            costs.ratio(year(2020), VASTERNORRLAND) * _HUNDRED, "11", "12"
        ),
        ("Gotland", "cost ratio", "2020"): ratio(GOTLAND, 2020, "9"),
        ("Norrbotten", "agency cost", "2021"): amount(NORRBOTTEN, 2021, "320"),
        ("Norrbotten", "cost ratio", "2021"): ratio(NORRBOTTEN, 2021, "6"),
        ("Värmland", "agency cost doctors", "2019 H1"): half(2019, DOCTOR, "76.5"),
        ("Värmland", "agency cost doctors", "2020 H1"): half(2020, DOCTOR, "74.3"),
        ("Värmland", "agency cost nurses", "2020 H1"): half(2020, NURSE, "0"),
        ("Nation", "regions under 2 percent", "2025"): lambda: _low(costs, 2025, UNDER_TWO_PERCENT_2025),
    }


def _against(value: Decimal, unit: str, published: str) -> tuple[str, bool]:
    return _text(value, unit), _agrees(value, published)


def _between(value: Decimal, least: str, most: str, unit: str = "%") -> tuple[str, bool]:
    return _text(value, unit), Decimal(least) < value < Decimal(most)


def _part_of_all_staff_cost(costs: Costs) -> Decimal:
    agency, own = costs.sum(AGENCY, year(2016), BLEKINGE), costs.sum(OWN, year(2016), BLEKINGE)
    return Decimal(agency) / (agency + own) * _HUNDRED


def _rolling(costs: Costs) -> tuple[str, bool]:
    """Return the rolling twelve months at the ends of the quarters in the published span."""
    run = [(number, quarter) for number in (2016, 2017, 2018) for quarter in amounts.QUARTERS]
    found = [_rounded(costs.ratio(run[last - 3 : last + 1]) * _HUNDRED, "0.1") for last in range(6, 12)]
    return f"{min(found)}–{max(found)} %", set(found) == {Decimal("3.8")}


def _fell(costs: Costs) -> tuple[str, bool]:
    fell = sum(costs.ratio(year(2018), code) < costs.ratio(year(2017), code) for code in costs.codes)
    return f"{fell} of {len(costs.codes)}", (fell, len(costs.codes)) == (11, 21)


def _low(costs: Costs, number: int, wanted: set[str]) -> tuple[str, bool]:
    found = {code for code in costs.codes if costs.ratio(year(number), code) <= TWO_PERCENT}
    return f"{len(found)} regions", found == wanted


def as_markdown(checks: Iterable[Check]) -> str:
    """Return the checks as a table for the documentation."""
    words = {True: "yes", False: "**no**", None: "not covered"}
    rows = [
        f"| {check.entity} | {check.figure} | {check.period} | {check.published} | {check.made} | {words[check.is_met]} |"
        for check in checks
    ]
    head = ["| Entity | Figure | Period | Published | Example data | Met |", "|---|---|---|---|---|---|"]
    return "\n".join([*head, *rows])
