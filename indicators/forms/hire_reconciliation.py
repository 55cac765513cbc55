"""What is chosen and written on the page that holds hires against the cost return."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.index_forms import period_choices
from indicators.queries.breakdowns import Dimension
from staffing import hire_forms
from staffing.plain_text import PlainTextMixin
from values.period import Period

BY = [(Dimension.CARE_AREA.value, _("Care area")), (Dimension.ORGANISATION.value, _("Organisation"))]


class ReconciliationForm(forms.Form):
    """The period, and what the lines are by; valid without any input."""

    period = forms.ChoiceField(label=_("Period"), required=False)
    by = forms.ChoiceField(label=_("Lines by"), choices=BY, required=False)

    def __init__(self, data: Any, *, periods: Iterable[Period], latest: Period | None) -> None:
        begun = {"period": latest.code if latest else "", "by": Dimension.CARE_AREA.value}
        super().__init__({**begun, **{name: data[name] for name in begun if data.get(name)}})
        self.fields["period"] = forms.ChoiceField(label=_("Period"), choices=period_choices(periods), required=False)


class CommentForm(PlainTextMixin, forms.Form):
    """Why hires and return differ, in the controller's words."""

    text = hire_forms.words_field(_("Why it differs"), rows=4)
