"""A plan to be written as files."""

from __future__ import annotations

import io

import openpyxl
from django.utils import timezone

from documents import sheets
from plans import plan_document
from plans.actions import activities as activity_actions
from plans.actions import files as actions
from plans.models import Activity, Plan, PlanUpload
from plans.queries import files as queries
from plans.queries import snapshots
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


def exported(plan, language="sv") -> bytes:
    taken = snapshots.snapshot_of(plan, timezone.now())
    return plan_document.make_xlsx(taken, language, queries.versions_of(plan))


def edited(content: bytes, change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book.worksheets[0])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def kept(plan, content: bytes, by) -> PlanUpload:
    return actions.keep_upload(plan=plan, data=sheets.read_table(content, "plan.xlsx"), content=content, by=by)


def said_of(plan: Plan) -> list[tuple]:
    """Return what the plan's present activities say."""
    names = (
        "title",
        "description",
        "responsible_text",
        "deadline_text",
        "due_date",
        "progress",
        "section__title",
        "area__title",
        "order",
        "deadline_moves",
    )
    return list(Activity.objects.present().filter(plan=plan).order_by("pk").values_list("pk", *names))
