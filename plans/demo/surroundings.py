"""A risk analysis and consultations of an example plan; all of it made up."""

from __future__ import annotations

import datetime

from django.db import transaction

from plans.demo import writing
from plans.models import Consultation, Plan, Risk, RiskAnalysis

PLAN = "blekinge-2026-exempel"
E = "Exempeldata: "
FINISHED = datetime.date(2026, 1, 12)
RISKS = [
    ("fler extrapass för den egna personalen", (3, 3), (4, 4), True, "en egen bemanningsenhet byggs upp före sommaren", (2026, 5, 31)),
    ("vårdplatser stängs vid sjukfrånvaro", (3, 4), (3, 5), True, "", None),
    ("kompetens saknas på natten", (3, 4), (2, 4), False, "erfarna medarbetare får nattjänst med tillägg", (2026, 9, 1)),
    ("längre väntetider i mottagningarna", (2, 3), (3, 3), False, "väntetiderna följs varje månad", (2027, 3, 31)),
    ("sämre introduktion av nya medarbetare", (2, 2), (2, 2), False, "", None),
    ("oro för ändrade scheman", (None, None), (4, 2), False, "scheman tas fram tillsammans med skyddsombuden", (2026, 4, 30)),
]  # fmt: skip
HELD = [
    ("Vårdförbundet", "union", "mbl_19", (2026, 1, 13), "facket är informerat och har inga invändningar."),
    ("Läkarförbundet", "union", "mbl_11", (2026, 1, 14), "förhandlingen avslutades i enighet."),
    ("Patientnämnden", "patients", "meeting", (2026, 1, 15), "nämnden vill följa väntetiderna."),
]


@transaction.atomic
def load() -> int:
    """Give the example plan its analysis and consultations, when it has none; return how many were made.

    Their history is dated to their days, so that the plan can be read as of a day with them.
    """
    plan = Plan.objects.filter(slug=PLAN, risk_analyses__isnull=True).first()
    if plan is None:
        return 0
    analysis = RiskAnalysis.objects.create(
        plan=plan,
        title=f"{E}färre inhyrda på vårdavdelningarna",
        change=f"{E}från 2026 ersätts inhyrda sjuksköterskor steg för steg av egen personal.",
        groups_affected=f"{E}sjuksköterskor, undersköterskor och patienter på vårdavdelningarna.",
        situation_now=f"{E}vart sjätte pass fylls av inhyrd personal.",
        situation_planned=f"{E}passen fylls av egen personal och en egen bemanningsenhet.",
        participants=f"{E}avdelningschef, HR-partner, verksamhetschef",
        safety_representative=f"{E}huvudskyddsombud",
        finished_date=FINISHED,
    )
    for order, (title, now, planned, is_serious, countermeasure, due) in enumerate(RISKS):
        Risk.objects.create(
            analysis=analysis,
            order=order,
            title=E + title,
            probability_now=now[0],
            consequence_now=now[1],
            probability=planned[0],
            consequence=planned[1],
            is_serious=is_serious,
            countermeasure=E + countermeasure if countermeasure else "",
            responsible=f"{E}verksamhetschef" if countermeasure else "",
            due_date=datetime.date(*due) if due else None,
        )
    for party, kind, form, day, outcome in HELD:
        Consultation.objects.create(
            plan=plan, party=E + party, party_kind=kind, form=form, held_date=datetime.date(*day), outcome=E + outcome
        )
    finished_at = writing.at_ten(FINISHED)
    RiskAnalysis.history.filter(id=analysis.pk).update(history_date=finished_at)
    Risk.history.filter(analysis_id=analysis.pk).update(history_date=finished_at)
    for row in Consultation.objects.filter(plan=plan):
        row.history.update(history_date=writing.at_ten(row.held_date))
    return 1 + len(HELD)
