"""Pages of reports: who sees and orders what, how the line of a report follows its job, what a download is."""

from __future__ import annotations

import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from documents.downloads import DamagedFile
from documents.models import Job
from indicators.models import TrendReport
from plans.models import Plan, StatusReport
from plans.queries import reports as queries
from staffing.models import Role, RoleAssignment
from tests import factories
from tests.plans import report_world
from tests.plans.report_world import World

pytestmark = pytest.mark.django_db
WISH = {"period": "2017-K4", "language": "sv", "decisions": "Ett beslut", "correction": ""}


@pytest.fixture
def world(db) -> World:
    made = report_world.make_world()
    report_world.fill(made)
    return made


@pytest.fixture
def made(world) -> StatusReport:
    return world.make()


def list_url(plan: Plan) -> str:
    return reverse("status_report_list", args=[plan.slug])


def create_url(plan: Plan) -> str:
    return reverse("status_report_create", args=[plan.slug])


def url(name: str, report: StatusReport) -> str:
    return reverse(f"status_report_{name}", args=[report.pk])


def draft(world: World) -> None:
    Plan.objects.filter(pk=world.plan.pk).update(state="draft", adopted_date=None)


def test_ordered_followed_and_done(world, signed_in):
    client = signed_in(world.leader)
    answer = client.post(create_url(world.plan), WISH, follow=True)
    report = StatusReport.objects.get()
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'hx-get="{url("state", report)}"' in page
    assert "status-queued" in page
    Job.objects.filter(pk=report.job_id).update(
        state="running",
        worker="w",
        attempts=1,
        started_at=timezone.now(),
        lease_until=timezone.now(),
        progress_percent=40,
        progress_text="Sätter sidorna",
    )
    line = client.get(url("state", report)).content.decode()
    assert "Sätter sidorna" in line
    assert 'value="40"' in line
    assert "hx-trigger" in line
    assert "hx-swap-oob" not in line
    assert report_world.run_next().state == "done"
    line = client.get(url("state", report)).content.decode()
    assert "hx-trigger" not in line, "what is done is not asked for again"
    assert line.count("hx-swap-oob") == 1, "said once"
    page = client.get(list_url(world.plan)).content.decode()
    assert "hx-trigger" not in page
    assert url("download", report) in page


def test_a_double_submit_is_one_report(world, signed_in):
    client = signed_in(world.leader)
    for _ in range(2):
        assert client.post(create_url(world.plan), WISH).status_code == 302
    assert StatusReport.objects.count() == Job.objects.filter(kind="status_report").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("period", "2031-K1"),
        ("period", ""),
        ("language", "de"),
        ("decisions", "\n".join(f"Beslut {n}" for n in range(9))),
        ("decisions", "x" * 501),
        ("decisions", "vänd \u202e"),
    ],
)
def test_a_bad_order_is_answered_with_the_form_and_everything_typed(world, signed_in, field, value):
    answer = signed_in(world.leader).post(create_url(world.plan), {**WISH, field: value})
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.content.decode()
    assert not StatusReport.objects.exists()


def test_a_second_version_asks_what_it_corrects(world, made, signed_in):
    client = signed_in(world.leader)
    answer = client.post(create_url(world.plan), WISH)
    assert answer.status_code == 422
    assert "id_correction" in answer.content.decode()
    assert "Ett beslut" in answer.content.decode()
    assert client.post(create_url(world.plan), {**WISH, "correction": "Beslut saknades"}).status_code == 302
    assert StatusReport.objects.count() == 2


def test_one_at_a_time(world, signed_in):
    client = signed_in(world.leader)
    client.post(create_url(world.plan), WISH)
    answer = client.post(create_url(world.plan), {**WISH, "decisions": "Annat"})
    assert answer.status_code == 422
    assert StatusReport.objects.count() == 1


def test_after_a_reload_the_address_of_the_form_shows_the_list(world, signed_in):
    answer = signed_in(world.leader).get(create_url(world.plan))
    assert answer.status_code == 302
    assert answer.url == list_url(world.plan)


def test_the_last_complete_quarter_within_the_plan_is_chosen(world, signed_in):
    factories.cost_return(world.root.region, "2018-K1")
    page = signed_in(world.leader).get(list_url(world.plan)).content.decode()
    assert '<option value="2017-K4" selected>' in page
    assert 'value="2016-K4"' not in page, "before the plan began"


def test_a_failed_report_says_why_and_is_ordered_again(world, signed_in):
    report = world.order()
    Job.objects.filter(pk=report.job_id).update(
        state="failed", finished_at=timezone.now(), failure_code="error", failure_text="Diskarna är fulla."
    )
    client = signed_in(world.leader)
    page = client.get(list_url(world.plan)).content.decode()
    assert "Diskarna är fulla." in page
    assert url("retry", report) in page
    assert url("retry", report) not in signed_in(world.reader).get(list_url(world.plan)).content.decode()
    assert client.post(url("retry", report)).status_code == 302
    report.refresh_from_db()
    assert report.job.state == "queued"


