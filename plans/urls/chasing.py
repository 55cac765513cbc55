"""Reminders: when one gets them, what was sent, to remind of one activity now; calendars of deadlines; and hand-overs."""

from django.urls import URLPattern, path

from plans.views import calendars, chasing, handover

urlpatterns: list[URLPattern] = [
    path("mina-aktiviteter/paminnelser/", chasing.ReminderChoiceEdit.as_view(), name="reminder_choice"),
    path("mina-aktiviteter/paminnelser/skickade/", chasing.ReminderList.as_view(), name="reminder_list"),
    path("mina-aktiviteter/paminnelser/skickade/<int:pk>/", chasing.ReminderDetail.as_view(), name="reminder_detail"),
    path("aktiviteter/<int:pk>/paminn/", chasing.ActivityRemind.as_view(), name="activity_remind"),
    path("administration/paminnelser/", chasing.ReminderLog.as_view(), name="reminder_log"),
    path(
        "administration/ansvariga-roller/<int:pk>/overlamning/", handover.RoleHandOver.as_view(), name="role_handover"
    ),
    path("mina-aktiviteter/kalender/", calendars.CalendarList.as_view(), name="calendar_list"),
    path("mina-aktiviteter/kalender/<int:pk>/aterkalla/", calendars.calendar_revoke, name="calendar_revoke"),
    path("kalender/<str:token>.ics", calendars.calendar_feed, name="calendar_feed"),
]
