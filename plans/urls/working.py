"""Working together on a plan: saved views, its timeline, changes of several activities, comments."""

from django.urls import URLPattern, path

from plans.views import bulk_changes, comments, saved_views, timeline

urlpatterns: list[URLPattern] = [
    path("handlingsplaner/<slug:slug>/tidslinje/", timeline.PlanTimeline.as_view(), name="plan_timeline"),
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
    path("aktiviteter/<int:pk>/kommentarer/", comments.comment_create, name="comment_create"),
    path(
        "aktiviteter/<int:pk>/kommentarer/<int:comment_pk>/andra/", comments.CommentEdit.as_view(), name="comment_edit"
    ),
    path("aktiviteter/<int:pk>/kommentarer/<int:comment_pk>/ta-bort/", comments.comment_delete, name="comment_delete"),
    path(
        "aktiviteter/<int:pk>/kommentarer/<int:comment_pk>/aterstall/", comments.comment_restore, name="comment_restore"
    ),
    path("aktiviteter/<int:pk>/personer/", comments.comment_people, name="comment_people"),
    path("mina-aktiviteter/namnd/", comments.mention_list, name="mention_list"),
    path("mina-aktiviteter/namnd/<int:pk>/", comments.mention_read, name="mention_read"),
]
