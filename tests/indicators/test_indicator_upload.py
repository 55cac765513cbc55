"""Figures of other indicators from a file: errors at their cell, all or nothing, the template round."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from indicators.models import IndicatorUpload, IndicatorValue
from staffing.models import Profession, Role
from tests import factories
from tests.indicators.indicator_world import give, indicator

pytestmark = pytest.mark.django_db

HEAD = "Mått;Period;Organisation;Yrkesgrupp;Vårdområde;Värde;Täljare;Nämnare;Anmärkning;Skäl till rättelse"
UPLOAD = reverse("indicator_upload", kwargs={"code": "10"})
TEMPLATE = reverse("indicator_template", kwargs={"code": "10"})


@pytest.fixture
def sick(blekinge):
    Profession.objects.create(code="doctor", name_sv="läkare", name_en="doctor")
    factories.OrganisationFactory(parent=blekinge, code="10-P", name="Primärvården")
    return indicator(name_sv="Sjukfrånvaro")


@pytest.fixture
def controller(person, signed_in, blekinge, sick):
    return signed_in(person(Role.CONTROLLER, blekinge))


def upload(client, *lines, name="matt.csv", content=None, **options):
    content = content if content is not None else "\r\n".join([HEAD, *lines]).encode()
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, content)}, **options)


def confirm(client, **posted):
    pk = IndicatorUpload.objects.order_by("-pk").first().pk
    return client.post(reverse("indicator_upload_confirm", kwargs={"code": "10", "pk": pk}), posted, follow=True)


def test_from_the_file_to_the_figures(controller, blekinge):
    page = upload(
        controller,
        "sjukfranvaro;2026-K1;;;;;50;1 000;Hela regionen;",
        "Sjukfrånvaro;2026-K1;10-P;läkare;;4,5;;;;",
        "sjukfranvaro;2026-K2;;;;;;;;",
        follow=True,
    )
    assert page.status_code == 200
    assert [row["text"] for row in page.context["rows"]] == ["5,0\u00a0%", "4,5\u00a0%"]
    assert not IndicatorValue.objects.exists()
    confirm(controller, is_shared="on")
    assert set(IndicatorValue.objects.values_list("numerator", "value", "note")) == {(50, None, "Hela regionen"), (None, 4.5, "")}  # fmt: skip
    assert not IndicatorValue.objects.filter(shared_at=None).exists()
    confirm(controller)
    assert IndicatorValue.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "code", "reference"),
    [
        ("okant;2026-K1;;;;5;;;;", "unknown_indicator", "A2"),
        ("hyrveckor;2026-K1;;;;5;;;;", "computed_indicator", "A2"),
        ("sjukfranvaro;2026;;;;5;;;;", "other_length", "B2"),
        ("sjukfranvaro;2099-K1;;;;5;;;;", "future_period", "B2"),
        ("sjukfranvaro;2026-K1;08-P;;;5;;;;", "unknown_organisation", "C2"),
        ("sjukfranvaro;2026-K1;;tandläkare;;5;;;;", "unknown_profession", "D2"),
        ("sjukfranvaro;2026-K1;;;;fem;;;;", "not_a_number", "F2"),
        ("sjukfranvaro;2026-K1;;;;1.234;;;;", "ambiguous_number", "F2"),
        ("sjukfranvaro;2026-K1;;;;-1;;;;", "negative", "F2"),
        ("sjukfranvaro;2026-K1;;;;5;1;2;;", "value_and_division", "F2"),
        ("sjukfranvaro;2026-K1;;;;;1;;;", "half_division", "H2"),
        ("sjukfranvaro;2026-K1;;;;;1;0;;", "zero_denominator", "H2"),
        ("sjukfranvaro;2025-K1;;;;7;;;;", "no_reason", "J2"),
        ("plant;2026-K1;10-P;;;7;;;;", "not_broken_down", "C2"),
        ("sjukfranvaro;2026-K2;;;;;;;;", "nothing_new", ""),
        ("sjukfranvaro;2025-K1;;;;6;;;;", "nothing_new", ""),
    ],
)
def test_an_error_names_its_cell_and_nothing_is_written(controller, sick, blekinge, row, code, reference):
    indicator("hyrveckor", kind="computed")
    indicator("plant", by_organisation=False)
    give(sick, blekinge.region, "2025-K1", 6)
    answer = upload(controller, row)
    assert answer.status_code == 422
    (problem,) = answer.context["reading"].problems
    assert (problem.code, problem.reference) == (code, reference)
    assert str(problem.message) in answer.content.decode()
    assert IndicatorValue.objects.count() == 1
    assert not IndicatorUpload.objects.exists()


def test_an_error_has_a_cell_also_where_the_file_lacks_the_column(controller, sick, blekinge):
    give(sick, blekinge.region, "2025-K1", 6)
    answer = upload(controller, content="Mått;Period;Värde\r\nsjukfranvaro;2025-K1;7".encode())
    assert [one.reference for one in answer.context["reading"].problems] == ["A2"]


def test_the_same_figure_twice_is_an_error(controller):
    answer = upload(controller, "sjukfranvaro;2026-K1;;;;5;;;;", "sjukfranvaro;2026-K1;;;;6;;;;")
    assert [one.code for one in answer.context["reading"].problems] == ["duplicate_row"]


def test_a_correction_says_why_and_what_changed_meanwhile_stops_it(controller, sick, blekinge):
    give(sick, blekinge.region, "2026-K1", 6)
    upload(controller, "sjukfranvaro;2026-K1;;;;7;;;;Räknat om")
    give(sick, blekinge.region, "2026-K1", 8, reason="Någon annan", seen=1)
    confirm(controller)
    assert IndicatorValue.objects.get(is_current=True).value == 8
    upload(controller, "sjukfranvaro;2026-K1;;;;7;;;;Räknat om")
    confirm(controller)
    assert IndicatorValue.objects.get(is_current=True).reason == "Räknat om"


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_the_template_goes_out_and_comes_in(controller, sick, blekinge, file_format):
    give(sick, blekinge.region, "2026-K1", 6, 100)
    content = controller.get(f"{TEMPLATE}?format={file_format}").content
    if file_format == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        sheet = book.worksheets[0]
        head = next(row for row in sheet.iter_rows() if row[0].value == "Mått")
        row = sheet[head[0].row + 1]
        assert (row[0].value, row[1].value, row[12].value) == ("sjukfranvaro", "2026-K2", "2026-K1: 6,0\u00a0%")
        row[6].value, row[7].value = 7, 100
        written = io.BytesIO()
        book.save(written)
        content = written.getvalue()
    else:
        line = next(one for one in content.decode("utf-8-sig").splitlines() if one.startswith("sjukfranvaro"))
        cells = line.split(";")
        cells[6:8] = ["7", "100"]
        content = content.replace(line.encode(), ";".join(cells).encode())
    page = upload(controller, content=content, name=f"mall.{file_format}", follow=True)
    assert page.status_code == 200, page.context["reading"].problems._problems
    confirm(controller)
    assert str(IndicatorValue.objects.get(first_month="2026-04-01").period) == "2026-K2"


def test_a_cell_formatted_as_per_cent_is_a_share(controller, sick):
    book = openpyxl.Workbook()
    book.active.append(HEAD.split(";"))
    book.active.append(["sjukfranvaro", "2026-K1", None, None, None, 0.0615])
    book.active["F2"].number_format = "0.0%"
    written = io.BytesIO()
    book.save(written)
    upload(controller, content=written.getvalue(), name="matt.xlsx")
    confirm(controller)
    assert str(IndicatorValue.objects.get().value) == "6.15"


def test_readers_may_not_and_others_find_nothing(person, signed_in, sick, blekinge, kalmar):
    reader, neighbour = signed_in(person(Role.STEERING_GROUP, blekinge)), signed_in(person(Role.CONTROLLER, kalmar))
    for url in (UPLOAD, f"{TEMPLATE}?format=csv"):
        assert reader.get(url).status_code == 403
        assert neighbour.get(url).status_code == 404


def test_another_s_unwritten_file_is_not_there(controller, person, signed_in, blekinge):
    upload(controller, "sjukfranvaro;2026-K1;;;;5;;;;")
    other = signed_in(person(Role.PROCESS_LEADER, blekinge))
    pk = IndicatorUpload.objects.get().pk
    url = reverse("indicator_upload_preview", kwargs={"code": "10", "pk": pk})
    assert controller.get(url).status_code == 200
    assert other.get(url).status_code == 404
