"""Lists of delegated decisions: which decisions are in them, frozen once and for good, corrected in versions that say what differs."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from documents import files, jobs
from documents.models import Job
from staffing import actions as account_actions
from staffing import delegated_decision_document as document
from staffing import delegated_decision_queries as queries
from staffing import delegated_decisions
from staffing.delegated_decisions import ChangeKind, Decision, DecisionList, changes, to_snapshot
from staffing.models import (
    DelegationList,
    DelegationRule,
    HireDecision,
    HireRequest,
    Organisation,
    Outcome,
    Role,
    RoleAssignment,
    User,
)
from tests import factories
from tests.documents import pdf_structure, pdf_text

LIST = "/bemanning/delegationsbeslut/"
AUGUST = (datetime.date(2026, 8, 1), datetime.date(2026, 8, 31))
CREATE = f"{LIST}ny/?first=2026-08-01&last=2026-08-31"


@pytest.fixture(autouse=True)
def _after_summer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be after the summer of the decisions, whatever the machine's clock says."""
    real = timezone.now()
    if real.date() < datetime.date(2026, 10, 1):
        monkeypatch.setattr(timezone, "now", lambda: real.replace(year=2026, month=10, day=1))


@pytest.fixture
def division(blekinge: Organisation) -> Organisation:
    return factories.OrganisationFactory(parent=blekinge, name="Primärvården", code="PV", level="division")


@pytest.fixture
def unit(division: Organisation) -> Organisation:
    return factories.OrganisationFactory(parent=division, name="Vårdcentralen Sölvesborg", code="VC", level="unit")


@pytest.fixture
def rule(unit: Organisation) -> DelegationRule:
    return factories.delegation_rule(unit)


@pytest.fixture
def leader(person: Callable[..., User], blekinge: Organisation) -> User:
    return person(Role.PROCESS_LEADER, blekinge)


@pytest.fixture
def client_of_leader(leader: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(leader)


def moment(text: str) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.fromisoformat(text))


def decided(
    unit: Organisation, rule: DelegationRule, at: str, outcome: Outcome = Outcome.GRANTED, **fields: Any
) -> HireDecision:
    hire: HireRequest = factories.hire(
        unit, rule, requested_at=moment(at) - datetime.timedelta(days=3),
        state="refused" if outcome == Outcome.REFUSED else "granted", reason_text="Patienten Hemlig Hemligsson",
    )  # fmt: skip
    granted = {"valid_to": hire.last_date, "granted_hours": hire.hours, "granted_cost_sek": hire.cost_sek}
    return HireDecision.objects.create(
        request=hire, outcome=outcome, reason=factories.hire_reason(f"because-{outcome}", "decision"), reason_text="Skäl",
        decided_at=moment(at), decided_by_name="Berit Beslutare", role_title="Områdeschef", rule_words="Regel 4.2",
        **({} if outcome == Outcome.REFUSED else granted) | fields,
    )  # fmt: skip


def freeze(client: Client, url: str = CREATE, **written: str) -> DelegationList:
    """Look at the list and freeze it as a person would, and let the worker make its PDF."""
    seen = client.get(url).context["seen"]
    answer = client.post(url, {"seen": seen, "registry_number": "RS 2026/1", **written})
    assert answer.status_code == 302, answer.context["words"].errors
    row = DelegationList.objects.get(pk=int(answer["Location"].rstrip("/").split("/")[-1]))
    work()
    row.refresh_from_db()
    return row


def work() -> None:
    while (job := jobs.claim(worker="test", now=timezone.now())) is not None:
        jobs.run(job)


# The words alone ---------------------------------------------------------------------------------------------------------


def decision(number: str = "2026-0001", **fields: Any) -> Decision:
    day = datetime.date(2026, 8, 3)
    made = {
        "number": number, "day": day, "unit": "VC", "what": "Läkare", "first": day, "last": day, "weeks": Decimal(4),
        "hours": Decimal(160), "sek": Decimal(160_000), "outcome": "granted", "reason": "Skäl", "valid_to": day,
        "rule": "Regel", "role": "Chef", "decided_by": "B", "as_substitute": False, "is_urgent": False, "reviewed": None,
        "asked_hours": Decimal(160), "asked_sek": Decimal(160_000),
    }  # fmt: skip
    return Decision(**made | fields)


