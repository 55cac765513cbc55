"""Read an xlsx file: the checks and facts of the XML first, the values by calamine after."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from python_calamine import CalamineError, CalamineWorkbook, load_workbook

from documents.sheets import packages, worksheets
from documents.sheets.limits import Limits
from documents.sheets.verdicts import Refused

_PERCENT_FORMATS = {"9", "10"}  # built in: 0% and 0.00% (ECMA-376 18.8.30)
_STYLES = "xl/styles.xml"


def read_workbook(content: bytes, limits: Limits) -> dict[str, Any]:
    """Return the sheets and warnings of a workbook as plain values that JSON can carry, dates apart.

    :raises Refused: when the file is not to be read.
    """
    package = packages.open_package(content, limits)
    listed = list(_listed_sheets(package))
    if len(listed) > limits.sheets:
        raise Refused("too_many_sheets", count=len(listed), limit=limits.sheets)
    percent_styles = _percent_styles(package)
    facts = {name: worksheets.scan(name, package.parts[path], percent_styles, limits) for name, _, path in listed}
    if not any(sheet.rows for sheet in facts.values()):
        raise Refused("empty_file")
    for _name, _is_hidden, path in listed:
        package.parts[path] = worksheets.without_dimension(package.parts[path])
    try:
        workbook = load_workbook(package.repacked())
        sheets = [_sheet(workbook, name, facts[name], is_hidden=is_hidden) for name, is_hidden, _ in listed]
    except CalamineError as error:
        raise Refused("damaged", part="workbook") from error
    return {"sheets": sheets, "warnings": list(_warnings(sheets, facts))}


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _listed_sheets(package: packages.Package) -> Iterator[tuple[str, bool, str]]:
    """Yield (name, is hidden, part) for each sheet with cells, in the order of the workbook; charts are passed by."""
    targets = packages.relation_targets(package)
    for element in package.tree("xl/workbook.xml").iter():
        if _local(element) != "sheet":
            continue
        relation = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        path = targets.get(relation, "")
        if path.startswith(("xl/chartsheets/", "xl/dialogsheets/")):
            continue
        if path not in package.parts:
            raise Refused("damaged", part=element.get("name", ""))
        yield element.get("name", ""), element.get("state", "visible") != "visible", path


def _percent_styles(package: packages.Package) -> frozenset[str]:
    """Return the cell styles that show a fraction as a percentage."""
    if _STYLES not in package.parts:
        return frozenset()
    root = package.tree(_STYLES)
    formats = {
        element.get("numFmtId", "")
        for element in root.iter()
        if _local(element) == "numFmt" and "%" in element.get("formatCode", "").replace('"%"', "").replace("\\%", "")
    }
    formats |= _PERCENT_FORMATS
    cell_styles = next((element for element in root if _local(element) == "cellXfs"), ())
    return frozenset(str(index) for index, style in enumerate(cell_styles) if style.get("numFmtId") in formats)


def _sheet(workbook: CalamineWorkbook, name: str, facts: worksheets.Facts, *, is_hidden: bool) -> dict[str, Any]:
    rows: list[list[Any]] = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    # An uncomputed formula is nothing to calamine, so the rows may end before the sheet does.
    missing_columns = facts.columns - (len(rows[0]) if rows else 0)
    if missing_columns > 0:
        rows = [[*row, *[""] * missing_columns] for row in rows]
    rows.extend([""] * facts.columns for _ in range(facts.rows - len(rows)))
    return {
        "name": name,
        "is_hidden": is_hidden,
        "rows": rows,
        "hidden_rows": sorted(facts.hidden_rows),
        "problems": [[*place, code, seen.strip()] for place, (code, seen) in facts.problems.items()],
        "percent_cells": facts.percent_cells,
    }


def _warnings(sheets: list[dict[str, Any]], facts: dict[str, worksheets.Facts]) -> Iterator[list[Any]]:
    hidden = [sheet["name"] for sheet in sheets if sheet["is_hidden"] and sheet["rows"]]
    if hidden:
        yield ["hidden_sheets", {"sheets": ", ".join(hidden)}]
    for name, sheet in facts.items():
        hidden_rows = [row for row in sorted(sheet.hidden_rows) if row <= sheet.rows]
        if hidden_rows:
            yield ["hidden_rows", {"sheet": name, "rows": _enumerated(hidden_rows), "count": len(hidden_rows)}]
        if sheet.hidden_columns:
            yield ["hidden_columns", {"sheet": name, "columns": _enumerated(sheet.hidden_columns)}]


def _enumerated(places: list[Any], most: int = 10) -> str:
    return ", ".join(map(str, places[:most])) + (" …" if len(places) > most else "")
