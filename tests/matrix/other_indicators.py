"""Other indicators: definitions that everybody reads, figures that a region gives and shares."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone

from indicators.models import Indicator, IndicatorUpload, IndicatorValue
from staffing.models import Region, User
from tests.url_rules import ALL, COORDINATORS, HAS_ROLE, NO_GET, NO_POST, READ_REGION, same
from tests.url_walk import Route, Rule
from tests.url_world import (
    ADMINISTRATOR,
    CONTROLLER,
    COORDINATOR,
    EVERYBODY,
    HARD_SPACE,
    LEADER,
    NATIONAL,
    NATIONAL_AUDITOR,
    NO_ID,
    World,
)
from values.period import Period

ENTERERS = frozenset({CONTROLLER, LEADER})
EDITORS = COORDINATORS | {ADMINISTRATOR}
DEFINITIONS = same("entered, computed, retired", EVERYBODY)
EDIT = Rule(DEFINITIONS, same("entered, computed, retired", EDITORS))
SEES_OWN = same("own", EVERYBODY) | same("other", NATIONAL)
ENTER_REGION = Rule(SEES_OWN, same("own", ENTERERS))
READ_FIGURES = Rule(same("own, other, own computed", EVERYBODY))
ENTER = Rule(
    same("own, own computed, own retired", EVERYBODY) | same("other", NATIONAL),
    same("own", ENTERERS),
)
SHARE = Rule(
    same("own, own computed, own retired", EVERYBODY) | same("other", NATIONAL),
    same("own, own computed, own retired", ENTERERS),
)
UPLOAD = Rule(
    same("own, absent part, crossed part", EVERYBODY) | same("other", NATIONAL),
    same("own, absent part, crossed part", ENTERERS),
)

ROUTES = [
    Route("indicator_list", "nothing", HAS_ROLE, NO_POST),
    Route(
        "indicator_create",
        "nothing",
        Rule({"": ALL}, {"": EDITORS}, asks_first=True),
        Rule({"": ALL}, {"": EDITORS}, (422,), asks_first=True),
    ),
    Route("indicator_nation", "indicator", Rule(DEFINITIONS), NO_POST),
    Route("indicator_edit", "indicator", EDIT, EDIT.answering(422)),
    Route("indicator_retire", "indicator", NO_GET, EDIT.answering(302)),
    Route("region_indicator_list", "region", READ_REGION, NO_POST),
    Route("region_indicator_detail", "region_indicator", READ_FIGURES, NO_POST),
    Route("indicator_value_enter", "region_entry", ENTER, ENTER.answering(422)),
    Route("indicator_value_share", "region_entry", NO_GET, SHARE.answering(302)),
    # Without a format there is no template to hand out.
    Route("indicator_template", "region", ENTER_REGION.answering(400), NO_POST),
    Route("indicator_upload", "region", ENTER_REGION, ENTER_REGION.answering(422)),
    Route("indicator_upload_preview", "indicator_upload", UPLOAD, NO_POST),
    Route("indicator_upload_confirm", "indicator_upload", NO_GET, UPLOAD.answering(302)),
]


def _define(code: str, **fields: object) -> Indicator:
    defaults = {"name_sv": code, "name_en": code, "definition_sv": "Vad", "definition_en": "What", "unit": "hours"}
    return Indicator.objects.create(code=code, **{**defaults, "direction": "lower", "source": "egen", **fields})


def extend(world: World) -> None:
    """Define one indicator of each kind, with a figure that the other region has shared and one that it has not."""
    entered, retired = _define("sjuktid"), _define("gammalt", retired_at=timezone.now())
    computed = _define("hyrveckor", kind="computed", unit="weeks")
    for label, one in (("entered", entered), ("computed", computed), ("retired", retired)):
        world.add("indicator", label, slug=one.code)
    world.add("indicator", "missing", slug="finns-inte")
    for kind in ("region_indicator", "region_entry"):
        for label, code in (("own", "10"), ("other", "08"), ("missing", "99")):
            world.add(kind, label, code=code, slug=entered.code)
        world.add(kind, "own computed", code="10", slug=computed.code)
    world.add("region_entry", "own retired", code="10", slug=retired.code)
    regions = {one.code: one for one in Region.objects.all()}
    readers = frozenset({NATIONAL_AUDITOR, COORDINATOR})
    secret = world.secret(f"65{HARD_SPACE}432,1", readers)
    assert secret
    world.secret("Osagd anmärkning", readers)
    _figure(entered, regions["10"], "2017-K1", "11111.1", is_shared=False)
    _figure(entered, regions["08"], "2017-K1", "22222.2", is_shared=True)
    _figure(entered, regions["08"], "2017-K2", "65432.1", is_shared=False, note="Osagd anmärkning")
    other = User.objects.filter(role_assignments__organisation__region=regions["08"]).order_by("pk").first()
    for label, code, by in (("own", "10", world.people[CONTROLLER]), ("other", "08", other)):
        made = IndicatorUpload.objects.create(
            region=regions[code], uploaded_by=by, filename=f"{label}.csv", sha256="0" * 64, confirmed_at=timezone.now()
        )
        world.add("indicator_upload", label, code=code, pk=made.pk)
        world.add("indicator_upload", "crossed part", code="10", pk=made.pk)
    world.add("indicator_upload", "absent part", code="10", pk=NO_ID)
    world.add("indicator_upload", "missing", code="99", pk=NO_ID)


def _figure(indicator: Indicator, region: Region, code: str, value: str, *, is_shared: bool, note: str = "") -> None:
    period, now = Period.parse(code), timezone.now()
    IndicatorValue.objects.create(
        indicator=indicator,
        region=region,
        first_month=period.first_date,
        length=period.length,
        value=Decimal(value),
        note=note,
        entered_at=now,
        shared_at=now if is_shared else None,
    )
