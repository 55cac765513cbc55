"""A workbook of 10,000 cost lines: sent, checked and previewed through the pages, and read by calamine alone."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from benchmarks.measuring import Outcome, in_turns
from documents import sheets
from indicators.models import CostReturn, CostUpload
from staffing import demo
from staffing.models import CareArea, Organisation, Role, User
from values.period import Period

ROWS = 10_000
CODE = "10"
NAME = "kostnader.xlsx"
TIMES = 5
# Years that no return of the demo covers.
PERIODS = [Period(year, month, 3) for year in (2011, 2012) for month in (1, 4, 7, 10)]
HEADINGS = (
    *("Period", "Organisation", "Yrkesgrupp", "Vårdområde", "Slag (inhyrd/egen)", "Belopp (kr)", "varav jour"),
    *("varav utom ram", "Hyrveckor", "Timmar", "Korrigering"),
)
NUMBERS = range(5, 10)
FLOOR = Path(__file__).parent / "floors" / "calamine_alone.py"


def measure() -> list[Outcome]:
    """Measure the two requests, from the file sent to the preview shown; nothing is written to any return."""
    content = _workbook()
    email = next(account.email for account in demo.ACCOUNTS if account.role == Role.CONTROLLER)
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email=email))
    before = CostReturn.objects.count()
    previewed, checked, read, thrown = in_turns(
        lambda: _preview(client, content),
        lambda: sheets.read_table(content, NAME),
        lambda: _alone(content),
        lambda: _alone(content, "--throw-away"),
        times=TIMES,
    )
    if CostReturn.objects.count() != before:
        raise RuntimeError("A preview wrote a return.")
    CostUpload.objects.filter(filename=NAME, confirmed_at__isnull=True).delete()
    return [
        Outcome("upload: 10 000 rows to their preview", previewed, read, "calamine in a child, rows handed back", 4),
        Outcome("the same", previewed, thrown, "calamine in a child, rows thrown away", None),
        Outcome("of it: the file read and checked", checked, read, "calamine in a child, rows handed back", None),
    ]


def _preview(client: Client, content: bytes) -> None:
    file = SimpleUploadedFile(NAME, content)
    answer = client.post(reverse("cost_upload", kwargs={"code": CODE}), {"file": file})
    if answer.status_code != 302:
        raise RuntimeError(f"The upload answered {answer.status_code}.")
    page = client.get(answer["Location"])
    if page.status_code != 200 or CostUpload.objects.only("lines").latest("pk").lines[ROWS - 1 :] == []:
        raise RuntimeError(f"The preview answered {page.status_code}, or rows are missing.")


def _alone(content: bytes, *arguments: str) -> int:
    finished = subprocess.run(
        [sys.executable, str(FLOOR), *arguments], input=content, stdout=subprocess.PIPE, check=True
    )
    return len(finished.stdout)


def _workbook() -> bytes:
    """Return the rows as a workbook, every column filled where it may be."""
    columns = [sheets.Column(heading, "number" if at in NUMBERS else "text") for at, heading in enumerate(HEADINGS)]
    rows = list(itertools.islice(_rows(), ROWS))
    if len(rows) < ROWS:
        raise RuntimeError(f"The units give {len(rows)} rows only: load a larger scale.")
    return sheets.write_xlsx([sheets.TableSpec(title="Kostnader", columns=columns, rows=rows)])


def _rows() -> Iterator[tuple[object, ...]]:
    units = Organisation.objects.filter(region__code=CODE, level="unit").order_by("code").values_list("code", flat=True)
    areas = list(CareArea.objects.order_by("order").values_list("name_sv", flat=True))
    groups = [*itertools.product(("läkare", "sjuksköterska"), areas), ("övrig personal", None)]
    for number, (period, unit, (profession, area)) in enumerate(itertools.product(PERIODS, units, groups)):
        amount = 100_000 + 37 * number % 900_000
        yield (period.code, unit, profession, area, "egen", amount * 9, None, None, None, None, None)
        yield (period.code, unit, profession, area, "inhyrd", amount, amount // 10, amount // 20, 12, 480, None)
