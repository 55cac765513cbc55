"""`manage.py cost_index`: the index of a region or the nation, as text or JSON, and its rebuilding."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from indicators.actions import index as actions
from indicators.cost_index import IndexFigure, NationFigure, Window
from indicators.models import Basis
from indicators.queries import costs
from indicators.queries import index as queries
from staffing.models import Region
from values import money, ratio
from values.money import MoneyUnit
from values.period import InvalidPeriod, Period

NATION = "SE"
WINDOWS = tuple(Window)
NO_OWN_COST = "own_sek"
"""What stands after a region's code when it lacks no period but has no own staff cost to compare with."""


class Command(BaseCommand):
    help = "Print agency cost in relation to own staff cost for a region or the nation (SE), or rebuild every figure."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--region", help="county code (10), or SE for the nation")
        parser.add_argument("--period", help="2016-K4, 2016, 2016-T2, 2016-H1, 2016-01/08 or 2016-03")
        parser.add_argument("--window", default=Window.PERIOD.value, help="period (default), r12 or ytd")
        parser.add_argument(
            "--basis", default=Basis.SUBMITTED.value, help="submitted (default, incl. locked) or locked"
        )
        parser.add_argument("--json", action="store_true", help="print JSON with unrounded figures")
        parser.add_argument("--rebuild", action="store_true", help="compute every stored figure anew first")

    def handle(self, **options: Any) -> None:
        if options["rebuild"]:
            done = actions.rebuild()
            self.stderr.write(
                _("Rebuilt: %(returns)s cost returns summed, %(values)s index values.")
                % {"returns": done.returns, "values": done.values}
            )
            if not options["region"] and not options["period"]:
                return
        region, period, window = _region(options["region"]), _period(options["period"]), _window(options["window"])
        figure = queries.index_for(region, period, window, _basis(options["basis"]))
        if costs.is_stale(region):
            self.stderr.write(_("Note: returns have changed since the figures were computed. Add --rebuild."))
        name = region.code if region else NATION
        self.stdout.write(
            json.dumps(as_json(name, figure), ensure_ascii=False) if options["json"] else as_text(region, figure)
        )


def _region(code: str | None) -> Region | None:
    if not code:
        raise CommandError(_("Say which region: --region 10, or --region SE for the nation."))
    if code.upper() == NATION:
        return None
    region = Region.objects.filter(code=code.zfill(2)).first()
    if region is None:
        known = ", ".join(Region.objects.order_by("code").values_list("code", flat=True))
        raise CommandError(
            _("There is no region “%(code)s”. Known: SE, %(known)s.") % {"code": code, "known": known or "–"}
        )
    return region


def _period(text: str | None) -> Period:
    if not text:
        raise CommandError(_("Say which period: --period 2016-K4 (or 2016, 2016-T2, 2016-H1, 2016-01/08, 2016-03)."))
    try:
        return Period.parse(text)
    except InvalidPeriod as problem:
        raise CommandError(
            _("“%(text)s” is not a period. Write 2016-K4, 2016, 2016-T2, 2016-H1, 2016-01/08 or 2016-03.")
            % {"text": text}
        ) from problem


def _window(text: str) -> Window:
    if text not in WINDOWS:
        raise CommandError(_("“%(text)s” is not a window. Write period, r12 or ytd.") % {"text": text})
    return Window(text)


def _basis(text: str) -> Basis:
    if text not in Basis.values:
        raise CommandError(_("“%(text)s” is not a basis. Write submitted or locked.") % {"text": text})
    return Basis(text)


def as_json(name: str, figure: IndexFigure | NationFigure) -> dict[str, Any]:
    """Return the figure with amounts and ratio as unrounded decimal strings; what is missing is null and named.

    The nation names each period with the region that lacks it (`07:2018-K4`): its sums are those of the other regions.
    """
    return {
        "region": name,
        "period": figure.period.code,
        "window": figure.window.value,
        "agency_sek": _plain(figure.agency_sek),
        "own_sek": _plain(figure.own_sek),
        "ratio": _plain(figure.ratio),
        "target": _plain(figure.target),
        "met": figure.is_met,
        "missing_periods": missing_of(figure),
    }


def _plain(value: Any) -> str | None:
    return None if value is None else f"{value:f}"


def missing_of(figure: IndexFigure | NationFigure) -> list[str]:
    """Return the codes of the missing periods; of the nation, with the county code before each."""
    if isinstance(figure, IndexFigure):
        return list(figure.missing)
    return [
        f"{code}:{period}"
        for code, periods in sorted(figure.missing_by_region.items())
        for period in periods or (NO_OWN_COST,)
    ]


def as_text(region: Region | None, figure: IndexFigure | NationFigure) -> str:
    """Return the figure in words, in the language of the command."""
    words = {
        Window.PERIOD: _("the period"),
        Window.R12: _("rolling twelve months"),
        Window.YTD: _("the year so far"),
        Window.JAN_AUG: _("January–August"),
        Window.YEAR: _("the calendar year"),
    }
    lines = [f"{region or _('The nation')}, {figure.period.label()}, {words[figure.window]}"]
    if isinstance(figure, NationFigure):
        lines.append(_("%(count)s of %(all)s regions") % {"count": len(figure.included), "all": figure.region_count})
    missing = missing_of(figure)
    if missing:
        lines.append(_("Missing: %(missing)s") % {"missing": ", ".join(missing)})
    if figure.agency_sek is None or figure.own_sek is None:
        lines.append(_("No figure: the returns do not cover the months."))
        return "\n".join(lines)
    lines.append(_("Agency staff: %(amount)s") % {"amount": _amount(figure.agency_sek)})
    lines.append(_("Own staff: %(amount)s") % {"amount": _amount(figure.own_sek)})
    lines.append(_index_words(figure))
    return "\n".join(lines)


def _amount(sek: Any) -> str:
    return money.format_sek(sek, MoneyUnit.MNKR, with_unit=True)


def _index_words(figure: IndexFigure | NationFigure) -> str:
    if figure.ratio is None:
        return _("The index is undefined: there is no own staff cost.")
    words = _("Index: %(ratio)s in relation to own staff cost") % {"ratio": ratio.format_percent(figure.ratio)}
    if figure.target is None:
        return words
    met = {True: _("met"), False: _("not met"), None: _("cannot be judged")}[figure.is_met]
    return f"{words} ({_('target')} {ratio.format_percent(figure.target)}: {met})"
