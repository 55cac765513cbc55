"""What a trend report says of the regions: who meets the target, who lowered what, who is missing; in Swedish and English."""

from __future__ import annotations

from collections.abc import Sequence

from indicators import cost_index
from indicators.trend_report_data import TrendReportData
from indicators.trend_report_lines import RegionLine
from values.period import Period
from values.ratio import telling_decimals
from values.writing import Writer


def met(data: TrendReportData, writer: Writer) -> str:
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
        names=f": {_names(met, writer)}" if met else "",
        **said,
    )
    if not any(line.was_met is not None for line in data.regions):
        return first
    return f"{first} " + writer.say("Ett år tidigare var det {before}.", "A year earlier it was {before}.", **said)


def close(data: TrendReportData, writer: Writer) -> str:
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


def movers_cost(data: TrendReportData, writer: Writer) -> str:
    """Say how many regions lowered the cost of twelve months, and which most."""
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


def movers_ratio(data: TrendReportData, writer: Writer) -> str:
    """Say how many regions lowered the ratio of twelve months, and which most."""
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


def movers_apart(data: TrendReportData, writer: Writer) -> str:
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
                names=_names(only_cost, writer),
            )
        )
    if only_ratio:
        said.append(
            writer.say(
                "Lägre andel men inte lägre kostnad: {names}.",
                "A lower ratio but not a lower cost: {names}.",
                names=_names(only_ratio, writer),
            )
        )
    return " ".join(said)


def missing(data: TrendReportData, writer: Writer) -> str:
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
        period=data.period.label(writer.language),
        named="; ".join(named),
    )


def _lacks(line: RegionLine, writer: Writer) -> str:
    codes = dict.fromkeys([*line.r12.missing, *line.period.missing])
    if not codes:
        return writer.say("ingen egen personalkostnad", "no own staff cost")
    return writer.listed([Period.parse(code).label(writer.language) for code in codes])


def _names(lines: Sequence[RegionLine], writer: Writer) -> str:
    return writer.listed([line.name for line in lines])
