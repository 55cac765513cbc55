"""Views that Blekinge's process leader shares, and a short talk on an activity; all of it made up, and marked so."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from plans.actions import comments as actions
from plans.demo import blekinge
from plans.demo.writing import MARK, at_ten
from plans.models import Activity, CommentMention, Plan, SavedView
from plans.queries import comments as queries
from staffing import demo
from staffing.models import User

VIEWS = (
    ("Försenat att ta upp i styrgruppen", "progress=open&health=late"),
    ("Aktiviteter utan tidpunkt", "deadline=undated"),
)
_DAY = datetime.date(2018, 2, 5)
TALK = (
    ("processledare", 0, "@{chef} hur går det här? Styrgruppen frågar den 20 februari."),
    ("chef", 4, "Vi har underlaget klart. Det som saknas är beslutet om finansiering."),
    ("beslutsfattare", 22, "Det tas upp i ledningsgruppen på torsdag, @{processledare}."),
)
"""Who said what, and how many hours after ten on the first day."""


@transaction.atomic
def load() -> int:
    """Write the views and the talk unless they are there; return the number of comments written."""
    plan = Plan.objects.filter(slug=blekinge.SLUG).select_related("region").first()
    people = {account.local_part: User.objects.filter(email=account.email).first() for account in demo.ACCOUNTS}
    leader = people.get("processledare")
    if plan is None or leader is None or SavedView.objects.filter(plan=plan).exists():
        return 0
    SavedView.objects.bulk_create(
        SavedView(owner=leader, plan=plan, name=f"{name} ({MARK.lower()})", query=query, is_shared=True)
        for name, query in VIEWS
    )
    activity = Activity.objects.present().filter(plan=plan, health="late").order_by("pk").first()
    return _talk(plan, activity, people) if activity is not None else 0


def _talk(plan: Plan, activity: Activity, people: dict[str, User | None]) -> int:
    names = {local_part: user.name for local_part, user in people.items() if user is not None}
    known = queries.by_label(queries.mentionable(plan.region, timezone.localdate()))
    written = 0
    for local_part, hours, text in TALK:
        author = people.get(local_part)
        if author is not None:
            now = at_ten(_DAY) + datetime.timedelta(hours=hours)
            said = f"{MARK}: {text.format(**names)}"
            actions.create_comment(activity=activity, text=said, people=known, by=author, now=now)
            written += 1
    # Nobody is mailed about what was never said.
    CommentMention.objects.filter(comment__activity=activity).update(mailed_at=timezone.now())
    return written
