"""The world of the URL matrix: two regions and the nation, one thing of each kind in each state, one person of each role.

Every label says whose a thing is and its state ("other draft"); `missing` is an address of the same shape that names nothing,
"crossed part" joins a thing of the own region with a part of another's. Names that only some may read hold a secret word.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from documents import files
from documents.models import FrozenFile, Job
from indicators.actions import index as index_actions
from indicators.models import CostReturn, CostUpload, ReturnState
from plans import status_report_data
from plans.models import Plan, PlanState, StatusReport
from plans.models.activities import ActivityStep
from plans.queries import reports as report_queries
from staffing.models import Organisation, Role, User
from tests import factories
from values.period import Period

NO_ID = 99_999_999
NO_SLUG = "finns-inte"
PERIOD = Period.parse("2017-K4")

ANONYMOUS, NO_ROLE = "anonymous", "no_role"
LEADER, MANAGER, CONTROLLER, DECIDER = "process_leader", "manager", "controller", "decision_maker"
STEERING, AUDITOR = "steering_group", "auditor"
NATIONAL_AUDITOR, COORDINATOR, ADMINISTRATOR = "national_auditor", "national_coordinator", "administrator"

REGIONAL = frozenset({LEADER, MANAGER, CONTROLLER, DECIDER, STEERING, AUDITOR})
NATIONAL = frozenset({NATIONAL_AUDITOR, COORDINATOR, ADMINISTRATOR})
EVERYBODY = REGIONAL | NATIONAL
MEMBERS = REGIONAL | {NATIONAL_AUDITOR}
"""Who reads what the own region works with."""
SIGNED_IN = EVERYBODY | {NO_ROLE}
ACTORS = (ANONYMOUS, NO_ROLE, *sorted(EVERYBODY))

ROLES = {
    LEADER: Role.PROCESS_LEADER,
    MANAGER: Role.MANAGER,
    CONTROLLER: Role.CONTROLLER,
    DECIDER: Role.DECISION_MAKER,
    STEERING: Role.STEERING_GROUP,
    AUDITOR: Role.AUDITOR,
    NATIONAL_AUDITOR: Role.AUDITOR,
    COORDINATOR: Role.NATIONAL_COORDINATOR,
    ADMINISTRATOR: Role.ADMINISTRATOR,
}

Kwargs = dict[str, Any]


@dataclass
class World:
    """The people, the addresses of each kind of thing by label, and the secret words with those who may read them."""

    people: dict[str, User | AnonymousUser] = field(default_factory=dict)
    things: dict[str, dict[str, Kwargs]] = field(default_factory=dict)
    secrets: dict[str, frozenset[str]] = field(default_factory=dict)

    def add(self, kind: str, label: str, **kwargs: Any) -> None:
        """Name a thing by what its address needs."""
        self.things.setdefault(kind, {})[label] = kwargs

    def secret(self, word: str, readers: frozenset[str]) -> str:
        """Return a word that only `readers` may ever see in an answer."""
        self.secrets[word] = readers
        return word


HARD_SPACE = "\u00a0"
OTHER_SECRET = frozenset({NATIONAL_AUDITOR})


def build() -> World:
    """Make the world in the database."""
    world = World()
    own, other = factories.region_root("10", "Blekinge"), factories.region_root("08", "Kalmar")
    world.things["nothing"] = {"": {}}
    world.add("password_key", "", uidb36="1", key="no-such-key")
    for code in ("10", "08", "99"):
        label = {"10": "own", "08": "other", "99": "missing"}[code]
        world.add("region", label, code=code)
        world.add("region_table", label, code=code, file_type="csv")
    division = factories.OrganisationFactory(parent=own, name="Blekingesjukhuset", code="BLS")
    elsewhere = factories.OrganisationFactory(parent=other, name="Länssjukhuset", code="LSK")
    _people(world, own, division)
    _neighbours(world, other, elsewhere)
    _organisations(world, own, division, elsewhere)
    _plans(world, own, division, "own")
    _plans(world, other, elsewhere, "other")
    _crossings(world)
    _returns(world, own, "own")
    _returns(world, other, "other")
    _foreign_returns(world)
    # What the other region's submitted return adds to its figures; the locked one says 98,8.
    world.secret(f"87,7{HARD_SPACE}mnkr", frozenset({NATIONAL_AUDITOR, COORDINATOR}))
    index_actions.rebuild()
    measure = factories.MeasureFactory()
    world.things["measure"] = {"any": {"number": measure.number}, "missing": {"number": 999}}
    return world


def _people(world: World, root: Organisation, division: Organisation) -> None:
    places: dict[str, Organisation | None] = dict.fromkeys(REGIONAL, root) | dict.fromkeys(NATIONAL)
    places[MANAGER] = places[DECIDER] = division
    world.people[ANONYMOUS] = AnonymousUser()
    world.people[NO_ROLE] = factories.UserFactory(name="Utan Roll")
    for actor in sorted(EVERYBODY):
        user = factories.UserFactory(name=f"Egen {actor}")
        world.people[actor] = user
        right = factories.grant(user, ROLES[actor], places[actor])
        if actor == MANAGER:
            world.add("account", "own", pk=user.pk)
            world.add("right", "own", pk=right.pk)
    # Somebody else administers too, so that closing the one at hand is refused for no other reason than the right.
    factories.grant(factories.UserFactory(name="Andra Administratören"), Role.ADMINISTRATOR)
    world.add("account", "nation", pk=world.people[COORDINATOR].pk)
    world.add("account", "missing", pk=NO_ID)
    world.add("right", "missing", pk=NO_ID)


def _neighbours(world: World, root: Organisation, division: Organisation) -> None:
    readers = frozenset({NATIONAL_AUDITOR, ADMINISTRATOR})
    neighbour = factories.UserFactory(
        name=world.secret("Grannlandsnamnet", readers), email=world.secret("granne-hemlig@example.se", readers)
    )
    right = factories.grant(neighbour, Role.PROCESS_LEADER, root)
    world.add("account", "other", pk=neighbour.pk)
    world.add("right", "other", pk=right.pk)
    role = factories.ResponsibleRoleFactory(
        organisation=division, title=world.secret("Grannhemlig direktör", readers), holder=neighbour
    )
    world.add("responsible_role", "other", pk=role.pk)


def _organisations(world: World, root: Organisation, division: Organisation, elsewhere: Organisation) -> None:
    world.add("organisation", "own root", pk=root.pk)
    world.add("organisation", "own", pk=division.pk)
    world.add("organisation", "other", pk=elsewhere.pk)
    world.add("organisation", "missing", pk=NO_ID)
    role = factories.ResponsibleRoleFactory(organisation=division, title="Verksamhetschef ortopedi")
    world.add("responsible_role", "own", pk=role.pk)
    world.add("responsible_role", "missing", pk=NO_ID)


def _plans(world: World, root: Organisation, division: Organisation, whose: str) -> None:
    states = {"draft": {}, "adopted": {"adopted": True}, "closed": {"adopted": True, "state": PlanState.CLOSED}}
    for state, fields in states.items():
        label = f"{whose} {state}"
        title = f"Plan {label}"
        if label == "other draft":
            title = world.secret("Grannhemlig plan", OTHER_SECRET)
        plan = factories.PlanFactory(organisation=root, slug=f"plan-{whose}-{state}", title=title, **fields)
        _parts(world, plan, division, label)
    world.add("plan", "missing", slug=NO_SLUG)
    world.add("activity", "missing", pk=NO_ID)
    world.add("report", "missing", pk=NO_ID)


def _parts(world: World, plan: Plan, division: Organisation, label: str) -> None:
    is_secret = label == "other draft"
    section = factories.PlanSectionFactory(plan=plan, organisation=division, title=f"Avsnitt {label}")
    area = factories.PlanAreaFactory(plan=plan, title=f"Område {label}")
    title = world.secret("Grannhemlig aktivitet", OTHER_SECRET) if is_secret else f"Aktivitet {label}"
    activity = factories.ActivityFactory(plan=plan, section=section, area=area, title=title)
    removed = factories.ActivityFactory(
        plan=plan, section=section, area=area, title=f"Borttagen {label}", deleted_at=timezone.now()
    )
    step = ActivityStep.objects.create(activity=activity, text=f"Steg {label}")
    world.add("plan", label, slug=plan.slug)
    world.add("section", label, slug=plan.slug, pk=section.pk)
    world.add("area", label, slug=plan.slug, pk=area.pk)
    world.add("activity", label, pk=activity.pk)
    world.add("removed", label, pk=removed.pk)
    world.add("step", label, pk=activity.pk, step_pk=step.pk)
    for state in ("frozen", "queued"):
        world.add("report", f"{label} {state}", pk=_report(plan, state).pk)


def _report(plan: Plan, state: str) -> StatusReport:
    """Return a report that is frozen, with the page's real data, or one that waits in the queue."""
    is_frozen = state == "frozen"
    finished = {"state": Job.State.DONE, "finished_at": timezone.now()} if is_frozen else {}
    job = Job.objects.create(kind="status_report", unique_key=f"{plan.slug}:{state}", language="sv", **finished)
    return StatusReport.objects.create(
        plan=plan,
        first_month=PERIOD.first_date,
        number=1 if is_frozen else 2,
        correction="" if is_frozen else "Rättade tal",
        job=job,
        file=_frozen(plan) if is_frozen else None,
        requested_by_name="Någon",
    )


