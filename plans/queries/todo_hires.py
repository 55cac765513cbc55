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
from staffing.models import Region, Role, User


def hire_tasks(user: User, region: Region | None, today: datetime.date) -> list[Task]:
    """Return the hires of the region that wait for the person, one task a kind; none in the nation."""
    rights = rights_of(user)
    if region is None or region.pk not in hire_access.deciding_regions(user):
        return []
    is_manager = Role.MANAGER in {assignment.role for assignment in rights.assignments}
    return [*_to_decide(user, region, today), *(_to_follow_up(user, region, today) if is_manager else [])]


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


def _to_follow_up(user: User, region: Region, today: datetime.date) -> list[Task]:
    late = list(hire_reading.to_follow_up(user, today).filter(region=region).values_list("pk", flat=True))
    if not late:
        return []
    words = ngettext("%(number)s hire to follow up", "%(number)s hires to follow up", len(late))
    url = reverse("hire_detail", kwargs={"pk": late[0]}) + "#next"
    if len(late) > 1:
        url = reverse("hire_list", query={"region": region.code, "tab": "late"})
    said = _("Ended more than two weeks ago, without the actual cost")
    return [Task(None, words % {"number": len(late)}, url, said, is_late=True)]
