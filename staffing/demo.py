"""Example organisations and accounts, and the one source of variety in example data: the same on every machine."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from staffing.models import CareArea, Level, Organisation, Region, Role, RoleAssignment, User

PASSWORD = "demo-inte-for-skarp-drift"  # noqa: S105 -- printed by the command; the demo is made to be signed in to
DOMAIN = "demo.oberoende.example"
VALID_FROM = datetime.date(2010, 1, 1)

PRIMARY, SOMATIC, PSYCHIATRY = "primary", "somatic", "psychiatry"
_DIVISIONS = ((PRIMARY, "P", "Primärvården"), (SOMATIC, "S", "Sjukhusvården"), (PSYCHIATRY, "Y", "Psykiatrin"))
_OWN_NAMES = {("10", SOMATIC): "Blekingesjukhuset", ("10", PSYCHIATRY): "Psykiatri och habilitering"}


@dataclass(frozen=True)
class Account:
    """A demo account: `region` is a county code or empty for the nation, `division` a care area's code or empty."""

    local_part: str
    name: str
    role: Role
    region: str = ""
    division: str = ""

    @property
    def email(self) -> str:
        return f"{self.local_part}@{DOMAIN}"


ACCOUNTS = (
    Account("processledare", "Demo Processledare", Role.PROCESS_LEADER, "10"),
    Account("chef", "Demo Chef", Role.MANAGER, "10", PRIMARY),
    Account("controller", "Demo Controller", Role.CONTROLLER, "10"),
    Account("beslutsfattare", "Demo Beslutsfattare", Role.DECISION_MAKER, "10", SOMATIC),
    Account("beslutsfattare.primarvard", "Demo Beslutsfattare Primärvård", Role.DECISION_MAKER, "10", PRIMARY),
    Account("hsd", "Demo Hälso- och sjukvårdsdirektör", Role.DECISION_MAKER, "10"),
    Account("regiondirektor", "Demo Regiondirektör", Role.DECISION_MAKER, "10"),
    Account("styrgrupp", "Demo Styrgrupp", Role.STEERING_GROUP, "10"),
    Account("revisor", "Demo Revisor", Role.AUDITOR, "10"),
    Account("processledare.kalmar", "Demo Processledare Kalmar", Role.PROCESS_LEADER, "08"),
    Account("controller.kalmar", "Demo Controller Kalmar", Role.CONTROLLER, "08"),
    Account("samordnare", "Demo Samordnare", Role.NATIONAL_COORDINATOR),
    Account("administrator", "Demo Administratör", Role.ADMINISTRATOR),
)


def draw(upper: int, *keys: object) -> int:
    """Return a number from 0 to `upper` − 1 that only the keys decide."""
    digest = hashlib.sha256("/".join(map(str, keys)).encode()).digest()
    return int.from_bytes(digest[:8], "big") % upper


@transaction.atomic
def load_divisions() -> int:
    """Make three divisions in each region, one a care area; return how many were new."""
    care_areas = {area.code: area for area in CareArea.objects.all()}
    roots = Organisation.objects.filter(level=Level.REGION).select_related("region")
    present = set(Organisation.objects.filter(level=Level.DIVISION).values_list("region__code", "code"))
    made = 0
    for root in roots:
        for order, (care_area, letter, name) in enumerate(_DIVISIONS, start=1):
            code = f"{root.region.code}-{letter}"
            if (root.region.code, code) not in present:
                Organisation.objects.create(
                    region=root.region,
                    parent=root,
                    level=Level.DIVISION,
                    code=code,
                    name=_OWN_NAMES.get((root.region.code, care_area), name),
                    care_area=care_areas[care_area],
                    valid_from=VALID_FROM,
                    order=order,
                )
                made += 1
    return made


@transaction.atomic
def load_units(per_division: int) -> int:
    """Make units below every example division, for measuring speed; return how many were new."""
    present = set(Organisation.objects.filter(level=Level.UNIT).values_list("parent_id", "code"))
    divisions = Organisation.objects.filter(level=Level.DIVISION, code__regex=r"^[0-9]{2}-[PSY]$")
    units = [
        Organisation(
            region_id=division.region_id,
            parent=division,
            level=Level.UNIT,
            code=f"{division.code}-{number:03}",
            name=f"{division.name}, enhet {number}",
            care_area_id=division.care_area_id,
            valid_from=VALID_FROM,
            order=number,
        )
        for division in divisions
        for number in range(1, per_division + 1)
        if (division.pk, f"{division.code}-{number:03}") not in present
    ]
    return len(Organisation.objects.bulk_create(units))


def root_of(region: Region) -> Organisation:
    """Return the organisation that is the region itself."""
    root: Organisation = Organisation.objects.get(region=region, level=Level.REGION)
    return root


def divisions_of(region: Region) -> dict[str, Organisation]:
    """Return the region's example divisions by the code of their care area."""
    found = {organisation.code: organisation for organisation in region.organisations.filter(level=Level.DIVISION)}
    return {care_area: found[f"{region.code}-{letter}"] for care_area, letter, _name in _DIVISIONS}


@transaction.atomic
def load_accounts() -> int:
    """Make the demo accounts with their roles; return how many were new. An account that is there is left alone."""
    hashed = make_password(PASSWORD)
    made = 0
    for account in ACCOUNTS:
        user, is_new = User.objects.get_or_create(
            email=account.email, defaults={"name": account.name, "password": hashed}
        )
        made += is_new
        RoleAssignment.objects.get_or_create(
            user=user, role=account.role, organisation=scope_of(account), valid_from=VALID_FROM
        )
    return made


def scope_of(account: Account) -> Organisation | None:
    """Return the organisation where the account holds its role; None is the nation."""
    if not account.region:
        return None
    region = Region.objects.get(code=account.region)
    return divisions_of(region)[account.division] if account.division else root_of(region)
