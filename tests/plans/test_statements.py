"""Evaluations and grant reports: opened by the nation, written by regions, submitted, corrected, collected."""

from __future__ import annotations

import datetime
import io
import re

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from documents import jobs
from plans import statement_document, statement_reading
from plans.actions import statements as actions
from plans.forms.statements import StatementForm
from plans.models import Statement, StatementEdition, StatementRound
from plans.queries import statements as queries
from staffing.models import Role
from tests import factories
from tests.documents import pdf_structure

pytestmark = pytest.mark.django_db

DUE = datetime.date(2026, 12, 1)


@pytest.fixture
def evaluation() -> StatementRound:
    return StatementRound.objects.create(kind="evaluation", year=2026, due_date=DUE)


@pytest.fixture
def grant() -> StatementRound:
    return StatementRound.objects.create(kind="grant_report", year=2026, due_date=DUE)


@pytest.fixture
def leader(blekinge, person):
    return person(Role.PROCESS_LEADER, blekinge)


@pytest.fixture
def coordinator(db, person):
    return person(Role.NATIONAL_COORDINATOR)


def url(name: str, collection: StatementRound, **kwargs: object) -> str:
    return reverse(name, kwargs={"pk": collection.pk, "code": "10", **kwargs})


def written(collection, region, **answers) -> Statement:
    statement = actions.statement_of(collection=collection, region=region)
    return actions.write_answers(
        statement=statement, version=statement.version, registry_number="RB 2026/1", answers=answers
    )


def submitted(collection, region, by, **answers) -> StatementEdition:
    statement = written(collection, region, **answers)
    return actions.submit(statement=statement, version=statement.version, correction="", by=by, now=timezone.now())


def test_the_coordinator_opens_one_collection_a_kind_and_year(coordinator, signed_in):
    client = signed_in(coordinator)
    sent = {"kind": "evaluation", "year": "2026", "due_date": "2026-12-01", "message": "", "version": "1"}
    assert client.post(reverse("statement_round_create"), sent).status_code == 302
    again = client.post(reverse("statement_round_create"), sent)
    assert again.status_code == 422
    assert StatementRound.objects.get().due_date == DUE


def test_answers_are_saved_as_they_are_written_and_kept_question_by_question(evaluation, leader, signed_in):
    client = signed_in(leader)
    page = url("statement_edit", evaluation)
    first = {"version": "1", "answer_ownership": "Styrgruppen höll i det.", "initial-answer_ownership": ""}
    assert client.post(page, first).status_code == 302
    # Opened before that, with another question changed: both stay.
    second = {"version": "1", "answer_risks": "Köer.", "initial-answer_risks": "", "initial-answer_ownership": ""}
    second |= {"answer_ownership": ""}
    answer = client.post(page, second)
    assert answer.status_code == 409
    assert "Styrgruppen höll i det." in answer.content.decode()
    assert "Köer." in answer.content.decode()
    statement = Statement.objects.get()
    assert queries.answers_of(statement)["ownership"] == "Styrgruppen höll i det."
    assert client.post(page, {"answer_risks": "utan version"}).status_code == 400


def test_what_is_submitted_is_frozen_as_a_readable_pdf(evaluation, leader):
    edition = submitted(evaluation, leader_region(leader), leader, ownership="Bra <b>styrning</b> 😀", risks="")
    jobs.run(jobs.claim(worker="test", now=timezone.now()))
    edition.refresh_from_db()
    assert edition.file.name == "utvardering-2026-blekinge.pdf"
    content = bytes(edition.file.content)
    assert pdf_structure.faults(content) == []
    assert statement_document.render(statement_document.read(edition.snapshot)) == content
    with pikepdf.open(io.BytesIO(content)) as file:
        assert file.docinfo["/Title"] == "Utvärdering 2026 – Blekinge"
    data = queries.data_of(edition)
    assert data.parts[0].answers[0].text == "Bra <b>styrning</b> 😀"
    assert [answer.text for part in data.parts for answer in part.answers].count("") == 5


def leader_region(leader):
    return leader.role_assignments.get().organisation.region


def test_submitting_twice_is_one_edition_and_a_correction_says_what(evaluation, leader, signed_in):
    client = signed_in(leader)
    statement = written(evaluation, leader_region(leader), ownership="Ja")
    page = url("statement_submit", evaluation)
    assert "Ja" in client.get(page).content.decode()
    sent = {"version": str(statement.version)}
    assert client.post(page, sent).status_code == 302
    assert client.post(page, sent).status_code == 302
    assert StatementEdition.objects.count() == 1
    statement.refresh_from_db()
    client.post(url("statement_reopen", evaluation), {"version": str(statement.version)})
    statement.refresh_from_db()
    assert statement.submitted_at is None
    without = client.post(page, {"version": str(statement.version)})
    assert without.status_code == 422
    client.post(page, {"version": str(statement.version), "correction": "Rätt diarienummer"})
    assert list(StatementEdition.objects.order_by("number").values_list("number", "correction")) == [
        (1, ""),
        (2, "Rätt diarienummer"),
    ]


