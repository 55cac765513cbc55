"""Fifty of a hundred thousand activities, filtered and sorted, as a process leader sees them: with a link to change each."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.template import Context, RequestContext, Template
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from benchmarks.measuring import Outcome, in_turns
from plans.demo import scale
from plans.models import Plan
from plans.tables import ActivityTable
from plans.views.plans import PlanDetail
from staffing import demo
from staffing.models import Role, User

ASKED = "?rows=50&progress=open&deadline=90&sort=due_date"
ROWS = 50
MOST_QUERIES = 12
MOST_KILOBYTES = 60
SHOWN = ("title", "responsible_text", "deadline_text", "due_date", "progress", "health", "last_update_date")
LOOP = Template(
    "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)

Statement = tuple[str, Any]


def measure() -> list[Outcome]:
    """Measure the page, the list in it, and the cells alone."""
    plan = Plan.objects.get(slug=scale.SLUG)
    email = next(account.email for account in demo.ACCOUNTS if account.role == Role.PROCESS_LEADER)
    user = User.objects.get(email=email)
    with translation.override("sv"):
        return [*_page(plan, user), *_list(plan, user)]


def _page(plan: Plan, user: User) -> list[Outcome]:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    address = reverse("plan_detail", kwargs={"slug": plan.slug}) + ASKED
    small = reverse("plan_detail", kwargs={"slug": "blekinge-2017"})
    rows = _cells(_table(plan, user)[0].records)

    def ours() -> bytes:
        answer = client.get(address)
        if answer.status_code != 200 or answer.content.count(b'<tr id="a') != ROWS:
            raise RuntimeError(f"{address} answered {answer.status_code} without {ROWS} rows.")
        return answer.content

    size = len(ours()) / 1000
    statements = recorded(ours)
    smaller = recorded(lambda: client.get(small))
    page, floor = in_turns(ours, lambda: (run(statements), LOOP.render(Context({"rows": rows}))), times=9)
    return [
        Outcome("activity list: the whole page", page, floor, "all its SQL + a bare loop of the cells", 3),
        Outcome("its queries", len(statements), MOST_QUERIES, "the limit", 1, ""),
        Outcome("its queries, against a plan of 54", len(statements), len(smaller), "blekinge-2017, all shown", 1, ""),
        Outcome(
            "HTML of the whole page, with filters and 24 sections' progress",
            size,
            MOST_KILOBYTES,
            "the limit of its 50 rows",
            None,
            "kB",
        ),
    ]


def _list(plan: Plan, user: User) -> list[Outcome]:
    template = get_template("plans/_activity_table.html").template
    table, request = _table(plan, user)

    def printed(table: ActivityTable, request: HttpRequest) -> str:
        # Bound without its processors: what they add (the menu and the like) is the page's, not the list's.
        context = RequestContext(request, {"table": table, "changing": None, "request": request})
        context.template = template
        return str(template.nodelist.render(context))

    rows = _cells(table.records)
    statements = recorded(lambda: printed(*_table(plan, user)))
    ours, floor = in_turns(
        lambda: printed(*_table(plan, user)),
        lambda: (run(statements), LOOP.render(Context({"rows": rows}))),
        times=15,
    )
    # Whatever the SQL costs would hide what a row costs; these two leave it out.
    cells, loop = in_turns(lambda: printed(table, request), lambda: LOOP.render(Context({"rows": rows})), times=51)
    return [
        Outcome("activity list: the list alone", ours, floor, "the same SQL + a bare loop of the same cells", 3),
        Outcome(
            "HTML of its 50 rows", len(printed(table, request).encode()) / 1000, MOST_KILOBYTES, "the limit", 1, "kB"
        ),
        Outcome("its 50 rows without the SQL", cells, loop, "a bare loop of the same cells", None),
    ]


def _table(plan: Plan, user: User) -> tuple[ActivityTable, HttpRequest]:
    """Return the table as the view makes it: filters read, rows found, what may be changed looked up."""
    request = RequestFactory(SERVER_NAME="localhost").get(reverse("plan_detail", kwargs={"slug": plan.slug}) + ASKED)
    request.user = user
    view = _view(plan, request)
    filterset = view.get_filterset(view.get_filterset_class())
    if not filterset.is_valid():
        raise RuntimeError(f"The filters of {ASKED} do not hold: {filterset.errors}")
    view.object_list = filterset.qs
    return view.get_table(), request


_views: dict[int, PlanDetail] = {}


def _view(plan: Plan, request: HttpRequest) -> PlanDetail:
    """Return a view that has found its plan and its filters' choices: those belong to the page around the list."""
    if plan.pk not in _views:
        view = PlanDetail()
        view.setup(request, slug=plan.slug)
        _views[plan.pk] = view
    view = copy.copy(_views[plan.pk])
    view.request = request
    return view


def _cells(records: Sequence[dict[str, Any]]) -> list[list[str]]:
    return [["" if record[name] is None else str(record[name]) for name in SHOWN] for record in records]


def recorded(work: Callable[[], object]) -> list[Statement]:
    """Return the statements that `work` sends, with their parameters."""
    statements: list[Statement] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        work()
    return statements


def run(statements: Sequence[Statement]) -> None:
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()
