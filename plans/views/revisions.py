"""The adopted revisions of a plan: the list, each as a page made from its snapshot, and its files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import TemplateView

from documents import downloads
from plans import access
from plans.actions import frozen_documents
from plans.models import Activity, Plan, PlanRevision
from plans.models.plans import PlanQuerySet
from plans.queries import adoption
from plans.queries import plans as plan_queries
from plans.queries import revisions as queries
from plans.views.plans import PlanMixin
from staffing.access import require
from staffing.requests import person_of


class RevisionList(PlanMixin, TemplateView):
    """What was adopted, when, by whom, and where it is to be read."""

    template_name = "plans/revision_list.html"

    def with_surroundings(self, visible: PlanQuerySet) -> PlanQuerySet:
        """Add the open draft revision."""
        return visible.with_open_draft()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the revisions; as of a day those that were recorded until then."""
        life = None if self.as_of else queries.life_of(self.request.user, self.plan)
        return super().get_context_data(
            revisions=queries.listed(self.plan).filter(recorded_at__lte=self.moment),
            life=life,
            lacking=plan_queries.plan_summary(self.plan, timezone.localdate()) if life and life.can_send else None,
            can_retry=self.as_of is None,
            **kwargs,
        )


class RevisionDetail(PlanMixin, TemplateView):
    """A revision as it was adopted."""

    # It is of its own day.
    shows_days = False
    chooses_days = True
    template_name = "plans/revision_detail.html"

    @cached_property
    def revision(self) -> PlanRevision:
        """Return the revision with its files, the record proved to be what was frozen."""
        found = get_object_or_404(
            PlanRevision.objects.select_related("record", "document", "job").defer(
                "document__content", "document__snapshot"
            ),
            plan_id=self.plan.revises_id or self.plan.pk,
            number=self.kwargs["number"],
        )
        downloads.verified(found.record)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the plan that was adopted and, while a draft is open, the activities of the draft to restore into."""
        adopted, in_draft = queries.snapshot_in(self.revision), self._in_draft()
        return super().get_context_data(
            revision=self.revision,
            adopted=adopted,
            parts=queries.printed(adopted, in_draft),
            can_restore=bool(in_draft),
            can_retry=True,
            **kwargs,
        )

    def _in_draft(self) -> dict[int, Activity]:
        """Return the draft's activities by the key of the plan's, when the reader may write in the draft."""
        draft = self.plan if self.plan.revises_id else adoption.open_draft(self.plan)
        if draft is None or not access.can_edit_plan(self.request.user, draft):
            return {}
        return {row.revises_id: row for row in Activity.objects.filter(plan=draft) if row.revises_id is not None}


def _revision(request: HttpRequest, slug: str, number: int, file: str) -> PlanRevision:
    plan: Plan = get_object_or_404(access.visible_plans(request.user), slug=slug)
    revisions = PlanRevision.objects.filter(plan_id=plan.revises_id or plan.pk).select_related("plan", file)
    return get_object_or_404(revisions, number=number)


@require_GET
def revision_document(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Return the PDF as it was frozen; 404 until it is made."""
    document = _revision(request, slug, number, "document").document
    if document is None:
        raise Http404
    return downloads.frozen_response(request, document)


@require_POST
def revision_retry(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Order the PDF again when it failed, or was never ordered; one that is there or on its way is left alone.

    Whoever may read the revision may have its PDF made, as with the plan's own.
    """
    revision = _revision(request, slug, number, "job")
    frozen_documents.order(subject=revision, by=person_of(request))
    return redirect("plan_revision_list", slug=slug)


@require_GET
def revision_record(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Return the snapshot as it was frozen, JSON: risks, outcomes and reasons in it are for the own region."""
    revision = _revision(request, slug, number, "record")
    require(access.reads_internal(request.user, revision.plan))
    return downloads.frozen_response(request, revision.record)
