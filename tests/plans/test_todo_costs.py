"""What costs ask on the first page: of the regions to report, of the nation to wait, lock and publish."""

from __future__ import annotations

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from documents import files
from indicators.actions import collecting as round_actions
from indicators.actions import trend_report as trend_actions
from indicators.models import CollectionRound, ReturnState, TrendReport
from plans.queries import todo
from tests import factories
from tests.indicators.test_collection_rounds import DAY, DUE, K3, at, handed_in, page_url
from tests.indicators.test_collection_rounds import collection as collection  # noqa: PLC0414 -- a fixture
from tests.indicators.test_collection_rounds import controllers as controllers  # noqa: PLC0414 -- a fixture
from tests.indicators.test_collection_rounds import coordinator as coordinator  # noqa: PLC0414 -- a fixture
from values.period import Period

pytestmark = pytest.mark.django_db


def tasks(user, region, today):
    return [(task.day, task.url, task.is_late) for task in todo.tasks_for(user, region, today).tasks]


def test_the_last_day_is_the_rounds(collection, controllers, blekinge):
    late = round_actions.change_round(
        collection=collection, version=1, due_date=datetime.date(2026, 11, 20), message="", by=controllers[0]
    )
    url = reverse("cost_return_create", kwargs={"code": "10"}, query={"period": "2026-K3"})
    assert tasks(controllers[0], blekinge.region, DUE + DAY) == [(late.due_date, url, False)]
    made = factories.cost_return(blekinge.region, "2026-K3")
    url = reverse("cost_return_detail", kwargs={"code": "10", "pk": made.pk})
    assert tasks(controllers[0], blekinge.region, late.due_date + DAY) == [(late.due_date, url, True)]


def test_the_regions_task_names_the_collection_and_its_last_day(collection, controllers, blekinge):
    def note():
        return [task.note for task in todo.tasks_for(controllers[0], blekinge.region, DUE).tasks]

    named = f"Blekinge · {collection}"
    (owed,) = note()
    assert owed.startswith(named)
    assert DUE.isoformat() in owed
    factories.cost_return(blekinge.region, "2026-K3")
    assert note() == [owed]
    CollectionRound.objects.update(closed_at=timezone.now())
    assert note() == ["Blekinge"]


def test_the_coordinators_task_says_how_many_are_in_and_who_is_late(collection, coordinator, controllers, blekinge, kalmar):  # fmt: skip
    def task(day):
        found = todo.tasks_for(coordinator, None, day).tasks
        return next(one for one in found if one.url == page_url(collection))

    handed_in(blekinge.region)
    told = task(DUE)
    assert (told.day, told.is_late, told.note) == (DUE, False, str(collection))
    assert re.findall(r"\d+", told.title)[:2] == ["1", "2"]
    assert DUE.isoformat() in told.title
    late = task(DUE + DAY)
    assert late.is_late
    assert "Kalmar" in late.note
    assert "Blekinge" not in late.note
    assert not [one for one in todo.tasks_for(controllers[0], None, DUE).tasks if one.url == page_url(collection)]


def test_when_all_are_locked_the_trend_report_is_next_and_then_to_close(collection, coordinator, blekinge, kalmar):  # fmt: skip
    def url():
        (task,) = todo.tasks_for(coordinator, None, DUE + DAY).tasks
        assert (task.day, task.is_late) == (None, False)
        return task.url

    for root in (blekinge, kalmar):
        handed_in(root.region, state=ReturnState.LOCKED, counts_locked=True, locked_at=timezone.now())
    assert url() == reverse("trend_report_list", query={"period": K3.code}, fragment="begin")
    report = trend_actions.start(period=K3, by=coordinator)
    assert url() == reverse("trend_report_preview", kwargs={"pk": report.pk})
    frozen = {"snapshot": {}, "content": b"x", "by": None, "content_type": "application/pdf"}
    pdf, workbook = (files.freeze(kind="x", name=name, **frozen) for name in ("a.pdf", "a.xlsx"))
    TrendReport.objects.update(file=pdf, workbook=workbook, published_at=timezone.now(), published_by_name="x")
    assert url() == page_url(collection)
    CollectionRound.objects.update(closed_at=timezone.now())
    assert todo.tasks_for(coordinator, None, DUE + DAY).tasks == []


def test_a_correction_under_way_waits_with_the_report(collection, coordinator, blekinge, kalmar):
    for root in (blekinge, kalmar):
        handed_in(root.region, state=ReturnState.LOCKED, counts_locked=True, locked_at=timezone.now())
    factories.cost_return(kalmar.region, "2026-K3", number=2, reason="fel")
    (task,) = todo.tasks_for(coordinator, None, DUE + DAY).tasks
    assert (task.url, task.is_late) == (page_url(collection), False)


def test_queries_do_not_follow_the_number_of_collections(coordinator, blekinge, kalmar, django_assert_num_queries):  # fmt: skip
    for year in range(2020, 2026):
        round_actions.open_round(period=Period.parse(f"{year}-K4"), due_date=datetime.date(year + 1, 2, 1), message="", by=None, now=at(DUE))  # fmt: skip
    assert len(todo.tasks_for(coordinator, None, DUE).tasks) == 6
    with django_assert_num_queries(7):
        todo.tasks_for(coordinator, None, DUE)


def test_a_region_that_reports_half_years_owes_no_quarter(collection, controllers, blekinge):
    handed_in(blekinge.region, "2026-H1", datetime.date(2026, 7, 20))
    assert tasks(controllers[0], blekinge.region, DUE + DAY) == []
    after = datetime.date(2027, 1, 5)
    ((day, url, _late),) = tasks(controllers[0], blekinge.region, after)
    assert (day, url[-8:]) == (datetime.date(2027, 1, 30), "=2026-H2")


def test_what_waits_to_be_locked_is_where_the_coordinator_is_led(signed_in, coordinator, blekinge):
    made = [handed_in(blekinge.region, "2026-K2"), handed_in(blekinge.region, "2026-K3")]
    first = handed_in(blekinge.region, "2025-K1", state=ReturnState.LOCKED, counts_submitted=False, counts_locked=True, locked_at=timezone.now())  # fmt: skip
    factories.cost_line(first, "own", 3)
    made.append(handed_in(blekinge.region, "2025-K1", number=2, reason="fel"))
    ((_day, url, _late),) = tasks(coordinator, None, DUE)
    rows = signed_in(coordinator).get(url).context["rows"]
    assert {row.cost_return for row in rows} == set(made)
    assert [row.locked and row.locked.own_sek for row in rows] == [None, None, 3]
