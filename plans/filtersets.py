"""The filter forms of plans and activities: one GET form each, whose state is the address."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from plans import chasing_access
from plans.models import Activity, HealthChoice, KindChoice, MailState, Plan, PlanState, ProgressChoice, Reminder
from plans.models.activities import FINISHED, OPEN
from plans.models.chasing import ReminderQuerySet
from plans.progress import STALE_DAYS
from plans.queries.plans import FilterChoices
from staffing import filter_chips
from staffing.collation import swedish
from staffing.models import Region, User
from values.text import loose_key


class ChipsMixin(filter_chips.ChipsMixin):
    """The chips of lists whose rows are also changed from: the choice of a change is no filter."""

    not_filters = ("page", "change")


def search(queryset: QuerySet, _name: str, text: str) -> QuerySet:
    """Keep the rows that hold every word, whatever its case and its dots and rings."""
    for word in loose_key(text).split():
        queryset = queryset.filter(search_key__contains=word)
    return queryset


class PlanFilterSet(ChipsMixin, FilterSet):
    """Filter the list of plans."""

    q = CharFilter(method="by_text", label=_("Search"))
    region = ModelChoiceFilter(queryset=Region.objects.order_by("short_name"), label=_("Region"))
    state = ChoiceFilter(choices=PlanState, label=_("State"))

    class Meta:
        model = Plan
        form = filter_chips.FilterForm
        fields = ()

    def by_text(self, queryset: QuerySet[Plan], _name: str, text: str) -> QuerySet[Plan]:
        """Keep the plans whose title, region or registry number holds every word.

        Plans are few and have no search column, and SQLite folds no å: the words are compared here, not in the database.
        """
        words = loose_key(text).split()
        found = [
            pk
            for pk, *texts in queryset.order_by().values_list("pk", "title", "region__short_name", "registry_number")
            if all(word in loose_key(" ".join(texts)) for word in words)
        ]
        return queryset.filter(pk__in=found)


class ActivityFilterSet(ChipsMixin, FilterSet):
    """Filter activities: of one plan when `choices` are given, else of any number of plans."""

    DEADLINES = (
        ("late", _("passed")),
        ("30", _("within 30 days")),
        ("90", _("within 90 days")),
        ("undated", _("no deadline")),
        ("unparsed", _("to be interpreted")),
        ("continuous", _("continuous")),
        ("asap", _("as soon as possible")),
    )
    UPDATED = tuple((str(days), format_lazy(_("not for {days} days"), days=days)) for days in STALE_DAYS)
    SCOPES = (("reduced", _("the reduced plan")), ("left_out", _("left out of the reduced plan")))
    folded = ("area", "health", "measure", "updated", "scope")

    q = CharFilter(method=search, label=_("Search"))
    section = ChoiceFilter(field_name="section_id", label=_("Section"))
    responsible = ChoiceFilter(field_name="responsibles__role_id", label=_("Responsible"))
    progress = ChoiceFilter(
        method="by_progress",
        label=_("Status"),
        choices=(("open", _("open, all")), ("finished", _("finished, all")), *ProgressChoice.choices),
    )
    deadline = ChoiceFilter(method="by_deadline", label=_("Deadline"), choices=DEADLINES)
    area = ChoiceFilter(field_name="area_id", label=_("Area"))
    health = ChoiceFilter(method="by_health", label=_("Health"), choices=HealthChoice)
    measure = ChoiceFilter(field_name="measure_id", label=_("Measure"))
    updated = ChoiceFilter(method="by_update", label=_("Updated"), choices=UPDATED)
    scope = ChoiceFilter(method="by_scope", label=_("Scope"), choices=SCOPES)

    class Meta:
        model = Activity
        form = filter_chips.FilterForm
        fields = ()

    def __init__(
        self, *args: Any, today: datetime.date, plan_choices: FilterChoices | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        offered = (
            {
                "section": plan_choices.sections,
                "area": plan_choices.areas,
                "responsible": plan_choices.roles,
                "measure": plan_choices.measures,
            }
            if plan_choices
            else {}
        )
        for name in ("section", "area", "responsible", "measure"):
            # A choice between one thing and all is no choice.
            if len(offered.get(name, ())) > (1 if name in ("section", "area") else 0):
                self.filters[name].extra["choices"] = [(str(key), label) for key, label in offered[name]]
            else:
                del self.filters[name]

    def by_progress(self, queryset: QuerySet[Activity], _name: str, value: str) -> QuerySet[Activity]:
        """Keep one status, or all that are open or finished."""
        wanted = {"open": OPEN, "finished": FINISHED}.get(value, (value,))
        return queryset.filter(progress__in=wanted)

    def by_health(self, queryset: QuerySet[Activity], _name: str, value: str) -> QuerySet[Activity]:
        """Keep open activities of one health; what is finished has none."""
        return queryset.filter(progress__in=OPEN, health=value)

    def by_deadline(self, queryset: QuerySet[Activity], _name: str, value: str) -> QuerySet[Activity]:
        """Keep open activities by when they are due, or by what kind of deadline they have."""
        still_open = queryset.filter(progress__in=OPEN)
        if value in KindChoice.values:
            return still_open.filter(deadline_kind=value)
        if value == "late":
            return still_open.filter(due_date__lt=self.today)
        last = self.today + datetime.timedelta(days=int(value))
        return still_open.filter(due_date__gte=self.today, due_date__lte=last)

    def by_scope(self, queryset: QuerySet[Activity], _name: str, value: str) -> QuerySet[Activity]:
        """Keep what the reduced plan holds, or what it leaves out."""
        return queryset.filter(is_hidden=value == "left_out")

    def by_update(self, queryset: QuerySet[Activity], _name: str, value: str) -> QuerySet[Activity]:
        """Keep open activities that nobody has said anything about for so many days."""
        return queryset.filter(progress__in=OPEN, stale_days__gte=int(value))


def _reminded(request: HttpRequest) -> QuerySet[User]:
    """Return the people in the part of the log that the reader reads."""
    seen = chasing_access.logged_reminders(request.user).values("user_id")
    return User.objects.filter(pk__in=seen).order_by(swedish("name"), "pk")


class ReminderFilterSet(ChipsMixin, FilterSet):
    """The log of reminders by person, what became of the mail, and for those who read several the region."""

    user = ModelChoiceFilter(label=_("Person"), queryset=_reminded)
    state = ChoiceFilter(label=_("Mail"), choices=MailState, method="filter_state")
    region = ModelChoiceFilter(
        label=_("Region"), queryset=Region.objects.all(), to_field_name="code", method="filter_region"
    )

    class Meta:
        model = Reminder
        fields = ()
        form = filter_chips.FilterForm

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if chasing_access.logged_region_ids(self.request.user) is not None:
            del self.filters["region"]

    def filter_state(self, reminders: ReminderQuerySet, name: str, value: str) -> ReminderQuerySet:
        """Keep those of which this became."""
        return reminders.in_state(value)

    def filter_region(self, reminders: ReminderQuerySet, name: str, value: Region) -> ReminderQuerySet:
        """Keep those that named activities of the region."""
        return reminders.filter(regions=value)
