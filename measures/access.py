"""Who may read the catalogue."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from measures.models import Measure
from staffing.access import rights_of
from staffing.models import User


def visible_measures(user: User | AnonymousUser) -> QuerySet[Measure]:
    """Return the whole catalogue to whoever holds a role, nothing to others."""
    return Measure.objects.all() if rights_of(user).has_role else Measure.objects.none()
