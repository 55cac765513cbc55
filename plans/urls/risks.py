"""Risk and impact analyses, and consultations."""

from django.urls import URLPattern, path

from plans.views import consultations, risks

_RISKS = "handlingsplaner/<slug:slug>/risker/"
_HELD = "handlingsplaner/<slug:slug>/samrad/"

urlpatterns: list[URLPattern] = [
    path(_RISKS, risks.RiskAnalysisList.as_view(), name="plan_risks"),
    path(f"{_RISKS}ny/", risks.RiskAnalysisCreate.as_view(), name="risk_analysis_create"),
    path(f"{_RISKS}<int:pk>/", risks.RiskAnalysisDetail.as_view(), name="risk_analysis"),
    path(f"{_RISKS}<int:pk>/andra/", risks.RiskAnalysisEdit.as_view(), name="risk_analysis_edit"),
    path(f"{_RISKS}<int:pk>/fardig/", risks.risk_analysis_finish, name="risk_analysis_finish"),
    path(f"{_RISKS}<int:pk>/oppna/", risks.risk_analysis_reopen, name="risk_analysis_reopen"),
    path(f"{_RISKS}<int:pk>/risk/ny/", risks.RiskCreate.as_view(), name="risk_create"),
    path(f"{_RISKS}<int:pk>/risk/<int:risk_pk>/", risks.RiskEdit.as_view(), name="risk_edit"),
    path(f"{_RISKS}<int:pk>/risk/<int:risk_pk>/ta-bort/", risks.risk_delete, name="risk_delete"),
    path(_HELD, consultations.ConsultationList.as_view(), name="plan_consultations"),
    path(f"{_HELD}nytt/", consultations.ConsultationCreate.as_view(), name="consultation_create"),
    path(f"{_HELD}<int:pk>/", consultations.ConsultationEdit.as_view(), name="consultation_edit"),
    path(f"{_HELD}<int:pk>/ta-bort/", consultations.consultation_delete, name="consultation_delete"),
]
