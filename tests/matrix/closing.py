"""The end of a plan, and how it goes on."""

from __future__ import annotations

from django.utils import timezone

from documents import files
from plans.actions import closing as actions
from plans.models import FinalReport, Plan
from tests.url_rules import LEADERS, NO_GET, NO_POST, SEES_PLAN, same
from tests.url_walk import Route, Rule
from tests.url_world import EVERYBODY, NO_ID, World

CLOSE = Rule(SEES_PLAN, same("own adopted", LEADERS))
COPY = Rule(SEES_PLAN, same("own draft, own adopted, own closed", LEADERS))
# A plan that is not closed has no final report: to everybody alike.
READ = Rule(same("own closed, other closed", EVERYBODY))
CORRECT = Rule(SEES_PLAN, same("own closed", LEADERS))
FILES = Rule(same("own closed, other closed", EVERYBODY))

ROUTES = [
    # What the walk sends names no open activity: as if all had come meanwhile.
    Route("plan_close", "plan", CLOSE, CLOSE.answering(409)),
    Route("plan_copy", "plan", COPY, COPY.answering(422)),
    Route("final_report_detail", "closed_plan", READ, READ.answering(405)),
    Route("final_report_correct", "closed_plan", CORRECT, CORRECT.answering(422)),
    Route("final_report_download", "final_report", FILES, NO_POST),
    Route("final_report_word", "final_report", FILES, NO_POST),
    Route("final_report_retry", "final_report", NO_GET, Rule(FILES.sees, same("own closed", LEADERS), (302,))),
]


def extend(world: World) -> None:
    """Give each closed plan its final report."""
    world.things["closed_plan"] = {
        label: kwargs for label, kwargs in world.things["plan"].items() if "closed" in label or label == "missing"
    }
    for label, kwargs in world.things["closed_plan"].items():
        plan = Plan.objects.filter(slug=kwargs["slug"]).select_related("region", "organisation").first()
        if plan is None:
            continue
        report = actions.first_report(plan=plan, written={"summary": "Slut"}, now=timezone.now())
        file = files.freeze(
            kind="final_report", name="slut.pdf", content_type="application/pdf", snapshot={}, content=b"%PDF", by=None
        )
        FinalReport.objects.filter(pk=report.pk).update(file=file)
        world.add("final_report", label, pk=report.pk)
    world.add("final_report", "missing", pk=NO_ID)
