"""A hire from the request on a phone to the follow-up, played by clicking what each role clicks; refusals are tried on the way."""

from __future__ import annotations

import datetime
import re
import time
from dataclasses import dataclass, field

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser import acting, collection_files
from tests.browser.acting import DESK, PHONE

(MANAGER, LEADER, CONTROLLER, DECIDER, CHIEF, SUBSTITUTE, AUDITOR, STRANGER) = (
    f"{name}@demo.oberoende.example"
    for name in (
        *("chef", "processledare", "controller", "beslutsfattare.primarvard", "hsd", "beslutsfattare", "revisor"),
        "processledare.kalmar",
    )
)
DECIDING, ABOVE = "Verksamhetschef vårdcentraler", "Förvaltningschef Blekingesjukhuset"
TO_DECIDE, QUESTION, ANSWER = "Att besluta: inhyrning", "En fråga om inhyrning", "Ett svar om inhyrning"
DECIDED = "beviljad med ändringar"
WHY, ASKED, ANSWERED = (
    "Två i gruppen är sjukskrivna.",
    "Har resursenheten tillfrågats?",
    "Ja, den har ingen ledig.",
)
REDUCED, STOPPED, REVIEWED = "Resten löses med extrapass.", "Hyrstoppet gäller.", "Behovet gick inte att förutse."
NOT_YOURS = "Din roll omfattar inte detta."
LINK = re.compile(r"https?://\S+(/bemanning/inhyrningar/(\d+)/\S*)")
DAYS = 21


