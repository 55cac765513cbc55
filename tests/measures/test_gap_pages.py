"""The pages of the gap analysis: answers saved field by field, two people at once, rounds, lists and exports."""

from __future__ import annotations

import datetime
import io
import json

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from measures.actions import gap as actions
from measures.models import GapAssessment, GapRound, Measure
from staffing.models import Organisation, Role
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 10, 1)


@pytest.fixture
def measures(db: None) -> list[Measure]:
    area = factories.MeasureAreaFactory()
    return factories.MeasureFactory.create_batch(3, area=area)


@pytest.fixture
def gap_round(blekinge: Organisation, measures: list[Measure]) -> GapRound:
    return GapRound.objects.create(region=blekinge.region, title="Hösten", opened_date=DAY)


@pytest.fixture
def division(blekinge: Organisation) -> Organisation:
    return factories.OrganisationFactory(parent=blekinge, name="Sjukhuset", code="S")


@pytest.fixture
def leader(person, signed_in, blekinge: Organisation) -> Client:
    return signed_in(person(Role.PROCESS_LEADER, blekinge))


def url(name: str, gap_round: GapRound, place: Organisation) -> str:
    return reverse(name, kwargs={"pk": gap_round.pk, "organisation_pk": place.pk})


def send(client: Client, gap_round: GapRound, place: Organisation, measure: Measure, field: str, value, before=""):
    data = {"measure": measure.number, "field": field, "value": value, "before": before}
    return client.post(url("gap_answers", gap_round, place), data)


def test_a_cell_is_saved_at_once_with_who_and_history(leader, gap_round, blekinge, measures) -> None:
    response = send(leader, gap_round, blekinge, measures[0], "degree", "1")
    assert response.status_code == 200
    send(leader, gap_round, blekinge, measures[0], "effect", "5")
    response = send(leader, gap_round, blekinge, measures[0], "difficulty", "2")
    answer = response.json()
    assert answer["suggested"] == {str(measures[0].number): 5}
    assert (answer["assessed"], answer["total"]) == (1, 3)
    row = GapAssessment.objects.get()
    assert (row.degree, row.effect, row.difficulty, row.priority, row.version) == (1, 5, 2, None, 3)
    assert row.updated_by is not None
    assert row.history.count() == 3


def test_a_double_submit_gives_one_row_and_one_change(leader, gap_round, blekinge, measures) -> None:
    for _again in range(2):
        assert send(leader, gap_round, blekinge, measures[0], "degree", "4").status_code == 200
    assert GapAssessment.objects.get().history.count() == 1


def test_two_people_in_different_cells_of_a_row_never_meet(
    leader, person, signed_in, gap_round, blekinge, measures
) -> None:
    other = signed_in(person(Role.PROCESS_LEADER, blekinge))
    assert send(leader, gap_round, blekinge, measures[0], "degree", "2").status_code == 200
    assert send(other, gap_round, blekinge, measures[0], "effect", "4").status_code == 200
    row = GapAssessment.objects.get()
    assert (row.degree, row.effect) == (2, 4)


def test_two_people_in_the_same_cell_see_both_and_nothing_is_overwritten(
    leader, person, signed_in, gap_round, blekinge, measures
) -> None:
    other = signed_in(person(Role.PROCESS_LEADER, blekinge))
    send(leader, gap_round, blekinge, measures[0], "degree", "2")
    response = send(other, gap_round, blekinge, measures[0], "degree", "5")
    assert response.status_code == 409
    assert response.json()["theirs"] == "2"
    assert {key: response.json()["words"][key] for key in ("before", "theirs", "mine")} == {
        "before": "",
        "theirs": "2",
        "mine": "5",
    }
    assert GapAssessment.objects.get().degree == 2
    # Having seen it, the second may insist.
    assert send(other, gap_round, blekinge, measures[0], "degree", "5", before="2").status_code == 200
    assert GapAssessment.objects.get().degree == 5


@pytest.mark.parametrize(
    ("field", "value"),
    [("degree", "6"), ("degree", "0"), ("effect", "x"), ("comment", "å" * 2001), ("evidence_url", "javascript:alert(1)"),
     ("evidence_url", "x"), ("version", "1"), ("", "1")],
)  # fmt: skip
def test_bad_input_is_refused(leader, gap_round, blekinge, measures, field: str, value: str) -> None:
    response = send(leader, gap_round, blekinge, measures[0], field, value)
    assert response.status_code == 422
    assert response.json()["error"]
    assert not GapAssessment.objects.exists()


def test_a_cleared_cell_is_null_and_not_zero(leader, gap_round, blekinge, measures) -> None:
    send(leader, gap_round, blekinge, measures[0], "degree", "2")
    assert send(leader, gap_round, blekinge, measures[0], "degree", "", before="2").status_code == 200
    assert GapAssessment.objects.get().degree is None


