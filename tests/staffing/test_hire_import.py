"""A year of hires from an older system: all or nothing, fast, undone as a whole."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from staffing import delegated_decision_queries, hire_statistics_queries
from staffing.hire_import_row import ImportRow
from staffing.hire_statistics import Span
from staffing.models import HireDecision, HireImport, HireNotice, HireOrder, HireReason, HireRequest, Role
from tests import factories
from tests.staffing.hire_import_world import (
    DAY,
    HEAD,
    LETTERS,
    NOT_FILLED,
    NOT_ORDERED,
    URL,
    WITHDRAWN,
    brought_in,
    line,
    send,
    workbook,
)
from tests.staffing.hire_import_world import leader as leader  # noqa: PLC0414 -- a fixture
from tests.staffing.hire_import_world import unit as unit  # noqa: PLC0414 -- a fixture

pytestmark = pytest.mark.django_db


# Written ----------------------------------------------------------------------------------------------------------------
def test_a_file_is_shown_then_written_as_it_says(leader, unit):
    sent = send(leader, workbook(line(), line("G-2", **WITHDRAWN), line("G-3", **NOT_ORDERED, outcome="avslag")))
    page = leader.get(sent.url)
    assert not HireRequest.objects.exists()
    assert "G-3" in page.content.decode()
    assert page.context["sums"].actual_sek == Decimal("150075.25")
    kept = HireImport.objects.get()
    leader.post(reverse("hire_import_confirm", kwargs={"pk": kept.pk}))
    made = HireRequest.objects.select_related("decision", "order").get(old_number="G-1")
    assert (str(made), made.state, made.organisation, made.care_area) == (
        "2025-0001",
        "followed_up",
        unit,
        unit.care_area,
    )
    assert (made.hours, made.weeks, made.cost_sek) == (160, 4, 160_080)
    assert (made.rule, made.decider, made.requested_by, made.hire_import) == (None, None, None, kept)
    assert timezone.localdate(made.requested_at) == DAY(2025, 1, 7)
    assert (made.decision.role_title, made.decision.granted_hours, made.decision.valid_to) == (
        "Områdeschef",
        160,
        DAY(2025, 3, 28),
    )
    assert (made.order.filled_date, made.order.ended_date) == (DAY(2025, 1, 20), DAY(2025, 3, 27))
    assert made.order.actual_cost_sek == Decimal("150075.25")
    states = dict(HireRequest.objects.values_list("old_number", "state"))
    assert states == {"G-1": "followed_up", "G-2": "withdrawn", "G-3": "refused"}
    assert HireDecision.objects.count() == 2
    for row in (made, made.decision, made.order):
        record = row.history.get()
        assert record.history_type == "+"
        assert record.history_user.email
        assert "hyror.xlsx" in record.history_change_reason
    assert not HireNotice.objects.exists()


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        (NOT_ORDERED, "granted"),
        (NOT_FILLED, "ordered"),
        ({**NOT_FILLED, "not_filled": "Ingen fanns"}, "not_filled"),
        (dict.fromkeys(("ended", "actual_hours", "actual_cost")), "filled"),
        ({"outcome": "Beviljad med ändringar", "granted_hours": 80}, "followed_up"),
        ({"profession": "Nurse", "speciality": "Intensivvård"}, "followed_up"),
        ({"route": "Direktupphandling", "deviation": "deviation-need"}, "followed_up"),
        ({"place": "vårdcentralen", "requested": None}, "followed_up"),
        ({"actual_cost": 0, "actual_hours": 0}, "followed_up"),
    ],
)
def test_how_far_a_request_has_come(leader, changed, state):
    brought_in(leader, line(**changed))
    assert HireRequest.objects.get().state == state


def test_the_pages_show_what_is_imported(leader, person, signed_in, blekinge):
    brought_in(leader, line(), line("G-2", **WITHDRAWN), line("G-3", **NOT_ORDERED))
    shown = leader.get(reverse("hire_list") + "?region=10&tab=all")
    assert shown.context["table"].paginator.count == 3
    found = leader.get(reverse("hire_list") + "?region=10&tab=all&q=g-2")
    assert [row.record.old_number for row in found.context["table"].page] == ["G-2"]
    for made in HireRequest.objects.all():
        page = leader.get(reverse("hire_detail", kwargs={"pk": made.pk}))
        assert page.status_code == 200
        assert made.old_number in page.content.decode()
    granted = HireRequest.objects.get(old_number="G-3")
    decider = signed_in(person(Role.DECISION_MAKER, blekinge))
    assert decider.post(reverse("hire_decide", kwargs={"pk": granted.pk}), {"version": 1}).status_code == 403
    assert leader.get(reverse("hire_export", kwargs={"file_type": "csv"}) + "?region=10&tab=all").status_code == 200


def test_numbers_follow_the_years_last_in_the_order_asked_for(leader, unit):
    factories.hire(unit, factories.delegation_rule(unit), year=2025, number=7)
    late, early = DAY(2025, 1, 8), DAY(2025, 1, 6)
    before = {"requested": DAY(2024, 12, 30)}
    brought_in(leader, line("A", requested=late), line("B", requested=early), line("C", **before))
    found = {one.old_number: str(one) for one in HireRequest.objects.exclude(old_number="")}
    assert found == {"A": "2025-0009", "B": "2025-0008", "C": "2024-0001"}


def test_what_is_there_already_is_passed_over_and_said(leader):
    brought_in(leader, line())
    # Wrong in every way, but not looked at: the number is there.
    sent = send(leader, workbook(line(" g-1 ", price="dyrt"), line("G-2")))
    page = leader.get(sent.url)
    assert page.context["skipped"] == ["g-1"]
    assert page.context["kept"].count == 1
    leader.post(reverse("hire_import_confirm", kwargs={"pk": page.context["kept"].pk}))
    assert HireRequest.objects.count() == 2
    again = leader.get(send(leader, workbook(line(), line("G-2"))).url)
    assert again.context["kept"].count == 0
    leader.post(reverse("hire_import_confirm", kwargs={"pk": again.context["kept"].pk}))
    assert HireRequest.objects.count() == 2


def test_confirmed_twice_it_is_written_once_and_two_files_of_the_same_do_not_collide(leader):
    addresses = [send(leader, workbook(line())).url for _n in range(2)]
    for address in (*addresses, addresses[0]):
        leader.post(address + "skriv/")
    assert HireRequest.objects.count() == 1
    assert list(HireImport.objects.order_by("pk").values_list("count", flat=True)) == [1, 0]


def test_the_database_holds_rule_or_import(unit, blekinge):
    made = factories.hire(unit, factories.delegation_rule(unit))
    kept = HireImport.objects.create(region=blekinge.region, made_at=timezone.now(), file_name="f", sha256="0")
    for change in ({"rule": None, "decider": None}, {"old_number": "G-1"}, {"hire_import": kept}):
        with pytest.raises(IntegrityError), transaction.atomic():
            HireRequest.objects.filter(pk=made.pk).update(**change)


# A year ---------------------------------------------------------------------------------------------------------------------
def year(count=2000, bad=()):
    rows = []
    for number in range(count):
        first = DAY(2025, 1, 1) + datetime.timedelta(days=number % 300)
        days = {"requested": DAY(2024, 12, 1), "decided": DAY(2024, 12, 3), "ordered": DAY(2024, 12, 5)}
        kinds = [{}, NOT_FILLED, {**NOT_ORDERED}, WITHDRAWN]
        ends = {"filled": DAY(2024, 12, 9), "ended": first + datetime.timedelta(days=20)}
        changed = {**days, **ends, **kinds[number % 4], "first": first, "last": first + datetime.timedelta(days=27)}
        rows.append(line(f"G-{number}", **changed))
    for row, key, value in bad:
        rows[row - 2][list(LETTERS).index(key)] = value
    return workbook(*rows)


def test_two_thousand_rows_are_read_written_and_undone_in_a_few_queries(leader):
    content = year()
    with CaptureQueriesContext(connection) as reading:
        sent = send(leader, content)
    assert sent.status_code == 302
    kept = HireImport.objects.get()
    assert kept.count == 2000
    with CaptureQueriesContext(connection) as writing:
        leader.post(reverse("hire_import_confirm", kwargs={"pk": kept.pk}))
    assert HireRequest.objects.count() == 2000
    assert HireDecision.objects.count() == 1500
    assert HireOrder.objects.count() == 1000
    assert HireRequest.history.count() == 2000
    with CaptureQueriesContext(connection) as undoing:
        leader.post(reverse("hire_import_undo", kwargs={"pk": kept.pk}))
    assert not HireRequest.objects.exists()
    assert HireRequest.history.filter(history_type="-").count() == 2000
    # SQLite takes 999 values at once, so that inserts come in batches; nothing else grows with the rows.
    for queries in (reading, writing, undoing):
        others = [one["sql"] for one in queries if not one["sql"].startswith("INSERT")]
        assert len(others) < 30, others
    assert len(writing) < 300


def test_in_two_thousand_rows_each_bad_cell_is_found_and_no_other(leader):
    bad = [
        (17, "place", "finns inte"),
        (400, "price", "1.234"),
        (401, "text", "Kalle 850101-1234"),
        (1203, "first", "i fjol"),
        (1500, "outcome", "väntar"),
        (2001, "reason", "vet inte"),
    ]
    page = send(leader, year(bad=bad))
    assert [one.reference for one in page.context["problems"]] == [f"{LETTERS[key]}{row}" for row, key, _value in bad]
    assert not HireImport.objects.exists()


# Undone ---------------------------------------------------------------------------------------------------------------------
def test_an_import_is_undone_and_may_come_again(leader):
    kept = brought_in(leader, line(), line("G-2"))
    page = leader.get(reverse("hire_import_preview", kwargs={"pk": kept.pk}))
    assert page.context["is_undoable"]
    leader.post(reverse("hire_import_undo", kwargs={"pk": kept.pk}))
    assert not HireRequest.objects.exists()
    assert not HireOrder.objects.exists()
    kept.refresh_from_db()
    assert kept.undone_by
    for model in (HireRequest, HireDecision, HireOrder):
        assert sorted(model.history.values_list("history_type", flat=True)) == ["+", "+", "-", "-"]
    brought_in(leader, line(), line("G-2"))
    assert HireRequest.objects.count() == 2


def gone_on(made, unit):
    HireRequest.objects.filter(pk=made.pk).update(version=2)


def prolonged(made, unit):
    factories.hire(unit, factories.delegation_rule(unit), number=99, extends=made)


@pytest.mark.parametrize("build", [gone_on, prolonged])
def test_what_somebody_has_gone_on_with_is_not_undone(leader, unit, build):
    kept = brought_in(leader, line(), line("G-2"))
    build(HireRequest.objects.get(old_number="G-2"), unit)
    leader.post(reverse("hire_import_undo", kwargs={"pk": kept.pk}))
    kept.refresh_from_db()
    assert kept.undone_at is None
    assert HireRequest.objects.exclude(old_number="").count() == 2
    assert not leader.get(reverse("hire_import_preview", kwargs={"pk": kept.pk})).context["is_undoable"]


# Who, and the template ----------------------------------------------------------------------------------------------------------
def test_only_the_process_leader_of_the_region_brings_hires_in(person, signed_in, blekinge, kalmar, unit):
    stranger = signed_in(person(Role.PROCESS_LEADER, kalmar))
    assert stranger.get(URL).status_code == 404
    for role in (Role.MANAGER, Role.CONTROLLER):
        other = signed_in(person(role, blekinge))
        assert other.get(URL).status_code == 403
        assert URL not in other.get(reverse("hire_list") + "?region=10").content.decode()
    leader = signed_in(person(Role.PROCESS_LEADER, blekinge))
    assert URL in leader.get(reverse("hire_list") + "?region=10").content.decode()


def test_the_template_filled_in_comes_back(leader):
    answer = leader.get(reverse("hire_import_template", kwargs={"file_type": "xlsx"}) + "?region=10")
    book = load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    top = next(row for row in sheet.iter_rows() if row[0].value == "Nummer")
    assert [cell.value for cell in top] == HEAD
    for cell, value in zip(top, line(), strict=True):
        sheet.cell(cell.row + 1, cell.column).value = value
    target = io.BytesIO()
    book.save(target)
    assert send(leader, target.getvalue()).status_code == 302
    text = leader.get(reverse("hire_import_template", kwargs={"file_type": "csv"}) + "?region=10").content
    assert text.decode("utf-8-sig").startswith("Nummer;Enhet")


def test_a_kept_row_is_read_back_as_it_was():
    row = ImportRow.of({
        **dict.fromkeys((one for one in ImportRow.__dataclass_fields__), ""), "place": 1, "care_area": None,
        "profession": 2, "speciality": None, "reason": 3, "deviation": None, "granted_hours": None,
        **dict.fromkeys(("first", "last", "requested", "decided", "valid_to", "ordered"), DAY(2025, 1, 2)),
        "filled": None, "ended": None, "hours": Decimal("1.5"), "price": Decimal("2.25"), "actual_hours": None,
        "actual_cost": Decimal(0),
    })  # fmt: skip
    assert ImportRow.from_json(row.as_json()) == row


def test_no_form_offers_the_reason_of_what_was_decided_elsewhere(leader):
    brought_in(leader, line())
    assert HireReason.objects.get(code="decision-outside-system").is_retired


def test_what_was_decided_elsewhere_is_counted_but_neither_timed_nor_reported_again(leader, unit):
    brought_in(leader, line(requested=DAY(2025, 1, 7), decided=DAY(2025, 1, 9)))
    january = Span(DAY(2025, 1, 1), DAY(2025, 1, 31))
    found = hire_statistics_queries.hires_of(HireRequest.objects.all())
    assert [(one.became, one.is_timed) for one in found] == [("granted", False)]
    assert HireDecision.objects.count() == 1
    assert delegated_decision_queries.decisions_of(unit, january) == []
