"""Budgets for hires and own staff: sums by hand and by an oracle, the pages, and what both who asks and who decides are shown."""

# ruff: noqa: F811 -- fixtures of the hires' own tests are used here
from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from staffing import hire_budget, hire_budget_queries, own_staff
from staffing.hire_budget import Hire, Spent, Stage
from staffing.models import (
    HireBudget,
    HireDecision,
    HireOrder,
    HireRequest,
    HireState,
    Organisation,
    OwnStaffRate,
    Role,
    Speciality,
    User,
)
from staffing.own_staff import Rate
from tests import factories
from tests.staffing.test_hires import decider, hire, manager, posted, unit, verdict  # noqa: F401 -- fixtures

People = Callable[..., User]
SignIn = Callable[[User], Client]
D = datetime.date
ROOT, CLINIC, WARD, OTHER = 1, 2, 3, 4
PARENTS = {ROOT: None, CLINIC: ROOT, WARD: CLINIC, OTHER: ROOT}


# Sums -------------------------------------------------------------------------------------------------------------------
def test_a_hire_over_new_year_draws_on_each_year_by_its_days() -> None:
    # 11 days in 2025 and 9 in 2026, of 20 days for 200 000 kr.
    over = Hire(WARD, Stage.GRANTED, D(2025, 12, 21), D(2026, 1, 9), Decimal(200_000))
    assert hire_budget.spent_in([over], {WARD}, 2025) == Spent(granted_sek=Decimal(110_000))
    assert hire_budget.spent_in([over], {WARD}, 2026) == Spent(granted_sek=Decimal(90_000))
    assert hire_budget.spent_in([over], {OTHER}, 2026) == Spent()


def test_what_waits_is_not_drawn_and_what_is_followed_up_is() -> None:
    day = D(2026, 3, 1)
    found = hire_budget.spent_in(
        [
            Hire(WARD, Stage.WAITING, day, day, Decimal(1)),
            Hire(WARD, Stage.GRANTED, day, day, Decimal(10)),
            Hire(WARD, Stage.FOLLOWED_UP, day, day, Decimal(100)),
        ],
        {WARD},
        2026,
    )
    assert (found.waiting_sek, found.granted_sek, found.followed_up_sek) == (1, 10, 100)
    assert hire_budget.left_sek(Decimal(105), found) == -5
    assert hire_budget.left_sek(None, found) is None


@pytest.mark.parametrize(
    ("sek", "spent", "share"),
    [
        (Decimal(200), Spent(Decimal(30), Decimal(20), Decimal(999)), Decimal("0.25")),
        (Decimal(100), Spent(granted_sek=Decimal(150)), Decimal("1.5")),
        (Decimal(100), Spent(), Decimal(0)),
        (Decimal(0), Spent(granted_sek=Decimal(1)), None),
        (None, Spent(granted_sek=Decimal(1)), None),
    ],
)
def test_the_share_of_a_budget_that_is_used(sek: Decimal | None, spent: Spent, share: Decimal | None) -> None:
    assert hire_budget.used_share(sek, spent) == share


@pytest.mark.parametrize(
    ("year", "day", "days", "of"),
    [
        (2026, D(2026, 1, 1), 1, 365),
        (2026, D(2026, 7, 1), 182, 365),
        (2024, D(2024, 12, 31), 366, 366),
        (2026, D(2025, 12, 31), 0, 365),
        (2026, D(2027, 3, 1), 365, 365),
    ],
)
def test_how_much_of_a_year_has_gone(year: int, day: datetime.date, days: int, of: int) -> None:
    assert hire_budget.year_gone(year, day) == Decimal(days) / of


@pytest.mark.parametrize(
    ("budgets", "holder"),
    [({ROOT}, ROOT), ({ROOT, CLINIC}, CLINIC), ({WARD, ROOT}, WARD), ({OTHER}, None), (set(), None)],
)
def test_the_nearest_budget_above_is_drawn_on(budgets: set[int], holder: int | None) -> None:
    assert hire_budget.budget_holder((WARD, CLINIC, ROOT), budgets) == holder


DAYS = st.dates(D(2024, 1, 1), D(2027, 12, 31))


