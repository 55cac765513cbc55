"""Other indicators in the nation: the list of definitions, one indicator of the 21 regions, and the definition's editing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import UpdateView

from indicators import access
from indicators import other_indicator_words as words
from indicators.actions import other_indicators as actions
from indicators.forms.other_indicators import IndicatorForm
from indicators.models import Basis, Indicator
from indicators.other_indicator_words import Shown
from indicators.queries import other_indicators as queries
from indicators.queries.other_indicators import NationLines
from indicators.views import indicator_charts
from staffing import access as staffing_access
from staffing import editing
from staffing.actions.saving import save_by
from staffing.changes import changes_of
from staffing.requests import person_of


def find_indicator(request: HttpRequest, slug: str) -> Indicator:
    """Return an indicator that the reader may see, retired ones too; else 404."""
    return get_object_or_404(access.visible_indicators(request.user), code=slug)


@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Show the definitions in use, and the retired ones below."""
    if not staffing_access.rights_of(request.user).has_role:
        raise Http404
    indicators = [(one, words.target_text(one)) for one in access.visible_indicators(request.user)]
    context = {
        "indicators": [pair for pair in indicators if pair[0].retired_at is None],
        "retired": [pair[0] for pair in indicators if pair[0].retired_at is not None],
        "own_regions": staffing_access.rights_of(request.user).regions,
        "can_edit": bool(access.can_edit_indicators(request.user)),
    }
    return render(request, "indicators/indicator_list.html", context)


@dataclass(frozen=True)
class RegionRow:
    """A region in the table of an indicator."""

    shown: Shown
    spark: SafeString | None
    is_own: bool


@require_safe
def indicator_nation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one indicator of the 21 regions at a period, the reader's own region first."""
    indicator = find_indicator(request, slug)
    basis = access.basis_for(request.user, None)
    asked = request.GET.get("period", "")
    page = queries.nation_lines(indicator, request.user, basis, timezone.localdate(), asked)
    context: dict[str, Any] = {
        "indicator": indicator,
        "page": page,
        "target": words.target_text(indicator),
        "unit": words.unit_words(indicator.unit),
        "own_regions": staffing_access.rights_of(request.user).regions,
        "is_public_basis": basis == Basis.LOCKED,
        "reads_all": access.reads_all_figures(request.user),
        "can_edit": bool(access.can_edit_indicators(request.user)),
        "changes": changes_of(indicator.history.all()),
    }
    if page is not None:
        context |= _table(request, page)
    return render(request, "indicators/indicator_nation.html", context)


def _table(request: HttpRequest, page: NationLines) -> dict[str, Any]:
    own, reads_all = staffing_access.rights_of(request.user).region_ids, access.reads_all_figures(request.user)
    domain = indicator_charts.domain_of(page.lines, page.indicator)
    rows = [
        RegionRow(
            words.shown_at(line, line.at(page.period), sees_all=reads_all or line.region.pk in own),
            indicator_charts.spark(line, domain, "region"),
            line.region.pk in own,
        )
        for line in page.lines
    ]
    whole = page.whole
    return {
        "rows": sorted(rows, key=lambda one: not one.is_own),
        "met_count": sum(1 for row in rows if row.shown.is_met),
        "whole": "" if whole.figure is None else words.figure_text(page.indicator, whole.figure),
        "whole_gap": words.gap_words(whole.gap),
        "whole_division": words.division_text(whole),
        "whole_change": None if page.change is None else words.change_text(page.indicator, page.change),
    }


@require_http_methods(["GET", "POST"])
def indicator_create(request: HttpRequest) -> HttpResponse:
    """Define a new indicator."""
    staffing_access.require(access.can_edit_indicators(request.user))
    form = IndicatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.instance.version = 1
        save_by(form.instance, person_of(request))
        messages.success(request, _("The indicator is defined. The regions can enter figures of it now."))
        return redirect(form.instance.get_absolute_url())
    if request.method == "POST" and not form.is_bound:
        form = IndicatorForm({})
    status = editing.UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "indicators/indicator_form.html", {"form": form}, status=status)


class IndicatorEdit(editing.VersionedUpdateMixin, UpdateView):
    """Change a definition."""

    template_name = "indicators/indicator_form.html"
    form_class = IndicatorForm
    model = Indicator
    slug_field = "code"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who keep the definitions; to who holds no role there are none."""
        find_indicator(request, kwargs["slug"])
        staffing_access.require(access.can_edit_indicators(request.user))
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Indicator]:
        """Return the indicators that the reader may see."""
        return access.visible_indicators(self.request.user)

    def form_valid(self, form: Any) -> HttpResponse:
        """Save what is typed on the version that was seen."""
        editing.claim_version(form.instance, form.seen_version)
        save_by(form.instance, person_of(self.request))
        messages.success(self.request, _("The definition is saved."))
        return redirect(form.instance.get_absolute_url())


@require_POST
def indicator_retire(request: HttpRequest, slug: str) -> HttpResponse:
    """Retire an indicator, or take a retired one into use again: the one undoes the other."""
    indicator = find_indicator(request, slug)
    staffing_access.require(access.can_edit_indicators(request.user))
    now = timezone.now() if indicator.retired_at is None else None
    try:
        actions.set_retired(
            indicator=indicator, version=editing.posted_version(request), by=person_of(request), now=now
        )
    except editing.StaleVersion:
        messages.error(
            request, _("Somebody has changed the definition since you opened the page. Look at it, and try again.")
        )
        return redirect(indicator.get_absolute_url())
    messages.success(
        request,
        _("The indicator is retired. Its figures stay, and you can take it into use again.")
        if now
        else _("The indicator is in use again."),
    )
    return redirect(indicator.get_absolute_url())
