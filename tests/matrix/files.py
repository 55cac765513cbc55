"""A plan as files, out and back."""

from __future__ import annotations

from plans.models import Plan, PlanUpload
from tests.url_rules import NO_GET, NO_POST, READ_PLAN, SEES_PLAN, UPDATERS, same
from tests.url_walk import Route, Rule
from tests.url_world import EVERYBODY, NO_ID, NO_SLUG, World

PARTS = "absent part, crossed part"
UPLOAD = Rule(SEES_PLAN, same("own draft, own adopted", UPDATERS), (422,))
READ_UPLOAD = Rule(SEES_PLAN | same(PARTS, EVERYBODY), same(f"own draft, own adopted, {PARTS}", UPDATERS))

ROUTES = [
    Route("plan_files", "plan", READ_PLAN, UPLOAD),
    Route("plan_export", "plan_file", READ_PLAN, NO_POST),
    Route("plan_document_order", "plan", NO_GET, READ_PLAN.answering(302)),
    Route("plan_upload", "plan_upload", READ_UPLOAD, READ_UPLOAD.answering(302)),
]


def extend(world: World) -> None:
    """Keep an edited file of each plan."""
    world.things["plan_file"] = {
        label: {**kwargs, "file_type": "csv"} for label, kwargs in world.things["plan"].items()
    }
    for label, kwargs in list(world.things["plan"].items()):
        plan = Plan.objects.filter(slug=kwargs["slug"]).first()
        if plan is not None:
            rows = [{"row": 2, "id": "", "version": "", "values": {"title": f"Ny rad {label}"}}]
            upload = PlanUpload.objects.create(plan=plan, filename="plan.xlsx", sha256="0" * 64, rows=rows)
            world.add("plan_upload", label, slug=plan.slug, pk=upload.pk)
    things = world.things["plan_upload"]
    world.add("plan_upload", "missing", slug=NO_SLUG, pk=NO_ID)
    world.add("plan_upload", "absent part", slug="plan-own-adopted", pk=NO_ID)
    world.add("plan_upload", "crossed part", slug="plan-own-adopted", pk=things["other adopted"]["pk"])
