"""Addresses of the open data. The version stands in the address: what changes incompatibly gets another."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from config.api import views
from config.api.datasets import DATASETS
from indicators.api.trend_reports import TrendReportFile
from plans.api.plans import SLUG, PlanObject

_LISTS: list[URLPattern] = [
    *(path(f"api/v1/{one.name}", one.view.as_view(), name=f"api_{one.name}") for one in DATASETS),
    *(path(f"api/v1/{one.name}.csv", one.view.as_view(), {"format": "csv"}, f"api_{one.name}_csv") for one in DATASETS),
]
urlpatterns: list[URLPattern] = [
    path("oppna-data/", views.open_data, name="open_data"),
    path("api/v1/", views.OpenDataRoot.as_view(), name="api_root"),
    path("api/v1/openapi.json", views.OpenApi.as_view(), name="api_openapi"),
    path("api/v1/dcat.rdf", views.Dcat.as_view(), name="api_dcat"),
    *_LISTS,
    re_path(rf"^api/v1/plans/(?P<slug>{SLUG})$", PlanObject.as_view(), name="api_plan"),
    path("api/v1/trend-reports/<int:pk>.<str:file_type>", TrendReportFile.as_view(), name="api_trend_report_file"),
    path("api/v1/<slug:name>.csvw.json", views.Csvw.as_view(), name="api_csvw"),
    path("api/<path:rest>", views.NotThere.as_view(), name="api_not_there"),
]
