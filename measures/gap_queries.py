"""What the pages of the gap analysis ask the database."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from measures import access, gap
from measures.models import GapAssessment, GapRound, Measure, MeasureArea, Scale, ScaleStep
from staffing.models import Level, Organisation, Region, User

LEVELS = (Level.REGION, Level.DIVISION)


@dataclass(frozen=True)
class Place:
    """An organisation in a round, with how far it has come."""

    organisation: Organisation
    progress: gap.Progress


@dataclass(frozen=True)
class StepWord:
    """A step of a scale in words."""

    step: int
    name: str
    pk: int


def measures() -> list[Measure]:
    """Return the catalogue by area: one query."""
    return list(Measure.objects.select_related("area").order_by("area__number", "number"))


def areas() -> list[MeasureArea]:
    """Return the seven areas."""
    return list(MeasureArea.objects.order_by("number"))


def organisations_of(gap_round: GapRound, today: datetime.date) -> list[Organisation]:
    """Return the region and its divisions: those that exist, and closed ones that answered in the round."""
    exists = Q(valid_from__lte=today) & (Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    answered = Q(pk__in=gap_round.assessments.values("organisation_id"))
    found = Organisation.objects.filter(region_id=gap_round.region_id, level__in=LEVELS).filter(exists | answered)
    return sorted(found, key=lambda one: (one.level != Level.REGION, one.order, one.name))


def answer_of(row: GapAssessment | None) -> gap.Answer:
    """Return a row as the computations read it; no row is an empty answer."""
    if row is None:
        return gap.NO_ANSWER
    return gap.Answer(row.degree, row.effect, row.difficulty, row.priority, row.is_not_relevant)


def rows_of(gap_round: GapRound, organisation: Organisation) -> dict[int, GapAssessment]:
    """Return what the organisation answered in the round, by the measure's id: one query."""
    found = GapAssessment.objects.filter(round=gap_round, organisation=organisation).select_related("updated_by")
    return {row.measure_id: row for row in found}


def answers_by_number(gap_round: GapRound) -> dict[int, dict[int, gap.Answer]]:
    """Return the round's answers by organisation id and measure number: one query."""
    found: dict[int, dict[int, gap.Answer]] = {}
    for row in GapAssessment.objects.filter(round=gap_round).select_related("measure"):
        found.setdefault(row.organisation_id, {})[row.measure.number] = answer_of(row)
    return found


def places(gap_round: GapRound, organisations: Iterable[Organisation], catalogue: Iterable[Measure]) -> list[Place]:
    """Return how far each organisation has come: one query."""
    numbers = [measure.number for measure in catalogue]
    answers = answers_by_number(gap_round)
    return [Place(one, gap.progress(numbers, answers.get(one.pk, {}))) for one in organisations]


def previous_round(gap_round: GapRound) -> GapRound | None:
    """Return the region's latest round before this one."""
    return earlier_rounds(gap_round)[0] if earlier_rounds(gap_round) else None


def earlier_rounds(gap_round: GapRound) -> list[GapRound]:
    """Return the region's rounds that were opened before this one, the latest first: one query."""
    same_day = Q(opened_date=gap_round.opened_date, pk__lt=gap_round.pk)
    before = GapRound.objects.filter(Q(opened_date__lt=gap_round.opened_date) | same_day, region_id=gap_round.region_id)
    return list(before.order_by("-opened_date", "-pk"))


def scale_words() -> dict[str, list[StepWord]]:
    """Return the words of every scale's steps, in the scales' order: one query."""
    words: dict[str, list[StepWord]] = {scale.value: [] for scale in Scale}
    for step in ScaleStep.objects.order_by("scale", "step"):
        words[step.scale].append(StepWord(step.step, step.name, step.pk))
    return words


def rounds_by_region(user: User | AnonymousUser) -> list[tuple[Region, list[GapRound]]]:
    """Return the regions whose gap analyses the person may read, each with its rounds, the latest first."""
    regions = list(access.gap_regions(user))
    rounds: dict[int, list[GapRound]] = {}
    for one in access.visible_gap_rounds(user).order_by("-opened_date", "-pk"):
        rounds.setdefault(one.region_id, []).append(one)
    return [(region, rounds.get(region.pk, [])) for region in regions]
