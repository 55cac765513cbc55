"""The national trend report from draft to frozen files: who may, what it lacks, and that it never changes."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from documents import files, jobs
from documents.models import FrozenFile
from indicators import trend_report_document as document
from indicators.actions import index as index_actions
from indicators.actions import returns as return_actions
from indicators.actions import trend_report as actions
from indicators.cost_index import Window
from indicators.models import (
    Basis,
    CostLine,
    CostReturn,
    CoveredMonth,
    PublishedFigure,
    ReturnState,
    Target,
    TrendReport,
)
from indicators.queries import breakdowns, index, nation
from indicators.queries import trend_report as queries
from staffing.models import Role
from tests import factories
from tests.documents import pdf_structure
from tests.documents.pdf_text import pages_of, text_of
from values.period import Period

pytestmark = pytest.mark.django_db
K4 = Period.parse("2018-K4")
REGIONS = {"08": "Kalmar", "10": "Blekinge", "12": "Skåne"}


@pytest.fixture
def roots(db):
    """Return three regions with nine quarters of locked returns, of doctors and nurses."""
    Target.objects.create(ratio=Decimal("0.02"), valid_from="2010-01-01")
    made = {code: factories.region_root(code, name) for code, name in REGIONS.items()}
    for place, root in enumerate(made.values()):
        for year in (2017, 2018):
            for number in range(1, 5):
                one = factories.counting_return(
                    root.region, f"{year}-K{number}", 10**6 * (30 + 10 * place - 3 * (year - 2017)), 10**9
                )
                factories.cost_line(one, "agency", 10**5 * number, profession=factories.profession("nurse"))
    index_actions.rebuild()
    return made


@pytest.fixture
def coordinator(person):
    return person(Role.NATIONAL_COORDINATOR)


def publish(by, period=K4, **texts):
    """Return a report that was drafted, looked at and published, as its pages do it."""
    report = actions.start(period=period, by=by)
    if texts:
        actions.write(report=report, version=report.version, written=texts, by=by)
    report.refresh_from_db()
    seen = actions.fingerprint(queries.report_for(report, timezone.localtime()))
    actions.publish(report=report, seen=seen, by=by, now=timezone.localtime())
    job = jobs.run(jobs.claim(worker="test", now=timezone.now()))
    assert job.state == "done", job.failure_text
    return TrendReport.objects.select_related("file", "workbook").get(pk=report.pk)


def restate(root, period, agency, by=None):
    """Restate a return: another agency cost of doctors, handed in and locked."""
    old = CostReturn.objects.get(region=root.region, first_month=Period.parse(period).first_date, counts_locked=True)
    new = return_actions.restate_return(cost_return=old, reason="Fel fil", by=by)
    CostLine.objects.filter(cost_return=new, kind="agency", profession__code="doctor").update(amount_sek=agency)
    now = timezone.now()
    return_actions.submit_return(cost_return=new, version=new.version, by=by, now=now)
    new.refresh_from_db()
    return_actions.lock_return(cost_return=new, version=new.version, by=by, now=now)
    index_actions.recompute(cost_return_ids=[old.pk, new.pk])


def url(name, report, **kwargs):
    return reverse(f"trend_report_{name}", kwargs={"pk": report.pk, **kwargs})


def test_the_figures_are_those_of_the_nations_pages(roots, coordinator):
    data = queries.report_for(actions.start(period=K4, by=coordinator), timezone.localtime())
    for window, said in ((Window.R12, data.r12), (Window.PERIOD, data.period_cost)):
        table = nation.nation_table(K4, window, Basis.LOCKED)
        assert (said.cost.agency_sek, said.cost.ratio) == (table.figure.agency_sek, table.figure.ratio)
        assert (said.moved.sek, said.moved.percent, said.moved.points) == (
            table.change.sek,
            table.change.percent,
            table.change.points,
        )
        for line, row in zip(data.regions, table.rows, strict=True):
            cost, moved = (line.r12, line.r12_moved) if window == Window.R12 else (line.period, line.period_moved)
            assert (line.code, cost.ratio, moved.points) == (row.region.code, row.figure.ratio, row.change.points)
    months = index.months_of(K4, Window.R12)
    parts = breakdowns.breakdown_by(None, months, breakdowns.Dimension.PROFESSION, Basis.LOCKED).parts
    assert [(part.r12.agency_sek, part.r12.share_percent, part.r12.moved_sek) for part in data.professions] == [
        (part.cost.agency_sek, part.share_percent, part.change.sek) for part in parts
    ]
    assert [(line.year, line.cost.ratio) for line in data.years] == [
        (year, index.index_for(None, Period(year, 1, 12), Window.YEAR, Basis.LOCKED).ratio) for year in (2017, 2018)
    ]


def test_the_quarter_that_one_comes_for_is_chosen(roots, coordinator, signed_in):
    def chosen(**query):
        form = signed_in(coordinator).get(reverse("trend_report_list", query=query)).context["form"]
        return form["period"].value()

    other = next(code for code in queries.choices(timezone.localdate()).periods if code != K4).code
    assert (chosen(), chosen(period=other), chosen(period="2031-K1")) == (K4.code, other, K4.code)


def test_only_locked_returns_count(roots, coordinator):
    CostReturn.objects.filter(region__code="10", first_month="2018-10-01").update(
        state=ReturnState.SUBMITTED, locked_at=None, counts_locked=False
    )
    index_actions.rebuild()
    report = actions.start(period=K4, by=coordinator)
    data = queries.report_for(report, timezone.localtime())
    assert data.r12.included == ("08", "12")
    assert "Blekinge (K4 2018)" in data.sentences_sv.missing
    lacking = queries.gaps(report, data)
    assert [(one.code, one.standing) for one in lacking.regions] == [("10", "submitted")]
    assert len(lacking.texts) == 6


def test_a_region_that_reports_a_longer_period_is_told_apart(roots, coordinator):
    CostReturn.objects.filter(region__code="10", first_month__gte="2018-07-01").delete()
    CoveredMonth.objects.filter(region__code="10", month__gte="2018-07-01").delete()
    factories.counting_return(roots["10"].region, "2018-H2", 60 * 10**6, 2 * 10**9)
    index_actions.rebuild()
    report = actions.start(period=K4, by=coordinator)
    data = queries.report_for(report, timezone.localtime())
    assert data.r12.included == ("08", "10", "12")
    assert data.period_cost.included == ("08", "12")
    assert [one.standing for one in queries.gaps(report, data).regions] == ["longer"]


def test_a_published_report_never_changes(roots, coordinator, signed_in, person):
    report = publish(coordinator, introduction="Kostnaden minskar.")
    reader = signed_in(person(Role.CONTROLLER, roots["08"]))
    first = {kind: reader.get(url("download", report, file_type=kind)).content for kind in ("pdf", "xlsx")}
    page = str(reader.get(url("detail", report)).context["body"])
    assert "Kostnaden minskar." in page
    restate(roots["10"], "2018-K4", 90 * 10**6)
    roots["10"].region.short_name = "Annat namn"
    roots["10"].region.save()
    for kind, content in first.items():
        answer = reader.get(url("download", report, file_type=kind))
        assert answer.content == content
        assert answer["ETag"] == f'"{files._sha256(content)}"'
    assert str(reader.get(url("detail", report)).context["body"]) == page
    # The files are made of the snapshot and of nothing else.
    data = queries.read(report.file.snapshot)
    assert document.render(data) == first["pdf"]
    assert document.workbook(data) == first["xlsx"]
    assert report.file.snapshot_sha256 == report.workbook.snapshot_sha256
    live = queries.report_for(TrendReport(first_month=K4.first_date), timezone.localtime())
    assert live.r12.cost.agency_sek != data.r12.cost.agency_sek


def test_the_pdf_answers_on_page_one_and_keeps_the_standard(roots, coordinator):
    PublishedFigure.objects.create(
        entity="Nation",
        figure="agency cost",
        value="500",
        unit="mnkr",
        period="2017",
        source="källan 2018",
        is_approximate=True,
    )
    report = publish(
        coordinator,
        introduction="<b>Fet</b> & emoji 😀\n\nAndra stycket",
        examples="{{ report }}",
        movers_comment="abc \u00e5",
    )
    content = bytes(report.file.content)
    assert pdf_structure.faults(content) == []
    said = queries.read(report.file.snapshot).sentences_sv
    first = text_of(content, 0)
    for words in (said.lead, said.met, said.missing, said.revised):
        assert " ".join(words.split()) in " ".join(first.split()), words
    whole = " ".join(pages_of(content))
    assert "<b>Fet</b>" in whole
    assert "källan 2018" in whole
    assert "{{ report }}" in whole


def test_the_workbook_has_the_figures(roots, coordinator):
    report = publish(coordinator)
    book = load_workbook(io.BytesIO(bytes(report.workbook.content)))
    sheet = book.worksheets[1]
    rows = {row[1]: row for row in sheet.iter_rows(values_only=True)}
    data = queries.read(report.file.snapshot)
    assert Decimal(str(rows["Skåne"][2])) == data.regions[2].r12.agency_sek
    assert sum(Decimal(str(rows[name][2])) for name in REGIONS.values()) == data.r12.cost.agency_sek


def test_a_correction_is_a_new_version_that_says_what_changed(roots, coordinator, signed_in):
    first = publish(coordinator, introduction="Inledning")
    restate(roots["10"], "2018-K4", 90 * 10**6)
    client = signed_in(coordinator)
    answer = client.post(reverse("trend_report_create"), {"period": "2018-K4"})
    draft = TrendReport.objects.get(published_at__isnull=True)
    assert answer.url == url("preview", draft)
    assert (draft.number, draft.introduction) == (2, "Inledning")
    seen = client.get(url("preview", draft)).context["seen"]
    refused = client.post(url("publish", draft), {"seen": seen})
    assert refused.status_code == 422
    assert not FrozenFile.objects.filter(name__contains="v2").exists()
    second = publish(coordinator, correction="Blekinge har rättat K4.")
    data = queries.read(second.file.snapshot)
    told = {(one.place_sv, one.figure): (one.before, one.now) for one in data.corrects}
    old, new = told["Blekinge", "period_sek"]
    assert (old, new) == (Decimal(37_400_000), Decimal(90_400_000))
    assert not any(place == "Kalmar" for place, _figure in told)
    assert second.file.name == "bemanningstrend-2018-k4-v2.pdf"
    assert "Blekinge har rättat K4." in text_of(bytes(second.file.content), 0)
    page = client.get(url("detail", first))
    assert page.context["newer"] == second
    with pytest.raises(IntegrityError), transaction.atomic():
        TrendReport.objects.filter(pk=second.pk).update(correction="")


def test_the_next_report_names_what_was_revised_since(roots, coordinator):
    publish(coordinator, period=Period.parse("2018-K3"))
    restate(roots["12"], "2018-K2", 60 * 10**6)
    restate(roots["12"], "2018-K2", 70 * 10**6)
    data = queries.report_for(actions.start(period=K4, by=coordinator), timezone.localtime())
    assert data.previous.code == "2018-K3"
    # Against what the last report stood on, and not against the version between.
    assert [(one.code, one.period_code, one.agency_before_sek, one.agency_sek) for one in data.revised] == [
        ("12", "2018-K2", Decimal(47_200_000), Decimal(70_200_000))
    ]
    assert data.sentences_sv.revised.endswith("har 1 redovisning rättats.")


def test_a_return_that_came_late_is_told_in_the_next_report(roots, coordinator):
    CostReturn.objects.filter(region__code="08", first_month="2018-07-01").update(
        counts_locked=False, state="submitted", locked_at=None
    )
    index_actions.rebuild()
    first = publish(coordinator, period=Period.parse("2018-K3"))
    assert "Kalmar (K3 2018)" in queries.read(first.file.snapshot).sentences_sv.missing
    late = CostReturn.objects.get(region__code="08", first_month="2018-07-01")
    return_actions.lock_return(cost_return=late, version=late.version, by=None, now=timezone.now())
    index_actions.recompute(cost_return_ids=[late.pk])
    data = queries.report_for(actions.start(period=K4, by=coordinator), timezone.localtime())
    assert [(one.code, one.period_code, one.is_late) for one in data.revised] == [("08", "2018-K3", True)]


def test_a_report_tells_what_has_been_corrected_since_and_its_files_do_not(roots, coordinator, signed_in, person):
    earlier, report = publish(coordinator, period=Period.parse("2018-K2")), publish(coordinator)
    clients = {True: signed_in(coordinator), False: signed_in(person(Role.CONTROLLER, roots["08"]))}
    assert clients[False].get(url("detail", report)).context["restated"] == []
    body = str(clients[False].get(url("detail", report)).context["body"])
    restate(roots["10"], "2018-K3", 90 * 10**6)
    for can_correct, client in clients.items():
        page = client.get(url("detail", report))
        assert [(one.region.code, one.period.code) for one in page.context["restated"]] == [("10", "2018-K3")]
        assert ('href="#correct"' in page.content.decode()) == can_correct
        assert str(page.context["body"]) == body
        assert client.get(url("detail", earlier)).context["restated"] == []
        shown = client.get(reverse("trend_report_list"))
        assert {pk: len(some) for pk, some in shown.context["restated"].items()} == {report.pk: 1, earlier.pk: 0}
        assert shown.content.decode().count("status-at-risk") == 1
    newer = publish(coordinator, correction="Blekinge har rättat K3.")
    assert clients[True].get(url("detail", report)).context["restated"] == []
    assert clients[True].get(url("detail", newer)).context["restated"] == []


def test_what_a_new_version_corrects_is_not_called_optional_and_no_figures_are_not_counted(
    roots, coordinator, signed_in
):
    publish(coordinator)
    draft = actions.start(period=K4, by=coordinator)
    html = signed_in(coordinator).get(url("edit", draft)).content.decode()
    label = html[html.index('<label for="id_correction">') :].partition("<textarea")[0]
    assert 'class="optional"' not in label
    assert 'class="optional"' in html[html.index('<label for="id_introduction">') :].partition("<textarea")[0]
    actions.write(report=draft, version=draft.version, written={"correction": "Ett stavfel."}, by=coordinator)
    draft.refresh_from_db()
    body = document.page_body(queries.report_for(draft, timezone.localtime()), "sv")
    assert not re.search(r"\b0 (siffror|figures)", body)


def test_what_changed_since_it_was_looked_at_is_not_published(roots, coordinator, signed_in):
    client = signed_in(coordinator)
    client.post(reverse("trend_report_create"), {"period": "2018-K4"})
    draft = TrendReport.objects.get()
    seen = client.get(url("preview", draft)).context["seen"]
    restate(roots["10"], "2018-K4", 90 * 10**6)
    answer = client.post(url("publish", draft), {"seen": seen})
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert (draft.snapshot, draft.job_id) == ("", None)
    again = client.post(url("publish", draft), {"seen": answer.context["seen"]})
    assert again.status_code == 302
    jobs.run(jobs.claim(worker="test", now=timezone.now()))
    draft.refresh_from_db()
    assert draft.is_published
    # Sent once more it is the same report.
    assert client.post(url("publish", draft), {"seen": seen}).url == url("detail", draft)
    assert FrozenFile.objects.count() == 2


def test_a_stale_figure_is_computed_before_it_is_frozen(roots, coordinator, signed_in):
    client = signed_in(coordinator)
    draft = actions.start(period=K4, by=coordinator)
    one = CostReturn.objects.get(region__code="10", first_month="2018-10-01")
    CostLine.objects.filter(cost_return=one, kind="own").update(amount_sek=2 * 10**9)
    CostReturn.objects.filter(pk=one.pk).update(version=one.version + 1)
    page = client.get(url("preview", draft))
    assert page.context["gaps"].is_stale
    assert client.post(url("publish", draft), {"seen": page.context["seen"]}).status_code == 409


def test_what_was_locked_just_now_is_in_the_draft_at_once(roots, coordinator, signed_in):
    client = signed_in(coordinator)
    one = CostReturn.objects.get(region__code="10", first_month="2018-10-01")
    CostReturn.objects.filter(pk=one.pk).update(version=one.version + 1, counts_locked=False, state="submitted", locked_at=None)  # fmt: skip
    index_actions.rebuild()
    draft = TrendReport.objects.create(first_month=K4.first_date)
    one.refresh_from_db()
    return_actions.lock_return(cost_return=one, version=one.version, by=None, now=timezone.now())
    shown = client.get(url("preview", draft)).context["gaps"]
    assert (shown.is_stale, [(lack.code, lack.standing) for lack in shown.regions]) == (True, [("10", "locked")])
    client.post(reverse("trend_report_create"), {"period": "2018-K4"})
    shown = client.get(url("preview", draft)).context["gaps"]
    assert (shown.is_stale, shown.regions) == (False, ())


def test_a_draft_is_the_coordinators_alone(roots, coordinator, signed_in, person):
    draft = actions.start(period=K4, by=coordinator)
    for role, place in ((Role.CONTROLLER, roots["08"]), (Role.ADMINISTRATOR, None), (Role.AUDITOR, None)):
        client = signed_in(person(role, place))
        for name in ("preview", "edit", "detail"):
            assert client.get(url(name, draft)).status_code == 404
        assert "granska" not in client.get(reverse("trend_report_list")).content.decode()
        assert client.post(reverse("trend_report_create"), {"period": "2018-K3"}).status_code == 403
        assert client.post(url("publish", draft), {"seen": "x"}).status_code == 404
    assert TrendReport.objects.count() == 1


def test_a_right_that_is_gone_publishes_nothing(roots, coordinator):
    draft = actions.start(period=K4, by=coordinator)
    seen = actions.fingerprint(queries.report_for(draft, timezone.localtime()))
    actions.publish(report=draft, seen=seen, by=coordinator, now=timezone.localtime())
    coordinator.role_assignments.all().delete()
    job = jobs.run(jobs.claim(worker="test", now=timezone.now()))
    assert (job.state, job.failure_code) == ("failed", "forbidden")
    draft.refresh_from_db()
    assert not draft.is_published
    # A failed one is a draft again.
    actions.write(report=draft, version=draft.version, written={"introduction": "Ny"}, by=coordinator)


def test_what_is_published_or_being_made_is_not_written(roots, coordinator, signed_in):
    report = publish(coordinator)
    with pytest.raises(actions.NotADraft):
        actions.write(report=report, version=report.version, written={"introduction": "x"}, by=coordinator)
    with pytest.raises(actions.NotADraft):
        actions.discard(report=report)
    client = signed_in(coordinator)
    assert client.post(url("edit", report), {"version": "1", "introduction": "x"}).status_code == 302
    report.refresh_from_db()
    assert report.introduction == ""


def test_texts_are_written_and_two_people_see_one_another(roots, coordinator, signed_in):
    client = signed_in(coordinator)
    draft = actions.start(period=K4, by=coordinator)
    form = client.get(url("edit", draft))
    assert "2,4" in form.content.decode() or "3,7" in form.content.decode()
    saved = client.post(url("edit", draft), {"version": str(draft.version), "introduction": "Första"})
    assert saved.status_code == 302
    stale = client.post(url("edit", draft), {"version": str(draft.version), "introduction": "Andra"})
    assert stale.status_code == 409
    assert "Första" in stale.content.decode()
    hidden = client.post(url("edit", draft), {"version": "2", "introduction": "a\u202eb"})
    assert hidden.status_code == 422
    assert client.post(url("discard", draft)).status_code == 302
    assert not TrendReport.objects.exists()


def test_without_a_locked_return_there_is_nothing_to_publish(blekinge, coordinator, signed_in):
    client = signed_in(coordinator)
    assert client.post(reverse("trend_report_create"), {"period": "2018-K4"}).status_code == 422
    draft = actions.start(period=K4, by=coordinator)
    page = client.get(url("preview", draft))
    assert page.status_code == 200
    assert not page.context["can_be_published"]
    assert client.post(url("publish", draft), {"seen": page.context["seen"]}).status_code == 422


def test_the_latest_complete_quarter_is_offered_first(roots, coordinator):
    CostReturn.objects.filter(region__code="10", first_month="2018-10-01").delete()
    index_actions.rebuild()
    found = queries.choices(K4.last_date)
    assert [one.code for one in found.periods[:2]] == ["2018-K4", "2018-K3"]
    assert found.default.code == "2018-K3"


def test_the_queries_do_not_grow_with_the_regions(roots, coordinator, signed_in, person):
    draft = actions.start(period=K4, by=coordinator)

    def counted() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries_made:
            queries.gaps(draft, queries.report_for(draft, timezone.localtime()))
        return len(queries_made)

    before = counted()
    for number in range(20, 26):
        root = factories.region_root(str(number), f"Region {number}")
        factories.counting_return(root.region, "2018-K4", 30)
    index_actions.rebuild()
    assert counted() <= before + 2
    assert before <= 16
    report = publish(coordinator)
    reader = signed_in(person(Role.CONTROLLER, roots["08"]))
    with CaptureQueriesContext(connection) as made:
        reader.get(url("detail", report))
    assert len(made) <= 12
    with CaptureQueriesContext(connection) as made:
        reader.get(reverse("trend_report_list"))
    assert len(made) <= 10
