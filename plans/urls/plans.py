"""The first page, the plans and their parts."""

from django.urls import URLPattern, path

from plans.views import activity_history, overview, plan_parts, plans

urlpatterns: list[URLPattern] = [
    path("", overview.overview, name="overview"),
    path("handlingsplaner/", plans.PlanList.as_view(), name="plan_list"),
    path("handlingsplaner/ny/", plan_parts.PlanCreate.as_view(), name="plan_create"),
    path("handlingsplaner/<slug:slug>/", plans.PlanDetail.as_view(), name="plan_detail"),
    path("handlingsplaner/<slug:slug>/andra/", plan_parts.PlanEdit.as_view(), name="plan_edit"),
    path("handlingsplaner/<slug:slug>/historik/", plans.PlanHistory.as_view(), name="plan_history"),
    path(
        "handlingsplaner/<slug:slug>/historik/aktiviteter/",
        activity_history.PlanActivityHistory.as_view(),
        name="plan_activity_history",
    ),
    path(
        "handlingsplaner/<slug:slug>/avsnitt/nytt/", plan_parts.PlanSectionCreate.as_view(), name="plan_section_create"
    ),
    path(
        "handlingsplaner/<slug:slug>/avsnitt/<int:pk>/", plan_parts.PlanSectionEdit.as_view(), name="plan_section_edit"
    ),
    path("handlingsplaner/<slug:slug>/omraden/nytt/", plan_parts.PlanAreaCreate.as_view(), name="plan_area_create"),
    path("handlingsplaner/<slug:slug>/omraden/<int:pk>/", plan_parts.PlanAreaEdit.as_view(), name="plan_area_edit"),
]
