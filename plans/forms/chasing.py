"""The form in which a person chooses when to be reminded."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from plans.models import ReminderChoice
from staffing.editing import VersionedForm


class ReminderChoiceForm(VersionedForm):
    """Day and time of the weekly mail; opting out is not offered to those whose duty it is to answer."""

    class Meta:
        model = ReminderChoice
        fields = ("weekday", "hour", "is_opted_out")
        help_texts = {
            "is_opted_out": _(
                "Activities of yours that are late are still mailed, at most once a week: somebody must answer."
            ),
        }

    def __init__(self, *args: Any, can_opt_out: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_opt_out:
            del self.fields["is_opted_out"]
