"""Regions, their organisations, professions, and the people with their roles."""

from staffing.models.organisations import CareArea, Level, Organisation, Population, Profession, Region, RegionName
from staffing.models.people import ResponsibleRole, Role, RoleAssignment, User

__all__ = [
    "CareArea",
    "Level",
    "Organisation",
    "Population",
    "Profession",
    "Region",
    "RegionName",
    "ResponsibleRole",
    "Role",
    "RoleAssignment",
    "User",
]
