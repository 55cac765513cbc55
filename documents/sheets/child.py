"""Read one uploaded file in a process of its own: limits and content on stdin, the tables as JSON on stdout.

Started by `reader`. It knows no settings, no database and no secrets, and cannot write a file.
"""

import gc
import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from documents.sheets.delimited import read_delimited
from documents.sheets.kinds import is_workbook_or_refused
from documents.sheets.limits import Limits
from documents.sheets.mojibake import has_garbled
from documents.sheets.verdicts import Refused
from documents.sheets.workbooks import read_workbook

_TOO_MUCH_TEXT = b'[false,{"refused":"too_much_text","params":{}}]'


def confine(limits: Limits) -> None:
    """Bound memory and processor time, and forbid writing any file, before a byte of the upload is seen."""
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def read(content: bytes, limits: Limits) -> dict[str, Any]:
    """Return the sheets, or the refusal, as plain values."""
    try:
        reading = read_workbook if is_workbook_or_refused(content) else read_delimited
        return reading(content, limits)
    except Refused as refused:
        return {"refused": refused.code, "params": refused.params}


def _plain(value: object) -> dict[str, str]:
    """Carry the dates of a workbook; a time of day or a duration is something that no column of ours asks for."""
    if isinstance(value, datetime):
        is_midnight = value.time() == time()
        return {"date": value.date().isoformat()} if is_midnight else {"time": value.isoformat(" ", "seconds")}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time | timedelta):
        return {"time": str(value)}
    raise TypeError(type(value).__name__)


def main() -> None:
    gc.disable()  # a fifth of the time, in a process that ends within seconds
    limits = Limits(**json.loads(sys.stdin.buffer.readline()))
    confine(limits)
    try:
        result = read(sys.stdin.buffer.read(), limits)
        text = json.dumps(result, default=_plain, ensure_ascii=False, separators=(",", ":"))
        # The parent looks for the garbled cells only when there is one somewhere.
        answer = f"[{json.dumps(has_garbled(text))},{text}]".encode("utf-8", "replace")
    except MemoryError:
        answer = _TOO_MUCH_TEXT
    if len(answer) > limits.answer_bytes:
        answer = _TOO_MUCH_TEXT
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
