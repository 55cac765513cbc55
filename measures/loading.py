"""Load the catalogue: seven areas with their aliases, the sources, and sixty measures, from files in the package."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from measures.models import AreaAlias, Measure, MeasureArea, MeasureSource, ScaleStep, Source
from staffing import loading
from staffing.models import Profession
from values.text import loose_key, search_key

HERE = Path(__file__).parent / "reference"
WEB = "web"


@transaction.atomic
def load() -> loading.Tally:
    """Load areas, sources and measures; needs the professions of `staffing.loading`; safe to repeat."""
    tally = loading.Tally()
    for row in loading.read_rows(HERE / "areas.csv"):
        _load_area(tally, row)
    for name in ("sources.csv", "web_sources.csv"):
        for row in loading.read_rows(HERE / name):
            fields = {"title": row["title"], "publisher": row["publisher"], "published": row["date"]}
            tally.put("sources", Source, {"code": row["source"]}, fields)
    professions = {profession.code: profession for profession in Profession.objects.all()}
    areas = {area.code: area for area in MeasureArea.objects.all()}
    sources = {source.code: source for source in Source.objects.all()}
    for row in loading.read_rows(HERE / "measures.csv"):
        measure = _load_measure(tally, row, areas[row["area_code"]])
        measure.professions.set([professions[code] for code in row["professions"].split(";")])
        for reference in row["sources"].split(";"):
            _load_source_link(tally, measure, reference, sources)
    for row in loading.read_rows(HERE / "scale_steps.csv"):
        _load_scale_step(tally, row)
    return tally


def _load_scale_step(tally: loading.Tally, row: dict[str, str]) -> None:
    """Put in a step that is missing; the words of one that is there are the administrator's."""
    names = {"name_sv": row["name_sv"], "name_en": row["name_en"]}
    _step, is_new = ScaleStep.objects.get_or_create(scale=row["scale"], step=int(row["step"]), defaults=names)
    tally["scale steps"] += 1
    tally["scale steps new"] += is_new


def _load_area(tally: loading.Tally, row: dict[str, str]) -> None:
    fields = {"number": int(row["number"]), "name_sv": row["name_sv"], "name_en": row["name_en"]}
    area = tally.put("areas", MeasureArea, {"code": row["code"]}, fields)
    # The area's own name is among its aliases, so that an import has one table to look in.
    for name in [row["name_sv"], *filter(None, row["aliases"].split(";"))]:
        tally.put("area aliases", AreaAlias, {"name_key": search_key(name)}, {"area": area, "name": name})


def _load_measure(tally: loading.Tally, row: dict[str, str], area: MeasureArea) -> Measure:
    texts = {name: row[name] for name in ("title_sv", "title_en", "description_sv", "description_en")}
    fields = texts | {
        "code": row["code"],
        "area": area,
        "levels": row["level"].split(";"),
        "horizon": row["horizon"],
        "reported_effect": row["reported_effective"],
        "origin": row["origin"],
        "search_key": loose_key(" ".join([row["number"], row["code"], *texts.values()])),
    }
    measure: Measure = tally.put("measures", Measure, {"number": int(row["number"])}, fields)
    return measure


def _load_source_link(tally: loading.Tally, measure: Measure, reference: str, sources: dict[str, Source]) -> None:
    """Link a measure to `blekinge-2017:plan` (a publication and its part) or `web:lakartidningen-2017-03` (a page)."""
    code, _, part = reference.partition(":")
    source, part = (sources[part], "") if code == WEB else (sources[code], part)
    tally.put("measure sources", MeasureSource, {"measure": measure, "source": source, "part": part})
