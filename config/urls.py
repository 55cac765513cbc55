"""Every address of the product, app by app."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from config import views

urlpatterns = [
    path("", include("plans.urls")),
    path("", include("indicators.urls")),
    path("", include("measures.urls")),
    path("", include("staffing.urls")),
    path("", include("config.api.urls")),
    path("sprak/", login_not_required(set_language), name="set_language"),
    path("hjalp/", views.help_page, name="help"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
]

handler400 = "config.views.bad_request"
handler403 = "config.views.forbidden"
