"""What the pages of delegation and hire stops show: the table in the order of decision, what it lacks, what stops caught."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from staffing import delegation_table, hire_queries, hire_statistics, hire_statistics_queries, queries
from staffing.delegation_table import Ask, Limit
from staffing.hire_statistics import Caught, Hire
from staffing.models import (
    DelegationRule,
    DelegationSubstitute,
    HireRequest,
    HireStop,
    Organisation,
    Profession,
    Region,
)

NOW, LATER, ENDED = "now", "later", "ended"


def when(valid_from: datetime.date, valid_to: datetime.date | None, today: datetime.date) -> str:
    """Return whether something is in force now, later, or has ended."""
    if valid_from > today:
        return LATER
    return NOW if valid_to is None or today <= valid_to else ENDED


@dataclass(frozen=True)
class RuleRow:
    """A rule with who stands in for its role's holder, now and later."""

    rule: DelegationRule
    when: str
    substitutes: list[DelegationSubstitute]


def rule_rows(rules: QuerySet[DelegationRule], today: datetime.date) -> list[RuleRow]:
    """Return the rules in the order of decision, ended ones last: two queries."""
    found = list(
        rules.select_related("role__holder", "role__organisation", "organisation", "profession").order_by(
            "step", "organisation__order", "organisation__name", "profession__order", "pk"
        )
    )
    standing_in: dict[int, list[DelegationSubstitute]] = defaultdict(list)
    substitutes = DelegationSubstitute.objects.filter(role__in={rule.role_id for rule in found}, valid_to__gte=today)
    for one in substitutes.select_related("user"):
        standing_in[one.role_id].append(one)
    rows = [RuleRow(rule, when(rule.valid_from, rule.valid_to, today), standing_in[rule.role_id]) for rule in found]
    return sorted(rows, key=lambda row: row.when == ENDED)


@dataclass(frozen=True)
class Gap:
    """A profession that nobody decides on in a place and all below it."""

    organisation: Organisation
    profession: Profession


@dataclass(frozen=True)
class Lacks:
    """What is wrong with a region's table: no rule at all, two deciders, and roles that nobody holds."""

    gaps: list[Gap]
    clashes: list[tuple[DelegationRule, DelegationRule]]
    unheld: list[DelegationRule]

    @property
    def is_any(self) -> bool:
        return bool(self.gaps or self.clashes or self.unheld)


def lacks(region: Region, rows: Sequence[RuleRow], today: datetime.date) -> Lacks:
    """Return what the region's rules leave open: two queries."""
    places = {one.pk: one for one in Organisation.objects.filter(region=region).valid_on(today)}
    professions = Profession.objects.in_bulk()
    by_key = {row.rule.pk: row.rule for row in rows}
    table = [hire_queries.table_rule(rule) for rule in by_key.values()]
    parents = {key: place.parent_id for key, place in places.items()}
    return Lacks(
        gaps=[
            Gap(places[gap.place], professions[gap.profession])
            for gap in delegation_table.gaps(parents, list(professions), table, today)
        ],
        clashes=[(by_key[one.first.key], by_key[one.second.key]) for one in delegation_table.clashes(table, today)],
        unheld=[row.rule for row in rows if row.when != ENDED and row.rule.role.holder_id is None],
    )


@dataclass(frozen=True)
class Tried:
    """Who would decide on a made-up request: the rule, or the problem, and every rule that it was held against."""

    rule: DelegationRule | None
    problem: Any
    weighed: list[tuple[DelegationRule, list[Limit]]]


def tried(wanted: dict[str, Any], today: datetime.date) -> Tried:
    """Return who decides on what the form says, by the same rules as a request: two queries."""
    ask = Ask(
        places=hire_queries.places_of(wanted["organisation"]),
        profession=wanted["profession"].pk,
        cost_sek=wanted["cost_sek"],
        weeks=wanted["weeks"],
        is_outside_framework=wanted["is_outside_framework"],
        is_over_list_price=wanted["is_over_list_price"],
        is_in_hire_stop=wanted["is_in_hire_stop"],
        day=today,
    )
    decided = hire_queries.who_decides(ask)
    shown = [(one.rule, list(one.limits)) for one in decided.weighed]
    return Tried(decided.rule, decided.problem, shown)


