"""The catalogue of measures."""

from django.urls import URLPattern, path

from plans.views import catalogue

urlpatterns: list[URLPattern] = [
    path("atgarder/", catalogue.MeasureList.as_view(), name="measure_list"),
    path("atgarder/<int:number>/", catalogue.measure_detail, name="measure_detail"),
]
