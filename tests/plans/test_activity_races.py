"""Faults 14, 15 and 21, and adoption, with real threads on a SQLite file: one wins, the others are told, nothing is locked or doubled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
THREADS = 6


@pytest.fixture(scope="module")
def raced(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    done = subprocess.run(
        [sys.executable, "-m", "tests.plans.activity_race"],
        cwd=ROOT,
        env={**kept, "VAR_DIR": str(tmp_path_factory.mktemp("race")), "LOG_LEVEL": "ERROR"},
        check=False,
        text=True,
        capture_output=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert "locked" not in done.stderr
    return json.loads(done.stdout)


def test_of_many_editors_one_is_saved_and_the_others_are_told(raced: dict[str, Any]) -> None:
    assert raced["edit"] == [302] + [409] * (THREADS - 1)
    assert (raced["version"], raced["history"]) == (2, 2)


def test_of_many_reports_on_one_version_one_is_logged(raced: dict[str, Any]) -> None:
    assert raced["status"] == [302] + [409] * (THREADS - 1)
    assert raced["lines"] == 1


def test_a_form_sent_many_times_makes_one_activity(raced: dict[str, Any]) -> None:
    assert raced["create"] == [302] * THREADS
    assert raced["created"] == 1


def test_many_writers_each_get_a_place_of_their_own(raced: dict[str, Any]) -> None:
    assert raced["others"] == [302] * THREADS
    assert raced["orders_unique"]


def test_many_taps_on_no_change_make_one_line(raced: dict[str, Any]) -> None:
    assert raced["confirm"] == [302] * THREADS
    assert raced["confirmed"] == 1


def test_of_many_adoptions_one_is_a_revision(raced: dict[str, Any]) -> None:
    assert raced["adopt"][0] == 302
    # Who comes late meets a plan that is adopted already, or one that was while the page was read.
    assert set(raced["adopt"][1:]) <= {403, 409}
    assert (raced["revisions"], raced["decisions"]) == ([1], 1)


def test_many_who_begin_to_change_a_plan_share_one_draft(raced: dict[str, Any]) -> None:
    assert raced["revise"] == [302] * THREADS
    assert raced["drafts"] == 1
