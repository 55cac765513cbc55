"""One plan through its whole life in the browser: gap, import, decision, reports, revision, closing, next period; all of it told.

Each act begins on the overview and goes on by what the role can click.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests import demo_site
from tests.browser import plan_life

pytestmark = pytest.mark.browser

LEADER, STEERING_GROUP, MANAGER = "Demo Processledare", "Demo Styrgrupp", "Demo Chef"
FIRST, SECOND, THIRD = plan_life.IMPORTED
STEPS_OF_THE_PLAN = (
    (LEADER, "Skapad"),
    (LEADER, "Importerade 3 aktiviteter från en fil", plan_life.FILE),
    (LEADER, "Risk ”Obemannade pass”"),
    (LEADER, "Risk- och konsekvensanalys ”Färre hyrläkare”", "Färdig"),
    (LEADER, "Samråd ”Vårdförbundet"),
    (LEADER, "Skickad på samråd", "utkast → samråd"),
    (STEERING_GROUP, "Fastställd som revision 1", "2026/00417"),
    (LEADER, "Utkast till revision 2 påbörjat"),
    (LEADER, FIRST, "mars 2027 → K3 2027"),
    (LEADER, "Fastställd som revision 2", "2026/00533"),
    (LEADER, "Ändrade 2 aktiviteter på en gång", "Status: pausad"),
    (LEADER, "Tog tillbaka ändringen"),
    (LEADER, "fastställd → avslutad"),
    (LEADER, "Påbörjad på nytt i nästa period"),
)
STEPS_OF_THE_ACTIVITIES = (
    *((LEADER, title, "Skapad") for title in plan_life.IMPORTED),
    (LEADER, THIRD, "Ansvarig", "HR-direktör"),
    (MANAGER, FIRST, "i fas → risk"),
    (MANAGER, "Kommenterade", FIRST),
    (LEADER, FIRST, "mars 2027 → K3 2027"),
    (LEADER, SECOND, "pågår → pausad"),
    (LEADER, SECOND, "pausad → pågår"),
    (LEADER, SECOND, "överförd", "HR-direktören"),
    (LEADER, THIRD, "avbruten", "Får inga pengar"),
)


def entries(text: str) -> list[str]:
    """Return the entries of a history page: each begins with when and who."""
    return re.split(r"\n(?=\d{4}-\d\d-\d\d \d\d:\d\d · )", text)


def missing(told: str, steps: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    """Return the steps that no entry of the history names with who did it and what."""
    plain = [entry.replace("–\nuppgift saknas\n", "–") for entry in entries(told)]
    return [step for step in steps if not any(all(words in entry for words in step) for entry in plain)]


def test_a_plan_lives_and_its_history_tells_it(site: demo_site.DemoSite, chromium: Browser) -> None:
    life = plan_life.Life(chromium, site, "Handlingsplan från början till slut")
    life.assess_and_begin()
    life.import_and_correct()
    life.analyse_and_consult()
    life.decide()
    life.report_and_comment()
    life.revise()
    life.compare()
    life.change_several()
    life.close_and_go_on()
    told = life.audit()
    life.end()
    assert missing(told["plan"], STEPS_OF_THE_PLAN) == []
    assert missing(told["activities"], STEPS_OF_THE_ACTIVITIES) == []
    for name in ("final", "revision"):
        assert life.downloads[name].startswith(b"%PDF-"), name
