"""Hires and staffing in a status report: dispensations, framework share, hire weeks, price list, vacancies (domain.md §6, §7).

Each figure is computed where it belongs (`staffing.hire_quarter`, `staffing.vacancy`, `indicators.other_indicators`); here it
becomes words. What is not known is None and says why, never 0.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from indicators.other_indicators import Gap
from plans.status_report_data import Staffing, StaffingRow
from plans.status_report_facts import StaffingFacts
from staffing.hire_quarter import CHANGED, GRANTED, REFUSED, HireQuarter
from values import ratio
from values.numbers import format_decimal, round_half_up
from values.period import Period
from values.writing import Writer

MISSING = "–"
_DECIDED = (
    "{n} begäran om inhyrning prövades",
    "{n} request to hire was decided",
    "{n} begäranden om inhyrning prövades",
    "{n} requests to hire were decided",
)
_WAITING = (
    "{n} väntar på beslut.",
    "{n} waits for a decision.",
    "{n} väntar på beslut.",
    "{n} wait for a decision.",
)


def staffing_of(facts: StaffingFacts | None, period: Period, as_of: date, language: str) -> Staffing | None:
    """Return the section; None where nothing was read for it."""
    if facts is None:
        return None
    writer = Writer(language)
    rows = (*_hire_rows(facts.hires, writer), _weeks_row(facts, writer), _vacancy_row(facts, writer))
    return Staffing(
        sentence=_sentence(facts, period, writer),
        basis=_basis(facts.hires, period, as_of, writer),
        rows=rows,
        is_example=facts.is_example,
    )


def _sentence(facts: StaffingFacts, period: Period, writer: Writer) -> str:
    return " ".join(filter(None, (_hires(facts.hires, period, writer), _vacancy(facts, writer))))


def _hires(hires: HireQuarter, period: Period, writer: Writer) -> str:
    label = period.label(writer.language)
    if not hires.is_known:
        return writer.say(
            "{period} finns inga inhyrningar registrerade här.", "No hires are kept here for {period}.", period=label
        )
    said = [_decisions(hires, label, writer), writer.counted(hires.waiting, _WAITING)]
    if hires.framework_share is not None:
        said.append(
            writer.say(
                "{share} av beställda kronor är inom ramavtal.",
                "{share} of the kronor ordered are inside the framework agreement.",
                share=writer.percent(hires.framework_share),
            )
        )
    return " ".join(said)


def _decisions(hires: HireQuarter, label: str, writer: Writer) -> str:
    if not hires.decided:
        return writer.say(
            "{period} prövades ingen begäran om inhyrning.", "No request to hire was decided in {period}.", period=label
        )
    outcomes = (
        (GRANTED, ("{n} beviljades", "{n} was granted", "{n} beviljades", "{n} were granted")),
        (CHANGED, ("{n} beviljades med ändring", "{n} was granted with changes",
                   "{n} beviljades med ändring", "{n} were granted with changes")),
        (REFUSED, ("{n} avslogs", "{n} was refused", "{n} avslogs", "{n} were refused")),
    )  # fmt: skip
    counted = [(hires.of_outcome(outcome), words) for outcome, words in outcomes]
    parts = writer.listed([writer.counted(number, words) for number, words in counted if number])
    kinds = (
        (hires.in_hire_stop, ("{n} i hyrstopp", "{n} inside a hire stop") * 2),
        (hires.urgent, ("{n} brådskande", "{n} urgent") * 2),
    )
    of_them = ", ".join(writer.counted(number, words) for number, words in kinds if number)
    return writer.say(
        "{period}: {decided}, {parts}{of_them}.",
        "{period}: {decided}, {parts}{of_them}.",
        period=label,
        decided=writer.counted(len(hires.decided), _DECIDED),
        parts=parts,
        of_them=f" ({of_them})" if of_them else "",
    )


def _vacancy(facts: StaffingFacts, writer: Writer) -> str:
    rate, before = _rates(facts)
    if rate is None:
        return ""
    if before is None:
        return writer.say("Vakansgraden är {rate}.", "The vacancy rate is {rate}.", rate=writer.percent(rate))
    points = (rate - before) * 100
    said = {"rate": writer.percent(rate), "before": writer.percent(before), "points": writer.points(points)}
    if round_half_up(points, 1) == 0:
        return writer.say(
            "Vakansgraden är {rate}, som för ett år sedan.", "The vacancy rate is {rate}, as a year ago.", **said
        )
    if points < 0:
        return writer.say(
            "Vakansgraden är {rate}, {points} lägre än för ett år sedan.",
            "The vacancy rate is {rate}, {points} lower than a year ago.",
            **said,
        )
    return writer.say(
        "Vakansgraden är {rate}, {points} högre än för ett år sedan.",
        "The vacancy rate is {rate}, {points} higher than a year ago.",
        **said,
    )


def _rates(facts: StaffingFacts) -> tuple[Decimal | None, Decimal | None]:
    posts, before = facts.posts, facts.posts_before
    return posts.rate if posts else None, before.rate if before else None


# The table -----------------------------------------------------------------------------------------------------------


def _count(label: str, number: int, writer: Writer, note: str = "") -> StaffingRow:
    return StaffingRow(label, Decimal(number), format_decimal(Decimal(number), 0, language=writer.language), "", note)


def _missing(label: str, why: str) -> StaffingRow:
    return StaffingRow(label, None, MISSING, "", why)


def _hire_rows(hires: HireQuarter, writer: Writer) -> list[StaffingRow]:
    say = writer.say
    granted, changed = say("Beviljade", "Granted"), say("Beviljade med ändring", "Granted with changes")
    refused = say("Avslagna", "Refused")
    stops = say("Prövade i hyrstopp", "Decided inside a hire stop")
    urgent = say("Prövade som brådskande", "Decided as urgent")
    waiting, late = say("Väntar på beslut", "Waiting for a decision"), say("Väntar på uppföljning", "To be followed up")
    share = say("Avtalstrohet, beställda kronor", "Framework share of kronor ordered")
    above = say("Kostnad över prislistan (kr)", "Cost above the price list (kr)")
    if not hires.is_known:
        why = say("inga inhyrningar är registrerade här", "no hires are kept here")
        return [
            _missing(label, why) for label in (granted, changed, refused, stops, urgent, waiting, late, share, above)
        ]
    return [
        _count(granted, hires.of_outcome(GRANTED), writer),
        _count(changed, hires.of_outcome(CHANGED), writer),
        _count(refused, hires.of_outcome(REFUSED), writer),
        _count(stops, hires.in_hire_stop, writer, say("av de prövade", "of those decided")),
        _count(urgent, hires.urgent, writer, say("av de prövade", "of those decided")),
        _count(waiting, hires.waiting, writer),
        _count(
            late,
            hires.to_follow_up,
            writer,
            say("slutade för mer än två veckor sedan", "ended more than two weeks before"),
        ),
        _share_row(share, hires, writer),
        _above_row(above, hires, writer),
    ]


def _no_orders(writer: Writer) -> str:
    return writer.say("inget är beställt under perioden", "nothing was ordered in the period")


def _share_row(label: str, hires: HireQuarter, writer: Writer) -> StaffingRow:
    if hires.framework_share is None:
        return _missing(label, _no_orders(writer))
    note = writer.say(
        "{inside} av {all}", "{inside} of {all}", inside=writer.sek(hires.inside_sek), all=writer.sek(hires.ordered_sek)
    )
    return StaffingRow(label, hires.framework_share * 100, writer.percent(hires.framework_share), "%", note)


def _above_row(label: str, hires: HireQuarter, writer: Writer) -> StaffingRow:
    if not hires.ordered:
        return _missing(label, _no_orders(writer))
    if hires.above_list_sek is None:
        why = writer.say("inget av det beställda har ett listpris", "none of what was ordered has a listed price")
        return _missing(label, why)
    note = ""
    if hires.without_list_price:
        words = ("{n} beställning saknar listpris", "{n} order has no listed price",
                 "{n} beställningar saknar listpris", "{n} orders have no listed price")  # fmt: skip
        note = writer.counted(hires.without_list_price, words)
    text = format_decimal(round_half_up(hires.above_list_sek, 0), 0, language=writer.language)
    return StaffingRow(label, hires.above_list_sek, text, "kr", note)


def _weeks_row(facts: StaffingFacts, writer: Writer) -> StaffingRow:
    label = writer.say("Hyrveckor", "Hire weeks")
    if facts.weeks is None:
        why = writer.say("redovisas för hela regionen", "reported for the whole region")
        return _missing(label, why)
    if facts.weeks.figure is None:
        return _missing(label, _gap_words(facts.weeks.gap, writer))
    text = format_decimal(facts.weeks.figure, 0, language=writer.language)
    note = writer.say("enligt kostnadsredovisningen", "by the cost return")
    return StaffingRow(label, facts.weeks.figure, text, writer.say("veckor", "weeks"), note)


def _gap_words(gap: Gap | None, writer: Writer) -> str:
    if gap is Gap.COSTS_MISSING:
        return writer.say("kostnadsredovisningen saknas", "the cost return is missing")
    if gap is Gap.NOTHING_ASSUMED:
        return writer.say("hyrveckans timmar är inte angivna", "the hours of a hire week are not set")
    return writer.say("varken veckor eller timmar är redovisade", "neither weeks nor hours are reported")


def _vacancy_row(facts: StaffingFacts, writer: Writer) -> StaffingRow:
    label = writer.say("Vakansgrad vid periodens slut", "Vacancy rate at the end of the period")
    rate, before = _rates(facts)
    if facts.posts is None:
        return _missing(
            label, writer.say("inga tjänster är räknade på tolv månader", "no posts are counted in twelve months")
        )
    if rate is None:
        return _missing(label, writer.say("det finns inga tjänster att dela med", "there are no posts to divide by"))
    if before is None:
        note = writer.say("ett år tidigare: inte räknat", "a year earlier: not counted")
    else:
        change = ratio.format_points((rate - before) * 100, 1, writer.language)
        note = writer.say(
            "ett år tidigare {before} ({change})",
            "a year earlier {before} ({change})",
            before=writer.percent(before),
            change=change,
        )
    return StaffingRow(label, rate * 100, writer.percent(rate), "%", note)


def _basis(hires: HireQuarter, period: Period, as_of: date, writer: Writer) -> str:
    said = [
        writer.say(
            "Beslut räknas på dagen då de fattades och beställningar på beställningsdagen; det som väntar är per {day}."
            " Avtalstroheten här är av beställda kronor; den bokförda kostnadens står under Kostnader.",
            "Decisions count on the day that they were made and orders on the day that they were placed; what waits is as of"
            " {day}. The framework share here is of kronor ordered; that of the cost in the books stands under Costs.",
            day=as_of.isoformat(),
        ),
        writer.say(
            "Vakansgrad: tjänster som inte är tillsatta av alla tjänster, enligt den senaste räkningen, högst tolv månader gammal.",
            "Vacancy rate: posts that are not filled of all posts, by the latest count, at most twelve months old.",
        ),
    ]
    if hires.since is not None and hires.since > period.first_date:
        said.append(
            writer.say(
                "Inhyrningar finns registrerade här från {day}.",
                "Hires are kept here from {day}.",
                day=hires.since.isoformat(),
            )
        )
    return " ".join(said)
