"""Close a plan, read and correct its final report, and carry the plan on into the next period."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import FormView, TemplateView

from documents import downloads
from plans import access, final_report_document
from plans.actions import closing as actions
from plans.actions import frozen_documents
from plans.forms import closing as forms
from plans.models import Activity, FinalReport, Plan, PlanState, ProgressChoice
from plans.models.activities import FINISHED
from plans.queries import adoption
from plans.queries import closing as queries
from plans.queries.plans import PLAN_ORDER
from plans.views.plans import PlanMixin
from staffing.access import require
from staffing.editing import CONFLICT, InvalidFormMixin, StaleVersion
from staffing.requests import person_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class PlanClose(PlanMixin, InvalidFormMixin, FormView):
    """End what is open with a receiver or a reason, check it all, and close."""

    template_name = "plans/plan_close.html"
    form_class = forms.CloseForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who may close the plan."""
        require(access.can_close_plan(request.user, self.plan))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def draft(self) -> Plan | None:
        """Return the draft revision in which the plan is being changed: it is not closed before that has ended."""
        return adoption.open_draft(self.plan)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form what is left to end."""
        return {**super().get_form_kwargs(), "plan": self.plan, "left": queries.left_to_end(self.plan)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say what was changed since the form was opened before anything is made of it."""
        form = self.get_form()
        if "version" in request.POST and (changed := form.changed):
            return self._changed(form, changed)
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def _changed(self, form: forms.CloseForm, changed: Iterable[Activity | Plan]) -> HttpResponse:
        form.renew()
        return self.render_to_response(self.get_context_data(form=form, changed=changed), status=CONFLICT)

    def form_valid(self, form: forms.CloseForm) -> HttpResponse:
        """Show the answers once; close when they are confirmed."""
        if "change" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        if "confirm" not in self.request.POST and self.draft is None:
            return self.render_to_response(self.get_context_data(form=form, is_check=True, ends=_ends(form.endings)))
        return self._close(form)

    def _close(self, form: forms.CloseForm) -> HttpResponse:
        try:
            actions.close_plan(
                plan=self.plan,
                version=form.cleaned_data["version"],
                endings=form.endings,
                written=form.written,
                by=person_of(self.request),
                now=timezone.now(),
            )
        except (StaleVersion, actions.StillOpen):
            self.plan.refresh_from_db(fields=["version"])
            fresh = self.get_form()
            return self._changed(fresh, fresh.changed)
        except (actions.NotAdopted, actions.DraftRevisionOpen):
            form.add_error(None, _("The plan is being revised. Adopt the draft revision or give it up first."))
            return self.form_invalid(form)
        messages.success(self.request, _("The plan is closed. The final report is being made as PDF."))
        return HttpResponseRedirect(reverse("final_report_detail", kwargs={"slug": self.plan.slug}))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the counts of what has ended, and where the day is in the plan's period."""
        present = Activity.objects.present().filter(plan=self.plan)
        finished = present.filter(progress__in=FINISHED).count()
        today = timezone.localdate()
        return super().get_context_data(
            total=present.count(),
            finished=finished,
            has_begun=self.plan.start_date <= today,
            has_ended=self.plan.end_date < today,
            draft=self.draft,
            **kwargs,
        )


def _ends(endings: Iterable[actions.Ending]) -> list[tuple[bool, str, list[str]]]:
    """Return who receives what and what is cancelled why: is it handed over, the text, the titles."""
    found: dict[tuple[bool, str], list[str]] = {}
    for ending in endings:
        key = (ending.progress == ProgressChoice.HANDED_OVER, ending.text)
        found.setdefault(key, []).append(ending.activity.title)
    return [(is_handed_over, text, titles) for (is_handed_over, text), titles in found.items()]


@method_decorator(never_cache, name="dispatch")
class FinalReportDetail(PlanMixin, TemplateView):
    """The latest final report as a page, with every version as a file; the page asks again while one is being made."""

    # It is of the day when the plan was closed.
    shows_days = False

    template_name = "plans/final_report_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the report and its versions."""
        reports = list(
            access.visible_final_reports(self.request.user)
            .filter(plan=self.plan)
            .select_related("file", "job")
            .defer("file__content", "file__snapshot")
            .order_by("-number")
        )
        if not reports and self.plan.state != PlanState.CLOSED:
            raise Http404
        return super().get_context_data(
            is_making=any(one.is_underway for one in reports),
            is_made=all(one.file_id for one in reports),
            reports=reports,
            body=final_report_document.page_body(queries.read(reports[0])) if reports else "",
            can_correct=access.can_make_report(self.request.user, self.plan),
            can_copy=access.can_copy_plan(self.request.user, self.plan),
            **kwargs,
        )


