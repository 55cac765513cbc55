"""The list of plans, the page of a plan with its activities, and the pages where a plan is written."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from plans import access, filtersets, past_list, tables
from plans.models import Activity, HealthChoice, Plan, PlanState, ProgressChoice
from plans.models.activities import OPEN
from plans.models.plans import PlanQuerySet
from plans.plan_snapshot import PlanSnapshot
from plans.queries import bulk_changes as bulk_queries
from plans.queries import plans as queries
from plans.queries import revisions as life_queries
from plans.queries import row_facts, saved_views, snapshots
from plans.views.past import PARAMETER, PastMixin
from staffing.access import Permission, require, rights_of
from staffing.editing import UNPROCESSABLE
from staffing.models import User
from staffing.requests import person_of

PLANS_A_PAGE = 25


class FilteredTableView(SingleTableMixin, FilterView):
    """A list with one filter form and one table, whose whole state is the address."""

    per_page = PLANS_A_PAGE

    def get_table(self, **kwargs: Any) -> tables.PagedTable:
        """Return the table, sorted and paged as the address says."""
        table = self.get_table_class()(self.get_table_data(), order_by=self.request.GET.get("sort"), **kwargs)
        table.show_page(self.request.GET.get("page"), self.per_page, self.known_count())
        return table

    def known_count(self) -> int | None:
        """Return how many rows the list has, where the page counts them itself."""
        return None

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Answer 422 to a filter that does not exist."""
        is_bad = self.filterset.is_bound and not self.filterset.is_valid()
        return super().render_to_response(context, status=UNPROCESSABLE if is_bad else None, **kwargs)