def test_what_was_changed_since_it_was_looked_at_is_not_submitted(evaluation, leader, signed_in):
    statement = written(evaluation, leader_region(leader), ownership="Ja")
    seen = statement.version
    actions.write_answers(statement=statement, version=seen, registry_number="", answers={"ownership": "Nej"})
    answer = signed_in(leader).post(url("statement_submit", evaluation), {"version": str(seen)})
    assert answer.status_code == 409
    assert not StatementEdition.objects.exists()


def test_a_closed_collection_takes_nothing_more(evaluation, leader, coordinator, signed_in):
    statement = written(evaluation, leader_region(leader), ownership="Ja")
    close = reverse("statement_round_close", kwargs={"pk": evaluation.pk})
    signed_in(coordinator).post(close, {"version": str(evaluation.version)})
    with pytest.raises(actions.RoundClosed):
        actions.write_answers(
            statement=statement, version=statement.version, registry_number="", answers={"ownership": "Nej"}
        )
    assert signed_in(leader).get(url("statement_edit", evaluation)).status_code == 302


def test_the_nation_counts_answers_and_reads_them_side_by_side(evaluation, leader, kalmar, coordinator, signed_in):
    submitted(evaluation, leader_region(leader), leader, ownership="Styrgruppen höll i det.")
    written(evaluation, kalmar.region, ownership="Inte inlämnat än")
    page = reverse("statement_round_detail", kwargs={"pk": evaluation.pk})
    shown = signed_in(coordinator).get(page).content.decode()
    assert "1 av 2 svar" in shown
    assert "Styrgruppen höll i det." in shown
    assert "Inte inlämnat än" not in shown


def test_submitted_answers_stand_under_the_words_of_the_pages_language(grant, leader, coordinator, signed_in):
    area = factories.MeasureAreaFactory(code="recruitment", name_sv="Rekrytering", name_en="Recruitment", number=3)
    edition = submitted(grant, leader_region(leader), leader, direction="Utbildning", **{"recruitment:aim": "Fler"})
    swedish = ("Inriktning", "Vad har bidraget använts till", "Prioriterad satsning: Rekrytering", "Syfte")
    english = ("Direction", "What has the grant been used for", "Prioritised work: Recruitment", "Purpose")
    coordinator, own = signed_in(coordinator), signed_in(leader)
    asked = [
        (own, url("statement_detail", grant)),
        (coordinator, reverse("statement_round_detail", kwargs={"pk": grant.pk})),
        (coordinator, reverse("statement_round_export", kwargs={"pk": grant.pk, "file_type": "csv"})),
    ]
    for client, address in asked:
        for language, said, unsaid in (("sv", swedish, english), ("en", english, swedish)):
            client.cookies["django_language"] = language
            shown = client.get(address).content.decode()
            assert [one for one in (*said, "Utbildning", "Fler") if one not in shown] == []
            assert [one for one in unsaid[:3] if one in shown] == []
    # A question whose area is gone keeps the words that it was asked in, and what was frozen is as it was.
    area.delete()
    assert "Prioriterad satsning: Rekrytering" in own.get(asked[0][1]).content.decode()
    assert "Prioriterad satsning: Rekrytering" in StatementEdition.objects.get(pk=edition.pk).snapshot


def test_the_words_are_looked_up_once_however_many_have_answered(evaluation, coordinator, signed_in):
    client = signed_in(coordinator)
    client.cookies["django_language"] = "en"
    page = reverse("statement_round_detail", kwargs={"pk": evaluation.pk})

    def count(*codes: str) -> int:
        for code in codes:
            submitted(evaluation, factories.region_root(code, f"Region {code}").region, None, ownership="Ja")
        with CaptureQueriesContext(connection) as asked:
            assert "How have ownership" in client.get(page).content.decode()
        return len(asked)

    assert count("08") == count("09", "12", "13")


def test_other_regions_read_when_it_is_closed(evaluation, leader, kalmar, person, signed_in):
    submitted(evaluation, leader_region(leader), leader, ownership="Styrgruppen höll i det.")
    neighbour = signed_in(person(Role.PROCESS_LEADER, kalmar))
    page = reverse("statement_round_detail", kwargs={"pk": evaluation.pk})
    assert "Styrgruppen höll i det." not in neighbour.get(page).content.decode()
    StatementRound.objects.update(closed_date=DUE)
    assert "Styrgruppen höll i det." in neighbour.get(page).content.decode()