class FinalReportCorrect(PlanMixin, InvalidFormMixin, FormView):
    """Write a new version of the final report."""

    template_name = "plans/final_report_form.html"
    form_class = forms.CorrectReportForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who make reports of a plan that is closed."""
        require(access.can_make_report(request.user, self.plan))
        self.latest = self.plan.final_reports.order_by("-number").first()
        if self.plan.state != PlanState.CLOSED:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Begin with the latest version."""
        latest = self.latest or FinalReport()
        initial = {name: getattr(latest, name) for name in actions.WRITTEN}
        return {**super().get_form_kwargs(), "initial": initial, "is_first": self.latest is None}

    def form_valid(self, form: forms.CorrectReportForm) -> HttpResponse:
        """Make the new version."""
        actions.correct_report(
            plan=self.plan,
            written=form.written,
            correction=form.cleaned_data.get("correction", ""),
            by=person_of(self.request),
            now=timezone.now(),
        )
        messages.success(self.request, _("The new version is being made as PDF."))
        return HttpResponseRedirect(reverse("final_report_detail", kwargs={"slug": self.plan.slug}))


def _report(request: HttpRequest, pk: int) -> FinalReport:
    visible = access.visible_final_reports(request.user).select_related("plan__organisation", "file", "job")
    return get_object_or_404(visible, pk=pk)


@require_GET
def final_report_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the frozen PDF."""
    report = _report(request, pk)
    if report.file is None:
        raise Http404
    return downloads.frozen_response(request, report.file)


@require_GET
def final_report_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the report as a Word document, made from its snapshot."""
    data = queries.read(_report(request, pk))
    name = final_report_document.file_name(data, "docx")
    response = HttpResponse(final_report_document.make_docx(data), content_type=WORD)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response


@require_POST
def final_report_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue the PDF again when it failed."""
    report = _report(request, pk)
    require(access.can_make_report(request.user, report.plan))
    frozen_documents.order(subject=report, by=person_of(request))
    return redirect("final_report_detail", slug=report.plan.slug)


class PlanCopy(PlanMixin, InvalidFormMixin, FormView):
    """Carry the plan on into the next period: choose the activities, and what begins anew."""

    template_name = "plans/plan_copy.html"
    form_class = forms.CopyPlanForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who write the organisation's plans."""
        require(access.can_copy_plan(request.user, self.plan))
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Suggest the period of the same length that comes after."""
        start = self.plan.end_date + datetime.timedelta(days=1)
        years = self.plan.end_date.year - self.plan.start_date.year + 1
        return {
            "title": actions.next_title(
                self.plan.title, self.plan.start_date.year, self.plan.end_date.year, start.year
            ),
            "start_date": start,
            "end_date": datetime.date(start.year + years - 1, 12, 31),
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the plan's activities."""
        return {**super().get_form_kwargs(), "activities": self._offered()}

    def _offered(self) -> Any:
        present = Activity.objects.present().filter(plan=self.plan)
        return present.select_related("section", "area").order_by(*PLAN_ORDER)

    def form_valid(self, form: forms.CopyPlanForm) -> HttpResponse:
        """Make the plan and go to it."""
        plan = actions.copy_plan(
            plan=self.plan,
            title=form.cleaned_data["title"],
            start_date=form.cleaned_data["start_date"],
            end_date=form.cleaned_data["end_date"],
            activities=form.cleaned_data["activities"].select_related("section", "area", "measure"),
            resets=form.resets,
            by=person_of(self.request),
            now=timezone.now(),
        )
        messages.success(self.request, _("The plan of the next period is begun as a draft."))
        return HttpResponseRedirect(plan.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the activities; what is not done is ticked to begin with."""
        form = kwargs.get("form") or self.get_form()
        ticked = set(form.data.getlist("activities")) if form.is_bound else None
        rows = [
            {
                "activity": one,
                "is_ticked": one.progress not in (*FINISHED, "cancelled") if ticked is None else str(one.pk) in ticked,
            }
            for one in self._offered()
        ]
        groups = list(self.plan.groups.order_by("order", "pk").values_list("name", flat=True))
        return super().get_context_data(**{**kwargs, "form": form}, rows=rows, groups=groups)
