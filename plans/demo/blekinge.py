"""Blekinge's plan of 2017 as printed: three sections, nine areas, 54 activities; its progress is made up and marked."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from pathlib import Path

from django.db import transaction

from measures.models import AreaAlias, Measure
from plans.demo import writing
from plans.models import HealthChoice, Plan, PlanArea, PlanSection, PlanState, ProgressChoice
from staffing import demo, loading
from staffing.models import Organisation, Region, ResponsibleRole, User
from values.text import search_key

SLUG = "blekinge-2017"
REGION_CODE = "10"
TITLE = "Lokal handlingsplan oberoende av inhyrd personal"
SOURCE = "Landstinget Blekinge: Lokal handlingsplan oberoende av inhyrd personal, 2017"
GOAL = (
    "Landstinget ska vara oberoende av inhyrd personal: stabil bemanning med egna medarbetare, "
    "och en kostnad för inhyrd personal på högst 2 procent av den egna personalkostnaden."
)
PRINTED = Path(__file__).parent.parent / "reference" / "blekinge_plan.csv"
PROGRESS = Path(__file__).parent / "progress.csv"
HOLDERS = {
    "chef": ("Personalchef", "Verksamhetschef", "Primärvårdens ledningsgrupp"),
    "processledare": ("Processledning", "Arbetsgrupp"),
    "beslutsfattare": ("Förvaltningschef", "Sjukhusets ledningsgrupp"),
}
"""The demo account that holds roles of the plan, so that "Mina aktiviteter" has something to show."""

_AND_ANOTHER_ROLE = re.compile(r"\s+och\s+(?=[A-ZÅÄÖ])")
_PART = re.compile(r"(?P<title>.+?)\s+(?P<part>för\s.+)")


def parse_responsible(printed: str) -> tuple[writing.Responsible, ...]:
    """Return the roles that a plan's column "Ansvarig" names, each with its part.

    Roles stand between semicolons, or before "och" and a capital ("Verksamhetschef och ST-studierektor."). What follows
    "för" is the role's part where roles are divided by semicolons; alone it belongs to the title ("Studierektor för AT").
    """
    cells = [cell.strip().removesuffix(".").strip() for cell in printed.split(";")]
    found = []
    for cell in filter(None, cells):
        match = _PART.fullmatch(cell) if len(cells) > 1 else None
        if match:
            found.append(writing.Responsible(match["title"], match["part"]))
        else:
            found += [writing.Responsible(title.strip()) for title in _AND_ANOTHER_ROLE.split(cell)]
    return tuple(found)


@transaction.atomic
def load(today: datetime.date) -> int:
    """Write the plan unless it is there; return the number of activities written."""
    if Plan.objects.filter(slug=SLUG).exists():
        return 0
    region = Region.objects.get(code=REGION_CODE)
    plan = Plan.objects.create(
        slug=SLUG,
        title=TITLE,
        region=region,
        organisation=demo.root_of(region),
        start_date=datetime.date(2017, 1, 1),
        end_date=datetime.date(2018, 12, 31),
        goal=GOAL,
        target_date=datetime.date(2019, 1, 1),
        state=PlanState.ADOPTED,
        # The printed plan says the year only.
        adopted_date=datetime.date(2017, 1, 1),
        source=SOURCE,
        has_example_progress=True,
    )
    rows = list(loading.read_rows(PRINTED))
    sections = _sections(plan, rows)
    areas = _areas(plan, rows)
    measures = {str(measure.number): measure for measure in Measure.objects.all()}
    updates = _updates()
    drafts = [
        writing.Draft(
            section=sections[row["organisation"]],
            area=areas[search_key(row["area"])],
            order=int(row["order"]),
            title=row["activity"],
            description=row["description"],
            deadline_text=row["when_as_printed"],
            responsibles=parse_responsible(row["responsible"]),
            measure=measures.get(row["measure_number"]),
            updates=tuple(updates[row["order"]]),
        )
        for row in rows
    ]
    written = writing.write_activities(plan, drafts, today)
    _give_holders()
    return len(written)


def _sections(plan: Plan, rows: list[dict[str, str]]) -> dict[str, PlanSection]:
    """Make a section for each organisation as printed; "Landstingsövergripande" is the region itself."""
    by_name = {organisation.name: organisation for organisation in Organisation.objects.filter(region=plan.region)}
    titles = dict.fromkeys(row["organisation"] for row in rows)
    return {
        title: PlanSection.objects.create(
            plan=plan, title=title, order=order, organisation=by_name.get(title, plan.organisation)
        )
        for order, title in enumerate(titles, start=1)
    }


def _areas(plan: Plan, rows: list[dict[str, str]]) -> dict[str, PlanArea]:
    """Make an area for each area as printed; two spellings of one of the seven are one area, under the first spelling."""
    known = {alias.name_key: alias.area for alias in AreaAlias.objects.select_related("area")}
    found: dict[str, PlanArea] = {}
    made: dict[str, PlanArea] = {}
    for row in rows:
        key = search_key(row["area"])
        area = known.get(key)
        identity = area.code if area else key
        if identity not in made:
            made[identity] = PlanArea.objects.create(plan=plan, title=row["area"], area=area, order=len(made) + 1)
        found[key] = made[identity]
    return found


def _updates() -> dict[str, list[writing.Update]]:
    found: dict[str, list[writing.Update]] = defaultdict(list)
    for row in loading.read_rows(PROGRESS):
        found[row["order"]].append(
            writing.Update(
                day=datetime.date.fromisoformat(row["date"]),
                progress=ProgressChoice(row["progress"]),
                health=HealthChoice(row["health"]),
                comment=row["comment"],
            )
        )
    return found


def _give_holders() -> None:
    emails = {account.local_part: account.email for account in demo.ACCOUNTS}
    for local_part, titles in HOLDERS.items():
        holder = User.objects.filter(email=emails[local_part]).first()
        roles = ResponsibleRole.objects.filter(
            organisation__region__code=REGION_CODE, title_key__in=[search_key(title) for title in titles]
        )
        for role in roles:
            role.holder = holder
            role.save()
