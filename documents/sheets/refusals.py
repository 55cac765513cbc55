"""Why a file is not taken in, in words that say what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.sheets.content import SheetWarning

MESSAGES: dict[str, str | Promise] = {
    "empty_file": _("The file has no content. Choose the file that holds the table and upload it again."),
    "too_large_file": _(
        "The file is %(size_mb)s MB; at most %(limit_mb)s MB can be read. "
        "Remove pictures and sheets that are not needed, or split the table, and upload it again."
    ),
    "old_excel": _(
        "The file is in the old Excel format (.xls). "
        "Open it in Excel, choose Save as – Excel Workbook (.xlsx) and upload that file."
    ),
    "old_office": _("The file is an old Office document, not a table. Save the table as .xlsx or CSV and upload that."),
    "password_protected": _(
        "The file is protected by a password. "
        "Open it in Excel, remove the password under File – Info – Protect Workbook, save and upload it again."
    ),
    "open_document": _(
        "The file is in the OpenDocument format (.ods). Choose Save as – Excel (.xlsx) or CSV and upload that file."
    ),
    "binary_workbook": _(
        "The file is a binary workbook (.xlsb). "
        "Open it in Excel, choose Save as – Excel Workbook (.xlsx) and upload that file."
    ),
    "pdf": _("The file is a PDF. Upload the table it was made from, as .xlsx or CSV."),
    "web_page": _(
        "The file is a web page, though its name says something else. "
        "Open it in Excel, choose Save as – Excel Workbook (.xlsx) and upload that file."
    ),
    "not_a_table": _("The file is of the kind %(kind)s, not a table. Upload an Excel file (.xlsx) or a CSV file."),
    "macros": _(
        "The file contains macros. Choose Save as – Excel Workbook (.xlsx), which leaves them out, and upload that file."
    ),
    "word_macros": _(
        "The document contains macros. Choose Save as – Word Document (.docx), which leaves them out, and upload that file."
    ),
    "no_tables": _("The document has no table. The plan's activities must stand in a table, one a row."),
    "too_many_tables": _(
        "The document has more than %(limit)s tables. Leave out what is not the plan, and upload again."
    ),
    "external_links": _(
        "The file fetches data from other files or sources. "
        "In Excel, choose Data – Edit Links – Break Link (and remove queries), save and upload it again."
    ),
    "embedded_file": _(
        "Another file is embedded in the workbook (%(part)s). Remove it, or copy the table to a new workbook, and upload that."
    ),
    "zip_bomb": _(
        "The file unpacks to far more than a table needs and was not opened. "
        "Copy the table to a new workbook, save it as .xlsx and upload that."
    ),
    "unsafe_xml": _(
        "The file contains a document type declaration (%(part)s), which no spreadsheet program writes, and was not opened. "
        "Copy the table to a new workbook, save it as .xlsx and upload that."
    ),
    "truncated": _("The file is cut off: its end is missing. Copy or export it again, and upload the whole file."),
    "damaged": _(
        "The file is damaged (%(part)s). Open it in Excel, let Excel repair it, save it as .xlsx and upload it again."
    ),
    "disordered_rows": _(
        "The file is damaged: in the sheet %(sheet)s the cell %(reference)s stands out of order. "
        "Open it in Excel, save it as .xlsx and upload it again."
    ),
    "too_far": _(
        "Cell %(reference)s holds a value outside of what can be read: %(rows)s rows and %(columns)s columns. "
        "Remove what is not part of the table, save and upload it again. Sheet: %(sheet)s"
    ),
    "too_many_cells": _(
        "The table has more than %(limit)s cells. Split it into several files and upload them one at a time. Sheet: %(sheet)s"
    ),
    "too_many_merged": _(
        "The sheet %(sheet)s has more than %(limit)s merged areas. Unmerge the cells, save and upload it again."
    ),
    "too_many_sheets": _(
        "The file has %(count)s sheets; at most %(limit)s can be read. Remove the sheets that are not needed."
    ),
    "too_much_text": _("The file holds more text than can be read. Split the table into several files."),
    "unknown_encoding": _(
        "The characters of the file cannot be read. In Excel, choose Save as – CSV UTF-8, or .xlsx, and upload that file."
    ),
    "unknown_delimiter": _("The line “sep=” names a sign that cannot separate cells. Use ; or , or a tab."),
    "mojibake": _(
        "The letters å, ä and ö are garbled in cell %(reference)s: “%(seen)s”. "
        "The file was saved with the wrong character set. Export it again as CSV UTF-8, or as .xlsx, and upload that file."
    ),
    "unclosed_quote": _(
        "The quotation mark that opens on line %(line)s is never closed, or the file is cut off. Correct it and upload it again."
    ),
    "stray_quote": _(
        'There is a quotation mark in the wrong place in the row that begins on line %(line)s. Write "" for a quotation mark '
        "inside a cell, or save the table as .xlsx."
    ),
    "cell_too_long": _(
        "A cell in the row that begins on line %(line)s is longer than %(limit)s characters. Shorten it and upload the file again."
    ),
    "unreadable": _(
        "The file could not be read: it is too large or damaged. "
        "Copy the table to a new workbook, save it as .xlsx and upload that."
    ),
    "took_too_long": _(
        "The file took more than %(seconds)s seconds to read and was given up. "
        "Copy the table to a new workbook, save it as .xlsx and upload that."
    ),
}

WARNINGS: dict[str, str | Promise] = {
    "hidden_sheets": _("The file has hidden sheets: %(sheets)s."),
    "hidden_rows": _("The sheet %(sheet)s has hidden rows that were read as well: %(rows)s."),
    "hidden_columns": _("The sheet %(sheet)s has hidden columns that were read as well: %(columns)s."),
}


class UploadRefused(Exception):
    """The file was not taken in and nothing of it was read; `str()` gives the reason and the remedy."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    @property
    def message(self) -> str:
        return str(MESSAGES[self.code]) % self.params

    def __str__(self) -> str:
        return self.message


class UnreadableFile(UploadRefused):
    """The process that read the file died or took too long."""


def warning_text(warning: SheetWarning) -> str:
    return str(WARNINGS[warning.code]) % warning.params
