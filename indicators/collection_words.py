"""What a collection round says of its regions, in words and marks."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from indicators import return_words, wording
from indicators.collecting import Place, Standing
from indicators.models import CollectionRound, ReturnState
from indicators.queries.collecting import RegionRow
from staffing.models import Region
from staffing.templatetags import oberoende
from values import money
from values.money import MoneyUnit
from values.period import PeriodKind

SHOWN_PLACES = 2
SHOWN_COMMENT = 120
"""Letters of a comment that the table shows at once."""


def round_state(collection: CollectionRound) -> SafeString:
    """Return whether the round goes on, as word and shape."""
    if collection.closed_at is not None:
        return format_html('<span class="status status-closed">{}</span>', pgettext("collection", "closed"))
    return format_html('<span class="status status-in_progress">{}</span>', pgettext("collection", "open"))


def reports(place: Place) -> str:
    """Return in which periods the region reports: "reports half-years"."""
    return {
        PeriodKind.MONTH: _("reports months"),
        PeriodKind.QUARTER: _("reports quarters"),
        PeriodKind.TERTIAL: _("reports tertials"),
        PeriodKind.HALF_YEAR: _("reports half-years"),
        PeriodKind.JAN_AUG: _("reports January–August"),
        PeriodKind.YEAR: _("reports whole years"),
    }[place.period.kind]


def place_state(place: Place, region: Region | None = None) -> SafeString:
    """Return how far the region has come, as word and shape, after its name when one is given."""
    name = "" if region is None else f"{region.short_name} "
    if place.standing is Standing.NOT_EXPECTED:
        return format_html('{}<span class="soft">{}</span>', name, reports(place))
    word = _("not begun") if place.standing is Standing.NOT_BEGUN else ReturnState(place.standing.value).label
    mark = format_html('{}<span class="status status-{}">{}</span>', name, place.standing.value, word)
    if not place.is_correcting:
        return mark
    return format_html('{} <span class="soft">{}</span>', mark, _("correction under way"))


def revised(row: RegionRow) -> SafeString:
    """Return what a restatement changed: "reviderad: inhyrd personal 12,3 mnkr, först 10,1 mnkr", a line a sum; else nothing."""
    if row.newest is None or row.newest.number == 1:
        return SafeString("")
    sums = [
        _("%(kind)s %(now)s, first %(first)s")
        % {"kind": return_words.kind_name(one.kind), "now": _mnkr(one.now_sek), "first": _mnkr(one.first_sek)}
        for one in row.revised
    ]
    tag = format_html('<span class="revised-tag">{}</span>', _("revised"))
    return format_html(
        "<div>{}{}</div>", tag, format_html_join("", '<div class="small">{}</div>', ((one,) for one in sums))
    )


def _mnkr(sek: Decimal) -> str:
    return money.format_sek(sek, MoneyUnit.MNKR, with_unit=True)


def joined(marks: Iterable[SafeString]) -> SafeString:
    """Return the marks, one a line; the dash when there are none."""
    return format_html_join("", "<div>{}</div>", ((mark,) for mark in marks)) or SafeString("–")


def missing_places(row: RegionRow) -> SafeString | str:
    """Return the places that the region reported the period before and not now: the first ones, the rest folded away."""
    if row.missing is None:
        return oberoende.missing()
    if not row.missing:
        return _("nothing")
    shown = format_html_join("", "<li>{}</li>", ((one,) for one in row.missing[:SHOWN_PLACES]))
    rest = row.missing[SHOWN_PLACES:]
    if not rest:
        return format_html('<ul class="plain">{}</ul>', shown)
    more = ngettext("and %(n)s more", "and %(n)s more", len(rest)) % {"n": len(rest)}
    folded = format_html_join("", "<li>{}</li>", ((one,) for one in rest))
    return format_html(
        '<div><ul class="plain">{}</ul><details class="more"><summary>{}</summary><ul class="plain">{}</ul></details></div>',
        shown,
        more,
        folded,
    )


def comment(row: RegionRow) -> SafeString | str:
    """Return the region's comment on what stands out: its first words, all of it folded away when it is long."""
    if not row.comment:
        return "–"
    if len(row.comment) <= SHOWN_COMMENT:
        return row.comment
    short = Truncator(row.comment).chars(SHOWN_COMMENT)
    return format_html('<details class="more"><summary>{}</summary>{}</details>', short, row.comment)


def submitted(row: RegionRow) -> SafeString | str:
    """Return when the region first handed in, and who did."""
    if row.place.submitted_date is None:
        return "–"
    who = str(row.first.submitted_by or "") if row.first else ""
    day = oberoende.iso(row.place.submitted_date)
    return format_html('<span>{} <span class="soft">{}</span></span>', day, who) if who else day


def lateness(place: Place, today: datetime.date) -> SafeString | str:
    """Return whether the region is in time, how late it is, or when its own period is due."""
    if not place.is_expected:
        words = _("%(period)s, next due %(day)s")
        return words % {"period": place.period.label(wording.language()), "day": place.due_date.isoformat()}
    if place.is_late:
        days = (today - place.due_date).days
        late = ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
        return format_html('<span class="status status-late">{}</span>', late)
    if place.has_submitted:
        if not place.days_after:
            return _("in time")
        late = ngettext("%(days)s day after the last day", "%(days)s days after the last day", place.days_after)
        return late % {"days": place.days_after}
    return _("by %(day)s") % {"day": place.due_date.isoformat()}
