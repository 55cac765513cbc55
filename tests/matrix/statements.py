"""Collections from the regions, and the regions' answers."""

from __future__ import annotations

import datetime

from django.utils import timezone

from documents import files
from plans.actions import statements as actions
from plans.models import Statement, StatementEdition, StatementRound
from staffing.models import Region
from tests.url_rules import COORDINATORS, LEADERS, NO_GET, NO_POST, SIGNED_IN, same
from tests.url_walk import Route, Rule
from tests.url_world import COORDINATOR, EVERYBODY, MEMBERS, NATIONAL_AUDITOR, NO_ID, World

OPEN_SECRET = frozenset({NATIONAL_AUDITOR, COORDINATOR})
LABELS = "own draft, own submitted, own closed"
OTHERS = "other draft, other submitted, other closed"
READ_ROUND = Rule(same("open, closed", EVERYBODY))
COLLECT = Rule(same("open, closed", EVERYBODY), same("open, closed", COORDINATORS))
REMIND = Rule(same("open, closed", EVERYBODY), same("open", COORDINATORS), (302,))
SEES = (
    same("own draft", MEMBERS)
    | same("own submitted", MEMBERS | OPEN_SECRET)
    | same("own closed, other closed", EVERYBODY)
    | same("other draft", frozenset({NATIONAL_AUDITOR}))
    | same("other submitted", OPEN_SECRET)
)
INSIDE = same(LABELS, MEMBERS) | same(OTHERS, frozenset({NATIONAL_AUDITOR}))
WRITE = Rule(INSIDE, same(LABELS, LEADERS))
SUBMITTED = (
    same("own submitted", MEMBERS | OPEN_SECRET)
    | same("own closed, other closed", EVERYBODY)
    | same("other submitted", OPEN_SECRET)
)

ROUTES = [
    Route("statement_round_list", "nothing", Rule({"": SIGNED_IN}), NO_POST),
    Route(
        "statement_round_create",
        "nothing",
        Rule({"": SIGNED_IN}, {"": COORDINATORS}),
        Rule({"": SIGNED_IN}, {"": COORDINATORS}, (422,)),
    ),
    Route("statement_round_detail", "round", READ_ROUND, NO_POST),
    Route("statement_round_export", "round_file", READ_ROUND, NO_POST),
    Route("statement_round_edit", "round", COLLECT, COLLECT.answering(422)),
    Route("statement_round_close", "round", COLLECT, COLLECT.answering(302)),
    Route("statement_round_remind", "round", NO_GET, REMIND),
    Route("statement_detail", "statement", Rule(SEES), NO_POST),
    Route("statement_edit", "statement", WRITE.answering(200, 302), WRITE.answering(302, 422, 409)),
    Route("statement_submit", "statement", WRITE.answering(200, 302), WRITE.answering(302, 422, 409)),
    Route("statement_reopen", "statement", NO_GET, WRITE.answering(302)),
    Route("statement_download", "edition", Rule(SUBMITTED), NO_POST),
    Route("statement_retry", "edition", NO_GET, Rule(SUBMITTED, same(LABELS, LEADERS), (302,))),
]


def extend(world: World) -> None:
    """Make a collection that is open and one that is closed, and what two regions answer in them."""
    due = datetime.date(2018, 3, 1)
    rounds = {
        "draft": StatementRound.objects.create(kind="evaluation", year=2015, due_date=due),
        "submitted": StatementRound.objects.create(kind="evaluation", year=2016, due_date=due),
        "closed": StatementRound.objects.create(kind="grant_report", year=2016, due_date=due, closed_date=due),
    }
    world.things["round"] = {
        "open": {"pk": rounds["draft"].pk},
        "closed": {"pk": rounds["closed"].pk},
        "missing": {"pk": NO_ID},
    }
    world.things["round_file"] = {
        label: {**kwargs, "file_type": "csv"} for label, kwargs in world.things["round"].items()
    }
    for code, whose in (("10", "own"), ("08", "other")):
        region = Region.objects.get(code=code)
        for state, collection in rounds.items():
            _statement(world, collection, region, f"{whose} {state}")
    missing = {"pk": rounds["draft"].pk, "code": "99"}
    world.things["statement"]["missing"] = missing
    world.things["edition"]["missing"] = {**missing, "number": 1}


def _statement(world: World, collection: StatementRound, region: Region, label: str) -> None:
    statement = Statement.objects.create(round=collection, region=region)
    text = f"Svar {label}"
    if label == "other draft":
        text = world.secret("Grannhemligt svar", frozenset({NATIONAL_AUDITOR}))
    elif label == "other submitted":
        text = world.secret("Grannhemligt inlämnat", OPEN_SECRET)
    question = "direction" if collection.kind == "grant_report" else "ownership"
    statement.answers.create(question=question, text=text)
    world.add("statement", label, pk=collection.pk, code=region.code)
    if label.endswith("draft"):
        return
    now = timezone.now()
    data = actions.statement_data.to_snapshot(actions.data_of(statement, 1, "", now))
    file = files.freeze(
        kind="statement",
        name="redovisning.pdf",
        content_type="application/pdf",
        snapshot=data,
        content=b"%PDF",
        by=None,
    )
    StatementEdition.objects.create(
        statement=statement,
        number=1,
        snapshot=files.canonical_json(data),
        submitted_at=now,
        submitted_by_name="Någon",
        file=file,
    )
    Statement.objects.filter(pk=statement.pk).update(submitted_at=now)
    world.add("edition", label, pk=collection.pk, code=region.code, number=1)
