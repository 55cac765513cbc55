"""Regions' good examples in the national trend report: fetched by the coordinator, frozen with it, and older reports as they were."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from documents import files, jobs
from documents.models import FrozenFile
from indicators import trend_report_data
from indicators import trend_report_document as document
from indicators.actions import index as index_actions
from indicators.actions import trend_report as actions
from indicators.models import TrendReport
from indicators.queries import trend_report as queries
from measures.actions import examples as example_actions
from staffing.models import Role
from tests import factories
from tests.documents.pdf_text import text_of
from tests.plans.test_good_examples import example
from values.period import Period

pytestmark = pytest.mark.django_db
K4, K3 = Period.parse("2018-K4"), Period.parse("2018-K3")


@pytest.fixture
def roots(db):
    made = [factories.region_root(code, name) for code, name in (("08", "Kalmar"), ("10", "Blekinge"))]
    for root in made:
        for year in (2017, 2018):
            for number in range(1, 5):
                factories.counting_return(root.region, f"{year}-K{number}", 10**6 * 30, 10**9)
    index_actions.rebuild()
    return made


@pytest.fixture
def coordinator(person):
    return person(Role.NATIONAL_COORDINATOR)


@pytest.fixture
def measure(db):
    return factories.MeasureFactory(title_sv="Intern stafett", title_en="Own pool")


def page(report):
    return reverse("trend_report_examples", kwargs={"pk": report.pk})


def published(report, by):
    report.refresh_from_db()
    now = timezone.localtime()
    actions.publish(report=report, seen=actions.fingerprint(queries.report_for(report, now)), by=by, now=now)
    assert jobs.run(jobs.claim(worker="test", now=timezone.now())).state == "done"
    return TrendReport.objects.select_related("file", "workbook").get(pk=report.pk)


def test_ticked_examples_are_copied_shown_and_frozen(roots, coordinator, signed_in, measure):
    client = signed_in(coordinator)
    kept = example(roots[1], measure, title="Sommaren tillsammans", done="Vi planerade ihop.", result="Färre veckor.")
    example(roots[0], measure, title="Inte med")
    report = actions.start(period=K4, by=coordinator)
    assert page(report) in client.get(reverse("trend_report_preview", kwargs={"pk": report.pk})).content.decode()
    assert queries.gaps(report, queries.report_for(report, timezone.localtime())).lacks_examples
    assert [row[1] for row in client.get(page(report)).context["rows"]] == [False, False]
    assert client.post(page(report), {"version": report.version, "examples": [kept.pk]}).status_code == 302
    assert [row[1:] for row in client.get(page(report)).context["rows"]] == [(False, False), (True, False)]
    report = published(report, coordinator)
    # The region changes its words and withdraws: the report keeps its copy.
    by = factories.UserFactory()
    kept = example_actions.change_example(example=kept, version=kept.version, fields={"result": "Annat"}, by=by)
    example_actions.withdraw_example(example=kept, version=kept.version, reason="x", by=by, now=timezone.now())
    html = client.get(reverse("trend_report_detail", kwargs={"pk": report.pk})).content.decode()
    for words in ("Blekinge: Sommaren tillsammans", "Vi planerade ihop.", "Färre veckor.", kept.get_absolute_url()):
        assert words in html
    assert "Inte med" not in html
    pdf = " ".join(text_of(bytes(report.file.content)).split())
    assert "Blekinge: Sommaren tillsammans" in pdf
    assert "Färre veckor." in pdf
    book = openpyxl.load_workbook(io.BytesIO(bytes(report.workbook.content)))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "Sommaren tillsammans" in cells
    # A correction begins with the same examples.
    assert actions.start(period=K4, by=coordinator).chosen_examples[0]["title"] == "Sommaren tillsammans"


def test_a_report_frozen_before_there_were_examples_is_read_and_handed_out_byte_for_byte(roots, coordinator, signed_in):
    report = published(actions.start(period=K4, by=coordinator), coordinator)
    old = json.loads(report.file.snapshot)
    assert old.pop("chosen") == []
    text = files.canonical_json(old)
    before = (bytes(report.file.content), bytes(report.workbook.content))
    made = {
        kind: files.freeze(
            kind=kind, name=frozen.name, content_type=frozen.content_type, snapshot=old, content=content, by=None
        )
        for kind, frozen, content in (
            ("old_pdf", report.file, before[0]),
            ("old_xlsx", report.workbook, before[1]),
        )
    }
    TrendReport.objects.filter(pk=report.pk).update(file=made["old_pdf"], workbook=made["old_xlsx"])
    client = signed_in(coordinator)
    assert client.get(reverse("trend_report_detail", kwargs={"pk": report.pk})).status_code == 200
    for file_type, content in zip(("pdf", "xlsx"), before, strict=True):
        address = reverse("trend_report_download", kwargs={"pk": report.pk, "file_type": file_type})
        assert client.get(address).content == content
    assert FrozenFile.objects.get(pk=made["old_pdf"].pk).snapshot == text
    # What is made anew of the old figures has no part of what it did not know.
    data = queries.read(text)
    assert data.chosen == ()
    assert document.workbook(data) == before[1]
    assert trend_report_data.to_snapshot(data)["chosen"] == []


def test_what_was_shared_since_the_report_before_is_suggested(roots, coordinator, signed_in, measure):
    earlier = example(roots[0], measure, title="Före")
    published(actions.start(period=K3, by=coordinator), coordinator)
    later = example(roots[1], measure, title="Efter")
    report = actions.start(period=K4, by=coordinator)
    answer = signed_in(coordinator).get(page(report))
    assert answer.context["rows"] == [(later, True, False), (earlier, False, False)]
    report.refresh_from_db()
    assert report.chosen_examples == []


def test_who_may_and_what_is_refused(roots, coordinator, person, signed_in, measure):
    one = example(roots[0], measure)
    draft = example(roots[0], measure, shared=False, title="Utkast")
    report = actions.start(period=K4, by=coordinator)
    client = signed_in(coordinator)
    assert signed_in(person(Role.CONTROLLER, roots[0])).get(page(report)).status_code == 404
    assert client.post(page(report), {"examples": [one.pk]}).status_code == 400
    assert client.post(page(report), {"version": report.version, "examples": [draft.pk]}).status_code == 422
    assert client.post(page(report), {"version": report.version, "examples": ["x"]}).status_code == 422
    assert client.post(page(report), {"version": 99, "examples": [one.pk]}).status_code == 409
    report.refresh_from_db()
    assert report.chosen_examples == []
    report = published(report, coordinator)
    assert signed_in(person(Role.CONTROLLER, roots[0])).get(page(report)).status_code == 403
    assert client.get(page(report)).status_code == 302
    with pytest.raises(actions.NotADraft):
        actions.choose_examples(report=report, version=report.version, chosen=[], by=coordinator)


def test_a_made_up_example_marks_the_page_the_paper_and_the_workbook(roots, coordinator, measure):
    by = factories.UserFactory()
    one = example(roots[0], measure)
    type(one).objects.filter(pk=one.pk).update(is_example=True)
    chosen = trend_report_data.ChosenExample(
        one.pk, "08", "Kalmar", "X", "X", "T", "Text", "/exempel/1/", is_example=True
    )
    report = actions.start(period=K4, by=coordinator)
    actions.choose_examples(report=report, version=report.version, chosen=[chosen], by=by)
    report.refresh_from_db()
    data = queries.report_for(report, timezone.localtime())
    assert "Exempeldata" in document.html_of(data)[0]
    assert not data.is_example
    book = openpyxl.load_workbook(io.BytesIO(document.workbook(data)))
    assert all(any("xempeldata" in str(row) for row in sheet.iter_rows(values_only=True)) for sheet in book)


def test_a_draft_follows_what_the_regions_do_with_their_examples(roots, coordinator, signed_in, measure):
    client = signed_in(coordinator)
    changed, withdrawn = example(roots[0], measure, title="Ändras"), example(roots[1], measure, title="Dras tillbaka")
    report = actions.start(period=K4, by=coordinator)
    client.post(page(report), {"version": report.version, "examples": [changed.pk, withdrawn.pk]})
    example_actions.change_example(
        example=changed, version=changed.version, fields={"result": "Nytt"}, by=factories.UserFactory()
    )
    address = reverse("example_withdraw", kwargs={"pk": withdrawn.pk})
    assert client.post(address, {"version": withdrawn.version, "reason": "Fel siffra"}).status_code == 302
    report.refresh_from_db()
    assert ([one["title"] for one in report.chosen_examples], report.version) == (["Ändras"], 3)
    [(one, is_ticked, is_changed)] = client.get(page(report)).context["rows"]
    assert (one, is_ticked, is_changed) == (changed, True, True)
    client.post(page(report), {"version": report.version, "examples": [changed.pk]})
    report.refresh_from_db()
    assert report.chosen_examples[0]["text"].endswith("Nytt")
