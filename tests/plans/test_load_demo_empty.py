"""The demo from an empty database: what is missing is said, and `--scale` multiplies."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from plans.models import Plan


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


def test_without_reference_data_it_says_what_to_run(db: None) -> None:
    with pytest.raises(CommandError, match="load_reference"):
        run()


def test_scale_multiplies_organisations_and_activities(db: None) -> None:
    call_command("load_reference", stdout=io.StringIO())
    counts = json.loads(run("--scale", "2", "--json"))["new"]
    assert counts["units"] == 21 * 3 * 2
    assert counts["activities for measuring"] == 2_000 == Plan.objects.get(slug="skala").activities.count()
    assert counts["cost lines"] == 915 * (18 * 2 + 1)
    assert Plan.objects.get(slug="skala").is_example
