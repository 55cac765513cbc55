"""Plans from files."""

from django.urls import URLPattern, path

from plans.views import imports

urlpatterns: list[URLPattern] = [
    path("handlingsplaner/importera/", imports.plan_import_create, name="plan_import_create"),
    path("handlingsplaner/importera/<int:pk>/", imports.plan_import_correct, name="plan_import_correct"),
    path("handlingsplaner/importera/<int:pk>/granska/", imports.plan_import_preview, name="plan_import_preview"),
    path("handlingsplaner/importera/<int:pk>/infor/", imports.plan_import_confirm, name="plan_import_confirm"),
    path("handlingsplaner/importera/<int:pk>/angra/", imports.plan_import_undo, name="plan_import_undo"),
    path("handlingsplaner/<slug:slug>/importera/", imports.plan_import_into, name="plan_import_into"),
]
