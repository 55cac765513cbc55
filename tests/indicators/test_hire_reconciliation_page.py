"""The page that holds hires against the return: its figures, its lines and files, the comment, and who sees it."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from indicators.actions import index as index_actions
from indicators.models import CostLine, HireReconciliationComment
from staffing.models import HireDecision, HireOrder, HireRequest, Role
from tests import factories

pytestmark = pytest.mark.django_db

URL = reverse("hire_reconciliation", kwargs={"code": "10"})
COMMENT = reverse("hire_reconciliation_comment", kwargs={"code": "10"})
K1 = "?period=2018-K1"


@pytest.fixture
def hospital(blekinge):
    return factories.OrganisationFactory(parent=blekinge, name="Sjukhuset", code="BLS")


@pytest.fixture
def controller(person, signed_in, blekinge):
    return signed_in(person(Role.CONTROLLER, blekinge))


def filled(unit, rule, days, actual=None, **fields):
    """Make a hire that worked these days; 160 hours at 1 000 kr were granted."""
    first, last = (datetime.date.fromisoformat(day) for day in days)
    order = {key: fields.pop(key) for key in ("route", "filled_date") if key in fields}
    made = factories.hire(
        unit, rule, first_date=first, last_date=last, state="followed_up" if actual else "filled",
        **{"care_area": factories.care_area(), **fields},
    )  # fmt: skip
    HireDecision.objects.create(
        request=made, outcome="granted", reason=factories.hire_reason("granted", "decision"), reason_text="Ja",
        valid_to=last, granted_hours=made.hours, granted_cost_sek=made.cost_sek, decided_at=timezone.now(),
        decided_by_name="D", role_title="Chef", rule_words="R",
    )  # fmt: skip
    done = {
        "ended_date": last,
        "actual_hours": 1,
        "actual_cost_sek": Decimal(actual or 0),
        "followed_up_at": timezone.now(),
    }
    HireOrder.objects.create(
        request=made, supplier_name="AB", price_sek_per_hour=1000, ordered_date=first,
        **{"filled_date": first, "route": "ranked"} | order | (done if actual else {}),
    )  # fmt: skip
    return made


@pytest.fixture
def world(blekinge, hospital):
    made = factories.counting_return(blekinge.region, "2018-K1", 0)
    CostLine.objects.filter(cost_return=made, kind="agency").delete()
    factories.cost_line(made, "agency", "500000.50", organisation=hospital, outside_framework_sek=Decimal(1000))
    factories.cost_line(
        made, "agency", "70", organisation=hospital, profession=factories.profession("nurse"), outside_framework_sek=0
    )
    index_actions.rebuild()
    rule = factories.delegation_rule(hospital)
    return {
        # 31 of 40 days in the quarter: 31/40 of 1 000,00 = 775,00.
        "actual": filled(hospital, rule, ("2018-03-01", "2018-04-09"), "1000.00"),
        "expected": filled(hospital, rule, ("2018-01-01", "2018-01-10")),
        # Psychiatry has no line in the return.
        "stray": filled(
            hospital, rule, ("2018-02-01", "2018-02-02"), "30.03", care_area=factories.care_area("psychiatry"),
            route="outside",
        ),
        "later": filled(hospital, rule, ("2018-04-01", "2018-04-02"), "9.00"),
        "asked": factories.hire(hospital, rule, first_date="2018-01-01", last_date="2018-01-09"),
    }  # fmt: skip


def test_the_figures_are_right_to_the_ore(controller, world):
    page = controller.get(URL + K1)
    total = page.context["found"].whole.total
    assert total.reported_sek == Decimal("500070.50")
    assert total.actual_sek == Decimal("805.03")
    assert total.expected_sek == Decimal(160_000)
    assert total.without_match_sek == Decimal("-30.03")
    assert total.difference_sek == Decimal("499265.47")
    assert total.unexplained_sek == Decimal("339295.50")
    beyond = page.context["found"].outside.total
    assert (beyond.reported_sek, beyond.actual_sek, beyond.difference_sek) == (
        1000,
        Decimal("30.03"),
        Decimal("969.97"),
    )
    text = page.content.decode()
    assert "499\xa0265,47" in text
    assert "339\xa0295,50" in text


def test_the_return_is_that_of_the_index(controller, world):
    index = controller.get(reverse("region_index", kwargs={"code": "10"}) + K1)
    found = controller.get(URL + K1).context["found"].whole.total
    assert found.reported_sek == index.context["page"].figure.agency_sek
    assert URL in index.content.decode()


def test_a_line_leads_to_the_hires_that_make_it(controller, world):
    page = controller.get(URL + K1)
    counts = {(row.part, row.profession): (row.key, row.count) for row in page.context["lines"]}
    assert sorted(count for _key, count in counts.values()) == [0, 1, 2]
    key = next(key for key, count in counts.values() if count == 2)
    shown = controller.get(f"{URL}{K1}&line={key}")
    assert [row.request for row in shown.context["hires"]] == [world["actual"], world["expected"]]
    assert [row.request for row in page.context["hires"]] == [world["actual"], world["expected"], world["stray"]]
    # A line that is not there shows all.
    assert len(controller.get(f"{URL}{K1}&line=x.9").context["hires"]) == 3


def test_by_organisation_hires_meet_the_division_that_reports(controller, world, blekinge):
    page = controller.get(f"{URL}{K1}&by=organisation")
    assert {row.part for row in page.context["lines"]} == {"Sjukhuset"}
    total = page.context["found"].whole.total
    assert (total.without_match_sek, total.difference_sek) == (0, Decimal("499265.47"))
    CostLine.objects.update(organisation=blekinge)
    page = controller.get(f"{URL}{K1}&by=organisation")
    assert not page.context["found"].has_organisations
    assert page.context["found"].whole.total.without_match_sek == Decimal("-160805.03")


def test_a_return_that_does_not_say_the_framework_everywhere_is_not_compared_by_it(controller, world):
    CostLine.objects.filter(profession__code="nurse").update(outside_framework_sek=None)
    assert controller.get(URL + K1).context["found"].outside is None


def test_filled_before_the_first_day_the_work_begins_on_the_first_day(controller, world, hospital):
    HireRequest.objects.exclude(pk=world["actual"].pk).update(state="requested")
    HireOrder.objects.filter(request=world["actual"]).update(filled_date="2018-01-01")
    assert controller.get(URL + K1).context["found"].whole.total.actual_sek == Decimal(775)
    HireOrder.objects.filter(request=world["actual"]).update(filled_date="2018-03-31")
    assert controller.get(URL + K1).context["found"].whole.total.actual_sek == Decimal(100)


def test_files_hold_what_the_page_says(controller, world):
    address = reverse("hire_reconciliation_export", kwargs={"code": "10", "file_type": "xlsx"}) + K1
    book = load_workbook(io.BytesIO(controller.get(address).content))
    rows = [row for row in book.worksheets[0].iter_rows(values_only=True) if row[0] in ("Total", "Summa", "Totalt")]
    assert [float(value) for value in rows[0][2:8]] == [500070.5, 805.03, 499265.47, 160000, -30.03, 339295.5]
    assert len([row for row in book.worksheets[1].iter_rows(values_only=True) if str(row[0]).startswith("2026-")]) == 3
    csv = controller.get(address.replace("xlsx", "csv")).content.decode("utf-8-sig")
    assert "339295,50" in csv
    assert controller.get(address.replace("xlsx", "pdf")).status_code == 404


def test_queries_do_not_grow_with_the_hires(controller, world, hospital, django_assert_max_num_queries):
    controller.get(URL + K1)
    rule = factories.delegation_rule(hospital, title="Annan")
    with django_assert_max_num_queries(40) as few:
        controller.get(URL + K1)
    for _number in range(60):
        filled(hospital, rule, ("2018-02-01", "2018-02-09"), "12.00")
    with django_assert_max_num_queries(len(few)):
        controller.get(URL + K1)


def test_a_comment_is_written_changed_and_kept(controller, world):
    page = controller.get(URL + K1)
    assert page.context["version"] == 0
    sent = controller.post(COMMENT + K1, {"text": "Fakturan kom sent", "version": 0})
    assert sent.status_code == 302
    assert sent.url.endswith("#kommentar")
    controller.post(COMMENT + K1, {"text": "Fakturan kom i april", "version": 1})
    page = controller.get(URL + K1).content.decode()
    assert "Fakturan kom i april" in page
    assert "Fakturan kom sent" in page
    assert HireReconciliationComment.objects.get().history.count() == 2


def test_the_second_of_two_writers_keeps_what_they_wrote(controller, world):
    controller.post(COMMENT + K1, {"text": "Första", "version": 0})
    second = controller.post(COMMENT + K1, {"text": "Andra", "version": 0})
    assert second.status_code == 409
    assert "Första" in second.content.decode()
    assert "Andra" in second.content.decode()
    assert HireReconciliationComment.objects.get().text == "Första"


@pytest.mark.parametrize("text", ["", "Bo, 19121212-1212, kom sent"])
def test_a_comment_without_words_or_with_an_identity_number_is_refused(controller, world, text):
    assert controller.post(COMMENT + K1, {"text": text, "version": 0}).status_code == 422
    assert not HireReconciliationComment.objects.exists()


def test_only_who_reports_costs_comments(person, signed_in, blekinge, kalmar, world):
    leader, stranger = signed_in(person(Role.PROCESS_LEADER, blekinge)), signed_in(person(Role.CONTROLLER, kalmar))
    assert leader.get(URL + K1).status_code == 200
    assert leader.post(COMMENT + K1, {"text": "Hej", "version": 0}).status_code == 403
    assert stranger.get(URL + K1).status_code == 404
    assert stranger.post(COMMENT + K1, {"text": "Hej", "version": 0}).status_code == 404
    index = stranger.get(reverse("region_index", kwargs={"code": "10"}))
    assert index.status_code == 200
    assert URL not in index.content.decode()


def test_a_region_without_returns_is_told_so_and_a_wrong_period_is_refused(controller, blekinge):
    assert controller.get(URL).status_code == 200
    assert controller.get(URL + "?period=nej").status_code == 200
    factories.counting_return(blekinge.region, "2018-K1", 5)
    index_actions.rebuild()
    assert controller.get(URL + "?period=nej").status_code == 422
