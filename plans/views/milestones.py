"""Pages about a plan's milestones: the glide path from today's share to the target."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, TemplateView

from documents import charts
from indicators import cost_index
from indicators.cost_index import Window
from plans import glide_path
from plans.actions import governance as actions
from plans.forms import governance as forms
from plans.glide_path import Judgement, Share, Step
from plans.models import Milestone
from plans.plan_snapshot import MilestoneFacts
from plans.queries import glide as queries
from plans.queries.glide import Wanted
from plans.views.cascade import LeadMixin
from plans.views.governance import PublicStandingMixin, led_plan, posted_version
from staffing.editing import CONFLICT, InvalidFormMixin, StaleVersion, VersionedUpdateMixin
from values import ratio
from values.period import Period

STATUS_CSS = {
    Judgement.REACHED: "done",
    Judgement.NOT_REACHED: "late",
    Judgement.NOT_YET: "open",
    Judgement.UNKNOWN: "missing",
}
LINE_HEIGHT = 260


def judgement_words() -> dict[Judgement, str]:
    """Return what each judgement is called."""
    return {
        Judgement.REACHED: pgettext("milestone", "reached"),
        Judgement.NOT_REACHED: pgettext("milestone", "not reached"),
        Judgement.NOT_YET: pgettext("milestone", "not yet"),
        Judgement.UNKNOWN: pgettext("milestone", "cannot be judged"),
    }


def reason_of(share: Share) -> str:
    """Return why there is no share."""
    if share.is_undivided:
        return _("Costs are not divided by both organisation and profession.")
    if share.missing:
        return _("Locked returns are missing: %(periods)s.") % {"periods": ", ".join(share.missing)}
    return _("Own staff cost is zero or not reported.")


@dataclass(frozen=True)
class Row:
    """A milestone as the table shows it."""

    facts: MilestoneFacts
    profession: str
    period: Period
    share: Share
    judgement: Judgement
    word: str
    css: str
    reason: str

    @property
    def decimals(self) -> int:
        """With how many decimals the share prints otherwise than its milestone."""
        return cost_index.decimals_apart(self.share.ratio, self.facts.target_ratio)


@dataclass(frozen=True)
class Point:
    """A period of the chart: the actual share and the milestone, either of which may be absent."""

    period: Period
    actual: Share | None
    target: MilestoneFacts | None

    @property
    def share(self) -> Decimal | None:
        return self.actual.ratio if self.actual else None

    @property
    def goal(self) -> Decimal | None:
        return self.target.target_ratio if self.target else None


class PlanMilestones(PublicStandingMixin, TemplateView):
    """The milestones with what was reached, and the line from the past to the target."""

    template_name = "plans/plan_milestones.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rows and the chart."""
        today = timezone.localdate()
        found = [(one, Period.parse(one.period_code)) for one in self.snapshot.milestones]
        known = queries.known_periods(self.plan.region, today) if found else []
        wanted = {_wanted(one, period) for one, period in found}
        wanted |= {Wanted(self.plan.organisation_id, "", period) for period in known}
        shares = queries.shares_of(self.plan.region, wanted) if wanted else {}
        names, words = queries.profession_names(), judgement_words()
        rows = []
        for one, period in found:
            share = shares[_wanted(one, period)]
            judged = glide_path.judge(share, one.target_ratio, period, today)
            reason = reason_of(share) if judged is Judgement.UNKNOWN else ""
            name = names.get(one.profession, one.profession)
            rows.append(Row(one, name, period, share, judged, words[judged], STATUS_CSS[judged], reason))
        points = self._points(rows, known, shares)
        return super().get_context_data(
            rows=rows, reached=_counts(rows), points=points, line=self._line(points), **kwargs
        )

    def _points(self, rows: list[Row], known: list[Period], shares: dict[Wanted, Share]) -> list[Point]:
        own = {
            row.period: row
            for row in rows
            if row.facts.organisation_key == self.plan.organisation_id and not row.facts.profession
        }
        if not own:
            return []
        periods = sorted({*own, *known}, key=lambda period: (period.last_date, period.length))
        return [
            Point(
                period,
                shares.get(Wanted(self.plan.organisation_id, "", period)),
                own[period].facts if period in own else None,
            )
            for period in periods
        ]

    def _line(self, points: list[Point]) -> str:
        drawn = sum(point.target is not None for point in points)
        if drawn == 0 or len(points) == 1:
            return ""
        language = get_language() or "sv"
        facts = self.snapshot.plan
        target = _("Target %(share)s") % {"share": ratio.format_percent(facts.target_ratio, language=language)}
        return charts.responsive(
            charts.line_chart,
            id_prefix="milestones",
            height=LINE_HEIGHT,
            title=_("%(place)s: actual share and milestones") % {"place": facts.organisation},
            description=_(
                "Agency cost in relation to own staff cost, period by period, with the milestones of the plan."
            ),
            categories=[point.period.label(language) for point in points],
            # Each at its last month: a year without milestones is a year wide.
            places=[point.period.last_date.year * 12 + point.period.last_date.month for point in points],
            series=[
                charts.Series(
                    pgettext("share", "Actual"), [_percent(one.share) for one in points], charts.Emphasis.HIGHLIGHTED
                ),
                charts.Series(_("Milestones"), [_percent(one.goal) for one in points]),
            ],
            format_value=lambda value: ratio.format_percent_value(value, language=language),
            target=charts.Target(facts.target_ratio * 100, target),
        )


