"""The quarterly report of Blekinge's plan, and WeasyPrint alone on the same HTML; both as child processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

from django.utils import timezone

from benchmarks.measuring import Outcome, in_turns
from documents import pdf
from plans import status_report_document
from plans.models import Plan
from plans.queries import reports
from values.period import Period

PLAN = "blekinge-2017"
PERIOD = "2017-K4"
TIMES = 5
FLOOR = Path(__file__).parent / "floors" / "weasyprint_alone.py"


def measure() -> list[Outcome]:
    """Measure the rendering alone, and all of the report from the database to the finished bytes."""
    return outcomes("report", _make)


def outcomes(what: str, make: Callable[[], bytes]) -> list[Outcome]:
    """Measure what lays out a PDF in `make`: the layout alone, and everything from the database on."""
    arguments = _arguments(make)
    rendered, whole, alone, untagged = in_turns(
        lambda: pdf.render_pdf(**arguments),
        make,
        lambda: _alone(arguments, "pdf/a-3a"),
        lambda: _alone(arguments, ""),
        times=TIMES,
    )
    return [
        Outcome(f"{what}: HTML to PDF", rendered, alone, "WeasyPrint alone, the same HTML, PDF/A-3a", 1.1),
        Outcome(f"{what}: database to finished bytes", whole, alone, "the same", None),
        Outcome(f"{what}: WeasyPrint alone, PDF/A-3a", alone, untagged, "WeasyPrint alone, an untagged PDF", None),
    ]


def _make() -> bytes:
    plan = Plan.objects.get(slug=PLAN)
    data = reports.status_report_for(
        plan=plan,
        period=Period.parse(PERIOD),
        language="sv",
        number=1,
        correction="",
        decisions="",
        now=timezone.now(),
    )
    return status_report_document.make(data).content


def _arguments(make: Callable[[], bytes]) -> dict[str, Any]:
    """Return what the report hands to `render_pdf`: its HTML, its title, its attached figures."""
    with mock.patch.object(pdf, "render_pdf", side_effect=pdf.render_pdf) as render:
        make()
    (html,) = render.call_args.args
    return {"html": html, **render.call_args.kwargs}


def _alone(arguments: dict[str, Any], variant: str) -> bytes:
    """Return the PDF that WeasyPrint makes of the HTML in a child process, with the same typeface and attachments."""
    with tempfile.TemporaryDirectory(prefix="floor-") as folder:
        files = _written(arguments["attachments"], Path(folder))
        order = {
            "html": arguments["html"],
            "folder": str(pdf.ROOT / "static"),
            "variant": variant,
            "attachments": files,
        }
        finished = subprocess.run(
            [sys.executable, str(FLOOR)],
            input=json.dumps(order).encode(),
            stdout=subprocess.PIPE,
            check=True,
            cwd=folder,
            env={
                "PATH": os.environ["PATH"],
                "FONTCONFIG_FILE": str(pdf.FONTS / "fonts.conf"),
                "XDG_CACHE_HOME": folder,
                "LANG": "C.UTF-8",
            },
        )
    return finished.stdout


def _written(attachments: Sequence[pdf.Attachment], folder: Path) -> list[str]:
    paths = [folder / attachment.name for attachment in attachments]
    for path, attachment in zip(paths, attachments, strict=True):
        path.write_bytes(attachment.data)
    return [str(path) for path in paths]
