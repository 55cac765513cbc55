"""The life of a cost return: opened, filled, handed in, locked, restated; two at once on a real database file."""

import datetime
import threading
from decimal import Decimal

import pytest
from django.db import connections, transaction
from django.utils import timezone

from indicators.actions import returns as actions
from indicators.actions import uploads
from indicators.cost_lines import LineRow
from indicators.models import CostLine, CostReturn, CoveredMonth, LinesChange, ReturnState
from staffing.editing import StaleVersion
from tests import factories
from values.period import Period

NOW = datetime.datetime(2017, 2, 1, 12, tzinfo=datetime.UTC)
K4 = Period.parse("2016-K4")


def line(organisation, amount, kind="agency", **fields):
    profession, area = factories.profession(), factories.care_area()
    return LineRow(
        organisation.pk, profession.pk, area.pk, kind, fields.pop("is_correction", False), Decimal(amount), **fields
    )


def filled(root, period="2016-K4", amount="100.00"):
    made = actions.open_return(region=root.region, period=Period.parse(period), by=None)
    return actions.replace_lines(cost_return=made, version=1, lines=[line(root, amount)], by=None)


def submitted(root, **fields):
    made = filled(root, **fields)
    return actions.submit_return(cost_return=made, version=made.version, by=None, now=NOW)


def locked(root, **fields):
    made = submitted(root, **fields)
    return actions.lock_return(cost_return=made, version=made.version, by=None, now=NOW)


def test_the_months_of_a_return_are_its_own(blekinge, kalmar):
    actions.open_return(region=blekinge.region, period=K4, by=None)
    for overlapping in ("2016-10", "2016-H2", "2016", "2016-T3"):
        with pytest.raises(actions.PeriodTaken, match="K4 2016"):
            actions.open_return(region=blekinge.region, period=Period.parse(overlapping), by=None)
    actions.open_return(region=blekinge.region, period=Period.parse("2016-01/08"), by=None)
    actions.open_return(region=kalmar.region, period=Period.parse("2016"), by=None)
    assert CostReturn.objects.count() == 3
    assert CoveredMonth.objects.filter(region=blekinge.region).count() == 11


def test_lines_replace_what_was_there_and_the_change_is_kept_old_and_new(blekinge):
    made = filled(blekinge, amount="100.00")
    done = actions.replace_lines(
        cost_return=made, version=made.version, lines=[line(blekinge, "150.00", hire_weeks=Decimal(2))], by=None
    )
    assert CostLine.objects.get().amount_sek == 150
    first, second = LinesChange.objects.order_by("pk")
    assert first.changes == []
    assert first.agency_sek == 100
    assert [(one["figure"], one["old"], one["new"]) for one in second.changes] == [
        ("amount_sek", "100.00", "150.00"),
        ("hire_weeks", None, "2"),
    ]
    assert done.version == made.version + 1


def test_saving_the_same_amounts_writes_nothing(blekinge):
    made = filled(blekinge)
    again = actions.replace_lines(cost_return=made, version=made.version, lines=[line(blekinge, "100.00")], by=None)
    assert again.version == made.version
    assert LinesChange.objects.count() == 1


def test_one_organisation_leaves_the_others_alone(blekinge):
    division = factories.OrganisationFactory(parent=blekinge)
    made = filled(blekinge)
    actions.replace_lines(
        cost_return=made, version=made.version, lines=[line(division, "7")], by=None, organisation_id=division.pk
    )
    assert {one.organisation_id: one.amount_sek for one in CostLine.objects.all()} == {blekinge.pk: 100, division.pk: 7}
    assert LinesChange.objects.first().agency_sek == 107


def test_a_stale_version_writes_nothing(blekinge):
    made = filled(blekinge)
    with pytest.raises(StaleVersion):
        actions.replace_lines(cost_return=made, version=1, lines=[line(blekinge, "1")], by=None)
    assert CostLine.objects.get().amount_sek == 100


