"""Reminders: when one gets them, what was sent, and to remind of one activity now."""

from django.urls import URLPattern, path

from plans.views import chasing

urlpatterns: list[URLPattern] = [
    path("mina-aktiviteter/paminnelser/", chasing.ReminderChoiceEdit.as_view(), name="reminder_choice"),
    path("mina-aktiviteter/paminnelser/skickade/", chasing.ReminderList.as_view(), name="reminder_list"),
    path("mina-aktiviteter/paminnelser/skickade/<int:pk>/", chasing.ReminderDetail.as_view(), name="reminder_detail"),
    path("aktiviteter/<int:pk>/paminn/", chasing.ActivityRemind.as_view(), name="activity_remind"),
    path("administration/paminnelser/", chasing.ReminderLog.as_view(), name="reminder_log"),
]
