"""The sentences of a trend report, in Swedish and English, from its figures alone: nobody types them, so they are never stale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from indicators import trend_report_region_text as region_text
from indicators.trend_report_data import Definition, Sentences, TrendReportData
from indicators.trend_report_lines import NationCost, PartLine
from indicators.trend_report_words import definitions, percent, percent_of, scope, scope_of_change, way
from values.numbers import round_half_up
from values.period import Period
from values.ratio import telling_decimals
from values.writing import Writer


def sentences(data: TrendReportData, language: str) -> Sentences:
    """Return every sentence of the report in one language."""
    writer = Writer(language)
    return Sentences(
        lead=_lead(data, writer),
        trend=_trend(data.r12, writer),
        cost=_cost(data, writer),
        years=_years(data, writer),
        met=region_text.met(data, writer),
        close=region_text.close(data, writer),
        movers_cost=region_text.movers_cost(data, writer),
        movers_ratio=region_text.movers_ratio(data, writer),
        movers_apart=region_text.movers_apart(data, writer),
        professions=_parts(data.professions, data.r12, writer),
        care_areas=_parts(data.care_areas, data.r12, writer),
        missing=region_text.missing(data, writer),
        revised=_revised(data, writer),
        series=_series(data, writer),
        definitions=tuple(Definition(*one) for one in definitions(data.target, writer)),
    )


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
    said: dict[str, object] = {"period": _months(data, writer), "share": writer.percent(cost.ratio)}
    start = writer.say(
        "Inhyrd personal kostade {share} i förhållande till egen personalkostnad, rullande tolv månader till och med {period}.",
        "Agency staff cost {share} in relation to own staff cost, over the twelve months to the end of {period}.",
        **said,
    )
    if data.r12.left_out:
        said |= {"n": len(data.r12.included), "all": len(data.regions)}
        start += " " + writer.say("Det gäller {n} av {all} regioner.", "That is {n} of {all} regions.", **said)
    if target is None:
        return start
    if data.is_met is None:
        return f"{start} " + writer.say(
            "Målet för riket kan inte bedömas förrän alla regioner har redovisat.",
            "The target of the nation cannot be judged until all regions have reported.",
        )
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
    if nation.moved_regions < len(nation.included) + len(nation.left_out):
        first += " " + writer.say(
            "Jämförelsen gäller de {n} regioner som har båda åren.",
            "Compared are the {n} regions that have both years.",
            n=nation.moved_regions,
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
        "where": _where(scope(nation, writer), writer),
    }
    moved = nation.moved
    if moved is None:
        return writer.say(
            "{period} kostade inhyrd personal {sek}{where}. {before} går inte att jämföra med: redovisning saknas.",
            "Agency staff cost {sek} in {period}{where}. {before} cannot be compared with: costs are missing.",
            **said,
        )
    compared = _compared(nation, writer)
    if moved.sek == 0:
        level = writer.say(
            "{period} kostade inhyrd personal {sek}{where}, lika mycket som {before}.",
            "Agency staff cost {sek} in {period}{where}, as much as in {before}.",
            **said,
        )
        return level + compared
    said |= {
        "difference": writer.sek(abs(moved.sek)),
        "percent": percent_of(moved, writer),
        "way": way(moved.sek, writer),
    }
    first = writer.say(
        "{period} kostade inhyrd personal {sek}{where}, {difference}{percent} {way} än {before}.",
        "Agency staff cost {sek} in {period}{where}, {difference}{percent} {way} than in {before}.",
        **said,
    )
    return first + compared


def _where(regions: str, writer: Writer) -> str:
    """Return " i 18 av 21 regioner", or nothing where all of them are in the figure."""
    return writer.say(" i {regions}", " in {regions}", regions=regions) if regions else ""


def _compared(nation: NationCost, writer: Writer) -> str:
    """Say of which regions the change is, where they are others than those of the figure."""
    if nation.moved_regions == len(nation.included):
        return ""
    return " " + writer.say(
        "Jämförelsen gäller de {n} regioner som har båda åren.",
        "Compared are the {n} regions that have both years.",
        n=nation.moved_regions,
    )


def _years(data: TrendReportData, writer: Writer) -> str:
    """Say the latest whole year against the one before, and the year that cost the most."""
    known = [line for line in data.years if line.cost.agency_sek is not None]
    if not known:
        return writer.say("Inget helt år är redovisat.", "No whole year is reported.")
    last = known[-1]
    said = {
        "year": str(last.year),
        "sek": writer.sek(last.cost.agency_sek or Decimal(0)),
        "where": _where_in(last.regions, len(data.regions), writer),
    }
    if last.moved is not None and last.moved.sek:
        first = writer.say(
            "Helåret {year} kostade inhyrd personal {sek}{where}, {difference}{percent} {way} än {before}.",
            "In the year {year} agency staff cost {sek}{where}, {difference}{percent} {way} than in {before}.",
            difference=writer.sek(abs(last.moved.sek)),
            percent=percent_of(last.moved, writer),
            way=way(last.moved.sek, writer),
            before=str(last.year - 1),
            **said,
        )
    else:
        first = writer.say(
            "Helåret {year} kostade inhyrd personal {sek}{where}.",
            "In the year {year} agency staff cost {sek}{where}.",
            **said,
        )
    highest = max(known, key=lambda line: line.cost.agency_sek or Decimal(0))
    if highest is last:
        return first
    return f"{first} " + writer.say(
        "Mest kostade den {year}: {sek}{where}.",
        "It cost the most in {year}: {sek}{where}.",
        year=str(highest.year),
        where=_where_in(highest.regions, len(data.regions), writer),
        sek=writer.sek(highest.cost.agency_sek or Decimal(0)),
    )


def _where_in(n: int, count: int, writer: Writer) -> str:
    return "" if n == count else writer.say(" i {n} av {all} regioner", " in {n} of {all} regions", n=n, all=count)


def _parts(parts: Sequence[PartLine], nation: NationCost, writer: Writer) -> str:
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
        "Förändring på ett år, rullande tolv månader{where}: {parts}.",
        "Change over a year, rolling twelve months{where}: {parts}.",
        parts="; ".join(said),
        where=_where(scope_of_change(nation, writer), writer),
    )


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
