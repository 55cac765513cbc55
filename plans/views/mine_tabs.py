"""What the pages of one's own activities have in common: the tabs above them."""

from __future__ import annotations

from typing import Any

from django.views.generic.base import ContextMixin, View

from plans.queries import activities, comments
from staffing.models import User
from staffing.requests import person_of


def tabs_of(user: User, tab: str = "") -> dict[str, Any]:
    """Return what `plans/_mine_tabs.html` prints; `tab` is the page among them, none on the list of activities itself."""
    return {"scopes": activities.scopes(), "unread": comments.unread_mentions(user), "tab": tab}


class MineMixin(ContextMixin, View):
    """A page among those of one's own activities; `tab` says which."""

    tab = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the tabs say."""
        return super().get_context_data(**{**tabs_of(person_of(self.request), self.tab), **kwargs})
