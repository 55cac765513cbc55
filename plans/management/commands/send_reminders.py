"""`manage.py send_reminders`: the week's digests, and the reminders of collections of costs whose day has come; twice sends nothing more."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from indicators.actions import collection_reminders
from indicators.models import CollectionReminder
from plans.actions import reminders as actions

DAY_LENGTH = len("2026-03-31")
LAST_MINUTE = datetime.time(23, 59)


class Command(BaseCommand):
    help = (
        "Send each person whose day and time have come the week's digest of activities that need them, one mail a person and week; "
        "and queue the reminders of open collections of costs whose day has come, one mail a person, collection and such day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--today", help="act as at the end of this day, or at this moment: 2026-03-31 or 2026-03-31T08:00"
        )
        parser.add_argument("--dry-run", action="store_true", help="say who would be reminded; send and write nothing")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, **options: Any) -> None:
        now = _moment(options["today"])
        run = actions.send_digests(now=now, is_dry=options["dry_run"])
        report: dict[str, Any] = {
            "sent": len(run.sent),
            "skipped": run.skipped,
            "failed": len(run.failed),
            "reminders": [{"person": one.name, "email": one.email, "items": one.items} for one in run.sent],
            "collections": _of_collections(now, is_dry=options["dry_run"]),
        }
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{report['sent']} sent, {report['skipped']} skipped, {report['failed']} failed")
        for one in run.sent:
            self.stdout.write(f"  {one.email}: {len(one.items)}")
        self.stdout.write(f"{len(report['collections'])} queued for collections of costs")
        for told in report["collections"]:
            self.stdout.write(f"  {told['email']}: {told['collection']}, {', '.join(told['regions'])}")


def _of_collections(now: datetime.datetime, *, is_dry: bool) -> list[dict[str, Any]]:
    """Queue the reminders of collections whose day has come at `now`, and return whom they go to; a dry run leaves no trace."""
    with transaction.atomic():
        told = [_told(one) for one in collection_reminders.remind_when_due(now=now)]
        transaction.set_rollback(is_dry)
    return told


def _told(reminder: CollectionReminder) -> dict[str, Any]:
    regions = reminder.regions.order_by("code").values_list("code", flat=True)
    email = reminder.user.email if reminder.user else ""
    return {"collection": reminder.round.period.code, "email": email, "regions": list(regions)}


def _moment(text: str | None) -> datetime.datetime:
    if text is None:
        return timezone.now()
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is no day or moment.") from error
    if len(text) == DAY_LENGTH:
        moment = datetime.datetime.combine(moment, LAST_MINUTE)
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
