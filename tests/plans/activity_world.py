"""A plan of Blekinge with one activity, and the people who may do different things with it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from plans.actions import activities as actions
from plans.actions import responsibles
from plans.models import Activity, Plan, PlanArea, PlanSection, PlanState
from staffing.models import Organisation, ResponsibleRole, Role, User
from tests import factories

NOW = datetime.datetime(2017, 3, 1, 9, 0, tzinfo=datetime.UTC)
TODAY = NOW.date()


@dataclass
class World:
    """What most tests of activities stand on."""

    root: Organisation
    division: Organisation
    plan: Plan
    section: PlanSection
    area: PlanArea
    leader: User
    manager: User
    holder: User
    reader: User
    stranger: User
    activity: Activity

    def make(self, **fields: object) -> Activity:
        """Return another activity in the same section and area, made as pages make it."""
        now = fields.pop("now", NOW)
        titles = fields.pop("responsible", "")
        place = {"section": self.section, "area": self.area, "title": "En till"}
        return actions.create_activity(
            plan=self.plan,
            fields={**place, **fields},
            responsibles=responsibles.parse(str(titles)),
            by=self.leader,
            now=now,
        )


def make_world() -> World:
    """Return the world; the plan is a draft, so other regions do not see it."""
    root = factories.region_root("10", "Blekinge")
    division = factories.OrganisationFactory(parent=root, name="Blekingesjukhuset")
    other = factories.region_root("08", "Kalmar")
    leader, manager, holder, reader, stranger = factories.UserFactory.create_batch(5)
    factories.grant(leader, Role.PROCESS_LEADER, root)
    factories.grant(manager, Role.MANAGER, division)
    factories.grant(holder, Role.DECISION_MAKER, root)
    factories.grant(reader, Role.STEERING_GROUP, root)
    factories.grant(stranger, Role.PROCESS_LEADER, other)
    ResponsibleRole.objects.create(
        organisation=root, title="Personaldirektör", title_key="personaldirektör", holder=holder
    )
    plan = factories.PlanFactory(organisation=root, title="Blekinges handlingsplan")
    section = factories.PlanSectionFactory(plan=plan, organisation=division, title="Blekingesjukhuset", order=1)
    area = factories.PlanAreaFactory(plan=plan, title="Rekrytering", order=1)
    activity = actions.create_activity(
        plan=plan,
        fields={
            "section": section,
            "area": area,
            "title": "Utred utlandsrekrytering",
            "description": "Räkna på behovet.",
            "deadline_text": "2017-06-30",
        },
        responsibles=responsibles.parse("Personaldirektör"),
        by=leader,
        now=NOW,
    )
    return World(root, division, plan, section, area, leader, manager, holder, reader, stranger, activity)


def adopt(plan: Plan) -> None:
    """Adopt the plan, so that every region sees it."""
    plan.state, plan.adopted_date = PlanState.ADOPTED, datetime.date(2017, 1, 30)
    plan.save()
