"""One activity, and one's own."""

from django.urls import URLPattern, path

from plans.views import activities, activity_acts, mine

urlpatterns: list[URLPattern] = [
    path("handlingsplaner/<slug:slug>/aktiviteter/ny/", activities.ActivityCreate.as_view(), name="activity_create"),
    path(
        "handlingsplaner/<slug:slug>/aktiviteter/fran-katalogen/",
        activities.ActivityAddFromCatalogue.as_view(),
        name="activity_add_from_catalogue",
    ),
    path("aktiviteter/<int:pk>/", activities.ActivityDetail.as_view(), name="activity_detail"),
    path("aktiviteter/<int:pk>/andra/", activities.ActivityEdit.as_view(), name="activity_edit"),
    path("aktiviteter/<int:pk>/flytta/", activities.ActivityMove.as_view(), name="activity_move"),
    path("aktiviteter/<int:pk>/kopiera/", activities.ActivityCopy.as_view(), name="activity_copy"),
    path("aktiviteter/<int:pk>/historik/", activities.ActivityHistory.as_view(), name="activity_history"),
    path("aktiviteter/<int:pk>/ta-bort/", activity_acts.activity_delete, name="activity_delete"),
    path("aktiviteter/<int:pk>/aterstall/", activity_acts.activity_restore, name="activity_restore"),
    path("aktiviteter/<int:pk>/status/", mine.ActivityStatus.as_view(), name="activity_status"),
    path("aktiviteter/<int:pk>/rapportera/", mine.activity_report, name="activity_report"),
    path("aktiviteter/<int:pk>/angra/", activity_acts.activity_undo, name="activity_undo"),
    path("aktiviteter/<int:pk>/steg/<int:step_pk>/", activity_acts.activity_step, name="activity_step"),
    path(
        "aktiviteter/<int:pk>/oforandrad/", activity_acts.activity_confirm_unchanged, name="activity_confirm_unchanged"
    ),
    path("mina-aktiviteter/", mine.activity_mine, name="activity_mine"),
    path("mina-aktiviteter/oforandrade/", activity_acts.activity_confirm_all, name="activity_confirm_all"),
]
