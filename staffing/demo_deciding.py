"""Example agreements, rules of delegation and a hire stop, so that a request in Blekinge has a price list and one decider.

The agreements have real shapes: a regional one by rank, and the joint national one of 2024 in three price zones. Suppliers,
prices and numbers are made up, and marked so.
"""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import translation

from staffing import demo
from staffing.actions import saving
from staffing.demo import PRIMARY, PSYCHIATRY, SOMATIC
from staffing.models import (
    AllocationRule,
    DelegationRule,
    DelegationSubstitute,
    FrameworkAgreement,
    FrameworkPrice,
    FrameworkSupplier,
    HireStop,
    Organisation,
    PriceZone,
    Profession,
    Region,
    ResponsibleRole,
    Speciality,
    User,
    ZonedOrganisation,
)
from values.text import search_key

BLEKINGE = "10"
IN_FORCE = datetime.date(2024, 1, 1)
SUPPLIERS = (
    "Exempelbemanning Nord",
    "Exempelbemanning Syd",
    "Påhittad Vårdresurs",
    "Fiktiva Läkarpoolen",
    "Övningsbolaget Vård",
)
REGIONAL_PRICES = (("doctor", "", 1_190), ("doctor", "allmanmedicin", 1_150), ("nurse", "", 690), ("other", "", 410))
NATIONAL_PRICES = (
    ("doctor", "", (1_150, 1_220, 1_310)),
    ("doctor", "allmanmedicin", (1_100, 1_180, 1_270)),
    ("nurse", "", (640, 680, 735)),
    ("other", "", (385, 410, 440)),
)
NORTH = ("21", "22", "23", "24", "25")
METROPOLITAN = ("01", "12", "14")
REGIONAL_TERMS = (
    "Exempeldata: villkoren har formen av ett regionalt rangordnat ramavtal. Leverantören med rang 1 tillfrågas först och har "
    "fem arbetsdagar på sig att svara. Behövs någon inom fem veckor är behovet brådskande: då frågas alla, och den som svarar "
    "först får avropet."
)
NATIONAL_TERMS = (
    "Exempeldata: villkoren har formen av regionernas gemensamma avtal från 2024: en prislista i tre zoner, avrop i högst tolv "
    "månader, tolv månaders karenstid för den som har slutat en anställning i regionen, och fördelning efter tid och "
    "kontinuitet."
)
RULES = (
    # division or the region, title, account that holds it, step, kronor, weeks; what it also covers: outside, list price, stop
    (SOMATIC, "Verksamhetschef Blekingesjukhuset", "beslutsfattare", 1, 150_000, 4, (False, False, False)),
    (PRIMARY, "Verksamhetschef vårdcentraler", "beslutsfattare.primarvard", 1, 150_000, 4, (False, False, False)),
    (SOMATIC, "Förvaltningschef Blekingesjukhuset", "hsd", 2, 600_000, 12, (False, True, True)),
    (PRIMARY, "Förvaltningschef primärvården", "hsd", 2, 600_000, 12, (False, True, True)),
    (PSYCHIATRY, "Förvaltningschef psykiatri och habilitering", "hsd", 2, 600_000, 12, (False, True, True)),
    ("", "Regiondirektör", "regiondirektor", 3, None, None, (True, True, True)),
)


@transaction.atomic
def load(today: datetime.date) -> int:
    """Make the example agreements, rules and hire stop, each unless the like is there; return how many were new."""
    region = Region.objects.get(code=BLEKINGE)
    # What is kept in words is kept in Swedish.
    with translation.override("sv"):
        return _load_agreements(region) + _load_rules(region, today) + _load_stop(region, today)


def _load_agreements(region: Region) -> int:
    if FrameworkAgreement.objects.exists():
        return 0
    regional = FrameworkAgreement(
        name="Hyrpersonal Blekinge (exempel)",
        reference="EX 2024/0117",
        region=region,
        valid_from=IN_FORCE,
        allocation=AllocationRule.RANKED,
        urgent_allocation=AllocationRule.FIRST_COME,
        response_working_days=5,
        urgent_within_days=35,
        terms=REGIONAL_TERMS,
        source="Exempel efter regionala rangordnade ramavtal; leverantörer och priser är påhittade.",
        is_example=True,
    )
    saving.save_by(regional, None)
    for code in ("doctor", "nurse"):
        for rank, name in enumerate(SUPPLIERS[:4] if code == "doctor" else SUPPLIERS[1:4], start=1):
            one = FrameworkSupplier(agreement=regional, name=name, profession=_profession(code), rank=rank)
            saving.save_by(one, None)
    for profession, speciality, price in REGIONAL_PRICES:
        _price(regional, profession, speciality, price, None)
    _load_national()
    return 2


