"""A hire's whole way in the browser: asked for on a phone, questioned, decided once, ordered, followed up, prolonged; all of it told.

Each act begins on the overview or at a mail's link and goes on by what the role can click.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from staffing import working_days
from tests import demo_site
from tests.browser import hire_life

pytestmark = pytest.mark.browser

MOST_TAPS, MOST_FIELDS, MOST_SECONDS = 6, 6, 120
STEPS = (
    ("Demo Chef", "Inhyrningen begärdes: 90,0 timmar, 107 100 kr"),
    ("Demo Beslutsfattare", "Beslut: beviljad med ändringar, 60,0 timmar, 71 400 kr"),
    ("Demo Beslutsfattare", "väntar på beslut → beviljad"),
    ("Demo Chef", "Avropades från"),
    ("Demo Chef", "beviljad → avropad"),
    ("Demo Chef", "avropad → tillsatt"),
    ("Demo Controller", "69"),
    ("Demo Controller", "tillsatt → uppföljd"),
)


@pytest.fixture(scope="module")
def own_site() -> Iterator[demo_site.DemoSite]:
    """Return a demo of its own: a substitute and hires of its own would change what other tests see."""
    with demo_site.serve() as served:
        yield served


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_a_hire_lives_and_its_history_tells_it(own_site: demo_site.DemoSite, chromium: Browser) -> None:
    life = hire_life.Hiring(chromium, own_site)
    life.ask()
    taps, fields, seconds = life.taps, life.filled, life.seconds
    print(f"A request on a phone: {taps} taps, {fields} fields, {seconds:.1f} s")  # noqa: T201 -- a record
    assert (taps <= MOST_TAPS, fields <= MOST_FIELDS, seconds < MOST_SECONDS) == (True, True, True)
    life.question_and_answer()
    # Three weeks of thirty hours: 90 × 1 190 kr by the list, 90 × 740 kr with own staff.
    for page in ("check", "decide"):
        said = plain(life.told[page])
        for words in (
            *("107 100 kr", "inhyrningen kostar lika mycket", "66 600 kr", "740,00 kr i timmen", "+40 500 kr (60,8 %)"),
            *("Kvar före denna", "Kvar efter", "av 5 500 000 kr", "Enhetens övriga begäranden"),
            hire_life.DECIDING,
        ):
            assert words in said, (page, words)
    left = [
        re.findall(r"Kvar (?:före denna|efter) ([\d ]+) kr", plain(life.told[page])) for page in ("check", "decide")
    ]
    assert left[0] == left[1]
    life.name_substitute()
    life.race()
    assert "Demo Beslutsfattare" in life.told["second"]
    assert "beviljad med ändringar" in life.told["second"]
    life.order_and_fill()
    assert working_days.after(life.today, 5).isoformat() in life.told["ordered"]
    life.follow_up()
    life.renew()
    assert f"{life.number} förlängning nummer 1" in plain(life.told["renewal"])
    assert "väntar på beslut" in life.told["renewal"]
    assert "Förlängd av" in life.told["renewed"]
    life.stopped()
    assert "Hyrstopp" in life.told["stop"]
    assert hire_life.ABOVE in life.told["stop"]
    assert hire_life.STOPPED in life.told["refused"]
    assert "avslagen" in life.told["refused"]
    life.urgent()
    assert hire_life.REVIEWED in life.told["urgent"]
    life.audit()
    life.end()
    told = plain(life.told["request"])
    for words in (hire_life.WHY, hire_life.ASKED, hire_life.ANSWERED, hire_life.REDUCED, "som ersättare", "71 400 kr"):
        assert words in told, words
    entries = re.split(r"\n(?=\d{4}-\d\d-\d\d \d\d:\d\d · )", life.told["history"])
    assert [step for step in STEPS if not any(all(words in plain(one) for words in step) for one in entries)] == []