def test_a_manager_answers_for_the_own_division_only(
    person, signed_in, gap_round, blekinge, division, measures
) -> None:
    manager = signed_in(person(Role.MANAGER, division))
    assert send(manager, gap_round, division, measures[0], "degree", "2").status_code == 200
    assert send(manager, gap_round, blekinge, measures[0], "degree", "2").status_code == 403
    assert manager.get(url("gap_grid", gap_round, blekinge)).status_code == 200


def test_readers_read_and_strangers_see_nothing(person, signed_in, gap_round, blekinge, kalmar, measures) -> None:
    reader, stranger = signed_in(person(Role.STEERING_GROUP, blekinge)), signed_in(person(Role.PROCESS_LEADER, kalmar))
    for name in ("gap_grid", "gap_answers", "gap_ranking"):
        assert reader.get(url(name, gap_round, blekinge)).status_code == 200
        assert stranger.get(url(name, gap_round, blekinge)).status_code == 404
    assert send(reader, gap_round, blekinge, measures[0], "degree", "2").status_code == 403
    assert send(stranger, gap_round, blekinge, measures[0], "degree", "2").status_code == 404
    assert (
        "<input"
        not in reader.get(url("gap_grid", gap_round, blekinge))
        .content.decode()
        .split('id="gap"')[1]
        .split('name="opened"')[1]
        .split("<table")[1]
    )


def form(measures: list[Measure], opened: dict[str, dict[str, str]], **typed: str) -> dict[str, str]:
    data = {"area": measures[0].area.code, "opened": json.dumps(opened)}
    return data | {f"m{measures[0].number}-{field}": value for field, value in typed.items()}


def test_without_javascript_an_area_is_saved_whole(leader, gap_round, blekinge, measures) -> None:
    typed = {"degree": "3", "is_not_relevant": "1", "comment": "En rad\r\ntill", "evidence_url": "https://example.se/x"}
    response = leader.post(url("gap_grid", gap_round, blekinge), form(measures, {}, **typed))
    assert response.status_code == 302
    row = GapAssessment.objects.get()
    assert (row.degree, row.is_not_relevant, row.comment) == (3, True, "En rad\ntill")


def test_a_form_with_an_error_keeps_what_was_typed(leader, gap_round, blekinge, measures) -> None:
    response = leader.post(url("gap_grid", gap_round, blekinge), form(measures, {}, degree="9", comment="Kvar"))
    assert response.status_code == 422
    page = response.content.decode()
    assert 'id="error-summary"' in page
    assert "Kvar" in page
    assert 'value="9"' in page
    assert not GapAssessment.objects.exists()


def test_a_stale_form_shows_mine_and_theirs_and_saves_the_rest(leader, gap_round, blekinge, measures) -> None:
    GapAssessment.objects.create(round=gap_round, organisation=blekinge, measure=measures[0], degree=2)
    response = leader.post(url("gap_grid", gap_round, blekinge), form(measures, {}, degree="5", effect="4"))
    assert response.status_code == 409
    conflict = response.context["conflicts"]
    assert [(one.before, one.theirs, one.mine) for one in conflict] == [("", "2", "5")]
    row = GapAssessment.objects.get()
    assert (row.degree, row.effect) == (2, 4)
    # The form that was shown is opened with theirs: sent again, mine counts.
    opened = json.loads(response.context["areas"][0][2])
    assert leader.post(
        url("gap_grid", gap_round, blekinge), form(measures, opened, degree="5", effect="4")
    ).status_code == 302  # fmt: skip
    assert GapAssessment.objects.get().degree == 5


def test_a_closed_round_takes_no_answers(leader, gap_round, blekinge, measures) -> None:
    close = reverse("gap_round_close", kwargs={"pk": gap_round.pk})
    leader.post(close, {"version": "1"})
    gap_round.refresh_from_db()
    assert gap_round.is_open
    assert leader.post(close, {"version": "7", "confirm": "1"}).status_code == 409
    assert leader.post(close, {"version": "1", "confirm": "1"}).status_code == 302
    gap_round.refresh_from_db()
    assert not gap_round.is_open
    assert gap_round.history.count() == 2
    assert send(leader, gap_round, blekinge, measures[0], "degree", "2").status_code == 403
    with pytest.raises(actions.RoundClosed):
        actions.save_field(
            gap_round=gap_round, organisation=blekinge, measure=measures[0], field="degree", value=2, before=None,
            by=factories.UserFactory(),
        )  # fmt: skip


