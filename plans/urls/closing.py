"""The end of a plan, and how it goes on."""

from django.urls import URLPattern, path

from plans.views import closing

urlpatterns: list[URLPattern] = [
    path("handlingsplaner/<slug:slug>/avsluta/", closing.PlanClose.as_view(), name="plan_close"),
    path("handlingsplaner/<slug:slug>/nasta-period/", closing.PlanCopy.as_view(), name="plan_copy"),
    path("handlingsplaner/<slug:slug>/slutrapport/", closing.FinalReportDetail.as_view(), name="final_report_detail"),
    path(
        "handlingsplaner/<slug:slug>/slutrapport/ratta/",
        closing.FinalReportCorrect.as_view(),
        name="final_report_correct",
    ),
    path("slutrapporter/<int:pk>/pdf/", closing.final_report_download, name="final_report_download"),
    path("slutrapporter/<int:pk>/word/", closing.final_report_word, name="final_report_word"),
    path("slutrapporter/<int:pk>/igen/", closing.final_report_retry, name="final_report_retry"),
]
