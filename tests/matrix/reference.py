"""The reference data: read by the nation's roles, changed by administrators; targets and published figures also by the coordinator."""

from __future__ import annotations

import datetime
from decimal import Decimal

from indicators.models import Assumption, PublishedFigure, Target
from staffing.models import CareArea, Population, Profession, Region, RegionName
from tests.url_rules import ADMINISTER, ADMINISTRATORS, ALL, COORDINATORS, HAS_ROLE, NO_POST
from tests.url_walk import Route, Rule
from tests.url_world import NATIONAL, NO_ID, World

READ = Rule({"": ALL}, {"": NATIONAL}, asks_first=True)
READ_REGION = Rule(dict.fromkeys(["own", "other"], ALL), dict.fromkeys(["own", "other"], NATIONAL), asks_first=True)
NAME_REGION = Rule(
    dict.fromkeys(["own", "other"], ALL), dict.fromkeys(["own", "other"], ADMINISTRATORS), asks_first=True
)
EDIT = Rule({"any": ALL}, {"any": ADMINISTRATORS}, asks_first=True)
SETTERS = COORDINATORS | ADMINISTRATORS
SET = Rule({"": ALL}, {"": SETTERS}, asks_first=True)
CORRECT = Rule({"any": ALL}, {"any": SETTERS}, asks_first=True)

ROUTES = [
    Route("reference_data", "nothing", READ, NO_POST),
    Route("population_list", "nothing", READ, NO_POST),
    Route("population_region", "region", READ_REGION, NO_POST),
    Route("population_create", "nothing", ADMINISTER, ADMINISTER.answering(422)),
    Route("population_edit", "population", EDIT, EDIT.answering(422)),
    Route("population_upload", "nothing", ADMINISTER, ADMINISTER.answering(422)),
    Route("profession_list", "nothing", READ, NO_POST),
    Route("profession_create", "nothing", ADMINISTER, ADMINISTER.answering(422)),
    Route("profession_edit", "profession", EDIT, EDIT.answering(422)),
    Route("care_area_edit", "care_area", EDIT, EDIT.answering(422)),
    Route("region_name_list", "nothing", READ, NO_POST),
    Route("region_name_create", "region", NAME_REGION, NAME_REGION.answering(422)),
    Route("region_name_edit", "region_name", EDIT, EDIT.answering(422)),
    Route("target_list", "nothing", HAS_ROLE, NO_POST),
    Route("target_create", "nothing", SET, SET.answering(422)),
    Route("target_edit", "target", CORRECT, CORRECT.answering(422)),
    Route("assumption_edit", "assumption", CORRECT, CORRECT.answering(422)),
    Route("published_figure_list", "nothing", HAS_ROLE, NO_POST),
    Route("published_figure_create", "nothing", SET, SET.answering(422)),
    Route("published_figure_edit", "published_figure", CORRECT, CORRECT.answering(422)),
]


def extend(world: World) -> None:
    """Make one row of each list."""
    region, day = Region.objects.get(code="10"), datetime.date(2015, 6, 30)
    made = {
        "population": Population.objects.create(region=region, date=day, inhabitants=154_157, source="SCB"),
        "profession": Profession.objects.first() or Profession.objects.create(code="doctor", name_sv="läkare"),
        "care_area": CareArea.objects.first() or CareArea.objects.create(code="somatic", name_sv="somatik"),
        "region_name": RegionName.objects.filter(region=region).first(),
        "target": Target.objects.create(region=region, ratio=Decimal("0.03"), valid_from=day),
        "assumption": Assumption.objects.create(
            code="premium_factor", value=Decimal("2.5"), valid_from=day, source="Källorna"
        ),
        "published_figure": PublishedFigure.objects.create(
            entity="Blekinge", figure="agency cost", value="138.1", unit="mnkr", period="2016", source="blekinge-2017"
        ),
    }
    for kind, row in made.items():
        world.add(kind, "any", pk=row.pk)
        world.add(kind, "missing", pk=NO_ID)
