"""Comment on an activity, correct and take away what one said, and see where one was mentioned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import UpdateView

from plans import access, comment_text
from plans.actions import comments as actions
from plans.forms.comments import CommentForm
from plans.models import Activity, Comment, CommentMention
from plans.queries import comments as queries
from plans.views.activities import visible
from plans.views.activity_acts import seen_version, stale
from plans.views.mine_tabs import tabs_of
from staffing import access as rights
from staffing.editing import UNPROCESSABLE, StaleVersion, VersionedUpdateMixin
from staffing.models import User
from staffing.requests import person_of

MENTIONS_A_PAGE = 25


def _commentable(request: HttpRequest, pk: int) -> Activity:
    activity = get_object_or_404(visible(request.user).select_related("revises"), pk=pk)
    rights.require(access.can_comment(request.user, activity.plan))
    return activity


def _tell(request: HttpRequest, written: actions.Written, people: Mapping[str, Iterable[User]]) -> None:
    """Have those told by mail whom the comment names for the first time, and say whom it names in vain."""
    actions.order_mention_mails(
        mentions=written.new_mentions, base_url=request.build_absolute_uri("/"), by=person_of(request)
    )
    messages.success(request, _("The comment is saved."))
    if vain := comment_text.reaching_nobody(written.comment.text, people):
        words = _("Nobody was told by %(names)s: write the name of a person or of a responsible role after the @.")
        messages.warning(request, words % {"names": ", ".join(vain)})


@require_POST
def comment_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Save a comment and show it in its thread."""
    activity = _commentable(request, pk)
    everybody = queries.mentionable(activity.plan.region, timezone.localdate())
    form = CommentForm(request.POST, everybody=everybody)
    if not form.is_valid():
        context = {"activity": activity, "plan": activity.plan, "form": form, "heading": _("Comment")}
        return render(request, "plans/comment_form.html", context, status=UNPROCESSABLE)
    people = queries.by_label(everybody)
    written = actions.create_comment(
        activity=activity, text=form.cleaned_data["text"], people=people, by=person_of(request), now=timezone.now()
    )
    _tell(request, written, people)
    return HttpResponseRedirect(f"{activity.get_absolute_url()}#kommentar-{written.comment.pk}")


class CommentMixin:
    """A comment of the thread that the activity's page shows; to other regions there is no thread."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def activity(self) -> Activity:
        """Return the activity whose page one came from."""
        activity = get_object_or_404(visible(self.request.user).select_related("revises"), pk=self.kwargs["pk"])
        if not access.can_read_internal(self.request.user, activity.plan):
            raise Http404
        return activity

    def own_comment(self, *, is_deleted: bool) -> Comment:
        """Return the comment, which the person wrote: another's is 403."""
        rows = Comment.objects.filter(activity=actions.subject_of(self.activity), deleted_at__isnull=not is_deleted)
        comment = get_object_or_404(rows, pk=self.kwargs["comment_pk"])
        rights.require(access.can_change_comment(self.request.user, comment, self.activity.plan))
        return comment

    def thread_url(self, comment: Comment) -> str:
        """Return the address of the comment in its thread."""
        return f"{self.activity.get_absolute_url()}#kommentar-{comment.pk}"


class CommentEdit(CommentMixin, VersionedUpdateMixin, UpdateView):
    """Correct what one said."""

    form_class = CommentForm
    template_name = "plans/comment_form.html"

    @cached_property
    def everybody(self) -> list[queries.Mentionable]:
        """Return whom the comment can name."""
        return queries.mentionable(self.activity.plan.region, timezone.localdate())

    def get_object(self, queryset: QuerySet[Comment] | None = None) -> Comment:
        """Return the comment."""
        return self.own_comment(is_deleted=False)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer whom to mention."""
        return {**super().get_form_kwargs(), "everybody": self.everybody}

    def form_valid(self, form: CommentForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Save it and show it in its thread."""
        people = queries.by_label(self.everybody)
        written = actions.update_comment(
            comment=self.get_object(),
            version=form.seen_version,
            text=form.cleaned_data["text"],
            people=people,
            by=person_of(self.request),
            now=timezone.now(),
        )
        _tell(self.request, written, people)
        return HttpResponseRedirect(self.thread_url(written.comment))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the activity."""
        return super().get_context_data(
            activity=self.activity, plan=self.activity.plan, heading=_("Change comment"), **kwargs
        )


class _Act(CommentMixin):
    """One of the acts on a comment, for the functions below."""

    def __init__(self, request: HttpRequest, pk: int, comment_pk: int) -> None:
        self.request, self.kwargs = request, {"pk": pk, "comment_pk": comment_pk}


@require_POST
def comment_delete(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    """Leave a stub, and offer to take it back."""
    act = _Act(request, pk, comment_pk)
    comment = act.own_comment(is_deleted=False)
    try:
        actions.delete_comment(
            comment=comment, version=seen_version(request), by=person_of(request), now=timezone.now()
        )
    except StaleVersion:
        return stale(request, act.activity, _("The comment was not deleted."))
    undo = render_to_string("plans/_comment_undo.html", {"comment": comment, "activity": act.activity}, request)
    messages.success(request, undo, extra_tags="undo")
    return HttpResponseRedirect(act.thread_url(comment))


@require_POST
def comment_restore(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    """Bring a comment back into its thread."""
    act = _Act(request, pk, comment_pk)
    comment = act.own_comment(is_deleted=True)
    try:
        actions.restore_comment(comment=comment, version=seen_version(request), by=person_of(request))
    except StaleVersion:
        return stale(request, act.activity, _("The comment was not brought back."))
    messages.success(request, _("The comment is back."))
    return HttpResponseRedirect(act.thread_url(comment))


@require_safe
def comment_people(request: HttpRequest, pk: int) -> JsonResponse:
    """Suggest people and roles of the activity's own region for what stands after an @."""
    activity = _commentable(request, pk)
    everybody = queries.mentionable(activity.plan.region, timezone.localdate())
    found = queries.suggestions(everybody, request.GET.get("q", "")[:100])
    return JsonResponse({"people": [{"label": one.label, "note": one.note} for one in found]})


@require_safe
def mention_list(request: HttpRequest) -> HttpResponse:
    """Show where the person was mentioned, the latest first."""
    user = person_of(request)
    page = Paginator(queries.mentions_of(user), MENTIONS_A_PAGE).get_page(request.GET.get("page") or 1)
    context = {
        "page": page,
        "mentions": queries.shown_mentions(page.object_list, user),
        **tabs_of(user, "mentions"),
    }
    return render(request, "plans/mention_list.html", context)


@require_POST
def mention_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a mention as read, or as not read, as the form says."""
    user: User = person_of(request)
    mention = get_object_or_404(CommentMention, pk=pk, user=user)
    wanted = request.POST.get("is_read")
    if wanted not in {"0", "1"}:
        raise BadRequest(_("The form does not say whether the mention is read."))
    CommentMention.objects.filter(pk=mention.pk).update(read_at=timezone.now() if wanted == "1" else None)
    return HttpResponseRedirect(reverse("mention_list"))