def test_the_coordinator_sees_only_those_that_have_not_answered(evaluation, leader, kalmar, coordinator, signed_in):
    submitted(evaluation, leader_region(leader), leader, ownership="Ja")
    written(evaluation, kalmar.region, ownership="Inte inlämnat än")
    page = reverse("statement_round_detail", kwargs={"pk": evaluation.pk})
    client = signed_in(coordinator)

    def shown(query: str) -> tuple[list[str], str, str]:
        answer = client.get(page + query)
        html = answer.content.decode()
        current = re.findall(r'<a href="([^"]*)" aria-current="page">', html.partition("<main")[2])
        assert len(re.findall(r'<th scope="row"', html)) == len(answer.context["rows"])
        return [row.region.short_name for row in answer.context["rows"]], "".join(current), html

    client.cookies["django_language"] = "en"
    names, current, html = shown("")
    assert (names, current) == (["Kalmar", "Blekinge"], page)
    assert 'href="?visa=saknas"' in html
    assert "2 of 2 regions" in html
    assert shown("?visa=nagot")[0] == ["Kalmar", "Blekinge"]
    names, current, html = shown("?visa=saknas")
    assert (names, current) == (["Kalmar"], "?visa=saknas")
    assert ">1 has not answered<" in html
    assert "1 of 2 regions" in html
    submitted(evaluation, kalmar.region, None, ownership="Ja")
    assert "visa=saknas" not in shown("")[2].partition("<main")[2]
    assert shown("?visa=saknas")[0] == []
    assert "All regions have answered." in shown("?visa=saknas")[2]


def test_closing_says_first_who_is_missing_and_that_the_day_has_not_passed(
    evaluation, leader, kalmar, coordinator, signed_in
):
    submitted(evaluation, leader_region(leader), leader, ownership="Ja")
    written(evaluation, kalmar.region, ownership="Inte inlämnat än")
    page = reverse("statement_round_close", kwargs={"pk": evaluation.pk})
    client = signed_in(coordinator)
    today = timezone.localdate()
    for due, is_early in ((today, True), (today - datetime.timedelta(days=1), False)):
        StatementRound.objects.update(due_date=due)
        answer = client.get(page)
        assert answer.context["missing"] == ["Kalmar"]
        assert "1 av 2 svar" in answer.content.decode()
        assert answer.context["is_early"] is is_early
        assert ("note-warning" in answer.content.decode()) is is_early
    evaluation.refresh_from_db()
    assert evaluation.closed_date is None


def test_opening_again_takes_the_answers_out_of_sight_of_other_regions(
    evaluation, leader, kalmar, coordinator, person, signed_in
):
    edition = submitted(evaluation, leader_region(leader), leader, ownership="Styrgruppen höll i det.")
    jobs.run(jobs.claim(worker="test", now=timezone.now()))
    neighbour = signed_in(person(Role.PROCESS_LEADER, kalmar))
    close = reverse("statement_round_close", kwargs={"pk": evaluation.pk})
    detail = reverse("statement_round_detail", kwargs={"pk": evaluation.pk})
    export = reverse("statement_round_export", kwargs={"pk": evaluation.pk, "file_type": "csv"})
    own = [url("statement_detail", evaluation), url("statement_download", evaluation, number=edition.number)]
    for closed, status in (("1", 200), ("0", 404), ("1", 200)):
        evaluation.refresh_from_db()
        signed_in(coordinator).post(close, {"version": str(evaluation.version), "closed": closed})
        assert [neighbour.get(address).status_code for address in own] == [status, status]
        for address in (detail, export):
            shown = neighbour.get(address).content.decode()
            assert ("Styrgruppen höll i det." in shown) is (status == 200)


def test_the_export_makes_formulas_inert(evaluation, leader, coordinator, signed_in):
    submitted(evaluation, leader_region(leader), leader, ownership="=1+1")
    page = reverse("statement_round_export", kwargs={"pk": evaluation.pk, "file_type": "csv"})
    text = signed_in(coordinator).get(page).content.decode("utf-8-sig")
    assert "'=1+1" in text


def test_the_grant_report_asks_for_each_area_and_misses_none_there(grant):
    factories.MeasureAreaFactory(code="recruitment", name_sv="Rekrytering", number=3)
    parts = queries.parts_of("grant_report")
    codes = [question.code for part in parts for question in part.questions]
    assert codes == [
        "direction",
        "involvement",
        "recruitment:aim",
        "recruitment:goal",
        "recruitment:result",
        "recruitment:lesson",
        "without",
        "e_health",
        "lessons",
    ]
    assert [part.is_optional for part in parts] == [":" in part.questions[0].code for part in parts]
    fields = StatementForm(instance=grant, parts=parts, answers={}).fields
    free = [name for name, field in fields.items() if not getattr(field, "is_expected", True)]
    assert free == [f"answer_recruitment_{key}" for key in ("aim", "goal", "result", "lesson")]
    reading = queries.reading_of_draft(grant, {"direction": "Allt", "lessons": "  "})
    assert len(reading.unanswered) == 4
    assert len(reading.unwritten) == 1


