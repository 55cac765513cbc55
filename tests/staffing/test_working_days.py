"""Swedish working days against the almanac: the red days and eves of 2018–2026, written down from it by hand."""

import datetime
from decimal import Decimal

import pytest

from staffing import hire_reading
from staffing.models import FrameworkAgreement, FrameworkSupplier, HireOrder, Organisation
from staffing.working_days import after, is_working_day
from tests import factories

D = datetime.date


@pytest.mark.parametrize(
    "day",
    [
        "2018-01-01",  # New Year's Day, a Monday
        "2018-03-30",  # Good Friday
        "2018-04-02",  # Easter Monday
        "2018-05-01",
        "2018-05-10",  # Ascension Day
        "2018-06-06",  # National Day
        "2018-06-22",  # Midsummer Eve
        "2018-12-24",
        "2018-12-25",
        "2018-12-26",
        "2018-12-31",
        "2019-04-19",
        "2019-04-22",
        "2019-05-30",
        "2019-06-21",
        "2020-04-10",
        "2020-06-19",  # the earliest Midsummer Eve there is
        "2021-06-25",  # the latest
        "2022-01-06",  # Epiphany
        "2022-06-24",
        "2023-04-07",
        "2023-06-23",
        "2024-03-29",
        "2024-06-21",
        "2025-04-18",
        "2025-04-21",
        "2025-06-20",
        "2026-04-03",
        "2026-04-06",
        "2026-05-14",
        "2026-06-19",
        "2026-10-31",  # All Saints' Day, always a Saturday
        "2026-12-24",
        "2026-12-31",
        "2026-11-28",
        "2026-11-29",
    ],
)
def test_days_off(day: str) -> None:
    assert not is_working_day(D.fromisoformat(day))


@pytest.mark.parametrize(
    "day",
    [
        "2018-03-29",  # Maundy Thursday
        "2018-04-30",  # Walpurgis Eve
        "2018-05-21",  # Whit Monday, a working day since 2005
        "2018-05-11",  # the Friday after Ascension Day
        "2018-06-21",
        "2018-12-21",
        "2018-12-27",
        "2026-01-05",
        "2026-06-05",
        "2026-06-12",
        "2026-06-26",
        "2026-10-30",
        "2026-12-23",
    ],
)
def test_days_of_work(day: str) -> None:
    assert is_working_day(D.fromisoformat(day))


@pytest.mark.parametrize(
    ("ordered", "days", "answer"),
    [
        ("2018-03-26", 5, "2018-04-04"),  # over Easter: 27, 28, 29 March, 3 and 4 April
        ("2018-06-18", 5, "2018-06-26"),  # over Midsummer: 19, 20, 21, 25, 26 June
        ("2018-12-20", 5, "2019-01-03"),  # 21, 27, 28 December, 2 and 3 January
        ("2026-03-30", 5, "2026-04-08"),
        ("2026-11-27", 5, "2026-12-04"),  # a week without days off
        ("2026-11-28", 1, "2026-11-30"),  # ordered on a Saturday
        ("2026-12-21", 5, "2026-12-30"),  # 22, 23, 28, 29, 30 December
        ("2026-12-21", 0, "2026-12-21"),
    ],
)
def test_so_many_working_days_after(ordered: str, days: int, answer: str) -> None:
    assert after(D.fromisoformat(ordered), days) == D.fromisoformat(answer)


def test_fewer_than_none_is_an_error() -> None:
    with pytest.raises(ValueError, match="fewer than none"):
        after(D(2026, 1, 1), -1)


@pytest.mark.parametrize(
    ("state", "route", "supplier_name", "today", "found"),
    [
        ("ordered", "ranked", "Bolaget", "2018-04-04", ("2018-04-04", False)),
        ("ordered", "ranked", "Bolaget", "2018-04-05", ("2018-04-04", True)),
        ("ordered", "urgent", "", "2018-03-26", ("2018-03-27", False)),  # the request's own agreement: a day
        ("ordered", "outside", "", "2018-04-05", None),
        ("filled", "ranked", "Bolaget", "2018-04-05", None),
    ],
)
def test_the_answer_that_an_order_waits_for(
    state: str, route: str, supplier_name: str, today: str, found: tuple[str, bool] | None, blekinge: Organisation
) -> None:
    own, other = (
        FrameworkAgreement.objects.create(
            name=f"Avtal {days}", valid_from=factories.LONG_AGO, allocation="ranked", response_working_days=days
        )
        for days in (1, 5)
    )
    hire = factories.hire(blekinge, factories.delegation_rule(blekinge), state=state, agreement=own)
    supplier = FrameworkSupplier.objects.create(agreement=other, name=supplier_name) if supplier_name else None
    order = HireOrder(
        request=hire, supplier=supplier, supplier_name="Bolaget", route=route, price_sek_per_hour=Decimal(1),
        ordered_date=D(2018, 3, 26),
    )  # fmt: skip
    awaited = hire_reading.answer_awaited(hire, order, D.fromisoformat(today))
    assert (awaited and (awaited.by.isoformat(), awaited.is_overdue)) == found


def test_no_order_waits_for_nothing(blekinge: Organisation) -> None:
    hire = factories.hire(blekinge, factories.delegation_rule(blekinge), state="ordered")
    assert hire_reading.answer_awaited(hire, None, D(2026, 1, 1)) is None
