"""The page of the statistics of hires: its figures, its links, its files, who sees it, and how many queries it takes."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from staffing import hire_quarter_queries
from staffing import hire_statistics_queries as queries
from staffing.hire_statistics import Span
from staffing.models import (
    DelegationRule,
    HireDecision,
    HireImport,
    HireOrder,
    HireRequest,
    Organisation,
    Outcome,
    Role,
    User,
)
from tests import factories

PAGE = "/bemanning/statistik/"
K3 = Span(datetime.date(2026, 7, 1), datetime.date(2026, 9, 30))
pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(blekinge: Organisation) -> Organisation:
    return factories.OrganisationFactory(parent=blekinge, name="Vårdcentralen", code="VC")


@pytest.fixture
def rule(unit: Organisation) -> DelegationRule:
    return factories.delegation_rule(unit)


@pytest.fixture
def reader(person: Callable[..., User], blekinge: Organisation) -> User:
    return person(Role.CONTROLLER, blekinge)


@pytest.fixture
def client_of_reader(reader: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(reader)


def moment(text: str) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.fromisoformat(text))


def asked(unit: Organisation, rule: DelegationRule, at: str, state: str = "requested", **fields: object) -> HireRequest:
    return factories.hire(unit, rule, requested_at=moment(at), state=state, **fields)


def decided(hire: HireRequest, outcome: Outcome, hours_later: int = 24, **fields: object) -> HireDecision:
    given = {"valid_to": hire.last_date, "granted_hours": hire.hours, "granted_cost_sek": hire.cost_sek}
    return HireDecision.objects.create(
        request=hire,
        outcome=outcome,
        reason=factories.hire_reason(f"because-{outcome}", "decision"),
        reason_text="Skäl",
        decided_at=hire.requested_at + datetime.timedelta(hours=hours_later),
        decided_by_name="Någon",
        role_title="Områdeschef",
        rule_words="Regeln",
        **({} if outcome == Outcome.REFUSED else given) | fields,
    )


def text_of(content: bytes) -> str:
    plain = re.sub(r"<[^>]+>", " ", content.decode())
    return re.sub(r"\s+", " ", plain.replace("\xa0", " "))


def test_swedish_days_bound_the_quarter(unit: Organisation, rule: DelegationRule, reader: User) -> None:
    # Half past midnight Swedish time is the day before in UTC.
    inside = [asked(unit, rule, "2026-07-01 00:30"), asked(unit, rule, "2026-09-30 23:59")]
    asked(unit, rule, "2026-06-30 23:59")
    asked(unit, rule, "2026-10-01 00:00")
    found = queries.statistics_of(reader, unit.region, K3)
    assert (found.now.asked, found.before.asked) == (2, 0)
    assert len(inside) == 2


def test_the_page_says_what_became_of_them_and_links_to_them(
    unit: Organisation, rule: DelegationRule, client_of_reader: Client
) -> None:
    one = asked(unit, rule, "2026-08-03 08:00", "granted", route="urgent")
    decided(one, Outcome.GRANTED, hours_later=50)
    decided(asked(unit, rule, "2026-08-04 08:00", "refused", is_in_hire_stop=True), Outcome.REFUSED)
    decided(asked(unit, rule, "2025-08-04 08:00", "refused"), Outcome.REFUSED)
    page = client_of_reader.get(PAGE, {"period": "2026-K3"})
    assert page.status_code == 200
    said = text_of(page.content)
    assert "50.0 %" in said or "50,0 %" in said
    # Every number of requests leads to as many rows of the list.
    links = [line for part in page.context["parts"] for line in part.lines if line.query]
    assert len(links) >= 12
    for line in links:
        for query, value in ((line.query, line.now), (line.query_before, line.before)):
            if query is None:
                assert value is None
                continue
            rows = client_of_reader.get(query)
            assert rows.context["filter"].form.is_valid(), (line.label, query)
            assert rows.context["table"].paginator.count == value, (line.label, query)


def test_before_the_first_request_nothing_is_known(
    unit: Organisation, rule: DelegationRule, client_of_reader: Client
) -> None:
    asked(unit, rule, "2026-08-03 08:00")
    page = client_of_reader.get(PAGE, {"period": "2026-K3"})
    lines = [line for part in page.context["parts"] for line in part.lines]
    assert {line.before for line in lines} == {None}
    assert "2026-08-03" in page.context["unrecorded"]
    # With a request recorded then, none of something is a true zero.
    asked(unit, rule, "2025-07-01 08:00")
    page = client_of_reader.get(PAGE, {"period": "2026-K3"})
    assert page.context["unrecorded"] == ""
    assert {line.before for line in page.context["parts"][0].lines if line.kind == "count"} == {0, 1}


def brought_in(hire: HireRequest) -> HireRequest:
    """Make the request one from an older system."""
    kept = HireImport.objects.create(region=hire.region, made_at=timezone.now(), file_name="hyror.xlsx")
    HireRequest.objects.filter(pk=hire.pk).update(hire_import=kept, old_number=f"G-{hire.pk}", rule=None, decider=None)
    return hire


def span(first: str, last: str) -> Span:
    return Span(datetime.date.fromisoformat(first), datetime.date.fromisoformat(last))


def test_a_year_that_was_brought_in_says_nothing_of_another(
    unit: Organisation, rule: DelegationRule, client_of_reader: Client
) -> None:
    asked(unit, rule, "2026-08-03 08:00")
    brought_in(asked(unit, rule, "2025-02-03 08:00"))
    # The third quarter of 2025 is no more known than before: not zero.
    page = client_of_reader.get(PAGE, {"period": "2026-K3"})
    assert {line.before for part in page.context["parts"] for line in part.lines} == {None}
    assert "2026-08-03" in page.context["unrecorded"]
    # The first quarter of 2025 is, and the one of 2026 is not: what was made here began in August.
    page = client_of_reader.get(PAGE, {"period": "2026-K1"})
    first = page.context["parts"][0].lines[0]
    assert (first.now, first.before) == (None, 1)
    assert page.context["chart"] is None
    assert "2026-08-03" in page.context["unrecorded_now"]
    assert "2026-08-03" in text_of(client_of_reader.get(PAGE, {"period": "2026-K2"}).content).split("Visa", 1)[1]


@pytest.mark.parametrize(
    ("own", "imported", "days", "since"),
    [
        ("", "", ("2025-07-01", "2025-09-30"), ""),
        ("2025-08-15", "", ("2025-07-01", "2025-09-30"), "2025-08-15"),
        ("2025-10-01", "", ("2025-07-01", "2025-09-30"), ""),
        ("2024-01-15", "", ("2025-07-01", "2025-09-30"), "2024-01-15"),
        ("", "2025-02-03", ("2025-07-01", "2025-09-30"), ""),
        ("", "2025-09-30", ("2025-07-01", "2025-09-30"), "2025-09-30"),
        ("2026-01-15", "2025-07-01", ("2025-07-01", "2025-09-30"), "2025-07-01"),
        ("2025-08-15", "2025-07-20", ("2025-07-01", "2025-09-30"), "2025-07-20"),
        ("2026-01-15", "2025-10-01", ("2025-07-01", "2025-09-30"), ""),
    ],
)
def test_one_rule_says_from_which_day_requests_are_known(
    unit: Organisation,
    rule: DelegationRule,
    own: str,
    imported: str,
    days: tuple[str, str],
    since: str,
    django_assert_num_queries: Any,
) -> None:
    if own:
        asked(unit, rule, f"{own} 08:00")
    if imported:
        brought_in(asked(unit, rule, f"{imported} 08:00"))
    wanted, expected = span(*days), datetime.date.fromisoformat(since) if since else None
    requests = HireRequest.objects.all()
    with django_assert_num_queries(1):
        assert queries.recorded(requests, [wanted, K3]).since[0] == expected
    # The reports and the figures beside the cost go by the same.
    (over,) = hire_quarter_queries.decided_over(unit.region, [(wanted.first, wanted.last)])
    of_it = hire_quarter_queries.quarter_of(unit.region, wanted.first, wanted.last, moment("2026-10-01 00:00"))
    assert (over.since, of_it.since) == (expected, expected)


def test_every_outcome_filters(unit: Organisation, rule: DelegationRule, client_of_reader: Client) -> None:
    granted = asked(unit, rule, "2026-08-03 08:00", "followed_up")
    decided(granted, Outcome.GRANTED)
    HireOrder.objects.create(
        request=granted, supplier_name="B", route="ranked", price_sek_per_hour=1000, ordered_date="2026-08-05",
        filled_date="2026-08-06", ended_date="2026-09-28", actual_hours=150, actual_cost_sek=150_000,
        followed_up_at=timezone.now(),
    )  # fmt: skip
    decided(asked(unit, rule, "2026-08-03 09:00", "ordered"), Outcome.CHANGED)
    decided(asked(unit, rule, "2026-08-03 09:30", "refused"), Outcome.REFUSED)
    asked(unit, rule, "2026-08-03 10:00", "withdrawn")
    asked(unit, rule, "2026-08-03 11:00", extends=granted)
    counts = {"decided": 3, "granted": 1, "changed": 1, "refused": 1, "withdrawn": 1, "requested": 1, "ordered": 1}
    for outcome, count in counts.items():
        page = client_of_reader.get(reverse("hire_list"), {"tab": "all", "outcome": outcome})
        assert page.context["table"].paginator.count == count, outcome
    for renewal, count in {"1": 1, "0": 4}.items():
        page = client_of_reader.get(reverse("hire_list"), {"tab": "all", "renewal": renewal})
        assert page.context["table"].paginator.count == count
    units = client_of_reader.get(PAGE, {"period": "2026-K3"}).context["found"].places
    assert [(one.name, one.depth) for one in units] == [(unit.parent.name, 0), (unit.name, 1)]
    # 1–28 September: both of four weeks; 150 000 kr are known of one of the two.
    assert {(one.now.hires, one.now.weeks, one.now.granted_sek) for one in units} == {(2, 8, Decimal(320_000))}
    assert {(one.now.actual_sek, one.now.known) for one in units} == {(Decimal(150_000), 1)}


def test_what_is_missing_is_a_dash_with_its_reason(
    unit: Organisation, rule: DelegationRule, client_of_reader: Client
) -> None:
    asked(unit, rule, "2026-08-03 08:00")
    page = client_of_reader.get(PAGE, {"period": "2026-K3"})
    lines = {line.label: line for part in page.context["parts"] for line in part.lines}
    share = next(line for line in lines.values() if line.kind == "share" and line.why)
    assert (share.now, share.before) == (None, None)
    assert "–" in share.now_text
    assert share.why_if_missing in page.content.decode()
    assert client_of_reader.get(PAGE, {"period": "2020-K1"}).status_code == 422


@pytest.mark.parametrize(
    ("asked_for", "status"),
    [
        ({"period": "2026"}, 200),
        ({"first": "2026-03-05", "last": "2026-03-17"}, 200),
        ({"first": "2026-03-05"}, 422),
        ({"first": "2026-03-05", "last": "2026-03-01"}, 422),
        ({"first": "0001-01-01", "last": "2026-03-01"}, 422),
        ({"first": "2026-01-01", "last": "9999-12-31"}, 422),
        ({"period": "nonsens"}, 422),
    ],
)
def test_the_choice_of_days(
    unit: Organisation, client_of_reader: Client, asked_for: dict[str, str], status: int
) -> None:
    assert client_of_reader.get(PAGE, asked_for).status_code == status


def test_the_last_whole_quarter_is_the_default(client_of_reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_args: datetime.date(2026, 1, 15))
    found = client_of_reader.get(PAGE).context["found"]
    assert (found.span.first, found.span.last) == (datetime.date(2025, 10, 1), datetime.date(2025, 12, 31))


def test_bars_and_table_have_one_order(unit: Organisation, rule: DelegationRule, client_of_reader: Client) -> None:
    for _number in range(2):
        asked(unit, rule, "2026-08-03 08:00", "withdrawn")
    decided(asked(unit, rule, "2026-08-04 08:00", "granted"), Outcome.GRANTED)
    page = client_of_reader.get(PAGE, {"period": "2026-K3"})
    labels = [line.label for line in page.context["parts"][0].lines[1:6]]
    bars = str(page.context["chart"]).split('class="chart-compact"')[0]
    places = [bars.rindex(f">{label}</text>") for label in labels]
    assert places == sorted(places)
    assert page.context["parts"][0].lines[1].now == 2


def test_the_last_eight_quarters(
    unit: Organisation, rule: DelegationRule, client_of_reader: Client, reader: User, django_assert_num_queries: Any
) -> None:
    asked(unit, rule, "2026-01-05 08:00")
    decided(asked(unit, rule, "2026-08-03 08:00", "granted"), Outcome.GRANTED, granted_cost_sek=1_000)
    decided(asked(unit, rule, "2026-09-30 23:59", "ordered"), Outcome.CHANGED, granted_cost_sek=500)
    decided(asked(unit, rule, "2026-09-30 23:59", "refused"), Outcome.REFUSED)
    asked(unit, rule, "2026-10-01 00:00")
    brought_in(asked(unit, rule, "2025-02-03 08:00"))
    page = client_of_reader.get(PAGE, {"period": "2026-K3"})
    rows = {one.period.code: (one.asked, one.granted, one.granted_sek) for one, _address in page.context["quarters"]}
    assert next(iter(rows)) == "2026-K3"
    assert len(rows) == 8
    assert rows["2026-K3"] == (3, 2, 1_500)
    assert (rows["2026-K2"], rows["2026-K1"]) == ((0, 0, 0), (1, 0, 0))
    assert (rows["2025-K4"], rows["2025-K1"]) == ((None, None, None), (1, 0, 0))
    for one, address in page.context["quarters"]:
        assert bool(address) == bool(one.asked)
        if address:
            assert client_of_reader.get(address).context["table"].paginator.count == one.asked
    assert "hire-quarters-wide" in page.content.decode()
    queries.quarters_of(reader, unit.region, K3.last)  # the reader's rights are read once
    with django_assert_num_queries(2):
        queries.quarters_of(reader, unit.region, K3.last)


def test_one_known_quarter_is_no_course(unit: Organisation, rule: DelegationRule, client_of_reader: Client) -> None:
    asked(unit, rule, "2026-08-03 08:00")
    assert client_of_reader.get(PAGE, {"period": "2026-K3"}).context["quarters_chart"] is None


def test_others_regions_are_out_of_sight(
    person: Callable[..., User], signed_in: Callable[[User], Client], blekinge: Organisation, kalmar: Organisation
) -> None:
    client = signed_in(person(Role.PROCESS_LEADER, kalmar))
    assert client.get(PAGE, {"region": "10"}).status_code == 404
    assert client.get(f"{PAGE}statistik.csv", {"region": "10"}).status_code == 404
    assert client.get(PAGE, {"region": "08"}).status_code == 200


def test_the_files_say_the_same(unit: Organisation, rule: DelegationRule, client_of_reader: Client) -> None:
    decided(asked(unit, rule, "2026-08-03 08:00", "granted", is_example=True), Outcome.GRANTED, hours_later=36)
    given = {"period": "2026-K3"}
    assert client_of_reader.get(f"{PAGE}statistik.xlsx", given).content[:2] == b"PK"
    assert client_of_reader.get(f"{PAGE}statistik.pdf", given).status_code == 404
    figures = client_of_reader.get(f"{PAGE}statistik.csv", given).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(figures), delimiter=";"))
    assert [row[3:5] for row in rows if len(row) > 4 and "median" in row[1]] == [["36,0", ""]]
    units = client_of_reader.get(f"{PAGE}statistik.csv", {**given, "table": "units"}).content.decode("utf-8-sig")
    assert "Vårdcentralen" in units
    assert "160000" in units.replace("\xa0", "").replace(" ", "")


def test_the_queries_are_as_many_for_many_hires(unit: Organisation, rule: DelegationRule, reader: User) -> None:
    def spent() -> int:
        with CaptureQueriesContext(connection) as spent_on:
            queries.statistics_of(reader, unit.region, K3)
        return len(spent_on)

    decided(asked(unit, rule, "2026-08-03 08:00", "granted"), Outcome.GRANTED)
    spent()  # the reader's rights are read once
    few = spent()
    for number in range(8):
        place = factories.OrganisationFactory(parent=unit, name=f"Enhet {number}", code=f"E{number}")
        decided(asked(place, rule, "2026-08-05 08:00", "granted"), Outcome.GRANTED)
        asked(place, rule, "2025-08-05 08:00", "withdrawn")
    assert spent() == few == 4
