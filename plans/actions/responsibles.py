"""Put responsible roles on activities: by title, found in the region or made there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plans.models import Activity, ActivityResponsible
from staffing.models import Organisation, ResponsibleRole
from values.text import search_key

LONGEST_TITLE: int = ResponsibleRole._meta.get_field("title").max_length or 0  # noqa: SLF001


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


def with_commas_read(titles: str, region_id: int) -> str:
    """Return the roles with a comma read as a semicolon where each piece, and not the whole, is a role that the region has.

    "HR-direktör, Studierektor" then is two; "Chef, akutkliniken" stays one. Asks one query, and none without a comma.
    """
    wholes = [whole.strip() for whole in titles.split(";")]
    pieces = {whole: [search_key(piece) for piece in whole.split(",")] for whole in wholes if "," in whole}
    if not pieces:
        return titles
    asked = {search_key(whole) for whole in pieces} | {key for keys in pieces.values() for key in keys}
    known = set(
        ResponsibleRole.objects.filter(organisation__region_id=region_id, title_key__in=asked).values_list(
            "title_key", flat=True
        )
    )
    return "; ".join(
        whole.replace(",", ";") if set(pieces.get(whole, [""])) <= known and search_key(whole) not in known else whole
        for whole in wholes
    )


def assign(*, activity: Activity, wanted: Sequence[Responsible]) -> None:
    """Make the activity's responsible roles the wanted ones in their order, with history of what changed.

    A role that is on the activity already stays the same one, whichever others have its title. Call it inside the
    transaction that writes `activity.responsible_text`.
    """
    present = {row.role_id: row for row in activity.responsibles.select_related("role")}
    kept = {row.role.title_key: row.role for row in present.values()}
    roles = _roles(wanted, activity.section.organisation, kept)
    for order, (responsible, role) in enumerate(zip(wanted, roles, strict=True)):
        row = present.pop(role.pk, None) or ActivityResponsible(activity=activity, role=role)
        if row.pk is None or (row.part, row.order) != (responsible.part, order):
            row.part, row.order = responsible.part, order
            row.save()
    for row in present.values():
        row.delete()


def role_of(*, title: str, organisation: Organisation) -> tuple[ResponsibleRole, bool]:
    """Return the role of a title and whether it was made now.

    It is the organisation's own, the nearest above it, or the only one in the region. Where several other organisations
    have the title none of them is meant more than another: the role is made in the organisation and stands without a
    holder until somebody is chosen.
    """
    key = search_key(title)
    known = _known([key], organisation).get(key)
    return (known, False) if known is not None else _make(title, key, organisation)


def _roles(
    wanted: Sequence[Responsible], organisation: Organisation, kept: Mapping[str, ResponsibleRole]
) -> list[ResponsibleRole]:
    """Return the role of each title, first as it is in `kept`, else as `role_of` finds it."""
    keys = [search_key(responsible.title) for responsible in wanted]
    asked = [key for key in keys if key not in kept]
    known = {**_known(asked, organisation), **kept} if asked else kept
    return [
        known.get(key) or _make(responsible.title, key, organisation)[0]
        for responsible, key in zip(wanted, keys, strict=True)
    ]


def _known(keys: Sequence[str], organisation: Organisation) -> dict[str, ResponsibleRole]:
    """Return the role that each key means among those that are there."""
    found: dict[str, list[ResponsibleRole]] = {}
    in_region = ResponsibleRole.objects.filter(organisation__region_id=organisation.region_id, title_key__in=keys)
    for role in in_region.order_by("pk"):
        found.setdefault(role.title_key, []).append(role)
    meant = {key: _meant(roles, organisation) for key, roles in found.items()}
    return {key: role for key, role in meant.items() if role is not None}


def _meant(roles: Sequence[ResponsibleRole], organisation: Organisation) -> ResponsibleRole | None:
    """Return the one of the roles, all of one title, that stands nearest; None when none does more than another."""
    if len(roles) == 1:
        return roles[0]
    by_place = {role.organisation_id: role for role in roles}
    place: Organisation | None = organisation
    while place is not None:
        if place.pk in by_place:
            return by_place[place.pk]
        place = place.parent
    return None


def _make(title: str, key: str, organisation: Organisation) -> tuple[ResponsibleRole, bool]:
    # Two who name a new role at once get the same one.
    return ResponsibleRole.objects.get_or_create(organisation=organisation, title_key=key, defaults={"title": title})
