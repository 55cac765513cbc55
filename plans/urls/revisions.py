"""A plan's life: consultation, adoption, draft revisions, adopted revisions, decisions."""

from django.urls import URLPattern, path

from plans.views import adoption, decisions, restoring, revisions

urlpatterns: list[URLPattern] = [
    path("handlingsplaner/<slug:slug>/till-samrad/", adoption.plan_send_to_consultation, name="plan_to_consultation"),
    path("handlingsplaner/<slug:slug>/till-utkast/", adoption.plan_back_to_draft, name="plan_back_to_draft"),
    path("handlingsplaner/<slug:slug>/faststall/", adoption.PlanAdopt.as_view(), name="plan_adopt"),
    path("handlingsplaner/<slug:slug>/utkastrevision/", adoption.plan_revise, name="plan_revise"),
    path("handlingsplaner/<slug:slug>/ge-upp/", adoption.DraftGiveUp.as_view(), name="plan_draft_give_up"),
    path("handlingsplaner/<slug:slug>/revisioner/", revisions.RevisionList.as_view(), name="plan_revision_list"),
    path(
        "handlingsplaner/<slug:slug>/revisioner/<int:number>/",
        revisions.RevisionDetail.as_view(),
        name="plan_revision_detail",
    ),
    path(
        "handlingsplaner/<slug:slug>/revisioner/<int:number>/pdf/",
        revisions.revision_document,
        name="plan_revision_document",
    ),
    path(
        "handlingsplaner/<slug:slug>/revisioner/<int:number>/pdf/igen/",
        revisions.revision_retry,
        name="plan_revision_retry",
    ),
    path(
        "handlingsplaner/<slug:slug>/revisioner/<int:number>/data/",
        revisions.revision_record,
        name="plan_revision_record",
    ),
    path("handlingsplaner/<slug:slug>/beslut/", decisions.DecisionList.as_view(), name="plan_decision_list"),
    path("handlingsplaner/<slug:slug>/beslut/nytt/", decisions.DecisionCreate.as_view(), name="plan_decision_create"),
    path(
        "aktiviteter/<int:pk>/aterstall-falt/", restoring.ActivityRestoreField.as_view(), name="activity_restore_field"
    ),
]
