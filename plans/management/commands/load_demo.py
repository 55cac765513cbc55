"""Load demo accounts, plans and costs: `manage.py load_demo [--scale N]`."""

from __future__ import annotations

import argparse
import datetime
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from indicators.actions import index
from indicators.demo import writing as cost_writing
from plans.demo import blekinge
from staffing import demo
from staffing.models import Region


class Command(BaseCommand):
    help = "Load the demo: accounts, Blekinge's plan, example plans and costs. Safe to repeat; what is there is left alone."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print the counts and the logins as JSON.")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not Region.objects.exists():
            raise CommandError("The reference data is missing. Run `manage.py load_reference` first.")
        # Written before anything is printed: a closed pipe must not take the work back.
        counts = _load(timezone.localdate())
        if options["json"]:
            self.stdout.write(json.dumps({"new": counts, "logins": _logins(), "password": demo.PASSWORD}))
            return
        for kind, count in counts.items():
            self.stdout.write(f"{count:>8} {kind} new")
        self._print_logins()

    def _print_logins(self) -> None:
        self.stdout.write("\nDemo logins (for demonstration only):")
        for login in _logins():
            self.stdout.write(f"  {login['email']:<48} {login['role']:<22} {login['place']}")
        self.stdout.write(f"  Password for all: {demo.PASSWORD}")


@transaction.atomic
def _load(today: datetime.date) -> dict[str, int]:
    counts = {
        "divisions": demo.load_divisions(),
        "accounts": demo.load_accounts(),
        "activities of Blekinge's plan": blekinge.load(today),
    }
    counts["cost returns"], counts["cost lines"] = cost_writing.load()
    if counts["cost returns"]:
        counts["index values"] = index.rebuild().values
    return counts


def _logins() -> list[dict[str, str]]:
    return [
        {
            "email": account.email,
            "name": account.name,
            "role": str(account.role),
            "place": str(demo.scope_of(account) or "SE"),
        }
        for account in demo.ACCOUNTS
    ]
