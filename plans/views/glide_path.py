"""The page that suggests a straight path from today's share to the target, and saves it in one act."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from indicators import access as indicator_access
from indicators.queries import counting
from plans import glide_path
from plans.actions import governance as actions
from plans.glide_path import Step, Wanted
from plans.queries import glide as queries
from plans.views.cascade import LeadMixin
from plans.views.milestones import preliminary_words
from staffing.editing import CONFLICT
from values.period import Period


@dataclass(frozen=True)
class Suggestion:
    """A straight line from the latest known share of twelve months to the target, and which of its quarters have a milestone already.

    `preliminary` says in words which returns behind that share are not locked.
    """

    known: Period
    share: Decimal
    preliminary: str
    steps: tuple[tuple[Step, Decimal | None], ...]

    @property
    def mark(self) -> str:
        """What the form carries: another line than the one that was shown is not saved."""
        return "|".join(f"{step.period.code} {step.target}" for step, _present in self.steps)

    @property
    def new(self) -> int:
        """How many quarters have no milestone yet."""
        return sum(present is None for _step, present in self.steps)


class GlidePath(LeadMixin, TemplateView):
    """Suggest a straight line to the target and save its quarters in one act."""

    template_name = "plans/milestone_suggest.html"

    def get_success_url(self) -> str:
        """Return to the milestones."""
        return reverse("plan_milestones", kwargs={"slug": self.kwargs["slug"]})

    @property
    def target_date(self) -> datetime.date:
        """The day by which the target is to be reached: the plan's own, else its last day."""
        return self.plan.target_date or self.plan.end_date

    def suggestion(self) -> Suggestion | None:
        """Return the line as it is now; None without a known share."""
        region, own = self.plan.region, self.plan.organisation_id
        returns = counting.counting_returns(region, indicator_access.basis_for(self.request.user, region))
        known = glide_path.known_periods(returns, timezone.localdate())
        # The window that the plan's target is judged by: a single quarter says as much of its season as of its path.
        found = glide_path.latest_known(queries.shares_of(region, returns, [Wanted(own, "", one) for one in known]))
        if found is None:
            return None
        period, share = found
        begun = share.ratio or Decimal(0)
        present = {
            one.period: one.target_ratio
            for one in self.plan.milestones.filter(organisation_id=own, profession__isnull=True)
        }
        steps = glide_path.straight_line(period, begun, self.plan.target_ratio, self.target_date, self.plan.start_date)
        words = preliminary_words(share)
        return Suggestion(period, begun, words, tuple((step, present.get(step.period)) for step in steps))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save what was shown; a line that has become another one is shown anew."""
        found = self.suggestion()
        if found is None or found.mark != request.POST.get("mark", ""):
            context = self.get_context_data(is_changed=True)
            return self.render_to_response(context, status=CONFLICT)
        made = actions.save_steps(plan=self.plan, steps=[step for step, _present in found.steps])
        said = ngettext("%(count)s milestone is added.", "%(count)s milestones are added.", made)
        messages.success(request, said % {"count": made})
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the line."""
        return super().get_context_data(
            suggestion=self.suggestion(), target_date=self.target_date, cancel_url=self.get_success_url(), **kwargs
        )
