"""Counts of posts as tables: the template that is filled in, what its words can mean, and what a filled-in one would change."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from documents import sheets
from documents.sheets import TableSpec
from documents.sheets.tables import Value
from staffing import post_count_sheet, vacancy
from staffing.models import Organisation, Position, PostCount, Speciality
from staffing.post_count_sheet import Known, Place, Reading
from staffing.vacancy import Count
from staffing.workforce_queries import Tree, counts_of
from values.text import search_key

MOST_EMPTY_ROWS = 200
"""Rows of a template where nothing is counted yet."""


def known(tree: Tree, mine: Collection[int], today: datetime.date) -> Known:
    """Return what the words of a table can mean in the region: three queries."""
    places: dict[str, tuple[Place, ...]] = {}
    for one in tree.by_id.values():
        place = Place(one.pk, one.valid_from, one.valid_to, one.pk in mine)
        # A code is one organisation's alone, so it is looked up before the names; see below.
        places[search_key(one.name)] = (*places.get(search_key(one.name), ()), place)
    for one in tree.by_id.values():
        places[search_key(one.code)] = (Place(one.pk, one.valid_from, one.valid_to, one.pk in mine),)
    positions = list(Position.objects.all())
    return Known(
        places=places,
        positions=_words(positions),
        specialities=_words(Speciality.objects.all()),
        today=today,
    )


def _words(things: Iterable[Position | Speciality]) -> dict[str, tuple[int, int]]:
    return {
        search_key(word): (one.pk, one.profession_id) for one in things for word in (one.name_en, one.name_sv, one.code)
    }


def template(organisations: Sequence[Organisation], today: datetime.date) -> TableSpec:
    """Return the template: what was counted last time with its posts, the filled ones to fill in; three queries.

    Where nothing is counted there is a row for each organisation, to show how it is meant.
    """
    by_id = {one.pk: one for one in organisations}
    positions = {one.pk: one for one in Position.objects.all()}
    specialities = {one.pk: one for one in Speciality.objects.all()}
    counts = counts_of(PostCount.objects.filter(organisation__in=by_id))
    # Posts that nobody has counted for five years are hardly there.
    latest = vacancy.standing(counts, today, oldest_months=60).current
    order = list(by_id)
    latest = tuple(sorted(latest, key=lambda one: (order.index(one.organisation), positions[one.position].order)))
    rows: list[list[Value]] = [
        [
            by_id[one.organisation].code,
            by_id[one.organisation].name,
            positions[one.position].name_sv,
            specialities[one.speciality].name_sv if one.speciality else None,
            today,
            one.posts,
            None,
            None,
            one.filled,
            one.date,
        ]
        for one in latest
    ]
    rows = rows or [
        [one.code, one.name, None, None, today, None, None, None, None, None] for one in organisations[:MOST_EMPTY_ROWS]
    ]
    return TableSpec(
        title=_("Posts"),
        columns=_columns(list(positions.values()), list(specialities.values())),
        rows=rows,
        notes=[
            _("Fill in Tillsatta in the rows that you have counted; a row without it is passed over."),
            _("Change Tjänster where the number of posts has changed. Full-time equivalents, two decimals at most."),
            _("Add rows below for what was not counted before. Specialitet may be empty."),
        ],
    )


def _columns(positions: Sequence[Position], specialities: Sequence[Speciality]) -> list[sheets.Column]:
    names = [one.names[0] for one in post_count_sheet.FIELDS]
    place, position, speciality, date, posts, filled, note = names
    return [
        sheets.Column(place),
        sheets.Column("Namn"),
        sheets.Column(position, choices=[one.name_sv for one in positions]),
        sheets.Column(speciality, choices=[one.name_sv for one in specialities]),
        sheets.Column(date, "date"),
        sheets.Column(posts, "number"),
        sheets.Column(filled, "number"),
        sheets.Column(note, width=30),
        sheets.Column("Tillsatta senast", "number"),
        sheets.Column("Räknat senast", "date"),
    ]


@dataclass(frozen=True)
class PreviewRow:
    """A row of a table, in words, with what is there for the same day."""

    organisation: Organisation
    position: Position
    speciality: Speciality | None
    count: Count
    note: str
    there: PostCount | None

    @property
    def rate_sum(self) -> vacancy.Sum | None:
        return vacancy.total([self.count])


def preview(reading: Reading, tree: Tree) -> list[PreviewRow]:
    """Return the rows of a table beside what is there: three queries."""
    positions = {one.pk: one for one in Position.objects.all()}
    specialities = {one.pk: one for one in Speciality.objects.all()}
    there = {
        (row.organisation_id, row.position_id, row.speciality_id, row.date): row
        for row in PostCount.objects.filter(
            organisation__in={count.organisation for count in reading.counts},
            date__in={count.date for count in reading.counts},
        )
    }
    return [
        PreviewRow(
            organisation=tree.by_id[count.organisation],
            position=positions[count.position],
            speciality=specialities[count.speciality] if count.speciality else None,
            count=count,
            note=note,
            there=there.get((*count.key, count.date)),
        )
        for count, note in zip(reading.counts, reading.notes, strict=True)
    ]
