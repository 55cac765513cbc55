"""Activities are made and changed by rules that hold whoever asks."""

from __future__ import annotations

import datetime

import pytest

from plans.actions import activities as actions
from plans.actions import moving, responsibles
from plans.models import Activity, ActivityResponsible, DeadlineMove, StatusUpdate
from staffing.editing import StaleVersion
from staffing.models import ResponsibleRole
from tests import factories
from tests.plans.activity_world import NOW, TODAY, World, make_world
from values.text import loose_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.mark.parametrize(
    ("text", "kind", "due", "steps"),
    [
        ("2017-12-31", "date", datetime.date(2017, 12, 31), ()),
        ("K2 2017", "quarter", datetime.date(2017, 6, 30), ()),
        ("Hösten 2017. Annonsering våren 2017", "season", datetime.date(2017, 12, 31), ("Annonsering våren 2017",)),
        ("Snarast", "asap", None, ()),
        ("Löpande arbete", "continuous", None, ()),
        ("", "undated", None, ()),
        ("när vi hinner", "unparsed", None, ()),
    ],
)
def test_derived_fields_follow_from_the_texts(
    text: str, kind: str, due: datetime.date | None, steps: tuple[str, ...]
) -> None:
    derived = actions.derived_fields(
        title="Förtydliga", description="Ångest", responsibles=["Chef", "Ledare"], deadline_text=text, today=TODAY
    )
    assert (derived["deadline_kind"], derived["due_date"], derived["steps"]) == (kind, due, steps)
    assert derived["responsible_text"] == "Chef; Ledare"
    assert all(loose_key(word) in derived["search_key"] for word in ("förtydliga", "ANGEST", "ledare"))


def test_a_new_activity_has_everything_derived(world: World) -> None:
    made = world.make(
        title="Annonsera",
        deadline_text="Hösten 2017. Annonsering våren 2017",
        responsible="personaldirektör; Studierektor",
    )
    made.refresh_from_db()
    assert made.original_due_date == made.due_date == datetime.date(2017, 12, 31)
    assert [step.text for step in made.steps.all()] == ["Annonsering våren 2017"]
    assert [row.role.title for row in made.responsibles.select_related("role")] == ["Personaldirektör", "Studierektor"]
    assert made.order == world.activity.order + 1
    assert made.history.count() == 1


def test_what_is_done_once_a_year_is_first_due_in_the_plan(world: World) -> None:
    """A plan that begins next year has nothing to do this year."""
    world.plan.start_date, world.plan.end_date = datetime.date(2040, 1, 1), datetime.date(2041, 12, 31)
    world.plan.save()
    assert world.make(deadline_text="Görs en gång per år").due_date == datetime.date(2040, 12, 31)


def test_a_known_role_of_the_region_is_used_and_a_new_one_is_made_in_the_section(world: World) -> None:
    world.make(responsible="PERSONALDIREKTÖR; Studierektor; studierektor")
    assert ResponsibleRole.objects.filter(title_key="personaldirektör").count() == 1
    assert ResponsibleRole.objects.get(title_key="studierektor").organisation == world.division


def test_another_regions_role_is_never_used(world: World, kalmar: object) -> None:
    factories.ResponsibleRoleFactory(organisation=kalmar, title="Kanslichef", title_key="kanslichef")
    made = world.make(responsible="Kanslichef")
    assert made.responsibles.get().role.organisation.region_id == world.plan.region_id


def test_parts_belong_to_their_roles() -> None:
    parsed = responsibles.parse("Personaldirektör ; ; Studierektor", "tecknar avtal; ; planerar")
    assert [(row.title, row.part) for row in parsed] == [
        ("Personaldirektör", "tecknar avtal"),
        ("Studierektor", "planerar"),
    ]


def test_changed_roles_leave_history(world: World) -> None:
    actions.update_activity(
        activity=world.activity,
        version=1,
        changes={},
        responsibles=responsibles.parse("Studierektor"),
        by=world.leader,
        now=NOW,
    )
    kinds = ActivityResponsible.history.filter(activity_id=world.activity.pk).values_list("history_type", flat=True)
    assert sorted(kinds) == ["+", "+", "-"]
    world.activity.refresh_from_db()
    assert world.activity.responsible_text == "Studierektor"
    assert "studierektor" in world.activity.search_key


