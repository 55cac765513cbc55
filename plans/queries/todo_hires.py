"""What hires ask: of who decides, and of who asked and has not said what came of it.

Whoever holds a role that decides, or stands in for it, decides: a manager or a process leader as well as a decision maker. What is
to be followed up is asked of managers alone: the first page has no query to spare for others, who find it in the list of hires.
"""

from __future__ import annotations

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.todo import Task
from staffing import hire_access, hire_reading
from staffing.access import rights_of
from staffing.models import HireState, Region, Role, User


def hire_tasks(user: User, region: Region | None, today: datetime.date) -> list[Task]:
    """Return the hires of the region that wait for the person, one task a kind; none in the nation."""
    rights = rights_of(user)
    if region is None or region.pk not in hire_access.deciding_regions(user):
        return []
    is_manager = Role.MANAGER in {assignment.role for assignment in rights.assignments}
    return [*_to_decide(user, region, today), *(_of_asker(user, region, today) if is_manager else [])]


def _to_decide(user: User, region: Region, today: datetime.date) -> list[Task]:
    waiting = list(hire_access.to_decide(user, today).filter(region=region).values_list("pk", "first_date"))
    if not waiting:
        return []
    words = ngettext("%(number)s hire to decide", "%(number)s hires to decide", len(waiting))
    url = reverse("hire_detail", kwargs={"pk": waiting[0][0]}) + "#decide"
    if len(waiting) > 1:
        url = reverse("hire_list", query={"region": region.code, "tab": "decide"})
    # Decided after its first day, a hire comes too late.
    first = min(day for _pk, day in waiting)
    return [Task(first, words % {"number": len(waiting)}, url, region.short_name, is_late=first < today)]


def _of_asker(user: User, region: Region, today: datetime.date) -> list[Task]:
    """Return what the person asked for that waits for them: a question, an order, a follow-up; one query."""
    asked: list[int] = []
    granted: list[tuple[datetime.date, int]] = []
    late: list[int] = []
    for pk, state, first in (
        hire_reading.of_asker(user, today).filter(region=region).values_list("pk", "state", "first_date")
    ):
        if state == HireState.REQUESTED:
            asked.append(pk)
        elif state == HireState.GRANTED:
            granted.append((first, pk))
        else:
            late.append(pk)
    return [*_answers(asked, region), *_orders(sorted(granted), region, today), *_follow_ups(late, region)]


def _answers(keys: list[int], region: Region) -> list[Task]:
    if not keys:
        return []
    words = ngettext(
        "%(number)s hire with a question to answer", "%(number)s hires with a question to answer", len(keys)
    )
    url = reverse("hire_detail", kwargs={"pk": keys[0]}) + "#questions"
    return [Task(None, words % {"number": len(keys)}, url, _("The decision waits for the answer"), is_late=True)]


def _orders(granted: list[tuple[datetime.date, int]], region: Region, today: datetime.date) -> list[Task]:
    if not granted:
        return []
    words = ngettext("%(number)s granted hire to order", "%(number)s granted hires to order", len(granted))
    first, key = granted[0]
    url = reverse("hire_detail", kwargs={"pk": key}) + "#next"
    if len(granted) > 1:
        url = reverse("hire_list", query={"region": region.code, "tab": "mine", "state": HireState.GRANTED})
    return [Task(first, words % {"number": len(granted)}, url, region.short_name, is_late=first < today)]


def _follow_ups(late: list[int], region: Region) -> list[Task]:
    if not late:
        return []
    words = ngettext("%(number)s hire to follow up", "%(number)s hires to follow up", len(late))
    url = reverse("hire_detail", kwargs={"pk": late[0]}) + "#next"
    if len(late) > 1:
        url = reverse("hire_list", query={"region": region.code, "tab": "late"})
    said = _("Ended more than two weeks ago, without the actual cost")
    return [Task(None, words % {"number": len(late)}, url, said, is_late=True)]
