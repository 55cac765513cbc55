"""A plan to be written as files."""

from __future__ import annotations

from django.utils import timezone

from plans.actions import activities as activity_actions
from plans.models import Plan
from tests import factories


def make_plan(blekinge) -> Plan:
    """Return a draft of three activities whose texts a spreadsheet could take for formulas."""
    plan = factories.PlanFactory(organisation=blekinge, slug="planen")
    section = factories.PlanSectionFactory(plan=plan, title="Avsnittet")
    area = factories.PlanAreaFactory(plan=plan, title="Rekrytering")
    now = timezone.now()
    for number, deadline in enumerate(("2027-12-31", "Hösten 2027", "")):
        activity_actions.create_activity(
            plan=plan,
            fields={
                "section": section,
                "area": area,
                "title": f"=Aktivitet {number}",
                "description": "Rad ett\nrad två",
                "deadline_text": deadline,
            },
            by=factories.UserFactory(),
            now=now,
            responsibles=activity_actions.roles.parse("HR-chef; Verksamhetschef"),
        )
    return Plan.objects.select_related("region", "organisation").get(pk=plan.pk)
