"""What the pages of good examples ask the database."""

from __future__ import annotations

import datetime
from collections import Counter

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, QuerySet, When

from measures import access, example_outcomes
from measures.example_outcomes import Outcomes
from measures.models import ExampleState, GoodExample, Measure
from staffing.models import User


def with_names(examples: QuerySet[GoodExample]) -> QuerySet[GoodExample]:
    """Return examples with what a row or a page of them names: one query."""
    return examples.select_related("region", "organisation", "measure__area", "profession", "care_area", "updated_by")


def for_list(user: User | AnonymousUser) -> QuerySet[GoodExample]:
    """Return what the list shows: the drafts that the person may read first, then the shared ones, the newest first."""
    examples = with_names(access.visible_examples(user)).exclude(state=ExampleState.WITHDRAWN)
    return examples.order_by(Case(When(state=ExampleState.DRAFT, then=0), default=1), "-shared_at", "-pk")


def withdrawn(user: User | AnonymousUser) -> QuerySet[GoodExample]:
    """Return the withdrawn examples that the person may read, the latest first."""
    examples = access.visible_examples(user).filter(state=ExampleState.WITHDRAWN)
    return examples.select_related("region").order_by("-withdrawn_at", "-pk")


def shared(measure: Measure | None = None) -> QuerySet[GoodExample]:
    """Return the shared examples of all measures, or of one, the newest first; the same for every reader."""
    examples = with_names(GoodExample.objects.filter(state=ExampleState.SHARED))
    if measure is not None:
        examples = examples.filter(measure=measure)
    return examples.order_by("-shared_at", "-pk")


def counts_by_measure() -> Counter[int]:
    """Return the number of shared examples of each measure, by its key: one query."""
    keys = GoodExample.objects.filter(state=ExampleState.SHARED).order_by().values_list("measure_id", flat=True)
    return Counter(keys)


def outcomes_of(examples: list[GoodExample]) -> Outcomes:
    """Return in how many regions the examples of one measure say that it worked."""
    return example_outcomes.count((one.region_id, one.outcome) for one in examples)


def is_new(example: GoodExample, since: datetime.datetime) -> bool:
    """Return whether the example was shared after a moment."""
    return example.shared_at is not None and example.shared_at > since
