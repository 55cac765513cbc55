"""`manage.py import_plan FILE --organisation CODE --title T`: a plan from Word, Excel or CSV without a browser."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents import sheets
from plans import import_words
from plans.actions import imports as actions
from plans.models import Plan
from plans.plan_import import sources, understanding
from plans.plan_import.grid import Grid
from plans.plan_import.understood import Choices, Understood
from plans.queries import imports as queries
from staffing.models import Level, Organisation
from values.dates import InvalidDate, parse_date

Answer = TypeVar("Answer")


class Command(BaseCommand):
    help = (
        "Read a plan from FILE (Word, Excel or CSV, laid out as plans are) and make it a draft plan of an organisation."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the file: .docx, .xlsx or .csv")
        parser.add_argument(
            "--organisation", required=True, help="county code such as 10, or the code of a division such as 10-P"
        )
        parser.add_argument("--title", required=True, help="the title of the plan")
        parser.add_argument("--start", help="first day, 2026-01-01; else the first day of this year")
        parser.add_argument("--end", help="last day; else the last day of the next year")
        parser.add_argument("--dry-run", action="store_true", help="read and check, write nothing")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, **options: Any) -> None:
        errors: list[str] = []
        organisation = _told(errors, _organisation, options["organisation"])
        days = _told(errors, _days, options["start"], options["end"], timezone.localdate())
        title = options["title"].strip()
        if not title or len(title) > 200:  # noqa: PLR2004 - the length of Plan.title
            errors.append(_("The title has 1 to 200 characters."))
        path = Path(options["file"])
        grids, notices = _read(path, errors)
        found = None if errors or organisation is None else _understood(grids, organisation, days)
        if found is not None:
            errors += import_words.errors_of(found)
        report = import_words.report_of(found, notices=notices, errors=errors)
        if found is not None and organisation is not None and days and not errors and not options["dry_run"]:
            plan = _write(organisation, grids, found, path, title=title, start=days[0], end=days[1])
            report["plan"] = plan.slug
        self._print(report, is_json=options["json"], is_dry=options["dry_run"])
        if errors:
            raise CommandError(" ".join([*errors, _("Nothing was written.")]))

    def _print(self, report: dict[str, Any], *, is_json: bool, is_dry: bool) -> None:
        if is_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        for key in ("activities", "sections", "areas", "undated", "unparsed_deadlines"):
            self.stdout.write(f"{report[key]:>6} {key}")
        for kind in ("warnings", "errors"):
            for words in report[kind]:
                self.stdout.write(f"{kind[:-1]}: {words}")
        if "plan" in report:
            self.stdout.write(f"plan: {report['plan']}")
        elif is_dry and not report["errors"]:
            self.stdout.write(_("Nothing was written: this was a trial."))


def _told(errors: list[str], ask: Callable[..., Answer], *given: Any) -> Answer | None:
    """Return the answer, or nothing with the reason among the errors."""
    try:
        return ask(*given)
    except CommandError as error:
        errors.append(str(error))
        return None


def _organisation(code: str) -> Organisation:
    """Return the organisation of a code: a county code is the region itself.

    :raises CommandError: there is none, or several regions have it.
    """
    found = list(Organisation.objects.select_related("region").filter(region__code=code, level=Level.REGION))
    found = found or list(Organisation.objects.select_related("region").filter(code=code))
    if len(found) != 1:
        raise CommandError(_("%(code)s is the code of %(count)s organisations.") % {"code": code, "count": len(found)})
    return found[0]


def _days(start: str | None, end: str | None, today: datetime.date) -> tuple[datetime.date, datetime.date]:
    try:
        first = parse_date(start) if start else datetime.date(today.year, 1, 1)
        last = parse_date(end) if end else datetime.date(max(first.year, today.year) + 1, 12, 31)
    except InvalidDate as error:
        raise CommandError(str(error)) from error
    if last < first:
        raise CommandError(_("The last day is before the first."))
    return first, last


def _read(path: Path, errors: list[str]) -> tuple[tuple[Grid, ...], list[str]]:
    try:
        return sources.read(path.read_bytes(), path.name)
    except OSError as error:
        errors.append(_("The file cannot be read: %(why)s.") % {"why": error.strerror})
    except sheets.UploadRefused as refused:
        errors.append(str(refused))
    return (), []


def _understood(
    grids: tuple[Grid, ...], organisation: Organisation, days: tuple[datetime.date, datetime.date] | None
) -> Understood:
    today = timezone.localdate()
    return understanding.understand(
        grids,
        queries.known_words(organisation.region, today),
        Choices(),
        whole=organisation.name,
        no_area=_("Other"),
        today=max(today, days[0]) if days else today,
    )


@transaction.atomic
def _write(
    organisation: Organisation, grids: tuple[Grid, ...], found: Understood, path: Path, **plan_fields: Any
) -> Plan:
    kept = actions.keep_import(
        organisation=organisation,
        grids=grids,
        notices=[],
        filename=path.name[:200],
        content=path.read_bytes(),
        by=None,
        title=plan_fields["title"],
        start_date=plan_fields["start"],
        end_date=plan_fields["end"],
    )
    return actions.write_import(plan_import=kept, understood=found, by=None, now=timezone.now())
