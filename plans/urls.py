"""Addresses of the app `plans`."""

from django.urls import URLPattern, path

from plans.views import activities, activity_acts, catalogue, mine, overview, plan_parts, plans, reports

urlpatterns: list[URLPattern] = [
    # The first page, the plans
    path("", overview.overview, name="overview"),
    path("handlingsplaner/", plans.PlanList.as_view(), name="plan_list"),
    path("handlingsplaner/ny/", plan_parts.PlanCreate.as_view(), name="plan_create"),
    path("handlingsplaner/<slug:slug>/", plans.PlanDetail.as_view(), name="plan_detail"),
    path("handlingsplaner/<slug:slug>/andra/", plan_parts.PlanEdit.as_view(), name="plan_edit"),
    path("handlingsplaner/<slug:slug>/historik/", plans.PlanHistory.as_view(), name="plan_history"),
    path(
        "handlingsplaner/<slug:slug>/avsnitt/nytt/", plan_parts.PlanSectionCreate.as_view(), name="plan_section_create"
    ),
    path(
        "handlingsplaner/<slug:slug>/avsnitt/<int:pk>/", plan_parts.PlanSectionEdit.as_view(), name="plan_section_edit"
    ),
    path("handlingsplaner/<slug:slug>/omraden/nytt/", plan_parts.PlanAreaCreate.as_view(), name="plan_area_create"),
    path("handlingsplaner/<slug:slug>/omraden/<int:pk>/", plan_parts.PlanAreaEdit.as_view(), name="plan_area_edit"),
    # One activity, and one's own
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
    # The catalogue
    path("atgarder/", catalogue.MeasureList.as_view(), name="measure_list"),
    path("atgarder/<int:number>/", catalogue.measure_detail, name="measure_detail"),
    # Reports
    path("rapporter/", reports.report_list, name="report_list"),
    path("rapporter/<int:pk>/", reports.status_report_detail, name="status_report_detail"),
    path("rapporter/<int:pk>/pdf/", reports.status_report_download, name="status_report_download"),
    path("rapporter/<int:pk>/lage/", reports.status_report_state, name="status_report_state"),
    path("rapporter/<int:pk>/igen/", reports.status_report_retry, name="status_report_retry"),
    path("handlingsplaner/<slug:slug>/rapporter/", reports.status_report_list, name="status_report_list"),
    path("handlingsplaner/<slug:slug>/rapporter/ny/", reports.status_report_create, name="status_report_create"),
]
