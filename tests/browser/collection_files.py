"""What a play about collecting costs does outside the browser: fills in templates, and asks the site's own commands."""

from __future__ import annotations

import email
import email.policy
import io
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import openpyxl

from tests.demo_site import DemoSite
from values.period import Period

CODE, NAME, PROFESSION, AREA, KIND, AMOUNT, BEFORE, YEAR_BEFORE = range(2, 10)
SPOILT_COLUMN = "G"
LESS = Decimal("0.95")
"""What each amount is of the one a year before, so that nothing stands out."""
SPOILT, STATED_WRONG_BY = "5 kr", 250_000
MAIL_SECONDS = 30
_MARK = b"-" * 79

# The demo has reported the latest quarter already: it is made new, for a region with a controller of its own besides.
MAKE_NEW = """
import datetime
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from indicators.actions import index
from indicators.models import CollectionRound, CostReturn
from staffing import demo
from staffing.models import Region, Role, RoleAssignment, User
from values.period import Period
period = Period.containing(timezone.localdate()).previous()
CollectionRound.objects.all().delete()
CostReturn.objects.filter(first_month__gte=period.first_date).delete()
index.rebuild()
user = User.objects.create(email={email!r}, name={name!r}, password=make_password(demo.PASSWORD))
root = demo.root_of(Region.objects.get(code={code!r}))
RoleAssignment.objects.create(user=user, role=Role.CONTROLLER, organisation=root, valid_from=datetime.date(2010, 1, 1))
print(json.dumps(period.code))
"""
TEMPLATES = """
from pathlib import Path
from documents import sheets
from indicators.queries import cost_tables
from staffing.models import Region
from values.period import Period
folder = Path({folder!r})
folder.mkdir()
for region in Region.objects.exclude(code__in={others!r}):
    tables = cost_tables.template_tables(region, Period.parse({period!r}))
    (folder / (region.code + ".xlsx")).write_bytes(sheets.write_xlsx(tables))
print(json.dumps(sorted(one.stem for one in folder.iterdir())))
"""
IMPORT = """
import io
from pathlib import Path
from django.core.management import call_command
told = {{}}
for path in sorted(Path({folder!r}).iterdir()):
    out = io.StringIO()
    call_command("import_costs", str(path), "--region", path.stem, "--comment", {comment!r}, "--json", stdout=out)
    told[path.stem] = json.loads(out.getvalue())
print(json.dumps(told))
"""
# The site's clock cannot be moved, so what has happened is.
DAYS_PASS = """
import datetime
from django.db.models import F
from indicators.models import CollectionReminder, CollectionRound, CostReturn
past = datetime.timedelta(days={days})
for one in CollectionReminder.objects.order_by("day"):
    CollectionReminder.objects.filter(pk=one.pk).update(day=one.day - past, at=one.at - past)
for one in CollectionRound.objects.all():
    CollectionRound.objects.filter(pk=one.pk).update(due_date=one.due_date - past, opened_at=one.opened_at - past)
for one in CostReturn.objects.filter(first_month={first!r}, submitted_at__isnull=False):
    CostReturn.objects.filter(pk=one.pk).update(submitted_at=one.submitted_at - past)
print(json.dumps(True))
"""
# What the three quarters before cost, straight from the lines of what is locked.
EARLIER = """
import datetime
from django.db.models import Sum
from indicators.models import CostLine
lines = CostLine.objects.filter(
    cost_return__counts_locked=True,
    cost_return__first_month__gt=datetime.date({year}, {month}, 1),
    cost_return__first_month__lt=datetime.date({year} + 1, {month}, 1),
)
print(json.dumps([str(lines.filter(kind=kind).aggregate(sum=Sum("amount_sek"))["sum"]) for kind in ("agency", "own")]))
"""
COUNTED = """
from indicators.models import CostLine, CostReturn, CostUpload
print(json.dumps([model.objects.count() for model in (CostReturn, CostLine, CostUpload)]))
"""


def asked(site: DemoSite, program: str, **values: object) -> Any:
    """Run a program in the site's own shell, and return what its last line says as JSON."""
    told = site.manage("shell", "--verbosity", "0", "--command", "import json\n" + program.format(**values))
    return json.loads(told.strip().splitlines()[-1])


@dataclass(frozen=True)
class Row:
    """A row of the template as it is filled in: the organisation's name, None for the whole region."""

    place: str | None
    profession: str
    area: str | None
    kind: str
    amount_sek: int


@dataclass(frozen=True)
class Filled:
    """A template that is filled in, and the rows that it then says."""

    content: bytes
    rows: tuple[Row, ...]
    first: int
    """The first row of the sheet below its headings."""

    def sum_of(self, kind: str) -> int:
        return sum(row.amount_sek for row in self.rows if row.kind == kind)


def filled(template: bytes, *, spoilt: bool = False, leap: bool = False, has_wrong_total: bool = False) -> Filled:
    """Return the template with a little less than a year before in each row.

    `spoilt`: its first amount is no number. `leap`: the largest agency cost is four times as high. `has_wrong_total`: a last
    row states a total that its rows do not add up to.
    """
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    amounts: dict[int, int] = {}
    first = 1 + next(number for number in range(1, 20) if sheet.cell(number, CODE).value == "Organisation")
    for number in range(first, sheet.max_row + 1):
        base = sheet.cell(number, YEAR_BEFORE).value or sheet.cell(number, BEFORE).value
        if base is not None:
            amounts[number] = int(Decimal(str(base)) * LESS)
    if leap:
        agency = [number for number in amounts if sheet.cell(number, KIND).value == "inhyrd"]
        amounts[max(agency, key=amounts.__getitem__)] *= 4
    for number, amount in amounts.items():
        sheet.cell(number, AMOUNT).value = amount
    if spoilt:
        sheet.cell(first, AMOUNT).value = SPOILT
    if has_wrong_total:
        last = sheet.max_row + 1
        sheet.cell(last, 1).value, sheet.cell(last, AMOUNT).value = "Summa", sum(amounts.values()) + STATED_WRONG_BY
    content = io.BytesIO()
    book.save(content)
    rows = tuple(_row(sheet, number, amount) for number, amount in amounts.items())
    return Filled(content.getvalue(), rows, first)


def _row(sheet: Any, number: int, amount: int) -> Row:
    def text(column: int) -> str | None:
        return sheet.cell(number, column).value

    return Row(text(NAME) if text(CODE) else None, text(PROFESSION) or "", text(AREA), text(KIND) or "", amount)


def new_quarter(site: DemoSite, *, code: str, email_address: str, name: str) -> Period:
    """Make the quarter that ended last new to the demo, and an account that reports for one more region; return the quarter."""
    return Period.parse(asked(site, MAKE_NEW, code=code, email=email_address, name=name))


def mails(site: DemoSite, subject: str) -> Iterator[tuple[str, str]]:
    """Yield whom the site has written to with the subject, and what: its mails are printed in its log."""
    for part in (site.var / "demo.log").read_bytes().split(_MARK):
        start = part.find(b"Content-Type:")
        message = email.message_from_bytes(part[start:], policy=email.policy.default) if start >= 0 else None
        if message is not None and subject in str(message["Subject"]):
            yield str(message["To"]), message.get_content()


def waited_mails(site: DemoSite, subject: str, number: int) -> list[tuple[str, str]]:
    """Return the mails with the subject when there are so many."""
    deadline = time.monotonic() + MAIL_SECONDS
    while len(found := list(mails(site, subject))) < number and time.monotonic() < deadline:
        time.sleep(0.3)
    return found