def test_an_empty_return_is_not_handed_in(blekinge):
    made = actions.open_return(region=blekinge.region, period=K4, by=None)
    with pytest.raises(actions.NothingReported):
        actions.submit_return(cost_return=made, version=made.version, by=None, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.version) == (ReturnState.OPEN, 1)


def test_a_submitted_return_is_not_written_to_until_it_is_opened_again(blekinge):
    made = submitted(blekinge)
    assert made.counts_submitted
    with pytest.raises(actions.NotOpen):
        actions.replace_lines(cost_return=made, version=made.version, lines=[], by=None)
    again = actions.reopen_return(cost_return=made, version=made.version, by=None, reason="fel belopp")
    assert (again.state, again.counts_submitted, again.submitted_at) == (ReturnState.OPEN, False, None)
    assert again.history.first().history_change_reason == "fel belopp"


def test_only_a_submitted_return_is_locked(blekinge):
    made = filled(blekinge)
    with pytest.raises(actions.NotSubmitted):
        actions.lock_return(cost_return=made, version=made.version, by=None, now=NOW)


def test_locking_a_period_leaves_what_changed_meanwhile(blekinge, kalmar):
    first, second = submitted(blekinge), submitted(kalmar)
    seen = [(first, first.version), (second, second.version)]
    actions.reopen_return(cost_return=second, version=second.version, by=None, reason="fel")
    done, left = actions.lock_submitted(cost_returns=seen, by=None, now=NOW)
    assert [one.region_id for one in done] == [blekinge.region_id]
    assert [one.region_id for one in left] == [kalmar.region_id]


def test_a_restatement_counts_only_when_it_is_handed_in_and_the_first_stays_readable(blekinge):
    first = locked(blekinge)
    with pytest.raises(actions.ReturnProblem):
        actions.restate_return(cost_return=first, reason="  ", by=None)
    second = actions.restate_return(cost_return=first, reason="Faktura från fel kvartal", by=None)
    assert (second.number, second.state, second.lines.count()) == (2, ReturnState.OPEN, 1)
    with pytest.raises(actions.NotLocked):
        actions.restate_return(cost_return=first, reason="en gång till", by=None)
    first.refresh_from_db()
    assert first.counts_submitted
    assert first.counts_locked
    second = actions.replace_lines(cost_return=second, version=1, lines=[line(blekinge, "90")], by=None)
    second = actions.submit_return(cost_return=second, version=second.version, by=None, now=NOW)
    first.refresh_from_db()
    assert (first.counts_submitted, first.counts_locked) == (False, True)
    second = actions.lock_return(cost_return=second, version=second.version, by=None, now=NOW)
    first.refresh_from_db()
    assert (first.counts_locked, second.counts_locked) == (False, True)
    assert first.lines.get().amount_sek == 100


def test_what_was_never_handed_in_can_be_removed_and_frees_its_months(blekinge):
    made = filled(blekinge)
    actions.discard_return(cost_return=made, version=made.version, by=None)
    assert not CostReturn.objects.exists()
    actions.open_return(region=blekinge.region, period=Period.parse("2016-H2"), by=None)


def test_what_was_handed_in_once_is_kept(blekinge):
    made = submitted(blekinge)
    made = actions.reopen_return(cost_return=made, version=made.version, by=None, reason="fel")
    assert not actions.is_discardable(made)
    with pytest.raises(actions.NotOpen):
        actions.discard_return(cost_return=made, version=made.version, by=None)
    assert CostReturn.objects.filter(pk=made.pk).exists()


# Two at once ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def at_once(django_db_blocker):
    """Return a runner of functions in threads of their own, all let go at the same time."""

    def run(*functions):
        start = threading.Barrier(len(functions))
        outcomes = [None] * len(functions)

        def work(index, function):
            start.wait(timeout=10)
            try:
                outcomes[index] = function()
            except Exception as error:  # noqa: BLE001 -- what came out is what the test is about
                outcomes[index] = error
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work, args=pair) for pair in enumerate(functions)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        return outcomes

    return run