# Hire stops -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StopRow:
    """A hire stop with what it caught."""

    stop: HireStop
    when: str
    caught: Caught

    @property
    def name(self) -> str:
        """What tells it from others of its place."""
        return stop_name(self.stop)

    @property
    def address(self) -> str:
        """Return the address of the list of the requests that it caught, as they are counted here."""
        return caught_address(self.stop)


def stop_name(stop: HireStop) -> str:
    """Return place, whom it concerns and its days: a place can have several stops."""
    whom = [stop.profession.name if stop.profession else gettext("all professions")]
    whom += [stop.care_area.name] if stop.care_area else []
    words = {"place": stop.organisation.name, "whom": ", ".join(whom), "first": stop.valid_from.isoformat()}
    if stop.valid_to is None:
        return gettext("%(place)s: %(whom)s, from %(first)s") % words
    return gettext("%(place)s: %(whom)s, %(first)s – %(last)s") % {**words, "last": stop.valid_to.isoformat()}


def caught_address(stop: HireStop) -> str:
    """Return the address of the list of the requests that the stop caught, as they are counted here."""
    filters = {"region": stop.organisation.region.code, "tab": "all", "unit": stop.organisation_id, "stop": "1"}
    chosen = {"profession": stop.profession_id, "care_area": stop.care_area_id}
    days = {"first": stop.valid_from.isoformat(), "last": stop.valid_to.isoformat() if stop.valid_to else None}
    filters |= {key: value for key, value in {**chosen, **days}.items() if value is not None}
    return f"{reverse('hire_list')}?{urlencode(filters)}"


_ORDER = {NOW: 0, LATER: 1, ENDED: 2}


def stop_rows(stops: QuerySet[HireStop], region: Region, today: datetime.date) -> list[StopRow]:
    """Return the region's stops, those in force first, with what each caught: three queries, however many stops."""
    found = list(
        stops.filter(organisation__region=region)
        .select_related("organisation", "profession", "care_area")
        .order_by("-valid_from", "pk")
    )
    caught = _caught(found, region) if found else []
    rows = [
        StopRow(stop, when(stop.valid_from, stop.valid_to, today), one) for stop, one in zip(found, caught, strict=True)
    ]
    return sorted(rows, key=lambda row: _ORDER[row.when])


def _caught(stops: Sequence[HireStop], region: Region) -> list[Caught]:
    """Return what each stop caught: two queries."""
    parents = dict(Organisation.objects.filter(region=region).order_by().values_list("pk", "parent_id"))
    hires = hire_statistics_queries.hires_of(HireRequest.objects.filter(region=region, is_in_hire_stop=True))
    return [hire_statistics.caught(one for one in hires if _holds(stop, one, parents)) for stop in stops]


def _holds(stop: HireStop, hire: Hire, parents: Mapping[int, int | None]) -> bool:
    """Return whether some day of the work falls in the stop, of its profession, its care area and below its place."""
    is_same = stop.profession_id in {None, hire.profession} and stop.care_area_id in {None, hire.care_area}
    is_then = stop.valid_from <= hire.last and (stop.valid_to is None or hire.first <= stop.valid_to)
    return is_same and is_then and stop.organisation_id in hire_statistics.with_above(hire.place, parents)


def affected(stop: HireStop, today: datetime.date) -> list[queries.Branch]:
    """Return the open organisations that the stop holds in, as a tree below its own: of its care area where it names one."""
    region = Organisation.objects.filter(region=stop.organisation.region_id).valid_on(today)
    below = set(Organisation.objects.descendants_of_all(Organisation.objects.filter(pk=stop.organisation_id)))
    tree = [branch for branch in queries.organisation_tree(region) if branch.organisation.pk in below]
    if stop.care_area_id is None:
        return tree
    return [one for one in tree if one.organisation.care_area_id in {None, stop.care_area_id}]
