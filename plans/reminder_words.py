"""What reminders say and where they lead: each reason in words, and the page where the one thing is done."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from plans.reminders import Reason

REPORTED = frozenset({Reason.LATE, Reason.DUE_1, Reason.DUE_7, Reason.STALE, Reason.ASKED})
"""What is answered by a report of how it goes."""


def reasons() -> dict[Reason, str]:
    """Return each reason in the language that is active."""
    return {
        Reason.LATE: _("late"),
        Reason.DUE_1: _("due by tomorrow"),
        Reason.DUE_7: _("due within a week"),
        Reason.DUE_30: _("due within 30 days"),
        Reason.NO_OWNER: _("nobody is responsible"),
        Reason.VACANT: _("no account holds the responsible role"),
        Reason.UNPARSED: _("the deadline could not be read"),
        Reason.UNDATED: _("no deadline"),
        Reason.STALE: _("not updated for a long time"),
        Reason.ASKED: _("somebody asks how it goes"),
        Reason.TAKEN_OVER: _("you have taken over the role"),
        Reason.COLLECTION: _("the region has not answered"),
    }


def path(reason: Reason, activity_id: int, role_id: int | None = None) -> str:
    """Return the page where the one thing is done.

    The status, the role that nobody holds, or the activity where something is to be filled in.
    """
    if role_id is not None:
        return role_path(role_id)
    name = "activity_status" if reason in REPORTED else "activity_detail"
    return reverse(name, kwargs={"pk": activity_id})


def collection_path(round_id: int, code: str) -> str:
    """Return the page of what the region with the county code answers in a collection."""
    return reverse("statement_detail", kwargs={"pk": round_id, "code": code})


def role_path(role_id: int) -> str:
    """Return the page with what a role's holder takes over."""
    return reverse("role_handover", kwargs={"pk": role_id})
