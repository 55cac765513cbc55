"""Sum the lines of cost returns inside the database, to the öre, and note what was summed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q, Sum
from django.db.models.sql.compiler import SQLCompiler

from indicators.models import (
    CostKind,
    CostLine,
    CostReturn,
    OrganisationSum,
    ProfessionSum,
    ReturnState,
    SummedReturn,
)
from indicators.queries.costs import SUM_FIELDS


class ExactSum(Sum):
    """Σ of a decimal column, exact to its two decimals on every database; of missing values alone, missing.

    SQLite keeps 0.10 as a binary fraction and adds in floating point, so that many lines can lose an öre. There whole öre
    are added, as integers: exact up to 9 × 10^16 kronor. PostgreSQL's numeric is exact as it is.
    """

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        """Return the SQL that adds whole öre."""
        in_ore = self.copy()
        in_ore.template = "SUM(CAST(ROUND(%(expressions)s * 100) AS INTEGER))"
        whole_ore, params = in_ore.as_sql(compiler, connection, **context)
        return f"({whole_ore} / 100.0)", params


def _amount_of(kind: CostKind) -> ExactSum:
    return ExactSum("amount_sek", filter=Q(kind=kind), default=0)


# In the order of SUM_FIELDS. Own and agency amounts are always known; what a line adds to them may not be reported.
_COSTS = {"agency": _amount_of(CostKind.AGENCY), "own": _amount_of(CostKind.OWN)}
_ALWAYS_KNOWN = SUM_FIELDS[:2]
_LINE_SUMS = {
    **_COSTS,
    "on_call": ExactSum("on_call_sek"),
    "outside_framework": ExactSum("outside_framework_sek"),
    "weeks": ExactSum("hire_weeks"),
    "hours": ExactSum("hired_hours"),
}


def sum_everything() -> int:
    """Sum every return that has left the state open, from nothing; return how many."""
    for model in (ProfessionSum, OrganisationSum, SummedReturn):
        delete(model.objects.all())
    return _insert(CostReturn.objects.exclude(state=ReturnState.OPEN))


def sum_anew(cost_return_ids: Collection[int], mark_ids: Collection[int]) -> None:
    """Sum these returns again; `mark_ids` are the notes of what was summed before, of returns that are gone too."""
    for model in (ProfessionSum, OrganisationSum):
        delete(model.objects.filter(cost_return__in=cost_return_ids))
    delete(SummedReturn.objects.filter(pk__in=mark_ids))
    _insert(CostReturn.objects.filter(pk__in=cost_return_ids).exclude(state=ReturnState.OPEN))


def delete(rows: models.QuerySet[Any]) -> None:
    """Delete rows that nothing hangs on, without asking what does."""
    rows._raw_delete(connection.alias)  # noqa: SLF001


def _insert(returns: models.QuerySet[CostReturn]) -> int:
    ids = list(returns.order_by("pk").values_list("pk", flat=True))
    if ids:
        _insert_grouped(ProfessionSum, ids, ("profession_id", "care_area_id"), _LINE_SUMS)
        _insert_grouped(OrganisationSum, ids, ("organisation_id",), _COSTS)
        _insert_marks(returns)
    return len(ids)


def _insert_grouped(
    model: type[ProfessionSum | OrganisationSum],
    return_ids: Collection[int],
    group: tuple[str, ...],
    line_sums: Mapping[str, ExactSum],
) -> None:
    """INSERT … SELECT … GROUP BY, a return at a time: a million lines never leave the database.

    Sorting the lines of one return stays in memory, where a million at once would spill to the disk. The SELECT is the
    ORM's own, made once; its one number that differs, the return, is the last that it takes.
    """
    one = CostLine.objects.order_by().filter(cost_return=0)
    select = one.values_list("cost_return_id", *group).annotate(**line_sums)
    columns = ("cost_return_id", *group, *SUM_FIELDS[: len(line_sums)])
    statement, (*params, _zero) = _insert_select(model, columns, select)
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*params, pk) for pk in return_ids])


def _insert_marks(returns: models.QuerySet[CostReturn]) -> None:
    """Note what was summed, with the sums of each whole return; they are made of its few sums by profession."""
    marks = ("region_id", "first_month", "length", "version", "counts_submitted", "counts_locked")
    totals = {
        f"total_{name}": ExactSum(f"profession_sums__{name}", default=0 if name in _ALWAYS_KNOWN else None)
        for name in SUM_FIELDS
    }
    select = returns.order_by().values_list("pk", *marks).annotate(**totals)
    with connection.cursor() as cursor:
        cursor.execute(*_insert_select(SummedReturn, ("cost_return_id", *marks, *SUM_FIELDS), select))


def _insert_select(
    model: type[models.Model], columns: tuple[str, ...], select: models.QuerySet[Any, Any]
) -> tuple[str, tuple[Any, ...]]:
    statement, params = select.query.sql_with_params()
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in columns)
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) {statement}", params  # noqa: SLF001
