"""Example plans of some regions, written from the catalogue: something to compare with, and marked as made up."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction

from measures.models import Measure, MeasureArea
from plans.demo import writing
from plans.models import HealthChoice, Plan, PlanArea, PlanSection, PlanState, ProgressChoice
from staffing import demo
from staffing.models import Organisation, Region, ResponsibleRole, User
from values.text import search_key, slugify_sv

YEARS = (2026, 2027)
ADOPTED = datetime.date(2026, 1, 19)
FIRST_UPDATE = datetime.date(2026, 2, 2)
LAST_UPDATE = datetime.date(2026, 11, 6)


@dataclass(frozen=True)
class Outline:
    """How many of the sixty measures a region's example plan takes up, and how far the plan has come."""

    code: str
    measures: int
    state: PlanState = PlanState.ADOPTED


OUTLINES = (
    Outline("10", 14),
    Outline("08", 22),
    Outline("25", 26),
    Outline("12", 18),
    Outline("20", 20),
    # Not adopted: only the region itself sees it.
    Outline("17", 16, PlanState.CONSULTATION),
)
HOLDERS = {"08": ("processledare.kalmar", "HR-direktör")}
"""The demo account that holds a role of its region's plan."""

_ROLES = {
    "attractive_workplace": ("HR-direktör", "Verksamhetschef"),
    "workforce_planning": ("Bemanningschef", "Verksamhetschef"),
    "recruitment": ("Rekryteringschef", "HR-partner"),
    "compensation": ("Förhandlingschef", "Lönesättande chef"),
    "new_ways_of_working": ("Utvecklingsdirektör", "Chefläkare"),
    "collaboration": ("Hälso- och sjukvårdsdirektör", "Förvaltningschef"),
    "phase_out": ("Hälso- och sjukvårdsdirektör", "Förvaltningschef"),
}
"""By area: who answers in the region's own section, and who in a division's."""

DEADLINES = (
    "2026-12-31", "K1 2027", "Våren 2027", "2027", "Löpande arbete", "mars 2027", "2026-09-30", "Hösten 2027",
    "Görs en gång per år", "K4 2026", "2026-11-30", "Snarast", "Hösten 2027. Förstudie våren 2027", "", "K2 2027",
)  # fmt: skip
_STATES = (
    *[ProgressChoice.NOT_STARTED] * 6,
    *[ProgressChoice.IN_PROGRESS] * 8,
    *[ProgressChoice.DONE] * 3,
    *[ProgressChoice.IN_OPERATION] * 2,
    ProgressChoice.PAUSED,
)
_COMMENTS = {
    ProgressChoice.IN_PROGRESS: (
        "Arbetsgrupp utsedd och tidplan beslutad.",
        "Första delen klar, fortsätter nästa kvartal.",
        "Provas på två enheter.",
        "Underlag framtaget och förankrat med facken.",
    ),
    ProgressChoice.DONE: ("Genomfört och redovisat för ledningsgruppen.", "Klart, beslut fattat."),
    ProgressChoice.IN_OPERATION: ("Sköts i den ordinarie verksamheten.", "Infört på alla enheter."),
    ProgressChoice.PAUSED: ("Väntar på budgetbeslut.",),
}
_AT_RISK = ("Rekryteringen drar ut på tiden.", "Resurser saknas, tas upp med ledningen.")


@transaction.atomic
def load(today: datetime.date) -> int:
    """Write the example plans that are not there; return the number of activities written."""
    catalogue = list(Measure.objects.select_related("area"))
    return sum(_load(outline, catalogue, today) for outline in OUTLINES)


