"""Pages of collections from the regions: who has answered, what they said, and the writing and submitting of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.generic import CreateView, FormView, UpdateView

from documents import downloads, sheets
from plans import access, chasing_access, statement_reading
from plans.actions import frozen_documents
from plans.actions import statements as actions
from plans.forms.statements import RoundForm, StatementForm, SubmitForm
from plans.models import Statement, StatementEdition, StatementRound
from plans.queries import round_reminders
from plans.queries import statements as queries
from staffing.access import require, rights_of
from staffing.editing import CONFLICT, InvalidFormMixin, StaleVersion, VersionedUpdateMixin
from staffing.models import Region
from staffing.requests import person_of

MISSING = "saknas"
"""What the address asks for (`?visa=saknas`) to show only the regions that have submitted nothing."""


def collection_of(request: HttpRequest, pk: int) -> StatementRound:
    """Return the collection; that it is there is known to whoever holds a role."""
    if not rights_of(request.user).has_role:
        raise Http404
    return get_object_or_404(queries.rounds(), pk=pk)


def _version(request: HttpRequest) -> int:
    sent = request.POST.get("version", "")
    if not sent.isdigit():
        raise BadRequest(_("The form carries no version. Open the page again and try once more."))
    return int(sent)


@require_GET
def statement_round_list(request: HttpRequest) -> HttpResponse:
    """Show the collections, and where the reader's own regions stand in each."""
    has_role = rights_of(request.user).has_role
    own = queries.own_statements(request.user)
    regions = access.regions_of(request.user)
    rows = [
        {
            "round": row,
            "own": [
                (region, queries.standing_of(own.get((row.pk, region.pk)), row, is_own=True)) for region in regions
            ],
        }
        for row in (queries.rounds() if has_role else StatementRound.objects.none())
    ]
    context = {
        "rows": rows,
        "region_count": Region.objects.count(),
        "can_collect": access.can_collect_statements(request.user),
    }
    return render(request, "plans/statement_round_list.html", context)


class StatementRoundCreate(InvalidFormMixin, CreateView):
    """Open a collection."""

    template_name = "plans/statement_round_form.html"
    form_class = RoundForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who collect."""
        require(access.can_collect_statements(request.user))
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: RoundForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Open it and show it."""
        collection = form.save()
        messages.success(self.request, _("The collection is open. Every region sees it."))
        return redirect("statement_round_detail", pk=collection.pk)


