"""Pages about a plan's risk and impact analyses."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, TemplateView, UpdateView

from plans import access, plan_words, risk_bands
from plans.actions import risks as actions
from plans.adoption import Gate
from plans.forms import risks as forms
from plans.models import Plan, Risk, RiskAnalysis
from plans.plan_snapshot import PlanSnapshot, RiskAnalysisFacts, RiskLine
from plans.queries import adoption as adoption_queries
from plans.views.activity_acts import seen_version
from plans.views.cascade import LeadMixin, StandingPlanMixin
from staffing.access import require
from staffing.collation import swedish
from staffing.editing import CONFLICT, InvalidFormMixin, StaleVersion, VersionedUpdateMixin
from staffing.models import Organisation


def analysis_url(slug: str, pk: int) -> str:
    """Return the address of the analysis's page, below the plan or the draft revision that the reader came from."""
    return reverse("risk_analysis", kwargs={"slug": slug, "pk": pk})


def _status_class(css: str) -> str:
    return css.replace("-", "_")


def _band_counts(facts: RiskAnalysisFacts) -> list[dict[str, Any]]:
    counted = risk_bands.count_bands(((risk.probability, risk.consequence) for risk in facts.risks), facts.scale)
    return [
        {
            "css": _status_class(plan_words.STATUS_CSS[band]),
            "word": word.partition(":")[0],
            "number": counted[band],
        }
        for band, word in plan_words.bands().items()
    ]


def _risk_row(risk: RiskLine, scale: int, today: datetime.date) -> dict[str, Any]:
    planned = risk_bands.band(risk.probability, risk.consequence, scale)
    degrees = {}
    for name, is_now in (("now", True), ("planned", False)):
        value, word, css = plan_words.risk_degree(risk, scale, is_now=is_now)
        degrees[name] = {"value": value, "word": word, "css": _status_class(css)}
    return {
        "risk": risk,
        **degrees,
        "lacks_countermeasure": risk_bands.lacks_countermeasure(
            risk.countermeasure, planned, is_serious=risk.is_serious
        ),
        "is_overdue": risk_bands.is_overdue(risk.due_date, risk.followed_up_date, today),
    }


def waivers_of(snapshot: PlanSnapshot, gate: Gate) -> list[tuple[str, str]]:
    """Return in words what the plan's revisions were adopted without; for pages that only members read."""
    return [plan_words.waiver(one, is_internal=True) for one in snapshot.waivers if one.gate == gate]


class RiskAnalysisList(StandingPlanMixin, TemplateView):
    """The plan's analyses, and how many risks each has in each band."""

    shows_days = True
    template_name = "plans/risk_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the analyses."""
        rows = [{"facts": facts, "bands": _band_counts(facts)} for facts in self.snapshot.risk_analyses]
        return super().get_context_data(rows=rows, waivers=waivers_of(self.snapshot, Gate.RISK_ANALYSIS), **kwargs)


class RiskAnalysisDetail(StandingPlanMixin, TemplateView):
    """One analysis: the change, the situation now and as planned, the matrix and the table of risks."""

    shows_days = True
    template_name = "plans/risk_analysis.html"
    facts: RiskAnalysisFacts
    analysis: RiskAnalysis

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the analysis, for those who may read it; the rest are refused before anything is looked up."""
        is_there = self.as_of is None or self._found is not None
        if is_there and access.can_read_internal(request.user, self.plan):
            found = [one for one in self.snapshot.risk_analyses if one.key == kwargs["pk"]]
            if not found:
                raise Http404
            analyses = self.plan.risk_analyses.select_related("plan", "revision")
            self.facts, self.analysis = found[0], get_object_or_404(analyses, pk=found[0].key)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the analysis, its matrices and its rows."""
        facts, analysis = self.facts, self.analysis
        is_judged_now = any(risk.probability_now is not None for risk in facts.risks)
        context = super().get_context_data(**kwargs)
        today = self.as_of or timezone.localdate()
        is_used = analysis.revision is not None and analysis.revision.recorded_at <= self.moment
        return {
            **context,
            "facts": facts,
            "analysis": analysis,
            "revision": analysis.revision if is_used else None,
            "rows": [_risk_row(risk, facts.scale, today) for risk in facts.risks],
            "bands": _band_counts(facts),
            "matrix_now": plan_words.risk_matrix(facts, id_prefix="now", is_now=True) if is_judged_now else "",
            "matrix_planned": plan_words.risk_matrix(facts, id_prefix="planned", is_now=False),
            "shortfall": None if self.as_of else adoption_queries.shortfall_of(analysis),
            "can_change": context["can_lead"] and access.can_change_analysis(self.request.user, analysis),
            "can_reopen": context["can_lead"] and access.can_reopen_analysis(self.request.user, analysis),
        }


