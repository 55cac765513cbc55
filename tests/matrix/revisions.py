"""Adoption, draft revisions, adopted revisions and decisions."""

from __future__ import annotations

import datetime

from django.utils import timezone

from documents.models import FrozenFile
from plans.actions import freezing, frozen_documents, revisions
from plans.models import Plan, PlanRevision, PlanState
from staffing.models import User
from tests import factories
from tests.url_rules import LEADERS, NO_GET, NO_POST, same
from tests.url_walk import Route, Rule
from tests.url_world import EVERYBODY, LEADER, MEMBERS, NATIONAL_AUDITOR, NO_ID, NO_SLUG, STEERING, World

DECIDERS = frozenset({LEADER, STEERING})
CLOSED_TO_ACTS = (403,)

# The plans of the first world and, beside them, one in consultation and an open draft revision of each region.
SEES_LIFE = (
    same("own adopted, own closed, other adopted, other closed", EVERYBODY)
    | same("own draft, own consultation, own draft revision", MEMBERS)
    | same("other draft, other consultation, other draft revision", frozenset({NATIONAL_AUDITOR}))
)
OWN = "own draft, own adopted, own closed, own consultation, own draft revision"
READ_LIFE = Rule(SEES_LIFE)
READ_DECISIONS = Rule(
    SEES_LIFE,
    same(OWN, MEMBERS)
    | same(
        "other draft, other adopted, other closed, other consultation, other draft revision",
        frozenset({NATIONAL_AUDITOR}),
    ),
)


def acts(who: frozenset[str], *able: str, ok: tuple[int, ...] = (302,)) -> Rule:
    """Return the rule of an act that fits the own plans in `able` and is refused in the others."""
    unfit = {label: CLOSED_TO_ACTS for label in OWN.split(", ") if label not in able}
    return Rule(SEES_LIFE, same(OWN, who), ok, unfit=unfit)


def with_stale(rule: Rule, *labels: str) -> Rule:
    """Return the rule where these labels answer that the state has passed."""
    return Rule(rule.sees, rule.may, rule.ok, unfit={**rule.unfit, **dict.fromkeys(labels, (409,))})


ADOPT = acts(DECIDERS, "own consultation", ok=(200,))
SEES_FILE = same("own adopted, other adopted", EVERYBODY)
READS_RECORD = same("own adopted", MEMBERS) | same("other adopted", frozenset({NATIONAL_AUDITOR}))

ROUTES = [
    Route(
        "plan_to_consultation",
        "life",
        NO_GET,
        with_stale(acts(LEADERS, "own draft", "own consultation", "own draft revision"), "own consultation"),
    ),
    Route(
        "plan_back_to_draft",
        "life",
        NO_GET,
        with_stale(
            acts(LEADERS, "own draft", "own consultation", "own draft revision"), "own draft", "own draft revision"
        ),
    ),
    Route("plan_revise", "life", NO_GET, acts(LEADERS, "own adopted")),
    Route("plan_adopt", "life", ADOPT, ADOPT.answering(422)),
    Route(
        "plan_draft_give_up",
        "life",
        acts(LEADERS, "own draft revision", ok=(200,)),
        acts(LEADERS, "own draft revision", ok=(422,)),
    ),
    Route("plan_revision_list", "life", READ_LIFE, READ_LIFE.answering(405)),
    Route("plan_revision_detail", "revision", Rule(SEES_FILE), Rule(SEES_FILE, ok=(405,))),
    Route("plan_revision_record", "revision", Rule(SEES_FILE, READS_RECORD), NO_POST),
    Route("plan_revision_document", "revision", Rule(SEES_FILE), NO_POST),
    Route("plan_revision_retry", "revision", NO_GET, Rule(SEES_FILE, ok=(302,))),
    Route("plan_decision_list", "life", READ_DECISIONS, READ_LIFE.answering(405)),
    Route(
        "plan_decision_create",
        "life",
        Rule(SEES_LIFE, same(OWN, DECIDERS)),
        Rule(SEES_LIFE, same(OWN, DECIDERS), (422,)),
    ),
    Route(
        "activity_restore_field",
        "draft_activity",
        *(
            Rule(
                same("own adopted, other adopted", EVERYBODY)
                | same("own draft revision", MEMBERS)
                | same("other draft revision", frozenset({NATIONAL_AUDITOR})),
                same("own adopted, own draft revision", LEADERS),
                (ok,),
                unfit={"own adopted": CLOSED_TO_ACTS},
            )
            for ok in (200, 422)
        ),
    ),
]


def extend(world: World) -> None:
    """Add a plan in consultation, a revision with its PDF, and an open draft revision to each region."""
    world.things["life"] = dict(world.things["plan"])
    for whose in ("own", "other"):
        plan = Plan.objects.get(slug=f"plan-{whose}-adopted")
        _consultation(world, plan, whose)
        _revision(world, plan, whose)
        draft = _draft(plan, f"Utkast {whose}" if whose == "own" else world.secret(
            "Grannhemligt utkast", frozenset({NATIONAL_AUDITOR})))  # fmt: skip
        world.add("life", f"{whose} draft revision", slug=draft.slug)
        activity = draft.activities.filter(deleted_at__isnull=True).get()
        world.add("draft_activity", f"{whose} draft revision", pk=activity.pk)
        world.add("draft_activity", f"{whose} adopted", pk=activity.revises_id)
    world.add("revision", "missing", slug=NO_SLUG, number=1)
    world.add("draft_activity", "missing", pk=NO_ID)


def _consultation(world: World, beside: Plan, whose: str) -> None:
    plan = factories.PlanFactory(
        organisation=beside.organisation, slug=f"plan-{whose}-consultation", state=PlanState.CONSULTATION
    )
    world.add("life", f"{whose} consultation", slug=plan.slug)


def _revision(world: World, plan: Plan, whose: str) -> None:
    decision = freezing.Decision(adopted_date=datetime.date(2017, 1, 30), adopted_by="Landstingsstyrelsen")
    revision = freezing.freeze_revision(plan=plan, decision=decision, by=None, now=timezone.now())
    frozen_documents.freeze(subject=revision, name="revision.pdf", content=b"%PDF-1.7", snapshot={}, by=None)
    assert FrozenFile.objects.filter(pk=revision.record_id).exists()
    assert PlanRevision.objects.filter(plan=plan).count() == 1
    world.add("revision", f"{whose} adopted", slug=plan.slug, number=revision.number)


def _draft(plan: Plan, title: str) -> Plan:
    leader = User.objects.filter(role_assignments__organisation=plan.organisation).order_by("pk").first()
    assert leader is not None
    draft = revisions.start_draft_revision(plan=plan, by=leader, now=timezone.now())
    draft.title = title
    draft.save()
    return draft