def test_a_region_has_one_open_round(leader, gap_round, blekinge) -> None:
    address = reverse("gap_round_create", kwargs={"code": "10"})
    assert leader.post(address, {"title": "En till"}).status_code == 422
    GapRound.objects.update(closed_date=DAY)
    assert leader.post(address, {"title": ""}).status_code == 422
    assert leader.post(address, {"title": "En till"}).status_code == 302
    assert GapRound.objects.count() == 2


def test_the_database_refuses_what_is_no_answer(gap_round, blekinge, measures) -> None:
    for field, value in (("degree", 0), ("effect", 6), ("difficulty", 9), ("priority", 0)):
        with pytest.raises(IntegrityError), transaction.atomic():
            GapAssessment.objects.create(round=gap_round, organisation=blekinge, measure=measures[0], **{field: value})


def running() -> dict[str, datetime.date]:
    """Return the period of a plan that is under way on any day the tests are run."""
    today = timezone.localdate()
    return {"start_date": datetime.date(today.year, 1, 1), "end_date": datetime.date(today.year + 1, 12, 31)}


def test_what_an_ended_plan_held_is_told_apart_from_what_is_planned(leader, gap_round, blekinge, measures) -> None:
    now = factories.PlanFactory(organisation=blekinge, title="Planen nu", adopted=True, **running())
    over = factories.PlanFactory(organisation=blekinge, title="Planen 2017", adopted=True)
    closed = factories.PlanFactory(organisation=blekinge, title="Avslutad", adopted=True, state="closed", **running())
    for plan in (now, over, closed):
        factories.ActivityFactory(plan=plan, measure=measures[1])
    factories.ActivityFactory(plan=over, measure=measures[0])
    page = leader.get(url("gap_ranking", gap_round, blekinge))
    uses = {row["measure"].number: row["uses"] for row in page.context["ranking"]}
    assert uses[measures[1].number].current == [now]
    assert set(uses[measures[1].number].earlier) == {over, closed}
    assert uses[measures[0].number].current == []
    assert "i ingen gällande plan" in page.content.decode()


def test_an_adopted_plan_that_runs_is_offered_by_way_of_a_draft_revision(leader, gap_round, blekinge) -> None:
    now = factories.PlanFactory(organisation=blekinge, title="Planen nu", adopted=True, **running())
    factories.PlanFactory(organisation=blekinge, title="Planen 2017", adopted=True)
    page = leader.get(url("gap_ranking", gap_round, blekinge))
    assert page.context["plans_to_open"] == [now]
    assert reverse("plan_revision_list", args=[now.slug]) in page.content.decode()
    draft = factories.PlanFactory(organisation=blekinge, title="Utkastet", revises=now, **running())
    page = leader.get(url("gap_ranking", gap_round, blekinge))
    assert page.context["plans_to_open"] == []
    assert page.context["plans_to_add_to"] == [draft]


def test_the_ranked_list_filters_and_leads_into_a_plan(leader, gap_round, blekinge, measures) -> None:
    plan = factories.PlanFactory(organisation=blekinge, title="Planen", **running())
    closed = factories.PlanFactory(organisation=blekinge, title="Avslutad plan", adopted=True, state="closed")
    factories.ActivityFactory(plan=plan, measure=measures[1])
    GapAssessment.objects.create(
        round=gap_round, organisation=blekinge, measure=measures[0], degree=1, effect=5, difficulty=2, priority=1
    )
    page = leader.get(url("gap_ranking", gap_round, blekinge))
    assert [one.pk for one in page.context["plans_to_add_to"]] == [plan.pk]
    assert closed.title not in page.content.decode()
    add = reverse("activity_add_from_catalogue", args=[plan.slug])
    here = url("gap_ranking", gap_round, blekinge)
    ticked = "&".join(f"measure={one.number}" for one in measures[:2])
    assert leader.get(f"{here}?to={plan.slug}&{ticked}").url == f"{add}?{ticked}"
    assert leader.get(f"{here}?to=&{ticked}").url == f"{reverse('plan_create')}?{ticked}"
    by_number = {row["measure"].number: row for row in page.context["ranking"]}
    assert by_number[measures[1].number]["uses"].current == [plan]
    assert by_number[measures[0].number]["uses"] is None
    show = {
        shown: [
            row["measure"]
            for row in leader.get(f"{url('gap_ranking', gap_round, blekinge)}?show={shown}").context["ranking"]
        ]
        for shown in ("unassessed", "changed")
    }
    assert show == {"unassessed": measures[1:], "changed": measures[:1]}
    numbers = "&".join(f"measure={one.number}" for one in measures[:2])
    form_page = leader.get(f"{add}?{numbers}").content.decode()
    assert form_page.count(" checked") == 2