def made(*decisions: Decision, **fields: Any) -> DecisionList:
    first, last = AUGUST
    given_fields = {
        "region": "Blekinge", "organisation": "Region Blekinge", "first": first, "last": last, "number": 1,
        "data_time": datetime.datetime(2026, 9, 1, 8, tzinfo=datetime.UTC), "made_by": "P",
    }  # fmt: skip
    return DecisionList(**given_fields | {"decisions": decisions} | fields)


def test_sums_by_hand() -> None:
    sums = made(
        decision("1", sek=Decimal("100.50"), hours=Decimal(10), weeks=Decimal("1.5"), as_substitute=True),
        decision("2", sek=Decimal(200), hours=Decimal(20), weeks=Decimal(2), outcome="changed", is_urgent=True),
        decision("3", sek=Decimal(999), outcome="refused", valid_to=None, is_urgent=True, reviewed=datetime.date(2026, 8, 9)),
    ).sums  # fmt: skip
    assert (sums.decisions, sums.granted, sums.changed, sums.refused) == (3, 1, 1, 1)
    assert (sums.sek, sums.hours, sums.weeks) == (Decimal("300.50"), Decimal(30), Decimal("3.5"))
    assert (sums.refused_sek, sums.urgent, sums.unreviewed, sums.by_substitute) == (Decimal(999), 2, 1, 1)


def test_what_a_version_changes() -> None:
    before = made(decision("1"), decision("2"), registry_number="RS 1")
    now = made(
        decision("2", hours=Decimal("120.5"), reviewed=datetime.date(2026, 9, 2)), decision("3"), registry_number="RS 2"
    )
    said = [(one.kind, one.number, one.field, one.before, one.now) for one in changes(before, now)]
    assert said == [
        (ChangeKind.CHANGED, "", "registry_number", "RS 1", "RS 2"),
        (ChangeKind.CHANGED, "2", "hours", "160", "120,5"),
        (ChangeKind.CHANGED, "2", "reviewed", "", "2026-09-02"),
        (ChangeKind.ADDED, "3", "", "", ""),
        (ChangeKind.REMOVED, "1", "", "", ""),
    ]
    assert changes(before, before) == ()


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=20)


@given(texts, st.decimals(0, 10**6, places=2), st.none() | st.dates(), st.booleans())
def test_a_snapshot_comes_back_unchanged(
    text: str,
    amount: Decimal,
    day: datetime.date | None,
    is_urgent: bool,  # noqa: FBT001
) -> None:
    found = made(decision(reason=text, sek=amount, reviewed=day, is_urgent=is_urgent), correction=text)
    found = delegated_decisions.replaced(found, changes=changes(made(), found))
    assert queries.read(files.canonical_json(to_snapshot(found))) == found


def test_every_field_has_words() -> None:
    names = {field for field in Decision.__dataclass_fields__ if field != "number"}
    assert names | {"organisation", "registry_number"} == set(document.field_words())


# Made and frozen ---------------------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def test_which_decisions_are_in_it(
    division: Organisation, unit: Organisation, rule: DelegationRule, kalmar: Organisation, leader: User,
    client_of_leader: Client,
) -> None:  # fmt: skip
    inside = [decided(unit, rule, "2026-08-01 00:10"), decided(unit, rule, "2026-08-31 23:50", Outcome.REFUSED)]
    decided(unit, rule, "2026-07-31 23:50")
    decided(unit, rule, "2026-09-01 00:00")
    other = factories.OrganisationFactory(parent=division.parent, name="Sjukhuset", code="BLS", level="division")
    elsewhere = decided(other, rule, "2026-08-10 12:00")
    decided(kalmar, factories.delegation_rule(kalmar), "2026-08-10 12:00")

    def numbers(place: Organisation) -> list[str]:
        data = client_of_leader.get(f"{CREATE}&organisation={place.pk}").context["data"]
        return [one.number for one in data.decisions]

    assert numbers(division) == [str(one.request) for one in inside]
    assert set(numbers(division.parent)) == {str(one.request) for one in [*inside, elsewhere]}
    # A unit is no organisation to report for.
    assert client_of_leader.get(f"{CREATE}&organisation={unit.pk}").status_code == 422


