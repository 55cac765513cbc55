"""Text that a spreadsheet would take for a formula gets an apostrophe going out, and loses it coming in.

Text that already begins with apostrophes before such a sign gets one more, so that every text survives the round trip.
"""

import re

_LOOKS_LIKE_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
# C0 controls are not allowed in XML and do no good in CSV; they become their visible pictures ␀ … ␟.
_CONTROL_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"}
_NOT_CHARACTERS = dict.fromkeys((0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))
_TRANSLATION = _CONTROL_PICTURES | _NOT_CHARACTERS


def escape_text(text: str) -> str:
    """Return text that no spreadsheet program computes, with line breaks as LF and control signs made visible."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TRANSLATION)
    return f"'{text}" if _LOOKS_LIKE_FORMULA.match(text) else text


def unescape_text(text: str) -> str:
    """Return what `escape_text` was given."""
    return text[1:] if text[:1] == "'" and _ESCAPED.match(text) else text