def test_nothing_ticked_leads_nowhere_and_is_said(leader, gap_round, blekinge, measures, person, signed_in) -> None:
    plan = factories.PlanFactory(organisation=blekinge, title="Planen", **running())
    here = url("gap_ranking", gap_round, blekinge)
    for asked in (f"?to={plan.slug}", "?to=", f"?to={plan.slug}&measure=999", "?to=&measure=x"):
        page = leader.get(here + asked)
        first = page.context["ranking"][0]["measure"].number
        assert page.status_code == 422
        assert f'<li><a href="#m{first}">' in page.content.decode()
        assert f'id="m{first}"' in page.content.decode()
    # A plan that takes nothing in is not gone to either; what was ticked is.
    closed = factories.PlanFactory(organisation=blekinge, adopted=True, state="closed")
    page = leader.get(f"{here}?to={closed.slug}&measure={measures[1].number}")
    assert page.status_code == 422
    assert page.content.decode().count(" checked") == 1
    # Who cannot write plans has no form, and its address is the list.
    assert signed_in(person(Role.STEERING_GROUP, blekinge)).get(f"{here}?to=").status_code == 200


def test_levels_and_rounds_are_compared(leader, gap_round, blekinge, division, measures) -> None:
    earlier = GapRound.objects.create(
        region=blekinge.region, title="Förra", opened_date=DAY.replace(year=2025), closed_date=DAY
    )
    for where, place, degree in ((earlier, blekinge, 1), (gap_round, blekinge, 3), (gap_round, division, 5)):
        GapAssessment.objects.create(round=where, organisation=place, measure=measures[2], degree=degree)
    page = leader.get(reverse("gap_compare", kwargs={"pk": gap_round.pk}))
    measure, row = page.context["spreads"][0]
    assert (measure, row.values, row.distance) == (measures[2], (3, 5), 2)
    measure, change = page.context["changes"][0]
    assert (measure, change.change) == (measures[2], 2)
    assert page.context["changes"][1][1].change is None
    # The last round's answer stands beside the cell, and is not counted as one of this round.
    GapAssessment.objects.filter(round=gap_round).delete()
    grid = leader.get(url("gap_grid", gap_round, blekinge))
    assert 'data-previous="1"' in grid.content.decode()
    assert grid.context["progress"].assessed == 0


def test_the_export_leaves_the_unanswered_empty_and_formulas_inert(leader, gap_round, blekinge, measures) -> None:
    GapAssessment.objects.create(
        round=gap_round, organisation=blekinge, measure=measures[0], degree=2, comment="=HYPERLINK(1)"
    )
    export = reverse("gap_export", kwargs={"pk": gap_round.pk, "file_format": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(leader.get(export).content))
    sheet = book.worksheets[0]
    first, second = list(sheet.iter_rows(min_row=2, values_only=True))[:2]
    assert (first[4], first[5], first[8]) == (2, None, None)
    assert first[10].startswith("'=")
    assert set(second[4:]) == {None}
    assert leader.get(export.replace("xlsx", "csv")).content.startswith(b"\xef\xbb\xbf")
    assert leader.get(export.replace("xlsx", "exe")).status_code == 404


def test_pages_ask_as_much_for_three_measures_as_for_sixty(
    leader, gap_round, blekinge, measures, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.MeasureFactory.create_batch(20, area=measures[0].area)
    for measure in Measure.objects.all():
        GapAssessment.objects.create(round=gap_round, organisation=blekinge, measure=measure, degree=2)
    for name, count in (("gap_grid", GRID_QUERIES), ("gap_answers", ANSWERS_QUERIES), ("gap_ranking", RANKING_QUERIES)):
        with django_assert_num_queries(count):
            assert leader.get(url(name, gap_round, blekinge)).status_code == 200


GRID_QUERIES, ANSWERS_QUERIES, RANKING_QUERIES = 10, 8, 12


def test_words_of_the_scales_are_changed_by_those_who_keep_them(person, signed_in, leader) -> None:
    from measures.models import ScaleStep  # noqa: PLC0415

    step = ScaleStep.objects.create(scale="degree", step=1, name_sv="inget", name_en="none")
    address = reverse("gap_scale_edit", kwargs={"pk": step.pk})
    assert leader.get(address).status_code == 403
    administrator = signed_in(person(Role.ADMINISTRATOR))
    words = {"name_sv": "ej påbörjat", "name_en": "not begun"}
    assert administrator.post(address, {**words, "version": "1"}).status_code == 302
    step.refresh_from_db()
    assert (step.name_sv, step.version) == ("ej påbörjat", 2)
    assert administrator.post(address, {**words, "name_sv": "annat", "version": "1"}).status_code == 409
    assert administrator.post(address, {**words, "name_sv": "", "version": "2"}).status_code == 422
