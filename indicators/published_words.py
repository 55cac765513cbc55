"""Published figures in words: what is kept under short English names, as pages print it in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from indicators import loading
from indicators.models import PublishedFigure

FIGURES: dict[str, str | Promise] = {
    "agency cost": _("agency cost"),
    "cost ratio": _("agency cost in relation to own staff cost"),
    "cost ratio rolling 12": _("agency cost in relation to own staff cost, rolling twelve months"),
    "change of agency cost": _("change of agency cost in a year"),
    "doctors' share of agency cost": _("doctors' share of agency cost"),
    "agency cost doctors": _("agency cost, doctors"),
    "agency cost nurses": _("agency cost, nurses"),
    "share of national agency cost": _("share of the nation's agency cost"),
    "agency cost / total staff cost of the region": _("agency cost ÷ all staff cost of the region"),
    "agency cost / staff cost of the three divisions that hire most": _(
        "agency cost ÷ staff cost of the three divisions that hire most"
    ),
    "agency cost per inhabitant": _("agency cost per inhabitant"),
    "specialist doctor posts": _("posts for specialist doctors"),
    "specialist doctor posts filled": _("filled posts for specialist doctors"),
    "trainee doctors (ST) who stay": _("trainee doctors (ST) who stay"),
    "staff cost incl. dental care": _("staff cost with dental care"),
    "agency share of staff cost incl. dental care": _("agency cost's share of staff cost with dental care"),
    "regions whose ratio fell": _("regions whose ratio fell"),
    "regions at or under 2 percent": _("regions at or under 2 per cent"),
    "regions under 2 percent": _("regions under 2 per cent"),
    "hired cost / own cost for the same work": _("hired cost ÷ own cost for the same work"),
    "residents positive to the aim": _("residents who are in favour of the aim"),
}
UNITS: dict[str, str | Promise] = {
    "percent": _("per cent"),
    "mnkr": pgettext_lazy("unit", "MSEK"),
    "regions": _("number of regions"),
    "posts": _("number of posts"),
    "kr": pgettext_lazy("unit", "SEK"),
    "times": _("times as much"),
}
PERIODS: dict[str, str | Promise] = {"earlier years": _("earlier years")}


def figure_words(figure: str) -> str:
    """Return what a figure is called; one that somebody has added as it was written."""
    return str(FIGURES.get(figure, figure))


def unit_words(unit: str) -> str:
    """Return what a unit is called; one that somebody has added as it was written."""
    return str(UNITS.get(unit, unit))


def period_words(period: str) -> str:
    """Return the period, its days joined by a dash."""
    return str(PERIODS.get(period, period.replace(" to ", "–")))


def source_words(source: str) -> str:
    """Return how a source is referred to; in Swedish, as it is."""
    return loading.references().get(source, source)


def key_of(text: str, known: Mapping[str, str | Promise]) -> str:
    """Return under which short name a figure or unit is kept that is written as the list says it, in either language; else the text."""
    written = text.strip().casefold()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for key, said in known.items():
                if written in {key.casefold(), str(said).casefold()}:
                    return key
    return text.strip()


def words(one: PublishedFigure) -> dict[str, str]:
    """Return the figure's name, unit, period and source in words."""
    return {
        "figure": figure_words(one.figure),
        "unit": unit_words(one.unit),
        "period": period_words(one.period),
        "source": source_words(one.source),
    }
