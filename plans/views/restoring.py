"""Give a field of an activity back what it said in its history or in a revision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from plans.actions import activities, restoring
from plans.forms.revisions import RestoreForm
from plans.models import Activity
from plans.queries import restoring as queries
from plans.views.activities import EditableActivityMixin
from plans.views.activity_acts import stale
from staffing.editing import InvalidFormMixin, StaleVersion
from staffing.requests import person_of

LONGEST_KEY = 12


class ActivityRestoreField(EditableActivityMixin, InvalidFormMixin, FormView):
    """Choose a field that said something else then, and restore it. `?post=` names a history row, `?revision=` a revision."""

    template_name = "plans/activity_restore_field.html"
    form_class = RestoreForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the activity."""
        super().setup(request, *args, **kwargs)
        self.object: Activity

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let in who may change the activity."""
        self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def earlier(self) -> queries.Earlier | None:
        """Return what the address names; None when it names nothing, 404 when it names what is not there."""
        asked = {name: self.request.GET.get(name, "") for name in ("post", "revision")}
        for name, find in (("post", queries.record_of), ("revision", queries.revision_of)):
            text = asked[name]
            if text:
                is_key = text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY
                found = find(self.object, int(text)) if is_key else None
                if found is None:
                    raise Http404
                return found
        return None

    @cached_property
    def differences(self) -> list[queries.Difference]:
        """Return the fields that said something else."""
        return queries.differences(self.object, self.earlier) if self.earlier else []

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the fields, the one that the address names first chosen."""
        initial = {"version": self.object.version, "field": self.request.GET.get("falt", "")}
        return {
            **super().get_form_kwargs(),
            "initial": initial,
            "choices": [(one.field, f"{one.label}: “{one.now}” → “{one.then}”") for one in self.differences],
        }

    def form_valid(self, form: RestoreForm) -> HttpResponse:
        """Restore the field and show the activity."""
        if self.earlier is None:
            raise Http404
        try:
            activity = restoring.restore_field(
                activity=self.object,
                version=form.cleaned_data["version"],
                field=form.cleaned_data["field"],
                earlier=self.earlier,
                move_reason=form.cleaned_data["move_reason"],
                by=person_of(self.request),
                now=timezone.now(),
            )
        except activities.MoveNeedsReason:
            form.add_error("move_reason", _("The deadline becomes another date. Write why."))
            return self.form_invalid(form)
        except (StaleVersion, restoring.NothingToRestore):
            return stale(self.request, self.object, _("Nothing was restored."))
        messages.success(self.request, _("The field says again what it said before."))
        return HttpResponseRedirect(activity.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the activity and the differences."""
        return super().get_context_data(
            activity=self.object, plan=self.object.plan, earlier=self.earlier, differences=self.differences, **kwargs
        )
