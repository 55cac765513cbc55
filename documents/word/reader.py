"""Take in an uploaded Word document: `read_document(content, filename)`."""

from __future__ import annotations

import json
from dataclasses import dataclass

from documents.sheets.limits import Limits
from documents.sheets.packages import is_word
from documents.sheets.reader import ask_child, checked_name
from documents.sheets.refusals import UnreadableFile, UploadRefused

__all__ = ["Block", "TableRow", "WordData", "is_word", "read_document"]

CHILD = "documents.word.child"
# A plan of a thousand pages is under a megabyte of text; the pictures in it are never read.
_LIMITS = Limits(cells=200_000, answer_bytes=40_000_000)


@dataclass(frozen=True, slots=True)
class WordCell:
    """A cell: its text, how many columns it covers, and whether it goes on with the one above (whose text it repeats)."""

    text: str
    span: int
    is_continued: bool


TableRow = tuple[WordCell, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A table (`rows`), or a paragraph (`text`) that may be a heading."""

    rows: tuple[TableRow, ...] = ()
    text: str = ""
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class WordData:
    """A document's tables and the text between them, in order."""

    filename: str
    blocks: tuple[Block, ...]


def read_document(content: bytes, filename: str, *, limits: Limits = _LIMITS) -> WordData:
    """Read a .docx, told by its content, in a child process with bounded memory and time.

    :raises UploadRefused: with a code and words when the file is of another kind, unsafe, broken or without a table.
    :raises UnreadableFile: when the child process died or took too long.
    """
    name = checked_name(content, filename, limits)
    try:
        answer = json.loads(ask_child(content, name, limits, CHILD))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise UnreadableFile("unreadable", filename=name) from error
    if "refused" in answer:
        raise UploadRefused(answer["refused"], filename=name, **answer["params"])
    return WordData(
        name,
        tuple(
            Block(rows=tuple(tuple(WordCell(**cell) for cell in row) for row in block["table"]))
            if "table" in block
            else Block(text=block["text"], is_heading=block["is_heading"])
            for block in answer["blocks"]
        ),
    )
