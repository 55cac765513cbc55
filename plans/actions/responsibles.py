"""Put responsible roles on activities: by title, found in the region or made there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plans.models import Activity, ActivityResponsible
from staffing.models import Organisation, ResponsibleRole
from values.text import search_key


@dataclass(frozen=True)
class Responsible:
    """A role by its title, and what it answers for in the activity."""

    title: str
    part: str = ""


def parse(titles: str, parts: str = "") -> tuple[Responsible, ...]:
    """Return the roles of "Personaldirektör; Studierektor" with the parts in the same order; a title named twice counts once."""
    texts = [part.strip() for part in parts.split(";")]
    found: dict[str, Responsible] = {}
    for index, title in enumerate(titles.split(";")):
        if key := search_key(title):
            part = texts[index] if index < len(texts) else ""
            found.setdefault(key, Responsible(" ".join(title.split()), part))
    return tuple(found.values())


def assign(*, activity: Activity, wanted: Sequence[Responsible]) -> None:
    """Make the activity's responsible roles the wanted ones in their order, with history of what changed.

    Call it inside the transaction that writes `activity.responsible_text`.
    """
    roles = _roles(wanted, activity.section.organisation)
    present = {row.role_id: row for row in activity.responsibles.all()}
    for order, (responsible, role) in enumerate(zip(wanted, roles, strict=True)):
        row = present.pop(role.pk, None) or ActivityResponsible(activity=activity, role=role)
        if row.pk is None or (row.part, row.order) != (responsible.part, order):
            row.part, row.order = responsible.part, order
            row.save()
    for row in present.values():
        row.delete()


def role_of(*, title: str, organisation: Organisation) -> tuple[ResponsibleRole, bool]:
    """Return the role of a title, found as `assign` finds it, and whether it was made now."""
    key = search_key(title)
    known = _known([key], organisation).get(key)
    return (known, False) if known is not None else _make(title, key, organisation)


def _roles(wanted: Sequence[Responsible], organisation: Organisation) -> list[ResponsibleRole]:
    """Return the role of each title: the organisation's own first, then the region's, else made in the organisation."""
    keys = [search_key(responsible.title) for responsible in wanted]
    known = _known(keys, organisation)
    return [
        known.get(key) or _make(responsible.title, key, organisation)[0]
        for responsible, key in zip(wanted, keys, strict=True)
    ]


def _known(keys: Sequence[str], organisation: Organisation) -> dict[str, ResponsibleRole]:
    """Return the roles that are there by key, the organisation's own before the region's."""
    known: dict[str, ResponsibleRole] = {}
    in_region = ResponsibleRole.objects.filter(organisation__region_id=organisation.region_id, title_key__in=keys)
    for role in in_region.order_by("pk"):
        if role.title_key not in known or role.organisation_id == organisation.pk:
            known[role.title_key] = role
    return known


def _make(title: str, key: str, organisation: Organisation) -> tuple[ResponsibleRole, bool]:
    # Two who name a new role at once get the same one.
    return ResponsibleRole.objects.get_or_create(organisation=organisation, title_key=key, defaults={"title": title})
