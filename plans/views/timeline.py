"""The timeline of a plan."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from plans import timeline as rules
from plans.filtersets import ActivityFilterSet
from plans.models import Activity
from plans.queries import plans as plan_queries
from plans.queries import timeline as queries
from plans.views.plans import PlanMixin
from staffing.editing import UNPROCESSABLE
from staffing.models import ResponsibleRole

FILTERS = ("q", "section", "responsible", "progress", "deadline", "area", "health")
"""Those of the list's filters that a snapshot of the plan can answer, under the same names."""

LONGEST_DAYS = 366 * 30


@dataclass(frozen=True)
class ZoomLink:
    """A window to go to, in words; the one that is shown is current."""

    query: str
    words: str
    is_current: bool = False


class PlanTimeline(PlanMixin, TemplateView):
    """The plan's activities along the calendar, from the plan as the page shows it."""

    template_name = "plans/plan_timeline.html"

    @cached_property
    def filterset(self) -> ActivityFilterSet:
        """Return the list's filters, as far as they apply here."""
        self.choices = plan_queries.filter_choices(self.plan)
        found = ActivityFilterSet(
            self.request.GET,
            queryset=Activity.objects.none(),
            today=timezone.localdate(),
            plan_choices=self.choices,
        )
        for name in list(found.filters):
            if name not in FILTERS:
                del found.filters[name]
        return found

    def window(self) -> rules.Window | None:
        """Return the days that the address asks for; None, all of the plan, when it asks for none that can be shown."""
        try:
            first, last = (datetime.date.fromisoformat(self.request.GET.get(name, "")) for name in ("from", "to"))
            asked = rules.Window(first, last)
        except ValueError:
            return None
        return asked if asked.days <= LONGEST_DAYS and asked.first.year > 1900 and asked.last.year < 2200 else None  # noqa: PLR2004 - no plan is from another century

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer 422 to a filter that does not exist."""
        response = self.render_to_response(self.get_context_data(**kwargs))
        if not self.filterset.form.is_valid():
            response.status_code = UNPROCESSABLE
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the charts with their tables, and the windows to go to."""
        form = self.filterset.form
        cleaned = form.cleaned_data if form.is_valid() else {}
        wanted = queries.wanted_of(cleaned, self.choices, self._role_titles(cleaned))
        shown, window, whole = queries.timeline_of(
            self.snapshot,
            wanted,
            created=queries.created_dates(self.plan),
            window=self.window(),
            today=self.as_of or timezone.localdate(),
            today_text=self.as_of.isoformat() if self.as_of else "",
        )
        return super().get_context_data(
            filter=self.filterset,
            form=form,
            timeline=shown,
            total=len(self.snapshot.activities),
            window=window,
            window_words=queries.window_words(window),
            zooms=self._zooms(window, whole),
            steps=self._steps(window, whole),
            all_link=ZoomLink(self._query(None), _("The whole plan"), is_current=window == whole),
            is_zoomed=window != whole,
            **kwargs,
        )

    def _role_titles(self, cleaned: dict[str, Any]) -> dict[int, str]:
        asked = cleaned.get("responsible")
        return dict(ResponsibleRole.objects.filter(pk=asked).values_list("pk", "title")) if asked else {}

    def _query(self, window: rules.Window | None) -> str:
        rest = self.request.GET.copy()
        for name in ("from", "to"):
            rest.pop(name, None)
        if window is not None:
            rest["from"], rest["to"] = window.first.isoformat(), window.last.isoformat()
        return f"?{rest.urlencode()}"

    def _zooms(self, window: rules.Window, whole: rules.Window) -> list[ZoomLink]:
        return [
            ZoomLink(self._query(zoom.window), queries.zoom_words(zoom), is_current=zoom.window == window)
            for zoom in rules.zooms(whole, window)
        ]

    def _steps(self, window: rules.Window, whole: rules.Window) -> dict[str, str]:
        """Return the addresses of the windows before and after, as far as the plan goes."""
        before, after = window.moved(-1), window.moved(1)
        found = {}
        if before.last >= whole.first:
            found["before"] = self._query(before)
        if after.first <= whole.last:
            found["after"] = self._query(after)
        return found
