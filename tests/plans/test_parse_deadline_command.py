"""`manage.py parse_deadline`: text and JSON, and what it says of bad input."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command


def run(*arguments):
    out = io.StringIO()
    call_command("parse_deadline", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "kind", "due_date", "steps"),
    [
        ("Hösten 2017. Annonsering våren 2017", "season", "2017-12-31", ["Annonsering våren 2017"]),
        ("2017-12-31", "date", "2017-12-31", []),
        ("K2 2017", "quarter", "2017-06-30", []),
        ("Snarast", "asap", None, []),
        ("", "undated", None, []),
        ("när månen är full", "unparsed", None, []),
    ],
)
def test_json_says_text_kind_due_date_and_steps(text, kind, due_date, steps):
    assert json.loads(run(text, "--json")) == {"text": text, "kind": kind, "due_date": due_date, "steps": steps}


def test_once_a_year_counts_from_the_day_given():
    assert json.loads(run("Görs en gång per år", "--json", "--today", "2017-03-01"))["due_date"] == "2017-12-31"


def test_text_has_a_line_for_each_part():
    assert run("Hösten 2017. Annonsering våren 2017").splitlines() == [
        "text: Hösten 2017. Annonsering våren 2017",
        "kind: season",
        "due date: 2017-12-31",
        "step: Annonsering våren 2017",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x" * 201], "at most 200"),
        (["2017\x00"], "control characters"),
        (["2017", "--today", "03/04/2017"], "--today"),
        ([], "text"),
    ],
)
def test_bad_input_is_an_error_with_words(arguments, message):
    with pytest.raises(CommandError, match=message):
        run(*arguments)
