"""Addresses of the app `staffing`: sign-in, one's own account, administration.

Of allauth only what is used is here: nobody signs up, and addresses are changed by an administrator.
"""

from allauth.account import views as allauth_views
from django.urls import path, re_path

from staffing.views import account, organisations, responsible_roles, roles, sign_in, users

urlpatterns = [
    # Sign-in
    path("konto/logga-in/", sign_in.SignIn.as_view(), name="account_login"),
    path("konto/logga-ut/", allauth_views.logout, name="account_logout"),
    path("konto/avstangt/", allauth_views.account_inactive, name="account_inactive"),
    path("konto/losenord/byt/", sign_in.PasswordChange.as_view(), name="account_change_password"),
    path("konto/losenord/glomt/", sign_in.PasswordReset.as_view(), name="account_reset_password"),
    path("konto/losenord/skickat/", allauth_views.password_reset_done, name="account_reset_password_done"),
    path(
        "konto/losenord/klart/", allauth_views.password_reset_from_key_done, name="account_reset_password_from_key_done"
    ),
    re_path(
        r"^konto/losenord/nytt/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.PasswordResetFromKey.as_view(),
        name="account_reset_password_from_key",
    ),
    # One's own account
    path("konto/", account.account_detail, name="account_detail"),
    path("konto/uppgifter.json", account.account_export, name="account_export"),
    # Users and rights
    path("administration/anvandare/", users.UserList.as_view(), name="user_list"),
    path("administration/anvandare/ny/", users.UserCreate.as_view(), name="user_create"),
    path("administration/anvandare/<int:pk>/", users.UserDetail.as_view(), name="user_detail"),
    path("administration/anvandare/<int:pk>/andra/", users.UserUpdate.as_view(), name="user_edit"),
    path("administration/anvandare/<int:pk>/stang/", users.user_set_active, {"is_active": False}, name="user_close"),
    path("administration/anvandare/<int:pk>/oppna/", users.user_set_active, {"is_active": True}, name="user_open"),
    path("administration/anvandare/<int:pk>/radera/", users.user_erase, name="user_erase"),
    path("administration/anvandare/<int:pk>/inbjudan/", users.user_invite, name="user_invite"),
    path(
        "administration/anvandare/<int:pk>/roller/ny/",
        roles.RoleAssignmentCreate.as_view(),
        name="role_assignment_create",
    ),
    path("administration/roller/<int:pk>/avsluta/", roles.RoleAssignmentEnd.as_view(), name="role_assignment_end"),
    # Organisations
    path("administration/organisationer/", organisations.OrganisationList.as_view(), name="organisation_list"),
    path(
        "administration/organisationer/<int:pk>/",
        organisations.OrganisationDetail.as_view(),
        name="organisation_detail",
    ),
    path(
        "administration/organisationer/<int:pk>/ny/",
        organisations.OrganisationCreate.as_view(),
        name="organisation_create",
    ),
    path(
        "administration/organisationer/<int:pk>/andra/",
        organisations.OrganisationUpdate.as_view(),
        name="organisation_edit",
    ),
    path(
        "administration/organisationer/<int:pk>/avsluta/",
        organisations.OrganisationClose.as_view(),
        name="organisation_close",
    ),
    path(
        "administration/organisationer/<int:pk>/ta-bort/",
        organisations.OrganisationDelete.as_view(),
        name="organisation_delete",
    ),
    # Responsible roles
    path(
        "administration/ansvariga-roller/",
        responsible_roles.ResponsibleRoleList.as_view(),
        name="responsible_role_list",
    ),
    path(
        "administration/ansvariga-roller/ny/",
        responsible_roles.ResponsibleRoleCreate.as_view(),
        name="responsible_role_create",
    ),
    path(
        "administration/ansvariga-roller/<int:pk>/andra/",
        responsible_roles.ResponsibleRoleUpdate.as_view(),
        name="responsible_role_edit",
    ),
]
