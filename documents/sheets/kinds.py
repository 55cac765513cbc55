"""What a file is, judged by its first bytes and never by its name."""

from documents.sheets.verdicts import Refused

ZIP_START = b"PK\x03\x04"
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WEB_PAGE_STARTS = (b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")
_OTHER_STARTS = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"{\\rtf": "RTF",
    b"PK\x05\x06": "ZIP",
    b"<?xml": "XML",
}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_HEAD = 1024


def is_workbook_or_refused(content: bytes) -> bool:
    """Tell a zip (a workbook, perhaps) from text (a CSV file, perhaps).

    :raises Refused: for everything that is known to be something else.
    """
    head = content[:_HEAD].removeprefix(_BYTE_ORDER_MARK).lstrip()
    if content.startswith(ZIP_START):
        return True
    if not head.strip(b"\x00"):
        raise Refused("empty_file")
    if content.startswith(_OLE_START):
        raise Refused(_ole_code(content))
    if b"%PDF-" in head:
        raise Refused("pdf")
    if head.lower().startswith(_WEB_PAGE_STARTS):
        raise Refused("web_page")
    for start, kind in _OTHER_STARTS.items():
        if head.startswith(start):
            raise Refused("not_a_table", kind=kind)
    return False


def _ole_code(content: bytes) -> str:
    """Tell the three common OLE files apart by the stream names in their directory (MS-CFB 2.6.1: UTF-16LE)."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "password_protected"
    if any(f"{name}\x00".encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return "old_excel"
    return "old_office"
