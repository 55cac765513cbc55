"""A quarter's costs of 21 regions in the browser: collected, reminded of, locked, published, corrected; the figures are summed anew.

Each act begins on the overview and goes on by what the role can click.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser

from tests import demo_site
from tests.browser import collection_files, collection_life

pytestmark = pytest.mark.browser

WEEK = datetime.timedelta(days=7)
MOST_CLICKS, MOST_SECONDS = 8, 300
REPORTERS = sorted((collection_life.BLEKINGE, collection_life.KALMAR, collection_life.GOTLAND))


@pytest.fixture(scope="module")
def own_site() -> Iterator[demo_site.DemoSite]:
    """Return a demo of its own: its latest quarter is made new, and every other test looks at it."""
    with demo_site.serve() as served:
        yield served


def sums(life: collection_life.Collecting, *, corrected: bool = False) -> tuple[Decimal, Decimal]:
    """Return agency and own staff cost of the quarter, from the amounts that were filled in."""
    said = {code: file for code, file in life.sent.items() if code.isdigit()}
    if corrected:
        said["10"] = life.sent["10 corrected"]
    assert len(said) == 21
    return tuple(Decimal(sum(file.sum_of(kind) for file in said.values())) for kind in ("inhyrd", "egen"))


def regions_of(workbook: bytes) -> dict[str, dict[str, Any]]:
    """Return the rows of the workbook's regions by county code, the nation's as SE, by heading."""
    rows = openpyxl.load_workbook(io.BytesIO(workbook))["Regioner"].iter_rows(values_only=True)
    heading = next(row for row in rows if row[0] == "Länskod")
    return {row[0]: dict(zip(heading, row, strict=True)) for row in rows}


def printed(share: Decimal, decimals: int) -> str:
    return f"{share * 100:.{decimals}f}".replace(".", ",") + "\u00a0%"


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def reminded(life: collection_life.Collecting) -> None:
    """Hold the reminders, by hand and by the command as on a day, against the mails."""
    due = life.due_date
    assert life.remind_by_itself(due - WEEK - datetime.timedelta(days=1)) == []
    assert life.remind_by_itself(due - WEEK, "--dry-run") == REPORTERS
    assert life.remind_by_itself(due - WEEK) == REPORTERS
    assert life.remind_by_itself(due - WEEK) == []
    mails = collection_files.waited_mails(life.site, collection_life.SUBJECT, 6)
    assert sorted(receiver for receiver, _text in mails) == sorted(REPORTERS * 2)
    assert all(due.isoformat() in text and collection_life.MESSAGE in text for _receiver, text in mails)
    assert sum("Demo Samordnare" in text for _receiver, text in mails) == 3


def late(life: collection_life.Collecting) -> None:
    """Hold what the coordinator reads when the last day has passed against what the regions did."""
    assert "20 av 21" in life.told["to do"]
    assert "Gotland" in life.told["to do"]
    assert "20 av 21" in life.told["late"]
    assert "inte påbörjad" in life.told["late region"]
    assert "1 dag försenad" in life.told["late region"]
    for shown in ("late", "waiting"):
        assert collection_life.COMMENT in life.told[shown], shown
    assert "Gotland" not in life.told["waiting"]
    draft = plain(life.told["draft"])
    assert "20 av 21 regioner ingår" in draft
    assert f"Saknas: Gotland ({life.label})" in draft


def published(life: collection_life.Collecting, name: str, *, corrected: bool) -> None:
    """Hold the report's figures against those that were filled in and the lines of the quarters before."""
    agency, own = sums(life, corrected=corrected)
    year, month = life.period.year - 1, life.period.month
    earlier = collection_files.asked(life.site, collection_files.EARLIER, year=year, month=month)
    before_agency, before_own = (Decimal(one) for one in earlier)
    rows = regions_of(life.files[f"{name}.xlsx"])
    assert len(rows) == 22
    nation = rows["SE"]
    assert nation["Kostnad för inhyrd personal, perioden (kr)"] == agency
    assert nation["Kostnad för inhyrd personal, tolv månader (kr)"] == before_agency + agency
    assert nation["Egen personalkostnad, tolv månader (kr)"] == before_own + own
    share = (before_agency + agency) / (before_own + own)
    assert Decimal(str(nation["Andel, tolv månader (%)"])) == round(share * 100, 3)
    text = life.told[name]
    assert f"Inhyrd personal kostade {printed(share, 1)} i förhållande till egen personalkostnad" in text
    assert "Alla 21 regioner ingår" in text
    pdf, workbook = (hashlib.sha256(life.files[f"{name}.{ending}"]).hexdigest() for ending in ("pdf", "xlsx"))
    assert life.told[f"{name} hashes"].split()[:2] == [pdf, workbook]


def test_a_quarter_is_collected_published_and_corrected(own_site: demo_site.DemoSite, chromium: Browser) -> None:
    life = collection_life.Collecting(chromium, own_site)
    life.open()
    reminded(life)
    life.upload_and_mend()
    life.upload_what_stands_out()
    life.send_files()
    life.days_pass()
    assert life.remind_by_itself(life.today) == [collection_life.GOTLAND]
    life.check_and_lock()
    late(life)
    life.type_in()
    life.publish()
    assert (life.clicks <= MOST_CLICKS, life.seconds < MOST_SECONDS) == (True, True), (life.clicks, life.seconds)
    published(life, "v1", corrected=False)
    life.restate()
    life.see_it_revised()
    first, now = (life.sent[key].sum_of("inhyrd") for key in ("10", "10 corrected"))
    for page in ("round revised", "region revised", "nation revised"):
        said = plain(life.told[page])
        assert re.search("revider", said, re.IGNORECASE), page
        for amount in (first, now):
            assert f"{amount / 10**6:.1f}".replace(".", ",") in said, page
    agency, own = sums(life, corrected=True)
    assert printed(agency / own, 1) in life.told["nation revised"]
    life.correct()
    for ending in ("pdf", "xlsx"):
        assert life.files[f"v1 again.{ending}"] == life.files[f"v1.{ending}"]
        assert life.files[f"v2.{ending}"] != life.files[f"v1.{ending}"]
    published(life, "v2", corrected=True)
    assert collection_life.CORRECTION in life.told["v2"]
    changed = plain(life.told["v2"].partition("Ändrade siffror")[2])
    assert f"{first:,} {now:,}".replace(",", " ") in changed
    life.audit()
    for version, amount in (("version 1", first), ("version 2", now)):
        assert f"{amount / 10**6:.1f}".replace(".", ",") in life.told[f"audit {version}"]
    assert collection_life.REASON in life.told["audit version 2"]
    life.end()
    print(f"From the last hand-in to the published report: {life.clicks} clicks, {life.seconds:.1f} s")  # noqa: T201 -- a record
