"""The catalogue of measures."""

from django.urls import URLPattern, path

from plans.views import catalogue, gap, measure_map

urlpatterns: list[URLPattern] = [
    path("atgarder/", catalogue.MeasureList.as_view(), name="measure_list"),
    path("atgarder/regioner/", measure_map.measure_map, name="measure_map"),
    path("atgarder/<int:number>/", catalogue.measure_detail, name="measure_detail"),
    path("gapanalys/<int:pk>/lista/<int:organisation_pk>/", gap.gap_ranking, name="gap_ranking"),
]
