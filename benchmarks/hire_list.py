"""Fifty of a hundred thousand requests to hire in one region, as its process leader sees them: newest first, filtered, searched for."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from django.db import connection, transaction
from django.template import Context
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from benchmarks.activity_list import LOOP, recorded, run
from benchmarks.measuring import Outcome, in_turns
from staffing import demo, hire_reading
from staffing.models import (
    DelegationRule,
    HireReason,
    HireRequest,
    HireState,
    Organisation,
    Profession,
    Region,
    Role,
    User,
)

REQUESTS = 100_000
ROWS = 50
A_BATCH = 5_000
MOST_QUERIES = 12
YEAR_OF_VOLUME = 1990
"""The number of each made request is of this year, so that they are told from the demo's own."""
AIM = 2
LINK = re.compile(r'<a href="/bemanning/inhyrningar/(\d+)/"')
DAYS = 8 * 365
WAITING = 300
DECIDED = [one for one in HireState if one != HireState.REQUESTED]
PAGES = {
    "newest first": "tab=all",
    "followed up, the dearest first": "tab=all&state=followed_up&sort=-cost_sek",
    "the last page": "tab=all&page=2000",
    "words, doctors, a period": "tab=all&q=l%C3%A4kare&first=2020-01-01&last=2024-12-31",
}


def measure() -> list[Outcome]:
    """Measure the page under each address, in turns with its SQL and a bare loop over its cells."""
    region = Region.objects.get(code="10")
    _fill(region)
    email = next(account.email for account in demo.ACCOUNTS if account.role == Role.PROCESS_LEADER)
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email=email))
    outcomes = []
    with translation.override("sv"):
        for name, query in PAGES.items():
            outcomes += _page(client, f"hire list: {name}", f"{reverse('hire_list')}?region={region.code}&{query}")
    return outcomes


def _page(client: Client, name: str, address: str) -> list[Outcome]:
    def ours() -> bytes:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}.")
        return answer.content

    shown = LINK.findall(ours().decode())
    found = HireRequest.objects.select_related(*hire_reading.LISTED).in_bulk(int(key) for key in shown)
    if len(shown) != ROWS:
        raise RuntimeError(f"{address} shows {len(shown)} rows, not {ROWS}.")
    rows = [_cells(found[int(key)]) for key in shown]
    size = len(ours()) / 1000
    statements = recorded(ours)
    page, floor = in_turns(ours, lambda: (run(statements), LOOP.render(Context({"rows": rows}))), times=9)
    sql, _again = in_turns(lambda: run(statements), lambda: None, times=5)
    return [
        Outcome(name, page, floor, f"all its SQL ({sql:.0f} ms) + a bare loop of its {len(rows)} rows", AIM),
        Outcome("its queries", len(statements), MOST_QUERIES, "whatever the volume", None, ""),
        Outcome("its HTML", size, 60, "the limit of fifty rows", None, "kB"),
    ]


def _cells(one: HireRequest) -> list[str]:
    shown = (str(one), one.organisation.name, one.profession.name, one.first_date, one.cost_sek, one.reason.name)
    return [str(cell) for cell in (*shown, one.state, one.requested_at)]


def _fill(region: Region) -> None:
    """Make the requests unless they are there: every state, unit, profession and reason, over eight years."""
    here = HireRequest.objects.filter(region=region, year=YEAR_OF_VOLUME).count()
    if here == REQUESTS:
        return
    HireRequest.objects.filter(region=region, year=YEAR_OF_VOLUME).delete()
    rule = DelegationRule.objects.filter(organisation__region=region).select_related("role").first()
    if rule is None:
        raise RuntimeError("The demo's rules of delegation are not loaded.")
    units = list(Organisation.objects.filter(region=region).select_related("care_area", "region"))
    offered = units, list(Profession.objects.all()), list(HireReason.objects.filter(kind="request"))
    now = timezone.now()
    print(f"Making {REQUESTS} requests to hire (once) ...", flush=True)
    with transaction.atomic():
        for start in range(0, REQUESTS, A_BATCH):
            HireRequest.objects.bulk_create(
                _made(number, now, rule, offered) for number in range(start, start + A_BATCH)
            )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


Offered = tuple[list[Organisation], list[Profession], list[HireReason]]


def _made(number: int, now: datetime.datetime, rule: DelegationRule, offered: Offered) -> HireRequest:
    units, professions, reasons = offered
    asked = now - datetime.timedelta(days=number * DAYS // REQUESTS, seconds=number % 3_600)
    first = asked.date() + datetime.timedelta(days=number % 90)
    hours = Decimal(40 + number % 400)
    price = Decimal(600 + number * 7 % 700)
    unit = units[number % len(units)]
    # A region decides on what is asked for: of a hundred thousand a few hundred wait.
    state = HireState.REQUESTED if number < WAITING else DECIDED[number % len(DECIDED)]
    return HireRequest(
        region=unit.region,
        year=YEAR_OF_VOLUME,
        number=number + 1,
        organisation=unit,
        profession=professions[number % len(professions)],
        care_area=unit.care_area,
        first_date=first,
        last_date=first + datetime.timedelta(days=27),
        hours=hours,
        weeks=Decimal(4),
        reason=reasons[number % len(reasons)],
        reason_text="Gjord för mätning",
        route="ranked",
        price_sek_per_hour=price,
        cost_sek=hours * price,
        rule=rule,
        decider=rule.role,
        rule_words="Gjord för mätning",
        state=state,
        requested_at=asked,
        is_example=True,
    )
