"""`manage.py render_report`: files, JSON, and errors that say what to do."""

from __future__ import annotations

import hashlib
import io
import json

import pytest
from django.core.management import CommandError, call_command

from documents.models import FrozenFile
from plans.models import StatusReport
from tests.documents import pdf_structure
from tests.plans import report_world
from tests.plans.report_world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db) -> World:
    made = report_world.make_world()
    report_world.fill(made)
    return made


def run(out, *more: str, plan: str = "blekinge-2017", period: str = "2017-K4") -> str:
    told = io.StringIO()
    call_command("render_report", "--plan", plan, "--period", period, "--out", str(out), *more, stdout=told)
    return told.getvalue()


def test_a_file_is_written_and_nothing_is_kept(world, tmp_path):
    told = json.loads(run(tmp_path / "r.pdf", "--json"))
    content = (tmp_path / "r.pdf").read_bytes()
    assert pdf_structure.faults(content) == []
    assert told["sha256"] == hashlib.sha256(content).hexdigest()
    assert (told["period"], told["version"], told["size_bytes"]) == ("2017-K4", 1, len(content))
    assert not StatusReport.objects.exists()
    assert [file.name for file in tmp_path.iterdir()] == ["r.pdf"]


def test_a_frozen_one_is_the_file_that_was_written(world, tmp_path):
    run(tmp_path / "r.pdf", "--freeze", "--language", "en")
    report = StatusReport.objects.get()
    assert bytes(report.file.content) == (tmp_path / "r.pdf").read_bytes()
    assert (report.language, report.number, report.requested_by) == ("en", 1, None)
    with pytest.raises(CommandError, match="--correction"):
        run(tmp_path / "r.pdf", "--freeze", "--language", "en")
    run(tmp_path / "r.pdf", "--freeze", "--language", "en", "--correction", "Costs")
    assert FrozenFile.objects.count() == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"plan": "finns-inte"}, "no plan 'finns-inte'.*blekinge-2017"),
        ({"period": "2017-K5"}, "--period: .*no number 5"),
        ({"period": "i fjol"}, "not a period"),
    ],
)
def test_what_is_not_there_is_named(world, tmp_path, arguments, words):
    with pytest.raises(CommandError, match=words):
        run(tmp_path / "r.pdf", **arguments)
    assert not list(tmp_path.iterdir())


def test_a_language_that_is_not_ours_is_refused(world, tmp_path):
    with pytest.raises(CommandError, match="'de' is not one of sv, en"):
        run(tmp_path / "r.pdf", "--language", "de")


@pytest.mark.parametrize("where", ["no/such/folder/r.pdf", "."])
def test_a_place_that_cannot_be_written_is_told_before_the_work(world, tmp_path, where, monkeypatch):
    monkeypatch.setattr("plans.queries.reports.status_report_for", None)
    with pytest.raises(CommandError, match="--out"):
        run(tmp_path / where)
