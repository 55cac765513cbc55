"""The Swedish order of names, in Python and by the database."""

from __future__ import annotations

import random

import pytest
from django.db.models.functions import Lower
from hypothesis import given
from hypothesis import strategies as st

from staffing import collation
from staffing.models import User
from tests import factories

IN_ORDER = ["7 av 10", "Alm", "Eklöf", "Ekman", "Zetterlund", "Åberg", "Ängström", "Öberg"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Zebra", "Ö"),
        ("z", "Å"),
        ("å", "ä"),
        ("Å", "ä"),
        ("ä", "Ö"),
        ("apa", "Bo"),
        ("Bo", "bodil"),
        ("Eva", "Éva"),
        ("Éva", "Evald"),
        ("a b", "ab"),
        ("9", "a"),
        ("Ærø", "Ö"),
        ("anna", "Anna"),
        ("Anna", "anna a"),
    ],
)
def test_first_sorts_before_second(first: str, second: str) -> None:
    assert collation.compare(first, second) == -1
    assert collation.compare(second, first) == 1


@given(st.text(), st.text(), st.text())
def test_order_is_total(one: str, two: str, three: str) -> None:
    assert collation.compare(one, two) == -collation.compare(two, one)
    if collation.compare(one, two) <= 0 and collation.compare(two, three) <= 0:
        assert collation.compare(one, three) <= 0


@given(st.text())
def test_a_text_equals_itself_only(text: str) -> None:
    assert collation.compare(text, text) == 0
    assert collation.compare(text, text + "x") != 0


def test_composed_and_decomposed_letters_sort_as_one() -> None:
    assert collation.sort_key("A\u030aberg")[:2] == collation.sort_key("Åberg")[:2]


@pytest.mark.django_db
def test_the_database_sorts_names_so() -> None:
    for name in random.sample(IN_ORDER, len(IN_ORDER)):
        factories.UserFactory(name=name)
    assert list(User.objects.order_by(collation.swedish("name")).values_list("name", flat=True)) == IN_ORDER
    backwards = User.objects.order_by(collation.swedish("name").desc())
    assert list(backwards.values_list("name", flat=True)) == IN_ORDER[::-1]


@pytest.mark.django_db
def test_the_database_lowers_letters_beyond_z() -> None:
    factories.UserFactory(name="ÅSA ÖBERG")
    assert User.objects.annotate(low=Lower("name")).get().low == "åsa öberg"