def _wanted(one: MilestoneFacts, period: Period) -> Wanted:
    return Wanted(one.organisation_key, one.profession, period)


def _percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else share * 100


def _counts(rows: list[Row]) -> dict[str, int]:
    judged = [row for row in rows if row.judgement in (Judgement.REACHED, Judgement.NOT_REACHED)]
    return {
        "reached": sum(row.judgement is Judgement.REACHED for row in judged),
        "judged": len(judged),
        "unknown": sum(row.judgement is Judgement.UNKNOWN for row in rows),
    }


class MilestoneMixin(LeadMixin):
    """A page that writes milestones."""

    def get_success_url(self) -> str:
        """Return to the milestones."""
        return reverse("plan_milestones", kwargs={"slug": self.kwargs["slug"]})

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the plan's organisation and those below."""
        kwargs = super().get_form_kwargs()  # type: ignore[misc]  # the form view's
        return {**kwargs, "organisations": queries.organisations_of(self.plan)}

    def write(self, form: forms.MilestoneForm, version: int | None) -> HttpResponse:
        """Write the milestone and go back; one that was made meanwhile is said at the period."""
        milestone = Milestone(plan=self.plan) if version is None else self.get_object()  # type: ignore[attr-defined]  # the edit page's
        try:
            actions.save_milestone(milestone=milestone, version=version, written=form.written)
        except actions.AlreadyThere:
            form.add_error("period", forms.ALREADY_THERE)
            return self.form_invalid(form)  # type: ignore[attr-defined]  # the form view's
        messages.success(self.request, _("Saved."))
        return HttpResponseRedirect(self.get_success_url())


