"""The floor of an upload: a workbook on stdin, its rows as JSON on stdout, by calamine and nothing of ours."""

import datetime
import io
import json
import sys

from python_calamine import CalamineWorkbook


def plain(value: object) -> str:
    """Write a date as its text."""
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return str(value)
    raise TypeError(type(value).__name__)


book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
rows = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
if sys.argv[1:] == ["--throw-away"]:
    sys.stdout.write(str(sum(map(len, rows))))
else:
    sys.stdout.write(json.dumps(rows, default=plain, ensure_ascii=False, separators=(",", ":")))