def _load_national() -> None:
    national = FrameworkAgreement(
        name="Regionernas gemensamma hyravtal 2024 (exempel)",
        reference="EX 2024/0001",
        valid_from=IN_FORCE,
        allocation=AllocationRule.TIME_AND_CONTINUITY,
        response_working_days=5,
        urgent_within_days=35,
        longest_months=12,
        quarantine_months=12,
        terms=NATIONAL_TERMS,
        source="Exempel efter det nationella avtalet från 2024; leverantörer, zoner och priser är påhittade.",
        is_example=True,
    )
    saving.save_by(national, None)
    zones = [PriceZone(agreement=national, name=f"Zon {number}", order=number) for number in (1, 2, 3)]
    for zone in zones:
        saving.save_by(zone, None)
    for root in Organisation.objects.filter(parent__isnull=True).select_related("region"):
        code = root.region.code
        zone = zones[0] if code in METROPOLITAN else zones[2] if code in NORTH else zones[1]
        saving.save_by(ZonedOrganisation(agreement=national, zone=zone, organisation=root), None)
    for name in SUPPLIERS:
        saving.save_by(FrameworkSupplier(agreement=national, name=name), None)
    for profession, speciality, prices in NATIONAL_PRICES:
        for zone, price in zip(zones, prices, strict=True):
            _price(national, profession, speciality, price, zone)


def _profession(code: str) -> Profession:
    found: Profession = Profession.objects.get(code=code)
    return found


def _price(agreement: FrameworkAgreement, profession: str, speciality: str, price: int, zone: PriceZone | None) -> None:
    made = FrameworkPrice(
        agreement=agreement,
        profession=_profession(profession),
        speciality=Speciality.objects.get(code=speciality) if speciality else None,
        zone=zone,
        price_sek_per_hour=Decimal(price),
    )
    saving.save_by(made, None)


def _load_rules(region: Region, today: datetime.date) -> int:
    if DelegationRule.objects.filter(organisation__region=region).exists():
        return 0
    places: dict[str, Organisation] = {"": demo.root_of(region), **demo.divisions_of(region)}
    for number, (place, title, account, step, largest, weeks, also) in enumerate(RULES, start=1):
        outside, over, stop = also
        rule = DelegationRule(
            organisation=places[place],
            role=_role(places[place], title, account),
            step=step,
            largest_sek=largest,
            longest_weeks=weeks,
            covers_outside_framework=outside,
            covers_over_list_price=over,
            covers_hire_stop=stop,
            reference=f"Delegationsordning (exempel) § {step}.{number}",
            valid_from=IN_FORCE,
            is_example=True,
        )
        saving.save_by(rule, None)
    chief = ResponsibleRole.objects.get(organisation=places[""], title_key=search_key("Regiondirektör"))
    first = today - datetime.timedelta(days=7)
    away = DelegationSubstitute(
        role=chief, user=_user("hsd"), valid_from=first, valid_to=first + datetime.timedelta(days=28)
    )
    saving.save_by(away, None)
    return len(RULES)


def _role(organisation: Organisation, title: str, account: str) -> ResponsibleRole:
    """Return the role, made when it is not there; who holds one that is there already is left alone."""
    role, _is_new = ResponsibleRole.objects.get_or_create(
        organisation=organisation, title_key=search_key(title), defaults={"title": title}
    )
    if role.holder_id is None:
        role.holder = _user(account)
        saving.save_by(role, None)
    return role


def _user(local_part: str) -> User:
    found: User = User.objects.get(email=f"{local_part}@{demo.DOMAIN}")
    return found


def _load_stop(region: Region, today: datetime.date) -> int:
    if HireStop.objects.filter(organisation__region=region).exists():
        return 0
    first = today.replace(day=1) - datetime.timedelta(days=60)
    stop = HireStop(
        organisation=demo.divisions_of(region)[SOMATIC],
        profession=_profession("nurse"),
        valid_from=first,
        decided_by="Regiondirektör",
        decided_date=first - datetime.timedelta(days=14),
        registry_number="EX 2026/0042",
        reason="Exempeldata: kostnaden för hyrsjuksköterskor ökar två kvartal i rad medan resursenheten har lediga pass.",
        is_example=True,
    )
    saving.save_by(stop, None)
    return 1
