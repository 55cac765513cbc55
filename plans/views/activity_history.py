"""What happened to all activities of a plan, page by page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView

from plans import access
from plans.queries import activity_history as queries
from plans.views.plans import PlanMixin
from staffing.access import require

SAVES_A_PAGE = 50


class PlanActivityHistory(PlanMixin, TemplateView):
    """Who changed which activity or commented on it, the latest first."""

    template_name = "plans/plan_activity_history.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it to those who may read what the region works with."""
        require(access.reads_internal(request.user, self.plan))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of saves, in words."""
        page = Paginator(queries.saves(self.plan, self.moment), SAVES_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page=page, changes=queries.told(list(page.object_list)), **kwargs)
