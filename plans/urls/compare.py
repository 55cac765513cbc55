"""Two states of a plan, compared."""

from django.urls import URLPattern, path

from plans.views import compare

urlpatterns: list[URLPattern] = [
    path("handlingsplaner/<slug:slug>/jamfor/", compare.PlanCompare.as_view(), name="plan_compare"),
    path("handlingsplaner/<slug:slug>/jamfor/csv/", compare.PlanCompareExport.as_view(), name="plan_compare_export"),
]