@pytest.fixture
def file_database(tmp_path, transactional_db, settings):
    """Put the tests' tables into a database file, since threads share nothing of a database in memory but its locks.

    On another database than SQLite the tests' own is as good.
    """
    connection = connections["default"]
    if connection.vendor != "sqlite":
        yield
        return
    old = connection.settings_dict["NAME"]
    path = tmp_path / "two_at_once.sqlite3"
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    kept = connection.connection
    connection.connection = None
    was_shared = connection.inc_thread_sharing
    connection.settings_dict["NAME"] = str(path)
    options = connection.settings_dict["OPTIONS"]
    yield was_shared
    connection.close()
    connection.settings_dict["NAME"] = old
    connection.settings_dict["OPTIONS"] = options
    connection.connection = kept


@pytest.mark.usefixtures("file_database")
def test_two_uploads_for_one_period_leave_one_current_return(at_once):
    root = factories.region_root("10", "Blekinge")
    rows = {amount: [line(root, amount)] for amount in ("100", "200")}
    seen = uploads.see(root.region, [K4])

    def write(amount):
        written, _replaced = uploads.write_periods(region=root.region, lines={K4: rows[amount]}, seen=seen, by=None)
        return written

    outcomes = at_once(lambda: write("100"), lambda: write("200"))
    assert sorted(type(one).__name__ for one in outcomes) == ["ReturnsChanged", "list"]
    assert CostReturn.objects.count() == 1
    assert CostLine.objects.count() == 1
    assert CoveredMonth.objects.count() == 3


@pytest.mark.usefixtures("file_database")
def test_a_return_handed_in_while_a_file_is_written_takes_all_of_it_or_nothing(at_once):
    root = factories.region_root("10", "Blekinge")
    first, second = filled(root, period="2016-K3"), filled(root, period="2016-K4")
    periods = [first.period, second.period]
    seen = uploads.see(root.region, periods)
    rows = {period: [line(root, "555")] for period in periods}
    outcomes = at_once(
        lambda: uploads.write_periods(region=root.region, lines=rows, seen=seen, by=None),
        lambda: actions.submit_return(cost_return=second, version=second.version, by=None, now=timezone.now()),
    )
    amounts = set(CostLine.objects.values_list("amount_sek", flat=True))
    second.refresh_from_db()
    if isinstance(outcomes[0], uploads.ReturnsChanged):
        assert second.state == ReturnState.SUBMITTED
        assert amounts == {Decimal(100)}
    else:
        assert isinstance(outcomes[1], StaleVersion)
        assert second.state == ReturnState.OPEN
        assert amounts == {Decimal(555)}


@pytest.mark.usefixtures("file_database")
def test_a_double_confirmation_writes_once(at_once, person):
    root = factories.region_root("10", "Blekinge")
    user = factories.UserFactory()
    upload = uploads.CostUpload.objects.create(
        region=root.region,
        uploaded_by=user,
        filename="a.csv",
        sha256="0" * 64,
        lines=[["2016-K4", *uploads.cost_lines.as_json(line(root, "100"))]],
        seen=[["2016-K4", None, None]],
    )
    outcomes = at_once(*[lambda: uploads.write_upload(upload=upload, by=user, now=timezone.now())] * 2)
    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyWritten", "list"]
    assert CostReturn.objects.count() == 1


def test_a_failure_in_the_second_period_takes_back_the_first(blekinge):
    third, fourth = filled(blekinge, period="2016-K3"), filled(blekinge, period="2016-K4")
    seen = uploads.see(blekinge.region, [third.period, fourth.period])
    actions.submit_return(cost_return=fourth, version=fourth.version, by=None, now=NOW)
    rows = {period: [line(blekinge, "555")] for period in (third.period, fourth.period)}
    with pytest.raises(uploads.ReturnsChanged, match="K4 2016"), transaction.atomic():
        uploads.write_periods(region=blekinge.region, lines=rows, seen=seen, by=None)
    assert set(CostLine.objects.values_list("amount_sek", flat=True)) == {Decimal(100)}