def _load(outline: Outline, catalogue: list[Measure], today: datetime.date) -> int:
    region = Region.objects.get(code=outline.code)
    slug = f"{slugify_sv(region.short_name)}-{YEARS[0]}-exempel"
    if Plan.objects.filter(slug=slug).exists():
        return 0
    root = demo.root_of(region)
    plan = Plan.objects.create(
        slug=slug,
        title=f"Exempel: Oberoende av inhyrd personal i {region.short_name} {YEARS[0]}–{YEARS[1]}",
        region=region,
        organisation=root,
        start_date=datetime.date(YEARS[0], 1, 1),
        end_date=datetime.date(YEARS[1], 12, 31),
        goal="Exempeldata: Kostnaden för inhyrd personal ska vara högst 2 procent av den egna personalkostnaden.",
        target_date=datetime.date(YEARS[1], 12, 31),
        state=outline.state,
        adopted_date=ADOPTED if outline.state == PlanState.ADOPTED else None,
        is_example=True,
    )
    sections = make_sections(plan, [root, *demo.divisions_of(region).values()])
    areas = make_areas(plan)
    chosen = sorted(catalogue, key=lambda measure: demo.draw(10**9, outline.code, measure.number))[: outline.measures]
    drafts = [
        draft_of(plan, measure, order, sections, areas)
        for order, measure in enumerate(sorted(chosen, key=lambda measure: measure.number), start=1)
    ]
    written = writing.write_activities(plan, drafts, today)
    _give_holder(outline.code)
    return len(written)


def make_sections(plan: Plan, organisations: list[Organisation]) -> list[PlanSection]:
    """Make a section for each organisation, the first for what concerns the whole region."""
    return [
        PlanSection.objects.create(
            plan=plan,
            organisation=organisation,
            title=organisation.name if order > 1 else "Regionövergripande",
            order=order,
        )
        for order, organisation in enumerate(organisations, start=1)
    ]


def make_areas(plan: Plan) -> dict[int, PlanArea]:
    """Make the catalogue's seven areas in the plan, by the id of the catalogue's area."""
    return {
        area.pk: PlanArea.objects.create(plan=plan, area=area, title=area.name_sv, order=area.number)
        for area in MeasureArea.objects.all()
    }


def draft_of(
    plan: Plan, measure: Measure, order: int, sections: list[PlanSection], areas: dict[int, PlanArea]
) -> writing.Draft:
    """Return an activity from a measure: placed by the measure's levels, the rest drawn from plan and order."""
    is_regional = "region" in measure.levels
    section = sections[0] if is_regional else sections[1 + demo.draw(len(sections) - 1, plan.slug, order, "section")]
    regional, local = _ROLES[measure.area.code]
    return writing.Draft(
        section=section,
        area=areas[measure.area_id],
        order=order,
        title=measure.title_sv,
        description=measure.description_sv,
        deadline_text=DEADLINES[demo.draw(len(DEADLINES), plan.slug, order, "deadline")],
        responsibles=(writing.Responsible(regional if is_regional else local),),
        measure=measure,
        updates=updates_of(plan.slug, order),
    )


def updates_of(slug: str, order: int) -> tuple[writing.Update, ...]:
    """Return what has happened to an activity: nothing, a start, or a start and an end."""
    state = _STATES[demo.draw(len(_STATES), slug, order, "state")]
    if state == ProgressChoice.NOT_STARTED:
        return ()
    days = (LAST_UPDATE - FIRST_UPDATE).days
    started = demo.draw(days // 2, slug, order, "start")
    ended = started + 14 + demo.draw(days - started - 14, slug, order, "end")
    is_at_risk = state == ProgressChoice.IN_PROGRESS and demo.draw(5, slug, order, "risk") == 0
    comments = _AT_RISK if is_at_risk else _COMMENTS[state]
    first = _COMMENTS[ProgressChoice.IN_PROGRESS][0]
    return (
        writing.Update(_day(started), ProgressChoice.IN_PROGRESS, HealthChoice.ON_TRACK, first),
        writing.Update(
            _day(ended),
            state,
            HealthChoice.AT_RISK if is_at_risk else HealthChoice.ON_TRACK,
            comments[demo.draw(len(comments), slug, order, "comment")],
        ),
    )


def _day(number: int) -> datetime.date:
    return FIRST_UPDATE + datetime.timedelta(days=number)


def _give_holder(code: str) -> None:
    if code not in HOLDERS:
        return
    local_part, title = HOLDERS[code]
    role = ResponsibleRole.objects.filter(organisation__region__code=code, title_key=search_key(title)).first()
    if role:
        role.holder = User.objects.filter(email=f"{local_part}@{demo.DOMAIN}").first()
        role.save()
