"""The form of a good example."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.actions.examples import FIELDS
from measures.models import GoodExample, Measure
from plans.forms.fields import DayField, PlainTextMixin, SwedishDecimalField
from staffing.collation import swedish
from staffing.editing import VersionedForm
from staffing.models import Organisation, Region

_TEXTS = ("done", "result", "lessons")
_IS_HTTPS = URLValidator(schemes=["https"])


class WithdrawForm(PlainTextMixin, forms.Form):
    """Why an example is withdrawn."""

    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        max_length=300,
        error_messages={"required": _("Say why the example is withdrawn.")},
    )


class ExampleForm(PlainTextMixin, VersionedForm):
    """What the region did, what it gave and what others can learn. A draft may be half written; a shared one is whole."""

    effect_value = SwedishDecimalField(label=_("Effect as a figure"), required=False, max_digits=14, decimal_places=2)
    since_date = DayField(label=_("In use since"), required=False, help_text=_("A day, written ÅÅÅÅ-MM-DD."))
    link = forms.CharField(
        label=_("Link"),
        required=False,
        max_length=500,
        help_text=_("To a report or a page that tells more; https only."),
    )

    class Meta:
        model = GoodExample
        fields = FIELDS
        labels: ClassVar = {"outcome": _("Did it work?")}
        widgets: ClassVar = {name: forms.Textarea(attrs={"rows": 5}) for name in _TEXTS}

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, Any] = self.fields
        offered["measure"].queryset = Measure.objects.order_by("number")
        for name in GoodExample.REQUIRED:
            # A draft may wait with them; the page says that they are needed before it is shared.
            offered[name].is_expected = True
        # One that is closed since stays with the example that names it.
        named = Organisation.objects.filter(pk=self.instance.organisation_id)
        places = Organisation.objects.valid_on(timezone.localdate()).filter(region=region, parent__isnull=False)
        offered["organisation"].queryset = (places | named).order_by(swedish("name"))

    def clean_link(self) -> str:
        """Take a whole address with https, or none."""
        link: str = self.cleaned_data["link"].strip()
        if link:
            try:
                _IS_HTTPS(link)
            except ValidationError:
                raise ValidationError(_("Write a whole web address that begins with https://.")) from None
        return link

    def _without_address(self, name: str) -> str:
        text: str = self.cleaned_data[name].strip()
        if "@" in text:
            raise ValidationError(_("Write a role and a work unit, not a person's address."))
        return text

    def clean_contact_role(self) -> str:
        """Refuse what names a person: an address of mail."""
        return self._without_address("contact_role")

    def clean_contact_unit(self) -> str:
        """Refuse what names a person: an address of mail."""
        return self._without_address("contact_unit")

    def clean(self) -> dict[str, Any]:
        """Hold the figure to its unit and source, and what is shared to be whole, each complaint at its field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("effect_value") is not None:
            for name in ("effect_unit", "effect_source"):
                if not cleaned.get(name, "").strip() and name not in self.errors:
                    self.add_error(name, ValidationError(_("Say the unit and the source of the figure.")))
        if self.instance.is_shared:
            for name in GoodExample.REQUIRED:
                if not cleaned.get(name, "").strip() and name not in self.errors:
                    self.add_error(
                        name, ValidationError(_("The example is shared with all regions, so this must be there."))
                    )
        return cleaned

    @property
    def written(self) -> dict[str, Any]:
        """Return the fields as the action takes them."""
        return {name: self.cleaned_data[name] for name in FIELDS}
