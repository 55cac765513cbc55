"""Cell references: column 3, row 7 is C7."""

import re
from functools import cache

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
LETTERS = 26


@cache
def column_letters(column: int) -> str:
    """Return the letters of a column, counted from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """Return the number, from 1, of the column with these letters.

    :raises ValueError: for anything but one to three letters A–Z.
    """
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise ValueError(letters)
    number = 0
    for letter in letters:
        number = number * LETTERS + ord(letter) - ord("A") + 1
    return number


def cell_reference(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"


def split_reference(reference: str) -> tuple[int, int]:
    """Return (row, column) of a reference, both from 1.

    :raises ValueError: when it is not one.
    """
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise ValueError(reference)
    return int(match[2]), column_number(match[1])


def split_range(reference: str) -> tuple[int, int, int, int]:
    """Return (first row, first column, last row, last column) of a range such as A1:C7, or of one cell.

    :raises ValueError: when it is not one.
    """
    first, _, last = reference.partition(":")
    first_row, first_column = split_reference(first)
    last_row, last_column = split_reference(last or first)
    return first_row, first_column, last_row, last_column
