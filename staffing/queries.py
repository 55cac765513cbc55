"""What the administration's pages show: trees, accounts with their rights, and their history."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from staffing import access, changes, collation, tenures
from staffing.changes import Change
from staffing.models import Level, Organisation, Region, ResponsibleRole, RoleAssignment, User


@dataclass(frozen=True)
class Branch:
    """An organisation with its depth in the tree; the region itself has depth 0."""

    organisation: Organisation
    depth: int

    @property
    def indented_name(self) -> str:
        """Return the name for a list of choices, deeper ones further in."""
        return f"{'– ' * self.depth}{self.organisation.name}"


def organisation_tree(organisations: QuerySet[Organisation]) -> list[Branch]:
    """Return the organisations of one region depth first, siblings in order and then by name: one query."""
    children: dict[int | None, list[Organisation]] = {}
    for organisation in organisations.select_related("care_area").order_by("order", collation.swedish("name"), "pk"):
        children.setdefault(organisation.parent_id, []).append(organisation)
    found: list[Branch] = []
    waiting = [Branch(root, 0) for root in reversed(children.get(None, []))]
    while waiting:
        branch = waiting.pop()
        found.append(branch)
        below = children.get(branch.organisation.pk, [])
        waiting += [Branch(child, branch.depth + 1) for child in reversed(below)]
    return found


def users_with_roles(reader: User, today: datetime.date) -> QuerySet[User]:
    """Return the accounts that the reader may see, each with `roles_now`: the rights in force that the reader may see."""
    in_force = access.visible_role_assignments(reader).in_force(today).select_related("organisation")
    return access.visible_users(reader).prefetch_related(
        Prefetch("role_assignments", queryset=in_force.order_by("role", "pk"), to_attr="roles_now")
    )


def _right_in_words(row: Any) -> str:
    return f"{row.get_role_display()}, {row.organisation or _('the nation')}"


def history_of_account(user: User, reader: User) -> list[Change]:
    """Return what happened to the account and to its rights, newest first, as far as the reader may see the rights."""
    rows = RoleAssignment.history.filter(user_id=user.pk).select_related("organisation")
    if not access.sees_all_rights(reader):
        rows = rows.filter(organisation__region_id__in=access.rights_of(reader).region_ids)
    return changes.merged(changes.changes_of(user.history.all()), changes.changes_of(rows, names=_right_in_words))


def region_for(reader: User, code: str) -> Region | None:
    """Return the region asked for, else the reader's first one, among those whose organisations the reader may see."""
    visible = Region.objects.filter(pk__in=access.visible_organisations(reader).values("region_id"))
    return visible.filter(code=code).first() if code else visible.order_by("code").first()


def roles_of_region(reader: User, region: Region) -> QuerySet[ResponsibleRole]:
    """Return the responsible roles of the region that the reader may see, by organisation and title."""
    return (
        access.visible_responsible_roles(reader)
        .filter(organisation__region=region)
        .select_related("organisation", "holder")
        .order_by("organisation__order", collation.swedish("organisation__name"), collation.swedish("title"), "pk")
    )


@dataclass(frozen=True)
class Held:
    """A time in which a role was held, with the people as they are named now; nobody held it when there is no holder."""

    holder: User | None
    since: datetime.datetime | None
    until: datetime.datetime | None
    by: User | None


@dataclass(frozen=True)
class Holder:
    """A person with the regions that the person may do something for."""

    user: User
    regions: list[Region]


def who_may_in(permission: access.Permission, regions: Iterable[Region], today: datetime.date) -> list[Holder]:
    """Return each active account whose role in one of the regions as a whole holds the permission: one query."""
    wanted = {region.pk: region for region in regions}
    roles = [role for role, held in access.ROLE_PERMISSIONS.items() if permission in held]
    holding = (
        RoleAssignment.objects.in_force(today)
        .filter(role__in=roles, organisation__level=Level.REGION, organisation__region__in=wanted)
        .filter(user__is_active=True)
        .select_related("user", "organisation")
        .order_by("organisation__region__code", "user__name", "pk")
    )
    people: dict[int, User] = {}
    reached: dict[int, list[Region]] = defaultdict(list)
    for one in holding:
        region = wanted[one.organisation.region_id] if one.organisation is not None else None
        if region is not None and region not in reached[one.user_id]:
            people[one.user_id] = one.user
            reached[one.user_id].append(region)
    return [Holder(user, reached[key]) for key, user in people.items()]