class StatementRoundEdit(VersionedUpdateMixin, UpdateView):
    """Change the day and the message of a collection."""

    template_name = "plans/statement_round_form.html"
    form_class = RoundForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let those in who collect."""
        collection_of(request, kwargs["pk"])
        require(access.can_collect_statements(request.user))
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[StatementRound]:
        """Return the collections."""
        return StatementRound.objects.all()

    def form_valid(self, form: RoundForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write it and show it."""
        collection = actions.update_round(
            collection=self.get_object(), version=form.seen_version, written=form.cleaned_data
        )
        messages.success(self.request, _("Saved."))
        return redirect("statement_round_detail", pk=collection.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def statement_round_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what closing or opening again does, then close the collection and so publish the answers, or open it again."""
    collection = collection_of(request, pk)
    require(access.can_collect_statements(request.user))
    if request.method != "POST":
        page = queries.round_page(collection, request.user)
        context = {
            "round": collection,
            "page": page,
            "missing": [region.short_name for region in page.missing],
            "is_early": collection.due_date >= timezone.localdate(),
        }
        return render(request, "plans/statement_round_close.html", context)
    is_closed = request.POST.get("closed") != "0"
    try:
        actions.close_round(
            collection=collection, version=_version(request), is_closed=is_closed, today=timezone.localdate()
        )
    except StaleVersion:
        messages.error(request, _("Somebody changed it meanwhile. Look at it once more."))
    else:
        said = _("The collection is closed. The answers can be read by all regions.")
        again = _("The collection is open again. Other regions can no longer read the answers here.")
        messages.success(request, said if is_closed else again)
    return redirect("statement_round_detail", pk=pk)


@require_GET
def statement_round_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show which regions have answered, all of them or those that have not, and what they said side by side."""
    collection = collection_of(request, pk)
    page = queries.round_page(collection, request.user)
    is_missing_only = request.GET.get("visa") == MISSING
    context = {
        "round": collection,
        "page": page,
        "is_missing_only": is_missing_only,
        "rows": page.missing_rows if is_missing_only else page.rows,
        "can_collect": access.can_collect_statements(request.user),
        "chasing": round_reminders.chasing_of(collection, timezone.localdate())
        if chasing_access.can_remind_regions(request.user, collection)
        else None,
        "writes": [
            region for region in access.regions_of(request.user) if access.can_write_statement(request.user, region)
        ],
        "has_examples": any(row.is_example for row in page.rows),
    }
    return render(request, "plans/statement_round_detail.html", context)


@require_GET
def statement_round_export(request: HttpRequest, pk: int, file_type: str) -> HttpResponse:
    """Download the answers that the reader may read: a row for each region and question."""
    collection = collection_of(request, pk)
    if file_type not in downloads.TABLE_TYPES:
        raise Http404
    page = queries.round_page(collection, request.user)
    words = queries.words_of(collection.kind)
    read = [(row, queries.data_of(row.edition)) for row in page.rows if row.edition is not None]
    rows = [
        [row.region.code, row.region.short_name, part.heading, answer.question, answer.text or None]
        for row, data in read
        for part in queries.parts_read(data, words)
        for answer in part.answers
    ]
    columns = [sheets.Column(name) for name in (_("County code"), _("Region"), _("Part"), _("Question"), _("Answer"))]
    spec = sheets.TableSpec(title=str(collection), columns=columns, rows=rows)
    notice = _("Example data") if any(data.is_example for _row, data in read) else None
    return downloads.table_response([spec], f"redovisning-{collection.kind}-{collection.year}", file_type, notice)


def _region(request: HttpRequest, code: str) -> Region:
    """Return a region whose unfinished answers the reader may see; another does not exist here."""
    return get_object_or_404(access.visible_statement_regions(request.user), code=code)


@require_GET
@never_cache
def statement_detail(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Show a region's answers: as they are being written to the region, as they were submitted to others."""
    collection = collection_of(request, pk)
    is_own = access.visible_statement_regions(request.user).filter(code=code).exists()
    editions = list(
        access.visible_statement_editions(request.user)
        .filter(statement__round=collection, statement__region__code=code)
        .select_related("job", "file")
        .defer("file__content", "file__snapshot")
    )
    if not is_own and not editions:
        raise Http404
    region = get_object_or_404(Region, code=code)
    statement = queries.statements().filter(round=collection, region=region).first()
    standing = queries.standing_of(statement, collection, is_own=is_own)
    is_draft = is_own and statement is not None and standing is not statement_reading.Standing.SUBMITTED
    context = {
        "round": collection,
        "region": region,
        "statement": statement if is_own else None,
        "standing": standing,
        "is_own": is_own,
        "is_making": any(one.is_underway for one in editions),
        "is_made": all(one.file_id for one in editions),
        "editions": editions,
        "reading": _reading(collection, statement if is_draft else None, editions),
        "is_draft": is_draft,
        "can_write": access.can_write_statement(request.user, region),
        "is_example": statement is not None and statement.is_example,
    }
    return render(request, "plans/statement_detail.html", context)


def _reading(
    collection: StatementRound, draft: Statement | None, editions: list[StatementEdition]
) -> statement_reading.Reading | None:
    """Return what is being written, else what was submitted last."""
    if draft is not None:
        return queries.reading_of_draft(collection, queries.answers_of(draft))
    return queries.reading_of(editions[0], queries.words_of(collection.kind)) if editions else None


class StatementMixin:
    """A page where a region writes: out of sight 404, not yours 403."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the collection and the region."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]  # of the view that this is mixed into
        self.collection = collection_of(request, kwargs["pk"])
        self.region = _region(request, kwargs["code"])
        require(access.can_write_statement(request.user, self.region))

    def get_object(self, queryset: QuerySet[Statement] | None = None) -> Statement:
        """Return the region's statement, one that is not saved yet when nothing is written."""
        found = Statement.objects.filter(round=self.collection, region=self.region).first()
        return found or Statement(round=self.collection, region=self.region)

    def back(self) -> HttpResponseRedirect:
        """Return the way to the region's answers."""
        return HttpResponseRedirect(
            reverse("statement_detail", kwargs={"pk": self.collection.pk, "code": self.region.code})
        )

    def is_open(self) -> bool:
        """Return whether the answers can be changed now."""
        return self.collection.closed_date is None and self.get_object().submitted_at is None


class StatementEdit(StatementMixin, VersionedUpdateMixin, UpdateView):
    """Write the answers; what two wrote at once is held together question by question."""

    template_name = "plans/statement_form.html"
    form_class = StatementForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead to the answers when they can not be changed."""
        if request.method == "GET" and not self.is_open():
            return self.back()
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the template and what is written."""
        statement = self.get_object()
        answers = queries.answers_of(statement) if statement.pk else {}
        return {**super().get_form_kwargs(), "parts": queries.parts_of(self.collection.kind), "answers": answers}

    def form_valid(self, form: StatementForm) -> HttpResponse:  # type: ignore[override]  # form_class says which form it is
        """Write the answers."""
        statement = actions.statement_of(collection=self.collection, region=self.region)
        try:
            actions.write_answers(
                statement=statement,
                version=form.seen_version,
                registry_number=form.cleaned_data["registry_number"],
                answers=form.answers,
            )
        except (actions.RoundClosed, actions.AlreadySubmitted):
            form.add_error(None, _("It was submitted or closed meanwhile. Nothing is saved; keep your text elsewhere."))
            return self.form_invalid(form)
        messages.success(self.request, _("Your answers are saved."))
        return self.back()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the collection and the region."""
        return super().get_context_data(round=self.collection, region=self.region, **kwargs)


class StatementSubmit(StatementMixin, InvalidFormMixin, FormView):
    """Check the answers and submit them."""

    template_name = "plans/statement_submit.html"
    form_class = SubmitForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead to the answers when there is nothing to submit."""
        if self.get_object().pk is None or not self.is_open():
            return self.back()
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask what is corrected from the second time on."""
        return {**super().get_form_kwargs(), "is_first": not self.get_object().editions.exists()}

    def get_initial(self) -> dict[str, Any]:
        """Carry the version that is looked at."""
        return {"version": self.get_object().version}

    def form_valid(self, form: SubmitForm) -> HttpResponse:
        """Submit."""
        try:
            actions.submit(
                statement=self.get_object(),
                version=form.cleaned_data["version"],
                correction=form.cleaned_data.get("correction", ""),
                by=person_of(self.request),
                now=timezone.now(),
            )
        except StaleVersion:
            form.add_error(None, _("Somebody changed the answers meanwhile. Look at them once more, then submit."))
            return self.render_to_response(self.get_context_data(form=form), status=CONFLICT)
        messages.success(self.request, _("Submitted. The PDF is being made."))
        return self.back()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the answers and what is not answered."""
        reading = queries.reading_of_draft(self.collection, queries.answers_of(self.get_object()))
        return super().get_context_data(round=self.collection, region=self.region, reading=reading, **kwargs)


@require_POST
def statement_reopen(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Let submitted answers be changed."""
    collection, region = collection_of(request, pk), _region(request, code)
    require(access.can_write_statement(request.user, region))
    statement = get_object_or_404(Statement, round=collection, region=region)
    try:
        actions.reopen(statement=statement, version=_version(request))
    except StaleVersion:
        messages.error(request, _("Somebody changed it meanwhile. Look at it once more."))
    except (actions.RoundClosed, actions.NothingSubmitted):
        messages.error(request, _("The answers cannot be opened: the collection is closed, or they are open already."))
    else:
        messages.success(request, _("The answers are open. What was submitted stays until you submit again."))
    return redirect("statement_detail", pk=pk, code=code)


def _edition(request: HttpRequest, pk: int, code: str, number: int) -> StatementEdition:
    visible = access.visible_statement_editions(request.user).filter(statement__round_id=pk)
    return get_object_or_404(
        visible.select_related("file", "job", "statement__region"), statement__region__code=code, number=number
    )


@require_GET
def statement_download(request: HttpRequest, pk: int, code: str, number: int) -> HttpResponseBase:
    """Return the frozen PDF of an edition."""
    edition = _edition(request, pk, code, number)
    if edition.file is None:
        raise Http404
    return downloads.frozen_response(request, edition.file)


@require_POST
def statement_retry(request: HttpRequest, pk: int, code: str, number: int) -> HttpResponse:
    """Queue the PDF of an edition again when it failed."""
    edition = _edition(request, pk, code, number)
    require(access.can_write_statement(request.user, edition.statement.region))
    frozen_documents.order(subject=edition, by=person_of(request))
    return redirect("statement_detail", pk=pk, code=code)
