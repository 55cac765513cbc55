"""Find text that was read with the wrong character set on its way to us: Ã¶ for ö, l„kare for läkare, U+FFFD."""

import re

# UTF-8 read as cp1252 or Latin-1: the lead byte Â or Ã and a continuation byte; quotes and dashes come as â€ and one more.
# cp850 read as cp1252: ö is ”, ä is „, å is †, inside a word. Mac Roman: ä is Š, å is Œ, between small letters.
# The class comes first and what must surround it after, since then the search skips through clean text at full speed.
_CONTINUATION = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
_GARBLED = re.compile(
    "[\ufffdÂÃâ„†”ŠŒ](?:"
    "(?<=\ufffd)"
    f"|(?<=[ÂÃ])[{_CONTINUATION}]"
    "|(?<=â)€"
    "|(?<=[A-Za-z][„†”])(?=[a-z])"
    "|(?<=[a-z][ŠŒ])(?=[a-z]))"
)


def has_garbled(text: str) -> bool:
    """Return whether the text holds signs that no one wrote."""
    return _GARBLED.search(text) is not None