def _frozen(plan: Plan) -> FrozenFile:
    data = report_queries.status_report_for(
        plan=Plan.objects.get(pk=plan.pk),
        period=PERIOD,
        language="sv",
        number=1,
        correction="",
        decisions="",
        now=timezone.now(),
    )
    return files.freeze(
        kind="status_report",
        name=f"rapport-{plan.slug}.pdf",
        content_type="application/pdf",
        snapshot=status_report_data.to_snapshot(data),
        content=b"%PDF-1.7",
        by=None,
    )


def _crossings(world: World) -> None:
    """An own plan's address with a part that is not there, and with one of another region's plan: they answer alike."""
    things = world.things
    for part in ("section", "area"):
        world.add(part, "absent part", slug="plan-own-draft", pk=NO_ID)
        world.add(part, "crossed part", slug="plan-own-draft", pk=things[part]["other adopted"]["pk"])
        world.add(part, "missing", slug=NO_SLUG, pk=NO_ID)
    activity = things["activity"]["own adopted"]["pk"]
    world.add("step", "absent part", pk=activity, step_pk=NO_ID)
    world.add("step", "crossed part", pk=activity, step_pk=things["step"]["other adopted"]["step_pk"])
    world.add("step", "missing", pk=NO_ID, step_pk=NO_ID)
    world.add("removed", "missing", pk=NO_ID)


