"""Good examples: written, shared, found, withdrawn; begun from an activity; counted at the measure."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.actions import examples as actions
from measures.models import ExampleState, GoodExample, Measure
from plans.demo import blekinge as blekinge_demo
from plans.demo import good_examples
from staffing.editing import StaleVersion
from staffing.models import Organisation, Role
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/exempel/"
WHOLE = {
    "title": "Ångestmottagning utan hyrläkare",
    "done": "Vi bytte schema.",
    "result": "Färre hyrda veckor.",
    "outcome": "yes",
    "contact_role": "HR-direktör",
    "contact_unit": "Regionstab HR",
}


@pytest.fixture
def measure(db: None) -> Measure:
    return factories.MeasureFactory(number=8)


@pytest.fixture
def leader(person, signed_in, blekinge: Organisation) -> Client:
    return signed_in(person(Role.PROCESS_LEADER, blekinge))


@pytest.fixture
def neighbour(person, signed_in, kalmar: Organisation) -> Client:
    return signed_in(person(Role.PROCESS_LEADER, kalmar))


@pytest.fixture
def coordinator(person, signed_in) -> Client:
    return signed_in(person(Role.NATIONAL_COORDINATOR))


def example(root: Organisation, measure: Measure, *, shared: bool = True, **fields) -> GoodExample:
    by = factories.UserFactory()
    made = actions.write_example(region=root.region, fields={"measure": measure, **WHOLE, **fields}, by=by)
    if shared:
        made = actions.share_example(example=made, version=made.version, by=by, now=timezone.now())
    return made


def url(name: str, one: GoodExample) -> str:
    return reverse(f"example_{name}", kwargs={"pk": one.pk})


def sent(measure: Measure, version: int = 1, **fields) -> dict[str, object]:
    return {"measure": measure.pk, **WHOLE, "version": version, **fields}


def test_an_example_is_written_shared_and_read_by_another_region(leader, neighbour, blekinge, measure):
    page = reverse("example_create", kwargs={"code": "10"})
    assert f'<option value="{measure.pk}" selected>' in leader.get(f"{page}?measure=8").content.decode()
    assert leader.post(page, sent(measure, effect_value="1 234,5", effect_unit="kr", effect_source="Årsredovisning 2025",
        since_date="3 april 2025", link="https://example.se/rapport")).status_code == 302  # fmt: skip
    made = GoodExample.objects.get()
    assert (made.state, made.region, str(made.effect_value), made.since_date) == (
        "draft",
        blekinge.region,
        "1234.50",
        datetime.date(2025, 4, 3),
    )
    assert made.updated_by is not None
    # Nobody in another region knows of the draft.
    assert neighbour.get(url("detail", made)).status_code == 404
    assert WHOLE["title"] not in neighbour.get(LIST).content.decode()
    assert leader.post(url("share", made), {"version": 1}).status_code == 302
    html = neighbour.get(url("detail", made)).content.decode()
    assert "1\u00a0234,5 kr" in html
    assert "Årsredovisning 2025" in html
    assert neighbour.get(url("edit", made)).status_code == 403
    assert neighbour.post(url("withdraw", made), {"version": 2, "reason": "x"}).status_code == 403
    assert made.history.count() == 2


def test_who_only_reads_writes_nothing_and_who_has_no_role_sees_nothing(person, signed_in, blekinge, measure):
    one = example(blekinge, measure)
    reader, stranger = signed_in(person(Role.MANAGER, blekinge)), signed_in(person())
    assert reader.get(url("detail", one)).status_code == 200
    assert reader.get(url("edit", one)).status_code == 403
    assert reader.get(reverse("example_create", kwargs={"code": "10"})).status_code == 403
    for address in (LIST, url("detail", one), f"{LIST}export/csv/"):
        assert stranger.get(address).status_code == 404


def test_a_leader_of_a_division_does_not_write_for_the_region(person, signed_in, blekinge, measure):
    division = factories.OrganisationFactory(parent=blekinge)
    client = signed_in(person(Role.PROCESS_LEADER, division))
    assert client.get(reverse("example_create", kwargs={"code": "10"})).status_code == 403


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"title": ""}, "title"),
        ({"effect_value": "12", "effect_unit": "", "effect_source": "Bokslut"}, "effect_unit"),
        ({"effect_value": "12", "effect_unit": "kr", "effect_source": " "}, "effect_source"),
        ({"effect_value": "1.234", "effect_unit": "kr", "effect_source": "x"}, "effect_value"),
        ({"link": "http://example.se/"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"contact_role": "anna.andersson@region.se"}, "contact_role"),
        ({"contact_unit": "hr@region.se"}, "contact_unit"),
        ({"since_date": "i våras"}, "since_date"),
        ({"outcome": "kanske"}, "outcome"),
    ],
)
def test_bad_input_is_refused_at_its_field(leader, measure, fields, name):
    answer = leader.post(reverse("example_create", kwargs={"code": "10"}), sent(measure, **fields))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [name]
    assert not GoodExample.objects.exists()


def test_an_organisation_of_another_region_is_no_choice(leader, kalmar, measure):
    elsewhere = factories.OrganisationFactory(parent=kalmar)
    answer = leader.post(reverse("example_create", kwargs={"code": "10"}), sent(measure, organisation=elsewhere.pk))
    assert answer.status_code == 422


def test_a_half_written_draft_is_kept_but_not_shared(leader, blekinge, measure):
    page = reverse("example_create", kwargs={"code": "10"})
    assert leader.post(page, {"measure": measure.pk, "title": "Halv", "version": 1}).status_code == 302
    made = GoodExample.objects.get()
    answer = leader.post(url("share", made), {"version": 1})
    assert answer.status_code == 422
    assert "vad vi gjorde" in answer.content.decode() or "what we did" in answer.content.decode()
    made.refresh_from_db()
    assert (made.state, made.version) == (ExampleState.DRAFT, 1)


def test_what_is_shared_stays_whole(leader, blekinge, measure):
    one = example(blekinge, measure)
    answer = leader.post(url("edit", one), sent(measure, version=one.version, result=""))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["result"])
    assert leader.post(url("edit", one), sent(measure, version=one.version, result="Nytt")).status_code == 302
    one.refresh_from_db()
    assert (one.result, one.is_shared) == ("Nytt", True)
    with pytest.raises(actions.NotWhole), transaction.atomic():
        actions.change_example(example=one, version=one.version, fields={"done": " "}, by=factories.UserFactory())


def test_of_two_who_write_the_second_is_shown_both(leader, blekinge, measure):
    one = example(blekinge, measure)
    version = one.version
    assert leader.post(url("edit", one), sent(measure, version=version, result="Först")).status_code == 302
    answer = leader.post(url("edit", one), sent(measure, version=version, result="Sedan"))
    assert answer.status_code == 409
    assert "Först" in answer.content.decode()
    assert "Sedan" in answer.content.decode()
    assert leader.post(url("withdraw", one), {"version": version, "reason": "Fel"}).status_code == 409
    assert leader.post(url("edit", one), sent(measure, version="")).status_code == 400
    one.refresh_from_db()
    assert (one.result, one.is_shared) == ("Först", True)
    with pytest.raises(StaleVersion), transaction.atomic():
        actions.withdraw_example(
            example=one, version=version, reason="x", by=factories.UserFactory(), now=timezone.now()
        )


def test_the_coordinator_withdraws_with_a_reason_and_it_leaves_lists_and_counts(
    leader, neighbour, coordinator, blekinge, measure
):
    one = example(blekinge, measure)
    assert coordinator.post(url("withdraw", one), {"version": one.version, "reason": " "}).status_code == 422
    assert coordinator.post(url("withdraw", one), {"version": one.version, "reason": "Fel siffra"}).status_code == 302
    for client in (leader, coordinator):
        assert "Fel siffra" in client.get(url("detail", one)).content.decode()
        assert client.get(LIST).context["count"] == 0
        assert list(client.get(LIST).context["withdrawn"]) == [one]
    assert neighbour.get(url("detail", one)).status_code == 404
    assert not neighbour.get("/atgarder/8/").context["outcomes"].is_reported
    # It is over: not changed, not shared again.
    assert leader.get(url("edit", one)).status_code == 403
    assert leader.post(url("share", one), {"version": 3}).status_code == 403


def test_a_draft_that_is_withdrawn_is_never_the_coordinators_to_see(leader, coordinator, blekinge, measure):
    one = example(blekinge, measure, shared=False)
    assert leader.post(url("withdraw", one), {"version": 1, "reason": "Blev inget"}).status_code == 302
    assert coordinator.get(url("detail", one)).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "shared", "shared_at": None},
        {"state": "shared", "result": ""},
        {"state": "draft"},
        {"state": "withdrawn", "withdrawn_reason": ""},
        {"withdrawn_reason": "utan att vara det"},
        {"effect_value": 3, "effect_unit": ""},
        {"link": "http://example.se/"},
    ],
)
def test_the_database_holds_what_must_be_true(blekinge, measure, fields):
    one = example(blekinge, measure)
    with pytest.raises(IntegrityError), transaction.atomic():
        GoodExample.objects.filter(pk=one.pk).update(**fields)


def test_search_filters_chips_and_drafts_first(leader, blekinge, kalmar, measure):
    doctor, primary = factories.profession("doctor"), factories.care_area("primary")
    old = example(blekinge, measure, profession=doctor, care_area=primary)
    other = example(kalmar, factories.MeasureFactory(number=9), title="Sommarplanering", outcome="no")
    draft = example(blekinge, measure, shared=False, title="Utkastet")

    def found(query: str) -> list[GoodExample]:
        answer = leader.get(f"{LIST}?{query}")
        assert answer.status_code == 200
        return list(answer.context["page"])

    assert found("") == [draft, other, old]
    assert found("q=angest") == [old]
    assert found("q=ÅNGEST blekinge") == [old]
    assert found(f"area={measure.area.code}") == [draft, old]
    assert found("measure=9") == [other]
    assert found("region=08") == [other]
    assert found("profession=doctor&care_area=primary") == [old]
    assert found("outcome=no") == [other]
    answer = leader.get(f"{LIST}?region=08&q=sommar")
    assert [chip.without for chip in answer.context["filter"].chips()] == ["?region=08", "?q=sommar"]
    assert leader.get(f"{LIST}?region=99").status_code == 422
    assert leader.get(f"{LIST}export/csv/?region=99").status_code == 422


def test_the_files_hold_the_filtered_list_and_escape_formulas(leader, neighbour, blekinge, kalmar, measure):
    example(blekinge, measure, title="=1+1")
    example(kalmar, measure, title="Annan")
    example(blekinge, measure, shared=False, title="Hemligt utkast")
    book = openpyxl.load_workbook(io.BytesIO(leader.get(f"{LIST}export/xlsx/?region=10").content))
    titles = [cell.value for column in book.worksheets[0].iter_cols() for cell in column]
    assert "Hemligt utkast" in titles
    assert "Annan" not in titles
    text = neighbour.get(f"{LIST}export/csv/").content.decode("utf-8-sig")
    assert "Annan" in text
    assert "Hemligt utkast" not in text
    assert ";=1+1" not in text
    assert leader.get(f"{LIST}export/exe/").status_code == 404


def test_the_list_does_not_ask_more_for_more_rows(leader, blekinge, measure, django_assert_num_queries):
    def ask() -> int:
        with django_assert_num_queries(QUERIES):
            return leader.get(LIST).context["count"]

    example(blekinge, measure)
    leader.get(LIST)
    assert ask() == 1
    division = factories.OrganisationFactory(parent=blekinge)
    for number in range(24):
        example(blekinge, factories.MeasureFactory(), organisation=division, title=f"Nr {number}")
    assert ask() == 25
    assert len(leader.get(f"{LIST}?page=2").context["page"]) == 5


QUERIES = 13


def test_the_measure_tells_its_examples_and_in_how_many_regions_it_worked(leader, blekinge, kalmar, measure):
    skane = factories.region_root("12", "Skåne")
    for root, outcome in ((blekinge, "no"), (blekinge, "yes"), (kalmar, "partly"), (skane, "too_early")):
        example(root, measure, outcome=outcome, title=f"{root.region.short_name} {outcome}")
    answer = leader.get("/atgarder/8/")
    outcomes = answer.context["outcomes"]
    assert (outcomes.yes, outcomes.answered, outcomes.partly, outcomes.too_early) == (1, 2, 1, 1)
    html = answer.content.decode()
    assert "Skåne too_early" in html
    assert f"{reverse('example_create', kwargs={'code': '10'})}?measure=8" in html
    [(_area, [line])] = leader.get(reverse("measure_map")).context["groups"]
    assert line["examples"] == 4


def test_an_activity_that_is_done_begins_an_example(leader, neighbour, signed_in, person, blekinge, measure):
    plan = factories.PlanFactory(organisation=blekinge, adopted=True)
    division = factories.OrganisationFactory(parent=blekinge, name="Blekingesjukhuset")
    activity = factories.ActivityFactory(
        plan=plan,
        section=factories.PlanSectionFactory(plan=plan, organisation=division),
        measure=measure,
        title="Ny tidbok",
        description="Läkaren styr.",
    )
    factories.make_responsible(activity, factories.ResponsibleRoleFactory(organisation=division, title="Chefläkare"))
    page, share = activity.get_absolute_url(), reverse("activity_share_example", kwargs={"pk": activity.pk})
    assert share not in leader.get(page).content.decode()
    assert leader.get(share).status_code == 403
    activity.progress, activity.completed_date = "done", datetime.date(2018, 3, 1)
    activity.save()
    assert share in leader.get(page).content.decode()
    form = leader.get(share).context["form"]
    assert {name: form[name].value() for name in ("measure", "title", "done", "contact_role", "organisation")} == {
        "measure": measure.pk,
        "title": "Ny tidbok",
        "done": "Läkaren styr.",
        "contact_role": "Chefläkare",
        "organisation": division.pk,
    }
    for client in (neighbour, signed_in(person(Role.MANAGER, blekinge))):
        assert share not in client.get(page).content.decode()
        assert client.get(share).status_code == 403
    assert share not in leader.get(f"{page}?per={timezone.localdate() - datetime.timedelta(days=1)}").content.decode()


def test_the_examples_of_the_demo_are_marked_and_quote_what_the_plan_says(db, blekinge):
    call_command("load_reference", stdout=io.StringIO())
    assert (good_examples.load(), good_examples.load()) == (6, 0)
    made = list(GoodExample.objects.all())
    assert all(one.is_example and good_examples.MARK in one.done + one.result for one in made)
    assert {one.outcome for one in made if one.is_shared} == {"yes", "partly", "no", "too_early"}
    printed = blekinge_demo.PRINTED.read_text(encoding="utf-8")
    assert good_examples.PRINTED in printed
    assert good_examples.PRINTED_WHEN in printed


def test_its_region_reads_who_changed_what_and_no_other_does(leader, neighbour, blekinge, measure):
    one = example(blekinge, measure)
    leader.post(url("edit", one), sent(measure, version=one.version, result="Mindre än väntat"))
    assert "<ins>Mindre än väntat</ins>" in leader.get(url("detail", one)).content.decode()
    html = neighbour.get(url("detail", one)).content.decode()
    assert "<ins>" not in html
    assert str(GoodExample.objects.get().updated_by) not in html
