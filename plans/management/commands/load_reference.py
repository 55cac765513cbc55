"""Load regions, professions, the catalogue of measures and the published figures: `manage.py load_reference`."""

from __future__ import annotations

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from indicators import loading as indicator_loading
from measures import loading as measure_loading
from staffing import loading as staffing_loading


class Command(BaseCommand):
    help = "Load the reference data. Safe to repeat: rows that agree are left alone, nothing is deleted."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print the counts as JSON.")

    def handle(self, *_args: Any, **options: Any) -> None:
        with transaction.atomic():
            tally = staffing_loading.load() + measure_loading.load() + indicator_loading.load()
        kinds = [kind for kind in tally if not kind.endswith((" new", " changed"))]
        counts = {
            kind: {"total": tally[kind], "new": tally[f"{kind} new"], "changed": tally[f"{kind} changed"]}
            for kind in kinds
        }
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        for kind, count in counts.items():
            self.stdout.write(f"{count['total']:>5} {kind} ({count['new']} new, {count['changed']} changed)")
