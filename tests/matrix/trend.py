"""The national trend report: read by everybody once it is published, until then by who coordinates the nation."""

from __future__ import annotations

import datetime

from indicators.models import TrendReport
from tests import factories
from tests.url_rules import ALL, COORDINATORS, HAS_ROLE, NO_GET, NO_POST, same
from tests.url_walk import Route, Rule
from tests.url_world import EVERYBODY, NO_ID, World

READ_TREND = Rule(same("published", EVERYBODY))
WRITE_TREND = Rule(same("published", EVERYBODY) | same("draft", COORDINATORS), same("published, draft", COORDINATORS))
BEGIN_TREND = Rule({"": ALL}, {"": COORDINATORS}, (422,), asks_first=True)

ROUTES = [
    Route("trend_report_list", "nothing", HAS_ROLE, NO_POST),
    Route("trend_report_create", "nothing", NO_GET, BEGIN_TREND),
    Route("trend_report_detail", "trend", READ_TREND, NO_POST),
    Route("trend_report_download", "trend_file", READ_TREND, NO_POST),
    # What is published is led on to its page.
    Route("trend_report_preview", "trend", WRITE_TREND.answering(200, 302), NO_POST),
    Route("trend_report_edit", "trend", WRITE_TREND.answering(200, 302), WRITE_TREND.answering(302, 422)),
    # Without what was looked at, and without a locked return, nothing is published.
    Route("trend_report_publish", "trend", NO_GET, WRITE_TREND.answering(302, 409, 422)),
    Route("trend_report_discard", "trend", NO_GET, WRITE_TREND.answering(302)),
]


def extend(world: World) -> None:
    """Make a published report of a locked quarter, and a draft of the next."""
    published = factories.published_trend_report("2017-K1")
    secret = world.secret("Opublicerad inledning", COORDINATORS)
    draft = TrendReport.objects.create(first_month=datetime.date(2017, 4, 1), introduction=secret)
    for label, pk in (("published", published.pk), ("draft", draft.pk), ("missing", NO_ID)):
        world.add("trend", label, pk=pk)
        world.add("trend_file", label, pk=pk, file_type="pdf")