def test_the_default_is_the_last_whole_month(unit: Organisation, client_of_leader: Client) -> None:
    page = client_of_leader.get(f"{LIST}ny/")
    first = timezone.localdate().replace(day=1)
    assert page.status_code == 200
    assert page.context["data"].last == first - datetime.timedelta(days=1)
    assert page.context["data"].first == page.context["data"].last.replace(day=1)


@pytest.mark.django_db(transaction=True)
def test_it_is_frozen_and_stays(
    unit: Organisation, rule: DelegationRule, leader: User, client_of_leader: Client, person: Callable[..., User]
) -> None:
    decider = person(Role.DECISION_MAKER, unit)
    decided(unit, rule, "2026-08-03 12:00", decided_by=decider, as_substitute=True, is_urgent=True)
    decided(unit, rule, "2026-08-04 12:00", Outcome.REFUSED)
    row = freeze(client_of_leader)
    assert row.file is not None
    assert (row.number, row.registry_number, row.snapshot) == (1, "RS 2026/1", "")
    content = bytes(row.file.content)
    assert pdf_structure.faults(content) == []
    said = " ".join(" ".join(pdf_text.pages_of(content)).split())
    page = client_of_leader.get(f"{LIST}{row.pk}/").content.decode()
    for words in ("Vårdcentralen Sölvesborg", "Berit Beslutare", "Regel 4.2"):
        assert words in page
        assert words in said
    # Nothing that people wrote freely is in it.
    assert "Hemligsson" not in page
    assert "Hemligsson" not in row.file.snapshot

    url = f"{LIST}{row.pk}/forteckning.pdf"
    before = client_of_leader.get(url)
    assert before.content == content
    unit.name = "Ett annat namn"
    unit.save()
    decider_version = User.objects.get(pk=decider.pk).version
    admin = person(Role.ADMINISTRATOR)
    RoleAssignment.objects.filter(user=decider).delete()
    account_actions.set_active(
        user=decider, version=decider_version, is_active=False, by=admin, today=timezone.localdate()
    )
    decider.refresh_from_db()
    account_actions.erase_personal_data(user=decider, version=decider.version, by=admin, today=timezone.localdate())
    HireDecision.objects.update(decided_by_name="Någon helt annan")
    assert client_of_leader.get(url).content == content
    after = client_of_leader.get(f"{LIST}{row.pk}/").content.decode()
    assert "Vårdcentralen Sölvesborg" in after
    assert "Någon helt annan" not in after


@pytest.mark.django_db(transaction=True)
def test_a_correction_is_a_new_version_that_says_what_differs(
    unit: Organisation, rule: DelegationRule, client_of_leader: Client
) -> None:
    first = decided(unit, rule, "2026-08-03 12:00")
    one = freeze(client_of_leader)
    late = decided(unit, rule, "2026-08-05 12:00")
    HireDecision.objects.filter(pk=first.pk).update(granted_hours=120, granted_cost_sek=120_000, outcome="changed")
    page = client_of_leader.get(CREATE)
    assert page.context["change_lines"][0].about == str(first.request)
    refused = client_of_leader.post(CREATE, {"seen": page.context["seen"], "registry_number": "RS 2026/1"})
    assert refused.status_code == 422
    assert DelegationList.objects.count() == 1
    two = freeze(client_of_leader, correction="Ett beslut saknades")
    assert (two.number, two.correction) == (2, "Ett beslut saknades")
    data = queries.data_of(two)
    assert {(c.kind, c.number, c.field) for c in data.changes} == {
        (ChangeKind.CHANGED, str(first.request), "hours"),
        (ChangeKind.CHANGED, str(first.request), "sek"),
        (ChangeKind.CHANGED, str(first.request), "outcome"),
        (ChangeKind.ADDED, str(late.request), ""),
    }
    assert two.file is not None
    assert pdf_structure.faults(bytes(two.file.content)) == []
    assert "Ett beslut saknades" in client_of_leader.get(f"{LIST}{two.pk}/").content.decode()
    old = client_of_leader.get(f"{LIST}{one.pk}/")
    assert old.context["newer"] == two
    assert len(old.context["data"].decisions) == 1


