"""The turns of phrase and the definitions of a trend report, in Swedish and English."""

from __future__ import annotations

from decimal import Decimal

from indicators.trend_report_lines import Moved, NationCost
from values import ratio
from values.language import is_english
from values.writing import Writer


def definitions(target: Decimal | None, writer: Writer) -> tuple[tuple[str, str], ...]:
    """Return each term with its meaning, in the writer's language."""
    said = {"target": "–" if target is None else writer.percent(target)}
    index = is_english(writer.language)
    return tuple((term[index], term[2 + index].format(**said)) for term in _TERMS)


_TERMS = (
    (
        "Andel", "Ratio",
        "Kostnad för inhyrd personal delad med egen personalkostnad, samma verksamhet och månader. Inte andel av summan av båda.",
        "Agency cost divided by own staff cost, same scope and months. Not a share of the sum of both.",
    ),
    (
        "Riket", "The nation",
        "Summan av kostnaderna delad med summan av de egna kostnaderna, för de regioner som har alla månader. Aldrig ett medelvärde av andelar.",
        "The sum of agency cost divided by the sum of own cost, over the regions that have all the months. Never a mean of ratios.",
    ),
    (
        "Rullande tolv månader", "Rolling twelve months",
        "De tolv månader som slutar med perioden. Saknar en region någon månad ingår den inte och nämns.",
        "The twelve months that end with the period. A region that lacks a month is left out and named.",
    ),
    (
        "Målet", "Target",
        "Andelen rullande tolv månader är högst {target}. Den oavrundade andelen avgör: 2,04 % skrivs 2,0 % och når inte 2 %.",
        "The ratio over the rolling twelve months is at most {target}. The unrounded ratio decides: 2.04% prints 2.0% and misses 2%.",
    ),
    (
        "Förändring", "Change",
        "Mot samma månader ett år tidigare, för de regioner som har båda åren: kronor, procent och, för andelen, procentenheter.",
        "Against the same months a year earlier, over the regions that have both years: kronor, per cent and, for the ratio, percentage points.",
    ),
    (
        "Omfattning", "Scope",
        "Hälso- och sjukvård i egen regi, utan tandvård. Löpande priser. Låsta redovisningar.",
        "Publicly run healthcare without dental care. Nominal kronor. Locked returns.",
    ),
    (
        "Övrig personal", "Other staff",
        "Redovisas utan vårdområde: bland annat medicinska sekreterare och undersköterskor.",
        "Reported without a care area: medical secretaries, assistant nurses and others.",
    ),
    (
        "Ungefär", "Approximately",
        "Källan anger ett avrundat eller härlett värde. Värdet återges som det är publicerat.",
        "The source gives a rounded or derived value. It is shown as it was published.",
    ),
    (
        "Uppgift saknas (–)", "Figure missing (–)",
        "Det som inte är redovisat är inte noll och räknas inte in.",
        "What is not reported is not zero, and is not counted.",
    ),
)  # fmt: skip


def scope(nation: NationCost, writer: Writer) -> str:
    """Return "18 av 21 regioner" where not all of them are in the nation's figure, else nothing."""
    if not nation.left_out:
        return ""
    return writer.say("{n} av {all} regioner", "{n} of {all} regions", n=len(nation.included), all=nation.region_count)


def scope_of_change(nation: NationCost, writer: Writer) -> str:
    """Return "18 av 21 regioner" where not all of them are in the nation's change, else nothing."""
    if nation.moved_regions >= nation.region_count:
        return ""
    return writer.say("{n} av {all} regioner", "{n} of {all} regions", n=nation.moved_regions, all=nation.region_count)


def percent_of(moved: Moved, writer: Writer) -> str:
    """Return " (20,1 %)" without a sign, or nothing where there is no per cent."""
    return "" if moved.percent is None else f" ({percent(abs(moved.percent), writer)})"


def percent(value: Decimal, writer: Writer) -> str:
    """Return a number that already is per cent, with one decimal."""
    return ratio.format_percent_value(value, 1, writer.language)


def way(amount: Decimal, writer: Writer) -> str:
    """Return "mindre" of a fall and "mer" of a rise."""
    return writer.say("mindre", "less") if amount < 0 else writer.say("mer", "more")