@given(
    st.lists(
        st.builds(
            lambda place, stage, first, length, cost: Hire(
                place, stage, first, first + datetime.timedelta(days=length), cost
            ),
            st.sampled_from(list(PARENTS)),
            st.sampled_from(list(Stage)),
            DAYS,
            st.integers(0, 500),
            st.decimals(0, 10**7, places=2),
        ),
        max_size=8,
    )
)
def test_sums_agree_with_counting_day_by_day(hires: list[Hire]) -> None:
    """The oracle walks each hire's days and the tree from below; öre may differ by rounding once a hire."""
    found = hire_budget.rolled_up(hires, PARENTS, 2026)
    for place, below in {ROOT: {1, 2, 3, 4}, CLINIC: {2, 3}, WARD: {3}, OTHER: {4}}.items():
        daily = dict.fromkeys(Stage, Decimal(0))
        for one in hires:
            days = (one.last - one.first).days + 1
            inside = sum((one.first + datetime.timedelta(days=n)).year == 2026 for n in range(days))
            if one.place in below:
                daily[one.stage] += one.cost_sek * inside / days
        got = found.get(place, Spent())
        assert got == hire_budget.spent_in(hires, below, 2026)
        for stage, sek in daily.items():
            assert abs(getattr(got, f"{stage}_sek") - sek) <= Decimal("0.01") * len(hires)


RATES = [
    Rate(None, Decimal(700), D(2025, 1, 1), "Lönestatistik"),
    Rate(None, Decimal(720), D(2026, 4, 1), "Nytt avtal"),
    Rate(7, Decimal(800), D(2025, 6, 1), "Allmänmedicin"),
]


@pytest.mark.parametrize(
    ("speciality", "day", "sek"),
    [
        (None, D(2024, 12, 31), None),
        (None, D(2025, 1, 1), 700),
        (None, D(2026, 3, 31), 700),
        (None, D(2026, 4, 1), 720),
        (7, D(2025, 5, 31), 700),
        (7, D(2026, 5, 1), 800),
        (8, D(2026, 5, 1), 720),
    ],
)
def test_the_rate_of_own_staff(speciality: int | None, day: datetime.date, sek: int | None) -> None:
    rate = own_staff.rate_on(RATES, speciality, day)
    assert (rate.sek_per_hour if rate else None) == sek


def test_own_staff_and_the_difference() -> None:
    own = own_staff.own_cost(RATES[0], Decimal("37.5"))
    assert own is not None
    assert own.cost_sek == Decimal(26_250)
    apart = own_staff.difference(Decimal(39_375), own.cost_sek)
    assert apart is not None
    assert (apart.sek, apart.share) == (Decimal(13_125), Decimal("0.5"))
    assert own_staff.own_cost(None, Decimal(1)) is None
    assert own_staff.difference(Decimal(1), None) is None
    assert own_staff.difference(Decimal(5), Decimal(0)) == own_staff.Difference(Decimal(5), None)


# From the database ------------------------------------------------------------------------------------------------------
def budget(place: Organisation, sek: int, year: int = 2026) -> HireBudget:
    return HireBudget.objects.create(organisation=place, year=year, amount_sek=sek, decided_by="Nämnden")


def granted(hire: HireRequest, sek: int, valid_to: datetime.date) -> HireRequest:
    HireDecision.objects.create(
        request=hire, outcome="granted", reason=factories.hire_reason("granted", "decision"), reason_text="Ja",
        valid_to=valid_to, granted_hours=1, granted_cost_sek=sek, decided_at=timezone.now(), rule_words="Regel",
    )  # fmt: skip
    return hire


def test_each_state_draws_what_it_costs(
    unit: Organisation,
    blekinge: Organisation,
    kalmar: Organisation,
    manager: User,
    decider: User,
) -> None:
    rule = factories.delegation_rule(unit, decider)
    budget(blekinge, 1_000_000)
    for state in HireState:
        one = factories.hire(unit, rule, state=state, cost_sek=1_000)
        if state in {HireState.GRANTED, HireState.ORDERED, HireState.FILLED, HireState.FOLLOWED_UP, "not_filled"}:
            granted(one, 800, D(2026, 9, 10))
        if state == HireState.FOLLOWED_UP:
            HireOrder.objects.create(
                request=one, supplier_name="Bolaget", route="ranked", price_sek_per_hour=1, ordered_date=D(2026, 8, 1),
                filled_date=D(2026, 8, 20), ended_date=D(2026, 9, 5), actual_hours=1, actual_cost_sek=650,
                followed_up_at=timezone.now(),
            )  # fmt: skip
    factories.hire(kalmar, factories.delegation_rule(kalmar), state="granted", cost_sek=9_000_000)
    days = (D(2026, 12, 22), D(2027, 1, 10))
    this, following = hire_budget_queries.budget_years(unit, days, Decimal(20_000))
    assert this.holder == blekinge
    # Granted, ordered and filled: 3 × 800. Followed up: 650. One waits: 1 000. Half of the ten + ten days falls in each year.
    assert (this.spent.granted_sek, this.spent.followed_up_sek, this.spent.waiting_sek) == (2_400, 650, 1_000)
    assert (this.before_sek, this.part_sek, this.after_sek) == (996_950, 10_000, 986_950)
    assert (following.year, following.holder, following.after_sek, following.part_sek) == (2027, None, None, 10_000)


