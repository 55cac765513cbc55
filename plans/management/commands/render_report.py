"""`manage.py render_report`: a plan's status report as a PDF file, made at once and without a job."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone, translation

from documents.pdf import RenderError
from plans import status_report_document as document
from plans.actions import frozen_documents
from plans.actions import reports as actions
from plans.models import Plan
from plans.queries import reports as queries
from plans.status_report_data import InconsistentReport
from values.period import InvalidPeriod, Period


class Command(BaseCommand):
    help = "Write a plan's status report for a period as a PDF. Nothing is kept in the database without --freeze."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the plan, the period and the file, and how to answer."""
        parser.add_argument("--plan", required=True, help="the plan's slug, e.g. blekinge-2017")
        parser.add_argument("--period", required=True, help="2017-K4; also 2017, 2017-T2, 2017-H1, 2017-01/08, 2017-03")
        parser.add_argument("--out", required=True, help="the file to write; an existing one is replaced")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, help="sv (default) or en")
        parser.add_argument(
            "--freeze", action="store_true", help="also keep the report, as a new version of the period"
        )
        parser.add_argument("--correction", default="", help="what a new version corrects; needed from version 2 on")
        parser.add_argument("--json", action="store_true", help="print what was written as JSON")

    def handle(self, **options: Any) -> None:
        """Write the file, whole or not at all.

        :raises CommandError: no such plan, period or language; a file that cannot be written; a report that cannot be made.
        """
        plan, period = _plan(options["plan"]), _period(options["period"])
        language = _language(options["language"])
        out = _writable(options["out"])
        try:
            made = _make(plan, period, language, options["correction"].strip(), is_kept=options["freeze"])
        except actions.CorrectionNeeded as error:
            raise CommandError(
                f"{plan.slug} has a report for {period.code} already; say what a new version corrects: --correction TEXT."
            ) from error
        except actions.ReportUnderway as error:
            raise CommandError(
                f"A report of {plan.slug} for {period.code} is being made; wait until it is done."
            ) from error
        except (RenderError, InconsistentReport) as error:
            with translation.override("en"):
                raise CommandError(f"The report could not be made: {error}") from error
        _write(out, made.content)
        self._print(made, plan, period, out, as_json=options["json"])

    def _print(self, made: document.Made, plan: Plan, period: Period, out: Path, *, as_json: bool) -> None:
        told = {
            "plan": plan.slug,
            "period": period.code,
            "language": made.snapshot["language"],
            "version": made.snapshot["version"],
            "out": str(out),
            "name": made.name,
            "size_bytes": len(made.content),
            "sha256": hashlib.sha256(made.content).hexdigest(),
        }
        if as_json:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(f"{told['out']}: {told['size_bytes']} bytes, SHA-256 {told['sha256']}")


def _make(plan: Plan, period: Period, language: str, correction: str, *, is_kept: bool) -> document.Made:
    """Return the report, made, and kept when asked for.

    :raises CorrectionNeeded: it is to be kept, the period is reported already, and `correction` is empty.
    """
    number = actions.next_number(plan, period, language)
    if is_kept and number > 1 and not correction:
        raise actions.CorrectionNeeded
    actions.bring_costs_up_to_date(region=plan.region)
    data = queries.status_report_for(
        plan=plan,
        period=period,
        language=language,
        number=number,
        correction=correction,
        decisions="",
        now=timezone.now(),
    )
    made = document.make(data)
    if is_kept:
        with transaction.atomic():
            report = actions.reserve_version(plan=plan, period=period, language=language, correction=correction)
            if report.number != number:
                raise actions.ReportUnderway
            frozen_documents.freeze(
                subject=report, name=made.name, content=made.content, snapshot=made.snapshot, by=None
            )
    return made


def _plan(slug: str) -> Plan:
    try:
        return Plan.objects.standing().select_related("region", "organisation").get(slug=slug)
    except Plan.DoesNotExist as error:
        known = ", ".join(Plan.objects.standing().order_by("slug").values_list("slug", flat=True)[:10]) or "none"
        raise CommandError(f"There is no plan {slug!r}. Plans: {known}.") from error


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except InvalidPeriod as error:
        raise CommandError(f"--period: {error}") from error


def _language(code: str) -> str:
    if code not in dict(settings.LANGUAGES):
        raise CommandError(f"--language: {code!r} is not one of {', '.join(dict(settings.LANGUAGES))}.")
    return code


def _writable(path: str) -> Path:
    """Return the path when a file can be written there; asked before the work, which takes seconds."""
    out = Path(path)
    if out.is_dir():
        raise CommandError(f"--out: {out} is a folder; name a file.")
    if not out.parent.is_dir():
        raise CommandError(f"--out: the folder {out.parent} does not exist.")
    if not os.access(out.parent, os.W_OK | os.X_OK) or (out.exists() and not os.access(out, os.W_OK)):
        raise CommandError(f"--out: {out} cannot be written.")
    return out


def _write(out: Path, content: bytes) -> None:
    """Write beside the file and rename, so that there is never half a report."""
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as file:
            temporary = Path(file.name)
            file.write(content)
        temporary.chmod(0o644)
        temporary.replace(out)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise CommandError(f"--out: {out} cannot be written: {error.strerror}.") from error
