"""Example lists of delegated decisions: a whole quarter of Blekinge, frozen and then corrected in a second version; marked as made up."""

from __future__ import annotations

import datetime

from django.db import transaction

from documents import files
from staffing import delegated_decision_document as document
from staffing import delegated_decision_queries as queries
from staffing import delegated_decisions, demo
from staffing.actions import delegated_decisions as actions
from staffing.delegated_decisions import DecisionList, replaced
from staffing.hire_statistics import Span
from staffing.hire_statistics_forms import last_whole
from staffing.models import DelegationList, Organisation, Region, User

BLEKINGE = "10"
MARK = "Exempeldata"
CORRECTION = (
    f"{MARK}: ett beslut saknades i den första versionen, eftersom det registrerades efter att förteckningen var gjord."
)


@transaction.atomic
def load(now: datetime.datetime) -> int:
    """Make the lists unless the region has one; return how many were new."""
    region = Region.objects.get(code=BLEKINGE)
    root = demo.root_of(region)
    by = User.objects.filter(email=f"processledare@{demo.DOMAIN}").first()
    if by is None or DelegationList.objects.filter(organisation__region=region).exists():
        return 0
    period = last_whole(now.date())
    span = Span(period.first_date, period.last_date)
    found = queries.composed(root, span, by, now)
    if not found.decisions:
        return 0
    first = replaced(found, decisions=found.decisions[:-1], is_example=True, registry_number="EX 2026/0101")
    _frozen(root, first)
    second = replaced(found, number=2, is_example=True, registry_number="EX 2026/0101", correction=CORRECTION)
    _frozen(root, queries.with_changes(first, second))
    return 2


def _frozen(root: Organisation, data: DecisionList) -> None:
    made = DelegationList.objects.create(
        organisation=root,
        first_date=data.first,
        last_date=data.last,
        number=data.number,
        correction=data.correction,
        registry_number=data.registry_number,
        is_example=True,
        ordered_at=data.data_time,
        ordered_by_name=data.made_by,
        snapshot=files.canonical_json(delegated_decisions.to_snapshot(data)),
    )
    actions.freeze(row=made, name=document.file_name(data), content=document.render(data), by=None)
