"""What is written about people, their rights and the organisations; each act in one transaction, each kept in the history."""

from staffing.actions.accounts import (
    PASSWORD_MAIL,
    change_account,
    create_account,
    erase_personal_data,
    order_password_mail,
    set_active,
)
from staffing.actions.administrators import LastAdministrator
from staffing.actions.assignments import end_role, grant_role, withdraw_role
from staffing.actions.organisations import (
    HasHistory,
    StillInUse,
    change_organisation,
    close_organisation,
    create_organisation,
    delete_organisation,
    traces_of,
)
from staffing.actions.responsible_roles import change_responsible_role, create_responsible_role

__all__ = [
    "PASSWORD_MAIL",
    "HasHistory",
    "LastAdministrator",
    "StillInUse",
    "change_account",
    "change_organisation",
    "change_responsible_role",
    "close_organisation",
    "create_account",
    "create_organisation",
    "create_responsible_role",
    "delete_organisation",
    "end_role",
    "erase_personal_data",
    "grant_role",
    "order_password_mail",
    "set_active",
    "traces_of",
    "withdraw_role",
]
