"""The pages' filters, as open data takes them: regions by county code, plans by their address."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from plans.access import PUBLIC_STATES
from plans.filtersets import ActivityFilterSet, PlanFilterSet, search
from plans.models import Activity, PlanState, ProgressChoice, StatusReport
from staffing.models import Region

STATES = [(state.value, PlanState(state).label) for state in PUBLIC_STATES]


def _region(field_name: str) -> ModelChoiceFilter:
    regions = Region.objects.order_by("code")
    return ModelChoiceFilter(queryset=regions, field_name=field_name, to_field_name="code", label=_("Region"))


class OpenPlanFilterSet(PlanFilterSet):
    """The filters of the list of plans."""

    region = _region("region")
    state = ChoiceFilter(choices=STATES, label=_("State"))


class OpenActivityFilterSet(FilterSet):
    """Those of the activities' filters that ask for what open data shows, each by the same function as the page's."""

    q = CharFilter(method=search, label=_("Search"))
    plan = CharFilter(field_name="plan__slug", label=_("Action plan"))
    region = _region("plan__region")
    measure = CharFilter(field_name="measure__code", label=_("Measure"))
    progress = ChoiceFilter(
        method="by_progress",
        label=_("Status"),
        choices=(("open", _("open, all")), ("finished", _("finished, all")), *ProgressChoice.choices),
    )
    deadline = ChoiceFilter(method="by_deadline", label=_("Deadline"), choices=ActivityFilterSet.DEADLINES)

    by_progress = ActivityFilterSet.by_progress
    by_deadline = ActivityFilterSet.by_deadline

    class Meta:
        model = Activity
        fields = ()

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today


class OpenReportFilterSet(FilterSet):
    """By region, plan and language."""

    region = _region("plan__region")
    plan = CharFilter(field_name="plan__slug", label=_("Action plan"))
    language = ChoiceFilter(choices=StatusReport._meta.get_field("language").choices, label=_("Language"))  # noqa: SLF001

    class Meta:
        model = StatusReport
        fields = ()