@dataclass
class Hiring(acting.Acting):
    """A hire's life, an act at a time; `told` is what pages said, `taps` and `seconds` what the request took."""

    today: datetime.date = field(default_factory=timezone.localdate)
    told: dict[str, str] = field(default_factory=dict)
    number: str = ""
    path: str = ""
    taps: int = 0
    filled: int = 0
    seconds: float = 0.0

    # Ways about the site ------------------------------------------------------------------------------------------------

    def tap(self, what: Locator) -> None:
        """Click, and count it."""
        self.taps += 1
        what.click()

    def write(self, page: Page, **fields: str) -> None:
        """Write in or choose of the form's fields, and count them."""
        for name, text in fields.items():
            self.filled += 1
            control = page.locator(f"#id_{name}")
            if control.evaluate("one => one.tagName") == "SELECT":
                control.select_option(label=text)
            else:
                control.fill(text)

    def hires(self, page: Page) -> None:
        """Go to the list of requests by the menu."""
        self.menu(page, "Bemanning")
        page.get_by_role("navigation", name="Bemanningens delar").get_by_role("link", name="Inhyrningar").click()

    def mailed(self, subject: str, receiver: str) -> str:
        """Return the path that the link of the first mail of the kind to the receiver leads to."""
        found: list[str] = []
        deadline = time.monotonic() + collection_files.MAIL_SECONDS
        while not found and time.monotonic() < deadline:
            found = [text for to, text in collection_files.mails(self.site, subject) if to == receiver]
            time.sleep(0.2)
        link = LINK.search("".join(found[:1]))
        assert link is not None, subject
        return link[1]

    def refused(self, page: Page, step: str) -> tuple[int, str]:
        """Return the answer to a step that is sent past the page, with the page's own token against forgery."""
        token = next(one["value"] for one in page.context.cookies() if one["name"] == "csrftoken")
        answer = page.request.post(
            f"{self.path}{step}/", form={"version": "1", "csrfmiddlewaretoken": token}, headers={"Referer": page.url}
        )
        return answer.status, answer.text()

    def steps(self, page: Page) -> list[str]:
        """Return the steps that the request's page offers."""
        actions = page.locator("main form").evaluate_all("all => all.map(one => one.getAttribute('action'))")
        return sorted(one.rstrip("/").rsplit("/", 1)[1] for one in actions)

    def open(self, page: Page) -> None:
        """Find the request in the list."""
        self.hires(page)
        page.get_by_role("link", name="Alla", exact=True).click()
        page.get_by_role("link", name=self.number, exact=True).click()
        expect(page.locator("h1")).to_contain_text(self.number)

    # Asked for ------------------------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Ask on a phone, from the overview on: the form, what it costs and who decides, sent."""
        with self.as_role(MANAGER, PHONE) as page:
            started = time.monotonic()
            self.tap(page.locator(".top-menu summary"))
            self.tap(page.locator(".top-menu").get_by_role("link", name="Bemanning").first)
            self.tap(page.get_by_role("navigation", name="Bemanningens delar").get_by_role("link", name="Inhyrningar"))
            self.tap(page.get_by_role("link", name="Begär inhyrning").first)
            last = self.today + datetime.timedelta(days=DAYS - 1)
            self.write(page, profession="läkare", first_date=self.today.isoformat(), last_date=last.isoformat())
            self.write(page, hours_per_week="30", reason="sjukfrånvaro", reason_text=WHY)
            self.tap(page.get_by_role("button", name="Vidare: kostnad och beslutande"))
            expect(page.locator("h1")).to_have_text("Granska och skicka")
            self.told["check"] = page.locator("main").inner_text()
            self.camera(page, "hire_check")
            self.tap(page.get_by_role("button", name="Skicka begäran"))
            self.said(page, DECIDING)
            self.seconds = time.monotonic() - started
            self.number = page.locator("h1").inner_text().split()[-1]
            self.path = re.sub(r"^https?://[^/]+", "", page.url)
            assert self.steps(page) == ["aterta"]
            status, text = self.refused(page, "besluta")
            assert (status, "En annan roll beslutar" in text) == (403, True)

    def question_and_answer(self) -> None:
        """Open the mail's link, ask before deciding; the manager answers by the link of the mail."""
        path = self.mailed(TO_DECIDE, DECIDER)
        assert path.startswith(self.path)
        with self.as_role(DECIDER, PHONE) as page:
            page.goto(path)
            assert self.steps(page) == ["besluta", "fraga"]
            self.told["decide"] = page.locator("main").inner_text()
            self.camera(page, "hire_decide")
            page.locator("#askform_text").fill(ASKED)
            page.get_by_role("button", name="Fråga innan du beslutar").click()
            self.said(page, "Frågan är skickad")
        with self.as_role(MANAGER, PHONE) as page:
            page.goto(self.mailed(QUESTION, MANAGER))
            page.get_by_label("Svar").fill(ANSWERED)
            page.get_by_role("button", name="Skicka svaret").click()
            self.said(page, "Svaret är skickat")
        assert self.mailed(ANSWER, DECIDER).startswith(self.path)

    # Decided --------------------------------------------------------------------------------------------------------------

    def name_substitute(self) -> None:
        """Name a substitute of the decider for some days."""
        with self.as_role(LEADER, DESK) as page:
            self.menu(page, "Bemanning")
            page.get_by_role("navigation", name="Bemanningens delar").get_by_role(
                "link", name="Delegation", exact=True
            ).click()
            page.get_by_role("link", name=re.compile(rf"Ersättare\s*: {DECIDING}")).click()
            self.write(page, user="Demo Beslutsfattare", valid_from=self.today.isoformat())
            self.write(page, valid_to=(self.today + datetime.timedelta(days=7)).isoformat())
            page.get_by_role("button", name="Spara").click()
            expect(page.locator("main")).to_contain_text("ersättare Demo Beslutsfattare")

    def _decide(self, page: Page, outcome: str, reason: str, words: str) -> None:
        page.get_by_label(outcome, exact=True).check()
        page.locator("#decideform_reason").select_option(label=reason)
        page.locator("#decideform_reason_text").fill(words)
        page.get_by_role("button", name="Spara beslutet").click()

    def race(self) -> None:
        """Two have the page open: the substitute grants with changes, and the decider who comes second is told so."""
        with self.as_role(DECIDER, DESK) as late, self.as_role(SUBSTITUTE, DESK) as page:
            late.goto(self.path)
            page.locator(".task-list").get_by_role("link").filter(has_text="att besluta").first.click()
            if page.locator("main table").is_visible():
                page.get_by_role("link", name=self.number, exact=True).click()
            expect(page.locator("h1")).to_contain_text(self.number)
            page.locator("#decideform_granted_hours").fill("60")
            self._decide(page, "Bevilja med ändringar", "alternativen är prövade", REDUCED)
            self.said(page, "Beslutet är sparat")
            self._decide(late, "Avslå", "egen personal räcker", "Nej.")
            conflict = late.locator(".conflict")
            expect(conflict).to_contain_text("Demo Beslutsfattare")
            self.told["second"] = conflict.inner_text()
            assert self.steps(late) == []

    # Afterwards -----------------------------------------------------------------------------------------------------------

    def order_and_fill(self) -> None:
        """Order of the first in rank, see by when it is to answer, and say that it is filled."""
        with self.as_role(MANAGER, PHONE) as page:
            page.goto(self.mailed(DECIDED, MANAGER))
            page.locator("#orderform_supplier").select_option(index=1)
            page.get_by_role("button", name="Spara avropet").click()
            self.told["ordered"] = page.locator("section", has=page.locator("#order")).inner_text()
            self.camera(page, "hire_ordered")
            page.locator("#fillform_filled_date").fill((self.today - datetime.timedelta(days=1)).isoformat())
            page.get_by_role("button", name="Spara").last.click()
            expect(page.locator("#error-summary")).to_be_visible()
            page.locator("#fillform_filled_date").fill(self.today.isoformat())
            page.get_by_role("button", name="Spara").last.click()
            self.said(page, "tillsatt")

    def follow_up(self) -> None:
        """Let the controller write what it cost."""
        with self.as_role(CONTROLLER, DESK) as page:
            self.open(page)
            assert self.steps(page) == ["folj-upp"]
            page.locator("#followupform_ended_date").fill(self.today.isoformat())
            page.locator("#followupform_actual_hours").fill("58")
            page.locator("#followupform_actual_cost_sek").fill("69 020")
            page.get_by_role("button", name="Spara uppföljningen").click()
            self.said(page, "Uppföljningen är sparad")

    def renew(self) -> None:
        """Prolong it: a request of its own, which waits for a decision of its own."""
        with self.as_role(MANAGER, PHONE) as page:
            page.goto(self.path)
            page.get_by_role("link", name="Förläng").click()
            last = self.today + datetime.timedelta(days=2 * DAYS - 1)
            page.locator("#id_last_date").fill(last.isoformat())
            page.get_by_role("button", name="Vidare: kostnad och beslutande").click()
            page.get_by_role("button", name="Skicka begäran").click()
            self.said(page, DECIDING)
            self.told["renewal"] = page.locator("main").inner_text()
            page.goto(self.path)
            self.told["renewed"] = page.locator("main").inner_text()

    def stopped(self) -> None:
        """Ask inside the hire stop: the request goes one level up, and is refused there."""
        with self.as_role(LEADER, DESK) as page:
            self.hires(page)
            page.get_by_role("link", name="Begär inhyrning").first.click()
            last = self.today + datetime.timedelta(days=DAYS - 1)
            page.locator("#id_organisation").select_option(label="– Blekingesjukhuset")
            self.write(page, profession="sjuksköterska", first_date=self.today.isoformat())
            self.write(page, last_date=last.isoformat(), hours_per_week="20", reason="sjukfrånvaro", reason_text=WHY)
            page.get_by_role("button", name="Vidare: kostnad och beslutande").click()
            self.told["stop"] = page.locator("main").inner_text()
            page.get_by_role("button", name="Skicka begäran").click()
            self.said(page, ABOVE)
        with self.as_role(CHIEF, DESK) as page:
            page.goto(self.mailed(TO_DECIDE, CHIEF))
            self._decide(page, "Avslå", "hyrstopp gäller", STOPPED)
            self.said(page, "Beslutet är sparat")
            assert self.steps(page) == []
            self.told["refused"] = page.locator("main").inner_text()

    def urgent(self) -> None:
        """Ask urgently, grant it, and let the process leader review it afterwards."""
        with self.as_role(MANAGER, PHONE) as page:
            self.hires(page)
            page.get_by_role("link", name="Begär inhyrning").first.click()
            page.get_by_role("link", name="Som förra gången").click()
            last = self.today + datetime.timedelta(days=6)
            self.write(page, first_date=self.today.isoformat(), last_date=last.isoformat(), reason_text=WHY)
            self.write(page, route="akut, först till kvarn i ramavtalet")
            page.get_by_role("button", name="Vidare: kostnad och beslutande").click()
            page.get_by_role("button", name="Skicka begäran").click()
            self.said(page, DECIDING)
            path, number = re.sub(r"^https?://[^/]+", "", page.url), page.locator("h1").inner_text().split()[-1]
        with self.as_role(DECIDER, PHONE) as page:
            page.goto(path)
            self._decide(page, "Bevilja", "alternativen är prövade", "Behövs i dag.")
            self.said(page, "Beslutet är sparat")
            assert "granska" not in self.steps(page)
        with self.as_role(LEADER, DESK) as page:
            self.hires(page)
            page.get_by_role("link", name="Att granska").click()
            page.get_by_role("link", name=number, exact=True).click()
            page.locator("#reviewform_text").fill(REVIEWED)
            page.get_by_role("button", name="Spara granskningen").click()
            self.said(page, "Granskningen är sparad")
            self.told["urgent"] = page.locator("main").inner_text()

    # Read -----------------------------------------------------------------------------------------------------------------

    def audit(self) -> None:
        """Read it all as the auditor, who can change nothing; a person of another region finds nothing."""
        with self.as_role(AUDITOR, DESK) as page:
            self.open(page)
            self.told["request"] = page.locator("main").inner_text()
            self.told["history"] = page.locator("section", has=page.locator("#history")).inner_text()
            self.camera(page, "hire_audited")
            assert self.steps(page) == []
            assert page.get_by_role("link", name="Förläng").count() == 0
            for step in ("besluta", "fraga", "svara", "aterta", "granska", "bestall", "tillsatt", "folj-upp"):
                status, text = self.refused(page, step)
                assert (step, status, "<h1" in text) == (step, 403, True)
            assert self.refused(page, "folj-upp")[1].count(NOT_YOURS)
        with self.as_role(STRANGER, DESK) as page:
            answer = page.goto(self.path)
            assert answer is not None
            assert (answer.status, self.refused(page, "besluta")[0]) == (404, 404)
            assert self.number not in page.locator("body").inner_text()
