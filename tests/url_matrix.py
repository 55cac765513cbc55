"""The matrix: every address of the product, and who gets which answer. An address that is not here fails the suite.

To declare a new one: add a line to `ROUTES`. Its kind of thing and the labels come from `url_world.build`; its rule is one of
those below, or a new `Rule` that says by label who sees the thing and who may do this to it.
"""

from __future__ import annotations

from tests.url_walk import PubliclyRefused, Refused, Route, Rule
from tests.url_world import (
    ACTORS,
    ADMINISTRATOR,
    AUDITOR,
    CONTROLLER,
    COORDINATOR,
    EVERYBODY,
    LEADER,
    MANAGER,
    MEMBERS,
    NATIONAL,
    NATIONAL_AUDITOR,
    SIGNED_IN,
)

ALL = frozenset(ACTORS)
NOBODY: frozenset[str] = frozenset()
ADMINISTRATORS = frozenset({ADMINISTRATOR})
ACCOUNT_READERS = frozenset({ADMINISTRATOR, NATIONAL_AUDITOR, AUDITOR})
LEADERS = frozenset({LEADER})
UPDATERS = frozenset({LEADER, MANAGER})
CONTROLLERS = frozenset({CONTROLLER})
# An open form without its fields is shown again; one that needs only its version is done.
INVALID, DONE, CREATED = (422,), (302,), (302,)

NO_POST, NO_GET, NO_POST_OPEN = Refused(), Refused(), PubliclyRefused()


