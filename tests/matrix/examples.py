"""Good examples: drafts of the own region, what is shared with all, what is withdrawn, and the way into the trend report."""

from __future__ import annotations

from django.utils import timezone

from measures.actions import examples as actions
from measures.models import GoodExample, Measure
from plans.models import Activity
from staffing.models import Region, User
from tests.matrix.trend import WRITE_TREND
from tests.url_rules import COORDINATORS, HAS_ROLE, LEADERS, NO_GET, NO_POST, SEES_PLAN, same
from tests.url_walk import Route, Rule
from tests.url_world import COORDINATOR, EVERYBODY, LEADER, MEMBERS, NATIONAL_AUDITOR, NO_ID, World

OTHERS = frozenset({NATIONAL_AUDITOR})
SEES_EXAMPLE = (
    same("own draft, own unshared", MEMBERS)
    | same("own shared, other shared", EVERYBODY)
    | same("own withdrawn", MEMBERS | COORDINATORS)
    | same("other draft", OTHERS)
    | same("other withdrawn", OTHERS | COORDINATORS)
)
# What is withdrawn is read, and no more.
OVER = dict.fromkeys(["own withdrawn", "own unshared", "other withdrawn"], (403,))
READ_EXAMPLE = Rule(SEES_EXAMPLE)
OWN = same("own draft, own shared, own withdrawn, own unshared", LEADERS)
EDIT_EXAMPLE = Rule(SEES_EXAMPLE, OWN, unfit=OVER)
SHARE_EXAMPLE = Rule(SEES_EXAMPLE, OWN, (302,), unfit=OVER | {"own shared": (403,)})
WITHDRAW_EXAMPLE = Rule(
    SEES_EXAMPLE,
    same("own draft, own unshared", LEADERS)
    | same("own shared, own withdrawn", frozenset({LEADER, COORDINATOR}))
    | same("other shared, other withdrawn", COORDINATORS),
    (422,),
    unfit=OVER,
)
WRITE_EXAMPLE = Rule(same("own, other", EVERYBODY), same("own", LEADERS))
FROM_ACTIVITY = Rule(SEES_PLAN | same("own done", EVERYBODY), same("own draft, own adopted, own closed, own done", LEADERS),
    unfit=dict.fromkeys(["own draft", "own adopted", "own closed"], (403,)))  # fmt: skip

ROUTES = [
    Route("example_list", "nothing", HAS_ROLE, NO_POST),
    Route("example_export", "example_file", Rule(same("any", EVERYBODY)), NO_POST),
    Route("example_create", "region", WRITE_EXAMPLE, WRITE_EXAMPLE.answering(422)),
    Route("example_detail", "good_example", READ_EXAMPLE, NO_POST),
    Route("example_edit", "good_example", EDIT_EXAMPLE, EDIT_EXAMPLE.answering(302, 409, 422)),
    Route("example_share", "good_example", NO_GET, SHARE_EXAMPLE.answering(302, 422)),
    Route("example_withdraw", "good_example", NO_GET, WITHDRAW_EXAMPLE),
    Route("activity_share_example", "activity_done", FROM_ACTIVITY, NO_POST),
    # What is published is led on to its page.
    Route("trend_report_examples", "trend", WRITE_TREND.answering(200, 302), WRITE_TREND.answering(302)),
]


def _example(region: Region, measure: Measure, state: str, by: User, title: str) -> GoodExample:
    fields = {
        "measure": measure,
        "title": title,
        "done": "Vi prövade.",
        "result": "Det gick.",
        "outcome": "yes",
        "contact_role": "HR-direktör",
        "contact_unit": "HR",
    }
    made = actions.write_example(region=region, fields=fields, by=by)
    now = timezone.now()
    if state in ("shared", "withdrawn"):
        made = actions.share_example(example=made, version=made.version, by=by, now=now)
    if state in ("withdrawn", "unshared"):
        made = actions.withdraw_example(example=made, version=made.version, reason="Fel siffra", by=by, now=now)
    return made


def extend(world: World) -> None:
    """Make an example in each state in both regions, and an activity that is done."""
    by = world.people[LEADER]
    assert isinstance(by, User)
    measure = Measure.objects.get(number=world.things["measure"]["any"]["number"])
    for whose, code in (("own", "10"), ("other", "08")):
        region = Region.objects.get(code=code)
        for state in ("draft", "shared", "withdrawn", *(["unshared"] if whose == "own" else [])):
            title = f"Exempel {whose} {state}"
            if f"{whose} {state}" == "other draft":
                title = world.secret("Grannhemligt exempel", OTHERS)
            if f"{whose} {state}" == "other withdrawn":
                title = world.secret("Grannens tillbakadragna exempel", OTHERS | COORDINATORS)
            world.add("good_example", f"{whose} {state}", pk=_example(region, measure, state, by, title).pk)
    world.add("good_example", "missing", pk=NO_ID)
    world.add("example_file", "any", file_format="csv")
    world.add("example_file", "missing", file_format="exe")
    world.things["activity_done"] = dict(world.things["activity"])
    open_one = Activity.objects.get(pk=world.things["activity"]["own adopted"]["pk"])
    done = Activity.objects.create(
        plan=open_one.plan,
        section=open_one.section,
        area=open_one.area,
        title="Gjord aktivitet",
        progress="done",
        completed_date="2018-01-01",
        order=99,
    )
    world.add("activity_done", "own done", pk=done.pk)
