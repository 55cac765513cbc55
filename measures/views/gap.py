"""The rounds of the gap analysis, and the words of its scales."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import UpdateView

from measures import access, gap_queries
from measures.actions import gap as actions
from measures.gap_forms import GapRoundForm, ScaleStepForm
from measures.models import GapRound, Scale, ScaleStep
from staffing.access import require, rights_of
from staffing.editing import CONFLICT, UNPROCESSABLE, StaleVersion, VersionedUpdateMixin
from staffing.requests import person_of


def find_round(request: HttpRequest, pk: int) -> GapRound:
    """Return a round that the reader may see, else 404."""
    return get_object_or_404(access.visible_gap_rounds(request.user), pk=pk)


@require_safe
def gap_round_list(request: HttpRequest) -> HttpResponse:
    """Show the rounds of the reader's regions, and where a new one can be started."""
    rows = [
        {
            "region": region,
            "rounds": rounds,
            "open": next((one for one in rounds if one.is_open), None),
            "can_lead": region.pk in rights_of(request.user).region_ids and access.can_lead_gap(request.user, region),
        }
        for region, rounds in gap_queries.rounds_by_region(request.user)
    ]
    # A national auditor reads all 21: only those with something to read are shown.
    shown = [row for row in rows if row["rounds"] or row["can_lead"] or len(rows) == 1]
    return render(request, "measures/gap_round_list.html", {"rows": shown})


@require_http_methods(["GET", "POST"])
def gap_round_create(request: HttpRequest, code: str) -> HttpResponse:
    """Start a round; a region has at most one open."""
    region = get_object_or_404(access.gap_regions(request.user), code=code)
    require(access.can_lead_gap(request.user, region))
    form = GapRoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start_round(
                region=region, title=form.cleaned_data["title"], by=person_of(request), today=timezone.localdate()
            )
        except actions.OpenRoundExists:
            form.add_error(None, _("The region has an open round already. Close it before you start another."))
        else:
            messages.success(request, _("The round is started. Choose an organisation and begin."))
            return HttpResponseRedirect(made.get_absolute_url())
    status = UNPROCESSABLE if request.method == "POST" else None
    if request.method == "POST" and not form.is_bound:
        form = GapRoundForm({})
    return render(request, "measures/gap_round_form.html", {"form": form, "region": region}, status=status)


@require_safe
def gap_round_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far each organisation has come, and the ways on."""
    gap_round = find_round(request, pk)
    organisations = gap_queries.organisations_of(gap_round, timezone.localdate())
    places = gap_queries.places(gap_round, organisations, gap_queries.measures())
    return render(
        request,
        "measures/gap_round_detail.html",
        {
            "round": gap_round,
            "places": [
                {"place": place, "can_assess": access.can_assess(request.user, gap_round, place.organisation)}
                for place in places
            ],
            "can_close": access.can_close_round(request.user, gap_round),
        },
    )


@require_POST
def gap_round_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a round for good."""
    gap_round = find_round(request, pk)
    require(access.can_close_round(request.user, gap_round))
    version = request.POST.get("version", "")
    if request.POST.get("confirm") != "1" or not version.isdigit():
        messages.error(request, _("The round is still open. Tick the box to close it for good."))
        return HttpResponseRedirect(gap_round.get_absolute_url())
    try:
        actions.close_round(
            gap_round=gap_round, version=int(version), by=person_of(request), today=timezone.localdate()
        )
    except StaleVersion:
        return render(request, "measures/gap_round_stale.html", {"round": gap_round}, status=CONFLICT)
    messages.success(request, _("The round is closed. Its answers stay as they are."))
    return HttpResponseRedirect(gap_round.get_absolute_url())


@require_safe
def gap_scales(request: HttpRequest) -> HttpResponse:
    """Show the words of the scales, which all regions share, and how the suggestion is computed."""
    words = gap_queries.scale_words()
    context = {
        "scales": [(Scale(key).label, steps) for key, steps in words.items()],
        "can_edit": access.can_edit_scales(request.user),
    }
    return render(request, "measures/gap_scales.html", context)


class ScaleStepEdit(VersionedUpdateMixin, UpdateView):
    """Change the words of a step."""

    template_name = "measures/gap_scale_form.html"
    form_class = ScaleStepForm
    model = ScaleStep

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let those in who keep the catalogue or the reference data."""
        require(access.can_edit_scales(request.user))
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[ScaleStep]:
        """Return the steps."""
        return ScaleStep.objects.all()

    def form_valid(self, form: ScaleStepForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write the words."""
        actions.rename_step(step=form.instance, version=form.seen_version)
        messages.success(self.request, _("The words are saved."))
        return HttpResponseRedirect(reverse("gap_scales"))
