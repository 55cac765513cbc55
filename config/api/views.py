"""The pages around the lists: the page for people, the description for machines, and what is not there."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe
from rest_framework.request import Request
from rest_framework.response import Response

from config.api import dcat, schema
from config.api.datasets import BY_NAME, DATASETS
from documents.open_data import OpenView, csvw


@login_not_required
@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """Show what is open data, and where each list is."""
    context = {
        "datasets": [(dataset, f"{schema.PREFIX}{dataset.name}") for dataset in DATASETS],
        "licence": settings.OPEN_DATA_LICENCE,
        "publisher": settings.OPEN_DATA_PUBLISHER,
        "rate": settings.API_THROTTLE_RATE.partition("/")[0],
        "whole_files": settings.API_WHOLE_FILES_RATE.partition("/")[0],
        "page_size": settings.API_PAGE_SIZE,
        "largest_page": settings.API_LARGEST_PAGE,
    }
    return render(request, "config/open_data.html", context)


class OpenDataRoot(OpenView):
    """Where each list is."""

    schema = None

    def get(self, request: Request) -> Response:
        """Return the addresses by name."""
        at = request.build_absolute_uri
        lists = {dataset.name: at(f"{schema.PREFIX}{dataset.name}") for dataset in DATASETS}
        return Response(
            {"lists": lists, "openapi": at(f"{schema.PREFIX}openapi.json"), "dcat": at(f"{schema.PREFIX}dcat.rdf")}
        )


class OpenApi(OpenView):
    """The description of the open data."""

    schema = None

    def get(self, request: Request) -> Response:
        """Return it in the reader's language."""
        return Response(schema.openapi(translation.get_language() or settings.LANGUAGE_CODE))


class Csvw(OpenView):
    """What the columns of a list's CSV are, and in which unit."""

    schema = None

    def get(self, request: Request, name: str) -> Response:
        """Return the description.

        :raises Http404: there is no such list.
        """
        if name not in BY_NAME:
            raise Http404
        dataset = BY_NAME[name]
        return Response(
            csvw(
                dataset.view.columns,
                url=f"{name}.csv",
                title=str(dataset.title),
                language=translation.get_language() or settings.LANGUAGE_CODE,
                licence=settings.OPEN_DATA_LICENCE,
            )
        )


class Dcat(OpenView):
    """The datasets for data portals."""

    schema = None

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:  # noqa: FBT001, FBT002
        """Accept whatever is asked for: a harvester knows what it is to get."""
        return super().perform_content_negotiation(request, force=True)

    def get(self, request: Request) -> HttpResponse:
        """Return the catalogue as RDF/XML."""
        return HttpResponse(dcat.catalogue(request.build_absolute_uri), content_type="application/rdf+xml")


class NotThere(OpenView):
    """What is not there, told in the way of the open data."""

    schema = None

    def get(self, request: Request, rest: str) -> Response:
        """Find nothing.

        :raises Http404: always.
        """
        raise Http404