def held_in_name_only(titles: QuerySet[ResponsibleRole], today: datetime.date) -> QuerySet[ResponsibleRole]:
    """Return those of the roles whose holder cannot answer for them: the account is closed, or has no right in the region today."""
    rights = RoleAssignment.objects.in_force(today).filter(
        user=OuterRef("holder"), organisation__region=OuterRef("organisation__region")
    )
    unable = Q(holder__is_active=False) | ~Exists(rights)
    return titles.filter(unable, holder__isnull=False).select_related("organisation").order_by("title", "pk")


def tenures_of(roles: Collection[ResponsibleRole]) -> dict[int, list[tenures.Tenure]]:
    """Return who has held each of the roles, newest first, in one query."""
    versions: dict[int, list[tenures.Version]] = {role.pk: [] for role in roles}
    rows = (
        ResponsibleRole.history.filter(id__in=versions).exclude(history_type="-").order_by("history_date", "history_id")
    )
    for key, *version in rows.values_list("id", "history_date", "holder_id", "history_user_id"):
        versions[key].append(tenures.Version(*version))
    return {role.pk: tenures.tenures(versions[role.pk], role.holder_id) for role in roles}


def holders_of(role: ResponsibleRole) -> list[Held]:
    """Return who has held the role, from when to when, newest first, in two queries."""
    found = tenures_of([role])[role.pk]
    people = User.objects.in_bulk({key for one in found for key in (one.holder, one.by) if key is not None})
    return [Held(people.get(one.holder), one.since, one.until, people.get(one.by)) for one in found]


def members_of(region: Region, today: datetime.date, *, roles: Collection[str] | None = None) -> QuerySet[User]:
    """Return the open accounts that hold a role in the region, or one of `roles`: who can hold its responsible roles."""
    members = RoleAssignment.objects.in_force(today).filter(organisation__region=region)
    if roles is not None:
        members = members.filter(role__in=roles)
    return User.objects.filter(is_active=True, pk__in=members.values("user_id")).order_by(collation.swedish("name"))


def account_data(user: User) -> dict[str, Any]:
    """Return what is kept about the person, for the person: account, rights with dates, roles held, traces by kind."""
    traces = {}
    for relation in User._meta.related_objects:  # noqa: SLF001
        model: Any = relation.related_model
        if model in (RoleAssignment, ResponsibleRole):
            continue
        count = model._base_manager.filter(**{relation.field.name: user}).count()  # noqa: SLF001
        if count:
            traces[f"{model._meta.label}.{relation.field.name}"] = count  # noqa: SLF001
    return {
        "name": user.name,
        "email": user.email,
        "language": user.language,
        "is_active": user.is_active,
        "created_at": user.created_at.isoformat(),
        "last_login": user.last_login.isoformat() if user.last_login else None,
        "roles": [
            {
                "role": assignment.role,
                "organisation": assignment.organisation.name if assignment.organisation else None,
                "region": assignment.organisation.region.code if assignment.organisation else None,
                "valid_from": assignment.valid_from.isoformat(),
                "valid_to": assignment.valid_to.isoformat() if assignment.valid_to else None,
            }
            for assignment in user.role_assignments.select_related("organisation__region").order_by("valid_from", "pk")
        ],
        "responsible_roles": [
            {"title": role.title, "organisation": role.organisation.name}
            for role in user.responsible_roles.select_related("organisation").order_by("title", "pk")
        ],
        "history": [
            {
                "at": change.at.isoformat(),
                "kind": change.kind,
                "fields": [{"field": field.label, "old": field.old, "new": field.new} for field in change.fields],
            }
            for change in changes.changes_of(user.history.all())
        ],
        "rows_that_name_you": traces,
    }
