"""The page about the effect that is expected of a plan's activities."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from indicators import access as indicator_access
from indicators.queries import index as cost_queries
from measures.models import Measure
from plans import effect
from plans.models import Activity
from plans.views.plans import PlanMixin
from staffing.models import Level


class PlanEffect(PlanMixin, TemplateView):
    """The estimates of the plan's activities, summed: kronor and full-time equivalents apart."""

    template_name = "plans/plan_effect.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sums, and how many activities they leave out or count though the reduced plan leaves them out."""
        activities = self.snapshot.activities
        sums = effect.effect_sums(activities)
        own = self._own_keys()
        measures = Measure.objects.in_bulk([row.number for row in sums.by_measure if row.number], field_name="number")
        return super().get_context_data(
            sums=sums,
            by_measure=[(row, measures.get(row.number)) for row in sums.by_measure],
            estimated=sum(row.activities for row in sums.by_measure),
            hidden=sum(one.is_hidden and one.progress != effect.CANCELLED for one in activities),
            cancelled=sum(one.progress == effect.CANCELLED for one in activities),
            undated=[(own.get(one.key, one.key), one) for one in sums.undated],
            without=[(own.get(one.key, one.key), one) for one in sums.without_estimate],
            **self._enough(),
            **kwargs,
        )

    def _enough(self) -> dict[str, Any]:
        """Say what the target takes by the plan's day for it, and how much of it the open activities are to give; for whole regions."""
        if self.as_of is not None or self.plan.organisation.level != Level.REGION:
            return {}
        region, by = self.plan.region, self.plan.target_date or self.plan.end_date
        latest = cost_queries.latest_r12(
            region, indicator_access.basis_for(self.request.user, region), timezone.localdate()
        )
        if latest is None or latest.agency_sek is None or latest.own_sek is None:
            return {}
        lacking = latest.agency_sek - self.plan.target_ratio * latest.own_sek
        given = effect.to_come(self.snapshot.activities, by)
        share = None if given is None or lacking <= 0 else given / lacking
        return {"latest": latest, "by": by, "lacking": max(lacking, Decimal(0)), "given": given, "share": share}

    def _own_keys(self) -> dict[int, int]:
        """Return a draft revision's own rows by the standing plan's rows, which its snapshot names."""
        if self.plan.revises_id is None:
            return {}
        rows = Activity.objects.present().filter(plan=self.plan, revises__isnull=False)
        return dict(rows.values_list("revises_id", "pk"))
