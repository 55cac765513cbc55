"""Sum the lines of cost returns inside the database, to the öre, and note what was summed."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, Q, Sum, Value
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

_THE_RETURN = -1
"""Stands for the return in statements that are made once for all."""


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


class OrZero(Func):
    """A sum, or zero where there was nothing to add: Coalesce without the three casts that SQLite gets with it."""

    function = "COALESCE"
    template = "%(function)s(%(expressions)s, 0)"


def _amount_of(kind: CostKind) -> ExactSum:
    return ExactSum("amount_sek", filter=Q(kind=kind))


# In the order of SUM_FIELDS. A return's own and agency amounts are always known, those of an organisation or a profession
# may not be reported, nor what a line adds to them.
_COSTS = {"agency": _amount_of(CostKind.AGENCY), "own": _amount_of(CostKind.OWN)}
_DETAILS = SUM_FIELDS[len(_COSTS) :]
_LINE_SUMS = {**_COSTS, **{f"sum_{name}": ExactSum(name) for name in _DETAILS}}
_TOTALS = {
    f"total_{name}": total if name in _DETAILS else OrZero(total)
    for name in SUM_FIELDS
    for total in [ExactSum(f"profession_sums__{name}")]
}


def sum_everything() -> int:
    """Sum every return that has left the state open, from nothing; return how many."""
    for model in (ProfessionSum, OrganisationSum, SummedReturn):
        delete(model.objects.all())
    ids = list(CostReturn.objects.exclude(state=ReturnState.OPEN).order_by("pk").values_list("pk", flat=True))
    _insert(ids)
    return len(ids)


def sum_anew(cost_returns: Collection[CostReturn], marks: Collection[SummedReturn]) -> None:
    """Sum these returns again; `marks` note what was summed before, of returns that are gone too."""
    ids = [one.pk for one in cost_returns]
    for model in (ProfessionSum, OrganisationSum):
        delete(model.objects.filter(cost_return__in=ids))
    delete(SummedReturn.objects.filter(pk__in=[mark.pk for mark in marks]))
    _insert([one.pk for one in cost_returns if one.state != ReturnState.OPEN])


def delete(rows: models.QuerySet[Any, Any]) -> None:
    """Delete rows that nothing hangs on, without asking what does."""
    rows._raw_delete(connection.alias)  # noqa: SLF001


def _insert(return_ids: Collection[int]) -> None:
    """Sum a return at a time: its lines are sorted in memory, where a million at once would spill to the disk."""
    with connection.cursor() as cursor:
        for statement, params in _statements(connection.vendor):
            cursor.executemany(
                statement, [[pk if value == _THE_RETURN else value for value in params] for pk in return_ids]
            )


@cache
def _statements(_vendor: str) -> list[tuple[str, tuple[Any, ...]]]:
    """Return each INSERT … SELECT … GROUP BY of one return, with `_THE_RETURN` among its parameters.

    A million lines never leave the database. The SELECTs are the ORM's own; making them takes longer than running them
    for one return, so they are made once. The return is written as a number and not as the lines' column: what is the
    same in every line would be compared in every step of the sorting. A return's total is made of its sums by profession.
    """
    the_return = {"the_return": Value(_THE_RETURN, output_field=models.BigIntegerField())}
    lines = CostLine.objects.order_by().filter(cost_return=_THE_RETURN)
    returns = CostReturn.objects.order_by().filter(pk=_THE_RETURN)
    profession, organisation = ("profession_id", "care_area_id"), ("organisation_id",)
    marks = ("region_id", "first_month", "length", "version", "counts_submitted", "counts_locked")
    return [
        _insert_select(ProfessionSum, profession, lines.values_list(*profession).annotate(**_LINE_SUMS, **the_return)),
        _insert_select(
            OrganisationSum,
            organisation,
            lines.values_list(*organisation).annotate(**_COSTS, **the_return),
        ),
        _insert_select(SummedReturn, marks, returns.values_list(*marks).annotate(**_TOTALS, **the_return)),
    ]


def _insert_select(
    model: type[models.Model], group: tuple[str, ...], select: models.QuerySet[Any, Any]
) -> tuple[str, tuple[Any, ...]]:
    statement, params = select.query.sql_with_params()
    quote = connection.ops.quote_name
    sums = SUM_FIELDS[: len(select.query.annotations) - 1]
    names = ", ".join(quote(name) for name in (*group, *sums, "cost_return_id"))
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) {statement}", params  # noqa: SLF001
