"""Targets and published figures: read by all who hold a role, added and corrected by the coordinator and administrators."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, TemplateView

from indicators import access, published_words
from indicators.forms import reference as forms
from indicators.models import Assumption, PublishedFigure, Target
from indicators.queries import reference as queries
from staffing import access as staffing_access
from staffing.access import Allowed, Denied
from staffing.views import reference
from staffing.views.frame import AdministrationMixin

FIGURES_A_PAGE = 50


class ListMixin(AdministrationMixin):
    """A list that everybody with a role reads; what was changed in it, and by whom, is for the nation's roles."""

    tab = "reference_data"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show nothing to those without a role; a method that is not taken is nobody's."""
        is_taken = request.method in reference.READING or hasattr(self, str(request.method).lower())
        if is_taken and not staffing_access.rights_of(request.user).has_role:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the reader may do and read."""
        return super().get_context_data(
            can_set=bool(access.can_set_assumptions(self.request.user)), sees_changes=self.sees_changes, **kwargs
        )

    @property
    def sees_changes(self) -> bool:
        """Return whether the reader reads who changed what."""
        return bool(staffing_access.can_read_reference_data(self.request.user))


class SetMixin(reference.ReferenceChangeMixin):
    """A form for the nation's coordinator and administrators."""

    def answer(self) -> Allowed | Denied:
        """Answer whether the person may set what holds for the nation."""
        return access.can_set_assumptions(self.request.user)


TARGETS = gettext_lazy("Targets")


class TargetList(ListMixin, TemplateView):
    """The nation's target and the regions' own, each from its day."""

    template_name = "indicators/target_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the targets."""
        told = queries.changed_targets(_("the nation")) if self.sees_changes else []
        return super().get_context_data(rows=queries.target_rows(timezone.localdate()), changes=told, **kwargs)


class TargetCreate(SetMixin, reference.ReferenceCreate):
    """Set a target from a day on."""

    form_class = forms.TargetCreateForm
    heading = gettext_lazy("Set a target")
    list_name, list_title = "target_list", TARGETS
    saved = gettext_lazy("The target is saved. Every figure from its date on is held against it.")


class TargetEdit(SetMixin, reference.ReferenceCorrect):
    """Correct a target."""

    model = Target
    form_class = forms.TargetForm
    heading = gettext_lazy("Correct the target")
    list_name, list_title = "target_list", TARGETS
    saved = gettext_lazy("The target is corrected. Every figure follows.")

    def about(self) -> str:
        """Name whose it is."""
        return self.object.region.short_name if self.object.region else _("The nation")


class AssumptionEdit(SetMixin, reference.ReferenceCorrect):
    """Correct a value that was written wrong."""

    model = Assumption
    form_class = forms.AssumptionCorrectionForm
    heading = gettext_lazy("Correct the assumption")
    list_name, list_title = "assumption_list", gettext_lazy("Assumptions")
    saved = gettext_lazy("The assumption is corrected. Every figure follows.")

    def about(self) -> str:
        """Name the assumption."""
        label = str(self.object.get_code_display())
        return label[:1].upper() + label[1:]


PUBLISHED = gettext_lazy("Published figures")


class PublishedFigureList(ListMixin, ListView):
    """What others have published, with their sources."""

    template_name = "indicators/published_figure_list.html"
    paginate_by = FIGURES_A_PAGE
    queryset = PublishedFigure.objects.order_by("entity", "-period", "figure", "source")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the values as numbers where they are, and what each figure is in words."""
        context = super().get_context_data(
            changes=queries.changed_published_figures() if self.sees_changes else [], **kwargs
        )
        return {
            **context,
            "rows": [(one, queries.value_of(one), published_words.words(one)) for one in context["object_list"]],
        }


class PublishedFigureCreate(SetMixin, reference.ReferenceCreate):
    """Add a published figure."""

    form_class = forms.PublishedFigureCreateForm
    heading = gettext_lazy("Add a published figure")
    list_name, list_title = "published_figure_list", PUBLISHED
    saved = gettext_lazy("The figure is saved.")


class PublishedFigureEdit(SetMixin, reference.ReferenceCorrect):
    """Correct a published figure."""

    model = PublishedFigure
    form_class = forms.PublishedFigureForm
    heading = gettext_lazy("Correct the published figure")
    list_name, list_title = "published_figure_list", PUBLISHED

    def about(self) -> str:
        """Name whose it is."""
        return _("The nation") if self.object.entity == forms.NATION else self.object.entity
