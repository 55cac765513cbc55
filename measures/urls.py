"""The gap analysis. The ranked list, from which plans are written, stands in `plans.urls`."""

from django.urls import URLPattern, path

from measures.views import gap, gap_grid, gap_reading

urlpatterns: list[URLPattern] = [
    path("gapanalys/", gap.gap_round_list, name="gap_round_list"),
    path("gapanalys/skalor/", gap.gap_scales, name="gap_scales"),
    path("gapanalys/skalor/<int:pk>/", gap.ScaleStepEdit.as_view(), name="gap_scale_edit"),
    path("gapanalys/region/<str:code>/ny/", gap.gap_round_create, name="gap_round_create"),
    path("gapanalys/<int:pk>/", gap.gap_round_detail, name="gap_round_detail"),
    path("gapanalys/<int:pk>/avsluta/", gap.gap_round_close, name="gap_round_close"),
    path("gapanalys/<int:pk>/jamfor/", gap_reading.gap_compare, name="gap_compare"),
    path("gapanalys/<int:pk>/export/<str:file_format>/", gap_reading.gap_export, name="gap_export"),
    path("gapanalys/<int:pk>/bedom/<int:organisation_pk>/", gap_grid.gap_grid, name="gap_grid"),
    path("gapanalys/<int:pk>/bedom/<int:organisation_pk>/svar/", gap_grid.gap_answers, name="gap_answers"),
]
