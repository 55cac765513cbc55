"""Collections and what regions answered in them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import get_language

from measures.models import MeasureArea
from plans import access, statement_reading, statement_templates
from plans.models import Statement, StatementEdition, StatementRound
from plans.statement_data import LANGUAGE, PartLines, StatementData, from_snapshot
from plans.statement_reading import Collected, Reading, Standing
from staffing.models import Region, User


def parts_of(kind: str) -> tuple[statement_templates.Part, ...]:
    """Return the template of a kind, with the catalogue's areas in the language of the page."""
    return statement_templates.parts_of(kind, [(area.code, area.name) for area in MeasureArea.objects.all()])


def answers_of(statement: Statement) -> dict[str, str]:
    """Return the answers by the code of their question."""
    return dict(statement.answers.values_list("question", "text"))


def rounds() -> QuerySet[StatementRound]:
    """Return the collections, newest first, with how many regions have `submitted`, corrections under way included."""
    return StatementRound.objects.annotate(
        submitted=Count("statements", filter=Q(statements__editions__isnull=False), distinct=True)
    ).order_by("-year", "kind")


def statements() -> QuerySet[Statement]:
    """Return the statements with how many editions each has (`edition_count`) and when the last was `last_submitted_at`."""
    return Statement.objects.annotate(
        edition_count=Count("editions"), last_submitted_at=Max("editions__submitted_at")
    ).order_by("round", "region")


def standing_of(statement: Any, collection: StatementRound, *, is_own: bool) -> Standing:
    """Return how far a region has come; `statement` is one of `statements()`, or None when nothing is begun."""
    return statement_reading.standing(
        is_submitted=statement is not None and statement.submitted_at is not None,
        has_edition=statement is not None and statement.edition_count > 0,
        is_begun=statement is not None,
        is_closed=collection.closed_date is not None,
        is_own=is_own,
    )


def own_statements(user: User | AnonymousUser) -> dict[tuple[int, int], Statement]:
    """Return the person's own regions' statements by collection and region."""
    regions = access.regions_of(user)
    return {(row.round_id, row.region_id): row for row in statements().filter(region__in=regions)}


@dataclass(frozen=True)
class RoundRow:
    """A region in a collection: how far it has come, when it last submitted, and the latest edition the reader may read."""

    region: Region
    standing: Standing
    is_seen: bool
    is_example: bool
    submitted_at: datetime.datetime | None
    edition: StatementEdition | None


@dataclass(frozen=True)
class RoundPage:
    """A collection: every region, and by question what those answered that the reader may read."""

    rows: list[RoundRow]
    parts: list[tuple[str, list[Collected]]]

    @property
    def missing_rows(self) -> list[RoundRow]:
        """Return the rows of the regions that have submitted nothing."""
        return [row for row in self.rows if row.submitted_at is None]

    @property
    def missing(self) -> list[Region]:
        """Return the regions that have submitted nothing."""
        return [row.region for row in self.missing_rows]

    @property
    def submitted(self) -> int:
        """Return how many regions have submitted."""
        return len(self.rows) - len(self.missing)


def round_page(collection: StatementRound, user: User | AnonymousUser) -> RoundPage:
    """Return who has answered, and the answers side by side, in a fixed number of queries."""
    begun = {row.region_id: row for row in statements().filter(round=collection)}
    editions: dict[int, StatementEdition] = {}
    for edition in access.visible_statement_editions(user).filter(statement__round=collection).order_by("number"):
        editions[edition.statement_id] = edition
    seen = set(access.visible_statement_regions(user).values_list("pk", flat=True))
    rows = [
        _row(region, begun.get(region.pk), collection, seen, editions) for region in Region.objects.order_by("code")
    ]
    words = words_of(collection.kind)
    read = [(row.region.short_name, reading_of(row.edition, words)) for row in rows if row.edition is not None]
    return RoundPage(rows=rows, parts=statement_reading.side_by_side(read))


def _row(
    region: Region, statement: Any, collection: StatementRound, seen: set[int], editions: dict[int, StatementEdition]
) -> RoundRow:
    is_seen = region.pk in seen
    return RoundRow(
        region=region,
        standing=standing_of(statement, collection, is_own=is_seen),
        is_seen=is_seen,
        is_example=statement is not None and statement.is_example,
        submitted_at=statement.last_submitted_at if statement else None,
        edition=editions.get(statement.pk) if statement else None,
    )


def data_of(edition: StatementEdition) -> StatementData:
    """Return what an edition holds."""
    return from_snapshot(json.loads(edition.snapshot))


Words = Mapping[str, tuple[str, str]]
"""The heading that a question stands under and its own words, by its code."""


def words_of(kind: str) -> Words | None:
    """Return the template's words in the language of the page; None in Swedish, which is what an edition has frozen."""
    if (get_language() or LANGUAGE).startswith(LANGUAGE):
        return None
    return {one.code: (str(part.heading), str(one.label)) for part in parts_of(kind) for one in part.questions}


def parts_read(data: StatementData, words: Words | None) -> list[PartLines]:
    """Return the parts of an edition with the answers as they were frozen, under `words_of` the language of the page."""
    if words is None:
        return list(data.parts)
    return [
        PartLines(
            words.get(part.answers[0].code, (part.heading, ""))[0] if part.answers else part.heading,
            tuple(replace(one, question=words.get(one.code, ("", one.question))[1]) for one in part.answers),
        )
        for part in data.parts
    ]


def reading_of(edition: StatementEdition, words: Words | None) -> Reading:
    """Return an edition's frozen answers as they are read, under `words_of` the language of the page."""
    return statement_reading.read(
        (part.heading, [(one.code, one.question, one.text) for one in part.answers])
        for part in parts_read(data_of(edition), words)
    )


def reading_of_draft(collection: StatementRound, answers: dict[str, str]) -> Reading:
    """Return what is being written as it is read, by the template in the language of the page."""
    return statement_reading.read(
        (str(part.heading), [(one.code, str(one.label), answers.get(one.code, "")) for one in part.questions])
        for part in parts_of(collection.kind)
    )