class MilestoneCreate(MilestoneMixin, InvalidFormMixin, CreateView):
    """Write a new milestone."""

    template_name = "plans/governance_form.html"
    form_class = forms.MilestoneForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Begin with the plan's own organisation."""
        new = Milestone(plan=self.plan, organisation=self.plan.organisation)
        return {**super().get_form_kwargs(), "instance": new}

    def form_valid(self, form: forms.MilestoneForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write it."""
        return self.write(form, None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page."""
        return super().get_context_data(heading=_("New milestone"), cancel_url=self.get_success_url(), **kwargs)


class MilestoneEdit(MilestoneMixin, VersionedUpdateMixin):
    """Change a milestone, or take it out of the plan."""

    template_name = "plans/governance_form.html"
    form_class = forms.MilestoneForm

    def get_object(self, queryset: QuerySet[Milestone] | None = None) -> Milestone:
        """Return the plan's own milestone."""
        milestones = self.plan.milestones.select_related("plan", "organisation", "profession")
        return get_object_or_404(milestones, pk=self.kwargs["pk"])

    def form_valid(self, form: forms.MilestoneForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write it."""
        return self.write(form, form.seen_version)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page, and the way to take the milestone out."""
        milestone = self.get_object()
        return super().get_context_data(
            heading=_("Milestone for %(period)s") % {"period": milestone.period.label(get_language() or "sv")},
            item=milestone,
            delete_url=reverse("milestone_delete", kwargs={"slug": self.kwargs["slug"], "pk": milestone.pk}),
            delete_heading=_("Take the milestone out of the plan"),
            cancel_url=self.get_success_url(),
            **kwargs,
        )


@require_POST
def milestone_delete(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a milestone out of the plan."""
    plan = led_plan(request, slug)
    milestone = get_object_or_404(plan.milestones.all(), pk=pk)
    version = posted_version(request)
    try:
        actions.delete_milestone(milestone=milestone, version=version)
    except StaleVersion:
        messages.error(request, _("Somebody changed it meanwhile. Look at it once more."))
        return HttpResponseRedirect(reverse("milestone_edit", kwargs={"slug": slug, "pk": pk}))
    messages.success(request, _("The milestone is taken out of the plan."))
    return HttpResponseRedirect(reverse("plan_milestones", kwargs={"slug": slug}))


@dataclass(frozen=True)
class Suggestion:
    """A straight line from the latest known share of twelve months to the target, and which of its quarters have a milestone already."""

    known: Period
    share: Decimal | None
    steps: tuple[tuple[Step, Decimal | None], ...]

    @property
    def mark(self) -> str:
        """What the form carries: another line than the one that was shown is not saved."""
        return "|".join(f"{step.period.code} {step.target}" for step, _present in self.steps)

    @property
    def new(self) -> int:
        """How many quarters have no milestone yet."""
        return sum(present is None for _step, present in self.steps)


class GlidePath(LeadMixin, TemplateView):
    """Suggest a straight line to the target and save its quarters in one act."""

    template_name = "plans/milestone_suggest.html"

    def get_success_url(self) -> str:
        """Return to the milestones."""
        return reverse("plan_milestones", kwargs={"slug": self.kwargs["slug"]})

    @property
    def target_date(self) -> datetime.date:
        """The day by which the target is to be reached: the plan's own, else its last day."""
        return self.plan.target_date or self.plan.end_date

    def suggestion(self) -> Suggestion | None:
        """Return the line as it is now; None without a known share."""
        periods = queries.known_periods(self.plan.region, timezone.localdate())
        # The window that the plan's target is judged by: a single quarter says as much of its season as of its path.
        wanted = [Wanted(self.plan.organisation_id, "", period, Window.R12) for period in periods]
        shares = queries.shares_of(self.plan.region, wanted) if wanted else {}
        known = [(one.period, shares[one].ratio) for one in wanted if shares[one].ratio is not None]
        if not known:
            return None
        period, share = known[-1]
        own = self.plan.milestones.filter(organisation_id=self.plan.organisation_id, profession__isnull=True)
        present = {one.period: one.target_ratio for one in own}
        steps = glide_path.straight_line(
            period, share or Decimal(0), self.plan.target_ratio, self.target_date, self.plan.start_date
        )
        return Suggestion(period, share, tuple((step, present.get(step.period)) for step in steps))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save what was shown; a line that has become another one is shown anew."""
        found = self.suggestion()
        if found is None or found.mark != request.POST.get("mark", ""):
            context = self.get_context_data(is_changed=True)
            return self.render_to_response(context, status=CONFLICT)
        made = actions.save_steps(plan=self.plan, steps=[step for step, _present in found.steps])
        said = ngettext("%(count)s milestone is added.", "%(count)s milestones are added.", made)
        messages.success(request, said % {"count": made})
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the line."""
        return super().get_context_data(
            suggestion=self.suggestion(), target_date=self.target_date, cancel_url=self.get_success_url(), **kwargs
        )
