"""One plan's whole life, played by clicking what each role clicks: for the test of it, and for its pictures."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field

import docx
from django.utils import timezone
from playwright.sync_api import Page, expect

from staffing.models import Role
from tests.browser import acting
from tests.browser.acting import DESK, PHONE, fetched, fill

PLACE = "Blekingesjukhuset"
MEASURES = (27, 33)
IMPORTED = (
    "Inventera bemanningen på vårdcentralerna",
    "Inför gemensam bemanningspool",
    "Teckna avtal om utbildningstjänster",
)
TABS = ("Tidslinje", "Förvaltningar", "Delmål", "Effekt", "Styrning", "Risker", "Samråd", "Rapporter", "Slutrapport", "Revisioner", "Beslut", "Filer", "Historik")  # fmt: skip
FILE = "plan från workshop.docx"
ACTS = (
    *("assess_and_begin", "import_and_correct", "analyse_and_consult", "decide", "report_and_comment"),
    *("revise", "compare", "change_several", "close_and_go_on", "audit"),
)


def messy_document() -> bytes:
    """Return a plan as people write them: headings of other names, rows that name a division, areas printed once."""
    document = docx.Document()
    document.add_heading("Handlingsplan – oberoende av inhyrd personal", level=1)
    document.add_paragraph("Arbetsversion efter workshop. Frågor till HR.")
    table = document.add_table(rows=0, cols=5)
    for cells in (
        ("Nr", "Åtgärdsområde", "Vad ska göras?", "Vem ansvarar", "Klart senast"),
        ("Primärvården", "", "", "", ""),
        ("1", "Dimensionering - bemanningsplan", IMPORTED[0], "Primärvårdschef", "mars 2027"),
        ("2", "", IMPORTED[1], "Primärvårdschef, HR-chef", "Pågår"),
        ("Blekingesjukhuset", "", "", "", ""),
        ("3", "Rekrytering", IMPORTED[2], "", "K2 2027"),
    ):
        row = table.add_row().cells
        for cell, text in zip(row, cells, strict=True):
            cell.text = text
        if not any(cells[1:]):
            row[0].merge(row[-1])
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


@dataclass
class Life(acting.Acting):
    """The plan's life, an act at a time."""

    title: str
    today: str = field(default_factory=lambda: timezone.localdate().isoformat())
    downloads: dict[str, bytes] = field(default_factory=dict)

    # Ways about the site ------------------------------------------------------------------------------------------------

    def open_plan(self, page: Page) -> None:
        """Find the plan in the list of plans and open it."""
        self.menu(page, "Handlingsplaner")
        page.get_by_role("link", name=self.title, exact=True).first.click()
        expect(page.locator("h1")).to_have_text(self.title)

    def tab(self, page: Page, name: str) -> None:
        """Follow a tab of the plan."""
        page.get_by_role("navigation", name="Planen").get_by_role("link", name=name, exact=True).click()
        page.wait_for_load_state()

    # Acts -------------------------------------------------------------------------------------------------------------

    def assess_and_begin(self) -> None:
        """Assess two measures, take them from the ranked list into a new plan."""
        with self.as_role(Role.PROCESS_LEADER, DESK) as page:
            self.menu(page, "Gapanalys")
            page.get_by_role("link", name=re.compile("hösten 2026")).click()
            row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=PLACE))
            row.get_by_role("link", name=re.compile("Bedöm")).click()
            for number in MEASURES:
                page.locator(f"#m{number}-degree").focus()
                page.keyboard.type("1525")
            expect(page.locator("#gap-state")).to_have_text("Alla svar är sparade.")
            self.camera(page, "gap_grid")
            page.get_by_role("link", name="Rangordnad lista").first.click()
            for number in MEASURES:
                page.locator(f"input[name=measure][value='{number}']").check()
            self.camera(page, "gap_ranking")
            page.get_by_label("Plan", exact=True).select_option(label="en ny plan")
            page.get_by_role("button", name="Lägg till de ikryssade").click()
            self._write_plan(page)
            page.get_by_label("Avsnitt").select_option(label="Region Blekinge")
            self.camera(page, "add_from_catalogue")
            page.get_by_role("button", name="Lägg till de ikryssade åtgärderna").click()
            self.said(page, "2 aktiviteter är tillagda")

    def _write_plan(self, page: Page) -> None:
        page.get_by_label("Titel").fill(self.title)
        page.get_by_label("Organisation").select_option(label="Region Blekinge")
        page.get_by_label("Första dag").fill("2026-01-01")
        page.get_by_label("Sista dag").fill("2027-12-31")
        page.get_by_role("button", name="Spara").click()
        self.said(page, "Planen är skapad")

    def import_and_correct(self) -> None:
        """Take in a Word file, correct how it was understood, write it, and complete an activity."""
        with self.as_role(Role.PROCESS_LEADER, DESK) as page:
            self.open_plan(page)
            self.tab(page, "Filer")
            self.camera(page, "plan_files")
            page.get_by_role("link", name="Importera från en fil").click()
            self.camera(page, "import_source")
            page.locator("#id_file").set_input_files(
                {"name": FILE, "mimeType": "application/octet-stream", "buffer": messy_document()}
            )
            page.get_by_role("button", name="Läs filen").click()
            expect(page.locator("h1")).to_have_text("Så tolkades filen")
            self.camera(page, "import_correct")
            page.get_by_role("button", name="Fortsätt").click()
            expect(page.get_by_role("row").filter(has_text=IMPORTED[1])).to_contain_text("Pågår")
            self.camera(page, "import_preview")
            page.get_by_role("button", name="Skriv in aktiviteterna i planen").click()
            self.said(page, "3 aktiviteter finns nu i planen")
            self.camera(page, "import_written")
            page.get_by_role("link", name="Till planen").click()
            page.get_by_role("link", name=IMPORTED[2]).click()
            page.get_by_role("link", name="Ändra", exact=True).click()
            fill(page, responsible_text="HR-direktör", deadline_text="2027-06-30")
            self.camera(page, "activity_form")
            page.get_by_role("button", name="Spara").click()
            self.said(page, "Sparat")
            self.camera(page, "activity_detail")

    def analyse_and_consult(self) -> None:
        """Write a risk analysis and finish it, note a consultation, and send the plan for decision."""
        with self.as_role(Role.PROCESS_LEADER, DESK) as page:
            self.open_plan(page)
            self.tab(page, "Risker")
            page.get_by_role("link", name="Ny analys").first.click()
            fill(page, title="Färre hyrläkare", change="Hyrläkarna på vårdcentralerna blir färre från 2027.")
            self.camera(page, "risk_analysis_form")
            page.get_by_role("button", name="Spara").click()
            page.get_by_role("link", name="Lägg till en risk").first.click()
            fill(page, title="Obemannade pass", countermeasure="Pool", responsible="Primärvårdschef")
            page.locator("#id_probability").select_option("3")
            page.locator("#id_consequence").select_option("4")
            self.camera(page, "risk_form")
            page.get_by_role("button", name="Spara").click()
            self.camera(page, "risk_analysis")
            page.get_by_role("button", name="Gör analysen färdig").click()
            expect(page.locator("main h1 + p")).to_contain_text("färdig")
            self.tab(page, "Samråd")
            page.get_by_role("link", name="Nytt samråd").first.click()
            fill(page, party="Vårdförbundet", held_date=self.today, outcome="Inga invändningar.")
            page.locator("#id_form").select_option(index=1)
            self.camera(page, "consultation_form")
            page.get_by_role("button", name="Spara").click()
            self.camera(page, "consultations")
            self.tab(page, "Aktiviteter")
            page.get_by_role("button", name="Skicka på samråd").click()
            self.said(page, "Planen är på samråd")
            self.camera(page, "plan_in_consultation")

    def decide(self) -> None:
        """Read the plan as the steering group, on a phone, and adopt it."""
        with self.as_role(Role.STEERING_GROUP, PHONE) as page:
            self.camera(page, "overview_of_steering_group")
            page.locator(".task-list li").filter(has_text=self.title).get_by_role("link").click()
            self.camera(page, "plan_to_decide")
            page.get_by_role("link", name="Fastställ", exact=True).click()
            fill(page, adopted_by="Regionstyrelsen", registry_number="2026/00417")
            self.camera(page, "plan_adopt")
            page.get_by_role("button", name="Kontrollera svaren").click()
            expect(page.locator("main")).to_contain_text("2026/00417")
            self.camera(page, "plan_adopt_check")
            page.get_by_role("button", name="Fastställ revision 1").click()
            self.said(page, "Revision 1 är fastställd och fryst.")
            self.camera(page, "plan_adopted")

    def report_and_comment(self) -> None:
        """Report from a phone as the manager who owns an activity, and ask the process leader about it."""
        with self.as_role(Role.MANAGER, PHONE) as page:
            self.menu(page, "Mina aktiviteter")
            card = page.get_by_role("article").filter(has_text=self.title).filter(has_text=IMPORTED[0])
            self.camera(page, "activity_mine")
            card.get_by_label("En rad om hur det går").fill("Två vårdcentraler saknar underlag")
            card.get_by_role("button", name="Risk").click()
            self.said(page, IMPORTED[0])
            card.get_by_role("link", name=IMPORTED[0], exact=True).click()
            text = page.locator("#id_text")
            text.click()
            page.keyboard.type("Vem kan hjälpa till, @demo proc")
            person = page.locator("#mention-list [role=option]").first
            expect(person).to_contain_text("Demo Processledare")
            person.click()
            page.get_by_role("button", name="Kommentera").click()
            expect(page.locator(".comment .mention").last).to_have_text("@Demo Processledare")
            self.camera(page, "activity_commented")

    def revise(self) -> None:
        """See the mention, move a deadline in a draft revision, adopt it without new grounds, and compare."""
        with self.as_role(Role.PROCESS_LEADER, DESK) as page:
            self.menu(page, "Mina aktiviteter")
            page.get_by_role("link", name=re.compile("^Omnämnanden")).click()
            self.camera(page, "mention_list")
            page.get_by_role("link", name=IMPORTED[0]).first.click()
            expect(page.locator("h1")).to_have_text(IMPORTED[0])
            page.get_by_role("navigation", name="Du är här").get_by_role("link", name=self.title).click()
            page.get_by_role("button", name="Öppna en utkastrevision").click()
            expect(page.locator("main")).to_contain_text("Utkast till revision 2")
            self.camera(page, "draft_revision")
            page.get_by_role("link", name=IMPORTED[0]).click()
            page.get_by_role("link", name="Ändra", exact=True).click()
            fill(page, deadline_text="K3 2027", move_reason="Underlaget dröjer")
            page.get_by_role("button", name="Spara").click()
            self.said(page, "Sparat")
            page.get_by_role("navigation", name="Du är här").get_by_role("link", name=self.title).click()
            page.get_by_role("button", name="Skicka på samråd").click()
            page.get_by_role("link", name="Fastställ", exact=True).click()
            fill(page, registry_number="2026/00533", summary="Inventeringen flyttas ett kvartal.")
            page.get_by_role("button", name="Kontrollera svaren").click()
            self.camera(page, "plan_adopt_missing")
            fill(page, risk_waiver="Ingen ny risk.", consultation_waiver="Facket är informerat.")
            page.get_by_role("button", name="Kontrollera svaren").click()
            page.get_by_role("button", name="Fastställ revision 2").click()
            self.said(page, "Revision 2 är fastställd")

    def compare(self) -> None:
        """See the moved deadline between the revisions, and the plan as of today."""
        with self.as_role(Role.PROCESS_LEADER, DESK) as page:
            self.open_plan(page)
            self.tab(page, "Revisioner")
            self.camera(page, "revision_list")
            page.get_by_role("link", name="Jämför revisioner eller dagar").first.click()
            moved = page.locator("article.diff").filter(has_text=IMPORTED[0])
            expect(moved).to_contain_text("Underlaget dröjer")
            expect(moved).to_contain_text("K3 2027")
            self.camera(page, "plan_compare")
            self.tab(page, "Aktiviteter")
            page.get_by_text("Läget per en viss dag").click()
            page.get_by_label(re.compile("^Läget per")).fill(self.today)
            page.get_by_role("button", name="Visa dagen").click()
            expect(page.locator("#past-banner")).to_contain_text("skrivskydd")
            self.camera(page, "plan_past")

    def change_several(self) -> None:
        """Change two activities at once, and take it back."""
        with self.as_role(Role.PROCESS_LEADER, DESK) as page:
            self.open_plan(page)
            for title in IMPORTED[:2]:
                page.get_by_role("row").filter(has_text=title).locator("input[name=rad]").check()
            page.get_by_role("button", name=re.compile("Ändra valda")).click()
            page.locator("input[name=act][value=progress]").check()
            page.locator("#id_progress").select_option("paused")
            self.camera(page, "bulk_form")
            page.get_by_role("button", name="Visa vad som ändras").click()
            self.camera(page, "bulk_preview")
            page.get_by_role("button", name="Ändra 2 aktiviteter").click()
            self.said(page, "2 aktiviteter är ändrade.")
            self.camera(page, "bulk_done")
            page.get_by_role("button", name="Ångra").click()
            self.said(page, "2 aktiviteter är som de var.")
            self.camera(page, "bulk_undone")

    def close_and_go_on(self) -> None:
        """End each open activity, read the final report, fetch its PDF, and begin the next period."""
        with self.as_role(Role.PROCESS_LEADER, DESK) as page:
            self.open_plan(page)
            page.get_by_role("link", name="Avsluta planen").click()
            for number, row in enumerate(page.locator(".close-row").all()):
                row.locator("select").select_option("handed_over" if number % 2 else "cancelled")
                row.locator("input[type=text]").fill("HR-direktören" if number % 2 else "Får inga pengar")
            fill(page, summary="Två av fem är i mål.", decisions="att fortsätta i nästa period")
            self.camera(page, "plan_close")
            page.get_by_role("button", name="Kontrollera svaren").click()
            expect(page.locator("h1")).to_have_text("Kontrollera innan du avslutar planen")
            self.camera(page, "plan_close_check")
            page.locator("main form").get_by_role("button", name="Avsluta planen").click()
            self.said(page, "Planen är avslutad")
            self.camera(page, "final_report")
            self.downloads["final"] = fetched(page, re.compile("Slutrapport .PDF"))
            page.get_by_role("link", name="Fortsätt i nästa period").click()
            fill(page, title=f"{self.title} – nästa period")
            for box in page.locator("input[name=activities]").all():
                box.check()
            self.camera(page, "plan_copy")
            page.get_by_role("button", name="Börja planen").click()
            self.said(page, "Nästa periods plan är påbörjad")
            self.camera(page, "plan_of_next_period")

    def audit(self) -> dict[str, str]:
        """Read as the auditor: no button anywhere, the revision's PDF, and the whole history, which is returned."""
        with self.as_role(Role.AUDITOR, DESK) as page:
            self.open_plan(page)
            for name in (*TABS, "Aktiviteter"):
                self.tab(page, name)
                # To have the plan made as a PDF is to read it.
                for form in page.locator("main form[method=post]").filter(has_not_text="Gör planen som PDF").all():
                    raise AssertionError(f"{page.url} has a form to change with: {form.inner_text()}")
            page.get_by_role("link", name=IMPORTED[0]).click()
            expect(page.locator("main form[method=post]")).to_have_count(0)
            page.get_by_role("navigation", name="Du är här").get_by_role("link", name=self.title).click()
            self.tab(page, "Revisioner")
            self.downloads["revision"] = fetched(page, re.compile("PDF"))
            self.tab(page, "Historik")
            self.camera(page, "plan_history")
            told = {"plan": page.locator("main").inner_text()}
            page.get_by_role("link", name="Aktiviteterna", exact=True).click()
            expect(page.locator("h1")).to_have_text("Aktiviteternas historik")
            self.camera(page, "plan_activity_history")
            told["activities"] = page.locator("main").inner_text()
            while (later := page.get_by_role("link", name="Nästa")).is_visible():
                later.click()
                page.wait_for_load_state()
                told["activities"] += page.locator("main").inner_text()
            return told
