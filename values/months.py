"""The names of the months in both languages."""

MONTH_NAMES_SV = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
MONTH_NAMES_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH_ABBREVIATIONS = {"sept": 9} | {
    name[:3].casefold(): number for names in (MONTH_NAMES_SV, MONTH_NAMES_EN) for number, name in enumerate(names, 1)
}
MONTH_NUMBERS = _MONTH_ABBREVIATIONS | {
    name.casefold(): number for names in (MONTH_NAMES_SV, MONTH_NAMES_EN) for number, name in enumerate(names, 1)
}
"""Month number by Swedish or English name or abbreviation, casefolded."""
