"""Working together on a plan: saved views, its timeline, changes of several activities, comments."""

from django.urls import URLPattern, path

from plans.views import bulk_changes, saved_views

urlpatterns: list[URLPattern] = [
    path("handlingsplaner/<slug:slug>/vyer/", saved_views.SavedViewList.as_view(), name="saved_view_list"),
    path("handlingsplaner/<slug:slug>/vyer/ny/", saved_views.SavedViewCreate.as_view(), name="saved_view_create"),
    path("handlingsplaner/<slug:slug>/vy/<int:pk>/", saved_views.SavedViewOpen.as_view(), name="saved_view_open"),
    path("handlingsplaner/<slug:slug>/vy/<int:pk>/andra/", saved_views.SavedViewEdit.as_view(), name="saved_view_edit"),
    path(
        "handlingsplaner/<slug:slug>/vy/<int:pk>/ta-bort/",
        saved_views.SavedViewDelete.as_view(),
        name="saved_view_delete",
    ),
    path(
        "handlingsplaner/<slug:slug>/vy/<int:pk>/aterstall/",
        saved_views.SavedViewRestore.as_view(),
        name="saved_view_restore",
    ),
    path("handlingsplaner/<slug:slug>/andra-flera/", bulk_changes.PlanBulk.as_view(), name="plan_bulk"),
    path("handlingsplaner/<slug:slug>/andra-flera/gor/", bulk_changes.PlanBulkApply.as_view(), name="plan_bulk_apply"),
    path("handlingsplaner/<slug:slug>/andringar/", bulk_changes.BulkChangeList.as_view(), name="bulk_change_list"),
    path(
        "handlingsplaner/<slug:slug>/andringar/<int:pk>/",
        bulk_changes.BulkChangeDetail.as_view(),
        name="bulk_change_detail",
    ),
    path(
        "handlingsplaner/<slug:slug>/andringar/<int:pk>/angra/",
        bulk_changes.BulkChangeUndo.as_view(),
        name="bulk_change_undo",
    ),
]
