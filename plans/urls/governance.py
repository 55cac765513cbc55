"""A plan's groups, its milestones and the effect that is expected of it."""

from django.urls import URLPattern, path

from plans.views import effect, glide_path, governance, milestones

urlpatterns: list[URLPattern] = [
    path("handlingsplaner/<slug:slug>/organisation/", governance.PlanGroups.as_view(), name="plan_groups"),
    path("handlingsplaner/<slug:slug>/organisation/ny/", governance.GroupCreate.as_view(), name="group_create"),
    path("handlingsplaner/<slug:slug>/organisation/<int:pk>/", governance.GroupEdit.as_view(), name="group_edit"),
    path("handlingsplaner/<slug:slug>/organisation/<int:pk>/ta-bort/", governance.group_delete, name="group_delete"),
    path("handlingsplaner/<slug:slug>/delmal/", milestones.PlanMilestones.as_view(), name="plan_milestones"),
    path("handlingsplaner/<slug:slug>/delmal/nytt/", milestones.MilestoneCreate.as_view(), name="milestone_create"),
    path("handlingsplaner/<slug:slug>/delmal/rak-vag/", glide_path.GlidePath.as_view(), name="milestone_suggest"),
    path("handlingsplaner/<slug:slug>/delmal/<int:pk>/", milestones.MilestoneEdit.as_view(), name="milestone_edit"),
    path("handlingsplaner/<slug:slug>/delmal/<int:pk>/ta-bort/", milestones.milestone_delete, name="milestone_delete"),
    path("handlingsplaner/<slug:slug>/effekt/", effect.PlanEffect.as_view(), name="plan_effect"),
]
