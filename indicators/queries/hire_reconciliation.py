"""Load what the hires of a period and its cost return say, by care area or organisation and profession."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Greatest

from indicators import hire_reconciliation
from indicators.hire_reconciliation import Hire, Place, Reconciliation
from indicators.models import CostKind, CostLine, HireReconciliationComment
from indicators.queries import breakdowns, costs
from indicators.queries.breakdowns import Dimension
from staffing import hire_access, hire_spread, hire_terms
from staffing.models import HireRequest, HireState, Profession, Region, User
from staffing.models.hires import OUTSIDE_ROUTES
from values.period import Period, missing_codes

UNPLACED = ""
"""The key of a hire that no care area or organisation of the table is of."""
WORKED = (HireState.FILLED, HireState.FOLLOWED_UP)
SHOWN = ("organisation", "profession", "speciality", "care_area")


@dataclass(frozen=True)
class Found:
    """Hires against the return of a period; `missing` names what is not reported, and then there is nothing to hold against.

    `outside` is the same of what lies outside the framework, where every agency line of the return says it, else None.
    """

    parts: dict[str, str]
    professions: dict[int, str]
    whole: Reconciliation
    outside: Reconciliation | None
    hires: dict[int, HireRequest]
    missing: tuple[str, ...]
    has_organisations: bool

    @property
    def has_examples(self) -> bool:
        """Whether any of the hires is made up."""
        return any(one.is_example for one in self.hires.values())


@dataclass
class _Reported:
    """The return's agency cost by place, and what of it is outside the framework, None where a line does not say."""

    agency: dict[Place, Decimal]
    outside: dict[Place, Decimal] | None


def find(region: Region, period: Period, basis: str, dimension: Dimension, user: User | AnonymousUser) -> Found:
    """Return the period's hires against its return: seven queries, however many hires there are.

    :raises ValueError: the dimension is the profession, which every line has already.
    """
    if dimension is Dimension.PROFESSION:
        raise ValueError("Hires are reconciled by care area or by organisation, each with its professions.")
    used = breakdowns.used_in(breakdowns.returns_between(region, period, period, basis), period)
    divisions, roll_up, rest = breakdowns.tree_of(region, None)
    labels = divisions if dimension is Dimension.ORGANISATION else breakdowns.labels_of(dimension)
    professions = {one.pk: one.name for one in Profession.objects.all()}
    rows = _lines(used.return_ids)
    reported = _reported(rows, dimension, roll_up)
    requests = {one.pk: one for one in hires_in(region, period, user)}
    hires = [as_hire(one, dimension, roll_up) for one in requests.values()]
    days, order = (period.first_date, period.last_date), [(part, key) for part in labels for key in professions]
    outside = None
    if reported.outside is not None:
        beyond = [one for one in hires if one.is_outside_framework]
        outside = hire_reconciliation.reconcile(beyond, reported.outside, days, order)
    return Found(
        parts=labels,
        professions=professions,
        whole=hire_reconciliation.reconcile(hires, reported.agency, days, order),
        outside=outside,
        hires=requests,
        missing=() if used.region_ids else used.missing or missing_codes(period.months),
        has_organisations=any(roll_up.get(row[0]) not in (None, rest) for row in rows),
    )


_Row = tuple[int, int, int | None, Decimal, Decimal | None, int, int]
"""Organisation, profession, care area, agency cost, of which outside the framework, lines that say so, lines."""


def _lines(return_ids: frozenset[int]) -> list[_Row]:
    lines = CostLine.objects.filter(cost_return__in=return_ids, kind=CostKind.AGENCY).order_by()
    return list(
        lines.values_list("organisation_id", "profession_id", "care_area_id").annotate(
            Sum("amount_sek"), Sum("outside_framework_sek"), Count("outside_framework_sek"), Count("pk")
        )
    )


def _reported(rows: list[_Row], dimension: Dimension, roll_up: dict[int, str]) -> _Reported:
    agency: dict[Place, Decimal] = defaultdict(Decimal)
    outside: dict[Place, Decimal] = defaultdict(Decimal)
    for organisation, profession, care_area, amount, beyond, _said, _all in rows:
        place = (_key(dimension, organisation, care_area, roll_up), profession)
        agency[place] += costs.exact(amount)
        outside[place] += costs.exact(beyond)
    says = bool(rows) and all(said == count for *_rest, said, count in rows)
    return _Reported(dict(agency), dict(outside) if says else None)


def _key(dimension: Dimension, organisation: int, care_area: int | None, roll_up: dict[int, str]) -> str:
    pk = organisation if dimension is Dimension.ORGANISATION else care_area
    return breakdowns.key_of(dimension, pk, roll_up) or UNPLACED


def hires_in(region: Region, period: Period, user: User | AnonymousUser) -> QuerySet[HireRequest]:
    """Return the region's hires that the person sees and that were at work on some day of the period, in order of number."""
    found = hire_access.visible_hire_requests(user).filter(region=region, state__in=WORKED)
    found = found.annotate(
        ended=Coalesce("order__ended_date", "decision__valid_to", "last_date"),
        begun=Greatest("first_date", "order__filled_date"),
    )
    # One that ended before its first day worked from the day it was filled (`hire_spread.worked`).
    started = Q(begun__lte=period.last_date) | Q(ended__lt=F("begun"), order__filled_date__lte=period.last_date)
    found = found.filter(started, ended__gte=period.first_date, order__filled_date__isnull=False)
    return found.select_related(*SHOWN, "order", "decision").order_by("year", "number")


def as_hire(request: HireRequest, dimension: Dimension, roll_up: dict[int, str]) -> Hire:
    """Return the request as the computation takes it; what is expected is what was granted, at the ordered price."""
    order, decision = request.order, request.decision
    is_done = request.state == HireState.FOLLOWED_UP
    ended = order.ended_date or decision.valid_to or request.last_date
    hours = decision.granted_hours or request.hours
    return Hire(
        key=request.pk,
        place=(_key(dimension, request.organisation_id, request.care_area_id, roll_up), request.profession_id),
        worked=hire_spread.worked(request.first_date, order.filled_date, ended),
        expected_sek=hire_terms.cost_sek(hours, order.price_sek_per_hour),
        actual_sek=order.actual_cost_sek if is_done else None,
        is_outside_framework=order.route in OUTSIDE_ROUTES,
    )


def comment_on(region: Region, period: Period) -> HireReconciliationComment | None:
    """Return what the region says about the period's difference: one query."""
    found = HireReconciliationComment.objects.filter(region=region, first_month=period.first_date, length=period.length)
    return found.select_related("written_by").first()


def has_example_return(region: Region, period: Period, basis: str) -> bool:
    """Return whether the return of the period is made up: one query."""
    marks = costs.counting_marks(basis).filter(region=region, first_month=period.first_date, length=period.length)
    return marks.filter(cost_return__is_example=True).exists()
