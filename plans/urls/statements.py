"""Evaluations and grant reports, collected from the regions."""

from django.urls import URLPattern, path

from plans.views import round_reminders, statements

urlpatterns: list[URLPattern] = [
    path("redovisningar/", statements.statement_round_list, name="statement_round_list"),
    path("redovisningar/ny/", statements.StatementRoundCreate.as_view(), name="statement_round_create"),
    path("redovisningar/<int:pk>/", statements.statement_round_detail, name="statement_round_detail"),
    path("redovisningar/<int:pk>/andra/", statements.StatementRoundEdit.as_view(), name="statement_round_edit"),
    path("redovisningar/<int:pk>/stang/", statements.statement_round_close, name="statement_round_close"),
    path("redovisningar/<int:pk>/paminn/", round_reminders.statement_round_remind, name="statement_round_remind"),
    path(
        "redovisningar/<int:pk>/svar.<str:file_type>", statements.statement_round_export, name="statement_round_export"
    ),
    path("redovisningar/<int:pk>/<str:code>/", statements.statement_detail, name="statement_detail"),
    path("redovisningar/<int:pk>/<str:code>/skriv/", statements.StatementEdit.as_view(), name="statement_edit"),
    path("redovisningar/<int:pk>/<str:code>/lamna-in/", statements.StatementSubmit.as_view(), name="statement_submit"),
    path("redovisningar/<int:pk>/<str:code>/oppna/", statements.statement_reopen, name="statement_reopen"),
    path(
        "redovisningar/<int:pk>/<str:code>/<int:number>/pdf/", statements.statement_download, name="statement_download"
    ),
    path("redovisningar/<int:pk>/<str:code>/<int:number>/igen/", statements.statement_retry, name="statement_retry"),
]
