"""Collect evaluations and grant reports from the regions: open a collection, write, submit, reopen, close."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from documents import files
from plans import statement_data
from plans.actions import frozen_documents
from plans.models import Statement, StatementAnswer, StatementEdition, StatementRound
from plans.queries import statements as queries
from staffing import editing
from staffing.models import Region, User


class RoundClosed(Exception):
    """The collection is closed: nothing is written any more."""


class AlreadySubmitted(Exception):
    """The answers are submitted; they are opened again before they are changed."""


class NothingSubmitted(Exception):
    """There is nothing to open again."""


class CorrectionNeeded(Exception):
    """It has been submitted before: a new version says what it corrects."""


@transaction.atomic
def statement_of(*, collection: StatementRound, region: Region) -> Statement:
    """Return the region's statement in the collection, made when it is not there; two at once get the same one."""
    return Statement.objects.get_or_create(round=collection, region=region)[0]


@transaction.atomic
def write_answers(*, statement: Statement, version: int, registry_number: str, answers: Mapping[str, str]) -> Statement:
    """Write the answers that differ, each with its history.

    :raises StaleVersion: somebody wrote since `version`.
    :raises RoundClosed: the collection is closed.
    :raises AlreadySubmitted: the answers are submitted.
    """
    editing.claim_version(statement, version)
    fresh = Statement.objects.select_related("round").get(pk=statement.pk)
    _require_open(fresh)
    present = {row.question: row for row in fresh.answers.all()}
    for question, text in answers.items():
        row = present.get(question) or StatementAnswer(statement=fresh, question=question)
        if row.text != text:
            row.text = text
            row.save()
    fresh.registry_number = registry_number
    fresh.save()
    return fresh


@transaction.atomic
def submit(
    *,
    statement: Statement,
    version: int,
    correction: str,
    by: User | None,
    now: datetime.datetime,
    by_name: str = "",
) -> StatementEdition:
    """Freeze what is written as the next edition, and queue the making of its PDF; return the edition.

    Without a person (an import, under `by_name`) no PDF is queued: nobody's right could be asked for when it is made.

    :raises StaleVersion: somebody wrote since `version`: look at it again before it is submitted.
    :raises RoundClosed: the collection is closed.
    :raises AlreadySubmitted: it is submitted already.
    :raises CorrectionNeeded: there is an edition before, and `correction` is empty.
    """
    editing.claim_version(statement, version)
    fresh = Statement.objects.select_related("round", "region").get(pk=statement.pk)
    _require_open(fresh)
    number = fresh.editions.count() + 1
    if number > 1 and not correction:
        raise CorrectionNeeded
    fresh.submitted_at = now
    fresh.save()
    edition = StatementEdition.objects.create(
        statement=fresh,
        number=number,
        correction=correction,
        snapshot=files.canonical_json(statement_data.to_snapshot(data_of(fresh, number, correction, now))),
        submitted_at=now,
        submitted_by=by,
        submitted_by_name=by_name or str(by or ""),
    )
    return edition if by is None else frozen_documents.order(subject=edition, by=by)


@transaction.atomic
def reopen(*, statement: Statement, version: int) -> Statement:
    """Let a submitted statement be changed; its editions stay, the next one says what it corrects.

    :raises StaleVersion: somebody wrote since `version`.
    :raises RoundClosed: the collection is closed.
    :raises NothingSubmitted: it is open already.
    """
    editing.claim_version(statement, version)
    fresh = Statement.objects.select_related("round").get(pk=statement.pk)
    if fresh.round.closed_date is not None:
        raise RoundClosed
    if fresh.submitted_at is None:
        raise NothingSubmitted
    fresh.submitted_at = None
    fresh.save()
    return fresh


@transaction.atomic
def update_round(*, collection: StatementRound, version: int, written: Mapping[str, Any]) -> StatementRound:
    """Write the fields of a collection.

    :raises StaleVersion: somebody changed it since `version`.
    """
    editing.claim_version(collection, version)
    for name in ("kind", "year", "due_date", "message"):
        setattr(collection, name, written[name])
    collection.save()
    return collection


@transaction.atomic
def close_round(*, collection: StatementRound, version: int, is_closed: bool, today: datetime.date) -> StatementRound:
    """Close the collection, which makes its answers public, or open it again.

    :raises StaleVersion: somebody changed it since `version`.
    """
    editing.claim_version(collection, version)
    collection.closed_date = today if is_closed else None
    collection.save()
    return collection


def _require_open(statement: Statement) -> None:
    if statement.round.closed_date is not None:
        raise RoundClosed
    if statement.submitted_at is not None:
        raise AlreadySubmitted


def data_of(statement: Statement, number: int, correction: str, now: datetime.datetime) -> statement_data.StatementData:
    """Return what is written as the values that an edition freezes, in Swedish."""
    answers = queries.answers_of(statement)
    with translation.override(statement_data.LANGUAGE):
        parts = tuple(
            statement_data.PartLines(
                str(part.heading),
                tuple(
                    statement_data.AnswerLine(
                        question.code, str(question.label), answers.get(question.code, "").strip()
                    )
                    for question in part.questions
                ),
            )
            for part in queries.parts_of(statement.round.kind)
        )
        title = f"{statement.round.get_kind_display()} {statement.round.year}"
    return statement_data.StatementData(
        schema=statement_data.SCHEMA,
        kind=statement.round.kind,
        title=title[:1].upper() + title[1:],
        region=statement.region.short_name,
        year=statement.round.year,
        number=number,
        correction=correction,
        registry_number=statement.registry_number,
        submitted_at=timezone.localtime(now),
        is_example=statement.is_example,
        parts=parts,
    )
