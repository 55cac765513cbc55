"""An example plan that is over: closed with receivers and reasons, its final report, and stated counts that do not add up."""

from __future__ import annotations

import datetime

from django.db import transaction

from measures.models import Measure
from plans.actions import closing
from plans.demo import examples, writing
from plans.models import Activity, HealthChoice, Plan, PlanState, ProgressChoice, StatusUpdate
from staffing import demo
from staffing.models import Region, User

SLUG = "blekinge-2024-exempel"
CLOSED = datetime.date(2025, 12, 15)
ENDINGS = (
    ProgressChoice.DONE,
    ProgressChoice.IN_OPERATION,
    ProgressChoice.DONE,
    ProgressChoice.IN_PROGRESS,
    ProgressChoice.DONE,
    ProgressChoice.NOT_STARTED,
)


@transaction.atomic
def load(today: datetime.date) -> int:
    """Write and close the plan unless it is there; return the number of activities."""
    leader = User.objects.filter(email=f"processledare@{demo.DOMAIN}").first()
    if leader is None or Plan.objects.filter(slug=SLUG).exists():
        return 0
    region = Region.objects.get(code="10")
    root = demo.root_of(region)
    plan = Plan.objects.create(
        slug=SLUG,
        title="Exempel: Mindre hyrpersonal i Blekinge 2024–2025",
        region=region,
        organisation=root,
        start_date=datetime.date(2024, 1, 1),
        end_date=datetime.date(2025, 12, 31),
        goal="Exempeldata: Kostnaden för inhyrd personal ska minska varje kvartal.",
        state=PlanState.ADOPTED,
        adopted_date=datetime.date(2024, 1, 15),
        registry_number="EXEMPEL 2024/1",
        is_example=True,
    )
    sections = examples.make_sections(plan, [root, *demo.divisions_of(region).values()])
    areas = examples.make_areas(plan)
    drafts = [
        writing.Draft(
            section=sections[order % len(sections)],
            area=areas[measure.area_id],
            order=order,
            title=measure.title_sv,
            description=measure.description_sv,
            deadline_text="2025-06-30",
            responsibles=(writing.Responsible("HR-direktör"),),
            measure=measure,
            updates=_updates(ENDINGS[order % len(ENDINGS)]),
        )
        for order, measure in enumerate(Measure.objects.select_related("area").order_by("number")[:12], start=1)
    ]
    written = writing.write_activities(plan, drafts, min(today, CLOSED))
    _close(plan, leader)
    return len(written)


def _updates(progress: ProgressChoice) -> tuple[writing.Update, ...]:
    if progress == ProgressChoice.NOT_STARTED:
        return ()
    return (writing.Update(datetime.date(2025, 5, 5), progress, HealthChoice.ON_TRACK, "Rapporterat i maj."),)


def _close(plan: Plan, leader: User) -> None:
    endings = []
    for activity in Activity.objects.open().filter(plan=plan):
        is_begun = activity.progress == ProgressChoice.IN_PROGRESS
        endings.append(
            closing.Ending(
                activity,
                ProgressChoice.HANDED_OVER if is_begun else ProgressChoice.CANCELLED,
                f"{writing.MARK}: " + ("Bemanningsenheten" if is_begun else "Ersatt av regiongemensam satsning"),
            )
        )
    closing.close_plan(
        plan=plan,
        version=plan.version,
        endings=endings,
        written={
            "summary": "Exempeldata: Hälften av aktiviteterna är klara. Resten har en mottagare eller ett skäl.",
            "decisions": "att godkänna slutrapporten\natt överlämna kvarvarande aktiviteter till Bemanningsenheten",
            "extract_to": "Regionstyrelsen\nRevisorerna",
            "stated_total": 12,
            "stated_finished": 9,
            "stated_remaining": 4,
        },
        by=leader,
        now=writing.at_ten(CLOSED),
    )
    # What is made up says so, whoever's account wrote it.
    StatusUpdate.objects.filter(activity__plan=plan).update(by=None, by_name=writing.MARK)
