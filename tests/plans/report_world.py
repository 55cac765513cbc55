"""A plan with activities and a region with costs, for the tests of reports."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from documents import jobs
from indicators.actions import index as index_actions
from indicators.models import CostReturn, ReturnState
from plans.actions import reports as actions
from plans.models import Activity, HealthChoice, Plan, PlanArea, PlanSection, ProgressChoice, StatusReport
from staffing.models import Organisation, Role, User
from tests import factories
from values.period import Period

K4 = Period.parse("2017-K4")
K3 = Period.parse("2017-K3")


def at(day: str, hour: int = 10) -> datetime.datetime:
    """Return an hour of a day, in Swedish time."""
    return timezone.make_aware(datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(hour)))


@dataclass
class World:
    """Region Blekinge with an adopted plan of two sections, costs of two years, and people of three kinds."""

    root: Organisation
    hospital: Organisation
    primary_care: Organisation
    plan: Plan
    sections: list[PlanSection]
    area: PlanArea
    leader: User
    reader: User
    stranger: User

    def activity(self, **fields: object) -> Activity:
        """Return an activity that the plan has had since it was adopted, on track and not started unless told."""
        made = factories.ActivityFactory(
            plan=self.plan, **{"section": self.sections[0], "area": self.area, "order": 1, **fields}
        )
        Activity.objects.filter(pk=made.pk).update(created_at=at("2017-01-30"))
        return made

    def order(self, period: Period = K4, **wish: str) -> StatusReport:
        """Return a report that the process leader has ordered."""
        return actions.order_report(
            plan=self.plan,
            period=period,
            by=self.leader,
            **{"language": "sv", "decisions": "", "correction": "", **wish},
        )

    def make(self, period: Period = K4, **wish: str) -> StatusReport:
        """Return a report that is ordered, made and frozen."""
        report = self.order(period, **wish)
        job = run_next()
        assert job.state == "done", job.failure_text
        report.refresh_from_db()
        return report


def run_next() -> jobs.Job:
    """Claim and run the next job, as a worker does."""
    job = jobs.claim(worker="test", now=timezone.now())
    assert job is not None
    return jobs.run(job)


def make_world() -> World:
    root = factories.region_root("10", "Blekinge")
    hospital = factories.OrganisationFactory(parent=root, name="Blekingesjukhuset")
    primary_care = factories.OrganisationFactory(parent=root, name="Primärvården")
    factories.region_root("08", "Kalmar")
    plan = factories.PlanFactory(
        organisation=root,
        slug="blekinge-2017",
        title="Lokal handlingsplan",
        adopted=True,
        target_date=datetime.date(2019, 1, 1),
    )
    plan.refresh_from_db()
    leader, reader, stranger = factories.UserFactory.create_batch(3)
    leader.name = "Kerstin Ledare-Processson"
    leader.save()
    factories.grant(leader, Role.PROCESS_LEADER, root)
    factories.grant(reader, Role.STEERING_GROUP, root)
    factories.grant(stranger, Role.PROCESS_LEADER, Organisation.objects.get(region__code="08"))
    sections = [
        factories.PlanSectionFactory(plan=plan, title=title, order=order, organisation=organisation)
        for order, (title, organisation) in enumerate([("Landstinget", root), ("Sjukhuset", hospital)])
    ]
    area = factories.PlanAreaFactory(plan=plan, title="Rekrytering")
    return World(root, hospital, primary_care, plan, sections, area, leader, reader, stranger)


def report_costs(world: World, period: str, agency: int, own: int, **fields: object) -> CostReturn:
    """Return a locked return of doctors' costs, half at the hospital and half in primary care, in the figures already."""
    made = factories.cost_return(
        world.root.region,
        period,
        state=ReturnState.LOCKED,
        submitted_at=at("2018-01-20"),
        locked_at=at("2018-01-25"),
        counts_submitted=True,
        counts_locked=True,
        **fields,
    )
    for kind, amount in (("agency", agency), ("own", own)):
        for organisation in (world.hospital, world.primary_care):
            factories.cost_line(made, kind, Decimal(amount) / 2, organisation=organisation)
    index_actions.recompute(cost_return_ids=[made.pk])
    return made


def fill(world: World) -> None:
    """Give the plan six activities of every standing, and the region two years of quarters: 5 % now, 4 % before."""
    for year, agency in ((2016, 4_000_000), (2017, 5_000_000)):
        for quarter in range(1, 5):
            report_costs(world, f"{year}-K{quarter}", agency, 100_000_000)
    world.activity(title="Blev klar", progress=ProgressChoice.DONE, completed_date=datetime.date(2017, 11, 1))
    world.activity(
        title="Är sen",
        progress=ProgressChoice.IN_PROGRESS,
        health=HealthChoice.LATE,
        deadline_kind="date",
        deadline_text="2017-06-30",
        due_date=datetime.date(2017, 6, 30),
        responsible_text="Personaldirektör",
    )
    world.activity(title="Har risk", progress=ProgressChoice.IN_PROGRESS, health=HealthChoice.AT_RISK)
    world.activity(title="Oläsligt när", deadline_kind="unparsed", deadline_text="när snön smält")
    world.activity(
        title="Avbruten",
        progress=ProgressChoice.CANCELLED,
        cancelled_reason="Fick inga pengar",
        section=world.sections[1],
    )
    world.activity(title="Pågår jämt", deadline_kind="continuous", deadline_text="Löpande", section=world.sections[1])
