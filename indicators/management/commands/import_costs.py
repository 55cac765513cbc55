"""`manage.py import_costs`: read a file of costs into a region's returns, all or nothing, and compute the index."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents import sheets
from indicators import cost_upload
from indicators.actions import index as index_actions
from indicators.actions import returns as return_actions
from indicators.actions import uploads as actions
from indicators.cost_lines import reported
from indicators.cost_upload import Reading
from indicators.models import CostReturn, ReturnState
from indicators.queries import uploads as queries
from indicators.queries.uploads import PeriodPreview
from staffing.models import Region
from values import money
from values.money import MoneyUnit
from values.period import Period

Report = dict[str, Any]


class Command(BaseCommand):
    help = "Read costs from FILE (the upload template as CSV or XLSX) into the returns of a region, and hand them in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the file: CSV or XLSX with the columns of the upload template")
        parser.add_argument("--region", required=True, help="county code, such as 10")
        parser.add_argument("--dry-run", action="store_true", help="read and check, write nothing")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--keep-open", action="store_true", help="leave the returns open instead of handing them in"
        )
        parser.add_argument("--comment", default="", help="why what stands out is right; asked for when something does")
        parser.add_argument(
            "--accept-totals",
            action="store_true",
            help="the rows are right where they do not add up to the totals that the file states",
        )

    def handle(self, **options: Any) -> None:
        region = _region(options["region"])
        report: Report = {
            "region": region.code,
            "periods": [],
            "errors": [],
            "warnings": [],
            "needs": [],
            "dry_run": options["dry_run"],
        }
        path = Path(options["file"])
        reading = self._read(path, region, report)
        if reading is not None:
            self._check_and_write(reading, region, report, options)
        self._print(report, is_json=options["json"])
        if report["errors"]:
            raise CommandError(_("Nothing was written. Put the errors right and run the command again."))

    def _check_and_write(self, reading: Reading, region: Region, report: Report, options: Mapping[str, Any]) -> None:
        """Report what the file says and what is asked of it; write when nothing is in the way and it is no dry run."""
        state = ReturnState.OPEN if options["keep_open"] else ReturnState.SUBMITTED
        previews = queries.preview(region, {period: reading.rows_of(period) for period in reading.periods})
        report["warnings"] = _warnings(reading, previews)
        if state == ReturnState.SUBMITTED:
            report["errors"] = _not_ended(reading)
        _ask(report, reading, previews, state, options)
        if report["errors"]:
            return
        report["periods"] = _periods(reading, state)
        if not options["dry_run"]:
            standing_out = {one.period for one in previews if one.deviations}
            self._write(reading, region, state, report, dict.fromkeys(standing_out, options["comment"].strip()))

    def _read(self, path: Path, region: Region, report: Report) -> Reading | None:
        """Return what the file says, or None with the reasons in the report."""
        try:
            data = sheets.read_table(path.read_bytes(), path.name)
        except OSError as error:
            report["errors"].append(
                _error(path.name, message=_("The file cannot be read: %(why)s.") % {"why": error.strerror})
            )
            return None
        except sheets.UploadRefused as refused:
            report["errors"].append(_error(path.name, message=str(refused)))
            return None
        reading = cost_upload.read(data, queries.words_for(region, timezone.localdate()))
        report["errors"] = [
            _error(
                problem.sheet,
                problem.row,
                problem.header,
                problem.value_seen,
                f"{problem.message} {problem.suggestion}".strip(),
            )
            for problem in reading.problems.blocking
        ]
        return None if report["errors"] else reading

    def _write(
        self, reading: Reading, region: Region, state: str, report: Report, comments: Mapping[Period, str]
    ) -> None:
        """Write, hand in with the comment on each period where something stands out, and compute, in one transaction."""
        try:
            with transaction.atomic():
                written = _written(reading, region, state, comments)
                index_actions.recompute(cost_return_ids=[one.pk for one in written])
        except (actions.UploadProblem, return_actions.ReturnProblem) as problem:
            report["periods"] = []
            report["errors"].append(_error("", message=str(problem)))

    def _print(self, report: Report, *, is_json: bool) -> None:
        if is_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        for error in report["errors"]:
            self.stderr.write(_place(error))
        for warning in report["warnings"]:
            self.stderr.write(f"{_('Note:')} {warning}")
        for period in report["periods"]:
            self.stdout.write(_period_words(period, is_dry=report["dry_run"]))


def _region(code: str) -> Region:
    region = Region.objects.filter(code=code.zfill(2)).first()
    if region is None:
        known = ", ".join(Region.objects.order_by("code").values_list("code", flat=True))
        raise CommandError(
            _("There is no region “%(code)s”. Known: %(known)s.") % {"code": code, "known": known or "–"}
        )
    return region


def _written(reading: Reading, region: Region, state: str, comments: Mapping[Period, str]) -> list[CostReturn]:
    lines = {period: reading.rows_of(period) for period in reading.periods}
    seen = actions.see(region, reading.periods)
    written, _replaced = actions.write_periods(region=region, lines=lines, seen=seen, by=None)
    if state == ReturnState.OPEN:
        return written
    now = timezone.now()
    return [
        return_actions.submit_return(
            cost_return=one,
            version=one.version,
            by=None,
            now=now,
            warnings_comment=comments.get(one.period, ""),
        )
        for one in written
    ]


def _ask(
    report: Report, reading: Reading, previews: Sequence[PeriodPreview], state: str, options: Mapping[str, Any]
) -> None:
    """Add what a person is asked on the pages and nobody has answered: a comment to hand in, and that totals differ."""
    if any(one.is_different for one in reading.totals) and not options["accept_totals"]:
        report["needs"].append("accept_totals")
        words = _(
            "The totals of the file are not what its rows add up to. Correct the file, or say with {option} that the rows are right."
        )
        report["errors"].append(_error("", message=words.format(option="--accept-totals")))
    codes = [one.period.code for one in previews if one.deviations]
    if codes and state == ReturnState.SUBMITTED and not options["comment"].strip():
        report["needs"].append("comment")
        words = _(
            "Something stands out in {periods}. Say with {option} why it is right, correct the file, or leave the returns open with --keep-open."
        )
        report["errors"].append(_error("", message=words.format(periods=", ".join(codes), option="--comment")))


def _not_ended(reading: Reading) -> list[Report]:
    """Return an error for each period that cannot be handed in yet; with --keep-open it is filled all the same."""
    today = timezone.localdate()
    found = [(period, return_actions.not_ended(period, today)) for period in reading.periods]
    remedy = _("Leave the returns open with --keep-open, or take the period out of the file.")
    return [_error("", column="Period", value=period.code, message=f"{why} {remedy}") for period, why in found if why]


def _periods(reading: Reading, state: str) -> list[Report]:
    found = []
    for period in reading.periods:
        sums = reported(reading.rows_of(period))
        found.append(
            {
                "period": period.code,
                "lines": sums.lines,
                "agency_sek": None if sums.agency_sek is None else f"{sums.agency_sek:f}",
                "own_sek": None if sums.own_sek is None else f"{sums.own_sek:f}",
                "state": str(state),
            }
        )
    return found


def _warnings(reading: Reading, previews: Sequence[PeriodPreview]) -> list[str]:
    found = [str(notice) for notice in reading.notices]
    found += [
        _("%(label)s (%(cell)s): the file says %(stated)s, its rows add up to %(computed)s.")
        % {
            "label": one.label,
            "cell": f"{one.sheet} {one.reference}",
            "stated": f"{one.stated_sek:f}",
            "computed": f"{one.computed_sek:f}",
        }
        for one in reading.totals
        if one.is_different
    ]
    for one in previews:
        found += [f"{one.period.code}: {words}" for words in one.deviations]
        if one.removed:
            names = ", ".join(one.removed)
            found.append(
                _("%(period)s: not in the file, so their amounts are removed: %(names)s")
                % {"period": one.period.code, "names": names}
            )
    return found


def _error(sheet: str, row: int | None = None, column: str = "", value: str = "", message: str = "") -> Report:
    return {"sheet": sheet, "row": row, "column": column, "value": value, "message": message}


def _place(error: Report) -> str:
    place = [error["sheet"]]
    if error["row"]:
        place.append(_("row %(row)s") % {"row": error["row"]})
    if error["column"]:
        place.append(error["column"])
    if error["value"]:
        place.append(f"“{error['value']}”")
    return f"{', '.join(part for part in place if part)}: {error['message']}".removeprefix(": ")


def _period_words(period: Report, *, is_dry: bool) -> str:
    words = _("%(period)s: %(lines)s lines, agency staff %(agency)s, own staff %(own)s") % {
        "period": period["period"],
        "lines": period["lines"],
        "agency": _kronor(period["agency_sek"]),
        "own": _kronor(period["own_sek"]),
    }
    if is_dry:
        return f"{words} ({_('checked only, nothing written')})"
    return f"{words} ({ReturnState(period['state']).label})"


def _kronor(text: str | None) -> str:
    return "–" if text is None else money.format_sek(Decimal(text), MoneyUnit.KR, with_unit=True)
