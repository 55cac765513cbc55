"""Text files: every encoding and delimiter that a region sends, with rows counted as lines of the file."""

import pytest

from documents import sheets

TABLE = [["Enhet", "Kostnad"], ["Åmåls vårdcentral", "1 234,5"], ["Öra, näsa", "-2"]]


def values(content):
    return [[cell.text for cell in row.cells] for row in sheets.read_table(content, "a.csv").sheets[0].rows]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_every_common_file_is_read(encoding, delimiter, line_end):
    text = line_end.join(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in TABLE)
    assert values(text.encode(encoding)) == TABLE


def test_big_endian_utf16_is_read():
    assert values(b"\xfe\xff" + "å;ä".encode("utf-16-be")) == [["å", "ä"]]


@pytest.mark.parametrize("line", ["sep=|\r\n", "SEP=|\n", '"sep=|"\r\n'])
def test_the_sep_line_decides_and_counts_as_a_line(line):
    sheet = sheets.read_table(f"{line}a;x|b\r\n1|2".encode(), "a.csv").sheets[0]
    assert [[cell.text for cell in row.cells] for row in sheet.rows] == [["a;x", "b"], ["1", "2"]]
    assert [cell.reference for cell in sheet.rows[1].cells] == ["A3", "B3"]


def test_the_delimiter_is_the_one_that_gives_even_rows():
    assert values(b"a;b\n1,5;2,5\n3;4\n") == [["a", "b"], ["1,5", "2,5"], ["3", "4"]]
    assert values(b"a,b\nx;y,2\n3,4\n") == [["a", "b"], ["x;y", "2"], ["3", "4"]]
    assert values(b"a\nb\n") == [["a"], ["b"]]


def test_quoted_delimiters_quotes_and_line_breaks_stay_in_their_cell_and_rows_are_lines():
    content = b'a;b\r\n1;"x;y\r\nz ""q"""\r\n\r\n;\r\n2;3\r\n'
    sheet = sheets.read_table(content, "a.csv").sheets[0]
    assert [row.number for row in sheet.rows] == [1, 2, 6]
    assert sheet.rows[1].cells[1].text == 'x;y\r\nz "q"'
    assert sheet.rows[2].cells[1].reference == "B6"


def test_no_text_is_turned_into_a_number():
    assert [cell.value for cell in sheets.read_table(b"1.234;2026-03-31;TRUE;0012", "a").sheets[0].rows[0].cells] == [
        "1.234", "2026-03-31", "TRUE", "0012",
    ]  # fmt: skip


def test_short_rows_are_filled_and_an_apostrophe_of_ours_is_taken_off():
    assert values(b"a;b;c\n'=1;'n;''-1\nx\n") == [["a", "b", "c"], ["=1", "'n", "'-1"], ["x", "", ""]]


def test_swedish_quotes_names_and_dashes_are_not_taken_for_garbled():
    text = "Sa ”hej” – Šimić, Miloš, Âge, Ãtar, “Ärlig” … 5 € „citat“\n"
    for encoding in ("utf-8", "utf-16"):
        assert values(text.replace(",", "").encode(encoding))[0][0].startswith("Sa ”hej”")
    assert values("Sa ”hej” – Åre\n".encode("cp1252")) == [["Sa ”hej” – Åre"]]
