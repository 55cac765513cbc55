"""Pages about a plan's milestones: the glide path from today's share to the target."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import CreateView, TemplateView

from documents import charts
from indicators import access as indicator_access
from indicators import cost_index
from indicators.models import Basis
from indicators.queries import counting
from plans import glide_path, status_report_words
from plans.actions import governance as actions
from plans.forms import governance as forms
from plans.glide_path import Judgement, Point, Share, Wanted
from plans.models import Milestone
from plans.plan_snapshot import MilestoneFacts
from plans.queries import glide as queries
from plans.views.cascade import LeadMixin
from plans.views.governance import PublicStandingMixin, led_plan
from staffing import editing
from staffing.editing import InvalidFormMixin, StaleVersion, VersionedUpdateMixin
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


def reason_of(share: Share, basis: str) -> str:
    """Return why there is no share."""
    if share.missing:
        periods = {"periods": ", ".join(labels_of(share.missing))}
        if basis == Basis.LOCKED:
            return _("Locked returns are missing: %(periods)s.") % periods
        return _("Returns are missing: %(periods)s.") % periods
    return _("Own staff cost is zero or not reported.")


def labels_of(periods: Iterable[Period]) -> list[str]:
    """Return what the periods are called in the language of the page."""
    return [period.label(get_language() or "sv") for period in periods]


def preliminary_words(share: Share) -> str:
    """Return which returns behind a share are not locked; empty where all are."""
    return status_report_words.preliminary(labels_of(share.preliminary), get_language() or "sv")


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

    @property
    def preliminary(self) -> str:
        return preliminary_words(self.share)


class PlanMilestones(PublicStandingMixin, TemplateView):
    """The milestones with what was reached, and the line from the past to the target."""

    template_name = "plans/plan_milestones.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rows and the chart, on the returns that count for the reader, as of the day that the page shows."""
        region, basis = self.plan.region, indicator_access.basis_for(self.request.user, self.plan.region)
        today = self.as_of or timezone.localdate()
        found = [(one, Period.parse(one.period_code)) for one in self.snapshot.milestones]
        returns = counting.counting_returns(region, basis, self.moment if self.as_of else None) if found else {}
        known = glide_path.known_periods(returns, today)
        wanted = {_wanted(one, period) for one, period in found}
        wanted |= {Wanted(self.plan.organisation_id, "", period) for period in known}
        shares = queries.shares_of(region, returns, wanted)
        rows = self._rows(found, shares, basis, today)
        points = self._points(found, known, shares)
        return super().get_context_data(
            rows=rows,
            decimals=decimals_of(rows),
            reached=_counts(rows),
            points=points,
            line=self._line(points),
            is_public_basis=basis == Basis.LOCKED,
            **kwargs,
        )

    def _rows(
        self,
        found: list[tuple[MilestoneFacts, Period]],
        shares: Mapping[Wanted, Share],
        basis: str,
        today: datetime.date,
    ) -> list[Row]:
        names, words = queries.profession_names(), judgement_words()
        rows = []
        for one, period in found:
            share = shares[_wanted(one, period)]
            judged = glide_path.judge(share, one.target_ratio, period, today)
            reason = reason_of(share, basis) if judged is Judgement.UNKNOWN else ""
            name = names.get(one.profession, one.profession)
            rows.append(Row(one, name, period, share, judged, words[judged], STATUS_CSS[judged], reason))
        return rows

    def _points(
        self,
        found: list[tuple[MilestoneFacts, Period]],
        known: Collection[Period],
        shares: Mapping[Wanted, Share],
    ) -> tuple[Point, ...]:
        own = self.plan.organisation_id
        goals = {
            period: one.target_ratio for one, period in found if one.organisation_key == own and not one.profession
        }
        of_own = {
            wanted.period: share
            for wanted, share in shares.items()
            if wanted.organisation_id == own and not wanted.profession
        }
        return glide_path.points(goals, known, of_own)

    def _line(self, points: Sequence[Point]) -> str:
        if len(points) <= 1:
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
                "Agency cost in relation to own staff cost over the twelve months to and including each period, with the milestones of the plan."
            ),
            categories=labels_of(point.period for point in points),
            # Each at its last month: a year without milestones is a year wide.
            places=[point.period.last_date.year * 12 + point.period.last_date.month for point in points],
            series=[
                charts.Series(
                    _("Actual, twelve months"),
                    [_percent(one.share) for one in points],
                    charts.Emphasis.HIGHLIGHTED,
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


def decimals_of(rows: list[Row]) -> int:
    """Return with how many decimals both columns print, so that what misses its milestone prints otherwise than it does."""
    missed = [row.decimals for row in rows if row.judgement is Judgement.NOT_REACHED]
    return max(missed, default=cost_index.EXACT_DECIMALS)


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
    version = editing.posted_version(request)
    try:
        actions.delete_milestone(milestone=milestone, version=version)
    except StaleVersion:
        messages.error(request, _("Somebody changed it meanwhile. Look at it once more."))
        return HttpResponseRedirect(reverse("milestone_edit", kwargs={"slug": slug, "pk": pk}))
    messages.success(request, _("The milestone is taken out of the plan."))
    return HttpResponseRedirect(reverse("plan_milestones", kwargs={"slug": slug}))
