"""The template of a region and a period: what it holds, what Excel lets be written in it, and that it comes up as it is filled."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from indicators.models import CostLine, CostReturn, CostUpload
from staffing.models import Role
from tests import factories
from tests.indicators.test_upload_pages import SOUND, act, everything, upload
from tests.indicators.test_upload_pages import controller as controller  # noqa: PLC0414 -- a fixture
from tests.indicators.test_upload_pages import words as words  # noqa: PLC0414 -- a fixture

FIRST = 6
"""The first row below region, period, two sums and headings."""
NAME, AMOUNT, BEFORE, YEAR_BEFORE, HOURS, CORRECTION = 3, 7, 8, 9, 13, 14


def address(**query):
    return reverse("cost_template", kwargs={"code": "10"}, query=query)


def fetched(client, period="2016-K4"):
    return openpyxl.load_workbook(io.BytesIO(client.get(address(period=period, format="xlsx")).content))


def sent(client, workbook, **options):
    target = io.BytesIO()
    workbook.save(target)
    return upload(client, name="mall.xlsx", content=target.getvalue(), **options)


def written(client, *lines):
    """Write and hand in a file of lines."""
    assert upload(client, *lines).status_code == 302
    act(client, "cost_upload_confirm", CostUpload.objects.latest("pk").pk)
    found = CostUpload.objects.latest("pk").replaced[0]["cost_return"]
    CostReturn.objects.filter(pk=found).update(state="submitted", submitted_at=timezone.now(), counts_submitted=True)


def rows_of(sheet):
    return list(sheet.iter_rows(min_row=FIRST, values_only=True))


def test_what_goes_down_filled_in_comes_up(controller, blekinge):
    page = controller.get(address(period="2016-K4", format="xlsx"))
    assert "mall-kostnader-blekinge-2016-k4.xlsx" in page.headers["Content-Disposition"]
    workbook = openpyxl.load_workbook(io.BytesIO(page.content))
    sheet = workbook.worksheets[0]
    assert sheet.max_row == FIRST - 1 + 2 * 2 * 2
    for number in range(FIRST, sheet.max_row + 1):
        sheet.cell(number, AMOUNT).value = number * 1000
    sent(controller, workbook)
    assert CostUpload.objects.get().notices == []
    act(controller, "cost_upload_confirm", CostUpload.objects.get().pk)
    assert sum(CostLine.objects.values_list("amount_sek", flat=True)) == sum(range(FIRST, sheet.max_row + 1)) * 1000


def test_only_what_is_to_be_filled_in_is_unlocked(controller):
    sheet = fetched(controller).worksheets[0]
    assert sheet.protection.sheet
    unlocked = {cell.column for cell in sheet[FIRST] if not cell.protection.locked}
    assert unlocked == {AMOUNT, *range(10, CORRECTION + 1)}
    assert all(cell.protection.locked for row in sheet.iter_rows(max_row=FIRST - 1) for cell in row)
    rules = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert rules["G6:G13"] == 'AND(ISNUMBER(G6),OR(G6>=0,LOWER($N6)="ja"))'
    assert rules["N6:N13"] == 'LOWER($N6)="ja"'
    assert len(rules) == 6


def test_region_and_period_stand_in_named_cells(controller):
    sheet = fetched(controller).worksheets[0]
    named = {
        name: sheet[one.attr_text.rpartition("!")[2].replace("$", "")].value
        for name, one in sheet.defined_names.items()
    }
    sums = {name: named.pop(f"oberoende_summa_{name}") for name in ("inhyrd", "egen")}
    assert named == {"oberoende_region": "Blekinge", "oberoende_period": "2016-K4"}
    assert sums["inhyrd"].startswith('=SUMIF(F:F,"inhyrd",G:G)')
    assert sums["egen"].startswith('=SUMIF(F:F,"egen",G:G)')


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [("B1", "Kalmar", "other_region"), ("B1", "08", "other_region"), ("B1", "Atlantis", "other_region"),
     ("B2", "2016-K3", "other_period"), ("B2", "K9", "bad_period"), ("B2", "2061-K4", "future_period")],
)  # fmt: skip
def test_a_template_of_another_region_or_period_is_refused_at_its_cell(controller, cell, value, code):
    workbook = fetched(controller)
    sheet = workbook.worksheets[0]
    sheet[cell].value = value
    sheet.cell(FIRST, AMOUNT).value = 5
    before = everything()
    page = sent(controller, workbook)
    assert page.status_code == 422
    (group,) = page.context["groups"]
    (found,) = group["problems"]
    place = f"A{FIRST}" if code == "other_period" else cell
    assert (found.code, found.reference) == (code, place)
    assert everything() == before
    assert str(found.message)


def test_a_row_to_add_is_held_to_the_templates_period(controller, blekinge):
    factories.OrganisationFactory(parent=blekinge, code="10-Q", name="Mottagningen", level="unit")
    workbook = fetched(controller)
    more = workbook.worksheets[1]
    more["A2"].value, more["G2"].value = "2016-K3", 5
    page = sent(controller, workbook)
    assert [one["group"].code for one in page.context["groups"]] == ["other_period"]


def test_an_unfilled_template_writes_nothing_and_says_so(controller):
    before = everything()
    page = sent(controller, fetched(controller))
    assert page.status_code == 422
    assert [one["group"].code for one in page.context["groups"]] == ["no_rows"]
    assert everything() == before


def test_what_is_there_unchanged_changes_nothing_and_says_so(controller):
    upload(controller, *SOUND[:2])
    act(controller, "cost_upload_confirm", CostUpload.objects.get().pk)
    version = CostReturn.objects.get().version
    page = sent(controller, fetched(controller), follow=True)
    assert [one.is_same for one in page.context["previews"]] == [True]
    act(controller, "cost_upload_confirm", CostUpload.objects.latest("pk").pk)
    assert CostReturn.objects.get().version == version


@pytest.mark.parametrize(
    ("typed", "correction", "amount"),
    [(0, None, "0"), (None, None, None), (1234.5, None, "1234.50"), ("1 234,50", None, "1234.50"), (-7, "ja", "-7"),
     (99_999_999_999, None, "99999999999"), (0.1, None, "0.10")],
)  # fmt: skip
def test_a_zero_is_zero_and_an_empty_cell_is_not_reported(controller, typed, correction, amount):
    workbook = fetched(controller)
    sheet = workbook.worksheets[0]
    sheet.cell(FIRST, AMOUNT).value, sheet.cell(FIRST, CORRECTION).value = typed, correction
    sheet.cell(FIRST + 1, AMOUNT).value = 1
    sent(controller, workbook)
    act(controller, "cost_upload_confirm", CostUpload.objects.get().pk)
    found = CostLine.objects.filter(kind="agency").values_list("amount_sek", flat=True)
    assert list(found) == ([] if amount is None else [Decimal(amount)])


def test_the_rows_are_those_of_last_period_and_the_others_can_be_added(controller, blekinge):
    factories.OrganisationFactory(parent=blekinge, code="10-Q", name="Mottagningen", level="unit")
    factories.OrganisationFactory(parent=blekinge, code="10-R", name="Andra", level="unit")
    written(controller, "2015-K4;10-Q;läkare;somatik;inhyrd;40000")
    written(controller, "2016-K3;10-Q;läkare;somatik;inhyrd;50000", "2016-K3;;läkare;somatik;egen;0")
    main, more, explained = fetched(controller).worksheets
    rows = [(row[1], row[5], *row[AMOUNT - 1 : YEAR_BEFORE], row[NAME - 1]) for row in rows_of(main)]
    assert rows == [
        (None, "egen", None, 0, None, "Region Blekinge"),
        ("10-Q", "inhyrd", None, 50000, 40000, "Mottagningen"),
    ]
    added = [(row[1], row[3], row[5]) for row in more.iter_rows(min_row=2, values_only=True)]
    assert ("10-Q", "läkare", "inhyrd") not in added
    assert {("10-Q", "läkare", "egen"), ("10-R", "övrig personal", "inhyrd"), (None, "läkare", "inhyrd")} <= set(added)
    assert len(added) + len(rows) == 4 * 2 * 2
    assert any("2016" in str(row[0]) and "2015" in str(row[0]) for row in explained.iter_rows(values_only=True))
    workbook = fetched(controller)
    workbook.worksheets[0].cell(FIRST, AMOUNT).value = 7
    workbook.worksheets[1]["G2"].value = 8
    sent(controller, workbook)
    kept = CostUpload.objects.latest("pk")
    assert sorted(Decimal(line[6]) for line in kept.lines) == [7, 8]
    assert len(kept.notices) == 1


def test_an_older_template_still_comes_up(controller):
    head = (
        "Period;Organisation;Yrkesgrupp;Vårdområde;Slag;Belopp (kr);varav jour;varav utom ram;Hyrveckor;Timmar;"
        "Korrigering;Organisationens namn;Samma period förra året (kr)"
    )
    row = "2016-K4;;läkare;somatik;inhyrd;5;;;;;;Region Blekinge;4"
    assert upload(controller, content=f"{head}\r\n{row}".encode()).status_code == 302
    assert CostUpload.objects.get().notices == []


def test_what_is_there_stands_in_it(controller):
    upload(controller, *SOUND)
    act(controller, "cost_upload_confirm", CostUpload.objects.get().pk)
    text = controller.get(address(period="2016-K4", format="csv")).content.decode("utf-8-sig")
    assert "2016-K4;;Region Blekinge;läkare;somatik;inhyrd;300000,00;" in text
    assert "2016-K4;10-P;Primärvården;övrig personal;;egen;;" in text


def test_in_thousands_it_holds_and_reads_the_same_amounts(controller, blekinge):
    written(controller, "2016-K3;;läkare;somatik;inhyrd;50000")
    upload(controller, "2016-K4;;läkare;somatik;inhyrd;300 456,70")
    act(controller, "cost_upload_confirm", CostUpload.objects.latest("pk").pk)
    page = controller.get(address(period="2016-K4", format="xlsx", unit="tkr"))
    assert "mall-kostnader-blekinge-2016-k4-tkr.xlsx" in page.headers["Content-Disposition"]
    workbook = openpyxl.load_workbook(io.BytesIO(page.content))
    sheet = workbook.worksheets[0]
    assert sheet.cell(FIRST - 1, AMOUNT).value == "Belopp (tkr)"
    assert [sheet.cell(FIRST, column).value for column in (AMOUNT, BEFORE)] == [300.4567, 50]
    page = sent(controller, workbook, follow=True)
    (preview,) = page.context["previews"]
    assert (preview.is_same, CostUpload.objects.latest("pk").notices) == (True, [])


def test_the_sums_are_outside_what_is_read(controller):
    """A formula without a value is an error where an amount is read; the sums stand above the headings, and no row is a total."""
    workbook = fetched(controller)
    sheet = workbook.worksheets[0]
    sheet.cell(FIRST, AMOUNT).value = 5
    page = sent(controller, workbook, follow=True)
    assert page.context["totals"] == []
    sheet.cell(FIRST, AMOUNT).value = "=2+3"
    assert sent(controller, workbook).status_code == 422


def test_example_amounts_are_called_so_in_the_file(controller, blekinge):
    written(controller, "2016-K3;;läkare;somatik;inhyrd;50000")
    assert "Exempeldata" not in str(fetched(controller).worksheets[0]["A1"].value)
    CostReturn.objects.update(is_example=True)
    workbook = fetched(controller)
    assert workbook.worksheets[0]["A1"].value.startswith("Exempeldata")
    text = controller.get(address(period="2016-K4", format="csv")).content.decode("utf-8-sig")
    assert text.startswith("Exempeldata")
    # It still comes up, from both kinds of file.
    workbook.worksheets[0].cell(FIRST + 1, AMOUNT).value = 5
    assert sent(controller, workbook).status_code == 302
    filled = text.replace("inhyrd;;50000,00", "inhyrd;7;50000,00")
    assert filled != text
    assert upload(controller, content=filled.encode("utf-8-sig")).status_code == 302
    assert [line[6] for line in CostUpload.objects.latest("pk").lines] == ["7.00"]


@pytest.mark.parametrize("query", [{}, {"period": "x", "format": "csv"}, {"period": "2016", "format": "exe"}])
def test_nonsense_is_a_bad_request(controller, query):
    assert controller.get(address(**query)).status_code == 400


def test_a_template_costs_the_same_queries_however_many_organisations(
    controller, blekinge, django_assert_max_num_queries
):
    factories.OrganisationFactory.create_batch(40, parent=blekinge)
    with django_assert_max_num_queries(20):
        controller.get(address(period="2016-K4", format="csv"))


def test_a_stranger_fetches_none(person, signed_in, blekinge, kalmar, words):
    assert signed_in(person(Role.CONTROLLER, kalmar)).get(address(period="2016-K4", format="xlsx")).status_code == 404
