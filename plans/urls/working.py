"""Working together on a plan: saved views, its timeline, changes of several activities, comments."""

from django.urls import URLPattern, path

from plans.views import saved_views

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
]
