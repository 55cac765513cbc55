"""Two people at one object: the version that every edit form carries, and what the second one is shown.

`claim_version` is the only safe guard on both databases: the version stands in the UPDATE's WHERE, so of two writers one finds
no row. `VersionedUpdateMixin` turns that into a page where both are held together (`merge`): what only one of the two changed is
in the form already, and what both changed is shown as mine, theirs and before, with everything typed still in the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.db import models, transaction
from django.forms import (
    BaseForm,
    BaseModelForm,
    BoundField,
    ChoiceField,
    Field,
    HiddenInput,
    IntegerField,
    ModelChoiceField,
)
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


def posted_version(request: HttpRequest) -> int:
    """Return the version that the form carries.

    :raises BadRequest: when it carries none.
    """
    text = request.POST.get("version", "")
    if not text.isascii() or not text.isdigit() or len(text) > 9:  # noqa: PLR2004 -- more digits than any version has
        raise BadRequest(str(_("The form carries no version. Open the page again and try once more.")))
    return int(text)


DASHES = "---------"
"""What Django offers as the empty choice."""


def say_empty_choices(form: BaseForm) -> None:
    """Say the form's empty choices in words, where Django draws dashes."""
    for field in form.fields.values():
        if isinstance(field, ModelChoiceField):
            field.empty_label = _("not chosen") if field.empty_label == DASHES else field.empty_label
        elif isinstance(field, ChoiceField):
            offered: Any = field.choices
            field.choices = [(key, _("not chosen") if word == DASHES else word) for key, word in offered]


class VersionedForm(ModelForm):
    """A form of a versioned object: it carries the version that the reader saw.

    A form that also makes what is not there yet gives its version the least value 0, which then says that there was none.
    """

    version = IntegerField(widget=HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        version: Any = self.fields["version"]
        version.initial = self.instance.version if self.instance.pk else version.min_value
        say_empty_choices(self)

    @property
    def seen_version(self) -> int:
        """Return the version of the object when the form was opened."""
        return int(self.cleaned_data["version"])


@dataclass(frozen=True)
class FieldConflict:
    """One field that somebody changed: what the form was opened with, what stands there now, and what was typed."""

    label: str
    before: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Merge:
    """Two people's changes of one form held together, field by field.

    `conflicts` are what both changed, `taken` what only the other did, `kept` what only the typist did. `values` is what the
    form shows again: the other's value where only the other changed the field, else what was typed.
    """

    conflicts: list[FieldConflict]
    taken: list[FieldConflict]
    kept: list[FieldConflict]
    values: dict[str, str]


def _lines(value: Any) -> Any:
    """Return a text with the line breaks that a browser writes as those that are stored."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _words(field: Field, value: Any) -> str:
    """Return a value of a form's field as a person reads it, choices as their words."""
    shown = field.prepare_value(value)
    if shown in (None, ""):
        return ""
    if isinstance(field, ModelChoiceField):
        offered = field.queryset
        found = offered.filter(pk=shown).first() if offered is not None and str(shown).isdigit() else None
        return field.label_from_instance(found) if found is not None else str(shown)
    for key, word in getattr(field, "choices", ()):
        if str(key) == str(shown):
            return str(word)
    return str(shown)


def _is_same(field: Field, one: Any, other: Any) -> bool:
    """Return whether two values that a form may begin with are the same."""
    return str(_lines(field.prepare_value(one)) or "") == str(_lines(field.prepare_value(other)) or "")


def merge(form: BaseModelForm, opened: Mapping[str, Any]) -> Merge:
    """Hold what was typed in a bound form against what it was `opened` with and what the object says now (`form.initial`).

    A field whose beginning is not known, not in `opened`, counts as changed by both where the two differ.
    """
    merged = Merge([], [], [], {})
    for name in form.fields.keys() & form.initial.keys():
        _merge_field(merged, form[name], opened)
    order = [str(field.label) for field in form.fields.values()]
    for found in (merged.conflicts, merged.taken, merged.kept):
        found.sort(key=lambda change: order.index(change.label) if change.label in order else len(order))
    return merged


def _merge_field(merged: Merge, bound: BoundField, opened: Mapping[str, Any]) -> None:
    field, name, theirs, mine = bound.field, bound.name, bound.initial, _lines(bound.data)
    now_text = field.prepare_value(theirs)
    now = "" if now_text is None else str(now_text)
    if field.widget.value_omitted_from_data(bound.form.data, bound.form.files, bound.html_name):
        merged.values[name] = now
        return
    is_known = name in opened
    before = opened.get(name)
    is_mine = not is_known or field.has_changed(_lines(before), mine)
    is_theirs = not is_known or not _is_same(field, before, theirs)
    change = FieldConflict(str(field.label or name), _words(field, before), _words(field, theirs), _words(field, mine))
    if is_theirs and not is_mine:
        merged.taken.append(change)
        merged.values[name] = now
    elif is_mine and not is_theirs:
        merged.kept.append(change)
    elif is_mine and field.has_changed(_lines(theirs), mine):
        merged.conflicts.append(change)


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
        merged = merge(form, self._opened_with(form, current))
        data = self.request.POST.copy()
        for name, value in {**merged.values, "version": str(current.version)}.items():
            data[form.add_prefix(name)] = value
        for name, field in form.fields.items():
            if field.show_hidden_initial:
                # What the next save is held against is what stands there now.
                shown = field.prepare_value(form[name].initial)
                data[form[name].html_initial_name] = "" if shown is None else str(shown)
        form.data = data
        context = self.get_context_data(
            form=form, merged=merged, conflicts=merged.conflicts, conflict_by=current.history.first()
        )
        return self.render_to_response(context, status=CONFLICT)

    def _opened_with(self, form: BaseModelForm, current: Any) -> dict[str, Any]:
        """Return what the form's fields said when it was opened, those that are known.

        The object's own fields are read from its history at the version that the form carries. A field that shows rows of
        their own, which no version holds, carries what it began with (`show_hidden_initial`).
        """
        version = int(self.request.POST["version"])
        record = current.history.filter(version=version).order_by("-history_id").first()
        found: dict[str, Any] = {}
        if record is not None:
            kwargs = {key: value for key, value in self.get_form_kwargs().items() if key not in ("data", "files")}
            found = dict(self.get_form_class()(**{**kwargs, "instance": record.instance}).initial)
        for name, field in form.fields.items():
            if field.show_hidden_initial:
                found.pop(name, None)
                carried = self.request.POST.get(form[name].html_initial_name)
                if carried is not None:
                    found[name] = carried
        return found
