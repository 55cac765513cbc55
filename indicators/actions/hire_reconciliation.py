"""What a region says about the difference between its hires and its return: written, changed, kept in the history."""

from __future__ import annotations

import datetime

from django.db import transaction

from indicators.models import HireReconciliationComment
from staffing import editing
from staffing.actions import saving
from staffing.models import Region, User
from values.period import Period


@transaction.atomic
def comment(
    *, region: Region, period: Period, text: str, version: int, by: User, now: datetime.datetime
) -> HireReconciliationComment:
    """Write or change the comment on the period; `version` is the one that was shown, 0 where there was none.

    :raises StaleVersion: somebody wrote or changed it meanwhile.
    """
    Region.objects.select_for_update().get(pk=region.pk)
    made = HireReconciliationComment.objects.filter(
        region=region, first_month=period.first_date, length=period.length
    ).first()
    if made is None:
        if version:
            raise editing.StaleVersion
        made = HireReconciliationComment(region=region, first_month=period.first_date, length=period.length)
    else:
        editing.claim_version(made, version)
    made.text, made.written_at, made.written_by = text, now, by
    saving.save_by(made, by)
    return made
