"""The reference data: what all figures and choices rest on, each list with its history; changed by administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, TemplateView, UpdateView

from staffing import access, changes, editing
from staffing import reference_forms as forms
from staffing import reference_queries as queries
from staffing.access import Allowed, Denied
from staffing.actions import reference as actions
from staffing.models import CareArea, Population, Profession, Region, RegionName
from staffing.requests import person_of
from staffing.views.frame import AdministrationMixin

READING = ("GET", "HEAD")


class ReferenceReadMixin(AdministrationMixin):
    """A page that the nation's roles read; everybody else gets the same refusal whatever the address names."""

    tab = "reference_data"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the right before anything is looked up; a method that is not taken is nobody's."""
        if request.method in READING:
            access.require(access.can_read_reference_data(request.user))
        return super().dispatch(request, *args, **kwargs)


class ReferenceChangeMixin(AdministrationMixin):
    """A page that adds or corrects a row, for whom `answer` allows: `heading`, and the list that it goes back to."""

    tab = "reference_data"
    heading: str | Promise = ""
    list_name = ""
    list_title: str | Promise = ""
    saved: str | Promise = gettext_lazy("Saved.")

    def answer(self) -> Allowed | Denied:
        """Answer whether the person may change it: an administrator."""
        return access.can_administer(self.request.user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the right before anything is looked up."""
        access.require(self.answer())
        return super().dispatch(request, *args, **kwargs)

    def back(self) -> str:
        """Return the address of the list."""
        return reverse(self.list_name)

    def about(self) -> str:
        """Return what the row is about, for the heading; nothing says it all."""
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the frame."""
        return super().get_context_data(
            page_heading=self.heading, about=self.about(), list_title=self.list_title, back=self.back(), **kwargs
        )

    def done(self) -> HttpResponse:
        """Say that it is saved, and go back."""
        messages.success(self.request, str(self.saved))
        return redirect(self.back())


class ReferenceCreate(editing.InvalidFormMixin, ReferenceChangeMixin, CreateView):
    """Add a row."""

    template_name = "staffing/reference_form.html"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Save it."""
        actions.add(instance=form.instance, by=person_of(self.request))  # type: ignore[attr-defined]  # a model form
        return self.done()


class ReferenceCorrect(editing.VersionedUpdateMixin, ReferenceChangeMixin, UpdateView):
    """Correct a row, with a reason; its history stands below."""

    template_name = "staffing/reference_form.html"
    heading = gettext_lazy("Correct")

    def about(self) -> str:
        """Name the row."""
        return str(self.model._default_manager.get(pk=self.object.pk))  # noqa: SLF001

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the row's history."""
        return super().get_context_data(changes=changes.changes_of(self.object.history.all()), **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Save unless somebody was first."""
        self.save(form)
        return self.done()

    def save(self, form: Any) -> None:
        """Write it."""
        actions.correct(
            instance=form.instance,
            version=form.seen_version,
            reason=form.cleaned_data["reason"],
            by=person_of(self.request),
        )


class ReferenceData(ReferenceReadMixin, TemplateView):
    """What there is, and what of it is old."""

    template_name = "staffing/reference_data.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how much there is of each."""
        return super().get_context_data(
            population_date=queries.oldest_of_latest(queries.latest_populations()),
            region_count=Region.objects.count(),
            professions=Profession.objects.all(),
            care_areas=CareArea.objects.all(),
            **kwargs,
        )


# Populations ------------------------------------------------------------------------------------------------------------

POPULATIONS = gettext_lazy("Population")


class PopulationList(ReferenceReadMixin, TemplateView):
    """Each region's latest population, and what was changed last."""

    template_name = "staffing/population_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the regions, and the oldest of their latest dates."""
        rows, names = queries.latest_populations(), queries.region_names()
        return super().get_context_data(
            rows=rows,
            oldest=queries.oldest_of_latest(rows),
            changes=queries.latest_changes(Population, lambda row: f"{names.get(row.region_id, '–')} {row.date}"),
            **kwargs,
        )


class PopulationRegion(ReferenceReadMixin, TemplateView):
    """One region's populations by date."""

    template_name = "staffing/population_region.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the dates and their history."""
        region = get_object_or_404(Region, code=self.kwargs["code"])
        return super().get_context_data(
            region=region,
            populations=Population.objects.filter(region=region).order_by("-date"),
            changes=queries.latest_changes(Population, lambda row: str(row.date), only=Q(region=region)),
            **kwargs,
        )


class PopulationCreate(ReferenceCreate):
    """Add a region's population of a date."""

    form_class = forms.PopulationCreateForm
    heading = gettext_lazy("Add a population")
    list_name, list_title = "population_list", POPULATIONS
    saved = gettext_lazy("The population is saved. Figures per inhabitant from that day on use it.")

    def get_initial(self) -> dict[str, Any]:
        """Choose the region that the address names."""
        return {"region": Region.objects.filter(code=self.request.GET.get("region", "")).first()}


class PopulationEdit(ReferenceCorrect):
    """Correct a population."""

    model = Population
    form_class = forms.PopulationForm
    heading = gettext_lazy("Correct the population")
    list_name, list_title = "population_list", POPULATIONS
    saved = gettext_lazy("The population is corrected. Every figure per inhabitant follows.")

    def about(self) -> str:
        """Name the region."""
        return self.object.region.short_name

    def back(self) -> str:
        """Return the address of the region's populations."""
        return reverse("population_region", kwargs={"code": self.object.region.code})


# Professions and care areas ---------------------------------------------------------------------------------------------

PROFESSIONS = gettext_lazy("Professions and care areas")


def _own_name(row: Any) -> str:
    return str(row.name_sv)


class ProfessionList(ReferenceReadMixin, TemplateView):
    """What costs are counted by."""

    template_name = "staffing/profession_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add both lists and what was changed."""
        told = changes.merged(
            queries.latest_changes(Profession, _own_name), queries.latest_changes(CareArea, _own_name)
        )
        return super().get_context_data(
            professions=Profession.objects.all(),
            care_areas=CareArea.objects.all(),
            changes=told[: queries.LATEST],
            **kwargs,
        )


class ProfessionCreate(ReferenceCreate):
    """Add a profession."""

    form_class = forms.ProfessionCreateForm
    heading = gettext_lazy("Add a profession")
    list_name, list_title = "profession_list", PROFESSIONS
    saved = gettext_lazy("The profession is added, and offered where costs are reported.")


class ProfessionEdit(ReferenceCorrect):
    """Rename, order or retire a profession."""

    model = Profession
    form_class = forms.ProfessionForm
    heading = gettext_lazy("Change the profession")
    list_name, list_title = "profession_list", PROFESSIONS

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form whether anything refers to it."""
        return {**super().get_form_kwargs(), "is_used": queries.is_used(self.object)}


class CareAreaEdit(ReferenceCorrect):
    """Rename a care area."""

    model = CareArea
    form_class = forms.CareAreaForm
    heading = gettext_lazy("Change the care area")
    list_name, list_title = "profession_list", PROFESSIONS


# Regions' names -----------------------------------------------------------------------------------------------------------

NAMES = gettext_lazy("The regions' names")


class RegionNameList(ReferenceReadMixin, TemplateView):
    """What each region is and was called."""

    template_name = "staffing/region_name_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the regions with their names."""
        names = queries.region_names()
        return super().get_context_data(
            rows=queries.names_by_region(),
            changes=queries.latest_changes(RegionName, lambda row: names.get(row.region_id, "–")),
            **kwargs,
        )


class RegionNameCreate(ReferenceCreate):
    """Name a region anew from a day on."""

    form_class = forms.RegionNameCreateForm
    heading = gettext_lazy("A new name")
    list_name, list_title = "region_name_list", NAMES
    saved = gettext_lazy("The name is saved. The one before it ends the day before.")

    @cached_property
    def region(self) -> Region:
        """Return the region of the address."""
        return get_object_or_404(Region, code=self.kwargs["code"])

    def about(self) -> str:
        """Name the region."""
        return self.region.short_name

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say whose name it is."""
        return {**super().get_form_kwargs(), "instance": RegionName(region=self.region)}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Save it, and end the one before."""
        actions.add_region_name(name=form.instance, by=person_of(self.request))  # type: ignore[attr-defined]
        return self.done()


class RegionNameEdit(ReferenceCorrect):
    """Correct a name or its first day."""

    model = RegionName
    form_class = forms.RegionNameForm
    heading = gettext_lazy("Correct the name")
    list_name, list_title = "region_name_list", NAMES

    def save(self, form: Any) -> None:
        """Write it, and end the one before accordingly."""
        actions.correct_region_name(
            name=form.instance,
            version=form.seen_version,
            reason=form.cleaned_data["reason"],
            by=person_of(self.request),
        )
