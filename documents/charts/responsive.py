"""One chart for wide windows and one for phones, of which a reader meets exactly one."""

from collections.abc import Callable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from documents.charts import drawing


def responsive(kind: Callable[..., SafeString], *, id_prefix: str, **arguments: Any) -> SafeString:
    """Draw `kind` twice, wide and compact; `static/css/charts.css` shows one and hides the other from all readers.

    A chart that only shrinks would carry letters of six pixels on a phone.
    """
    return format_html(
        '<div class="chart-wide">{}</div><div class="chart-compact">{}</div>',
        kind(id_prefix=f"{id_prefix}-wide", width=drawing.WIDE, **arguments),
        kind(id_prefix=f"{id_prefix}-compact", width=drawing.COMPACT, **arguments),
    )
