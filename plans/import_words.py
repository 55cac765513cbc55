"""What an import says to people: flags, counts and warnings in words, and the figures that the command prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from plans.plan_import.headers import Column
from plans.plan_import.understood import Flag, Understood

FLAGS: dict[Flag, Promise] = {
    Flag.UNDATED: gettext_lazy("no deadline"),
    Flag.UNPARSED: gettext_lazy("the deadline could not be read"),
    Flag.NO_RESPONSIBLE: gettext_lazy("nobody is responsible"),
    Flag.NO_TITLE: gettext_lazy("the activity has no title; it is taken from the description"),
    Flag.LONG_TITLE: gettext_lazy("the title was too long; all of it stands in the description"),
    Flag.LONG_DEADLINE: gettext_lazy("the deadline was too long and is cut"),
    Flag.UNKNOWN_STATUS: gettext_lazy("the status is not known and becomes “not started”"),
    Flag.NO_REASON: gettext_lazy("the file does not say why or to whom"),
    Flag.TWICE: gettext_lazy("the same activity stands in the file before"),
    Flag.NO_AREA: gettext_lazy("no area is given"),
    Flag.DONE_TODAY: gettext_lazy("done; the day of the import stands as the day of completion"),
}
COLUMNS: dict[Column, Promise] = {
    Column.TITLE: gettext_lazy("Activity"),
    Column.DESCRIPTION: gettext_lazy("Description"),
    Column.AREA: gettext_lazy("Area"),
    Column.SECTION: gettext_lazy("Section (organisation)"),
    Column.RESPONSIBLE: gettext_lazy("Responsible"),
    Column.DEADLINE: gettext_lazy("Deadline"),
    Column.STATUS: gettext_lazy("Status"),
    Column.NUMBER: pgettext_lazy("column of a plan", "Number"),
    Column.IDENTITY: gettext_lazy("Id of our own export"),
}


@dataclass(frozen=True)
class Counts:
    """What the import is in figures."""

    activities: int
    sections: int
    areas: int
    undated: int
    unparsed_deadlines: int


def counts_of(understood: Understood) -> Counts:
    """Return the counts of what is not left out."""
    return Counts(
        activities=len(understood.included),
        sections=len(understood.sections),
        areas=len(understood.areas),
        undated=len(understood.flagged(Flag.UNDATED)),
        unparsed_deadlines=len(understood.flagged(Flag.UNPARSED)),
    )


def errors_of(understood: Understood) -> list[str]:
    """Return why nothing can be written, when it cannot."""
    if understood.included:
        return []
    if not any(Column.TITLE in table.columns for table in understood.tables):
        return [_("No column with activities was found. A heading such as Aktivitet or Åtgärd tells which it is.")]
    return [_("No activity was found under the headings.")]


def warnings_of(understood: Understood) -> list[str]:
    """Return what a person should look at, grouped by what it is, with the rows named."""
    said = []
    for flag, words in FLAGS.items():
        found = understood.flagged(flag)
        if found:
            rows = ", ".join(_place(one.row, understood) for one in found[:10])
            more = "" if len(found) <= 10 else _(" and %(count)s more") % {"count": len(found) - 10}  # noqa: PLR2004
            text = ngettext(
                "%(count)s row: %(what)s (row %(rows)s)", "%(count)s rows: %(what)s (rows %(rows)s)", len(found)
            )
            said.append(text % {"count": len(found), "what": words, "rows": rows + more})
    said += [
        _("The section “%(name)s” is no organisation of the region; it stands under the plan's own.")
        % {"name": one.name}
        for one in understood.sections
        if one.match is None
    ]
    said += [
        _("The area “%(name)s” is none of the seven; it becomes the plan's own.") % {"name": one.name}
        for one in understood.areas
        if one.match is None
    ]
    suggested = sum(one.suggested_measure is not None for one in understood.included)
    if suggested:
        said.append(
            ngettext(
                "%(count)s activity is like a measure of the catalogue; none is set before somebody confirms it.",
                "%(count)s activities are like measures of the catalogue; none is set before somebody confirms it.",
                suggested,
            )
            % {"count": suggested}
        )
    return said


def _place(row: str, understood: Understood) -> str:
    """Return where a row stands: its number, with the sheet's name when there are several."""
    table, _sep, number = row.partition(":")
    names = {str(one.index): one.name for one in understood.tables}
    return f"{names[table]} {number}" if len(set(names.values())) > 1 and names.get(table) else number


def report_of(understood: Understood | None, *, notices: list[str], errors: list[str]) -> dict[str, Any]:
    """Return what `import_plan --json` prints."""
    counts = Counts(0, 0, 0, 0, 0) if understood is None else counts_of(understood)
    warnings = [] if understood is None else warnings_of(understood)
    return {
        "activities": counts.activities,
        "sections": counts.sections,
        "areas": counts.areas,
        "undated": counts.undated,
        "unparsed_deadlines": counts.unparsed_deadlines,
        "warnings": [*notices, *warnings],
        "errors": errors,
    }
