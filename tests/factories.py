"""Objects for tests, in one place."""

from __future__ import annotations

import datetime
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from documents import files
from indicators import trend_report_data
from indicators.actions import trend_report as trend_actions
from indicators.models import CostLine, CostReturn, CoveredMonth, ReturnState, TrendReport
from indicators.queries import trend_report as trend_reports
from measures.models import Measure, MeasureArea
from plans.models import Activity, ActivityResponsible, Plan, PlanArea, PlanSection, PlanState
from staffing.models import (
    CareArea,
    DelegationRule,
    HireReason,
    HireRequest,
    Level,
    Organisation,
    Profession,
    Region,
    RegionName,
    ResponsibleRole,
    Role,
    RoleAssignment,
    User,
)
from values.period import Period

LONG_AGO = datetime.date(2010, 1, 1)
PASSWORD = "en-lång-mening-att-minnas"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.se")
    password = factory.django.Password(PASSWORD)


def region_root(code: str, short_name: str) -> Organisation:
    """Return the root organisation of a region, made with its region and name when it is not there."""
    region, is_new = Region.objects.get_or_create(
        code=code, defaults={"short_name": short_name, "healthcare_region": "Södra"}
    )
    if is_new:
        RegionName.objects.create(region=region, name=f"Region {short_name}", valid_from=LONG_AGO)
    root = Organisation.objects.filter(region=region, level=Level.REGION).first()
    return root or OrganisationFactory(
        region=region, parent=None, level=Level.REGION, code=code, name=f"Region {short_name}"
    )


class OrganisationFactory(DjangoModelFactory):
    """An organisation below `parent`; give the region's root as parent."""

    class Meta:
        model = Organisation

    region = factory.SelfAttribute("parent.region")
    level = Level.DIVISION
    code = factory.Sequence(lambda n: f"F{n}")
    name = factory.Sequence(lambda n: f"Förvaltning {n}")
    valid_from = LONG_AGO


def profession(code: str = "doctor") -> Profession:
    """Return a profession by code, made when it is not there."""
    return Profession.objects.get_or_create(
        code=code, defaults={"name_sv": code, "name_en": code, "has_care_area": code != "other"}
    )[0]


def care_area(code: str = "somatic") -> CareArea:
    """Return a care area by code, made when it is not there."""
    return CareArea.objects.get_or_create(code=code, defaults={"name_sv": code, "name_en": code})[0]


def grant(user: User, role: Role, organisation: Organisation | None = None, **fields: object) -> RoleAssignment:
    """Give a role from long ago; without an organisation in the nation."""
    return RoleAssignment.objects.create(
        user=user, role=role, organisation=organisation, valid_from=fields.pop("valid_from", LONG_AGO), **fields
    )


class ResponsibleRoleFactory(DjangoModelFactory):
    class Meta:
        model = ResponsibleRole

    title = factory.Sequence(lambda n: f"Verksamhetschef {n}")
    title_key = factory.LazyAttribute(lambda role: role.title.casefold())


class MeasureAreaFactory(DjangoModelFactory):
    class Meta:
        model = MeasureArea

    code = factory.Sequence(lambda n: f"area-{n}")
    number = factory.Sequence(lambda n: n + 1)
    name_sv = factory.Sequence(lambda n: f"Område {n}")
    name_en = factory.Sequence(lambda n: f"Area {n}")


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = Measure

    number = factory.Sequence(lambda n: n + 1)
    code = factory.Sequence(lambda n: f"X{n:02}")
    area = factory.SubFactory(MeasureAreaFactory)
    title_sv = factory.Sequence(lambda n: f"Åtgärd {n}")
    title_en = factory.Sequence(lambda n: f"Measure {n}")
    horizon = "short"
    origin = "quoted"


class PlanFactory(DjangoModelFactory):
    """A draft plan of `organisation`."""

    class Meta:
        model = Plan

    slug = factory.Sequence(lambda n: f"plan-{n}")
    title = factory.Sequence(lambda n: f"Handlingsplan {n}")
    region = factory.SelfAttribute("organisation.region")
    start_date = datetime.date(2017, 1, 1)
    end_date = datetime.date(2018, 12, 31)

    class Params:
        adopted = factory.Trait(state=PlanState.ADOPTED, adopted_date=datetime.date(2017, 1, 30))


class PlanSectionFactory(DjangoModelFactory):
    class Meta:
        model = PlanSection

    organisation = factory.SelfAttribute("plan.organisation")
    title = factory.Sequence(lambda n: f"Avsnitt {n}")