def test_the_download_is_the_frozen_file(world, made, signed_in):
    client = signed_in(world.reader)
    answer = client.get(url("download", made))
    assert answer.content == bytes(made.file.content)
    assert hashlib.sha256(answer.content).hexdigest() == made.file.sha256
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="statusrapport-blekinge-2017-k4.pdf"'
    assert answer["ETag"] == f'"{made.file.sha256}"'
    again = client.get(url("download", made), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the trigger is taken away as SQLite does it")
@pytest.mark.parametrize("name", ["detail", "download"])
def test_a_file_that_is_not_what_was_frozen_is_not_handed_out(world, made, signed_in, name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (trigger,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{trigger}"')
        cursor.execute("UPDATE documents_frozenfile SET content = %s", [bytes(made.file.content) + b" "])
    with pytest.raises(DamagedFile):
        signed_in(world.reader).get(url(name, made))


def test_the_page_shows_what_the_pdf_does(world, made, signed_in):
    page = signed_in(world.reader).get(url("detail", made)).content.decode()
    assert made.file.sha256 in page
    assert page.count("<h1") == 1
    for words in ("Är sen", "Pågår jämt", "5,0\xa0%", "Rekrytering"):
        assert words in page
    assert " style=" not in page
    # In the report's language whatever the page's is.
    client = signed_in(world.reader)
    client.cookies["django_language"] = "en"
    assert '<div class="status-report" lang="sv">' in client.get(url("detail", made)).content.decode()


def test_a_stranger_sees_nothing_of_a_draft(world, made, signed_in):
    draft(world)
    client = signed_in(world.stranger)
    for address in (list_url(world.plan), url("detail", made), url("download", made), url("state", made)):
        assert client.get(address).status_code == 404
    assert client.post(create_url(world.plan), WISH).status_code == 404
    assert client.post(url("retry", made)).status_code == 404
    assert world.plan.title not in client.get(reverse("report_list")).content.decode()


def test_another_region_reads_what_is_frozen_of_an_adopted_plan_and_no_more(world, made, signed_in):
    waiting = world.order(report_world.K3)
    client = signed_in(world.stranger)
    assert client.get(url("download", made)).status_code == 200
    assert client.get(url("state", waiting)).status_code == 404
    page = client.get(list_url(world.plan)).content.decode()
    assert world.leader.name not in page
    assert world.leader.name not in client.get(url("detail", made)).content.decode()
    assert f"report-{waiting.pk}" not in page
    assert client.post(create_url(world.plan), WISH).status_code == 403
    assert client.post(url("retry", waiting)).status_code == 404


def test_a_reader_orders_nothing(world, signed_in):
    client = signed_in(world.reader)
    assert client.post(create_url(world.plan), WISH).status_code == 403
    assert "<textarea" not in client.get(list_url(world.plan)).content.decode()
    report = world.order()
    assert client.post(url("retry", report)).status_code == 403


def test_rights_are_asked_at_the_download(world, made, signed_in):
    draft(world)
    client = signed_in(world.reader)
    assert client.get(url("download", made)).status_code == 200
    RoleAssignment.objects.filter(user=world.reader).delete()
    assert client.get(url("download", made)).status_code == 404


@pytest.mark.parametrize("name", ["detail", "download"])
def test_what_is_not_frozen_cannot_be_read(world, signed_in, name):
    assert signed_in(world.leader).get(url(name, world.order())).status_code == 404


def test_only_posts_change(world, made, signed_in):
    client = signed_in(world.leader)
    assert client.get(url("retry", made)).status_code == 405
    assert client.post(url("download", made)).status_code == 405


def test_the_lists_ask_the_same_number_of_questions_however_many_reports(world, made, signed_in):
    client = signed_in(world.reader)

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        assert not any('"content"' in query["sql"] or '"snapshot"' in query["sql"] for query in captured), "files stay"
        return len(captured)

    addresses = (list_url(world.plan), reverse("report_list"))
    few = [count(address) for address in addresses]
    for period in ("2017-K1", "2017-K2", "2017-K3"):
        world.order(report_world.Period.parse(period))
    assert [count(address) for address in addresses] == few
    assert max(few) <= 10


def test_the_list_of_all_is_by_period_and_of_those_one_may_see(world, made, person, signed_in):
    page = signed_in(person(Role.NATIONAL_COORDINATOR)).get(reverse("report_list")).content.decode()
    assert "<h2>K4 2017</h2>" in page
    assert made.file.sha256[:12] in page
    assert signed_in(person()).get(reverse("report_list")).content.decode().count("report-row-main") == 0


def test_the_nations_published_reports_stand_first(world, person, signed_in):
    draft = TrendReport.objects.create(first_month="2017-04-01")
    published = factories.published_trend_report("2017-K1")
    for one in (world.leader, person(Role.NATIONAL_COORDINATOR)):
        page = signed_in(one).get(reverse("report_list")).content.decode()
        assert reverse("trend_report_detail", args=[published.pk]) in page
        assert reverse("trend_report_download", args=[published.pk, "pdf"]) in page
        assert reverse("trend_report_detail", args=[draft.pk]) not in page
    assert (
        reverse("trend_report_detail", args=[published.pk])
        not in signed_in(person()).get(reverse("report_list")).content.decode()
    )


def test_an_ended_quarter_without_costs_is_said_to_be_awaited(world, signed_in):
    choices = queries.period_choices(world.plan, world.plan.end_date)
    latest = choices.periods[0]
    assert choices.awaited[0] == latest.next()
    assert choices.awaited[-1].last_date == world.plan.end_date
    assert not set(choices.awaited) & set(choices.periods)
    assert queries.period_choices(world.plan, latest.last_date).awaited == ()
    page = signed_in(world.leader).get(list_url(world.plan)).content.decode()
    assert choices.awaited[0].label("sv") in page
