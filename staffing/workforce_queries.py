"""What the pages of posts and vacancies show: counts, target numbers and assumptions of a region, a fixed number of queries."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from staffing import hire_access, queries, vacancy
from staffing.access import Permission, rights_of
from staffing.models import (
    Organisation,
    Position,
    PostCount,
    Profession,
    Region,
    Speciality,
    StaffingTarget,
    User,
    WorkforceAssumption,
)
from staffing.queries import Branch
from staffing.vacancy import Count, Moment, Standing, Sum
from staffing.workforce_forecast import Assumed

MOST_MOMENTS = 24
"""Days of the history: more would not be read."""


@dataclass(frozen=True)
class Chosen:
    """What of a region is looked at, and on which day; None is all."""

    day: datetime.date
    organisation: Organisation
    position: Position | None = None
    speciality: Speciality | None = None


@dataclass(frozen=True)
class Part:
    """A row of a breakdown; `sum` is None where nothing holds on the day."""

    thing: Organisation | Position | Profession | Speciality | None
    sum: Sum | None
    is_group: bool = False


@dataclass(frozen=True)
class Tree:
    """The organisations of a region: depth first, and what stands above each."""

    branches: tuple[Branch, ...]

    @cached_property
    def by_id(self) -> dict[int, Organisation]:
        return {branch.organisation.pk: branch.organisation for branch in self.branches}

    @cached_property
    def parents(self) -> dict[int, int | None]:
        return {one.pk: one.parent_id for one in self.by_id.values()}

    def below(self, organisation: Organisation) -> frozenset[int]:
        """Return the organisation and all below it."""
        found = {organisation.pk}
        for one in self.by_id.values():  # depth first: what is above comes before
            if one.parent_id in found:
                found.add(one.pk)
        return frozenset(found)


def tree_of(region: Region) -> Tree:
    """Return the region's organisations, closed ones too: what they counted stays."""
    return Tree(tuple(queries.organisation_tree(Organisation.objects.filter(region=region))))


def countable(user: User | AnonymousUser, tree: Tree, day: datetime.date) -> list[Branch]:
    """Return the organisations, open on the day, whose posts the person may count."""
    reach = rights_of(user).organisation_ids(Permission.COUNT_POSTS)
    return [
        branch
        for branch in tree.branches
        if branch.organisation.is_open_on(day) and (reach is None or branch.organisation.pk in reach)
    ]


def counts_of(posts: QuerySet[PostCount]) -> list[Count]:
    """Return the rows as the computation takes them."""
    rows = posts.order_by().values_list(
        "organisation_id", "position_id", "speciality_id", "date", "posts_fte", "filled_fte", "is_example"
    )
    return [Count(*row) for row in rows]


@dataclass(frozen=True)
class Picture:
    """How the posts of what is chosen stand on the day, broken down and over time."""

    chosen: Chosen
    tree: Tree
    counts: Sequence[Count]
    standing: Standing
    positions: dict[int, Position]
    specialities: dict[int, Speciality]
    all_notes: Mapping[tuple[int, int, int | None, datetime.date], str]

    @cached_property
    def notes(self) -> list[str]:
        """Return what was noted with the counts that hold, such as where they are from; examples say that they are."""
        noted = [self.all_notes.get((*one.key, one.date)) for one in self.standing.current if not one.is_example]
        return sorted({note for note in noted if note})

    @cached_property
    def total(self) -> Sum | None:
        return vacancy.total(self.standing.current)

    @property
    def is_example(self) -> bool:
        return any(count.is_example for count in self.counts if count.date <= self.chosen.day)

    @cached_property
    def by_organisation(self) -> list[Part]:
        """Return the chosen organisation's own count, where it has one and parts, and those next below it."""
        sums = vacancy.rolled_up(self.standing.current, self.tree.parents)
        below = [
            one
            for one in self.tree.by_id.values()
            if one.parent_id == self.chosen.organisation.pk and (one.pk in sums or self._is_there(one))
        ]
        own = vacancy.total(
            count for count in self.standing.current if count.organisation == self.chosen.organisation.pk
        )
        first = [Part(self.chosen.organisation, own)] if own else []
        return [*first, *(Part(one, sums.get(one.pk)) for one in below)]

    @cached_property
    def by_position(self) -> list[Part]:
        """Return each profession that is counted, followed by its positions."""
        sums = vacancy.by(self.standing.current, lambda count: count.position)
        parts: list[Part] = []
        for position in self.positions.values():
            if position.pk not in sums:
                continue
            profession = position.profession
            if not any(part.thing == profession for part in parts):
                ids = {one.pk for one in self.positions.values() if one.profession_id == profession.pk}
                of_it = vacancy.total(count for count in self.standing.current if count.position in ids)
                parts.append(Part(profession, of_it, is_group=True))
            parts.append(Part(position, sums[position.pk]))
        return parts

    @cached_property
    def by_speciality(self) -> list[Part]:
        """Return the specialities that are counted, and last what is counted without one."""
        sums = vacancy.by(self.standing.current, lambda count: count.speciality)
        named = [Part(one, sums[key]) for key, one in self.specialities.items() if key in sums]
        return [*named, *([Part(None, sums[None])] if None in sums else [])] if named else []

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """Return how it stood on the days that something was counted, and when nothing held any more, the latest last."""
        days = sorted({count.date for count in self.counts if count.date <= self.chosen.day})
        return vacancy.with_lapses(vacancy.history(self.counts, days[-MOST_MOMENTS:]))

    @cached_property
    def breaks(self) -> tuple[tuple[Moment, Moment], ...]:
        """Return the moments before and after which what is counted is not the same."""
        return vacancy.breaks(self.moments)

    @cached_property
    def lacking(self) -> list[Organisation]:
        """Return the organisations that have not counted, the highest of each branch."""
        reach = self.tree.below(self.chosen.organisation)
        expected = [
            one.pk
            for one in self.tree.by_id.values()
            if one.pk in reach and one.parent_id is not None and self._is_there(one)
        ]
        found = vacancy.without_count(self.standing.current, self.tree.parents, expected)
        return [one for key, one in self.tree.by_id.items() if key in found]

    @cached_property
    def old(self) -> list[tuple[Organisation, Position, Speciality | None, Count]]:
        """Return the counts that are too old to hold, in words."""
        return [
            (
                self.tree.by_id[count.organisation],
                self.positions[count.position],
                self.specialities.get(count.speciality) if count.speciality else None,
                count,
            )
            for count in sorted(self.standing.old, key=lambda count: count.date)
        ]

    @cached_property
    def twice(self) -> list[tuple[Organisation, Organisation, Position]]:
        """Return the organisations that may count the same posts."""
        found = vacancy.counted_twice(self.standing.current, self.tree.parents)
        return [
            (self.tree.by_id[one.organisation], self.tree.by_id[other.organisation], self.positions[one.position])
            for one, other in found
        ]

    def _is_there(self, organisation: Organisation) -> bool:
        return organisation.valid_from <= self.chosen.day and organisation.is_open_on(self.chosen.day)


