"""Hand out files: a frozen one as it was frozen, byte for byte, and tables as they are now."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from documents import files, sheets
from documents.models import FrozenFile

logger = logging.getLogger(__name__)

TABLE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The types of file that tables leave as, by the ending of the name."""


class DamagedFile(Exception):
    """A frozen file is not what was frozen: it is not handed out."""


def verified(file: FrozenFile) -> FrozenFile:
    """Return the file when bytes and snapshot are what their hashes say.

    :raises DamagedFile: they are not; it is logged.
    """
    if not files.verify(file):
        logger.error("The frozen file %s is not what was frozen.", file.pk)
        raise DamagedFile(f"The frozen file {file.pk} is damaged.")
    return file


def frozen_response(request: HttpRequest, file: FrozenFile) -> HttpResponseBase:
    """Return the frozen bytes as a download; their hash is the ETag.

    :raises DamagedFile: the file is not what was frozen.
    """
    content = verified(file)
    response = HttpResponse(
        bytes(content.content),
        content_type=content.content_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=content.name)
            or "attachment",
            "ETag": f'"{content.sha256}"',
            "Cache-Control": "private, no-cache",
        },
    )
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def table_response(
    tables: Sequence[sheets.TableSpec], name: str, file_type: str, example_notice: str | None = None
) -> HttpResponse:
    """Return the tables as a file to save, named without its ending; a CSV file holds one.

    :raises KeyError: `file_type` is none of `TABLE_TYPES`.
    """
    if file_type == "csv":
        (table,) = tables
        content = sheets.write_csv(table, example_notice=example_notice)
    else:
        content = sheets.write_xlsx(tables, example_notice=example_notice)
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.{file_type}") or "attachment"
    return HttpResponse(content, content_type=TABLE_TYPES[file_type], headers={"Content-Disposition": disposition})
