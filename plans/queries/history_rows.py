"""History rows as the objects that they were."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber


def latest(model: Any, at: datetime.datetime, *related: str, **of: Any) -> list[Any]:
    """Return the latest history row of each object until the moment, those left out that were deleted: one query.

    `of` chooses the objects: those of which any history row fits.
    """
    ever = model.history.filter(**of).order_by().values("id")
    rows = model.history.filter(id__in=ever, history_date__lte=at).select_related(*related)
    number = Window(RowNumber(), partition_by=[F("id")], order_by=[F("history_date").desc(), F("history_id").desc()])
    latest: QuerySet[Any] = rows.annotate(number_back=number).filter(number_back=1)
    return [row for row in latest if row.history_type != "-"]


def as_it_was(model: type[models.Model], row: Any, *related: str) -> Any:
    """Return the object with the values of a history row; what the history leaves out has its default.

    Not simple_history's own `instance`, which asks the database row by row for what it leaves out.
    """
    held = row.__dict__
    fields = model._meta.concrete_fields  # noqa: SLF001
    values = [held[one.attname] if one.attname in held else one.get_default() for one in fields]
    made = model.from_db(row._state.db, [one.attname for one in fields], values)  # noqa: SLF001
    for name in related:
        setattr(made, name, getattr(row, name))
    return made
