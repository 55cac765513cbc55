"""Addresses of the app `staffing`: sign-in, one's own account, administration.

Of allauth only what is used is here: nobody signs up, and addresses are changed by an administrator.
"""

from allauth.account import views as allauth_views
from django.urls import path, re_path

from staffing.views import (
    account,
    delegated_decisions,
    delegation,
    framework_end,
    frameworks,
    hire_acts,
    hire_budgets,
    hire_imports,
    hire_requests,
    hire_statistics,
    hire_stops,
    hires,
    organisations,
    own_rates,
    population_table,
    post_count_table,
    post_counts,
    reference,
    responsible_roles,
    roles,
    sign_in,
    staffing_overview,
    staffing_targets,
    users,
    workforce,
    workforce_forecast,
)

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
    # Reference data
    path("administration/referensdata/", reference.ReferenceData.as_view(), name="reference_data"),
    path("administration/referensdata/befolkning/", reference.PopulationList.as_view(), name="population_list"),
    path("administration/referensdata/befolkning/ny/", reference.PopulationCreate.as_view(), name="population_create"),
    path(
        "administration/referensdata/befolkning/tabell/", population_table.population_upload, name="population_upload"
    ),
    path(
        "administration/referensdata/befolkning/<int:pk>/ratta/",
        reference.PopulationEdit.as_view(),
        name="population_edit",
    ),
    path(
        "administration/referensdata/befolkning/region/<str:code>/",
        reference.PopulationRegion.as_view(),
        name="population_region",
    ),
    path("administration/referensdata/yrkesgrupper/", reference.ProfessionList.as_view(), name="profession_list"),
    path(
        "administration/referensdata/yrkesgrupper/ny/", reference.ProfessionCreate.as_view(), name="profession_create"
    ),
    path(
        "administration/referensdata/yrkesgrupper/<int:pk>/andra/",
        reference.ProfessionEdit.as_view(),
        name="profession_edit",
    ),
    path(
        "administration/referensdata/vardomraden/<int:pk>/andra/",
        reference.CareAreaEdit.as_view(),
        name="care_area_edit",
    ),
    path("administration/referensdata/regionnamn/", reference.RegionNameList.as_view(), name="region_name_list"),
    path(
        "administration/referensdata/regionnamn/<str:code>/nytt/",
        reference.RegionNameCreate.as_view(),
        name="region_name_create",
    ),
    path(
        "administration/referensdata/regionnamn/<int:pk>/ratta/",
        reference.RegionNameEdit.as_view(),
        name="region_name_edit",
    ),
    # Staffing: posts, hires, and who decides on them
    path("bemanning/", staffing_overview.staffing_overview, name="staffing_overview"),
    # Staffing: the table of delegation
    path("bemanning/delegation/", delegation.DelegationList.as_view(), name="delegation_list"),
    path("bemanning/delegation/prova/", delegation.DelegationTry.as_view(), name="delegation_try"),
    path("bemanning/delegation/ny/", delegation.RuleCreate.as_view(), name="delegation_rule_create"),
    path("bemanning/delegation/<int:pk>/andra/", delegation.RuleUpdate.as_view(), name="delegation_rule_edit"),
    path("bemanning/delegation/<int:pk>/avsluta/", delegation.RuleEnd.as_view(), name="delegation_rule_end"),
    path(
        "bemanning/delegation/roll/<int:pk>/ersattare/ny/",
        delegation.SubstituteCreate.as_view(),
        name="delegation_substitute_create",
    ),
    path(
        "bemanning/delegation/ersattare/<int:pk>/avsluta/",
        delegation.SubstituteEnd.as_view(),
        name="delegation_substitute_end",
    ),
    # Staffing: hire stops
    path("bemanning/hyrstopp/", hire_stops.HireStopList.as_view(), name="hire_stop_list"),
    path("bemanning/hyrstopp/nytt/", hire_stops.HireStopCreate.as_view(), name="hire_stop_create"),
    path("bemanning/hyrstopp/<int:pk>/", hire_stops.HireStopDetail.as_view(), name="hire_stop_detail"),
    path("bemanning/hyrstopp/<int:pk>/ratta/", hire_stops.HireStopUpdate.as_view(), name="hire_stop_edit"),
    path("bemanning/hyrstopp/<int:pk>/avsluta/", hire_stops.HireStopEnd.as_view(), name="hire_stop_end"),
    # Staffing: framework agreements
    path("bemanning/ramavtal/", frameworks.FrameworkList.as_view(), name="framework_list"),
    path("bemanning/ramavtal/nytt/", frameworks.FrameworkCreate.as_view(), name="framework_create"),
    path("bemanning/ramavtal/<int:pk>/", frameworks.FrameworkDetail.as_view(), name="framework_detail"),
    path("bemanning/ramavtal/<int:pk>/andra/", frameworks.FrameworkUpdate.as_view(), name="framework_edit"),
    path("bemanning/ramavtal/<int:pk>/avsluta/", framework_end.FrameworkEnd.as_view(), name="framework_end"),
    path("bemanning/ramavtal/<int:pk>/ny-version/", frameworks.FrameworkRenew.as_view(), name="framework_renew"),
    path(
        "bemanning/ramavtal/<int:pk>/leverantorer/",
        frameworks.FrameworkSuppliers.as_view(),
        name="framework_suppliers",
    ),
    path("bemanning/ramavtal/<int:pk>/zoner/", frameworks.FrameworkZones.as_view(), name="framework_zones"),
    path("bemanning/ramavtal/<int:pk>/priser/", frameworks.FrameworkPrices.as_view(), name="framework_prices"),
    path(
        "bemanning/ramavtal/<int:pk>/priser/tabell/",
        frameworks.FrameworkPriceTable.as_view(),
        name="framework_price_table",
    ),
    path("bemanning/vakanser/<str:code>/", workforce.workforce, name="workforce"),
    path("bemanning/vakanser/<str:code>/raknade/", post_counts.post_count_list, name="post_count_list"),
    path("bemanning/vakanser/<str:code>/ny/", post_counts.PostCountCreate.as_view(), name="post_count_create"),
    path("bemanning/vakanser/<str:code>/tabell/", post_count_table.post_count_upload, name="post_count_upload"),
    path(
        "bemanning/vakanser/<str:code>/tabell/<int:pk>/angra/", post_count_table.post_count_undo, name="post_count_undo"
    ),
    path("bemanning/vakanser/<str:code>/mall/", post_count_table.post_count_template, name="post_count_template"),
    path("bemanning/raknade/<int:pk>/ratta/", post_counts.PostCountEdit.as_view(), name="post_count_edit"),
    path("bemanning/raknade/<int:pk>/ta-bort/", post_counts.post_count_remove, name="post_count_remove"),
    path("bemanning/maltal/<str:code>/", staffing_targets.staffing_target_list, name="staffing_target_list"),
    path(
        "bemanning/maltal/<str:code>/nytt/",
        staffing_targets.StaffingTargetCreate.as_view(),
        name="staffing_target_create",
    ),
    path(
        "bemanning/maltal/<int:pk>/andra/", staffing_targets.StaffingTargetEdit.as_view(), name="staffing_target_edit"
    ),
    path("bemanning/maltal/<int:pk>/ta-bort/", staffing_targets.staffing_target_remove, name="staffing_target_remove"),
    path("bemanning/prognos/<str:code>/", workforce_forecast.forecast, name="workforce_forecast"),
    path(
        "bemanning/prognos/<str:code>/<int:pk>/<slug:position>/",
        workforce_forecast.AssumptionEdit.as_view(),
        name="workforce_assumption_edit",
    ),
    # Hires: asked for, decided, ordered, followed up
    path("bemanning/inhyrningar/", hires.hire_list, name="hire_list"),
    path("bemanning/inhyrningar/inhyrningar.<str:file_type>", hires.hire_export, name="hire_export"),
    path("bemanning/inhyrningar/ny/", hire_requests.hire_create, name="hire_create"),
    path("bemanning/inhyrningar/import/", hire_imports.hire_import, name="hire_import"),
    path(
        "bemanning/inhyrningar/import/mall.<str:file_type>",
        hire_imports.hire_import_template,
        name="hire_import_template",
    ),
    path("bemanning/inhyrningar/import/<int:pk>/", hire_imports.hire_import_preview, name="hire_import_preview"),
    path("bemanning/inhyrningar/import/<int:pk>/skriv/", hire_imports.hire_import_confirm, name="hire_import_confirm"),
    path("bemanning/inhyrningar/import/<int:pk>/angra/", hire_imports.hire_import_undo, name="hire_import_undo"),
    path("bemanning/inhyrningar/<int:pk>/", hires.hire_detail, name="hire_detail"),
    path("bemanning/inhyrningar/<int:pk>/besluta/", hire_acts.HireDecide.as_view(), name="hire_decide"),
    path("bemanning/inhyrningar/<int:pk>/fraga/", hire_acts.HireAsk.as_view(), name="hire_ask"),
    path("bemanning/inhyrningar/<int:pk>/svara/", hire_acts.HireAnswer.as_view(), name="hire_answer"),
    path("bemanning/inhyrningar/<int:pk>/aterta/", hire_acts.HireWithdraw.as_view(), name="hire_withdraw"),
    path("bemanning/inhyrningar/<int:pk>/granska/", hire_acts.HireReview.as_view(), name="hire_review"),
    path("bemanning/inhyrningar/<int:pk>/bestall/", hire_acts.HireOrderPlace.as_view(), name="hire_order"),
    path("bemanning/inhyrningar/<int:pk>/tillsatt/", hire_acts.HireFill.as_view(), name="hire_fill"),
    path("bemanning/inhyrningar/<int:pk>/folj-upp/", hire_acts.HireFollowUp.as_view(), name="hire_follow_up"),
    # Decisions on hires, reported to the board
    path("bemanning/delegationsbeslut/", delegated_decisions.delegated_list, name="delegated_decision_list"),
    path("bemanning/delegationsbeslut/ny/", delegated_decisions.delegated_create, name="delegated_decision_create"),
    path(
        "bemanning/delegationsbeslut/<int:pk>/", delegated_decisions.delegated_detail, name="delegated_decision_detail"
    ),
    path(
        "bemanning/delegationsbeslut/<int:pk>/forteckning.pdf",
        delegated_decisions.delegated_download,
        name="delegated_decision_download",
    ),
    path(
        "bemanning/delegationsbeslut/<int:pk>/igen/",
        delegated_decisions.delegated_retry,
        name="delegated_decision_retry",
    ),
    # What became of the requests, in figures
    path("bemanning/statistik/", hire_statistics.hire_statistics, name="hire_statistics"),
    path(
        "bemanning/statistik/statistik.<str:file_type>",
        hire_statistics.hire_statistics_export,
        name="hire_statistics_export",
    ),
    # What hires may cost, and what own staff would have cost
    path("bemanning/budget/", hire_budgets.hire_budget_list, name="hire_budget_list"),
    path("bemanning/budget/<int:pk>/<int:year>/", hire_budgets.HireBudgetEdit.as_view(), name="hire_budget_edit"),
    path("bemanning/budget/<int:pk>/ta-bort/", hire_budgets.hire_budget_remove, name="hire_budget_remove"),
    path("bemanning/egen-personal/", own_rates.own_rate_list, name="own_rate_list"),
    path("bemanning/egen-personal/ny/", own_rates.OwnRateCreate.as_view(), name="own_rate_create"),
    path("bemanning/egen-personal/<int:pk>/andra/", own_rates.OwnRateEdit.as_view(), name="own_rate_edit"),
    path("bemanning/egen-personal/<int:pk>/ta-bort/", own_rates.own_rate_remove, name="own_rate_remove"),
]
