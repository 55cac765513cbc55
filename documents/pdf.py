"""HTML to PDF: archive form (PDF/A-3a) and readable by all (PDF/UA-1), made by a process that can be stopped.

What the standard asks for, how it is checked and what is not covered: docs/pdf.md.
"""

import base64
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from math import ceil
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "static" / "fonts"
CHILD_MODULE = "documents.pdf_child"
# Nothing else of the environment: the process that meets people's text knows no secret and no database.
PASSED_VARIABLES = ("PATH", "HOME", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "SYSTEMROOT")
REPLACEMENT = "□"

REASONS: dict[str, Promise] = {
    "address": _("The text asks for something outside the report, which is not allowed: %(detail)s"),
    "attachment": _("The text asks to attach a file, which is not allowed: %(detail)s"),
    "glyph": _("The report's typeface lacks a character: %(detail)s"),
    "title": _("The report has no title."),
    "nesting": _("The text has too many elements inside one another to be laid out."),
    "memory": _("The report needs more memory than it may use. Choose a smaller selection and try again."),
    "stopped": _("The report was stopped before it was finished. Try again."),
    "timeout": _("The report took longer than %(detail)s seconds. Choose a smaller selection and try again."),
    "engine": _("The report could not be laid out: %(detail)s"),
}


class RenderError(Exception):
    """No PDF came out; `str()` is fit to show to a user, `reason` is a key of `REASONS`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return str(REASONS[self.reason]) % {"detail": self.detail}


class RenderTimeout(RenderError):
    """The time limit was reached."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF: the figures behind the report, as CSV."""

    name: str
    description: str
    data: bytes


def render_pdf(
    html: str,
    *,
    title: str,
    language: str,
    created_at: datetime,
    attachments: Sequence[Attachment] = (),
    timeout_seconds: float = 180,
    memory_bytes: int = 1_500_000_000,
) -> bytes:
    """Return `html` as a PDF/A-3a and PDF/UA-1 file, whole or not at all; the same arguments give the same bytes.

    `html` may use `bundle:pdf/…` and `bundle:fonts/…` (folders of `static/`) and `data:` images, nothing else.
    Pass it through `printable()` first when it holds text that people have written. `title` and `language` (BCP 47)
    and `created_at` (aware) become the metadata; what `html` says of them is overwritten.

    :raises RenderTimeout: after `timeout_seconds`.
    :raises RenderError: for every other reason in `REASONS`.
    """
    if created_at.tzinfo is None:
        raise ValueError("created_at needs a time zone, or the same snapshot gives other bytes on another machine.")
    order = {
        "html": html,
        "title": title,
        "language": language,
        "created_at": created_at.isoformat(),
        "attachments": [
            {"name": file.name, "description": file.description, "data": base64.b64encode(file.data).decode("ascii")}
            for file in attachments
        ],
        "timeout_seconds": ceil(timeout_seconds),
        "memory_bytes": memory_bytes,
    }
    # Fonts, caches and whatever a killed process leaves behind lie here, and go with it.
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        try:
            finished = _run_child(json.dumps(order).encode(), folder, timeout_seconds)
        except subprocess.TimeoutExpired as error:
            raise RenderTimeout("timeout", f"{timeout_seconds:g}") from error
    return _result(finished, timeout_seconds)


def printable(text: str) -> str:
    """Return `text` with nothing in it that the reports' typeface cannot print; finished HTML is a text too.

    Letters are composed (NFC), direction marks and other invisible controls are dropped, and each character or emoji
    sequence that lacks a glyph becomes one □, so that the reader sees that something stood there.
    """
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii() and composed.isprintable():
        return composed
    known = _known_characters()
    return re.sub(f"{_UNKNOWN}+", REPLACEMENT, "".join(_printable_character(one, known) for one in composed))


# No text holds it after `_printable_character`: private use is dropped.
_UNKNOWN = "\ue000"
_KEPT = "\n\t\u00ad"
_INVISIBLE = {"Cc", "Cf", "Cs", "Co"}


def _printable_character(character: str, known: frozenset[str]) -> str:
    if character in _KEPT:
        return character
    is_variation_selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    if character == "\r" or is_variation_selector:
        return ""
    if character.isspace():
        return character if character in known else " "
    if unicodedata.category(character) in _INVISIBLE:
        return ""
    return character if character in known else _UNKNOWN


@cache
def _known_characters() -> frozenset[str]:
    """Return what every weight of the bundled typeface can print."""
    weights = []
    for path in sorted(FONTS.glob("*.woff2")):
        with TTFont(path, lazy=True) as font:
            weights.append({chr(codepoint) for codepoint in font.getBestCmap()})
    return frozenset.intersection(*map(frozenset, weights))


def _run_child(order: bytes, folder: str, timeout_seconds: float) -> subprocess.CompletedProcess[bytes]:
    environment = {name: os.environ[name] for name in PASSED_VARIABLES if name in os.environ}
    environment |= {
        "FONTCONFIG_FILE": str(FONTS / "fonts.conf"),
        "XDG_CACHE_HOME": folder,
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [sys.executable, "-m", CHILD_MODULE],
        input=order,
        capture_output=True,
        timeout=timeout_seconds,
        check=False,
        cwd=folder,
        env=environment,
    )


def _result(finished: subprocess.CompletedProcess[bytes], timeout_seconds: float) -> bytes:
    """Return the PDF that the child wrote.

    :raises RenderError: when it did not end well, with the reason that it gave.
    """
    if finished.returncode == -signal.SIGXCPU:
        raise RenderTimeout("timeout", f"{timeout_seconds:g}")
    if finished.returncode < 0:
        raise RenderError("stopped", signal.Signals(-finished.returncode).name)
    if finished.returncode:
        raise _told_error(finished.stderr.decode(errors="replace"))
    data = finished.stdout
    if not data.startswith(b"%PDF-") or not data.rstrip().endswith(b"%%EOF"):
        raise RenderError("stopped", "incomplete")
    return data


def _told_error(stderr: str) -> RenderError:
    """Return the error that the child's last line tells of; a traceback's last line names the exception at least."""
    last_line = (stderr.strip().splitlines() or [""])[-1]
    try:
        told = json.loads(last_line)
        return RenderError(told["reason"], told["detail"])
    except (ValueError, TypeError, KeyError):
        if "MemoryError" in last_line or "bad_alloc" in last_line:
            return RenderError("memory")
        return RenderError("engine", last_line[:300])
