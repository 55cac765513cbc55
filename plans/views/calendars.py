"""Calendars of deadlines: the addresses of a person, and what calendars fetch from them without signing in."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView

from plans import access, calendar_file
from plans.actions import calendars as actions
from plans.models import CalendarFeed, Plan
from plans.queries import calendars as queries
from plans.views.mine_tabs import MineMixin
from staffing.requests import person_of


class CalendarList(MineMixin, TemplateView):
    """The person's addresses; a new one is shown in the answer that makes it, and never again."""

    template_name = "plans/calendar_list.html"
    tab = "calendar"
    http_method_names = ("get", "head", "post")

    def _plan(self, slug: str) -> Plan | None:
        if not slug:
            return None
        return get_object_or_404(access.visible_plans(self.request.user).standing(), slug=slug)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make an address, or another in place of the old one, and show it."""
        plan = self._plan(request.POST.get("plan", ""))
        token = actions.make_feed(user=person_of(request), plan=plan, now=timezone.now())
        address = request.build_absolute_uri(reverse("calendar_feed", args=[token]))
        response = self.render_to_response(self.get_context_data(address=address, made_for=plan))
        response.headers["Cache-Control"] = "no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the addresses, and the plan that the link names when it has none yet."""
        feeds = list(queries.feeds_of(person_of(self.request)))
        asked = self._plan(self.request.GET.get("plan", "")[:80])
        return super().get_context_data(
            mine=next((feed for feed in feeds if feed.plan_id is None), None),
            feeds=[feed for feed in feeds if feed.plan_id is not None],
            asked=None if asked is None or any(feed.plan_id == asked.pk for feed in feeds) else asked,
            **kwargs,
        )


@require_POST
def calendar_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one of the person's addresses stop working."""
    feed = get_object_or_404(CalendarFeed, pk=pk, user=person_of(request))
    actions.revoke_feed(feed=feed)
    messages.success(
        request,
        _("The address no longer works. A calendar that fetched it keeps what it has until you take it away there."),
    )
    return HttpResponseRedirect(reverse("calendar_list"))


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out the days as the address's person may see them now; what is revoked, or out of sight, does not exist."""
    feed = queries.feed_of(actions.hash_of(token))
    plan = queries.plan_of(feed) if feed is not None and feed.plan_id is not None else None
    if feed is None or (feed.plan_id is not None and plan is None):
        raise Http404
    content = _content(feed, plan)
    actions.note_fetched(feed=feed, now=timezone.now())
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    response = HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Cache-Control": "private",
            "Content-Disposition": 'inline; filename="oberoende.ics"',
            "Content-Language": feed.user.language,
            "ETag": etag,
            "X-Robots-Tag": "noindex",
        },
    )
    return get_conditional_response(request, etag=etag, response=response) or response


def _content(feed: CalendarFeed, plan: Plan | None) -> bytes:
    with translation.override(feed.user.language):
        return calendar_file.render(
            name=f"Oberoende: {plan.title if plan else _('My activities')}",
            domain=urlsplit(settings.SITE_URL).hostname or "oberoende",
            language=feed.user.language,
            entries=queries.days_of_plan(plan, feed.user) if plan else queries.days_of_mine(feed.user),
        )