def test_the_list_costs_the_same_queries_whatever_there_is(
    unit: Organisation,
    decider: User,
    person: People,
    blekinge: Organisation,
    signed_in: SignIn,
    django_assert_max_num_queries: Any,
) -> None:
    rule = factories.delegation_rule(unit, decider)
    budget(blekinge, 100_000)
    for _n in range(20):
        factories.hire(factories.OrganisationFactory(parent=unit), rule, state="granted", cost_sek=10_000)
    client = signed_in(person(Role.CONTROLLER, blekinge))
    with django_assert_max_num_queries(11):
        page = client.get(reverse("hire_budget_list"), {"ar": "2026"})
    rows = {row.branch.organisation.pk: row for row in page.context["rows"]}
    assert rows[blekinge.pk].left_sek == -100_000
    assert rows[blekinge.pk].is_overdrawn
    assert rows[unit.pk].left_sek is None
    assert rows[unit.pk].spent.granted_sek == 200_000
    assert rows[blekinge.pk].used_share == 2
    text = page.content.decode().replace("\xa0", " ")
    assert text.count("200,0 %") == 2  # in words, and in the table
    assert text.count("tag-warning") == 2
    assert page.context["overdrawn"] == 1
    assert client.get(reverse("hire_budget_list"), {"ar": "abc"}).status_code == 404


def test_the_words_say_how_much_of_the_year_has_gone(
    blekinge: Organisation, person: People, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_args: D(2026, 7, 1))
    for year in (2025, 2026, 2027):
        budget(blekinge, 100_000, year)
    client = signed_in(person(Role.CONTROLLER, blekinge))
    pages = {
        year: client.get(reverse("hire_budget_list"), {"ar": str(year)}).content.decode().replace("\xa0", " ")
        for year in (2025, 2026, 2027)
    }
    assert "49,9 %" in pages[2026]
    assert "2026-07-01" in pages[2026]
    assert "49,9 %" not in pages[2025] + pages[2027]
    assert all("0,0 %" in page for page in pages.values())
    assert "tag-warning" not in "".join(pages.values())


def test_a_budget_is_entered_changed_and_removed(
    unit: Organisation,
    blekinge: Organisation,
    person: People,
    manager: User,
    signed_in: SignIn,
) -> None:
    address = reverse("hire_budget_edit", kwargs={"pk": unit.pk, "year": 2026})
    client = signed_in(person(Role.CONTROLLER, blekinge))
    assert signed_in(manager).get(address).status_code == 403
    data = {"version": "0", "amount_sek": "1 250 000,50", "decided_by": "Nämnden", "reference": "Dnr 1"}
    assert client.post(address, data | {"amount_sek": "-1"}).status_code == 422
    assert client.post(address, data).status_code == 302
    made = HireBudget.objects.get()
    assert (made.amount_sek, made.version, made.history.count()) == (Decimal("1250000.50"), 1, 1)
    # Somebody else had the empty form open.
    assert client.post(address, data | {"amount_sek": "7"}).status_code == 409
    assert client.post(address, data | {"version": "1", "amount_sek": "2 000 000"}).status_code == 302
    made.refresh_from_db()
    assert (made.amount_sek, made.version) == (2_000_000, 2)
    gone = reverse("hire_budget_remove", kwargs={"pk": made.pk})
    client.post(gone, {"version": "1"})
    assert HireBudget.objects.exists()
    client.post(gone, {"version": "2"})
    assert not HireBudget.objects.exists()
    again = client.post(address, data | {"version": "2"})
    assert (again.status_code, again.context["form"]["version"].value()) == (422, "0")
    assert client.get(reverse("hire_budget_edit", kwargs={"pk": unit.pk, "year": 1492})).status_code == 404


def test_a_cost_of_own_staff_is_entered_once_a_day(
    blekinge: Organisation,
    unit: Organisation,
    person: People,
    signed_in: SignIn,
) -> None:
    address = f"{reverse('own_rate_create')}?region=10"
    assert signed_in(person(Role.CONTROLLER, unit)).get(address).status_code == 403
    client, doctor = signed_in(person(Role.CONTROLLER, blekinge)), factories.profession("doctor")
    other = Speciality.objects.create(
        code="x", profession=factories.profession("nurse"), name_sv="akutsjukvård", name_en="emergency"
    )
    data = {
        "version": 1, "profession": doctor.pk, "speciality": "", "sek_per_hour": "740,50", "valid_from": "2026-01-01",
        "source": "Lönestatistik 2025",
    }  # fmt: skip
    assert "speciality" in client.post(address, data | {"speciality": other.pk}).context["form"].errors
    assert client.post(address, data).status_code == 302
    assert "valid_from" in client.post(address, data).context["form"].errors
    made = OwnStaffRate.objects.get()
    changed = reverse("own_rate_edit", kwargs={"pk": made.pk})
    assert client.post(changed, data | {"sek_per_hour": "750"}).status_code == 302
    assert client.post(changed, data | {"sek_per_hour": "760"}).status_code == 409
    assert "750,00" in client.get(reverse("own_rate_list")).content.decode()


