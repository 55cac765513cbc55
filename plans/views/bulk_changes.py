"""Change several activities at once: choose what, see what it will do, do it, read what was done, take it back."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import ListView, TemplateView, View

from plans import access
from plans.actions import bulk_changes as actions
from plans.forms.bulk_changes import BulkForm
from plans.forms.saved_views import filters_of, kept_query
from plans.models import Activity, BulkAct, BulkChange, BulkOutcome
from plans.queries import activities as activity_queries
from plans.queries import bulk_changes as queries
from plans.queries import plans as plan_queries
from plans.views.plans import PlanMixin
from staffing.access import require
from staffing.editing import UNPROCESSABLE
from staffing.requests import person_of

LONGEST_KEY = 18
CHANGES_A_PAGE = 25


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY):
        raise BadRequest(_("The form names rows in a way that cannot be read. Open the plan and choose again."))
    return int(text)


class BulkMixin(PlanMixin):
    """A page that changes several activities of a plan: out of sight 404, nothing there is yours to change 403."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who may change something."""
        require(access.can_change_in_bulk(request.user, self.plan))
        return super().dispatch(request, *args, **kwargs)

    def chosen_keys(self) -> tuple[list[int], int]:
        """Return the rows that are ticked, or when that is asked for all that the list's filters keep and the person may change.

        With it how many the filters keep that are not the person's to change.
        """
        if self.request.POST.get("alla") != "1":
            return list(dict.fromkeys(_number(text) for text in self.request.POST.getlist("rad"))), 0
        today, choices = timezone.localdate(), plan_queries.filter_choices(self.plan)
        query = kept_query(self.request.POST.get("query", "")[:1_000], today=today, choices=choices)
        filterset = filters_of(query, today=today, choices=choices)
        filterset.queryset = Activity.objects.present().filter(plan=self.plan)
        kept, person = filterset.qs, person_of(self.request)
        count, theirs = queries.counted_changeable(person, self.plan, kept)
        rows = kept.filter(queries.changeable(person, self.plan) or Q()).order_by(*plan_queries.PLAN_ORDER)
        return list(rows.values_list("pk", flat=True)), count - theirs

    def form_of(self, data: Any = None) -> BulkForm:
        """Return the form with the acts that the person may do."""
        return BulkForm(
            data,
            plan=self.plan,
            can_edit=bool(access.can_edit_plan(self.request.user, self.plan)),
            can_report=access.is_open_to_reports(self.plan),
        )

    def back_url(self) -> str:
        """Return the address of the list in the state that it had."""
        query = self.request.POST.get("query", "")[:1_000]
        return f"{self.plan.get_absolute_url()}?{query}" if query else self.plan.get_absolute_url()

    def page(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """Show one of the steps."""
        common = {"query": self.request.POST.get("query", "")[:1_000], "back_url": self.back_url()}
        return render(self.request, template, self.get_context_data(**common, **context), status=status)

    def form_page(self, form: BulkForm, rows: list[Activity], status: int = 200, left_out: int = 0) -> HttpResponse:
        """Ask what is to become of the chosen activities; say how many of the filters' are others' to change."""
        return self.page(
            "plans/bulk_change_form.html",
            status,
            form=form,
            rows=rows,
            left_out=left_out,
            role_titles=activity_queries.role_titles(self.plan),
        )


class PlanBulk(BulkMixin, View):
    """Choose what to change, and see what it will do to each; nothing is written."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or with an act chosen what it leads to."""
        keys, left_out = self.chosen_keys()
        if not keys or len(keys) > actions.MOST_ROWS:
            counts = {"count": len(keys), "left_out": left_out, "most": actions.MOST_ROWS}
            return self.page("plans/bulk_change_none.html", UNPROCESSABLE, **counts)
        activities = queries.chosen_activities(self.plan, keys)
        rows = [activity for activity in activities.values() if activity.deleted_at is None]
        if "act" not in request.POST and "step" not in request.POST:
            return self.form_page(self.form_of(), rows, left_out=left_out)
        form = self.form_of(request.POST)
        if not form.is_valid():
            return self.form_page(form, rows, UNPROCESSABLE)
        wanted = form.wanted
        may = queries.may_change(person_of(request), self.plan, wanted.act, keys)
        shown = queries.preview(wanted, activities, may)
        return self.page(
            "plans/bulk_change_preview.html",
            changing=[row for row in shown if not row.skipped],
            skipped=[row for row in shown if row.skipped],
            words=BulkAct(wanted.act).label,
            value=queries.value_words(wanted.act, wanted.value),
            wanted=wanted,
            carried=[(name, text) for name, text in request.POST.items() if name in form.fields],
            rows=",".join(f"{row.activity.pk}:{row.activity.version}" for row in shown),
            key=uuid.uuid4(),
        )


class PlanBulkApply(BulkMixin, View):
    """Do what the preview showed, once."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Change the rows and go to the page that says what was done, with its undo."""
        seen, key = self._seen(), self._key()
        form = self.form_of(request.POST)
        activities = queries.chosen_activities(self.plan, seen)
        if not seen or not form.is_valid():
            rows = [activity for activity in activities.values() if activity.deleted_at is None]
            return self.form_page(form, rows, UNPROCESSABLE)
        wanted = form.wanted
        change = actions.apply(
            plan=self.plan,
            wanted=wanted,
            activities=activities,
            seen=seen,
            may=queries.may_change(person_of(request), self.plan, wanted.act, seen),
            key=key,
            by=person_of(request),
            now=timezone.now(),
        )
        count = change.rows.filter(outcome=BulkOutcome.CHANGED).count()
        said = ngettext("%(count)s activity is changed.", "%(count)s activities are changed.", count)
        messages.success(request, said % {"count": count})
        return HttpResponseRedirect(change.get_absolute_url())

    def _seen(self) -> dict[int, int]:
        """Return the rows of the preview with the versions that it showed."""
        texts = [text for text in self.request.POST.get("rows", "").split(",") if text]
        if len(texts) > actions.MOST_ROWS:
            raise BadRequest(_("The form names more rows than can be changed at once."))
        pairs = [text.partition(":") for text in texts]
        return {_number(pk): _number(version) for pk, _colon, version in pairs}

    def _key(self) -> uuid.UUID:
        """Return what names this form, so that it is done once."""
        try:
            return uuid.UUID(self.request.POST.get("key", ""))
        except ValueError as error:
            raise BadRequest(_("The form does not say which it is. Open the plan and choose again.")) from error


class BulkChangeMixin(PlanMixin):
    """A page about changes that were made: for those who may read what the region works with."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let members in."""
        require(access.reads_internal(request.user, self.plan))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def change(self) -> BulkChange:
        """Return the change that the address names, of this plan only."""
        rows = access.visible_bulk_changes(self.request.user, self.plan).select_related("plan")
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class BulkChangeList(BulkChangeMixin, ListView):
    """The changes of several activities that were made in the plan, the latest first."""

    template_name = "plans/bulk_change_list.html"
    context_object_name = "changes"
    paginate_by = CHANGES_A_PAGE

    def get_queryset(self) -> Any:
        """Return the plan's changes with how many rows each changed."""
        return queries.counted(access.visible_bulk_changes(self.request.user, self.plan))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of each."""
        context = super().get_context_data(**kwargs)
        return {**context, "rows": [(change, queries.change_words(change)) for change in context["changes"]]}


class BulkChangeDetail(BulkChangeMixin, TemplateView):
    """What one change did to each activity, and its undo."""

    template_name = "plans/bulk_change_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rows."""
        rows = queries.done_rows(self.change)
        return super().get_context_data(
            change=self.change,
            words=queries.change_words(self.change),
            changed=[row for row in rows if row.outcome != BulkOutcome.SKIPPED],
            skipped=[row for row in rows if row.outcome == BulkOutcome.SKIPPED],
            kept=[row for row in rows if row.outcome == BulkOutcome.KEPT],
            can_undo=access.can_undo_bulk_change(self.request.user, self.change),
            **kwargs,
        )


class BulkChangeUndo(BulkChangeMixin, View):
    """Put back the rows that nobody has touched since."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Undo and say what could not be undone."""
        change = self.change
        require(access.can_undo_bulk_change(request.user, change))
        may = queries.may_undo(person_of(request), change)
        try:
            actions.undo(change=change, may=may, by=person_of(request), now=timezone.now())
        except actions.AlreadyUndone:
            messages.info(request, _("The change was taken back before."))
        else:
            undone = change.rows.filter(outcome=BulkOutcome.UNDONE).count()
            said = ngettext("%(count)s activity is as it was.", "%(count)s activities are as they were.", undone)
            messages.success(request, said % {"count": undone})
        return HttpResponseRedirect(change.get_absolute_url())