def same(labels: str, who: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return the same people for each of several labels, divided by commas."""
    return {label.strip(): who for label in labels.split(",")}


OPEN = Rule({"": ALL}, is_public=True)
HAS_ROLE = Rule({"": EVERYBODY})
SIGNED = Rule({"": SIGNED_IN})

# Plans and what is in them --------------------------------------------------------------------------------------------
SEES_PLAN = (
    same("own draft", MEMBERS)
    | same("own adopted, own closed, other adopted, other closed", EVERYBODY)
    | same("other draft", frozenset({NATIONAL_AUDITOR}))
)
LIVE = "own draft, own adopted"
READ_PLAN = Rule(SEES_PLAN)
READ_INTERNAL = Rule(SEES_PLAN, same("own draft, own adopted, own closed", MEMBERS) | same(
    "other draft, other adopted, other closed", frozenset({NATIONAL_AUDITOR})))  # fmt: skip
EDIT_PLAN = Rule(SEES_PLAN, same(LIVE, LEADERS))
UPDATE_STATUS = Rule(SEES_PLAN, same(LIVE, UPDATERS))
PARTS = "absent part, crossed part"
EDIT_PART = Rule(SEES_PLAN | same(PARTS, EVERYBODY), same(f"{LIVE}, {PARTS}", LEADERS))
TICK_STEP = Rule(SEES_PLAN | same(PARTS, EVERYBODY), same(LIVE, UPDATERS) | same(PARTS, EVERYBODY))
# A deleted activity is the plan's own business: to others it is not there.
SEES_REMOVED = same("own draft, own adopted, own closed", MEMBERS) | same(
    "other draft, other adopted, other closed", frozenset({NATIONAL_AUDITOR})
)
RESTORE = Rule(SEES_REMOVED, same(LIVE, LEADERS), DONE)
CREATE_PLAN = Rule({"": SIGNED_IN}, {"": LEADERS})

# Accounts, rights, organisations --------------------------------------------------------------------------------------
ADMINISTER = Rule({"": ALL}, {"": ADMINISTRATORS}, asks_first=True)
ADMINISTER_ACCOUNT = Rule(same("own, other, nation", ALL), same("own, other, nation", ADMINISTRATORS), asks_first=True)
ADMINISTER_RIGHT = Rule(same("own, other", ALL), same("own, other", ADMINISTRATORS), asks_first=True)
ADMINISTER_PLACE = Rule(
    same("own root, own, other", ALL), same("own root, own, other", ADMINISTRATORS), asks_first=True
)
READ_ACCOUNTS = Rule({"": ALL}, {"": ACCOUNT_READERS}, asks_first=True)
READ_ACCOUNT = Rule(
    same("own", ACCOUNT_READERS) | same("other, nation", frozenset({ADMINISTRATOR, NATIONAL_AUDITOR})), asks_first=True
)
READ_PLACE = Rule(same("own root, own", EVERYBODY) | same("other", NATIONAL))
SEES_TITLE = same("own", MEMBERS | ADMINISTRATORS) | same("other", frozenset({ADMINISTRATOR, NATIONAL_AUDITOR}))
EDIT_TITLE = Rule(SEES_TITLE, same("own", LEADERS | ADMINISTRATORS) | same("other", ADMINISTRATORS))
HAS_PLACES = Rule({"": EVERYBODY})
ADD_TITLE = Rule({"": EVERYBODY}, {"": LEADERS | ADMINISTRATORS})

# Costs ----------------------------------------------------------------------------------------------------------------
SEES_RETURN = (
    same("own open", MEMBERS)
    | same("own submitted", MEMBERS | {COORDINATOR})
    | same("other open", frozenset({NATIONAL_AUDITOR}))
    | same("other submitted", frozenset({NATIONAL_AUDITOR, COORDINATOR}))
    | same("own locked, other locked", EVERYBODY)
)
COORDINATORS = frozenset({COORDINATOR})
READ_RETURN = Rule(SEES_RETURN)
OWN_RETURNS = same("own open, own submitted, own locked", CONTROLLERS)
# Sent on with a message, refused in words, or 403: the state of the return does not allow it.
UNFIT = (302, 403, 422)
EDIT_RETURN = Rule(SEES_RETURN, OWN_RETURNS, unfit=dict.fromkeys(["own submitted", "own locked"], UNFIT))
REOPEN_RETURN = Rule(SEES_RETURN, OWN_RETURNS, unfit=dict.fromkeys(["own open", "own locked"], UNFIT))
RESTATE_RETURN = Rule(SEES_RETURN, OWN_RETURNS, unfit=dict.fromkeys(["own open", "own submitted"], UNFIT))
LOCK_RETURN = Rule(
    SEES_RETURN,
    same("own submitted, own locked, other submitted, other locked", COORDINATORS),
    unfit=dict.fromkeys(["own locked", "other locked"], UNFIT),
)
LOCK_PERIOD = Rule({"": ALL}, {"": COORDINATORS}, DONE, asks_first=True)
READ_REGION = Rule(same("own, other", EVERYBODY))
RECOMPUTE_REGION = Rule(
    same("own, other", EVERYBODY), same("own", CONTROLLERS | COORDINATORS) | same("other", COORDINATORS), DONE
)
SET_ASSUMPTION = Rule({"": EVERYBODY}, {"": COORDINATORS | ADMINISTRATORS})
# Of other regions the pages for reporting do not exist, save for those who oversee the nation.
REPORT_REGION = Rule(same("own", EVERYBODY) | same("other", NATIONAL), same("own", CONTROLLERS))
UPLOAD = Rule(
    same("own, absent part, crossed part", EVERYBODY) | same("other", NATIONAL), same(f"own, {PARTS}", CONTROLLERS)
)

# Reports --------------------------------------------------------------------------------------------------------------
OWN_FROZEN = "own draft frozen, own adopted frozen, own closed frozen"
OWN_QUEUED = "own draft queued, own adopted queued, own closed queued"
SEES_FROZEN = (
    same("own draft frozen", MEMBERS)
    | same("own adopted frozen, own closed frozen, other adopted frozen, other closed frozen", EVERYBODY)
    | same("other draft frozen", frozenset({NATIONAL_AUDITOR}))
)
SEES_REPORT = (
    SEES_FROZEN
    | same(OWN_QUEUED, MEMBERS)
    | same("other draft queued, other adopted queued, other closed queued", frozenset({NATIONAL_AUDITOR}))
)
READ_FROZEN = Rule(SEES_FROZEN)
READ_REPORT = Rule(SEES_REPORT)
RETRY_REPORT = Rule(SEES_REPORT, same(f"{OWN_FROZEN}, {OWN_QUEUED}", LEADERS), DONE)
ORDER_REPORT = Rule(SEES_PLAN, same("own draft, own adopted, own closed", LEADERS))

ROUTES = [
    # config
    Route("help", "nothing", OPEN, NO_POST_OPEN),
    Route("accessibility", "nothing", OPEN, NO_POST_OPEN),
    Route("livez", "nothing", OPEN, NO_POST_OPEN),
    Route("readyz", "nothing", OPEN, NO_POST_OPEN),
    Route("set_language", "nothing", OPEN.answering(302), OPEN.answering(302)),
    # Sign-in: open to all; whoever is in already is led on
    Route("account_login", "nothing", OPEN.answering(200, 302), OPEN.answering(422, 302)),
    Route("account_logout", "nothing", OPEN.answering(200, 302), OPEN.answering(302)),
    Route("account_inactive", "nothing", OPEN, NO_POST_OPEN),
    Route("account_reset_password", "nothing", OPEN, OPEN.answering(422)),
    Route("account_reset_password_done", "nothing", OPEN, NO_POST_OPEN),
    Route("account_reset_password_from_key", "password_key", OPEN, OPEN),
    Route("account_reset_password_from_key_done", "nothing", OPEN, NO_POST_OPEN),
    Route("account_change_password", "nothing", SIGNED, SIGNED.answering(422)),
    Route("account_detail", "nothing", SIGNED, NO_POST),
    Route("account_export", "nothing", SIGNED, NO_POST),
    # Accounts and rights
    Route("user_list", "nothing", READ_ACCOUNTS, NO_POST),
    Route("user_create", "nothing", ADMINISTER, ADMINISTER.answering(422)),
    Route("user_detail", "account", READ_ACCOUNT, NO_POST),
    Route("user_edit", "account", ADMINISTER_ACCOUNT, ADMINISTER_ACCOUNT.answering(422)),
    Route("user_close", "account", NO_GET, ADMINISTER_ACCOUNT.answering(302)),
    Route("user_open", "account", NO_GET, ADMINISTER_ACCOUNT.answering(302)),
    Route("user_erase", "account", ADMINISTER_ACCOUNT, ADMINISTER_ACCOUNT.answering(302)),
    # Whoever has a password gets no new invitation.
    Route("user_invite", "account", NO_GET, ADMINISTER_ACCOUNT.answering(422)),
    Route("role_assignment_create", "account", ADMINISTER_ACCOUNT, ADMINISTER_ACCOUNT.answering(422)),
    Route("role_assignment_end", "right", ADMINISTER_RIGHT, ADMINISTER_RIGHT.answering(422)),
    # Organisations and responsible roles
    Route("organisation_list", "nothing", HAS_PLACES, NO_POST),
    Route("organisation_detail", "organisation", READ_PLACE, NO_POST),
    Route("organisation_create", "organisation", ADMINISTER_PLACE, ADMINISTER_PLACE.answering(422)),
    Route("organisation_edit", "organisation", ADMINISTER_PLACE, ADMINISTER_PLACE.answering(422)),
    Route("organisation_close", "organisation", ADMINISTER_PLACE, ADMINISTER_PLACE.answering(422)),
    # All three have history.
    Route("organisation_delete", "organisation", ADMINISTER_PLACE, ADMINISTER_PLACE.answering(422)),
    Route("responsible_role_list", "nothing", HAS_PLACES, NO_POST),
    Route("responsible_role_create", "nothing", ADD_TITLE, ADD_TITLE.answering(422)),
    Route("responsible_role_edit", "responsible_role", EDIT_TITLE, EDIT_TITLE.answering(422)),
    # The first page, plans
    Route("overview", "nothing", SIGNED, NO_POST),
    Route("plan_list", "nothing", SIGNED, NO_POST),
    Route("plan_create", "nothing", CREATE_PLAN, CREATE_PLAN.answering(422)),
    Route("plan_detail", "plan", READ_PLAN, READ_PLAN.answering(405)),
    Route("plan_edit", "plan", EDIT_PLAN, EDIT_PLAN.answering(422)),
    Route("plan_history", "plan", READ_INTERNAL, READ_PLAN.answering(405)),
    Route("plan_section_create", "plan", EDIT_PLAN, EDIT_PLAN.answering(422)),
    Route("plan_section_edit", "section", EDIT_PART, EDIT_PART.answering(422)),
    Route("plan_area_create", "plan", EDIT_PLAN, EDIT_PLAN.answering(422)),
    Route("plan_area_edit", "area", EDIT_PART, EDIT_PART.answering(422)),
    # Activities
    Route("activity_create", "plan", EDIT_PLAN, EDIT_PLAN.answering(422)),
    Route("activity_add_from_catalogue", "plan", EDIT_PLAN, EDIT_PLAN.answering(422)),
    Route("activity_detail", "activity", READ_PLAN, NO_POST),
    Route("activity_edit", "activity", EDIT_PLAN, EDIT_PLAN.answering(422)),
    Route("activity_move", "activity", EDIT_PLAN, EDIT_PLAN.answering(422)),
    Route("activity_copy", "activity", EDIT_PLAN, EDIT_PLAN.answering(422)),
    Route("activity_history", "activity", READ_INTERNAL, NO_POST),
    Route("activity_delete", "activity", NO_GET, EDIT_PLAN.answering(302)),
    Route("activity_restore", "removed", NO_GET, RESTORE),
    Route("activity_status", "activity", UPDATE_STATUS, UPDATE_STATUS.answering(302, 422)),
    Route("activity_report", "activity", NO_GET, UPDATE_STATUS.answering(302, 422)),
    Route("activity_undo", "activity", NO_GET, UPDATE_STATUS.answering(302, 400)),
    Route("activity_step", "step", NO_GET, TICK_STEP.answering(400)),
    Route("activity_confirm_unchanged", "activity", NO_GET, UPDATE_STATUS.answering(302)),
    Route("activity_mine", "nothing", SIGNED, NO_POST),
    Route("activity_confirm_all", "nothing", NO_GET, SIGNED.answering(302)),
    # The catalogue
    Route("measure_list", "nothing", SIGNED, NO_POST),
    Route("measure_detail", "measure", Rule({"any": EVERYBODY}), NO_POST),
    # Costs and the index
    Route("nation_index", "nothing", HAS_ROLE, NO_POST),
    Route("index_export", "nation_file", HAS_ROLE, NO_POST, query="?period=2017-K1&window=period"),
    Route("region_index", "region", READ_REGION, NO_POST),
    Route("index_recompute", "region", NO_GET, RECOMPUTE_REGION),
    Route("assumption_list", "nothing", HAS_ROLE, SET_ASSUMPTION.answering(422)),
    Route("cost_return_list", "nothing", SIGNED, NO_POST),
    Route("cost_return_lock_period", "nothing", NO_GET, LOCK_PERIOD),
    Route("cost_return_create", "region", REPORT_REGION, REPORT_REGION.answering(422)),
    Route("cost_return_detail", "return", READ_RETURN, NO_POST),
    Route("cost_return_export", "return_file", READ_RETURN, NO_POST),
    Route("cost_return_edit", "return", EDIT_RETURN, EDIT_RETURN.answering(302, 422)),
    Route("cost_return_submit", "return", EDIT_RETURN, EDIT_RETURN.answering(302, 422)),
    Route("cost_return_lock", "return", NO_GET, LOCK_RETURN.answering(302)),
    Route("cost_return_reopen", "return", REOPEN_RETURN, REOPEN_RETURN.answering(422)),
    Route("cost_return_restate", "return", RESTATE_RETURN, RESTATE_RETURN.answering(422)),
    Route("cost_return_discard", "return", NO_GET, EDIT_RETURN.answering(302)),
    # Without a period there is no template to hand out.
    Route("cost_template", "region", REPORT_REGION.answering(400), NO_POST),
    Route("cost_upload", "region", REPORT_REGION, REPORT_REGION.answering(422)),
    Route("cost_upload_preview", "upload", UPLOAD, NO_POST),
    Route("cost_upload_confirm", "upload", NO_GET, UPLOAD.answering(302, 422)),
    Route("cost_upload_undo", "upload", NO_GET, UPLOAD.answering(302)),
    # Reports
    Route("report_list", "nothing", SIGNED, NO_POST),
    Route("status_report_list", "plan", READ_PLAN, NO_POST),
    Route("status_report_create", "plan", ORDER_REPORT.answering(302), ORDER_REPORT.answering(422)),
    Route("status_report_detail", "report", READ_FROZEN, NO_POST),
    Route("status_report_download", "report", READ_FROZEN, NO_POST),
    Route("status_report_state", "report", READ_REPORT, NO_POST),
    Route("status_report_retry", "report", NO_GET, RETRY_REPORT),
]
BY_NAME = {route.name: route for route in ROUTES}
