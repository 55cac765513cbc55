"""Load the reference data of the app: regions, professions, positions and care areas, from files in the package."""

from __future__ import annotations

import csv
import datetime
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model

from staffing.models import (
    CareArea,
    HireReason,
    Level,
    Organisation,
    Population,
    Position,
    Profession,
    Region,
    RegionName,
    Speciality,
)

HERE = Path(__file__).parent / "reference"
FIRST_DAY = datetime.date(2010, 1, 1)
"""Before the first figure that we hold; when each region got its older name is not in the sources."""
LAST_DAY_OF_OLD_NAMES = datetime.date(2018, 12, 31)
FIRST_DAY_OF_NEW_NAMES = datetime.date(2019, 1, 1)
POPULATION_DATE = datetime.date(2015, 6, 30)
POPULATION_SOURCE = "Referensfilen regions.csv, folkmängd 2015-06-30"


class Tally(Counter[str]):
    """How many rows of each kind were seen ("regions"), made ("regions new") or changed ("regions changed")."""

    def put(self, kind: str, model: type[Model], key: dict[str, Any], fields: dict[str, Any] | None = None) -> Any:
        """Return the row with `key`, made or brought in line with `fields`; a row that agrees is not written.

        What a person has changed is theirs: such a row is left alone, and None is returned where its key was changed too.
        """
        wanted = fields or {}
        row = model._default_manager.filter(**key).first()  # noqa: SLF001 -- Django's public name
        self[kind] += 1
        if row is None and _was_changed_by_a_person(model, key):
            return None
        is_new = row is None
        if row is None:
            row = model._default_manager.create(**key, **wanted)  # noqa: SLF001
        differing = [] if is_new else [name for name, value in wanted.items() if getattr(row, name) != value]
        if differing and _was_changed_by_a_person(model, {"pk": row.pk}):
            return row
        if differing:
            for name in differing:
                setattr(row, name, wanted[name])
            row.save()
        self[f"{kind} new"] += is_new
        self[f"{kind} changed"] += bool(differing)
        return row


def _was_changed_by_a_person(model: Any, key: dict[str, Any]) -> bool:
    """Return whether somebody signed a change of the row with the key, or of one that had it."""
    if not hasattr(model, "history"):
        return False
    key = {"id" if name == "pk" else name: value for name, value in key.items()}
    ids = model.history.filter(**key).values("id")
    return bool(model.history.filter(id__in=ids, history_user__isnull=False).exists())


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file of reference data, every value stripped."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {name: (value or "").strip() for name, value in row.items()}


@transaction.atomic
def load() -> Tally:
    """Load regions with names, populations and root organisations, professions with positions, care areas, reasons; safe to repeat."""
    tally = Tally()
    for row in read_rows(HERE / "care_areas.csv"):
        names = {name: row[name] for name in ("name_sv", "name_en")}
        tally.put("care areas", CareArea, {"code": row["code"]}, {**names, "order": int(row["order"])})
    for row in read_rows(HERE / "professions.csv"):
        fields = {name: row[name] for name in ("name_sv", "name_en")} | {
            "has_care_area": row["has_care_area"] == "yes",
            "order": int(row["order"]),
        }
        tally.put("professions", Profession, {"code": row["code"]}, fields)
    _load_positions(tally)
    for row in read_rows(HERE / "hire_reasons.csv"):
        fields = {**{name: row[name] for name in ("kind", "name_sv", "name_en", "fits")}, "order": int(row["order"])}
        tally.put("reasons for hires", HireReason, {"code": row["code"]}, fields)
    for row in read_rows(HERE / "regions.csv"):
        _load_region(tally, row)
    return tally


def _load_positions(tally: Tally) -> None:
    """Load positions and specialities; what a trainee becomes is put in when all positions are there."""
    professions = Profession.objects.in_bulk(field_name="code")
    rows = list(read_rows(HERE / "positions.csv"))
    known = {one.code: one for one in Position.objects.all()}
    for row in [*(one for one in rows if not one["becomes"]), *(one for one in reversed(rows) if one["becomes"])]:
        fields = {
            **{name: row[name] for name in ("name_sv", "name_en")},
            "profession": professions[row["profession"]],
            "becomes": known[row["becomes"]] if row["becomes"] else None,
            "order": int(row["order"]),
        }
        known[row["code"]] = tally.put("positions", Position, {"code": row["code"]}, fields)
    for row in read_rows(HERE / "specialities.csv"):
        names = {name: row[name] for name in ("name_sv", "name_en")}
        fields = {**names, "profession": professions[row["profession"]]}
        tally.put("specialities", Speciality, {"code": row["code"]}, fields)


def _load_region(tally: Tally, row: dict[str, str]) -> None:
    region = tally.put(
        "regions",
        Region,
        {"code": row["code"]},
        {"short_name": row["short_name"], "healthcare_region": row["sjukvardsregion"]},
    )
    for name, first_day, last_day in _names(row):
        tally.put(
            "region names",
            RegionName,
            {"region": region, "valid_from": first_day},
            {"name": name, "valid_to": last_day},
        )
    tally.put(
        "populations",
        Population,
        {"region": region, "date": POPULATION_DATE},
        {"inhabitants": int(row["population_2015_06_30"]), "source": POPULATION_SOURCE},
    )
    # The root's name is an administrator's to change, so a root that is there is left alone.
    if not Organisation.objects.filter(region=region, level=Level.REGION).exists():
        Organisation.objects.create(
            region=region, level=Level.REGION, code=row["code"], name=row["name_2019"], valid_from=FIRST_DAY
        )
        tally["root organisations new"] += 1
    tally["root organisations"] += 1


def _names(row: dict[str, str]) -> list[tuple[str, datetime.date, datetime.date | None]]:
    if row["name_2016"] == row["name_2019"]:
        return [(row["name_2019"], FIRST_DAY, None)]
    return [
        (row["name_2016"], FIRST_DAY, LAST_DAY_OF_OLD_NAMES),
        (row["name_2019"], FIRST_DAY_OF_NEW_NAMES, None),
    ]
