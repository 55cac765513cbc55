"""Any page of a plan as of a day ("Läget per"), named in the address (`?per=2026-03-31`), to be read and not changed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django.views.generic.base import ContextMixin

from plans import access
from plans.models import Plan, PlanRevision
from plans.queries import past
from staffing.access import Denied, require
from staffing.changes import Change
from staffing.editing import UNPROCESSABLE
from values.dates import InvalidDate, format_date_long, parse_date

PARAMETER = "per"
READ_ONLY = gettext_lazy(
    "The plan is shown as of a past day and can only be read. Go to the plan as it is now to change it."
)
NOT_RIGHTS_TO_CHANGE = frozenset({"can_read_internal"})
"""Context variables that begin with `can_` and say what one may read."""

MISSING = 404
QUARTERS_OFFERED = 4


class UnusableDay(ValueError):
    """The day of the address is none that can be shown; the text says why, for a person."""


def day_of(text: str, today: datetime.date) -> datetime.date:
    """Return the day.

    :raises UnusableDay: it cannot be read, or it has not come yet.
    """
    try:
        day = parse_date(text)
    except InvalidDate as error:
        raise UnusableDay(
            _("“%(text)s” is not a date. Write year-month-day, like 2026-04-03.") % {"text": text[:40]}
        ) from error
    if day > today:
        raise UnusableDay(_("%(day)s has not come yet.") % {"day": day.isoformat()})
    return day


def moment_of(day: datetime.date, now: datetime.datetime) -> datetime.datetime:
    """Return what a page of the day is as of: its end, or now when it is today."""
    return min(past.end_of(day), now)


@dataclass(frozen=True)
class Choice:
    """A day that is offered, and why."""

    day: datetime.date
    label: str


def days_offered(plan: Plan, today: datetime.date) -> list[Choice]:
    """Return the days on which revisions were recorded and the latest ends of quarters, the latest first: one query."""
    revisions = PlanRevision.objects.filter(plan_id=plan.revises_id or plan.pk).order_by("-number")
    found = [
        Choice(timezone.localdate(at), _("revision %(number)s") % {"number": number})
        for number, at in revisions.values_list("number", "recorded_at")[:6]
    ]
    taken = {choice.day for choice in found}
    found += [Choice(day, _("end of quarter")) for day in quarter_ends(plan.start_date, today) if day not in taken]
    return sorted(found, key=lambda choice: choice.day, reverse=True)


def quarter_ends(start: datetime.date, today: datetime.date) -> list[datetime.date]:
    """Return the latest ends of quarters before today, not before `start`."""
    found: list[datetime.date] = []
    first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    while len(found) < QUARTERS_OFFERED and (end := first - datetime.timedelta(days=1)) >= start:
        found.append(end)
        first = end.replace(month=end.month - 2, day=1)
    return found


@dataclass(frozen=True)
class ShownDay:
    """The day that the page shows, and where the same page is as of now."""

    day: datetime.date
    live_url: str
    compare_url: str


class PastMixin(ContextMixin, View):
    """A page about `plan` that `?per=` shows as of a day.

    A page that takes POST is one of change: with `per` it is refused. Every other page prints what `shown_plan`,
    `snapshot` or `past` hold. The template's `can_…` are false then, whatever the page gave.
    """

    plan: Plan
    as_of: datetime.date | None = None
    shows_days = True
    """False for a page that cannot be shown as of a day: it offers none, and says that it is of now where `per` asks for one."""
    chooses_days = False
    """True for a page that has days of its own: it has nothing to say of `per`."""
    _unusable = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Read the day of the address."""
        super().setup(request, *args, **kwargs)
        asked = request.GET.get(PARAMETER, "").strip() if self.shows_days else ""
        if asked:
            try:
                self.as_of = day_of(asked, timezone.localdate())
            except UnusableDay as error:
                self._unusable = str(error)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse to change what was; say it when there is nothing to show."""
        if request.method not in ("GET", "HEAD") and not hasattr(self, "post"):
            return super().dispatch(request, *args, **kwargs)
        if (self.as_of or self._unusable) and hasattr(self, "post"):
            require(Denied(READ_ONLY))
        if self._unusable:
            return self._nothing(self._unusable, UNPROCESSABLE)
        if self.as_of:
            if not self._is_readable_then:
                return self._nothing(_("The plan was not adopted then, so there is nothing of it to show."), MISSING)
            if self._found is None:
                return self._nothing(self._words_of_beginning(), MISSING)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def moment(self) -> datetime.datetime:
        """Return what the page is as of."""
        now = timezone.now()
        return now if self.as_of is None else moment_of(self.as_of, now)

    @cached_property
    def _plan_then(self) -> Plan | datetime.datetime | None:
        """Return the plan's row of then, or when its history begins."""
        try:
            return past.plan_at(self.plan, self.moment)
        except past.PlanNotThere as error:
            return error.since

    @property
    def _is_readable_then(self) -> bool:
        """Return whether the plan as it was is for this reader: for other regions what was adopted, and nothing else."""
        then = self._plan_then if isinstance(self._plan_then, Plan) else None
        return access.can_read_past(self.request.user, self.plan, then)

    @cached_property
    def _found(self) -> past.PastPlan | None:
        return past.read(self.plan, self._plan_then, self.moment) if isinstance(self._plan_then, Plan) else None

    @property
    def past(self) -> past.PastPlan:
        """Return the plan as of the day; only where `as_of` is set."""
        if not self._is_readable_then or self._found is None:
            raise Http404
        return self._found

    @property
    def shown_plan(self) -> Plan:
        """Return the plan with the values that the page shows."""
        return self.plan if self.as_of is None else self.past.plan

    def until_then(self, changes: list[Change]) -> list[Change]:
        """Return those of the changes that had been made."""
        return [change for change in changes if change.at <= self.moment] if self.as_of else changes

    def _words_of_beginning(self) -> str:
        since = self._plan_then
        if not isinstance(since, datetime.datetime):
            return _("The plan was not here then.")
        return _("The plan was entered here on %(day)s. What it was before that day is not known.") % {
            "day": format_date_long(timezone.localdate(since), self.request.LANGUAGE_CODE)
        }

    def _nothing(self, why: str, status: int) -> HttpResponse:
        context = {
            "plan": self.plan,
            "why": why,
            "live_url": self.request.path,
            "per_asked": self.request.GET[PARAMETER],
        }
        return render(self.request, "plans/past_missing.html", context, status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the day, what links need to stay on it, and the days to choose among, asked for once and where they are printed."""
        query = f"?{PARAMETER}={self.as_of.isoformat()}" if self.as_of else ""
        offered = SimpleLazyObject(partial(days_offered, self.plan, timezone.localdate()))
        return super().get_context_data(
            past_day=self._shown_day(),
            day_not_shown=self._day_not_shown(),
            per_query=query,
            per_first=f"{query}&" if query else "?",
            days_offered=offered if self.shows_days else None,
            **kwargs,
        )

    def _day_not_shown(self) -> datetime.date | None:
        """Return the day that the address asks for and this page cannot show."""
        if self.shows_days or self.chooses_days:
            return None
        try:
            return day_of(self.request.GET.get(PARAMETER, "").strip(), timezone.localdate())
        except UnusableDay:
            return None

    def _shown_day(self) -> ShownDay | None:
        if self.as_of is None:
            return None
        compare = reverse("plan_compare", kwargs={"slug": self.plan.slug})
        return ShownDay(self.as_of, self.request.path, f"{compare}?fran={self.as_of.isoformat()}&till=nu")

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Take every right to change away from a page of the past."""
        if self.as_of:
            rights = [name for name in context if name.startswith("can_") and name not in NOT_RIGHTS_TO_CHANGE]
            context |= dict.fromkeys(rights, False)
        answer: HttpResponse = super().render_to_response(context, **kwargs)  # type: ignore[misc]  # the page's own
        return answer
