"""Regions, their organisations, professions, the people with their roles, posts, framework agreements and hires."""

from staffing.models.delegation import DelegationRule, DelegationSubstitute, HireStop
from staffing.models.frameworks import (
    AllocationRule,
    FrameworkAgreement,
    FrameworkPrice,
    FrameworkSupplier,
    PriceZone,
    ZonedOrganisation,
)
from staffing.models.hire_budgets import HireBudget, OwnStaffRate
from staffing.models.hire_imports import HireImport
from staffing.models.hire_reasons import HireReason, ReasonKind
from staffing.models.hires import (
    DelegationList,
    HireDecision,
    HireNotice,
    HireOrder,
    HireQuestion,
    HireRequest,
    HireRoute,
    HireState,
    Outcome,
)
from staffing.models.organisations import CareArea, Level, Organisation, Population, Profession, Region, RegionName
from staffing.models.people import ResponsibleRole, Role, RoleAssignment, User
from staffing.models.workforce import (
    Position,
    PostCount,
    PostCountBatch,
    Speciality,
    StaffingTarget,
    WorkforceAssumption,
)

__all__ = [
    "AllocationRule",
    "CareArea",
    "DelegationList",
    "DelegationRule",
    "DelegationSubstitute",
    "FrameworkAgreement",
    "FrameworkPrice",
    "FrameworkSupplier",
    "HireBudget",
    "HireDecision",
    "HireImport",
    "HireNotice",
    "HireOrder",
    "HireQuestion",
    "HireReason",
    "HireRequest",
    "HireRoute",
    "HireState",
    "HireStop",
    "Level",
    "Organisation",
    "Outcome",
    "OwnStaffRate",
    "Population",
    "Position",
    "PostCount",
    "PostCountBatch",
    "PriceZone",
    "Profession",
    "ReasonKind",
    "Region",
    "RegionName",
    "ResponsibleRole",
    "Role",
    "RoleAssignment",
    "Speciality",
    "StaffingTarget",
    "User",
    "WorkforceAssumption",
    "ZonedOrganisation",
]
