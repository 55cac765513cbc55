"""The sentences of a status report, in Swedish and English, from its figures alone.

Kept apart from gettext on purpose: a frozen report keeps its words, and a sentence is tested beside its figures without a
database or a compiled catalogue. Rounding is `values`' own, to the decimals that are printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from plans import status_report_words
from plans.progress import ProgressSummary
from plans.status_report_data import (
    ChangeGroup,
    CostChange,
    Costs,
    Definition,
    PlanHead,
    Sentences,
)
from plans.status_report_words import Since
from values import ratio
from values.language import is_english
from values.numbers import round_half_up
from values.ratio import telling_decimals
from values.writing import Writer

_COUNTED = {
    "finished": ("{n} blev klar", "{n} was finished", "{n} blev klara", "{n} were finished"),
    "late": ("{n} blev försenad", "{n} became late", "{n} blev försenade", "{n} became late"),
    "at_risk": ("{n} fick risk", "{n} is newly at risk", "{n} fick risk", "{n} are newly at risk"),
    "moved": (
        "{n} fick flyttad tidpunkt", "{n} had its deadline moved",
        "{n} fick flyttad tidpunkt", "{n} had their deadlines moved",
    ),
    "added": ("{n} är ny", "{n} is new", "{n} är nya", "{n} are new"),
    "removed": ("{n} togs bort", "{n} was removed", "{n} togs bort", "{n} were removed"),
    "cancelled": ("{n} avbröts", "{n} was cancelled", "{n} avbröts", "{n} were cancelled"),
    "handed_over": ("{n} överfördes", "{n} was handed over", "{n} överfördes", "{n} were handed over"),
    "paused": ("{n} pausades", "{n} was paused", "{n} pausades", "{n} were paused"),
    "started": ("{n} påbörjades", "{n} was started", "{n} påbörjades", "{n} were started"),
    "recovered": ("{n} är åter i fas", "{n} is back on track", "{n} är åter i fas", "{n} are back on track"),
    "reopened": ("{n} öppnades igen", "{n} was opened again", "{n} öppnades igen", "{n} were opened again"),
    "other": ("{n} fick annan status", "{n} has another status", "{n} fick annan status", "{n} have another status"),
}  # fmt: skip
"""One, then many, each in Swedish and English."""


def sentences(
    *,
    plan: PlanHead,
    costs: Costs,
    total: ProgressSummary,
    asap_or_continuous: int,
    changes: Sequence[ChangeGroup],
    since: Since,
    as_of: datetime,
    data_time: datetime,
    period_last_date: date,
    language: str,
    known_since: datetime | None = None,
) -> Sentences:
    """Return every sentence of the report."""
    writer = Writer(language)
    return Sentences(
        verdict=verdict(plan, costs, writer),
        target=_target(plan, period_last_date, writer),
        trend=_trend(costs.r12_change, costs, writer),
        excess=_excess(costs, writer),
        cost=cost(costs, writer),
        divisions=_divisions(plan, costs, writer),
        progress=_progress(total, writer),
        attention=_attention(total, asap_or_continuous, writer),
        changes=_changes(changes, since, writer),
        framework=_framework(costs, writer),
        basis=_basis(costs, as_of, data_time, known_since, writer),
        definitions=_definitions(plan, writer),
        undivided=_undivided(costs, writer),
        standing=_standing(total, writer),
    )


def verdict(plan: PlanHead, costs: Costs, writer: Writer) -> str:
    """Say whether the target is met, with the ratio; where rounding would hide a miss, say so with more decimals."""
    target = writer.percent(plan.target_ratio)
    if costs.r12.missing:
        return writer.say(
            "Målet kan inte bedömas: redovisning saknas för {periods}.",
            "The target cannot be judged: costs are missing for {periods}.",
            periods=writer.listed(costs.r12.missing),
        )
    if costs.r12.ratio is None or costs.is_met is None:
        return writer.say(
            "Målet kan inte bedömas: egen personalkostnad är inte redovisad.",
            "The target cannot be judged: own staff cost is not reported.",
        )
    said = {"share": writer.percent(costs.r12.ratio), "target": target}
    if costs.is_met:
        return writer.say(
            "Målet är nått: inhyrd personal kostade {share} i förhållande till egen personalkostnad, mot högst {target}.",
            "The target is met: agency staff cost {share} in relation to own staff cost, against at most {target}.",
            **said,
        )
    if writer.percent(costs.r12.ratio) == target:
        return writer.say(
            "Målet är inte nått: andelen är {exact}, som avrundas till {share} men är över målet {target}.",
            "The target is missed: the ratio is {exact}, which rounds to {share} but is above the target of {target}.",
            exact=_telling(costs.r12.ratio, plan.target_ratio, writer),
            **said,
        )
    return writer.say(
        "Målet är inte nått: inhyrd personal kostade {share} i förhållande till egen personalkostnad, mot högst {target}.",
        "The target is missed: agency staff cost {share} in relation to own staff cost, against at most {target}.",
        **said,
    )


def _telling(value: Decimal, target: Decimal, writer: Writer) -> str:
    """Return the ratio with as many decimals, up to six, as it takes to differ from the target."""
    return writer.percent(value, telling_decimals(value, target))


def _target(plan: PlanHead, last_date: date, writer: Writer) -> str:
    if plan.target_date is None:
        return ""
    said = {"day": writer.day(plan.target_date)}
    if plan.target_date > last_date:
        return writer.say("Målet ska vara nått den {day}.", "The target is to be met by {day}.", **said)
    return writer.say("Målet skulle vara nått den {day}.", "The target was to be met by {day}.", **said)


def _trend(change: CostChange | None, costs: Costs, writer: Writer) -> str:
    if change is None or change.points is None or costs.r12.ratio is None:
        return writer.say(
            "Det går inte att jämföra med ett år tidigare: redovisningen är inte hel.",
            "No comparison with a year earlier: the costs then are not complete.",
        )
    before = costs.r12.ratio - change.points / 100
    said = {"points": writer.points(change.points), "before": writer.percent(before)}
    if round_half_up(change.points, 1) == 0:
        return writer.say("Oförändrat på ett år ({before}).", "Unchanged over a year ({before}).", **said)
    if change.points < 0:
        return writer.say(
            "{points} lägre än ett år tidigare ({before}).", "{points} lower than a year earlier ({before}).", **said
        )
    return writer.say(
        "{points} högre än ett år tidigare ({before}).", "{points} higher than a year earlier ({before}).", **said
    )


def _excess(costs: Costs, writer: Writer) -> str:
    if costs.excess_sek is None or costs.gap_points is None:
        return ""
    said = {"sek": writer.sek(abs(costs.excess_sek)), "points": writer.points(costs.gap_points)}
    if costs.excess_sek > 0:
        return writer.say(
            "För att nå målet behöver kostnaden minska med {sek} om året vid dagens egna personalkostnad.",
            "To meet the target the cost has to fall by {sek} a year at today's own staff cost.",
            **said,
        )
    return writer.say(
        "Marginalen till målet är {sek} om året vid dagens egna personalkostnad.",
        "The margin to the target is {sek} a year at today's own staff cost.",
        **said,
    )


def cost(costs: Costs, writer: Writer) -> str:
    """Say what the period cost, and how much more or less than a year before in kronor and per cent."""
    if costs.period.agency_sek is None:
        return writer.say(
            "{period}: redovisning saknas för {periods}.",
            "{period}: costs are missing for {periods}.",
            period=costs.period.label,
            periods=writer.listed(costs.period.missing),
        )
    said = {
        "period": costs.period.label,
        "before": costs.period_before.label,
        "sek": writer.sek(costs.period.agency_sek),
    }
    change = costs.period_change
    if change is None or change.sek is None:
        return writer.say(
            "{period} kostade inhyrd personal {sek}. {before} går inte att jämföra med: redovisning saknas.",
            "Agency staff cost {sek} in {period}. {before} cannot be compared with: costs are missing.",
            **said,
        )
    said["difference"] = writer.sek(abs(change.sek))
    percent = (
        "" if change.percent is None else f" ({ratio.format_percent_value(abs(change.percent), 1, writer.language)})"
    )
    if change.sek == 0:
        return writer.say(
            "{period} kostade inhyrd personal {sek}, lika mycket som {before}.",
            "Agency staff cost {sek} in {period}, as much as in {before}.",
            **said,
        )
    way = ("mindre", "less") if change.sek < 0 else ("mer", "more")
    said |= {"percent": percent, "way": way[is_english(writer.language)]}
    return writer.say(
        "{period} kostade inhyrd personal {sek}, {difference}{percent} {way} än {before}.",
        "Agency staff cost {sek} in {period}, {difference}{percent} {way} than in {before}.",
        **said,
    )


def _divisions(plan: PlanHead, costs: Costs, writer: Writer) -> str:
    known = [part for part in costs.divisions if part.is_met is not None and not part.is_remainder]
    if not known:
        return writer.say("Kostnaderna är inte redovisade per förvaltning.", "The costs are not reported by division.")
    said = {
        "met": sum(bool(part.is_met) for part in known),
        "all": len(known),
        "target": writer.percent(plan.target_ratio),
    }
    return writer.say(
        "{met} av {all} når målet {target} rullande tolv månader.",
        "{met} of {all} meet the target of {target} over the rolling twelve months.",
        **said,
    )


def _undivided(costs: Costs, writer: Writer) -> str:
    """Say what of the sums no division reports: why the whole can lie outside what the divisions show."""
    rest = [part for part in costs.divisions if part.is_remainder and (part.own_sek or part.agency_sek)]
    if not rest:
        return ""
    if not any(part.is_agency_reported for part in rest):
        return writer.say(
            "Ingår i helheten men är inte fördelat på organisation: egen personalkostnad {own}.",
            "Part of the whole but not divided by organisation: own staff cost {own}.",
            own=writer.sek(sum((part.own_sek for part in rest), Decimal(0))),
        )
    return writer.say(
        "Ingår i helheten men är inte fördelat på organisation: egen personalkostnad {own}, inhyrd personal {agency}.",
        "Part of the whole but not divided by organisation: own staff cost {own}, agency staff {agency}.",
        own=writer.sek(sum((part.own_sek for part in rest), Decimal(0))),
        agency=writer.sek(sum((part.agency_sek for part in rest), Decimal(0))),
    )


def _standing(total: ProgressSummary, writer: Writer) -> str:
    return writer.say(
        "{late}, {risk}",
        "{late}, {risk}",
        late=writer.counted(total.late, ("{n} försenad", "{n} late", "{n} försenade", "{n} late")),
        risk=writer.counted(total.at_risk, ("{n} med risk", "{n} at risk") * 2),
    )


def _progress(total: ProgressSummary, writer: Writer) -> str:
    """Say the whole as a sum: each activity is done, remains, is cancelled or is handed over."""
    parts = (
        (total.finished, ("{n} klar", "{n} done", "{n} klara", "{n} done"), True),
        (total.open, ("{n} återstår", "{n} remains", "{n} återstår", "{n} remain"), True),
        (total.cancelled, ("{n} avbruten", "{n} cancelled", "{n} avbrutna", "{n} cancelled"), False),
        (total.handed_over, ("{n} överförd", "{n} handed over", "{n} överförda", "{n} handed over"), False),
    )
    said = [writer.counted(number, words) for number, words, is_always in parts if number or is_always]
    whole = writer.counted(total.total, ("{n} aktivitet", "{n} activity", "{n} aktiviteter", "{n} activities"))
    return f"{whole}: {' + '.join(said)}."


def _attention(total: ProgressSummary, without_end: int, writer: Writer) -> str:
    parts = (
        (total.late, ("{n} försenad", "{n} late", "{n} försenade", "{n} late")),
        (total.at_risk, ("{n} med risk", "{n} at risk") * 2),
        (total.undated, ("{n} utan tidpunkt", "{n} without a deadline") * 2),
        (total.unparsed, ("{n} med en tidpunkt som behöver tolkas", "{n} with a deadline to be interpreted") * 2),
        (without_end, ("{n} löpande utan slutdatum", "{n} continuous without an end") * 2),
    )
    said = [writer.counted(number, words) for number, words in parts if number]
    if not said:
        return writer.say(
            "Ingen aktivitet är försenad, och alla öppna har en tidpunkt.",
            "No activity is late, and all open ones have a deadline.",
        )
    return writer.say(
        "Av {open} är {parts}.",
        "Of {open}: {parts}.",
        open=writer.counted(
            total.open, ("{n} öppen aktivitet", "{n} open activity", "{n} öppna aktiviteter", "{n} open activities")
        ),
        parts=writer.listed(said),
    )


def _changes(changes: Sequence[ChangeGroup], since: Since, writer: Writer) -> str:
    start = (
        writer.say("Sedan {report} ({day})", "Since {report} ({day})", report=since.report_label, day=_day(since.at))
        if since.report_label
        else writer.say(
            "Sedan periodens början ({day})", "Since the beginning of the period ({day})", day=_day(since.at)
        )
    )
    counted = [writer.counted(len(group.lines), _COUNTED[group.kind]) for group in changes]
    if not counted:
        return writer.say("{start}: inga ändringar.", "{start}: no changes.", start=start)
    return f"{start}: {writer.listed(counted)}."


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _framework(costs: Costs, writer: Writer) -> str:
    if costs.framework_share is None:
        return ""
    return writer.say(
        "{share} av kostnaden {period} var inom ramavtal.",
        "{share} of the cost in {period} was inside the framework agreement.",
        share=writer.percent(costs.framework_share),
        period=costs.period.label,
    )


def _basis(
    costs: Costs, as_of: datetime, data_time: datetime, known_since: datetime | None, writer: Writer
) -> tuple[str, ...]:
    said = [
        writer.say(
            "Läget per {day}: aktiviteter och ändringar till och med den dagen. Uppgifterna lästes {time}.",
            "As of {day}: activities and changes up to and including that day. The data were read {time}.",
            day=_day(as_of),
            time=f"{data_time:%Y-%m-%d %H:%M}",
        )
    ]
    if known_since is not None:
        said.append(
            writer.say(
                "Planen lades in i systemet {known} och vad den sade {day} är inte känt. Rapporten räknar de aktiviteter som"
                " lades in med planen.",
                "The plan was entered here on {known}, and what it said on {day} is not known. The report counts the"
                " activities that were entered with the plan.",
                known=_day(known_since),
                day=_day(as_of),
            )
        )
    if costs.preliminary:
        said.append(status_report_words.preliminary(costs.preliminary, writer.language))
    return tuple(said)


def _definitions(plan: PlanHead, writer: Writer) -> tuple[Definition, ...]:
    target = writer.percent(plan.target_ratio)
    terms = (
        (
            "Andel", "Ratio",
            "Kostnad för inhyrd personal delad med egen personalkostnad, samma verksamhet och period. Inte andel av summan av båda.",
            "Agency cost divided by own staff cost, same scope and period. Not a share of the sum of both.",
        ),
        (
            "Målet", "Target",
            "Andelen rullande tolv månader är högst {target}. Den oavrundade andelen avgör.",
            "The ratio over the rolling twelve months is at most {target}. The unrounded ratio decides.",
        ),
        (
            "Rullande tolv månader", "Rolling twelve months",
            "De tolv månader som slutar med perioden. Saknas någon månad visas inget värde, och det som saknas nämns.",
            "The twelve months that end with the period. If a month is missing there is no figure, and what is missing is named.",
        ),
        (
            "Förändring", "Change",
            "Mot samma månader ett år tidigare: kronor, procent och, för andelen, procentenheter.",
            "Against the same months a year earlier: kronor, per cent and, for the ratio, percentage points.",
        ),
        (
            "Omfattning", "Scope",
            "Hälso- och sjukvård i egen regi, utan tandvård. Löpande priser.",
            "Publicly run healthcare without dental care. Nominal kronor.",
        ),
        (
            "Uppgift saknas (–)", "Figure missing (–)",
            "Det som inte är redovisat är inte noll och räknas inte in.",
            "What is not reported is not zero, and is not counted.",
        ),
        (
            "Försenad", "Late",
            "En öppen aktivitet vars sista dag har passerat, eller som skulle göras snarast och har väntat i mer än 90 dagar.",
            "An open activity whose last day has passed, or that was to be done as soon as possible and has waited over 90 days.",
        ),
        (
            "Risk", "At risk",
            "Den ansvariga bedömer att aktiviteten inte blir klar i tid.",
            "The responsible judges that the activity will not be done in time.",
        ),
    )  # fmt: skip
    index = is_english(writer.language)
    return tuple(Definition(term[index], term[2 + index].format(target=target)) for term in terms)
