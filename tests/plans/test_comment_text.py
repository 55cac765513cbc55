"""What people type: cleaned, and taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans import comment_text
from plans.comment_text import Segment, SegmentKind

LABELS = ["Anna Berg", "Anna Berg Larsson", "Åke Öst", "Personaldirektör", "Bo"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Hej\r\npå\rdig \n", "Hej\npå\ndig"),
        ("a\x00b\x07c\u202ed\u2066e\u200f", "abcde"),
        ("A\u030angest\tnu", "Ångest\tnu"),
        ("\ud800x", "x"),
        (" \n\t ", ""),
    ],
)
def test_what_nobody_sees_is_taken_out(text, expected):
    assert comment_text.clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Anna Berg ser du?", ["Anna Berg"]),
        ("Ja, @anna berg larsson.", ["Anna Berg Larsson"]),
        ("@Personaldirektör och @ÅKE ÖST, @Personaldirektör", ["Personaldirektör", "Åke Öst"]),
        ("@Bodil", []),
        ("bo@Bo.se", []),
        ("@@Bo @", ["Bo"]),
        ("@Okänd", []),
    ],
)
def test_the_longest_name_that_fits_is_meant(text, expected):
    assert comment_text.mentioned(text, LABELS) == expected


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Se https://skr.se/plan.", ["https://skr.se/plan"]),
        ("(http://a.se/x_(y)) slut", ["http://a.se/x_(y)"]),
        ("javascript:alert(1) data:text/html,x ftp://a.se //a.se", []),
        ('https://a.se/"onmouseover="x', ["https://a.se/"]),
        ("https://", []),
        ("HTTPS://A.SE?q=1&b=2!", ["HTTPS://A.SE?q=1&b=2"]),
    ],
)
def test_only_web_addresses_become_links(text, links):
    assert [one.text for one in comment_text.segments(text, []) if one.kind is SegmentKind.LINK] == links


def test_pieces_stand_in_order():
    assert comment_text.segments("Hej @Bo, se https://a.se nu", LABELS) == [
        Segment(SegmentKind.TEXT, "Hej "),
        Segment(SegmentKind.MENTION, "@Bo"),
        Segment(SegmentKind.TEXT, ", se "),
        Segment(SegmentKind.LINK, "https://a.se"),
        Segment(SegmentKind.TEXT, " nu"),
    ]


@given(st.text(alphabet=st.sampled_from("@ab Bo./:htps()\nÅ"), max_size=60))
def test_no_letter_is_lost_or_said_twice(text):
    assert "".join(one.text for one in comment_text.segments(text, LABELS)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@styrgrupp, kan ni?", ["@styrgrupp"]),
        ("@styrgrupp. @Styrgrupp @styrgrupp", ["@styrgrupp", "@Styrgrupp"]),
        ("@Anna Berg och @anna.b", ["@anna.b"]),
        ("till a@b.se, 5 st @ 10 kr, @ ingen", []),
        ("(@hr-chef)", ["@hr-chef"]),
    ],
)
def test_what_reaches_nobody(text, expected):
    assert comment_text.reaching_nobody(text, ["Anna Berg"]) == expected