class PlanList(FilteredTableView):
    """All plans that the reader may see, own regions' first until another order is asked for."""

    template_name = "plans/plan_list.html"
    table_class = tables.PlanTable
    filterset_class = filtersets.PlanFilterSet

    def get_queryset(self) -> QuerySet[Plan]:
        """Return the visible plans."""
        plans = access.visible_plans(self.request.user).standing().with_open_draft().select_related("region")
        is_other = Case(When(region__in=rights_of(self.request.user).region_ids, then=0), default=1)
        return plans.order_by(is_other, "region", "-start_date", "title")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the progress of the plans of this page."""
        context = super().get_context_data(**kwargs)
        shown = [row.record for row in context["table"].paginated_rows]
        summaries = queries.plan_summaries([plan.pk for plan in shown], timezone.localdate())
        context["rows"] = [_plan_row(plan, summaries.get(plan.pk, queries.ProgressSummary())) for plan in shown]
        for row in context["rows"]:
            row["draft"] = life_queries.open_draft_for(self.request.user, row["plan"])
        context["count"] = context["table"].paginator.count
        context["can_create"] = access.can_create_plan(self.request.user)
        return context


def _plan_row(plan: Plan, summary: queries.ProgressSummary) -> dict[str, Any]:
    return {"plan": plan, "summary": summary, "bar": tables.progress_bar(summary)}


class PlanMixin(PastMixin):
    """A page inside a plan that the reader may see, as it is or, with `?per=` in the address, as it was at a day's end.

    `named_draft` is the draft revision that the address names where the page is the standing plan's: links of the page stay there.
    """

    named_draft: Plan | None = None
    says_standing = True
    """False for a page that is no more the standing plan's than the draft's."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the plan; out of sight is as if it were not there."""
        super().setup(request, *args, **kwargs)
        self.plan = self.find(slug=kwargs["slug"])

    def find(self, **named: Any) -> Plan:
        """Return the plan that is named, with what its pages print; 404 out of sight."""
        visible = access.visible_plans(self.request.user)
        visible = visible.select_related("region", "organisation", "updated_by", "revises")
        plan: Plan = get_object_or_404(
            queries.with_parts_changed(self.with_surroundings(visible), self.moment), **named
        )
        return plan

    def take_standing(self) -> None:
        """Take the standing plan where the address names its draft revision."""
        if self.plan.revises_id is not None:
            self.named_draft, self.plan = self.plan, self.find(pk=self.plan.revises_id)

    def with_surroundings(self, visible: PlanQuerySet) -> PlanQuerySet:
        """Return the plans with what this page needs to know beside them."""
        return visible

    @cached_property
    def snapshot(self) -> PlanSnapshot:
        """Return the whole plan that the page shows, read once."""
        if self.as_of is not None:
            return self.past.snapshot
        return snapshots.snapshot_of(self.plan, timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the plan and what the reader may do with it."""
        return super().get_context_data(
            plan=self.shown_plan,
            page_slug=self.kwargs["slug"],
            from_draft=self.named_draft,
            is_of_standing=self.named_draft is not None and self.says_standing,
            last_change=queries.last_change(self.shown_plan, self.plan),
            can_edit=access.can_edit_plan(self.request.user, self.plan),
            can_close=access.can_close_plan(self.request.user, self.plan),
            can_read_internal=access.can_read_internal(self.request.user, self.plan),
            **kwargs,
        )


class PlanDetail(PlanMixin, FilteredTableView):
    """The plan: what it is for, where it stands, and its activities."""

    template_name = "plans/plan_detail.html"
    table_class = tables.ActivityTable
    filterset_class = filtersets.ActivityFilterSet

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Read the day and what can be filtered by."""
        super().setup(request, *args, **kwargs)
        self.today = self.as_of or timezone.localdate()
        asked = request.GET.get("rows", "")
        sizes = {str(size): size for size in tables.PAGE_SIZES}
        self.per_page = sizes.get(asked, tables.USUAL_PAGE_SIZE)

    def with_surroundings(self, visible: PlanQuerySet) -> PlanQuerySet:
        """Add the open draft revision, and the plan above with whether the reader may see it."""
        return visible.with_open_draft().with_parent(among=access.visible_plans(self.request.user))

    @cached_property
    def choices(self) -> queries.FilterChoices:
        """Return what the activities can be filtered by."""
        return past_list.choices_of(self.past) if self.as_of else queries.filter_choices(self.plan)

    def get_queryset(self) -> QuerySet[Activity]:
        """Return the activities of the plan that are not deleted; as of a day they are not in a table to be asked."""
        return Activity.objects.none() if self.as_of else Activity.objects.present().filter(plan=self.plan)

    def get_filterset_kwargs(self, filterset_class: type[filtersets.ActivityFilterSet]) -> dict[str, Any]:
        """Give the filters their choices and the day."""
        kwargs = super().get_filterset_kwargs(filterset_class)
        return {**kwargs, "today": self.today, "plan_choices": self.choices}

    def get_table_data(self) -> QuerySet[Activity, dict[str, Any]] | past_list.PastRows:
        """Return the filtered activities as lean rows."""
        if self.as_of:
            form = self.filterset.form
            wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
            return past_list.PastRows(past_list.rows_of(self.past, wanted, self.today))
        return queries.activity_rows(self.object_list)

    @cached_property
    def counts(self) -> tuple[int, int]:
        """Return how many activities the filters keep, and how many of them are the reader's to change."""
        return bulk_queries.counted_changeable(person_of(self.request), self.plan, self.object_list)

    def known_count(self) -> int | None:
        """Return how many activities the filters keep; as of a day they are counted as they are read."""
        return None if self.as_of else self.counts[0]

    def get_table(self, **kwargs: Any) -> tables.ActivityTable:
        """Return the table, told once which rows the reader may report on."""
        table = super().get_table(exclude=("plan",), **kwargs)
        if self.as_of:
            table.row_query = f"?{PARAMETER}={self.as_of.isoformat()}"
        else:
            self._describe(table)
        rest = self._state_without_change()
        table.change_query = f"?{rest}&" if rest else "?"
        return table

    def _describe(self, table: tables.ActivityTable) -> None:
        """Tell the table what of the page's rows is the reader's to change, what is new, and how much is said of each."""
        table.changeable, holder = _reach(self.request, self.plan)
        facts = row_facts.facts_of(
            self.plan,
            [row["pk"] for row in table.records],
            holder=holder,
            with_comments=access.can_read_internal(self.request.user, self.plan),
        )
        table.held, table.marks, table.comments = facts.held, facts.marks, facts.comments
        table.picks_all = bool(access.can_edit_plan(self.request.user, self.plan))
        table.has_picks = table.picks_all or table.has_changes

    def _state_without_change(self) -> str:
        rest = self.request.GET.copy()
        rest.pop("change", None)
        return rest.urlencode()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figures, the progress of each section, and the row that is open for a change."""
        context = super().get_context_data(**kwargs)
        by_section, total = (
            past_list.progress_of(self.past, self.today)
            if self.as_of
            else queries.section_progress(self.plan, self.choices.sections, self.today)
        )
        context |= {
            "parent": self.plan.parent if self.plan.is_parent_seen else None,
            "summary": total,
            "sections": [tables.bar_row(part.title, part.summary, part.section_id) for part in by_section],
            "total": tables.bar_row("", total),
            "count": context["table"].paginator.count,
            "page_sizes": tables.PAGE_SIZES,
            "per_page": self.per_page,
            "usual_page_size": tables.USUAL_PAGE_SIZE,
            "changing": self._changing(context["table"]),
            "form": self.filterset.form,
            "life": None if self.as_of else life_queries.life_of(self.request.user, self.plan),
            "view_menu": None
            if self.as_of
            else saved_views.view_menu(person_of(self.request), self.plan, self.request.GET),
            "can_save_views": access.can_save_views(self.request.user, self.plan),
        }
        if context["table"].has_picks:
            count, theirs = self.counts
            context |= {"theirs": theirs, "left_out": count - theirs}
        return context

    def _changing(self, table: tables.ActivityTable) -> dict[str, Any] | None:
        """Open the row that the address names for a change, when the reader may change it, and return it."""
        asked = self.request.GET.get("change", "")
        record = next((row for row in table.records if str(row["pk"]) == asked), None)
        if record is None or not table.can_change(record):
            return None
        table.changing_pk = record["pk"]
        rest = self._state_without_change()
        is_judged = tables.is_judged(record)
        return {
            **record,
            "progress_choices": ProgressChoice.choices,
            "health": record["health"] if is_judged else "",
            "health_choices": [*([] if is_judged else [("", _("not assessed"))]), *HealthChoice.choices],
            "is_open": record["progress"] in OPEN,
            "next": f"{self.request.path}?{rest}" if rest else self.request.path,
        }


def _reach(request: HttpRequest, plan: Plan) -> tuple[frozenset[int] | None, User | None]:
    """Return the organisations whose rows the reader may report on (None: all), and who may do it by a role held, if anybody.

    Nobody reports in a closed plan or a draft revision.
    """
    rights = rights_of(request.user)
    if plan.state == PlanState.CLOSED or plan.revises_id is not None or not (rights.region_ids or rights.national):
        return frozenset(), None
    is_by_role = plan.region_id in rights.region_ids and not rights.can(Permission.UPDATE_STATUS, plan.organisation_id)
    return rights.organisation_ids(Permission.UPDATE_STATUS), person_of(request) if is_by_role else None


class PlanHistory(PlanMixin, TemplateView):
    """Who changed the plan, its sections and areas, and the activities that were deleted."""

    template_name = "plans/plan_history.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it to those who may read what the region works with."""
        require(access.reads_internal(request.user, self.plan))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the changes and the deleted activities."""
        return super().get_context_data(
            changes=self.until_then(life_queries.plan_changes(self.plan)),
            deleted=queries.deleted_activities(self.plan).filter(deleted_at__lte=self.moment),
            **kwargs,
        )
