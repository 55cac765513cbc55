"""A file's own totals: found in rows and columns, compared with what is read, and never read as a line."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from indicators.actions import uploads as actions
from indicators.models import CostLine, CostReturn, CostUpload
from tests.indicators.test_upload_pages import SOUND, act, everything, upload
from tests.indicators.test_upload_pages import controller as controller  # noqa: PLC0414 -- a fixture
from tests.indicators.test_upload_pages import words as words  # noqa: PLC0414 -- a fixture
from tests.indicators.test_upload_reading import HEAD, csv_of, read, row, xlsx_of
from tests.indicators.test_upload_reading import SOUND as SOUND_ROW

AMOUNT = "Belopp (kr)"
ROWS = (
    row(**{AMOUNT: "100"}),
    row(Organisation="10-S", **{AMOUNT: "20"}),
    row(Yrkesgrupp="sjuksköterska", **{AMOUNT: "3"}),
    row(Slag="egen", **{AMOUNT: "4000"}),
    row(Period="2016-K3", **{AMOUNT: "50000"}),
)
NOTHING = dict.fromkeys(HEAD, "")


def total(**changes):
    return row(**{**NOTHING, **changes})


@pytest.mark.parametrize(
    ("changes", "computed"),
    [
        ({"Period": "Summa"}, "54123"),
        ({"Organisation": "TOTALT"}, "54123"),
        ({"Period": "2016-K4", "Organisation": "Total"}, "4123"),
        ({"Period": "2016-K4", "Yrkesgrupp": "läkare", "Slag": "Summa"}, "4120"),
        ({"Period": "Summa 2016-K3"}, "50000"),
        ({"Yrkesgrupp": "Summa sjuksköterska"}, "3"),
        ({"Organisation": "Summa: Blekingesjukhuset"}, "20"),
        ({"Period": "Summa", "Slag": "inhyrd"}, "50123"),
        ({"Period": "2016-K4", "Organisation": "Summa Region Blekinge"}, "4123"),
    ],
)
def test_a_total_row_is_compared_with_the_rows_it_is_of(changes, computed):
    for order in ((*ROWS, total(**changes, **{AMOUNT: "5"})), (total(**changes, **{AMOUNT: "5"}), *ROWS)):
        reading = read(csv_of(*order))
        assert not reading.problems.is_blocking
        assert len(reading.lines) == len(ROWS)
        (found,) = reading.totals
        assert (found.stated_sek, found.computed_sek) == (5, Decimal(computed))
        assert found.is_different


def test_a_subtotal_is_that_of_the_rows_above_it():
    reading = read(
        csv_of(
            *ROWS[:2],
            total(Period="Delsumma", **{AMOUNT: "120"}),
            *ROWS[2:4],
            total(Period="Delsumma", **{AMOUNT: "1"}),
        )
    )
    assert [(one.computed_sek, one.is_different) for one in reading.totals] == [(120, False), (4003, True)]


@pytest.mark.parametrize(
    ("heading", "values", "stated"),
    [("Summa", ["100", "20", "3", "4000", "50000"], "54123"), ("Totalt (tkr)", ["", "", "", "", "54,1"], "54100")],
)
def test_a_total_column_is_compared_with_all_amounts(heading, values, stated):
    reading = read(csv_of(*([*one, value] for one, value in zip(ROWS, values, strict=True)), head=[*HEAD, heading]))
    (found,) = reading.totals
    assert (found.stated_sek, found.computed_sek, found.reference) == (Decimal(stated), 54123, "L1")
    assert found.is_different == (stated != "54123")
    assert not reading.notices


def test_the_unit_of_the_amounts_is_that_of_their_total():
    head = ["Belopp (tkr)" if name == AMOUNT else name for name in HEAD]
    (found,) = read(csv_of(SOUND_ROW, total(Period="Summa", **{AMOUNT: "1234,5"}), head=head)).totals
    assert (found.stated_sek, found.is_different) == (1_234_500, False)


def test_a_formula_that_was_never_computed_is_no_total():
    reading = read(xlsx_of(*ROWS, total(Period="Summa", **{AMOUNT: "=SUM(F2:F6)"})), "a.xlsx")
    assert [one.code for one in reading.problems.blocking] == ["formula_without_value"]


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=5), st.integers(-3, 3))
def test_only_what_is_off_by_a_krona_is_a_difference(amounts, error):
    rows = [[*one[:5], str(amount), *one[6:]] for one, amount in zip(ROWS, amounts, strict=False)]
    reading = read(csv_of(*rows, total(Period="Summa", **{AMOUNT: str(max(0, sum(amounts) + error))})))
    (found,) = reading.totals
    assert found.computed_sek == sum(amounts)
    assert found.is_different == (max(0, sum(amounts) + error) != sum(amounts))


class TestPages:
    def test_a_difference_must_be_acknowledged(self, controller):
        page = upload(controller, *SOUND[:2], "2016-K4;Summa;;;;10 400 000", follow=True)
        assert "<strong>100\u00a0000</strong>" in page.text
        kept = CostUpload.objects.get()
        before = everything()
        page = act(controller, "cost_upload_confirm", kept.pk)
        assert page.status_code == 422
        assert 'id="error-summary"' in page.text
        assert everything() == before
        with pytest.raises(actions.DifferenceNotAcknowledged):
            actions.write_upload(upload=kept, by=kept.uploaded_by, now=timezone.now())
        assert everything() == before
        address = reverse("cost_upload_confirm", kwargs={"code": "10", "pk": kept.pk})
        assert controller.post(address, {"is_difference_acknowledged": "on"}).status_code == 302
        kept.refresh_from_db()
        assert kept.is_difference_acknowledged
        assert sum(CostLine.objects.values_list("amount_sek", flat=True)) == 10_300_000

    def test_totals_that_agree_ask_for_nothing(self, controller):
        page = upload(controller, *SOUND[:2], "Summa;;;;;10 300 000", follow=True)
        assert not page.context["has_differences"]
        act(controller, "cost_upload_confirm", CostUpload.objects.get().pk)
        assert CostReturn.objects.count() == 1
        assert not CostUpload.objects.get().is_difference_acknowledged