class AnalysisFormMixin(LeadMixin):
    """A form about an analysis."""

    template_name: str | None = "plans/risk_form.html"
    heading = ""

    def find_analysis(self) -> RiskAnalysis:
        """Return the analysis as it stands in the database."""
        return get_object_or_404(self.plan.risk_analyses.select_related("plan", "revision"), pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        """Return to the analyses, or to the one that the page is about."""
        slug = self.kwargs["slug"]
        if "pk" in self.kwargs:
            return analysis_url(slug, self.kwargs["pk"])
        return reverse("plan_risks", kwargs={"slug": slug})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        return super().get_context_data(cancel_url=self.get_success_url(), **kwargs)


def _places(plan: Plan) -> QuerySet[Organisation]:
    valid = Organisation.objects.valid_on(timezone.localdate()).filter(region_id=plan.region_id)
    return valid.order_by("-level", swedish("name"))


class RiskAnalysisCreate(AnalysisFormMixin, InvalidFormMixin, CreateView):
    """Begin an analysis."""

    form_class = forms.RiskAnalysisForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the region's organisations."""
        return {**super().get_form_kwargs(), "organisations": _places(self.plan)}

    def form_valid(self, form: forms.RiskAnalysisForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Make it and go to it."""
        made = actions.create_analysis(plan=self.plan, written=form.written)
        messages.success(self.request, _("The analysis is begun. Add its risks."))
        return HttpResponseRedirect(analysis_url(self.kwargs["slug"], made.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the heading."""
        return super().get_context_data(heading=_("New risk and impact analysis"), **kwargs)


class RiskAnalysisEdit(AnalysisFormMixin, VersionedUpdateMixin, UpdateView):
    """Change what an analysis says."""

    form_class = forms.RiskAnalysisForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who lead the work, while the analysis is open."""
        require(access.can_lead_plan(request.user, self.plan))
        require(access.can_change_analysis(request.user, self.find_analysis()))
        return super().dispatch(request, *args, **kwargs)

    def get_object(self, queryset: QuerySet[RiskAnalysis] | None = None) -> RiskAnalysis:
        """Return the analysis."""
        return self.find_analysis()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the region's organisations, and the one that is chosen."""
        chosen = self.find_analysis().organisation_id
        own = Organisation.objects.none() if chosen is None else Organisation.objects.filter(pk=chosen)
        return {**super().get_form_kwargs(), "organisations": (_places(self.plan) | own).distinct()}

    def form_valid(self, form: forms.RiskAnalysisForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write it and go back."""
        actions.update_analysis(analysis=self.find_analysis(), version=form.seen_version, written=form.written)
        messages.success(self.request, _("Saved."))
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the heading."""
        return super().get_context_data(heading=_("Change the analysis"), **kwargs)


class RiskCreate(AnalysisFormMixin, InvalidFormMixin, CreateView):
    """Add a risk."""

    form_class = forms.RiskForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who lead the work, while the analysis is open."""
        require(access.can_lead_plan(request.user, self.plan))
        require(access.can_change_analysis(request.user, self.find_analysis()))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the scale and the day."""
        scale = self.find_analysis().scale
        return {**super().get_form_kwargs(), "scale": scale, "today": timezone.localdate()}

    def form_valid(self, form: forms.RiskForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write it and go back to the analysis."""
        actions.create_risk(analysis=self.find_analysis(), written=form.written)
        messages.success(self.request, _("The risk is added."))
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the heading and the analysis."""
        return super().get_context_data(heading=_("New risk"), analysis=self.find_analysis(), **kwargs)


class RiskEdit(AnalysisFormMixin, VersionedUpdateMixin, UpdateView):
    """Change a risk; of a finished analysis only its follow-up."""

    def get_object(self, queryset: QuerySet[Risk] | None = None) -> Risk:
        """Return the analysis's own risk."""
        risks = Risk.objects.filter(analysis__plan=self.plan, analysis_id=self.kwargs["pk"])
        return get_object_or_404(risks.select_related("analysis__plan"), pk=self.kwargs["risk_pk"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse more than the follow-up when the analysis was finished after the form was opened: nothing is dropped unseen."""
        if "title" in request.POST:
            require(access.can_change_analysis(request.user, self.get_object().analysis))
        return super().post(request, *args, **kwargs)

    def get_form_class(self) -> type[forms.FollowUpForm]:
        """Return the form that the state of the analysis allows."""
        is_open = access.can_change_analysis(self.request.user, self.get_object().analysis)
        return forms.RiskForm if is_open else forms.FollowUpForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the scale and the day."""
        scale = self.get_object().analysis.scale
        return {**super().get_form_kwargs(), "scale": scale, "today": timezone.localdate()}

    def form_valid(self, form: forms.FollowUpForm) -> HttpResponse:  # type: ignore[override]  # get_form_class says which form it is
        """Write it and go back to the analysis."""
        actions.update_risk(risk=self.get_object(), version=form.seen_version, written=form.written)
        messages.success(self.request, _("Saved."))
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the risk, and the way to take it away."""
        risk = self.get_object()
        can_delete = bool(access.can_change_analysis(self.request.user, risk.analysis))
        return super().get_context_data(
            heading=_("Change the risk") if can_delete else _("Follow up the risk"),
            analysis=risk.analysis,
            risk=risk,
            delete_url=reverse("risk_delete", kwargs=self.kwargs) if can_delete else "",
            delete_version=risk.version,
            **kwargs,
        )


# Acts without a form ---------------------------------------------------------------------------------------------------


def led_plan(request: HttpRequest, slug: str) -> Plan:
    """Return the standing plan of the address, for those who lead its work."""
    visible = access.visible_plans(request.user).select_related("region", "revises")
    plan = get_object_or_404(visible, slug=slug)
    plan = plan if plan.revises_id is None else get_object_or_404(visible, pk=plan.revises_id)
    require(access.can_lead_plan(request.user, plan))
    return plan


def stale(request: HttpRequest, plan: Plan, title: str, back_url: str) -> HttpResponse:
    """Say that somebody else was first, and that nothing was done."""
    context = {"plan": plan, "title": title, "back_url": back_url}
    return render(request, "plans/risk_stale.html", context, status=CONFLICT)


def _led_analysis(request: HttpRequest, slug: str, pk: int) -> RiskAnalysis:
    return get_object_or_404(led_plan(request, slug).risk_analyses.select_related("plan__region"), pk=pk)


@require_POST
def risk_analysis_finish(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Finish an analysis that has a risk."""
    analysis = _led_analysis(request, slug, pk)
    require(access.can_reopen_analysis(request.user, analysis))
    try:
        actions.finish_analysis(analysis=analysis, version=seen_version(request), today=timezone.localdate())
    except actions.NoRisks:
        messages.error(request, _("An analysis needs at least one risk before it is finished."))
    except (StaleVersion, actions.Locked):
        return stale(request, analysis.plan, analysis.title, analysis_url(slug, analysis.pk))
    else:
        messages.success(request, _("The analysis is finished."))
    return HttpResponseRedirect(analysis_url(slug, analysis.pk))


@require_POST
def risk_analysis_reopen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Open a finished analysis for changes."""
    analysis = _led_analysis(request, slug, pk)
    require(access.can_reopen_analysis(request.user, analysis))
    try:
        actions.reopen_analysis(analysis=analysis, version=seen_version(request))
    except (StaleVersion, actions.Locked):
        return stale(request, analysis.plan, analysis.title, analysis_url(slug, analysis.pk))
    messages.success(request, _("The analysis is open for changes."))
    return HttpResponseRedirect(analysis_url(slug, analysis.pk))


@require_POST
def risk_delete(request: HttpRequest, slug: str, pk: int, risk_pk: int) -> HttpResponse:
    """Take a risk away."""
    analysis = _led_analysis(request, slug, pk)
    risk = get_object_or_404(analysis.risks.select_related("analysis"), pk=risk_pk)
    require(access.can_change_analysis(request.user, analysis))
    try:
        actions.delete_risk(risk=risk, version=seen_version(request))
    except (StaleVersion, actions.Locked):
        return stale(request, analysis.plan, risk.title, analysis_url(slug, analysis.pk))
    messages.success(request, _("“%(title)s” is deleted.") % {"title": risk.title})
    return HttpResponseRedirect(analysis_url(slug, analysis.pk))
