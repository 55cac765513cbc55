"""What the example costs must meet, from `national_series.csv` and `published_figures.csv`, and what they assume between.

Amounts are millions of kronor (mnkr). Where a published figure is rounded, the value here is one that rounds to it and
that also fits the published changes from year to year; which ones are met is shown by `indicators.demo.figures`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

DOCTOR, NURSE, OTHER = "doctor", "nurse", "other"
PROFESSIONS = (DOCTOR, NURSE, OTHER)

FIRST_YEAR, LAST_YEAR = 2016, 2026
BLEKINGE, KALMAR, VARMLAND = "10", "08", "17"
BLEKINGE_FIRST_YEAR = 2013


class Nation(NamedTuple):
    """A year of the nation: agency cost of doctors, nurses and other staff, and own staff cost, all in mnkr."""

    doctor: int
    nurse: int
    other: int
    own: int

    @property
    def agency(self) -> int:
        return self.doctor + self.nurse + self.other


NATION: dict[int, Nation] = {
    # Doctors 74 % of 4 600.
    2016: Nation(3404, 990, 206, 130_000),
    # Doctors 71 % of 5 170 (published as 5 200, and 230 less than in 2018).
    2017: Nation(3671, 1240, 259, 135_000),
    # Doctors +0.6 %, nurses +20 %; 3.8 %.
    2018: Nation(3693, 1484, 223, 141_000),
    # +184 mnkr, which is 3.4 %; 3.8 %.
    2019: Nation(3690, 1700, 194, 147_000),
    2020: Nation(3610, 1890, 130, 155_500),
    # +12 %; own staff cost about 162 000.
    2021: Nation(3790, 2440, 90, 162_000),
    # +25 %; doctors 54 %, nurses 45 %.
    2022: Nation(4277, 3564, 79, 166_500),
    # +17 %, the peak, 5.1 %.
    2023: Nation(4952, 4198, 140, 181_000),
    # Just under 6 000; nurses −51 %, doctors −23 %; 3.1 %.
    2024: Nation(3813, 2057, 100, 190_000),
    # Just under 4 800 (−20 %); nurses −36 %, doctors −12 %; 2.5 %.
    2025: Nation(3355, 1317, 108, 194_500),
    # Nothing is published: the trend goes on. Only the first three quarters are made.
    2026: Nation(2960, 1050, 100, 200_500),
}
OWN_BEFORE: dict[int, int] = {2013: 116_000, 2014: 120_500, 2015: 125_000}
"""Own staff cost of the nation before 2016: an assumption, of which only Blekinge's part is used."""

OWN_SHARES: dict[str, Decimal] = {
    # 138.1 mnkr is just over 4 % of all staff cost in 2016: 4.2 % of 3 288 of own, 4.03 % of own and agency together.
    BLEKINGE: Decimal(3288) / Decimal(130_000),
    # 274 mnkr is 6.4 % in 2023.
    KALMAR: Decimal(4281) / Decimal(181_000),
}
"""Share of the nation's own staff cost where it follows from a published figure; the others' follows their population."""

ROOT_SHARES: dict[str, Decimal] = {BLEKINGE: Decimal("0.294")}
"""Share of own cost outside the three divisions. In Blekinge those three pay 138.1 mnkr, "just under 6 %" of their own."""
USUAL_ROOT_SHARE = Decimal("0.08")

AGENCY: dict[tuple[str, int], Decimal] = {
    (BLEKINGE, 2013): Decimal("87.3"),
    # Between the published 2013 and 2016: assumptions.
    (BLEKINGE, 2014): Decimal("98.2"),
    (BLEKINGE, 2015): Decimal("119.5"),
    (BLEKINGE, 2016): Decimal("138.1"),
    (KALMAR, 2023): Decimal(274),
    (KALMAR, 2025): Decimal(168),
    ("01", 2020): Decimal(875),
    ("25", 2021): Decimal(320),
    # Room for the published doctors of the first half-year, no nurses, and hardly anyone else.
    (VARMLAND, 2020): Decimal(158),
}
"""Agency cost of a region and year."""

RATIOS: dict[tuple[str, int], Decimal] = {
    ("22", 2020): Decimal("0.113"),
    ("09", 2020): Decimal("0.090"),
}
"""Agency cost ÷ own cost of a region and year, where that is what was published (over 11 % and 9 %)."""

DOCTOR_SHARES: dict[tuple[str, int], Decimal] = {
    (BLEKINGE, 2013): Decimal("0.99"),
    (BLEKINGE, 2014): Decimal("0.97"),
    (BLEKINGE, 2015): Decimal("0.94"),
    # "Just under 90 per cent".
    (BLEKINGE, 2016): Decimal("0.896"),
    # After the published years: assumptions, so that the share does not leap.
    (BLEKINGE, 2017): Decimal("0.860"),
    (BLEKINGE, 2018): Decimal("0.830"),
    (BLEKINGE, 2019): Decimal("0.800"),
    (BLEKINGE, 2020): Decimal("0.770"),
    (BLEKINGE, 2021): Decimal("0.710"),
    (BLEKINGE, 2022): Decimal("0.650"),
    (BLEKINGE, 2023): Decimal("0.640"),
    (BLEKINGE, 2024): Decimal("0.730"),
    (BLEKINGE, 2025): Decimal("0.780"),
    (BLEKINGE, 2026): Decimal("0.800"),
}
FIRST_HALF_YEAR: dict[tuple[str, int], dict[str, Decimal]] = {
    (VARMLAND, 2019): {DOCTOR: Decimal("76.5")},
    (VARMLAND, 2020): {DOCTOR: Decimal("74.3"), NURSE: Decimal(0)},
}
"""Agency cost of a profession in January–June."""
