"""The columns of the template, and the words that its cells may hold."""

from __future__ import annotations

from documents.sheets.headers import Field
from indicators.cost_lines import AGENCY, OWN

PERIOD = Field("period", ("Period",))
ORGANISATION = Field("organisation", ("Organisation", "Enhet", "Unit"))
PROFESSION = Field("profession", ("Yrkesgrupp", "Profession"))
CARE_AREA = Field("care_area", ("Vårdområde", "Care area"))
KIND = Field("kind", ("Slag", "Slag (inhyrd/egen)", "Kind", "Kind (agency/own)"))
WEEKS = Field("hire_weeks", ("Hyrveckor", "Hire weeks"), is_required=False)
HOURS = Field("hired_hours", ("Timmar", "Hyrtimmar", "Hours", "Hired hours"), is_required=False)
CORRECTION = Field(
    "is_correction", ("Korrigering", "Korrigering (ja)", "Correction", "Correction (yes)"), is_required=False
)
UNITLESS_AMOUNT = Field("amount", ("Belopp", "Amount"), is_required=False)
UNITS = {"kr": (0, "SEK"), "tkr": (3, "kSEK"), "mnkr": (6, "MSEK")}


def _in_units(key: str, swedish: str, english: str) -> tuple[Field, ...]:
    return tuple(
        Field(f"{key}_{unit}", (f"{swedish} ({unit})", f"{english} ({unit})", f"{english} ({name})"), is_required=False)
        for unit, (_exponent, name) in UNITS.items()
    )


AMOUNTS = _in_units("amount", "Belopp", "Amount")
ON_CALL = Field("on_call", ("varav jour", "of which on-call"), is_required=False)
OUTSIDE = Field("outside", ("varav utom ram", "of which outside the framework"), is_required=False)
ON_CALLS = (ON_CALL, *_in_units("on_call", "varav jour", "of which on-call"))
OUTSIDES = (OUTSIDE, *_in_units("outside", "varav utom ram", "of which outside the framework"))
FIELDS = (
    *(PERIOD, ORGANISATION, PROFESSION, CARE_AREA, KIND, UNITLESS_AMOUNT, WEEKS, HOURS, CORRECTION),
    *(*AMOUNTS, *ON_CALLS, *OUTSIDES),
)  # fmt: skip

KINDS = {
    **dict.fromkeys(("inhyrd", "inhyrda", "inhyrd personal", "agency", "agency staff"), AGENCY),
    **dict.fromkeys(("egen", "egna", "egen personal", "own", "own staff"), OWN),
}
YES = {"ja", "yes", "j", "y", "x", "sant", "true"}
NO = {"", "nej", "no", "n", "falskt", "false"}
HELP_SHEETS = {"förklaringar", "explanations"}
"""What the template's own sheet of explanations is called, folded."""
EXTRA_SHEETS = {"fler rader", "more rows"}
"""What the template's sheet of rows to add is called, folded: rows that are left empty there are not worth a notice."""
REGION_LABELS, PERIOD_LABELS = {"region"}, {"period"}
"""What stands, folded, before the region and the period above the template's headings."""
NAME_HEADING = "Organisationens namn"
BESIDE_HEADINGS = ("Förra perioden ({unit})", "Samma period förra året ({unit})")
REFERENCE_HEADINGS = (NAME_HEADING, *(one.format(unit=unit) for one in BESIDE_HEADINGS for unit in ("kr", "tkr")))
"""Columns of the template that are there to be read by people, and passed over."""