def _returns(world: World, root: Organisation, whose: str) -> None:
    now = timezone.now()
    submitted = {"state": ReturnState.SUBMITTED, "submitted_at": now, "counts_submitted": True}
    locked = {**submitted, "state": ReturnState.LOCKED, "locked_at": now, "counts_locked": True}
    states: dict[str, tuple[str, dict[str, Any]]] = {
        "open": ("2017-K3", {}),
        "submitted": ("2017-K2", submitted),
        "locked": ("2017-K1", locked),
    }
    for number, (state, (period, fields)) in enumerate(states.items()):
        made: CostReturn = factories.cost_return(root.region, period, **fields)
        amount_sek = 98_765_430 + number
        if whose == "other" and state != "locked":
            readers = frozenset({NATIONAL_AUDITOR, COORDINATOR}) if state == "submitted" else OTHER_SECRET
            amount_sek = 87_654_320 + number
            world.secret(str(amount_sek), readers)
            world.secret(f"{amount_sek:,}".replace(",", HARD_SPACE), readers)
        factories.cost_line(made, "agency", amount_sek)
        factories.cost_line(made, "own", 400_000_000)
        world.add("return", f"{whose} {state}", code=root.region.code, pk=made.pk)
    uploader = world.people[CONTROLLER]
    if whose == "other":
        uploader = User.objects.filter(role_assignments__organisation=root).order_by("pk").first()
    filename = "egen.csv" if whose == "own" else world.secret("grannhemlig.csv", frozenset())
    upload = CostUpload.objects.create(region=root.region, uploaded_by=uploader, filename=filename, sha256="0" * 64)
    world.add("upload", whose, code=root.region.code, pk=upload.pk)


def _foreign_returns(world: World) -> None:
    """Add what is not there, and the own region's address with another's return or upload."""
    things = world.things
    world.add("return", "missing", code="10", pk=NO_ID)
    world.add("return", "crossed", code="10", pk=things["return"]["other locked"]["pk"])
    world.add("upload", "absent part", code="10", pk=NO_ID)
    world.add("upload", "crossed part", code="10", pk=things["upload"]["other"]["pk"])
    world.add("upload", "missing", code="99", pk=NO_ID)
    things["return_file"] = {label: {**kwargs, "file_format": "csv"} for label, kwargs in things["return"].items()}
    things["nation_file"] = {"": {"file_type": "csv"}}