def test_a_moved_deadline_needs_a_reason_and_is_logged(world: World) -> None:
    move = {"changes": {"deadline_text": "Hösten 2017"}, "by": world.leader, "now": NOW}
    with pytest.raises(actions.MoveNeedsReason):
        actions.update_activity(activity=world.activity, version=1, **move)
    world.activity.refresh_from_db()
    assert (world.activity.version, world.activity.deadline_text) == (1, "2017-06-30")
    moved = actions.update_activity(activity=world.activity, version=1, move_reason="Upphandlingen drog ut", **move)
    assert moved.due_date == datetime.date(2017, 12, 31)
    assert (moved.original_due_date, moved.deadline_moves) == (datetime.date(2017, 6, 30), 1)
    logged = DeadlineMove.objects.get(activity=moved)
    assert (logged.old_text, logged.new_text, logged.reason) == ("2017-06-30", "Hösten 2017", "Upphandlingen drog ut")
    assert (logged.old_due_date, logged.new_due_date, logged.by) == (
        datetime.date(2017, 6, 30),
        datetime.date(2017, 12, 31),
        world.leader,
    )


def test_another_spelling_of_the_same_day_is_no_move(world: World) -> None:
    same = actions.update_activity(
        activity=world.activity, version=1, changes={"deadline_text": "30 juni 2017"}, by=world.leader, now=NOW
    )
    assert (same.deadline_moves, same.due_date) == (0, datetime.date(2017, 6, 30))


def test_a_first_date_is_no_move_and_taking_it_away_is(world: World) -> None:
    made = world.make(deadline_text="Pågår")
    dated = actions.update_activity(
        activity=made, version=1, changes={"deadline_text": "2018"}, by=world.leader, now=NOW
    )
    assert (dated.original_due_date, dated.deadline_moves) == (datetime.date(2018, 12, 31), 0)
    with pytest.raises(actions.MoveNeedsReason):
        actions.update_activity(activity=dated, version=2, changes={"deadline_text": ""}, by=world.leader, now=NOW)


@pytest.mark.parametrize(("text", "moves"), [("2017-06-30", 1), ("2017-07-31", 2)])
def test_the_same_date_after_a_text_that_could_not_be_read_is_no_move_more(world: World, text: str, moves: int) -> None:
    def write(version: int, deadline: str) -> Activity:
        changes = {"deadline_text": deadline}
        return actions.update_activity(
            activity=world.activity, version=version, changes=changes, move_reason="Skäl", by=world.leader, now=NOW
        )

    assert write(1, "31 februari 2027").deadline_moves == 1
    assert write(2, "när det passar").deadline_moves == 1
    assert write(3, text).deadline_moves == moves


def test_an_old_date_is_late_on_save(world: World) -> None:
    assert world.make(title="Sen", deadline_text="2016").health == "late"
    assert world.make(title="Snart", deadline_text="2017").health == "on_track"


def test_steps_keep_their_ticks_when_the_text_is_edited(world: World) -> None:
    made = world.make(deadline_text="Hösten 2017. Annonsering våren 2017")
    made.steps.update(is_done=True)
    actions.update_activity(
        activity=made,
        version=1,
        changes={},
        steps=["Skriv annons", "Annonsering våren 2017"],
        by=world.leader,
        now=NOW,
    )
    assert list(made.steps.values_list("text", "is_done")) == [
        ("Skriv annons", False),
        ("Annonsering våren 2017", True),
    ]


def test_only_what_a_person_writes_can_be_written(world: World) -> None:
    with pytest.raises(TypeError, match="progress"):
        actions.update_activity(
            activity=world.activity, version=1, changes={"progress": "done"}, by=world.leader, now=NOW
        )


def test_another_plans_place_is_refused(world: World) -> None:
    foreign = factories.PlanAreaFactory(plan=factories.PlanFactory(organisation=world.root))
    with pytest.raises(actions.ForeignPlace):
        actions.update_activity(activity=world.activity, version=1, changes={"area": foreign}, by=world.leader, now=NOW)


def test_the_same_new_activity_sent_twice_is_one(world: World) -> None:
    now = datetime.datetime.now(tz=datetime.UTC)
    first, second = world.make(title="Samma", now=now), world.make(title="Samma", now=now)
    assert first.pk == second.pk
    assert Activity.objects.filter(title="Samma").count() == 1
    later = world.make(title="Samma", now=now + datetime.timedelta(minutes=2))
    assert later.pk != first.pk


def test_a_copy_takes_the_texts_and_nothing_that_happened(world: World) -> None:
    Activity.objects.filter(pk=world.activity.pk).update(
        progress="done", completed_date=TODAY, deadline_moves=3, last_update_date=TODAY
    )
    world.activity.refresh_from_db()
    plan = factories.PlanFactory(organisation=world.root)
    section, area = factories.PlanSectionFactory(plan=plan), factories.PlanAreaFactory(plan=plan)
    copy = actions.copy_activity(activity=world.activity, section=section, area=area, by=world.leader, now=NOW)
    assert (copy.plan, copy.progress, copy.completed_date, copy.deadline_moves) == (plan, "not_started", None, 0)
    assert copy.responsible_text == "Personaldirektör"
    assert copy.title.startswith("Utred utlandsrekrytering (")
    assert (copy.due_date, copy.last_update_date) == (world.activity.due_date, None)
    assert StatusUpdate.objects.filter(activity=copy).count() == 0


