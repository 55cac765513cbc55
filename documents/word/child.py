"""Read one uploaded Word document in a process of its own, as `documents.sheets.child` reads tables."""

import json
import sys
from typing import Any

from documents.sheets.child import confine
from documents.sheets.kinds import is_workbook_or_refused
from documents.sheets.limits import Limits
from documents.sheets.packages import open_word_package
from documents.sheets.verdicts import Refused
from documents.word.body import blocks


def read(content: bytes, limits: Limits) -> dict[str, Any]:
    """Return the blocks, or the refusal, as plain values."""
    try:
        is_workbook_or_refused(content)
        found = blocks(open_word_package(content, limits).tree("word/document.xml"), limits)
    except Refused as refused:
        return {"refused": refused.code, "params": refused.params}
    if not any("table" in block for block in found):
        return {"refused": "no_tables", "params": {}}
    return {"blocks": found}


def main() -> None:
    limits = Limits(**json.loads(sys.stdin.buffer.readline()))
    confine(limits)
    try:
        answer = json.dumps(read(sys.stdin.buffer.read(), limits), ensure_ascii=False).encode("utf-8", "replace")
    except (MemoryError, RecursionError):
        answer = b'{"refused":"too_much_text","params":{}}'
    if len(answer) > limits.answer_bytes:
        answer = b'{"refused":"too_much_text","params":{}}'
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
