"""Budgets for hires: the region's organisations with what is granted, spent and left of a year, and one at a time to enter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import UpdateView

from staffing import access, changes, editing, hire_access, hire_budget
from staffing import hire_budget_queries as queries
from staffing.actions import workforce as actions
from staffing.hire_budget_forms import BudgetForm
from staffing.models import HireBudget, Organisation
from staffing.requests import person_of
from staffing.views import hires, staffing_frame

FIRST_YEAR, LAST_YEAR = 2000, 2100


def _year(text: str, otherwise: int) -> int:
    """Return the year that an address names.

    :raises Http404: it names none.
    """
    if not text:
        return otherwise
    if not text.isascii() or not text.isdigit() or not FIRST_YEAR <= int(text[:5]) <= LAST_YEAR:
        raise Http404
    return int(text)


@require_safe
def hire_budget_list(request: HttpRequest) -> HttpResponse:
    """Show the region's organisations as a tree with budget, what is drawn on it, and what is left of the year."""
    region, today = hires.region_of_page(request), timezone.localdate()
    year = _year(request.GET.get("ar", ""), today.year)
    rows = queries.rows_of(request.user, region, year)
    context = {
        "rows": rows,
        "year": year,
        "years": sorted({*queries.years_of(region, today), year}, reverse=True),
        "highest": _highest(rows),
        "overdrawn": sum(row.is_overdrawn for row in rows),
        "gone": hire_budget.year_gone(year, today),
        "today": today,
        "has_budget": any(row.budget for row in rows),
        "can_change": any(row.can_change for row in rows),
        "is_example": any(row.budget and row.budget.is_example for row in rows),
        **staffing_frame.tabs(request, region, "hires"),
    }
    return render(request, "staffing/hire_budget_list.html", context)


def _highest(rows: list[queries.BudgetRow]) -> queries.BudgetRow | None:
    """Return the one whose budget holds all others: the whole region's; None where the region has none of its own."""
    first = rows[0] if rows else None
    return first if first and first.budget and first.branch.depth == 0 else None


def _back(region_code: str, year: int) -> str:
    return f"{reverse('hire_budget_list')}?region={region_code}&ar={year}"


class HireBudgetEdit(editing.VersionedUpdateMixin, UpdateView):
    """Enter or change an organisation's budget of a year; what it was before stays in its history."""

    model = HireBudget
    form_class = BudgetForm
    template_name = "staffing/hire_budget_form.html"

    def get_object(self, queryset: Any = None) -> HireBudget:
        """Return the budget, or one to begin with; 404 out of sight, 403 where it is another's."""
        seen = Organisation.objects.filter(region__in=hire_access.regions_seen(self.request.user))
        place: Organisation = get_object_or_404(seen.select_related("region"), pk=self.kwargs["pk"])
        year = _year(str(self.kwargs["year"]), 0)
        access.require(hire_access.can_keep_budget(self.request.user, place.pk))
        return queries.budget_of(place, year)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the frame, the history and the way back."""
        one = self.object
        history = one.history.all() if one.pk else HireBudget.history.none()
        region = one.organisation.region
        found = super().get_context_data(
            changes=changes.changes_of(history), back=_back(region.code, one.year), **kwargs
        )
        return found | staffing_frame.tabs(self.request, region, "hires")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Save it unless somebody was first."""
        versioned: Any = form
        one = versioned.instance
        if not one.pk and versioned.seen_version:
            return self._removed(versioned)
        one.version = one.version or 1
        try:
            actions.save(instance=one, version=versioned.seen_version if one.pk else None, by=person_of(self.request))
        except actions.CountedAlready as first:
            raise editing.StaleVersion from first
        messages.success(self.request, _("The budget is saved."))
        return redirect(_back(one.organisation.region.code, one.year))

    def _removed(self, form: Any) -> HttpResponse:
        """Show what was typed, when somebody has removed the budget meanwhile."""
        form.data = form.data.copy()
        form.data["version"] = "0"
        form.add_error(None, _("Somebody has removed the budget meanwhile. Save again to enter it anew."))
        return self.form_invalid(form)


@require_POST
def hire_budget_remove(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Remove a budget that was entered by mistake; its history stays."""
    seen = hire_access.visible_hire_budgets(request.user).select_related("organisation__region")
    budget = get_object_or_404(seen, pk=pk)
    access.require(hire_access.can_keep_budget(request.user, budget.organisation_id))
    back = _back(budget.organisation.region.code, budget.year)
    try:
        actions.remove(instance=budget, version=editing.posted_version(request), by=person_of(request))
    except editing.StaleVersion:
        messages.warning(request, _("Somebody has changed the budget meanwhile. Look again."))
        return redirect("hire_budget_edit", pk=budget.organisation_id, year=budget.year)
    messages.success(request, _("The budget is removed."))
    return redirect(back)
