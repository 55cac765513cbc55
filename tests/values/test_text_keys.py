"""Text made comparable."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from values.text import loose_key, search_key, slugify_sv


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("  Ångest \u00a0 och\n oro ", "ångest och oro"),
        ("A\u030angest", "ångest"),
        ("ÅNGEST", "ångest"),
        ("be\u00admanning\u200b", "bemanning"),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_search_key(text, key):
    assert search_key(text) == key


def test_the_search_key_tells_the_letters_apart():
    assert len({search_key(letter) for letter in "aåäoö"}) == 5


@pytest.mark.parametrize(
    ("text", "key"),
    [("Ångest", "angest"), ("ÄÖ", "ao"), ("Café", "cafe"), ("Sjöström-Ærø", "sjostrom-aero"), ("Łódź", "lodz")],
)
def test_loose_key(text, key):
    assert loose_key(text) == key


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Blekinge 2017", "blekinge-2017"),
        ("Handlingsplan för oberoende – Örebro län", "handlingsplan-for-oberoende-orebro-lan"),
        ("Åäö!", "aao"),
        ("--x--", "x"),
        ("中文", ""),
    ],
)
def test_slugs(text, slug):
    assert slugify_sv(text) == slug


@given(st.text())
def test_keys_and_slugs_are_stable(text):
    assert search_key(search_key(text)) == search_key(text)
    assert slugify_sv(slugify_sv(text)) == slugify_sv(text)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slugify_sv(text))


@given(st.text(alphabet="abcåäöéÅÄÖ xyz"))
def test_case_never_matters(text):
    assert search_key(text.upper()) == search_key(text.lower())
    assert loose_key(text.upper()) == loose_key(text.lower())
