"""Good examples of some regions: shared ones, one that did not work, and a draft. Marked as example data, in field and text."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from measures.actions import examples as actions
from measures.models import GoodExample, Measure
from plans.demo.writing import at_ten
from staffing.models import CareArea, Profession, Region

MARK = "Exempeldata"
PRINTED = "Pröva på någon enhet att läkaren själv lägger upp sin tidbok."
PRINTED_WHEN = "Hösten 2017. Pilot 3 mån på välbemannad enhet."
"""What Blekinge's plan of 2017 says; what came of it is not in the plan, and is made up."""

_EXAMPLES: tuple[dict[str, Any], ...] = (
    {
        "region": "10",
        "measure": 48,
        "title": "Läkaren lägger upp sin egen tidbok",
        "done": f"Ur Blekinges handlingsplan 2017: ”{PRINTED}” Tidpunkt enligt planen: ”{PRINTED_WHEN}”",
        "result": f"{MARK}: En vårdcentral prövade i tre månader. Vad det gav går ännu inte att säga.",
        "lessons": f"{MARK}: Börja där bemanningen räcker, så att schemat går att flytta utan att någon annan får mer jour.",
        "outcome": "too_early",
        "profession": "doctor",
        "care_area": "primary",
        "contact": ("Verksamhetschef", "Primärvården"),
        "since": datetime.date(2017, 9, 1),
        "shared": datetime.date(2026, 3, 12),
    },
    {
        "region": "12",
        "measure": 37,
        "title": "Gemensam bemanningsenhet planerar sommaren",
        "done": f"{MARK}: Sjukhusen lade sommarens schema tillsammans i mars. En intern bemanningsenhet med egna "
        "sjuksköterskor täcker luckorna i stället för hyrföretag.",
        "result": f"{MARK}: Inhyrda veckor i juni till augusti minskade från 240 till 130.",
        "effect_text": f"{MARK}: färre inhyrda veckor på sommaren",
        "effect_value": Decimal(110),
        "effect_unit": "inhyrda veckor färre per sommar",
        "effect_source": "påhittad siffra, exempeldata",
        "lessons": f"{MARK}: Enheten behöver en egen chef och egna pengar från början, annars lånas de bästa bort.",
        "outcome": "yes",
        "profession": "nurse",
        "care_area": "somatic",
        "contact": ("Bemanningschef", "Bemanningsenheten"),
        "since": datetime.date(2025, 3, 1),
        "shared": datetime.date(2026, 8, 20),
    },
    {
        "region": "08",
        "measure": 37,
        "title": "Intern stafett mellan vårdcentraler",
        "done": f"{MARK}: Läkare med fast tjänst arbetar fyra veckor om året på den vårdcentral som har störst behov, med ersatt resa.",
        "result": f"{MARK}: Två av tre vårdcentraler klarade hösten utan hyrläkare; den tredje hyr fortfarande.",
        "lessons": f"{MARK}: Veckorna behöver bokas ett halvår i förväg.",
        "outcome": "partly",
        "profession": "doctor",
        "care_area": "primary",
        "contact": ("HR-direktör", "Regionstab HR"),
        "since": datetime.date(2025, 9, 1),
        "shared": datetime.date(2026, 6, 4),
    },
    {
        "region": "25",
        "measure": 46,
        "title": "Schemaplanerare på varje klinik",
        "done": f"{MARK}: Fyra kliniker anställde var sin schemaplanerare, så att cheferna slapp lägga scheman.",
        "result": f"{MARK}: Scheman blev klara tidigare och färre pass lämnades obesatta.",
        "effect_text": f"{MARK}: färre obesatta pass per schemaperiod",
        "lessons": f"{MARK}: Planeraren behöver känna kliniken; en gemensam pool prövades först och fungerade sämre.",
        "outcome": "yes",
        "care_area": "somatic",
        "contact": ("Förvaltningschef", "Hälso- och sjukvårdsförvaltningen"),
        "since": datetime.date(2024, 10, 1),
        "shared": datetime.date(2026, 10, 2),
    },
    {
        "region": "20",
        "measure": 30,
        "title": "Nätverk av pensionerade läkare",
        "done": f"{MARK}: Regionen bjöd in tidigare anställda läkare till ett nätverk för enstaka dagar och veckor.",
        "result": f"{MARK}: Elva anmälde sig men bara två tog pass. Hyran minskade inte.",
        "lessons": f"{MARK}: Fråga först vilka dagar och uppgifter de vill ha; de flesta ville handleda, inte gå jour.",
        "outcome": "no",
        "profession": "doctor",
        "contact": ("Bemanningschef", "Regionstab HR"),
        "since": datetime.date(2025, 1, 15),
        "shared": datetime.date(2026, 5, 7),
    },
    {
        "region": "10",
        "measure": 43,
        "title": "Produktionsplanering med gemensam vecka",
        "done": f"{MARK}: Utkast. Två mottagningar planerar produktionen i samma vecka.",
        "contact": ("Verksamhetschef", "Blekingesjukhuset"),
    },
)


@transaction.atomic
def load() -> int:
    """Write the examples unless there are some; return how many were written."""
    if GoodExample.objects.exists():
        return 0
    for one in _EXAMPLES:
        _write(one)
    return len(_EXAMPLES)


def _write(said: dict[str, Any]) -> None:
    role, unit = said["contact"]
    fields = {name: said[name] for name in actions.FIELDS if name in said} | {
        "measure": Measure.objects.get(number=said["measure"]),
        "profession": Profession.objects.get(code=said["profession"]) if "profession" in said else None,
        "care_area": CareArea.objects.get(code=said["care_area"]) if "care_area" in said else None,
        "since_date": said.get("since"),
        "contact_role": role,
        "contact_unit": unit,
    }
    region = Region.objects.get(code=said["region"])
    made = actions.write_example(region=region, fields=fields, by=None, is_example=True)
    if "shared" in said:
        actions.share_example(example=made, version=made.version, by=None, now=at_ten(said["shared"]))
