"""Divisions' plans: who owes one, who has delivered, and what carries out what."""

from django.urls import URLPattern, path

from plans.views import cascade

urlpatterns: list[URLPattern] = [
    path("handlingsplaner/<slug:slug>/forvaltningar/", cascade.PlanCascade.as_view(), name="plan_cascade"),
    path(
        "handlingsplaner/<slug:slug>/forvaltningar/begar/", cascade.ObligationCreate.as_view(), name="obligation_create"
    ),
    path(
        "handlingsplaner/<slug:slug>/forvaltningar/omraden/", cascade.PrioritiesEdit.as_view(), name="priorities_edit"
    ),
    path(
        "handlingsplaner/<slug:slug>/forvaltningar/<int:pk>/",
        cascade.ObligationEdit.as_view(),
        name="obligation_edit",
    ),
    path(
        "handlingsplaner/<slug:slug>/forvaltningar/<int:pk>/ta-tillbaka/",
        cascade.obligation_withdraw,
        name="obligation_withdraw",
    ),
    path(
        "handlingsplaner/<slug:slug>/forvaltningar/<int:pk>/borja/",
        cascade.ObligationStart.as_view(),
        name="obligation_start",
    ),
    path("handlingsplaner/<slug:slug>/fran-overordnad/", cascade.ActivityTakeUp.as_view(), name="activity_take_up"),
    path("handlingsplaner/<slug:slug>/forkorta/", cascade.PlanReduce.as_view(), name="plan_reduce"),
    path("aktiviteter/<int:pk>/overordnad/", cascade.ActivityParent.as_view(), name="activity_parent"),
]
