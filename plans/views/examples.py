"""Good examples: the list with its filters and files, the page of one, and the writing, sharing and withdrawing of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import UpdateView
from django_filters.views import FilterView

from documents import sheets
from documents.sheets import Column, TableSpec
from measures import access, example_queries
from measures import filtersets as measure_filtersets
from measures.actions import examples as actions
from measures.models import GoodExample, Measure
from plans import access as plan_access
from plans import filtersets
from plans.actions import examples as plan_actions
from plans.forms.examples import ExampleForm, WithdrawForm
from plans.models import Activity
from plans.models.activities import FINISHED
from plans.queries import examples as queries
from staffing import access as rights
from staffing import changes, editing, filter_chips
from staffing.editing import CONFLICT, UNPROCESSABLE, StaleVersion, VersionedUpdateMixin
from staffing.models import Region
from staffing.requests import person_of

EXAMPLES_A_PAGE = 20
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


class ExampleFilterSet(filtersets.ChipsMixin, measure_filtersets.ExampleFilterSet):
    """The filters with chips for those that are on."""

    folded = ("measure", "profession", "care_area", "outcome")

    class Meta(measure_filtersets.ExampleFilterSet.Meta):
        form = filter_chips.FilterForm


class ExampleList(FilterView):
    """The good examples that the reader may see, own drafts first."""

    template_name = "measures/example_list.html"
    filterset_class = ExampleFilterSet
    paginate_by = EXAMPLES_A_PAGE
    strict = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let those in who hold a role."""
        if not rights.rights_of(request.user).has_role:
            raise Http404
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def get_queryset(self) -> QuerySet[GoodExample]:
        """Return what the reader may see and what still holds."""
        return example_queries.for_list(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the count, what is withdrawn, and where the reader can write one."""
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "page": context["page_obj"],
            "count": context["paginator"].count,
            "withdrawn": example_queries.withdrawn(self.request.user)[:EXAMPLES_A_PAGE],
            "writes_for": access.regions_to_write_examples_for(self.request.user),
            "has_made_up": any(one.is_example for one in context["page_obj"]),
        }

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Answer 422 to a filter that does not exist."""
        is_bad = self.filterset.is_bound and not self.filterset.is_valid()
        return super().render_to_response(context, status=UNPROCESSABLE if is_bad else None, **kwargs)


@require_safe
def example_export(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Give the filtered list as CSV or a workbook; a filter that does not exist is answered with the list, as 422."""
    if file_format not in TYPES or not rights.rights_of(request.user).has_role:
        raise Http404
    found = ExampleFilterSet(request.GET, queryset=example_queries.for_list(request.user), request=request)
    if not found.is_valid():
        return ExampleList.as_view()(request)
    examples = list(found.qs)
    notice = _("Contains example data.") if any(one.is_example for one in examples) else None
    table = _table(examples)
    if file_format == "csv":
        content = sheets.write_csv(table, example_notice=notice)
    else:
        content = sheets.write_xlsx([table], example_notice=notice)
    name = f"goda-exempel-{timezone.localdate().isoformat()}.{file_format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=TYPES[file_format], headers=headers)


def _table(examples: list[GoodExample]) -> TableSpec:
    names = ("region", *actions.FIELDS, "state", "shared_at")
    kinds: dict[str, Any] = {"effect_value": "number", "since_date": "date", "shared_at": "date"}
    columns = [
        Column(
            capfirst(str(GoodExample._meta.get_field(name).verbose_name)),  # type: ignore[union-attr]  # noqa: SLF001 -- fields of ours
            kinds.get(name, "text"),
        )
        for name in names
    ]
    columns.append(Column(capfirst(_("example data"))))
    return TableSpec(
        title=_("Good examples"),
        columns=columns,
        rows=[[*(_cell(one, name) for name in names), _("yes") if one.is_example else None] for one in examples],
        notes=[_("Each region's own words. An empty cell is not stated; it does not mean zero.")],
    )


def _cell(example: GoodExample, name: str) -> Any:
    if name in ("outcome", "state"):
        return str(getattr(example, f"get_{name}_display")()) or None
    value = getattr(example, name)
    if name == "shared_at":
        return timezone.localdate(value) if value else None
    if name in ("effect_value", "since_date"):
        return value
    return str(value) if value not in (None, "") else None


def _found(request: HttpRequest, pk: int) -> GoodExample:
    """Return an example that the reader may see, else 404."""
    return get_object_or_404(example_queries.with_names(access.visible_examples(request.user)), pk=pk)


def _page(request: HttpRequest, example: GoodExample, status: int = 200, **context: Any) -> HttpResponse:
    is_own = rights.rights_of(request.user).is_member(example.region_id)
    return render(
        request,
        "measures/example_detail.html",
        {
            "example": example,
            "lacking": example.lacking_in_words() if example.is_draft else [],
            "can_change": access.can_change_example(request.user, example),
            "can_share": access.can_share_example(request.user, example),
            "can_withdraw": access.can_withdraw_example(request.user, example),
            "is_own": is_own,
            # Who wrote what is the region's own business.
            "changes": changes.changes_of(example.history.all()) if is_own else [],
            "form": WithdrawForm(),
            **context,
        },
        status=status,
    )


@require_safe
def example_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an example, and what the reader may do with it."""
    return _page(request, _found(request, pk))


@require_http_methods(["GET", "POST"])
def example_create(request: HttpRequest, code: str) -> HttpResponse:
    """Write a draft of a region's; `?measure=` says of which measure."""
    region = get_object_or_404(rights.visible_regions(request.user), code=code)
    rights.require(access.can_write_examples(request.user, region))
    if request.method == "POST":
        form = ExampleForm(request.POST, region=region)
        if form.is_valid():
            made = actions.write_example(region=region, fields=form.written, by=person_of(request))
            messages.success(request, _("The draft is saved. Only your own region sees it until you share it."))
            return HttpResponseRedirect(made.get_absolute_url())
        return _form_page(request, form, region, UNPROCESSABLE)
    number = request.GET.get("measure", "")
    measure = Measure.objects.filter(number=number).first() if number.isdecimal() and len(number) < 5 else None  # noqa: PLR2004 -- a number of the catalogue
    return _form_page(request, ExampleForm(region=region, initial={"measure": measure}), region)


def _form_page(
    request: HttpRequest, form: ExampleForm, region: Region, status: int = 200, **context: Any
) -> HttpResponse:
    return render(request, "measures/example_form.html", {"form": form, "region": region, **context}, status=status)


@require_safe
def activity_share_example(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a good example from an activity that is done: what the plan says of it stands in the form."""
    activities = plan_access.visible_activities(request.user)
    activity: Activity = get_object_or_404(
        activities.select_related("plan__region", "section__organisation", "measure"), pk=pk
    )
    region = activity.plan.region
    rights.require(access.can_write_examples(request.user, region))
    if activity.progress not in FINISHED:
        rights.require(rights.Denied(_("The activity is not done yet. Share it when there is something to tell.")))
    form = ExampleForm(region=region, initial=queries.as_example(activity))
    return _form_page(request, form, region, activity=activity)


class ExampleEdit(VersionedUpdateMixin, UpdateView):
    """Change a draft, or a shared example."""

    template_name = "measures/example_form.html"
    form_class = ExampleForm
    context_object_name = "example"

    def get_queryset(self) -> QuerySet[GoodExample]:
        """Return what the reader may see."""
        return example_queries.with_names(access.visible_examples(self.request.user))

    def get_object(self, queryset: QuerySet[GoodExample] | None = None) -> GoodExample:
        """Return the example when it is the reader's to change."""
        example: GoodExample = super().get_object(queryset)
        rights.require(access.can_change_example(self.request.user, example))
        return example

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the region, whose organisations it offers."""
        return {**super().get_form_kwargs(), "region": self.object.region}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the region."""
        return super().get_context_data(region=self.object.region, **kwargs)

    def form_valid(self, form: ExampleForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write it and show it."""
        example = actions.change_example(
            example=self.object, version=form.seen_version, fields=form.written, by=person_of(self.request)
        )
        messages.success(self.request, _("Saved."))
        return HttpResponseRedirect(example.get_absolute_url())


def _stale(request: HttpRequest, example: GoodExample) -> HttpResponse:
    return render(request, "measures/example_stale.html", {"example": example}, status=CONFLICT)


@require_POST
def example_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Let every region read a draft; what it still lacks is said on its page."""
    example = _found(request, pk)
    rights.require(access.can_share_example(request.user, example))
    try:
        actions.share_example(
            example=example, version=editing.posted_version(request), by=person_of(request), now=timezone.now()
        )
    except (StaleVersion, actions.NotADraft):
        return _stale(request, example)
    except actions.NotWhole:
        return _page(request, example, UNPROCESSABLE, is_refused=True)
    messages.success(request, _("The example is shared: everybody who signs in can read it."))
    return HttpResponseRedirect(example.get_absolute_url())


@require_POST
def example_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an example with a reason."""
    example = _found(request, pk)
    rights.require(access.can_withdraw_example(request.user, example))
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, example, UNPROCESSABLE, form=form)
    try:
        plan_actions.withdraw_example(
            example=example,
            version=editing.posted_version(request),
            reason=form.cleaned_data["reason"],
            by=person_of(request),
            now=timezone.now(),
        )
    except (StaleVersion, actions.AlreadyWithdrawn):
        return _stale(request, example)
    messages.success(request, _("The example is withdrawn. It stands in no list any more."))
    return HttpResponseRedirect(example.get_absolute_url())