class PlanAreaFactory(DjangoModelFactory):
    class Meta:
        model = PlanArea

    title = factory.Sequence(lambda n: f"Planområde {n}")


class ActivityFactory(DjangoModelFactory):
    """An activity of `plan`, in a section and an area of its own unless they are given."""

    class Meta:
        model = Activity

    title = factory.Sequence(lambda n: f"Aktivitet {n}")
    section = factory.SubFactory(PlanSectionFactory, plan=factory.SelfAttribute("..plan"))
    area = factory.SubFactory(PlanAreaFactory, plan=factory.SelfAttribute("..plan"))


def make_responsible(activity: Activity, role: ResponsibleRole, part: str = "") -> ActivityResponsible:
    """Put a role on an activity."""
    return ActivityResponsible.objects.create(activity=activity, role=role, part=part)


def cost_return(region: Region, period: str, **fields: object) -> CostReturn:
    """Return a cost return with its covered months, open unless fields say otherwise."""
    wanted = Period.parse(period)
    made = CostReturn.objects.create(
        region=region, first_month=wanted.first_date, length=wanted.length, **{"state": ReturnState.OPEN, **fields}
    )
    if made.number == 1:
        CoveredMonth.objects.bulk_create(
            CoveredMonth(region=region, month=month, first_version=made) for month in wanted.months
        )
    return made


def cost_line(made: CostReturn, kind: str, amount_sek: str | int, **fields: object) -> CostLine:
    """Return a line of a return: doctors in somatic care of the whole region unless fields say otherwise."""
    root = Organisation.objects.get(region=made.region, level=Level.REGION)
    return CostLine.objects.create(
        cost_return=made,
        kind=kind,
        amount_sek=Decimal(amount_sek),
        **{"organisation": root, "profession": profession(), "care_area": care_area(), **fields},
    )


def counting_return(
    region: Region, period: str, agency: str | int, own: str | int = 1000, **fields: object
) -> CostReturn:
    """Return a locked return that counts on both bases, with two lines."""
    made = cost_return(
        region,
        period,
        **{
            "state": ReturnState.LOCKED,
            "submitted_at": timezone.now(),
            "locked_at": timezone.now(),
            "counts_submitted": True,
            "counts_locked": True,
            **fields,
        },
    )
    cost_line(made, "agency", agency)
    cost_line(made, "own", own)
    return made


def published_trend_report(period: str, **fields: object) -> TrendReport:
    """Return the trend report of a quarter, published with files that hold next to nothing."""
    report = TrendReport(first_month=Period.parse(period).first_date, **fields)
    data = trend_reports.report_for(report, timezone.localtime())
    report.snapshot = files.canonical_json(trend_report_data.to_snapshot(data))
    report.save()
    name = f"bemanningstrend-{period.lower()}"
    return trend_actions.freeze(report=report, name=name, pdf=b"%PDF-1.7", workbook=b"PK", by=None)


def hire_reason(code: str = "request-sick-leave", kind: str = "request") -> HireReason:
    """Return a reason by code, made when it is not there."""
    names = {"kind": kind, "name_sv": code, "name_en": code}
    return HireReason.objects.get_or_create(code=code, defaults=names)[0]


def delegation_rule(
    organisation: Organisation, holder: User | None = None, title: str = "Områdeschef", **fields: object
) -> DelegationRule:
    """Return a rule by which the holder of a new role decides in the organisation, without limits unless given."""
    role = ResponsibleRole.objects.create(
        organisation=organisation, title=title, title_key=title.casefold(), holder=holder
    )
    return DelegationRule.objects.create(
        **{"organisation": organisation, "role": role, "valid_from": LONG_AGO} | fields
    )


def hire(organisation: Organisation, rule: DelegationRule, **fields: object) -> HireRequest:
    """Return a request of the organisation for four weeks of a doctor, which waits for a decision."""
    given = {
        "region": organisation.region,
        "year": 2026,
        "number": HireRequest.objects.count() + 1,
        "organisation": organisation,
        "profession": profession(),
        "first_date": datetime.date(2026, 9, 1),
        "last_date": datetime.date(2026, 9, 28),
        "hours": Decimal(160),
        "weeks": Decimal(4),
        "reason_text": "Två är sjuka",
        "route": "ranked",
        "price_sek_per_hour": Decimal(1000),
        "cost_sek": Decimal(160_000),
        "rule": rule,
        "decider": rule.role,
        "rule_words": "Regeln i ord",
        "requested_at": timezone.now(),
    }
    if "reason" not in fields:
        given["reason"] = hire_reason()
    return HireRequest.objects.create(**given | fields)
