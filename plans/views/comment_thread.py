"""The thread of comments on the page of an activity."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from plans import access
from plans.actions import comments as actions
from plans.forms.comments import CommentForm
from plans.models import Activity
from plans.queries import comments as queries
from staffing.requests import person_of


def comment_context(request: HttpRequest, activity: Activity) -> dict[str, Any]:
    """Return what the page shows of the thread: nothing to those who may not read what the region works with."""
    if not access.can_read_internal(request.user, activity.plan):
        return {}
    user = person_of(request)
    can_comment = access.can_comment(user, activity.plan)
    everybody = queries.mentionable(activity.plan.region, timezone.localdate()) if can_comment else []
    thread = queries.thread(actions.subject_of(activity), user)
    form = CommentForm(everybody=everybody)
    answered = request.GET.get("svara")
    author = next((one.comment.author for one in thread if str(one.comment.pk) == answered), None)
    if author is not None:
        form.begin_with(queries.label_of(author, everybody))
    return {"comments": thread, "can_comment": can_comment, "comment_form": form}
