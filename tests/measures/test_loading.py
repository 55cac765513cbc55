"""The reference data: all of it, and nothing twice."""

from __future__ import annotations

import datetime
import io
import json

import pytest
from django.core.management import call_command

from indicators import loading as indicator_loading
from indicators.models import PublishedFigure, Target
from measures.models import AreaAlias, Measure, MeasureArea, MeasureSource, Origin, Source
from staffing.models import CareArea, Organisation, Population, Profession, Region, RegionName
from values.text import search_key


@pytest.fixture
def reference(db: None) -> dict[str, dict[str, int]]:
    out = io.StringIO()
    call_command("load_reference", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_everything_is_loaded_and_counted(reference: dict[str, dict[str, int]]) -> None:
    models = {
        "regions": (Region, 21),
        "populations": (Population, 21),
        "root organisations": (Organisation, 21),
        "care areas": (CareArea, 3),
        "professions": (Profession, 3),
        "areas": (MeasureArea, 7),
        "measures": (Measure, 60),
        "sources": (Source, 9),
        "targets": (Target, 1),
        "published figures": (PublishedFigure, 58),
    }
    for kind, (model, count) in models.items():
        assert model.objects.count() == count, kind
        assert reference[kind] == {"total": count, "new": count, "changed": 0}


def test_a_second_load_writes_nothing(reference: dict[str, dict[str, int]]) -> None:
    out = io.StringIO()
    call_command("load_reference", "--json", stdout=out)
    counts = json.loads(out.getvalue())
    assert all(count["new"] == count["changed"] == 0 for count in counts.values())
    assert Measure.history.count() == 60
    assert MeasureSource.objects.count() == reference["measure sources"]["total"]


def test_a_row_that_differs_is_brought_in_line(reference: dict[str, dict[str, int]]) -> None:
    Measure.objects.filter(number=60).update(title_en="Something else")
    out = io.StringIO()
    call_command("load_reference", stdout=out)
    assert "60 measures (0 new, 1 changed)" in out.getvalue()
    assert Measure.objects.get(number=60).title_en.startswith("Timetable for phasing out")


def test_a_region_has_its_names_with_their_days(reference: object) -> None:
    names = RegionName.objects.filter(region__code="10").order_by("valid_from")
    assert [(name.name, name.valid_to) for name in names] == [
        ("Landstinget Blekinge", datetime.date(2018, 12, 31)),
        ("Region Blekinge", None),
    ]
    assert names[1].valid_from == datetime.date(2019, 1, 1)
    assert list(RegionName.objects.filter(region__code="12").values_list("name", "valid_to")) == [
        ("Region Skåne", None)
    ]


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("Attraktiv arbetsplats", "attractive_workplace"),
        ("Arbetsmiljö – attraktiv arbetsplats", "attractive_workplace"),
        ("Dimensionering - bemanningsplan", "workforce_planning"),
        ("Dimensionering – bemanningsplan", "workforce_planning"),
        ("Samarbete inom och mellan landsting", "collaboration"),
        ("TIDPLANER", "phase_out"),
    ],
)
def test_the_spellings_of_documents_lead_to_the_area(reference: object, printed: str, code: str) -> None:
    assert AreaAlias.objects.get(name_key=search_key(printed)).area.code == code


def test_a_measure_has_its_levels_professions_and_sources(reference: object) -> None:
    measure = Measure.objects.get(number=4)
    assert measure.levels == ["division", "unit"]
    assert set(measure.professions.values_list("code", flat=True)) == {"doctor", "nurse"}
    assert measure.origin == Origin.QUOTED
    links = {(link.source.code, link.part) for link in measure.source_links.select_related("source")}
    assert ("blekinge-2017", "gap-analysis") in links
    assert ("lakartidningen-2017-03", "") in links


def test_other_staff_have_no_care_area(reference: object) -> None:
    assert dict(Profession.objects.values_list("code", "has_care_area")) == {
        "doctor": True,
        "nurse": True,
        "other": False,
    }


def test_published_figures_keep_value_source_and_doubt(reference: object) -> None:
    exact = PublishedFigure.objects.get(entity="Blekinge", figure="agency cost", period="2016")
    assert (exact.value, exact.unit, exact.region.code, exact.is_approximate) == ("138.1", "mnkr", "10", False)
    vague = PublishedFigure.objects.get(entity="Blekinge", figure="doctors' share of agency cost", period="2016")
    assert (vague.value, vague.is_approximate) == ("knappt 90", True)
    series = PublishedFigure.objects.get(entity="Nation", figure="agency cost", period="2015", value="3900")
    assert series.is_approximate
    assert "4 000" in series.note


def test_each_published_figure_has_a_reference_in_words_and_no_english(reference: object) -> None:
    known = indicator_loading.references()
    figures = PublishedFigure.objects.all()
    assert {one.source for one in figures} == set(known)
    assert all(len(words) > len(source) for source, words in known.items())
    english = {
        "about",
        "just",
        "over",
        "under",
        "of",
        "derived",
        "says",
        "doctors",
        "nurses",
        "msek",
        "bn",
        "peak",
        "and",
    }
    for one in figures:
        assert not english & set(f"{one.value} {one.note}".lower().replace(";", " ").split()), (one.value, one.note)