def test_deleted_goes_to_history_and_comes_back_as_late_as_it_is(world: World) -> None:
    gone = actions.delete_activity(activity=world.activity, version=1, by=world.leader, now=NOW)
    assert not Activity.objects.present().filter(pk=gone.pk).exists()
    assert (gone.deleted_by, gone.deleted_at) == (world.leader, NOW)
    back = actions.restore_activity(activity=gone, version=2, by=world.leader, now=NOW + datetime.timedelta(days=200))
    assert back.deleted_at is None
    assert back.health == "late"
    assert list(back.history.values_list("version", flat=True)) == [3, 2, 1]


def test_a_stale_version_writes_nothing(world: World) -> None:
    actions.update_activity(activity=world.activity, version=1, changes={"title": "Först"}, by=world.leader, now=NOW)
    with pytest.raises(StaleVersion):
        actions.update_activity(
            activity=world.activity, version=1, changes={"title": "Sist"}, by=world.manager, now=NOW
        )
    world.activity.refresh_from_db()
    assert (world.activity.title, world.activity.version) == ("Först", 2)


def test_up_and_down_change_places_with_the_neighbour(world: World) -> None:
    second, third = world.make(title="Två"), world.make(title="Tre")

    def titles() -> list[str]:
        return list(Activity.objects.order_by("order").values_list("title", flat=True))

    moving.nudge_activity(activity=third, version=1, direction=moving.Direction.UP, by=world.leader)
    assert titles() == ["Utred utlandsrekrytering", "Tre", "Två"]
    moving.nudge_activity(activity=second, version=1, direction=moving.Direction.DOWN, by=world.leader)
    assert titles() == ["Utred utlandsrekrytering", "Tre", "Två"]
    second.refresh_from_db()
    assert second.history.count() > 1


def test_places_that_were_never_numbered_are_numbered_by_a_move(world: World) -> None:
    world.make(title="Två")
    third = world.make(title="Tre")
    Activity.objects.update(order=0)
    moving.nudge_activity(activity=third, version=1, direction=moving.Direction.UP, by=world.leader)
    assert list(Activity.objects.order_by("order").values_list("title", "order")) == [
        ("Utred utlandsrekrytering", 1),
        ("Tre", 2),
        ("Två", 3),
    ]


def test_a_move_puts_the_activity_first_last_or_after(world: World) -> None:
    area = factories.PlanAreaFactory(plan=world.plan, title="Ersättning", order=2)
    first, second = (world.make(title=title, area=area) for title in ("A", "B"))

    def move(**where: object) -> list[str]:
        fresh = Activity.objects.get(pk=world.activity.pk)
        place = {"section": world.section, "area": area, "by": world.leader, "now": NOW}
        moving.move_activity(activity=fresh, version=fresh.version, **place, **where)
        return list(area.activities.order_by("order").values_list("title", flat=True))

    mine = world.activity.title
    assert move() == ["A", "B", mine]
    assert move(is_first=True) == [mine, "A", "B"]
    assert move(after=first) == ["A", mine, "B"]
    assert move(after=second) == ["A", "B", mine]


def test_measures_become_activities_in_their_areas(world: World) -> None:
    measures = factories.MeasureFactory.create_batch(2, description_sv="Så här", title_sv="Gör så")
    made = actions.create_from_measures(
        section=world.section, placements=[(measure, world.area) for measure in measures], by=world.leader, now=NOW
    )
    assert [(row.measure_id, row.title, row.description, row.horizon) for row in made] == [
        (measure.pk, "Gör så", "Så här", "short") for measure in measures
    ]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("HR-direktör, studierektor", "HR-direktör; studierektor"),
        ("Verksamhetschef; HR-direktör, Studierektor", "Verksamhetschef; HR-direktör; Studierektor"),
        ("HR-direktör, Okänd roll", "HR-direktör, Okänd roll"),
        ("Chef, akutkliniken", "Chef, akutkliniken"),
        ("HR-direktör; Studierektor", "HR-direktör; Studierektor"),
        ("HR-direktör,", "HR-direktör,"),
        ("", ""),
    ],
)
def test_commas_part_roles_that_the_region_has(world: World, typed: str, read: str) -> None:
    organisation = world.plan.organisation
    for title in ("HR-direktör", "Studierektor", "Chef", "Akutkliniken", "Chef, akutkliniken"):
        responsibles.role_of(title=title, organisation=organisation)
    assert responsibles.with_commas_read(typed, organisation.region_id) == read
