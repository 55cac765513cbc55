"""The views that a reader can choose among."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from plans import access
from plans.models import Plan, SavedView
from staffing.collation import sort_key
from staffing.models import User

NO_STATE = ("page", "change", "rows")
"""What stands in the list's address and is no part of a view."""


@dataclass(frozen=True)
class ViewMenu:
    """The reader's own views of a plan, and those that others share; both in the order of the alphabet."""

    own: list[SavedView]
    shared: list[SavedView]

    @property
    def every(self) -> list[SavedView]:
        """Return all of them, one's own first."""
        return [*self.own, *self.shared]

    @property
    def is_saved(self) -> bool:
        """Return whether what the list shows is one of them."""
        return any(view.is_current for view in self.every)


def view_menu(user: User, plan: Plan, shown: QueryDict | None = None) -> ViewMenu:
    """Return what the menu over a plan's list holds, in one query; the views that the list shows are marked `is_current`."""
    state = {name: text for name, text in (shown or QueryDict()).items() if text and name not in NO_STATE}
    rows = sorted(access.visible_saved_views(user, plan).select_related("owner"), key=lambda view: sort_key(view.name))
    for view in rows:
        view.plan = plan
        view.is_current = shown is not None and QueryDict(view.query).dict() == state
    own = [view for view in rows if view.owner_id == user.pk]
    return ViewMenu(own, [view for view in rows if view.owner_id != user.pk])
