"""Reminders: when one gets them, and what was sent."""

from django.urls import URLPattern, path

from plans.views import chasing

urlpatterns: list[URLPattern] = [
    path("mina-aktiviteter/paminnelser/", chasing.ReminderChoiceEdit.as_view(), name="reminder_choice"),
]