def test_what_was_looked_at_is_what_is_frozen(
    unit: Organisation, rule: DelegationRule, client_of_leader: Client
) -> None:
    decided(unit, rule, "2026-08-03 12:00")
    seen = client_of_leader.get(CREATE).context["seen"]
    decided(unit, rule, "2026-08-05 12:00")
    answer = client_of_leader.post(CREATE, {"seen": seen, "registry_number": "RS 9"})
    assert answer.status_code == 409
    assert "RS 9" in answer.content.decode()
    assert not DelegationList.objects.exists()


def test_sent_twice_it_is_one(unit: Organisation, rule: DelegationRule, client_of_leader: Client) -> None:
    decided(unit, rule, "2026-08-03 12:00")
    sent = {"seen": client_of_leader.get(CREATE).context["seen"]}
    places = {client_of_leader.post(CREATE, sent)["Location"] for _time in range(2)}
    assert len(places) == 1
    assert (DelegationList.objects.count(), Job.objects.filter(kind="delegated_decisions").count()) == (1, 1)
    # While it is made, the page says so and there is nothing to download.
    (place,) = places
    assert "making" in client_of_leader.get(place).content.decode()
    assert client_of_leader.get(f"{place}forteckning.pdf").status_code == 404
    assert "seen" not in client_of_leader.get(CREATE).context


def test_days_that_are_not_over_are_refused(unit: Organisation, client_of_leader: Client) -> None:
    today = timezone.localdate()
    given_days = f"{LIST}ny/?first={today - datetime.timedelta(days=9)}&last={today}"
    assert client_of_leader.get(given_days).status_code == 422
    assert client_of_leader.post(given_days, {"seen": "x"}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_a_right_that_is_gone_makes_no_pdf(
    unit: Organisation, rule: DelegationRule, leader: User, client_of_leader: Client
) -> None:
    decided(unit, rule, "2026-08-03 12:00")
    place = client_of_leader.post(CREATE, {"seen": client_of_leader.get(CREATE).context["seen"]})["Location"]
    RoleAssignment.objects.filter(user=leader).update(role=Role.CONTROLLER)
    work()
    row = DelegationList.objects.select_related("job").get()
    assert row.job is not None
    assert (row.file_id, row.job.state, row.job.failure_code) == (None, "failed", "forbidden")
    assert client_of_leader.post(f"{place}igen/").status_code == 403
    RoleAssignment.objects.filter(user=leader).update(role=Role.PROCESS_LEADER)
    assert client_of_leader.post(f"{place}igen/").status_code == 302
    work()
    row.refresh_from_db()
    assert row.file_id is not None


@pytest.mark.parametrize(
    ("role", "reads", "makes"),
    [
        (Role.PROCESS_LEADER, 200, 200),
        (Role.CONTROLLER, 200, 403),
        (Role.AUDITOR, 200, 403),
        (Role.STEERING_GROUP, 200, 403),
        (None, 404, 404),
    ],
)
def test_who_reads_and_who_makes(
    role: Role | None, reads: int, makes: int, unit: Organisation, blekinge: Organisation,
    person: Callable[..., User], signed_in: Callable[[User], Client],
) -> None:  # fmt: skip
    client = signed_in(person(role, blekinge) if role else person())
    assert client.get(LIST).status_code == reads
    assert client.get(CREATE).status_code == makes
    assert client.post(CREATE, {"seen": "x"}).status_code == (409 if makes == 200 else makes)


def test_an_empty_list_says_so(unit: Organisation, client_of_leader: Client) -> None:
    page = client_of_leader.get(CREATE)
    assert page.status_code == 200
    assert page.context["sums"].decisions == 0
