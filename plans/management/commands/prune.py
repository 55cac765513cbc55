"""`manage.py prune`: delete finished jobs, unconfirmed uploads and ordered PDFs that have had their day; twice deletes no more."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from plans.actions import retention as actions


class Command(BaseCommand):
    help = (
        "Delete finished jobs that nothing refers to, uploads that nobody confirmed, and the ordered PDFs of what plans said "
        "before, when they are older than the settings keep them. Reports, revisions and statements are never deleted. It "
        "runs each night by itself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how much would be deleted; delete nothing")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, **options: Any) -> None:
        pruned = actions.prune(now=timezone.now(), is_dry=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps({"dry_run": options["dry_run"], **asdict(pruned)}))
            return
        said = "would be deleted" if options["dry_run"] else "deleted"
        self.stdout.write(
            f"{pruned.jobs} jobs, {pruned.uploads} unconfirmed uploads, {pruned.documents} PDFs of plans, {pruned.files} files ({pruned.bytes} bytes) {said}"
        )