def test_only_what_is_counted_is_called_not_answered(grant, leader, signed_in):
    factories.MeasureAreaFactory(code="recruitment", name_sv="Rekrytering", number=3)
    factories.MeasureAreaFactory(code="pay", name_sv="Ersättning", number=4)
    written(grant, leader_region(leader), direction="Allt", **{"recruitment:aim": "Fler"})
    client = signed_in(leader)
    for name in ("statement_detail", "statement_submit"):
        answer = client.get(url(name, grant))
        reading = answer.context["reading"]
        assert len(reading.unanswered) == 4
        assert answer.content.decode().count('"status status-not_started"') == 4
        assert [one for one in reading.unwritten if "Ersättning" in one] == list(reading.unwritten)
    page = client.get(url("statement_edit", grant)).content.decode()
    # The registry number, and four questions of each of the two areas.
    assert page.count('<span class="optional">') == 1 + 8


def test_who_submitted_without_an_answer_is_named_at_the_question(evaluation, leader, kalmar, coordinator, signed_in):
    submitted(evaluation, leader_region(leader), leader, ownership="Styrgruppen höll i det.")
    submitted(evaluation, kalmar.region, None, leadership="Chefer")
    parts = signed_in(coordinator).get(reverse("statement_round_detail", kwargs={"pk": evaluation.pk})).context["page"]
    asked = {one.question: one for _heading, questions in parts.parts for one in questions}
    assert len(asked) == 6
    ownership, _organisation, leadership, *_rest = asked.values()
    assert (ownership.said, ownership.silent) == ((("Blekinge", "Styrgruppen höll i det."),), ("Kalmar",))
    assert (leadership.said, leadership.silent) == ((("Kalmar", "Chefer"),), ("Blekinge",))


def test_the_same_standing_on_the_list_and_on_the_page(evaluation, leader, kalmar, signed_in):
    own = leader_region(leader)
    written(evaluation, kalmar.region, ownership="Grannens utkast")
    client = signed_in(leader)
    detail = reverse("statement_round_detail", kwargs={"pk": evaluation.pk})

    def standings() -> list[str]:
        rows = client.get(detail).context["page"].rows
        listed = client.get(reverse("statement_round_list")).context["rows"][0]["own"]
        found = {row.region.short_name: row.standing for row in rows}
        assert [standing for _region, standing in listed] == [found["Blekinge"]]
        return [found["Blekinge"], found["Kalmar"]]

    assert standings() == ["not_begun", "no_answer_yet"]
    edition = submitted(evaluation, own, leader, ownership="Ja")
    assert standings() == ["submitted", "no_answer_yet"]
    edition.statement.refresh_from_db()
    actions.reopen(statement=edition.statement, version=edition.statement.version)
    assert standings() == ["correcting", "no_answer_yet"]
    assert "1 av 2 svar" in client.get(detail).content.decode()
    StatementRound.objects.update(closed_date=DUE)
    assert standings() == ["submitted", "no_answer"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ("submitted edition begun own", "submitted"),
        ("submitted edition begun", "submitted"),
        ("edition begun own", "correcting"),
        ("edition begun", "submitted"),
        ("edition begun closed own", "submitted"),
        ("begun own", "writing"),
        ("begun", "no_answer_yet"),
        ("own", "not_begun"),
        ("begun closed own", "no_answer"),
        ("closed", "no_answer"),
        ("", "no_answer_yet"),
    ],
)
def test_how_far_a_region_has_come(facts, expected):
    said = facts.split()
    standing = statement_reading.standing(
        is_submitted="submitted" in said,
        has_edition="edition" in said,
        is_begun="begun" in said,
        is_closed="closed" in said,
        is_own="own" in said,
    )
    assert standing == expected


def test_the_six_headings_of_the_evaluation():
    assert [str(part.questions[0].code) for part in queries.parts_of("evaluation")] == [
        "ownership",
        "organisation",
        "leadership",
        "communication",
        "risks",
        "potential",
    ]


def test_a_reader_of_the_region_reads_and_does_not_write(evaluation, blekinge, person, signed_in):
    written(evaluation, blekinge.region, ownership="Ja")
    client = signed_in(person(Role.STEERING_GROUP, blekinge))
    assert client.get(url("statement_detail", evaluation)).status_code == 200
    assert client.get(url("statement_edit", evaluation)).status_code == 403
    stranger = signed_in(person(Role.PROCESS_LEADER, factories.region_root("08", "Kalmar")))
    assert stranger.get(url("statement_detail", evaluation)).status_code == 404
