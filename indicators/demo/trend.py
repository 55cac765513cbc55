"""An example trend report of the latest quarter that every region has locked, published and marked as made up."""

from __future__ import annotations

import datetime

from django.db import transaction

from documents import files
from indicators import trend_report_data
from indicators import trend_report_document as document
from indicators.actions import trend_report as actions
from indicators.models import TrendReport
from indicators.queries import trend_report as queries

MARK = "Exempeldata"
TEXTS = {
    "introduction": f"{MARK}: Kostnaden för inhyrd personal fortsätter att minska. Regionerna har rekryterat fler egna medarbetare, "
    "använder de gemensamma avtalen i större del av avropen och har hyrstopp för fler yrkesgrupper.",
    "cost_comment": f"{MARK}: Minskningen bromsar in. Det som återstår är till stor del läkare i primärvård och psykiatri.",
    "regions_comment": f"{MARK}: Skillnaden mellan regionerna är fortfarande stor. De norra regionerna har högst andel, och sänkte den mest.",
    "parts_comment": f"{MARK}: Inhyrda sjuksköterskor minskar snabbare än läkare, precis som föregående år.",
    "movers_comment": f"{MARK}: Alla regioner har sänkt både kostnad och andel. Då säger ordningen mer om utgångsläget än om insatsen.",
    "examples": f"{MARK}: Region Skåne planerar sommaren i en gemensam bemanningsenhet.\n\nRegion Uppsala låter erfarna "
    "sjuksköterskor rotera mellan sjukhus och primärvård.",
}


@transaction.atomic
def load(now: datetime.datetime) -> int:
    """Publish the report unless there is one; return how many were made."""
    period = queries.choices(now.date()).default
    if period is None or TrendReport.objects.exists():
        return 0
    report = TrendReport(first_month=period.first_date, length=period.length, is_example=True, **TEXTS)
    data = queries.report_for(report, now)
    report.snapshot = files.canonical_json(trend_report_data.to_snapshot(data))
    report.published_by_name = MARK
    report.save()
    actions.freeze(
        report=report,
        name=document.file_name(data),
        pdf=document.render(data),
        workbook=document.workbook(data),
        by=None,
    )
    return 1
