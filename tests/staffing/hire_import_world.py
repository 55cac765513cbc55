"""The files that tests of imported hires send: rows as an older system gives them."""

from __future__ import annotations

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from staffing import hire_import_sheet
from staffing.models import HireImport, Role, Speciality
from tests import factories

URL = reverse("hire_import") + "?region=10"
HEAD = [one.names[0] for one in hire_import_sheet.FIELDS]
LETTERS = {one.key: "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place] for place, one in enumerate(hire_import_sheet.FIELDS)}
DAY = datetime.date


@pytest.fixture
def unit(blekinge):
    factories.profession("doctor")
    nurse = factories.profession("nurse")
    Speciality.objects.create(code="iva", profession=nurse, name_sv="intensivvård", name_en="intensive care")
    factories.hire_reason("request-sick-leave")
    factories.hire_reason("deviation-need", "deviation")
    return factories.OrganisationFactory(
        parent=blekinge, name="Vårdcentralen", code="VC", care_area=factories.care_area()
    )


@pytest.fixture
def leader(person, signed_in, blekinge, unit):
    return signed_in(person(Role.PROCESS_LEADER, blekinge))


def line(number="G-1", **changed):
    """Return a followed-up hire as the cells of a row."""
    values = {
        "old_number": number, "place": "VC", "profession": "doctor", "speciality": None, "requested": DAY(2025, 1, 7),
        "first": DAY(2025, 3, 1), "last": DAY(2025, 3, 28), "hours": 160, "price": 1000.5,
        "reason": "request-sick-leave", "text": "Två är sjuka", "route": "Rangordning", "deviation": None,
        "outcome": "Beviljad", "decided": DAY(2025, 1, 9), "decider": "Områdeschef", "granted_hours": None,
        "valid_to": None, "supplier": "Bolaget", "ordered": DAY(2025, 1, 10), "filled": DAY(2025, 1, 20),
        "not_filled": None, "ended": DAY(2025, 3, 27), "actual_hours": 150, "actual_cost": 150075.25,
    }  # fmt: skip
    assert set(changed) <= set(values)
    return [(values | changed)[one.key] for one in hire_import_sheet.FIELDS]


NOT_ORDERED = dict.fromkeys(("supplier", "ordered", "filled", "ended", "actual_hours", "actual_cost"))
NOT_FILLED = dict.fromkeys(("filled", "ended", "actual_hours", "actual_cost"))
WITHDRAWN = {**NOT_ORDERED, "outcome": "Tillbakadragen", "decided": None, "decider": None}


def workbook(*rows):
    book = Workbook()
    for row in (HEAD, *rows):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def send(client, content, name="hyror.xlsx"):
    return client.post(URL, {"file": SimpleUploadedFile(name, content)})


def brought_in(client, *rows):
    """Send, confirm, and return the import."""
    sent = send(client, workbook(*rows))
    assert sent.status_code == 302, [(one.reference, str(one.message)) for one in sent.context["problems"]]
    kept = HireImport.objects.latest("pk")
    assert client.post(reverse("hire_import_confirm", kwargs={"pk": kept.pk})).status_code == 302
    kept.refresh_from_db()
    return kept
