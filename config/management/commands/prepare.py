"""Bring the database up to date and fill it with reference and demo data, once."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from plans.models import Plan

DEMO_PLAN = "blekinge-2017"


class Command(BaseCommand):
    """Migrate; load reference data; load demo data when the demo plan is not there."""

    help = "Migrate the database and load reference and demo data where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, quietly where there is nothing to do."""
        call_command("migrate", interactive=False, verbosity=0)
        if Plan.objects.filter(slug=DEMO_PLAN).exists():
            return
        self.stdout.write("Loading reference and demo data (once, about half a minute) ...")
        call_command("load_reference", verbosity=0)
        call_command("load_demo", verbosity=0)
