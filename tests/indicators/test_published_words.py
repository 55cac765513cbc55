"""Every published figure that the product ships is named in both languages, and its source as a reference."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from indicators import loading, published_words
from indicators.models import PublishedFigure
from staffing import loading as staffing_loading
from staffing.models import Role

pytestmark = pytest.mark.django_db


def test_what_is_shipped_has_its_words():
    rows = staffing_loading.read_rows(loading.HERE / "published_figures.csv")
    assert {row["figure"] for row in rows} <= published_words.FIGURES.keys()
    assert {row["unit"] for row in rows} <= published_words.UNITS.keys()
    assert {row["source"] for row in rows} <= loading.references().keys()
    for known in (published_words.FIGURES, published_words.UNITS):
        with translation.override("sv"):
            swedish = [str(word) for word in known.values()]
        assert not [
            word for key, word in zip(known, swedish, strict=True) if word == key and word not in {"mnkr", "kr"}
        ]


def test_the_swedish_page_says_it_in_swedish(person, signed_in, blekinge):
    PublishedFigure.objects.create(
        entity="Nation",
        figure="cost ratio",
        value="knappt 6",
        unit="percent",
        period="2017-08 to 2018-12",
        source="skl-2019",
    )
    text = signed_in(person(Role.CONTROLLER, blekinge)).get(reverse("published_figure_list")).content.decode()
    assert "inhyrd personal i förhållande till egen personalkostnad" in text
    assert "2017-08–2018-12" in text
    assert loading.references()["skl-2019"] in text
    assert not [word for word in ("cost ratio", "percent<", "skl-2019", " to 2018") if word in text]
