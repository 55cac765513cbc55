"""Two people at one object: the version that every edit form carries, and what the second one is shown.

`claim_version` is the only safe guard on both databases: the version stands in the UPDATE's WHERE, so of two writers one finds
no row. `VersionedUpdateMixin` turns that into a page that shows mine, theirs and before, with everything typed still in the form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.db import models, transaction
from django.forms import BaseForm, BaseModelForm, Field, HiddenInput, IntegerField
from django.forms.models import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.generic.edit import FormMixin, UpdateView

UNPROCESSABLE = 422
CONFLICT = 409


class StaleVersion(Exception):
    """Somebody changed the object after the form was opened."""


def claim_version(instance: models.Model, version: int) -> None:
    """Count the object's version up when it is still `version`; call first in the transaction that writes the object.

    :raises StaleVersion: when it is not, and nothing was written.
    """
    model = type(instance)
    claimed = model._base_manager.filter(pk=instance.pk, version=version).update(version=version + 1)  # noqa: SLF001
    if not claimed:
        raise StaleVersion
    versioned: Any = instance
    versioned.version = version + 1


class VersionedForm(ModelForm):
    """A form of a versioned object: it carries the version that the reader saw."""

    version = IntegerField(widget=HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version if self.instance.pk else 1

    @property
    def seen_version(self) -> int:
        """Return the version of the object when the form was opened."""
        return int(self.cleaned_data["version"])


@dataclass(frozen=True)
class FieldConflict:
    """One field that differs: what the form was opened with, what stands there now, and what was typed."""

    label: str
    before: str
    theirs: str
    mine: str


def _words(field: Field, value: Any) -> str:
    """Return a value as a person reads it, choices as their words."""
    if value in (None, ""):
        return ""
    choices = dict(getattr(field, "flatchoices", None) or [])
    if choices:
        return str(choices.get(value, value))
    queryset = getattr(field, "queryset", None)
    if queryset is not None and not isinstance(value, models.Model):
        found = queryset.filter(pk=value).first()
        return str(found) if found is not None else str(value)
    return str(value)


def conflicts_of(form: BaseModelForm, opened_version: int) -> list[FieldConflict]:
    """Return the fields where the stored object and what was typed differ, with what stood there when the form was opened."""
    model = form._meta.model  # noqa: SLF001
    current = model._base_manager.get(pk=form.instance.pk)  # noqa: SLF001
    opened = current.history.filter(version=opened_version).order_by("-history_id").first()
    found = []
    for name, field in form.fields.items():
        if name == "version" or name not in form.cleaned_data or not hasattr(current, name):
            continue
        key = getattr(model, name).field.attname if hasattr(getattr(model, name, None), "field") else name
        described = model._meta.get_field(name)  # noqa: SLF001
        before = _words(described, getattr(opened, key, None)) if opened is not None else ""
        theirs = _words(described, getattr(current, key))
        typed = form.cleaned_data[name]
        mine = _words(described, typed.pk if isinstance(typed, models.Model) else typed)
        if theirs != mine:
            found.append(FieldConflict(str(field.label or name), before, theirs, mine))
    return found


class InvalidFormMixin(FormMixin):
    """Answer 422 to a form that does not hold, with everything typed still in it."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """Show the form again."""
        response = super().form_invalid(form)
        response.status_code = UNPROCESSABLE
        return response


class VersionedUpdateMixin(InvalidFormMixin, UpdateView):
    """An edit page whose form is a `VersionedForm`: 400 without a version, 409 when somebody was first.

    `form_valid` is left to the view, which calls one action; an action that raises `StaleVersion` ends here.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check that the form carries a version, then go on; show the conflict when somebody was first."""
        if not request.POST.get("version", "").isdigit():
            raise BadRequest(str(_("The form carries no version. Open the page again and try once more.")))
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except StaleVersion:
            return self.conflict()

    def conflict(self) -> HttpResponse:
        """Show the form with what was typed, beside what somebody else wrote, ready to be sent on the new version."""
        self.object = self.get_object()
        form = self.get_form()
        form.is_valid()
        current: Any = self.get_object()
        conflicts = conflicts_of(form, int(self.request.POST["version"]))
        data = self.request.POST.copy()
        data[form.add_prefix("version")] = str(current.version)
        form.data = data
        context = self.get_context_data(form=form, conflicts=conflicts, conflict_by=current.history.first())
        return self.render_to_response(context, status=CONFLICT)
