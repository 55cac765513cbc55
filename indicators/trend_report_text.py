"""The sentences of a trend report, in Swedish and English, from its figures alone: nobody types them, so they are never stale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from indicators import cost_index
from indicators.trend_report_data import (
    Definition,
    Moved,
    NationCost,
    PartLine,
    RegionLine,
    Sentences,
    TrendReportData,
)
from indicators.trend_report_words import definitions
from values import ratio
from values.numbers import round_half_up
from values.period import Period
from values.ratio import telling_decimals
from values.writing import Writer

NAMED = 5
"""So many regions are named in a sentence; the table has them all."""


def sentences(data: TrendReportData, language: str) -> Sentences:
    """Return every sentence of the report in one language."""
    writer = Writer(language)
    return Sentences(
        lead=_lead(data, writer),
        trend=_trend(data.r12, writer),
        cost=_cost(data, writer),
        years=_years(data, writer),
        met=_met(data, writer),
        close=_close(data, writer),
        movers_cost=_movers_cost(data, writer),
        movers_ratio=_movers_ratio(data, writer),
        movers_apart=_movers_apart(data, writer),
        professions=_parts(data.professions, writer),
        care_areas=_parts(data.care_areas, writer),
        missing=_missing(data, writer),
        revised=_revised(data, writer),
        series=_series(data, writer),
        definitions=tuple(Definition(*one) for one in definitions(data.target, writer)),
    )


def percent_of(moved: Moved, writer: Writer) -> str:
    """Return " (20,1 %)" without a sign, or nothing where there is no per cent."""
    return "" if moved.percent is None else f" ({percent(abs(moved.percent), writer)})"


def percent(value: Decimal, writer: Writer) -> str:
    """Return a number that already is per cent, with one decimal."""
    return ratio.format_percent_value(value, 1, writer.language)


def way(amount: Decimal, writer: Writer) -> str:
    """Return "mindre" of a fall and "mer" of a rise."""
    return writer.say("mindre", "less") if amount < 0 else writer.say("mer", "more")


def regions(lines: Sequence[RegionLine], writer: Writer, most: int = NAMED) -> str:
    """Return the names of the first regions, and how many more there are."""
    names = [line.name for line in lines[:most]]
    if len(lines) > most:
        names.append(writer.say("{n} till", "{n} more", n=len(lines) - most))
    return writer.listed(names)


def _months(data: TrendReportData, writer: Writer) -> str:
    return data.period.label(writer.language)


def _lead(data: TrendReportData, writer: Writer) -> str:
    """Say the share of twelve months and whether the target is met; where rounding would hide a miss, with more decimals."""
    cost, target = data.r12.cost, data.target
    if cost.ratio is None:
        return writer.say(
            "Andelen rullande tolv månader till och med {period} kan inte beräknas: ingen region har låst alla månader.",
            "The ratio of the twelve months to {period} cannot be computed: no region has locked all of them.",
            period=_months(data, writer),
        )
    said = {"period": _months(data, writer), "share": writer.percent(cost.ratio)}
    start = writer.say(
        "Inhyrd personal kostade {share} i förhållande till egen personalkostnad, rullande tolv månader till och med {period}.",
        "Agency staff cost {share} in relation to own staff cost, over the twelve months to the end of {period}.",
        **said,
    )
    if target is None:
        return start
    said |= {"target": writer.percent(target)}
    if data.is_met:
        return f"{start} " + writer.say(
            "Målet, högst {target}, är nått.", "The target of at most {target} is met.", **said
        )
    if writer.percent(cost.ratio) == writer.percent(target):
        return f"{start} " + writer.say(
            "Målet, högst {target}, är inte nått: andelen är {exact}.",
            "The target of at most {target} is missed: the ratio is {exact}.",
            exact=writer.percent(cost.ratio, telling_decimals(cost.ratio, target)),
            **said,
        )
    return f"{start} " + writer.say(
        "Målet är högst {target}: det är {points} kvar.",
        "The target is at most {target}: {points} remain.",
        points=writer.points((cost.ratio - target) * 100),
        **said,
    )


def _trend(nation: NationCost, writer: Writer) -> str:
    """Say how the share has moved in a year, over the regions that have both years."""
    moved = nation.moved
    if moved is None or moved.points is None:
        return writer.say(
            "Det går inte att jämföra med ett år tidigare: redovisning saknas.",
            "No comparison with a year earlier: costs are missing.",
        )
    said = {
        "points": writer.points(moved.points),
        "sek": writer.sek(abs(moved.sek)),
        "percent": percent_of(moved, writer),
    }
    said["way"] = way(moved.sek, writer)
    if round_half_up(moved.points, 1) == 0:
        first = writer.say("Andelen är oförändrad på ett år.", "The ratio is unchanged over a year.")
    elif moved.points < 0:
        first = writer.say(
            "Andelen är {points} lägre än ett år tidigare.", "The ratio is {points} lower than a year earlier.", **said
        )
    else:
        first = writer.say(
            "Andelen är {points} högre än ett år tidigare.", "The ratio is {points} higher than a year earlier.", **said
        )
    if moved.sek == 0:
        return first
    return f"{first} " + writer.say("Kostnaden är {sek}{percent} {way}.", "The cost is {sek}{percent} {way}.", **said)


def _cost(data: TrendReportData, writer: Writer) -> str:
    """Say what the period cost, and against the same period of the year before."""
    nation = data.period_cost
    if nation.cost.agency_sek is None:
        return writer.say("{period}: ingen region har låst redovisningen.", "{period}: no region's costs are locked.",
                          period=_months(data, writer))  # fmt: skip
    said = {
        "period": _months(data, writer),
        "before": data.period.year_before().label(writer.language),
        "sek": writer.sek(nation.cost.agency_sek),
    }
    moved = nation.moved
    if moved is None:
        return writer.say(
            "{period} kostade inhyrd personal {sek}. {before} går inte att jämföra med: redovisning saknas.",
            "Agency staff cost {sek} in {period}. {before} cannot be compared with: costs are missing.",
            **said,
        )
    if moved.sek == 0:
        return writer.say(
            "{period} kostade inhyrd personal {sek}, lika mycket som {before}.",
            "Agency staff cost {sek} in {period}, as much as in {before}.",
            **said,
        )
    said |= {
        "difference": writer.sek(abs(moved.sek)),
        "percent": percent_of(moved, writer),
        "way": way(moved.sek, writer),
    }
    return writer.say(
        "{period} kostade inhyrd personal {sek}, {difference}{percent} {way} än {before}.",
        "Agency staff cost {sek} in {period}, {difference}{percent} {way} than in {before}.",
        **said,
    )


def _years(data: TrendReportData, writer: Writer) -> str:
    """Say the latest whole year against the one before, and the year that cost the most."""
    known = [line for line in data.years if line.cost.agency_sek is not None]
    if not known:
        return writer.say("Inget helt år är redovisat.", "No whole year is reported.")
    last = known[-1]
    said = {"year": str(last.year), "sek": writer.sek(last.cost.agency_sek or Decimal(0))}
    if last.moved is not None and last.moved.sek:
        first = writer.say(
            "Helåret {year} kostade inhyrd personal {sek}, {difference}{percent} {way} än {before}.",
            "In the year {year} agency staff cost {sek}, {difference}{percent} {way} than in {before}.",
            difference=writer.sek(abs(last.moved.sek)),
            percent=percent_of(last.moved, writer),
            way=way(last.moved.sek, writer),
            before=str(last.year - 1),
            **said,
        )
    else:
        first = writer.say(
            "Helåret {year} kostade inhyrd personal {sek}.", "In the year {year} agency staff cost {sek}.", **said
        )
    highest = max(known, key=lambda line: line.cost.agency_sek or Decimal(0))
    if highest is last:
        return first
    return f"{first} " + writer.say(
        "Mest kostade den {year}: {sek}.",
        "It cost the most in {year}: {sek}.",
        year=str(highest.year),
        sek=writer.sek(highest.cost.agency_sek or Decimal(0)),
    )


def _met(data: TrendReportData, writer: Writer) -> str:
    """Say how many regions meet their target, which, and how many did a year before."""
    known = [line for line in data.regions if line.is_met is not None]
    met = [line for line in known if line.is_met]
    if not known:
        return writer.say("Ingen region kan bedömas mot målet.", "No region can be held against the target.")
    said = {"met": len(met), "all": len(known), "before": sum(bool(line.was_met) for line in data.regions)}
    target = "" if data.target is None else writer.percent(data.target)
    first = writer.say(
        "{met} av {all} regioner är nere på högst {target}{names}.",
        "{met} of {all} regions are down to at most {target}{names}.",
        target=target,
        names=f": {regions(met, writer, len(met))}" if met else "",
        **said,
    )
    if not any(line.was_met is not None for line in data.regions):
        return first
    return f"{first} " + writer.say("Ett år tidigare var det {before}.", "A year earlier it was {before}.", **said)


def _close(data: TrendReportData, writer: Writer) -> str:
    """Say of each region that prints as the target and misses it how much it is."""
    close = [
        line
        for line in data.regions
        if line.is_met is False and cost_index.prints_as_target(line.r12.ratio, line.target)
    ]
    said = [
        writer.say(
            "{region} skrivs {share} men är {exact}, över målet.",
            "{region} prints {share} but is {exact}, above the target.",
            region=line.name,
            share=writer.percent(line.r12.ratio),
            exact=writer.percent(line.r12.ratio, telling_decimals(line.r12.ratio, line.target)),
        )
        for line in close
        if line.r12.ratio is not None and line.target is not None
    ]
    return " ".join(said)


def _movers_cost(data: TrendReportData, writer: Writer) -> str:
    if not data.compared:
        return writer.say(
            "Ingen region kan jämföras med ett år tidigare.", "No region can be compared with a year earlier."
        )
    lines = data.lowered_cost
    first = writer.say(
        "{n} av {all} regioner sänkte kostnaden rullande tolv månader.",
        "{n} of {all} regions lowered the cost over the rolling twelve months.",
        n=len(lines),
        all=len(data.compared),
    )
    if not lines:
        return first
    most = [f"{line.name} ({writer.sek(abs(line.r12_moved.sek))})" for line in lines[:3] if line.r12_moved is not None]
    return f"{first} " + writer.say("Mest i kronor: {most}.", "Most in kronor: {most}.", most=writer.listed(most))


def _movers_ratio(data: TrendReportData, writer: Writer) -> str:
    known = [line for line in data.compared if line.r12_moved is not None and line.r12_moved.points is not None]
    if not known:
        return ""
    lines = data.lowered_ratio
    first = writer.say("{n} av {all} sänkte andelen.", "{n} of {all} lowered the ratio.", n=len(lines), all=len(known))
    most = [
        f"{line.name} ({writer.points(line.r12_moved.points)})"
        for line in lines[:3]
        if line.r12_moved is not None and line.r12_moved.points is not None
    ]
    return first if not most else f"{first} " + writer.say("Mest: {most}.", "Most: {most}.", most=writer.listed(most))


def _movers_apart(data: TrendReportData, writer: Writer) -> str:
    """Name the regions where cost and ratio went different ways."""
    lower_cost = {line.code for line in data.lowered_cost}
    lower_ratio = {line.code for line in data.lowered_ratio}
    only_cost = [line for line in data.compared if line.code in lower_cost - lower_ratio]
    only_ratio = [line for line in data.compared if line.code in lower_ratio - lower_cost]
    said = []
    if only_cost:
        said.append(
            writer.say(
                "Lägre kostnad men inte lägre andel: {names}.",
                "A lower cost but not a lower ratio: {names}.",
                names=regions(only_cost, writer, len(only_cost)),
            )
        )
    if only_ratio:
        said.append(
            writer.say(
                "Lägre andel men inte lägre kostnad: {names}.",
                "A lower ratio but not a lower cost: {names}.",
                names=regions(only_ratio, writer, len(only_ratio)),
            )
        )
    return " ".join(said)


def _parts(parts: Sequence[PartLine], writer: Writer) -> str:
    """Say of each part how its cost of twelve months has changed."""
    said = []
    for part in parts:
        moved = part.r12.moved_sek
        if moved is None:
            continue
        if moved == 0:
            said.append(writer.say("{name} oförändrat", "{name} unchanged", name=part.name(writer.language)))
            continue
        sign = "−" if moved < 0 else "+"
        exact = part.r12.moved_percent
        change = f", {sign}{percent(abs(exact), writer)}" if exact is not None else ""
        said.append(f"{part.name(writer.language)} {sign}{writer.sek(abs(moved))}{change}")
    if not said:
        return writer.say(
            "Förändringen kan inte visas: redovisning saknas.", "The change cannot be shown: costs are missing."
        )
    return writer.say(
        "Förändring på ett år, rullande tolv månader: {parts}.",
        "Change over a year, rolling twelve months: {parts}.",
        parts="; ".join(said),
    )


def _missing(data: TrendReportData, writer: Writer) -> str:
    """Name the regions that the figures of twelve months or of the period lack, and the periods they lack."""
    lacking = [line for line in data.regions if line.r12.ratio is None or line.period.ratio is None]
    if not lacking:
        return writer.say("Alla {n} regioner ingår.", "All {n} regions are included.", n=len(data.regions))
    named = [f"{line.name} ({_lacks(line, writer)})" for line in lacking]
    return writer.say(
        "{n} av {all} regioner ingår i rullande tolv månader, {m} i {period}. Saknas: {named}. Det som saknas räknas inte som noll.",
        "{n} of {all} regions are in the rolling twelve months, {m} in {period}. Missing: {named}. What is missing is not counted as zero.",
        n=len(data.r12.included),
        m=len(data.period_cost.included),
        all=len(data.regions),
        period=_months(data, writer),
        named="; ".join(named),
    )


def _lacks(line: RegionLine, writer: Writer) -> str:
    codes = dict.fromkeys([*line.r12.missing, *line.period.missing])
    if not codes:
        return writer.say("ingen egen personalkostnad", "no own staff cost")
    return writer.listed([Period.parse(code).label(writer.language) for code in codes])


def _revised(data: TrendReportData, writer: Writer) -> str:
    since: date = data.revised_since.date()
    if data.previous is None:
        start = writer.say("Sedan {day}", "Since {day}", day=since.isoformat())
    else:
        start = writer.say(
            "Sedan förra rapporten, {report} ({day}),",
            "Since the last report, {report} ({day}),",
            report=Period.parse(data.previous.code).label(writer.language),
            day=since.isoformat(),
        )
    late = sum(line.is_late for line in data.revised)
    restated = len(data.revised) - late
    if not data.revised:
        return writer.say("{start} har ingen redovisning ändrats.", "{start} no return has changed.", start=start)
    said = []
    if restated:
        said.append(
            writer.counted(
                restated,
                (
                    "{n} redovisning rättats", "{n} return has been restated",
                    "{n} redovisningar rättats", "{n} returns have been restated",
                ),
            )
        )  # fmt: skip
    if late:
        said.append(
            writer.counted(
                late,
                (
                    "{n} redovisning tillkommit", "{n} return has been added",
                    "{n} redovisningar tillkommit", "{n} returns have been added",
                ),
            )
        )  # fmt: skip
    return writer.say("{start} har {said}.", "{start} {said}.", start=start, said=writer.listed(said))


def _series(data: TrendReportData, writer: Writer) -> str:
    apart = sum(line.is_conflict or line.is_apart for line in data.series)
    if not apart:
        return writer.say(
            "De publicerade siffrorna och de beräknade stämmer överens, avrundade som källorna avrundar.",
            "The published figures agree with the computed ones, rounded as the sources round.",
        )
    return writer.counted(
        apart,
        (
            "{n} siffra skiljer sig mellan källor eller från den beräknade. Inget är rättat.",
            "{n} figure differs between sources or from the computed one. Nothing is corrected.",
            "{n} siffror skiljer sig mellan källor eller från de beräknade. Inget är rättat.",
            "{n} figures differ between sources or from the computed ones. Nothing is corrected.",
        ),
    )
