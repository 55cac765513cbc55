"""Office files are zips: pack them so that the same content is the same bytes, and so the same hash."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

ZIP_TIME = (2000, 1, 1, 0, 0, 0)
_READABLE = 0o600 << 16


def with_fixed_times(content: bytes, change: Callable[[str, bytes], bytes] | None = None) -> bytes:
    """Return the same zip with constant times; `change` may give a part, told by its name, another content."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for info in source.infolist():
            part = source.read(info)
            fixed = zipfile.ZipInfo(info.filename, ZIP_TIME)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = _READABLE
            copy.writestr(fixed, change(info.filename, part) if change else part)
    return target.getvalue()
