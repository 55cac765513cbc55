"""A quarter's costs from the opened collection to the corrected trend report, played by clicking what each role clicks."""

from __future__ import annotations

import datetime
import json
import re
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from staffing.models import Role
from tests.browser import acting, collection_files
from tests.browser.acting import DESK, PHONE, downloaded, fill
from tests.browser.collection_files import Filled, Row
from values.period import Period

COORDINATOR, BLEKINGE, KALMAR, GOTLAND = (
    f"{name}@demo.oberoende.example" for name in ("samordnare", "controller", "controller.kalmar", "controller.gotland")
)
IN_BROWSER = {"10": BLEKINGE, "08": KALMAR, "09": GOTLAND}
MESSAGE = "Ange noll där ni inte har haft någon kostnad."
COMMENT = "Nytt jourlag i primärvården under sommaren."
REASON = "En faktura för hyrläkare saknades."
CORRECTION = "Blekinge har rättat kvartalet."
DAYS_AHEAD = 10
RAISED_SEK = 1_500_000
FILES_SECONDS = 90
SUBJECT = "Kostnader att lämna in"


@dataclass
class Collecting(acting.Acting):
    """A collection, an act at a time; `sent` is what each region has said, by county code."""

    today: datetime.date = field(default_factory=timezone.localdate)
    sent: dict[str, Filled] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    clicks: int = 0
    seconds: float = 0.0
    period: Period = field(init=False)

    def __post_init__(self) -> None:
        self.period = collection_files.new_quarter(
            self.site, code="09", email_address=GOTLAND, name="Demo Controller Gotland"
        )

    @property
    def label(self) -> str:
        """Return "K3 2026"."""
        return self.period.label("sv")

    @property
    def due_date(self) -> datetime.date:
        return self.today + datetime.timedelta(days=DAYS_AHEAD)

    def press(self, button: Locator) -> None:
        """Click, and count it."""
        self.clicks += 1
        button.click()

    def task(self, page: Page, words: str) -> Locator:
        """Return the link of what the overview says is to do."""
        return page.locator(".task-list li").filter(has_text=words).get_by_role("link").first

    def open_round(self, page: Page) -> None:
        """Go to the collection from what is to do."""
        self.task(page, "Insamling").click()
        expect(page.locator("h1")).to_contain_text(self.label)

    # The collection opens, and reminds --------------------------------------------------------------------------------

    def open(self) -> None:
        """Open the collection with a last day and a message, and remind by hand."""
        with self.as_role(COORDINATOR, DESK) as page:
            self.menu(page, "Kostnader och index")
            page.get_by_role("link", name="Insamlingar av kostnader").click()
            page.get_by_role("link", name="Öppna en insamling").click()
            fill(page, period=self.period.code, due_date=self.due_date.isoformat(), message=MESSAGE)
            self.camera(page, "collection_form")
            page.get_by_role("button", name="Öppna insamlingen").click()
            expect(page.locator("h1 + p")).to_contain_text("0 av 21")
            expect(page.locator("#remind").locator("..")).to_contain_text("Inget konto får redovisa för:")
            self.camera(page, "collection_opened")
            page.get_by_role("button", name="Skicka påminnelsen").click()
            self.said(page, "3")

    def remind_by_itself(self, day: datetime.date, *arguments: str) -> list[str]:
        """Let the command remind as on a day; return whom it told."""
        said = self.site.manage("send_reminders", "--today", day.isoformat(), "--json", *arguments)
        # The demo's mails are printed: those that the command sends itself stand before what it says.
        told = json.loads(said[said.index("{\n") :])
        return sorted(one["email"] for one in told["collections"])

    # The regions ------------------------------------------------------------------------------------------------------

    def _begin(self, page: Page) -> bytes:
        """Come from what is to do to the page of files, and return its template."""
        self.task(page, self.label).click()
        page.get_by_role("link", name="Ladda upp en fil i stället").click()
        expect(page.locator("#template-period")).to_have_value(self.period.code)
        return downloaded(page, page.get_by_role("button", name="Excel"))

    def _upload(self, page: Page, file: Filled) -> None:
        page.locator("#id_file").set_input_files(
            {"name": "mall.xlsx", "mimeType": "application/octet-stream", "buffer": file.content}
        )
        page.get_by_role("button", name="Läs filen").click()

    def _hand_in(self, page: Page, comment: str = "") -> None:
        """Check and hand in; what stands out is commented."""
        if comment:
            page.get_by_role("button", name="Lämna in", exact=True).click()
            expect(page.locator("#error-summary")).to_be_visible()
            page.get_by_label("Kommentar").fill(comment)
        self.camera(page, "collection_submit")
        page.get_by_role("button", name="Lämna in", exact=True).click()
        self.said(page, "inlämnad")

    def upload_and_mend(self) -> None:
        """Upload a file with a cell that is no number, be told which, and upload it mended."""
        with self.as_role(BLEKINGE, DESK) as page:
            template = self._begin(page)
            before = collection_files.asked(self.site, collection_files.COUNTED)
            spoilt = collection_files.filled(template, spoilt=True)
            self._upload(page, spoilt)
            row = page.locator(".problem-group tbody tr")
            expect(row).to_have_count(1)
            expect(row).to_contain_text(f"{collection_files.SPOILT_COLUMN}{spoilt.first}")
            expect(row).to_contain_text(collection_files.SPOILT)
            self.camera(page, "collection_refused")
            assert collection_files.asked(self.site, collection_files.COUNTED) == before
            self.sent["10"] = collection_files.filled(template)
            self._upload(page, self.sent["10"])
            page.get_by_role("button", name="För in i redovisningarna").click()
            page.get_by_role("link", name="Kontrollera och lämna in").click()
            self._hand_in(page)

    def upload_what_stands_out(self) -> None:
        """Upload figures that leap and a total that is not theirs, on a phone: acknowledge the one, comment the other."""
        with self.as_role(KALMAR, PHONE) as page:
            template = self._begin(page)
            self.sent["08"] = collection_files.filled(template, leap=True, has_wrong_total=True)
            self._upload(page, self.sent["08"])
            expect(page.locator("#totals")).to_be_visible()
            page.get_by_role("button", name="För in i redovisningarna").click()
            expect(page.locator("#error-summary")).to_be_visible()
            page.get_by_label("Jag har sett skillnaden").check()
            self.camera(page, "collection_preview")
            page.get_by_role("button", name="För in i redovisningarna").click()
            page.get_by_role("link", name="Kontrollera och lämna in").click()
            self._hand_in(page, COMMENT)

    def send_files(self) -> None:
        """Let all other regions send their files through the command."""
        folder = self.site.var / "mallar"
        codes = collection_files.asked(
            self.site,
            collection_files.TEMPLATES,
            folder=str(folder),
            period=self.period.code,
            others=sorted(IN_BROWSER),
        )
        for code in codes:
            path = Path(folder, f"{code}.xlsx")
            self.sent[code] = collection_files.filled(path.read_bytes())
            path.write_bytes(self.sent[code].content)
        told = collection_files.asked(
            self.site, collection_files.IMPORT, folder=str(folder), comment="Enligt bokslutet."
        )
        assert {code: one["periods"][0]["state"] for code, one in told.items()} == dict.fromkeys(codes, "submitted")

    def days_pass(self) -> None:
        """Let the last day pass."""
        collection_files.asked(
            self.site, collection_files.DAYS_PASS, days=DAYS_AHEAD + 1, first=self.period.first_date.isoformat()
        )

    def type_in(self) -> None:
        """Type the amounts into the grid, division by division, and hand in late."""
        with self.as_role(GOTLAND, DESK) as page:
            self.sent["09"] = collection_files.filled(self._begin(page))
            page.go_back()
            page.get_by_role("button", name="Öppna redovisningen").click()
            places = dict.fromkeys(row.place for row in self.sent["09"].rows)
            for place in places:
                self._choose(page, place)
                for row in self.sent["09"].rows:
                    if row.place == place:
                        self._cell(page, row).fill(str(row.amount_sek))
            self.camera(page, "collection_typed")
            page.get_by_role("button", name="Spara och kontrollera före inlämning").click()
            self._hand_in(page)

    # The coordinator ----------------------------------------------------------------------------------------------------

    def check_and_lock(self) -> None:
        """See who is late and what the regions say, lock all that is in, and look at a draft with one region missing."""
        with self.as_role(COORDINATOR, DESK) as page:
            self.told["to do"] = page.locator(".task-list").inner_text()
            self.open_round(page)
            self.camera(page, "collection_late")
            self.told["late"] = page.locator("main").inner_text()
            self.told["late region"] = page.get_by_role("row").filter(has_text="Gotland").inner_text()
            page.get_by_role("link", name="Kontrollera och lås").click()
            self.camera(page, "collection_waiting")
            self.told["waiting"] = page.locator("main").inner_text()
            # What stands out is not ticked by itself.
            unticked = page.locator("input[name=seen]:not(:checked)")
            expect(unticked).to_have_count(1)
            unticked.check()
            page.get_by_role("button", name="Lås de").click()
            self.said(page, "20")
            self._begin_report(page)
            self.told["draft"] = page.locator("main").inner_text()
            self.camera(page, "trend_without_one")
            page.get_by_role("button", name="Ta bort utkastet").click()

    def _begin_report(self, page: Page) -> None:
        self.menu(page, "Riket")
        page.get_by_role("link", name="Bemanningstrend").first.click()
        page.get_by_label("Period").select_option(label=self.label)
        page.get_by_role("button", name="Gör ett utkast").click()

    def publish(self) -> None:
        """Lock the last return and publish the report; the clicks and the time it takes are counted."""
        with self.as_role(COORDINATOR, DESK) as page:
            begun, self.clicks = time.monotonic(), 0
            self.press(self.task(page, "att låsa"))
            self.press(page.get_by_role("button", name="Lås de"))
            self.said(page, "1")
            self.press(page.locator(".side").get_by_role("link", name="Översikt"))
            self.press(self.task(page, self.label))
            expect(page.get_by_label("Period")).to_have_value(self.period.code)
            self.press(page.get_by_role("button", name="Gör ett utkast"))
            self.press(page.get_by_role("button", name="Publicera rapporten"))
            page.wait_for_url(re.compile(r"/bemanningstrend/\d+/$"), timeout=FILES_SECONDS * 1000)
            self.seconds = time.monotonic() - begun
            self._keep(page, "v1")

    def restate(self) -> None:
        """Correct a locked return with a reason: one amount is higher than it was."""
        row = max((one for one in self.sent["10"].rows if one.kind == "inhyrd"), key=lambda one: one.amount_sek)
        raised = replace(row, amount_sek=row.amount_sek + RAISED_SEK)
        with self.as_role(BLEKINGE, DESK) as page:
            self._open_return(page)
            page.get_by_role("link", name="Rätta", exact=True).click()
            fill(page, reason=REASON)
            page.get_by_role("button", name="Öppna en rättelse").click()
            self._choose(page, row.place)
            self._cell(page, row).fill(str(raised.amount_sek))
            page.get_by_role("button", name="Spara och kontrollera före inlämning").click()
            self._hand_in(page)
            rows = tuple(raised if one is row else one for one in self.sent["10"].rows)
            self.sent["10 corrected"] = replace(self.sent["10"], rows=rows)
        with self.as_role(COORDINATOR, DESK) as page:
            self.task(page, "att låsa").click()
            self.told["waiting again"] = page.locator("main").inner_text()
            page.get_by_role("button", name="Lås de").click()
            self.said(page, "1")

    def see_it_revised(self) -> None:
        """Read where the round, the region and the nation say that the return is revised."""
        with self.as_role(COORDINATOR, DESK) as page:
            self.open_round(page)
            self.camera(page, "collection_revised")
            self.told["round revised"] = page.get_by_role("row").filter(has_text="Blekinge").inner_text()
            self.menu(page, "Riket")
            page.locator("#id_window").select_option("period")
            page.wait_for_url(re.compile("window=period"))
            self.camera(page, "nation_revised")
            self.told["nation revised"] = page.locator("main").inner_text()
        with self.as_role(KALMAR, DESK) as page:
            self.menu(page, "Riket")
            page.get_by_role("link", name="Blekinge").first.click()
            page.locator("#id_window").select_option("period")
            page.wait_for_url(re.compile("window=period"))
            self.camera(page, "region_revised")
            self.told["region revised"] = page.locator("main").inner_text()

    def correct(self) -> None:
        """See that the published report stands, and publish a version that says what is corrected."""
        with self.as_role(COORDINATOR, DESK) as page:
            self.menu(page, "Riket")
            page.get_by_role("link", name="Bemanningstrend").first.click()
            page.get_by_role("link", name=f"Bemanningstrend {self.label}", exact=True).click()
            self._keep(page, "v1 again")
            page.get_by_role("button", name="Rätta den i en ny version").click()
            page.get_by_role("link", name="Skriv texterna").first.click()
            fill(page, correction=CORRECTION)
            page.get_by_role("button", name="Spara").click()
            page.get_by_role("button", name="Publicera rapporten").click()
            page.wait_for_url(re.compile(r"/bemanningstrend/\d+/$"), timeout=FILES_SECONDS * 1000)
            self._keep(page, "v2")

    def audit(self) -> None:
        """Read every version of the restated return as the region's auditor, and find no button to change with."""
        with self.as_role(Role.AUDITOR, DESK) as page:
            self._open_return(page)
            for name in ("version 2", "version 1"):
                if name == "version 1":
                    page.locator("#versions").locator("..").get_by_role("link", name=name).click()
                expect(page.locator("h1 + p")).to_contain_text(name)
                expect(page.locator("main form[method=post]")).to_have_count(0)
                page.locator("details.more summary").first.click()
                self.camera(page, f"audit_{name}")
                self.told[f"audit {name}"] = page.locator("main").inner_text()

    def _open_return(self, page: Page) -> None:
        """Open the quarter's return from the region's page."""
        self.menu(page, "Kostnader och index")
        page.locator("#returns").locator("..").get_by_role("link").filter(has_text=self.label.split()[0]).first.click()
        expect(page.locator("h1")).to_contain_text(self.label)

    def _choose(self, page: Page, place: str | None) -> None:
        """Go to an organisation in the grid, which saves the one before."""
        tabs = page.get_by_role("group", name=re.compile("^Organisation"))
        tabs.get_by_role("button", name=place or "Hela regionen").click()

    def _cell(self, page: Page, row: Row) -> Locator:
        """Return the field of an amount in the grid."""
        named = f"{row.area}, {row.profession}" if row.area else row.profession
        column = {"inhyrd": "agency", "egen": "own"}[row.kind]
        line = page.locator("tr[data-row]").filter(has=page.locator("th", has_text=named))
        return line.locator(f"input[data-column={column}]")

    def _keep(self, page: Page, name: str) -> None:
        """Keep both files of the report that is shown, what its page says, and the hashes that it prints."""
        self.camera(page, f"trend_{name}")
        self.told[name] = page.locator("main").inner_text()
        for ending in ("pdf", "xlsx"):
            link = page.locator(f".page-head a[href$='rapport.{ending}'], a[href$='rapport.{ending}']").first
            self.files[f"{name}.{ending}"] = downloaded(page, link)
        self.told[f"{name} hashes"] = " ".join(page.locator("code.hash").all_inner_texts())
