"""What a good example is begun with when it comes from an activity."""

from __future__ import annotations

from typing import Any

from plans.models import Activity


def as_example(activity: Activity) -> dict[str, Any]:
    """Return what the plan says of an activity as a form of a good example begins: one query. What it gave is not in a plan."""
    first = activity.responsibles.select_related("role").order_by("pk").first()
    organisation = activity.section.organisation
    is_part = organisation is not None and organisation.parent_id is not None
    return {
        "measure": activity.measure_id,
        "organisation": organisation.pk if organisation is not None and is_part else None,
        "title": activity.title[:160],
        "done": activity.description,
        "since_date": activity.completed_date,
        "contact_role": first.role.title[:120] if first else "",
        "contact_unit": organisation.name[:120] if organisation is not None else "",
    }
