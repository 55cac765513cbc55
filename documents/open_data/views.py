"""What every address of the open data is: read by anybody, the same for everybody, and strict about what it is asked."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from documents.open_data.columns import OpenColumn
from documents.open_data.pages import Pages
from documents.open_data.renderers import Csv, PlainJson


class OpenView(APIView):
    """Open to all. Nobody is known here, not even who is signed in: what is published does not depend on who asks.

    So there is no session to protect either, and a forged request gains nothing.
    """

    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes: ClassVar[tuple[type[BaseRenderer], ...]] = (PlainJson,)
    http_method_names: ClassVar = ["get", "head"]

    def known_parameters(self) -> Collection[str]:
        """Return the names of the parameters that mean anything here."""
        return ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what is not known: a misspelt filter would answer with everything, and look right.

        :raises ValidationError: a parameter is unknown, given twice, or empty.
        """
        super().initial(request, *args, **kwargs)
        if request.method not in ("GET", "HEAD"):
            return
        known = self.known_parameters()
        wrong = {name: _("There is no such parameter.") for name in request.query_params if name not in known}
        for name, given in request.query_params.lists():
            if len(given) > 1:
                wrong[name] = _("The parameter is given more than once.")
            elif not given[0].strip():
                wrong.setdefault(name, _("The parameter is empty."))
        if wrong:
            raise ValidationError(wrong)


class Filters(DjangoFilterBackend):
    """The filter set of the view, with what the view has to say to it."""

    def get_filterset_kwargs(self, request: Request, queryset: QuerySet[Any], view: Any) -> dict[str, Any]:
        """Return what the filter set is made of."""
        return {**super().get_filterset_kwargs(request, queryset, view), **view.filterset_kwargs()}

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """Return what the filters keep.

        The library's own way formats each message anew, and falls over a per cent sign in what was asked for.

        :raises ValidationError: a filter has a value that it does not know, by its name.
        """
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise ValidationError({name: list(messages) for name, messages in filterset.errors.items()})
        return filterset.qs


class OpenList(OpenView, ListAPIView):
    """A list: paged, filtered, as JSON or as CSV with the same rows."""

    columns: ClassVar[tuple[OpenColumn, ...]] = ()
    renderer_classes = (PlainJson, Csv)
    pagination_class = Pages
    filter_backends: ClassVar[tuple[type[Filters], ...]] = (Filters,)
    filterset_class: Any = None

    def filterset_kwargs(self) -> dict[str, Any]:
        """Return what the filter set needs beside the request."""
        return {}

    def known_parameters(self) -> Collection[str]:
        """Return the filters, and what says which page."""
        own = self.filterset_class.base_filters if self.filterset_class else ()
        return (*own, *Pages.parameters)


class OpenObject(OpenView, RetrieveAPIView):
    """One thing, as JSON."""