# What is shown to both --------------------------------------------------------------------------------------------------
def test_who_asks_and_who_decides_are_shown_the_same_figures(
    unit: Organisation,
    blekinge: Organisation,
    manager: User,
    decider: User,
    signed_in: SignIn,
) -> None:
    year = timezone.localdate().year + 1
    data = posted(unit, first_date=f"{year}-03-01", last_date=f"{year}-03-28")  # 160 hours for 160 000 kr
    rule = factories.delegation_rule(unit, decider)
    budget(blekinge, 500_000, year)
    factories.hire(
        unit, rule, state="granted", cost_sek=100_000, first_date=D(year, 1, 1), last_date=D(year, 1, 31), number=999
    )
    client = signed_in(manager)
    unsaid = client.post(reverse("hire_create"), data | {"step": "check"})
    assert unsaid.context["costs"].own is None
    assert not unsaid.context["can_keep_rates"]
    OwnStaffRate.objects.create(
        region=blekinge.region, profession=factories.profession(), sek_per_hour=640, valid_from=D(2020, 1, 1),
        source="Lönestatistik",
    )  # fmt: skip
    checked = client.post(reverse("hire_create"), data | {"step": "check"})
    client.post(reverse("hire_create"), data)
    made = HireRequest.objects.latest("pk")
    assert (made.own_cost_sek, made.own_cost_source) == (Decimal(102_400), "Lönestatistik")
    # What is corrected afterwards does not change what was asked by.
    OwnStaffRate.objects.update(sek_per_hour=1)
    weighed = signed_in(decider).get(reverse("hire_detail", kwargs={"pk": made.pk}))
    for page in (checked, weighed):
        assert page.context["costs"].over_own.sek == Decimal(57_600)
        assert page.context["costs"].over_own.share == Decimal("0.5625")
        (one,) = page.context["around"].years
        assert (one.holder, one.before_sek, one.part_sek, one.after_sek) == (blekinge, 400_000, 160_000, 240_000)
        words = page.content.decode()
        for sek in ("400\xa0000", "240\xa0000", "+57\xa0600", "56,3", "640,00", "Lönestatistik", "2026-0999"):
            assert sek in words, sek
    signed_in(decider).post(reverse("hire_decide", kwargs={"pk": made.pk}), verdict(made))
    assert signed_in(decider).get(reverse("hire_detail", kwargs={"pk": made.pk})).context["around"] is None


@pytest.mark.parametrize("why", ["nobody", "closed", "ended", "own"])
def test_a_role_without_anybody_able_is_refused_with_whom_to_ask(
    why: str,
    unit: Organisation,
    blekinge: Organisation,
    manager: User,
    decider: User,
    person: People,
    signed_in: SignIn,
) -> None:
    leader = person(Role.PROCESS_LEADER, blekinge)
    holder = {"nobody": None, "own": manager}.get(why, decider)
    rule = factories.delegation_rule(unit, holder)
    if why == "closed":
        User.objects.filter(pk=decider.pk).update(is_active=False)
    if why == "ended":
        decider.role_assignments.update(valid_to=timezone.localdate() - datetime.timedelta(days=1))
    client = signed_in(manager)
    for step in ("check", "send"):
        answer = client.post(reverse("hire_create"), posted(unit, step=step))
        assert answer.status_code == 422
        assert leader.name in answer.content.decode()
        assert rule.role.title in answer.context["problem"]
        assert 'value="send"' not in answer.content.decode()
    assert HireRequest.objects.count() == 0
    rule.role.substitutes.create(
        user=leader, valid_from=timezone.localdate(), valid_to=timezone.localdate() + datetime.timedelta(days=5)
    )
    assert client.post(reverse("hire_create"), posted(unit)).status_code == 302


def test_the_rows_of_the_list_are_escaped(unit: Organisation, decider: User, signed_in: SignIn) -> None:
    Organisation.objects.filter(pk=unit.pk).update(name="<b>Enhet</b>")
    made = factories.hire(unit, factories.delegation_rule(unit, decider))
    words = signed_in(decider).get(reverse("hire_list"), {"tab": "all"}).content.decode()
    assert "&lt;b&gt;Enhet&lt;/b&gt;</td>" in words
    assert "<b>Enhet" not in words
    assert f'<a href="/bemanning/inhyrningar/{made.pk}/">{made}</a>' in words