def picture(user: User | AnonymousUser, tree: Tree, chosen: Chosen) -> Picture:
    """Return how what is chosen stands: four queries, whatever is counted."""
    posts = hire_access.visible_post_counts(user).filter(organisation__in=tree.below(chosen.organisation))
    if chosen.position:
        posts = posts.filter(position=chosen.position)
    if chosen.speciality:
        posts = posts.filter(speciality=chosen.speciality)
    counts = counts_of(posts)
    return Picture(
        chosen=chosen,
        tree=tree,
        counts=counts,
        standing=vacancy.standing(counts, chosen.day),
        positions={one.pk: one for one in Position.objects.select_related("profession")},
        specialities={one.pk: one for one in Speciality.objects.all()},
        all_notes={
            (place, position, speciality, day): note
            for place, position, speciality, day, note in posts.exclude(note="")
            .order_by()
            .values_list("organisation_id", "position_id", "speciality_id", "date", "note")
        },
    )


def latest_count(organisation: Organisation, position: Position, speciality: Speciality | None) -> PostCount | None:
    """Return the latest count of the same posts, to begin the next one with."""
    found = PostCount.objects.filter(organisation=organisation, position=position, speciality=speciality)
    return found.order_by("-date").first()


def filled_at(organisation: Organisation, position: Position, day: datetime.date) -> Decimal | None:
    """Return the filled posts (FTE) of a position at an organisation and all below it, by the counts that hold on the day.

    None where none does. Two queries.
    """
    below = tree_of(organisation.region).below(organisation)
    counts = counts_of(PostCount.objects.filter(organisation__in=below, position=position))
    found = vacancy.total(vacancy.standing(counts, day).current)
    return found.filled if found else None


@dataclass(frozen=True)
class Gap:
    """A target number against what is filled on the day; `filled` is None where nothing holds."""

    target: StaffingTarget
    filled: Decimal | None

    @property
    def gap(self) -> Decimal | None:
        """Return how many are lacking: aimed at − filled."""
        return None if self.filled is None else self.target.filled_fte - self.filled

    @property
    def is_reached(self) -> bool | None:
        return None if self.gap is None else self.gap <= 0


def targets_of(region: Region) -> QuerySet[StaffingTarget]:
    """Return the region's target numbers, each with what it is of."""
    found = StaffingTarget.objects.filter(organisation__region=region)
    return found.select_related("organisation", "position").order_by("by_date", "organisation__order", "position")


def gaps(targets: Iterable[StaffingTarget], tree: Tree, standing: Standing) -> list[Gap]:
    """Return each target number against the filled posts of its organisation and all below it."""
    by_position: dict[int, list[Count]] = {}
    for count in standing.current:
        by_position.setdefault(count.position, []).append(count)
    sums = {key: vacancy.rolled_up(counts, tree.parents) for key, counts in by_position.items()}
    found = []
    for target in targets:
        of_it = sums.get(target.position_id, {}).get(target.organisation_id)
        found.append(Gap(target, of_it.filled if of_it else None))
    return found


def assumption_of(organisation: Organisation, position: Position) -> WorkforceAssumption:
    """Return what is assumed, or what a new assumption begins with; nothing is written."""
    found = WorkforceAssumption.objects.filter(organisation=organisation, position=position).first()
    return found or WorkforceAssumption(organisation=organisation, position=position)


def assumed(row: WorkforceAssumption) -> Assumed:
    """Return the row as the computation takes it."""
    return Assumed(
        retirements=Decimal(row.retirements_fte),
        trained=Decimal(row.trained_fte),
        stay_percent=Decimal(row.stay_percent),
        recruits=Decimal(row.recruits_fte),
        leave_percent=Decimal(row.leave_percent),
    )
