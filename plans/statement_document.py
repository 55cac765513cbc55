"""A submitted statement on paper, made from its snapshot alone."""

from __future__ import annotations

import json

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from documents import pdf
from plans.statement_data import LANGUAGE, StatementData, from_snapshot
from values.text import slugify_sv


def read(snapshot: str) -> StatementData:
    """Return the statement that a snapshot's JSON holds."""
    return from_snapshot(json.loads(snapshot))


def file_name(data: StatementData) -> str:
    """Return `utvardering-2026-blekinge.pdf`; later versions end with `-v2`."""
    edition = f"-v{data.number}" if data.number > 1 else ""
    return f"{slugify_sv(data.title)}-{slugify_sv(data.region)}{edition}.pdf"


def render(data: StatementData) -> bytes:
    """Return the statement as PDF/A and PDF/UA; the same statement gives the same bytes.

    :raises documents.pdf.RenderError: no PDF came out.
    """
    with translation.override(LANGUAGE):
        version = _("%(region)s · version %(number)s · submitted %(day)s") % {
            "region": data.region,
            "number": data.number,
            "day": data.submitted_at.date().isoformat(),
        }
        context = {
            "statement": data,
            "report_title": data.title,
            "report_subtitle": data.region,
            "report_version": version,
            "report_mark": _("Example data") if data.is_example else "",
        }
        html = pdf.printable(render_to_string("plans/statement_pdf.html", context))
    return pdf.render_pdf(
        html, title=f"{data.title} – {data.region}", language=LANGUAGE, created_at=data.submitted_at, attachments=[]
    )
