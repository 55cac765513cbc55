"""`manage.py export_plan --plan SLUG --out FILE`: a plan as PDF, Word, Excel or CSV without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from documents import pdf
from plans import plan_document, plan_word_document
from plans.models import Plan
from plans.queries import files as queries
from plans.queries import snapshots


class Command(BaseCommand):
    help = "Write a plan to a file, in the form that the file's ending names: .pdf, .docx, .xlsx or .csv."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", required=True, help="the plan's address, such as blekinge-2017")
        parser.add_argument("--out", required=True, help="the file to write")
        parser.add_argument("--language", choices=["sv", "en"], default="sv")

    def handle(self, **options: Any) -> None:
        plan = Plan.objects.select_related("region", "organisation", "revises").filter(slug=options["plan"]).first()
        if plan is None:
            raise CommandError(f"There is no plan {options['plan']!r}.")
        path, language = Path(options["out"]), options["language"]
        taken = snapshots.snapshot_of(plan, timezone.now())
        makers = {
            ".pdf": lambda: plan_document.make_pdf(taken, language=language),
            ".docx": lambda: plan_word_document.make_docx(taken, language),
            ".xlsx": lambda: plan_document.make_xlsx(taken, language, queries.versions_of(plan)),
            ".csv": lambda: plan_document.make_csv(taken, language),
        }
        if path.suffix not in makers:
            raise CommandError(f"{path.suffix!r} is none of {', '.join(makers)}.")
        try:
            path.write_bytes(makers[path.suffix]())
        except pdf.RenderError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(path))
