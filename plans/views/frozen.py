"""Hand out a frozen file byte for byte."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from documents import files
from documents.models import FrozenFile
from plans.views.reports import DamagedFile

logger = logging.getLogger(__name__)


def verified(file: FrozenFile) -> FrozenFile:
    """Return the file, when it is what was frozen.

    :raises DamagedFile: bytes or snapshot are not what their hashes say.
    """
    if not files.verify(file):
        logger.error("The frozen file %s is not what was frozen.", file.pk)
        raise DamagedFile(f"The file {file.pk} is damaged.")
    return file


def download(request: HttpRequest, file: FrozenFile) -> HttpResponseBase:
    """Return the frozen bytes; their hash is the ETag."""
    response = HttpResponse(
        bytes(verified(file).content),
        content_type=file.content_type,
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=file.name) or "attachment",
            "ETag": f'"{file.sha256}"',
            "Cache-Control": "private, no-cache",
        },
    )
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
