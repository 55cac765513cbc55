"""Framework agreements: the nation's and the own region's; read by all who hold a role there, kept by one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import CreateView, DetailView, TemplateView, UpdateView
from django.views.generic.base import ContextMixin, View

from documents import sheets
from documents.sheets.problems import ProblemList
from staffing import access, delegation_queries, editing, framework_queries, hire_access, price_sheet
from staffing import framework_forms as forms
from staffing.access import Denied
from staffing.actions import frameworks as actions
from staffing.framework_forms import PartForm, PricesForm
from staffing.models import FrameworkAgreement, Profession, Region, Speciality
from staffing.requests import person_of
from staffing.table_forms import TableForm
from staffing.views import staffing_frame
from values import numbers

PASTED = "prislista.csv"


class FrameworkMixin(ContextMixin, View):
    """A page of agreements: `region` is the one that is looked at, None for the nation's."""

    heading: str | Promise = ""
    list_title = _("Framework agreements")

    @cached_property
    def region(self) -> Region | None:
        """Return the region that is looked at."""
        return staffing_frame.region_asked_for(self.request)

    def back(self) -> str:
        """Return the address of the list."""
        return reverse("framework_list") + (f"?region={self.region.code}" if self.region else "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the tabs and the frame's words."""
        words = {"page_heading": self.heading, "list_title": self.list_title, "back": self.back()}
        tabs = staffing_frame.tabs(self.request, self.region, "frameworks")
        return super().get_context_data(**{**tabs, **words, **kwargs})

    @cached_property
    def agreement(self) -> FrameworkAgreement:
        """Return the agreement of the address, when the reader sees it."""
        return get_object_or_404(self.visible(), pk=self.kwargs["pk"])

    def visible(self) -> QuerySet[FrameworkAgreement]:
        """Return the agreements that the reader sees."""
        return hire_access.visible_frameworks(self.request.user).select_related("region", "replaces")


class FrameworkList(FrameworkMixin, TemplateView):
    """The nation's agreements and the region's."""

    template_name = "staffing/framework_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the agreements, and for whom the reader adds one."""
        rows = framework_queries.agreement_rows(self.visible(), self.region, timezone.localdate())
        return super().get_context_data(
            rows=rows,
            can_add=bool(self.region and hire_access.can_keep_framework(self.request.user, self.region)),
            can_add_national=hire_access.can_keep_framework(self.request.user, None),
            is_example=any(row.agreement.is_example for row in rows),
            **kwargs,
        )


class FrameworkDetail(FrameworkMixin, DetailView):
    """One version: its terms, suppliers, price list and zones, and what it changed."""

    template_name = "staffing/framework_detail.html"
    context_object_name = "agreement"

    def get_queryset(self) -> QuerySet[FrameworkAgreement]:
        """Return what the reader sees."""
        return self.visible()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add all of it."""
        one, today = self.object, timezone.localdate()
        answer = hire_access.can_change_framework(self.request.user, one)
        keeps = bool(hire_access.can_keep_framework(self.request.user, one.region))
        versions = framework_queries.versions_of(one)
        return super().get_context_data(
            when=delegation_queries.when(one.valid_from, one.valid_to, today),
            prices=framework_queries.price_table(one),
            ranked=framework_queries.ranked(one),
            zones=framework_queries.zones_with_places(one),
            versions=versions,
            differences=framework_queries.changed_since_before(one),
            changes=framework_queries.history_of(one),
            can_change=answer,
            refusal=answer.reason if keeps and isinstance(answer, Denied) else "",
            can_renew=keeps and versions[0].pk == one.pk,
            **kwargs,
        )


class FrameworkCreate(editing.InvalidFormMixin, FrameworkMixin, CreateView):
    """Add an agreement: of the region, or with `?nation=1` (and for who has no region) of the nation."""

    form_class = forms.TermsCreateForm
    template_name = "staffing/staffing_form.html"
    heading = _("New framework agreement")

    @cached_property
    def owner(self) -> Region | None:
        """Return whose agreement it becomes, when the writer keeps those."""
        region = None if self.request.GET.get("nation") and self.region is not None else self.region
        access.require(hire_access.can_keep_framework(self.request.user, region))
        return region

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say whose it is."""
        return {**super().get_form_kwargs(), "instance": FrameworkAgreement(region=self.owner)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whose it becomes."""
        about = self.owner.short_name if self.owner else _("For all regions")
        return super().get_context_data(about=about, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Save it, and go on with what belongs to it."""
        made = actions.create(agreement=form.instance, by=person_of(self.request))
        messages.success(self.request, _("The agreement is saved. Go on with suppliers, zones and prices."))
        return redirect("framework_detail", pk=made.pk)


class Changing(FrameworkMixin):
    """A page that changes a version, for who keeps it, while nothing refers to it."""

    def back(self) -> str:
        """Return the address of the version."""
        return reverse("framework_detail", kwargs={"pk": self.agreement.pk})

    def may(self) -> None:
        """Refuse who may not change it, with the reason."""
        access.require(hire_access.can_change_framework(self.request.user, self.agreement))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the agreement."""
        return super().get_context_data(**{"about": str(self.agreement), "agreement": self.agreement, **kwargs})

    def done(self, words: Any, pk: int | None = None) -> HttpResponse:
        """Say what is done, and show the version."""
        messages.success(self.request, str(words))
        return redirect("framework_detail", pk=pk or self.agreement.pk)


class FrameworkUpdate(editing.VersionedUpdateMixin, Changing, UpdateView):
    """Change the terms."""

    form_class = forms.TermsForm
    template_name = "staffing/staffing_form.html"
    heading = _("Change the terms")

    def get_object(self, queryset: QuerySet[FrameworkAgreement] | None = None) -> FrameworkAgreement:
        """Return the version when it may be changed."""
        self.may()
        return get_object_or_404(self.visible(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the history."""
        return super().get_context_data(changes=framework_queries.history_of(self.object), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Save unless somebody was first, or a hire refers to it by now."""
        try:
            actions.change_terms(agreement=form.instance, version=form.seen_version, by=person_of(self.request))
        except (actions.AgreementInUse, actions.AlreadyReplaced):
            self.may()
            raise
        return self.done(_("The terms are saved."))


class FrameworkRenew(editing.VersionedUpdateMixin, Changing, UpdateView):
    """Make the next version."""

    form_class = forms.NewVersionForm
    template_name = "staffing/staffing_form.html"
    heading = _("New version")

    def get_object(self, queryset: QuerySet[FrameworkAgreement] | None = None) -> FrameworkAgreement:
        """Return the version when it can have a next one."""
        access.require(hire_access.can_end_framework(self.request.user, self.agreement))
        return get_object_or_404(self.visible(), pk=self.kwargs["pk"])

    def form_valid(self, form: Any) -> HttpResponse:
        """Copy all of it."""
        try:
            made = actions.new_version(
                agreement=self.object,
                version=form.seen_version,
                valid_from=form.cleaned_data["first_date"],
                by=person_of(self.request),
            )
        except actions.AlreadyReplaced:
            access.require(Denied(hire_access.REPLACED_AGREEMENT))
            raise
        return self.done(_("The new version is a copy. Change in it what is new."), made.pk)


class _PartEdit(Changing, TemplateView):
    """Change one part of a version: suppliers, zones or prices."""

    form_class: type[PartForm]
    saved: str | Promise = ""

    def make_form(self, data: Mapping[str, Any] | None = None) -> PartForm:
        """Return the form, with what was typed."""
        return self.form_class(data, agreement=self.agreement)

    def write(self, form: Any, by: Any) -> None:
        """Save what the form says."""
        raise NotImplementedError

    def get(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Show the form."""
        self.may()
        return self.page(self.make_form())

    def page(self, form: BaseForm, status: int = 200, **context: Any) -> HttpResponse:
        """Show the form again, or for the first time."""
        return self.render_to_response(self.get_context_data(form=form, **context), status=status)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Save it, or say what hinders it."""
        self.may()
        editing.posted_version(request)
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.page(form, editing.UNPROCESSABLE)
        try:
            self.write(form, person_of(request))
        except actions.ZoneInUse as used:
            form.add_error(None, _("The zone %(zone)s has prices. Take them away first.") % {"zone": used.name})
            return self.page(form, editing.UNPROCESSABLE)
        except (actions.AgreementInUse, actions.AlreadyReplaced):
            self.may()
            raise
        except editing.StaleVersion:
            return self.conflict(request.POST)
        return self.done(self.saved)

    def conflict(self, posted: QueryDict) -> HttpResponse:
        """Show what was typed beside what somebody else saved, ready to be sent on the new version."""
        self.agreement = get_object_or_404(self.visible(), pk=self.kwargs["pk"])
        data = posted.copy()
        data["version"] = str(self.agreement.version)
        form = self.make_form(data)
        form.is_valid()
        rows = [
            {"label": label, "before": "", "theirs": theirs, "mine": mine} for label, theirs, mine in form.differing()
        ]
        return self.page(form, editing.CONFLICT, conflicts=rows, conflict_by=self.agreement.history.first())


class FrameworkSuppliers(_PartEdit):
    """The suppliers by rank."""

    form_class = forms.SuppliersForm
    template_name = "staffing/framework_suppliers.html"
    heading, saved = _("Suppliers"), _("The suppliers are saved.")

    def write(self, form: Any, by: Any) -> None:
        """Save them."""
        actions.write_suppliers(
            agreement=self.agreement, version=form.cleaned_data["version"], rows=form.written, by=by
        )


class FrameworkZones(_PartEdit):
    """The zones."""

    form_class = forms.ZonesForm
    template_name = "staffing/framework_zones.html"
    heading, saved = _("Price zones"), _("The zones are saved.")

    def write(self, form: Any, by: Any) -> None:
        """Save them."""
        actions.write_zones(agreement=self.agreement, version=form.cleaned_data["version"], rows=form.written, by=by)


class FrameworkPrices(_PartEdit):
    """The price list as a grid."""

    form_class = forms.PricesForm
    template_name = "staffing/framework_prices.html"
    heading, saved = _("Price list"), _("The price list is saved.")

    def make_form(self, data: Mapping[str, Any] | None = None) -> PartForm:
        """Add the row that the reader asks for."""
        wanted = self.request.GET.get("speciality", "")
        added = frozenset({int(wanted)} if wanted.isdecimal() else ())
        return PricesForm(data, agreement=self.agreement, added=added)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the specialities that can have a row."""
        offered = Speciality.objects.select_related("profession").order_by("profession__order", "name_sv")
        return super().get_context_data(specialities=offered, **kwargs)

    def write(self, form: Any, by: Any) -> None:
        """Save it."""
        actions.write_prices(agreement=self.agreement, version=form.cleaned_data["version"], prices=form.written, by=by)


class FrameworkPriceTable(FrameworkPrices):
    """A price list from a file or pasted: read whole or not at all, and shown in the grid to be checked and saved there."""

    template_name = "staffing/framework_price_table.html"
    heading = _("Read a price list")

    def get(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Show the form."""
        self.may()
        return self.page(TableForm())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the columns that the table is to have."""
        columns = framework_queries.price_table(self.agreement).columns
        zones = [column.name for column in columns if column]
        return super().get_context_data(headings=zones or [price_sheet.EVERYWHERE[0]], **kwargs)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Read it; nothing is written here."""
        self.may()
        form = TableForm(request.POST, request.FILES)
        reading = self._read(form) if form.is_valid() else None
        if reading is None or reading.problems.is_blocking:
            problems = list(reading.problems if reading else ProblemList())
            return self.page(form, editing.UNPROCESSABLE, problems=problems)
        words = ngettext(
            "%(count)s price is read. Check the list, then save it: nothing is written yet.",
            "%(count)s prices are read. Check the list, then save it: nothing is written yet.",
            len(reading.prices),
        )
        messages.info(request, words % {"count": len(reading.prices)})
        self.template_name, self.heading = FrameworkPrices.template_name, FrameworkPrices.heading
        return self.page(PricesForm(self._as_typed(reading.prices), agreement=self.agreement))

    def _read(self, form: Any) -> price_sheet.Reading | None:
        file = form.cleaned_data.get("file")
        content = file.read() if file else form.cleaned_data["pasted"].encode()
        try:
            data = sheets.read_table(content, file.name if file else PASTED)
        except sheets.UploadRefused as refused:
            form.add_error("file" if file else "pasted", str(refused))
            return None
        return price_sheet.read(data, self._known())

    def _known(self) -> price_sheet.Known:
        professions: dict[str, int] = {}
        specialities: dict[tuple[int, str], int] = {}
        for one in Profession.objects.all():
            professions |= {one.name_sv: one.pk, one.name_en or one.name_sv: one.pk}
        for row in Speciality.objects.all():
            specialities |= {(row.profession_id, name): row.pk for name in (row.name_sv, row.name_en) if name}
        zones = dict(self.agreement.zones.values_list("name", "pk"))
        return price_sheet.Known(professions, specialities, zones)

    def _as_typed(self, prices: Mapping[actions.PriceKey, Decimal]) -> dict[str, str]:
        # As one writes it in Swedish: read alike in both languages, where "1,150" could be two numbers.
        typed = {
            PricesForm.key_name(*key): numbers.format_decimal(price, 2 if price % 1 else 0)
            for key, price in prices.items()
        }
        return {**typed, "version": str(self.agreement.version)}
