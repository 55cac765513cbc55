"""What differs between two versions of an agreement: terms, suppliers, prices, zones, each by its name. A pure computation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """What of an agreement a fact belongs to, in the order that they are told."""

    TERMS = "terms"
    SUPPLIERS = "suppliers"
    PRICES = "prices"
    ZONES = "zones"


@dataclass(frozen=True)
class Difference:
    """One fact that is new, gone or another: what it was and what it is; None where there was or is none."""

    group: Group
    name: str
    before: str | None
    after: str | None


Facts = Mapping[tuple[Group, str], str]
"""What an agreement says, in words: by group and name."""


def differences(before: Facts, after: Facts) -> list[Difference]:
    """Return what differs, by group, then in the order of the later version, what is gone last."""
    names = list(dict.fromkeys([*after, *before]))
    found = [
        Difference(group, name, before.get((group, name)), after.get((group, name)))
        for group, name in names
        if before.get((group, name)) != after.get((group, name))
    ]
    return sorted(found, key=lambda one: list(Group).index(one.group))
