"""Two collections with made-up answers of some regions: one closed and public, one that is being answered."""

from __future__ import annotations

import datetime

from django.db import transaction

from plans.actions import statements as actions
from plans.demo import writing
from plans.models import Statement, StatementRound
from staffing import demo
from staffing.models import Region, User

CLOSED = datetime.date(2026, 3, 16)
_ANSWERS = {
    "ownership": "Exempeldata: Styrgruppen har ägt frågan och följt upp varje kvartal. Beslut om hyrstopp togs sent.",
    "organisation": "Exempeldata: Gemensamma bemanningsplaner har hjälpt. Små enheter har svårt att bemanna jourer.",
    "leadership": "Exempeldata: Cheferna har fått stöd av HR. Erfarenheter har delats i processledningen.",
    "communication": "Exempeldata: Medarbetarna har fått samma besked samtidigt. Medierna frågade mest om köerna.",
    "risks": "Exempeldata: Köerna kan växa om utfasningen går fortare än rekryteringen.",
    "potential": "Exempeldata: Fler kan arbeta i egen regi mellan regionerna.",
}
_LEADERS = {"08": "processledare.kalmar", "10": "processledare"}
_ANSWERED = ("08", "10", "12", "17", "20", "25")


@transaction.atomic
def load() -> int:
    """Open the collections that are not there; return how many."""
    if StatementRound.objects.exists():
        return 0
    closed = StatementRound.objects.create(
        kind="evaluation", year=2025, due_date=datetime.date(2026, 3, 1), message="Exempeldata: svara per rubrik."
    )
    for code in _ANSWERED:
        _submitted(closed, code)
    closed.closed_date = CLOSED
    closed.save()
    opened = StatementRound.objects.create(
        kind="grant_report", year=2026, due_date=datetime.date(2027, 1, 31), message="Exempeldata: en text per rubrik."
    )
    statement = Statement.objects.create(round=opened, region=Region.objects.get(code="10"), is_example=True)
    actions.write_answers(
        statement=statement,
        version=1,
        registry_number="",
        answers={"direction": "Exempeldata: Bidraget har använts till introduktion och handledning."},
    )
    return 2


def _submitted(collection: StatementRound, code: str) -> None:
    """Submit made-up answers; only where the demo has a process leader is a PDF made of them."""
    statement = Statement.objects.create(round=collection, region=Region.objects.get(code=code), is_example=True)
    answers = {key: text for key, text in _ANSWERS.items() if demo.draw(5, code, key)}
    written = actions.write_answers(statement=statement, version=1, registry_number="", answers=answers)
    leader = User.objects.filter(email=f"{_LEADERS.get(code, '-')}@{demo.DOMAIN}").first()
    actions.submit(
        statement=written,
        version=written.version,
        correction="",
        by=leader,
        by_name="" if leader else writing.MARK,
        now=writing.at_ten(datetime.date(2026, 2, 24)),
    )
