"""Who sees and may do what: the rules that the lines of the URL matrix are made of."""

from __future__ import annotations

from tests.url_walk import PubliclyRefused, Refused, Rule
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
    STEERING,
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
# An adopted plan is changed in a draft revision: 403 with the reason, also to its process leader.
ADOPTED = {"own adopted": (403,)}
EDIT_PLAN = Rule(SEES_PLAN, same(LIVE, LEADERS), unfit=ADOPTED)
UPDATE_STATUS = Rule(SEES_PLAN, same(LIVE, UPDATERS))
PARTS = "absent part, crossed part"
EDIT_PART = Rule(SEES_PLAN | same(PARTS, MEMBERS), same(f"{LIVE}, {PARTS}", LEADERS), unfit=ADOPTED)
TICK_STEP = Rule(SEES_PLAN | same(PARTS, EVERYBODY), same(LIVE, UPDATERS) | same(PARTS, EVERYBODY))
# A deleted activity is the plan's own business: to others it is not there.
SEES_REMOVED = same("own draft, own adopted, own closed", MEMBERS) | same(
    "other draft, other adopted, other closed", frozenset({NATIONAL_AUDITOR})
)
RESTORE = Rule(SEES_REMOVED, same(LIVE, LEADERS), DONE, unfit=ADOPTED)
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
LOCK_ALL = Rule({"": ALL}, {"": COORDINATORS}, asks_first=True)
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
DECIDERS = frozenset({LEADER, STEERING})
