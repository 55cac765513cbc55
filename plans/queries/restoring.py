"""What an activity said earlier, in its history or in a revision, that it does not say now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from measures.models import Measure
from plans.models import Activity, PlanRevision
from plans.queries import revisions

FIELDS = (
    "title",
    "description",
    "deadline_text",
    "measure",
    "priority",
    "horizon",
    "expected_effect_sek",
    "expected_effect_fte",
    "effect_from_date",
    "conditions",
    "funding",
)
"""What can be restored one at a time; place and responsible roles are changed on their own pages."""


@dataclass(frozen=True)
class Earlier:
    """What an activity said at one time, and which time that was in words; `values` are by the name of the field."""

    when: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """A field that said something else: its name, its label, and both values in words."""

    field: str
    label: str
    now: str
    then: str


def record_of(activity: Activity, record_id: int) -> Earlier | None:
    """Return what a history row of the activity, or of the one that it revises, says."""
    keys = [key for key in (activity.pk, activity.revises_id) if key]
    record = Activity.history.filter(id__in=keys, history_id=record_id).first()
    if record is None:
        return None
    measure = Measure.objects.filter(pk=record.measure_id).first() if record.measure_id else None
    values = {name: measure if name == "measure" else getattr(record, name) for name in FIELDS}
    return Earlier(f"{timezone.localtime(record.history_date):%Y-%m-%d}", values)


def revision_of(activity: Activity, number: int) -> Earlier | None:
    """Return what a revision of the activity's plan says of it; None when there is no such revision or it was not in it."""
    standing_id = activity.plan.revises_id or activity.plan_id
    revision = PlanRevision.objects.select_related("record").filter(plan_id=standing_id, number=number).first()
    if revision is None:
        return None
    key = activity.revises_id or activity.pk
    found = next((one for one in revisions.snapshot_in(revision).activities if one.key == key), None)
    if found is None:
        return None
    measure = Measure.objects.filter(number=found.measure_number).first() if found.measure_number else None
    values = {name: measure if name == "measure" else getattr(found, name) for name in FIELDS}
    return Earlier(_("revision %(number)s") % {"number": number}, values)


def differences(activity: Activity, earlier: Earlier) -> list[Difference]:
    """Return the fields that say something else now, in the order of the form."""
    return [
        Difference(name, _label(name), _words(name, getattr(activity, name)), _words(name, then))
        for name, then in earlier.values.items()
        if getattr(activity, name) != then
    ]


def _label(name: str) -> str:
    label = str(Activity._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001 - all have one
    return label[:1].upper() + label[1:]


def _words(name: str, value: Any) -> str:
    if value in (None, ""):
        return "–"
    choices = dict(getattr(Activity._meta.get_field(name), "flatchoices", ()))  # noqa: SLF001
    return str(choices.get(value, value))
