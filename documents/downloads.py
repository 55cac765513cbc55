"""Hand out a frozen file as it was frozen, byte for byte."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from documents import files
from documents.models import FrozenFile

logger = logging.getLogger(__name__)


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
