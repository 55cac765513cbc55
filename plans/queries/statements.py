"""Collections and what regions answered in them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet

from measures.models import MeasureArea
from plans import access, statement_templates
from plans.models import Statement, StatementEdition, StatementRound
from plans.statement_data import StatementData, from_snapshot
from staffing.models import Region, User


def parts_of(kind: str) -> tuple[statement_templates.Part, ...]:
    """Return the template of a kind, with the catalogue's areas in the language of the page."""
    return statement_templates.parts_of(kind, [(area.code, area.name) for area in MeasureArea.objects.all()])


def answers_of(statement: Statement) -> dict[str, str]:
    """Return the answers by the code of their question."""
    return dict(statement.answers.values_list("question", "text"))


def rounds() -> QuerySet[StatementRound]:
    """Return the collections, newest first, with how many regions have `submitted`."""
    return StatementRound.objects.annotate(
        submitted=Count("statements", filter=Q(statements__submitted_at__isnull=False))
    ).order_by("-year", "kind")


def own_statements(user: User | AnonymousUser) -> dict[tuple[int, int], Statement]:
    """Return the person's own regions' statements by collection and region."""
    regions = access.regions_of(user)
    return {(row.round_id, row.region_id): row for row in Statement.objects.filter(region__in=regions)}


@dataclass(frozen=True)
class RoundRow:
    """A region in a collection: its statement if there is one, and the latest edition that the reader may see."""

    region: Region
    statement: Statement | None
    edition: StatementEdition | None


@dataclass(frozen=True)
class RoundPage:
    """A collection: every region, and by question what those answered that the reader may read."""

    rows: list[RoundRow]
    submitted: int
    parts: list[tuple[str, list[tuple[str, list[tuple[str, str]]]]]]


def round_page(collection: StatementRound, user: User | AnonymousUser) -> RoundPage:
    """Return who has answered, and the answers side by side, in a fixed number of queries."""
    statements = {row.region_id: row for row in collection.statements.select_related("region")}
    editions: dict[int, StatementEdition] = {}
    for edition in access.visible_statement_editions(user).filter(statement__round=collection).order_by("number"):
        editions[edition.statement_id] = edition
    rows = [
        RoundRow(region, statement, editions.get(statement.pk) if statement else None)
        for region in Region.objects.order_by("code")
        for statement in [statements.get(region.pk)]
    ]
    read = [(row.region.short_name, data_of(row.edition)) for row in rows if row.edition is not None]
    return RoundPage(
        rows=rows,
        submitted=sum(statement.submitted_at is not None for statement in statements.values()),
        parts=_side_by_side(read),
    )


def _side_by_side(read: list[tuple[str, StatementData]]) -> list[tuple[str, list[tuple[str, list[tuple[str, str]]]]]]:
    """Return by part and question what each region answered; questions that nobody answered are left out."""
    parts: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for region, data in read:
        for part in data.parts:
            for answer in part.answers:
                said = parts.setdefault(part.heading, {}).setdefault(answer.question, [])
                said += [(region, answer.text)] if answer.text else []
    answered = [(heading, [(one, said) for one, said in asked.items() if said]) for heading, asked in parts.items()]
    return [(heading, questions) for heading, questions in answered if questions]


def data_of(edition: StatementEdition) -> StatementData:
    """Return what an edition holds."""
    return from_snapshot(json.loads(edition.snapshot))
