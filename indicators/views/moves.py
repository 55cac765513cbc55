"""The page that says why the index moved: in steps, as a table, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from documents import charts
from indicators import access, cost_index, wording
from indicators.cost_index import Window
from indicators.cost_moves import OWN, Move
from indicators.index_forms import MoveForm
from indicators.models import Basis
from indicators.queries import index, moves
from indicators.queries.moves import Explained, Split
from staffing import access as staffing_access
from staffing.models import Region
from values import ratio
from values.numbers import format_decimal
from values.period import Period

MOST_RUNGS = 10
"""Of more drivers than these the smallest are drawn as one; the table has them all."""

DECIMALS = 2
"""Of the percentage points: a driver of a hundredth is a thousandth part of a share of ten per cent."""


_MILLION = 10**6


@dataclass(frozen=True)
class Row:
    """A driver as it is read; `points` sum down the table to the printed change."""

    label: str
    before_sek: Decimal
    now_sek: Decimal
    points: Decimal
    is_own: bool = False

    @property
    def change_mnkr(self) -> Decimal:
        return (self.now_sek - self.before_sek) / _MILLION


@require_safe
def index_move(request: HttpRequest, code: str) -> HttpResponse:
    """Say why a region's index moved between two windows."""
    return _page(request, get_object_or_404(staffing_access.visible_regions(request.user), code=code))


@require_safe
def nation_move(request: HttpRequest) -> HttpResponse:
    """Say why the nation's index moved, over the regions that have both windows."""
    if not staffing_access.rights_of(request.user).has_role:
        raise Http404
    return _page(request, None)


def _page(request: HttpRequest, region: Region | None) -> HttpResponse:
    basis, today = access.basis_for(request.user, region), timezone.localdate()
    verdict = index.region_verdict(region, basis, today)
    periods = moves.offered_periods(region, basis, today)
    default = verdict.figure.period if verdict else index.latest_of(periods, today)
    form = MoveForm(request.GET or None, periods=periods, chosen=default, window=Window.R12, splits=_splits(region))
    is_bad = form.is_bound and not form.is_valid()
    period, window = form.chosen
    context: dict[str, Any] = {
        "region": region,
        "place_name": region.short_name if region else _("The nation"),
        "form": form,
        "is_public_basis": basis == Basis.LOCKED,
        "period": period,
        "window_name": wording.window_name(window),
    }
    if period is not None:
        against, split = form.against or period.year_before(), form.split
        now, before = (cost_index.window_months(one, window) for one in (period, against))
        explained = moves.explain(region, now, before, split, basis)
        context |= {"against": against, "is_same": now == before, "explained": explained}
        context["is_example"] = moves.has_example_costs(region, basis)
        if region is None:
            context["left_out"] = Region.objects.exclude(pk__in=explained.region_ids).order_by("code")
        if explained.move is not None:
            context |= _shown(explained, explained.move, period, against)
    return render(request, "indicators/index_move.html", context, status=422 if is_bad else 200)


def _splits(region: Region | None) -> list[tuple[str, str]]:
    other = (Split.ORGANISATION, _("organisation")) if region else (Split.REGION, _("region"))
    return [(str(value), str(label)) for value, label in ((Split.PLACE, _("profession and care area")), other)]


def _shown(explained: Explained, move: Move, period: Period, against: Period) -> dict[str, Any]:
    labels = {**explained.labels, OWN: _("Own staff cost"), "": _("Other organisations")}
    printed = move.printed(DECIMALS)
    rows = [
        Row(labels[driver.key], driver.before_sek, driver.now_sek, points, is_own=driver.key == OWN)
        for driver, points in zip(move.drivers, printed, strict=True)
    ]
    return {
        "move": move,
        "drivers": rows,
        "points": sum(printed, Decimal(0)),
        "agency": _agency(rows),
        "headline": _headline(move, sum(printed, Decimal(0))),
        "sentence": _sentence(rows),
        "chart": _chart(move, labels, printed, period, against),
    }


def _agency(rows: Sequence[Row]) -> Row:
    """Return all agency cost as one row."""
    parts, none = [row for row in rows if not row.is_own], Decimal(0)
    before, now = sum((row.before_sek for row in parts), none), sum((row.now_sek for row in parts), none)
    return Row(_("All agency cost"), before, now, sum((row.points for row in parts), none))


def _headline(move: Move, points: Decimal) -> str:
    language = wording.language()
    before, now = (ratio.format_percent(one, DECIMALS, language) for one in (move.before, move.now))
    size = ratio.format_points(abs(points), DECIMALS, language).lstrip("+")
    if points == 0 and before != now:
        return _(
            "The index has hardly moved: from %(before)s to %(now)s, less than a hundredth of a percentage point."
        ) % {
            "before": before,
            "now": now,
        }
    if points == 0:
        return _("The index is unchanged: %(now)s.") % {"now": now}
    words = _("The index rose from %(before)s to %(now)s: %(size)s.")
    if points < 0:
        words = _("The index fell from %(before)s to %(now)s: %(size)s.")
    return words % {"before": before, "now": now, "size": size}


def _sentence(rows: Sequence[Row]) -> str:
    """Return which driver did most in each direction; what is of no hundredth is not named."""
    falls = min(rows, key=lambda row: row.points)
    rises = max(rows, key=lambda row: row.points)
    said = []
    if falls.points < 0:
        said.append(_("Most of what lowered it: %(driver)s (%(points)s).") % _named(falls))
    if rises.points > 0:
        said.append(_("Most of what raised it: %(driver)s (%(points)s).") % _named(rises))
    return " ".join(said)


def _named(row: Row) -> dict[str, str]:
    return {"driver": row.label, "points": _signed(row.points)}


def _signed(points: Decimal) -> str:
    return format_decimal(points, DECIMALS, language=wording.language(), sign=True)


def _chart(
    move: Move, labels: dict[str, str], printed: Sequence[Decimal], period: Period, against: Period
) -> SafeString:
    language = wording.language()
    before, now = (ratio.format_percent(one, DECIMALS, language) for one in (move.before, move.now))
    return charts.responsive(
        charts.waterfall,
        id_prefix="move",
        title=_("From %(before)s to %(now)s") % {"before": before, "now": now},
        description=_("Each step is what one part added to the index, or took from it. The table has the figures."),
        start=charts.Total(against.label(language), move.before * 100, before),
        rungs=_rungs(move, labels, printed),
        end=charts.Total(period.label(language), move.now * 100, now),
        broken_text=_("The scale does not begin at zero."),
    )


def _rungs(move: Move, labels: dict[str, str], rounded: Sequence[Decimal]) -> list[charts.Rung]:
    printed = dict(zip((driver.key for driver in move.drivers), rounded, strict=True))
    by_size = sorted(move.parts, key=lambda driver: abs(driver.points), reverse=True)
    drawn = {driver.key for driver in (by_size if len(by_size) <= MOST_RUNGS else by_size[: MOST_RUNGS - 1])}
    rungs = [
        charts.Rung(labels[driver.key], float(driver.points), _signed(printed[driver.key]))
        for driver in move.parts
        if driver.key in drawn
    ]
    rest = [driver for driver in move.parts if driver.key not in drawn]
    if rest:
        label = ngettext("%(count)s other", "%(count)s others", len(rest)) % {"count": len(rest)}
        points = sum((driver.points for driver in rest), Fraction(0))
        rungs.append(charts.Rung(label, float(points), _signed(sum((printed[one.key] for one in rest), Decimal(0)))))
    return [*rungs, charts.Rung(labels[OWN], float(move.own.points), _signed(printed[OWN]))]
