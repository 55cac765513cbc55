"""What hires ask: of who decides, of who asked and has not said what came of it, of who reviews what was urgent."""

from __future__ import annotations

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.todo import Task
from staffing import hire_access, hire_reading
from staffing.access import Permission, rights_of
from staffing.models import Region, User


def hire_tasks(user: User, region: Region | None, today: datetime.date) -> list[Task]:
    """Return the hires of the region that wait for the person, one task a kind; none in the nation."""
    if region is None:
        return []
    return [*_to_decide(user, region, today), *_to_follow_up(user, region, today), *_to_review(user, region)]


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
    if not rights_of(user).can_somewhere(Permission.REQUEST_HIRE):
        return []
    late = list(hire_reading.to_follow_up(user, today).filter(region=region).values_list("pk", flat=True))
    if not late:
        return []
    words = ngettext("%(number)s hire to follow up", "%(number)s hires to follow up", len(late))
    url = reverse("hire_detail", kwargs={"pk": late[0]}) + "#next"
    if len(late) > 1:
        url = reverse("hire_list", query={"region": region.code, "tab": "late"})
    said = _("Ended more than two weeks ago, without the actual cost")
    return [Task(None, words % {"number": len(late)}, url, said, is_late=True)]


def _to_review(user: User, region: Region) -> list[Task]:
    if not rights_of(user).can_somewhere(Permission.MANAGE_HIRES):
        return []
    urgent = list(
        hire_reading.to_review(user)
        .filter(request__region=region)
        .order_by("decided_at")
        .values_list("request", flat=True)
    )
    if not urgent:
        return []
    words = ngettext("%(number)s urgent hire to review", "%(number)s urgent hires to review", len(urgent))
    url = reverse("hire_detail", kwargs={"pk": urgent[0]}) + "#review"
    if len(urgent) > 1:
        url = reverse("hire_list", query={"region": region.code, "tab": "review"})
    return [Task(None, words % {"number": len(urgent)}, url, _("Decided by the urgent route, reviewed afterwards"))]
