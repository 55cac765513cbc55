"""A forecast of the workforce: what is filled in the years to come, if what is assumed comes true."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import UpdateView

from staffing import access, changes, editing, hire_access, vacancy, workforce_charts, workforce_forecast
from staffing import workforce_queries as queries
from staffing.actions import workforce as actions
from staffing.models import Organisation, Position, Region, StaffingTarget, WorkforceAssumption
from staffing.requests import person_of
from staffing.vacancy import Sum
from staffing.views import staffing_frame
from staffing.workforce_forecast import Year
from staffing.workforce_forms import AssumptionForm, ForecastChoiceForm


@dataclass(frozen=True)
class ForecastRow:
    """A year to come against what is aimed at by its end, and the posts of today."""

    day: datetime.date
    year: Year
    aim: Decimal | None
    posts: Decimal

    @property
    def gap(self) -> Decimal | None:
        """Return how many are lacking to the target number: aimed at − filled."""
        return None if self.aim is None else self.aim - self.year.filled

    @property
    def is_reached(self) -> bool | None:
        return None if self.gap is None else self.gap <= 0

    @property
    def surplus(self) -> Decimal | None:
        """Return how many more are filled than the posts of today (FTE); None where they are not more."""
        more = self.year.filled - self.posts
        return more if more > 0 else None

    @property
    def rate(self) -> Decimal | None:
        """Return the vacancy rate if the posts stay as they are."""
        return (self.posts - self.year.filled) / self.posts if self.posts else None


@require_safe
def forecast(request: HttpRequest, code: str) -> HttpResponse:
    """Show the forecast of a position, with everything that it assumes in a form beside it."""
    region = staffing_frame.region_or_404(request, code)
    tree = queries.tree_of(region)
    first = _first_position(request, region)
    asked = {"befattning": first.code if first else "", **request.GET.dict()}
    form = ForecastChoiceForm(asked, branches=tree.branches)
    context = {**staffing_frame.tabs(request, region, "workforce"), "form": form}
    status = 200 if form.is_valid() else editing.UNPROCESSABLE
    chosen = form.cleaned_data if form.is_valid() else {}
    position = chosen.get("befattning") or first
    if position is not None:
        place = chosen.get("enhet") or tree.branches[0].organisation
        context |= _outlook(request, tree, place, position, chosen.get("ar") or ForecastChoiceForm.YEARS)
    return render(request, "staffing/workforce_forecast.html", context, status=status)


def _first_position(request: HttpRequest, region: Region) -> Position | None:
    """Return the position to begin with, of what is counted: one that trainees become and that becomes no other."""
    counted = hire_access.visible_post_counts(request.user).filter(organisation__region=region)
    found = Position.objects.filter(pk__in=counted.values("position")).order_by("order")
    return found.filter(trainees__isnull=False, becomes__isnull=True).first() or found.first()


def _outlook(
    request: HttpRequest, tree: queries.Tree, place: Organisation, position: Position, years: int
) -> dict[str, Any]:
    """Return the forecast of a position at an organisation and all below it."""
    today = timezone.localdate()
    counts = queries.counts_of(hire_access.visible_post_counts(request.user).filter(organisation__in=tree.below(place)))
    current = vacancy.standing(counts, today).current
    now = vacancy.total(one for one in current if one.position == position.pk)
    trainees = {one.pk: one for one in position.trainees.all()}
    by_trainee = vacancy.by((one for one in current if one.position in trainees), lambda one: one.position)
    assumption = queries.assumption_of(place, position)
    targets = list(StaffingTarget.objects.filter(organisation=place, position=position).order_by("by_date"))
    found: dict[str, Any] = {
        "place": place,
        "position": position,
        "now": now,
        "years": years,
        "assumption": assumption,
        "trainees": [(one, by_trainee.get(key)) for key, one in trainees.items()],
        "finishing": Decimal(assumption.trained_fte) * years,
        "assumption_form": AssumptionForm(instance=assumption)
        if hire_access.can_count_posts(request.user, place.pk)
        else None,
        "is_example": assumption.is_example or bool(now and now.is_example) or any(one.is_example for one in targets),
    }
    return found | (_years(now, assumption, targets, years, today) if now else {})


def _years(
    now: Sum, assumption: WorkforceAssumption, targets: Sequence[StaffingTarget], years: int, today: datetime.date
) -> dict[str, Any]:
    assumed = queries.assumed(assumption)
    days = [vacancy.months_before(today, -12 * number) for number in range(years + 1)]
    aims = [_aim(targets, day) for day in days]
    found = workforce_forecast.forecast(now.filled, assumed, years)
    rows = [ForecastRow(day, year, aim, now.posts) for day, year, aim in zip(days[1:], found, aims[1:], strict=True)]
    aim = aims[-1] if aims[-1] is not None else now.posts
    return {
        "rows": rows,
        "last": rows[-1],
        "aim": aim,
        "is_posts": aims[-1] is None,
        "needed": workforce_forecast.recruits_needed(now.filled, assumed, years, aim),
        "is_emptied": any(year.is_emptied for year in found),
        "chart": workforce_charts.forecast(days, [now.filled, *(year.filled for year in found)], now.posts, aims),
    }


def _aim(targets: Sequence[StaffingTarget], day: datetime.date) -> Decimal | None:
    """Return the number that holds on the day: the latest to be reached by then; None before the first."""
    reached = [target.filled_fte for target in targets if target.by_date <= day]
    return reached[-1] if reached else None


class AssumptionEdit(editing.VersionedUpdateMixin, UpdateView):
    """Change what the forecast of a position at an organisation assumes."""

    model = WorkforceAssumption
    form_class = AssumptionForm
    template_name = "staffing/workforce_assumption_form.html"

    def get_object(self, queryset: Any = None) -> WorkforceAssumption:
        """Return what is assumed, or what a new assumption begins with; 404 out of sight, 403 where it is another's."""
        region = staffing_frame.region_or_404(self.request, self.kwargs["code"])
        place: Organisation = get_object_or_404(Organisation.objects.filter(region=region), pk=self.kwargs["pk"])
        position = get_object_or_404(Position, code=self.kwargs["position"])
        access.require(hire_access.can_count_posts(self.request.user, place.pk))
        return queries.assumption_of(place, position)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the frame, the history and the way back."""
        history = self.object.history.all() if self.object.pk else WorkforceAssumption.history.none()
        found = super().get_context_data(changes=changes.changes_of(history), back=self._back(), **kwargs)
        return found | staffing_frame.tabs(self.request, self.object.organisation.region, "workforce")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Save it unless somebody was first."""
        versioned: Any = form
        one = versioned.instance
        try:
            actions.save(instance=one, version=versioned.seen_version if one.pk else None, by=person_of(self.request))
        except actions.CountedAlready as first:
            raise editing.StaleVersion from first
        messages.success(self.request, _("The assumptions are saved, and the forecast computed with them."))
        return redirect(self._back())

    def _back(self) -> str:
        place: str = f"{reverse('workforce_forecast', args=[self.kwargs['code']])}?enhet={self.kwargs['pk']}"
        return f"{place}&befattning={self.kwargs['position']}"
