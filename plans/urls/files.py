"""A plan as files, out and back."""

from django.urls import URLPattern, path

from plans.views import files

urlpatterns: list[URLPattern] = [
    path("handlingsplaner/<slug:slug>/filer/", files.PlanFiles.as_view(), name="plan_files"),
    path("handlingsplaner/<slug:slug>/filer/plan.<str:file_type>", files.plan_export, name="plan_export"),
    path("handlingsplaner/<slug:slug>/filer/pdf/", files.plan_document_order, name="plan_document_order"),
    path("handlingsplaner/<slug:slug>/filer/<int:pk>/", files.plan_upload, name="plan_upload"),
]
