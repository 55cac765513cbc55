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
from indicators.demo import collecting as cost_collecting
from indicators.demo import figures, other_indicators, trend
from indicators.demo import writing as cost_writing
from indicators.models import CostReturn
from plans.demo import (
    blekinge,
    cascade,
    chasing,
    closed,
    examples,
    gap,
    good_examples,
    governance,
    revisions,
    statements,
    surroundings,
    working,
)
from plans.demo import scale as scale_demo
from staffing import demo, demo_budgets, demo_deciding, demo_delegated, demo_hires, demo_workforce
from staffing.models import Region

_LARGEST_SCALE = 1_000


class Command(BaseCommand):
    help = "Load the demo: accounts, Blekinge's plan, example plans and costs. Safe to repeat; what is there is left alone."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--scale",
            type=_steps,
            default=1,
            metavar="N",
            help="Multiply organisations and activities for measuring speed: 100 makes 100 000 activities and over a "
            "million cost lines. Needs a database without cost returns.",
        )
        parser.add_argument(
            "--figures",
            action="store_true",
            help="Print how the example costs stand against the published figures, as a table, and load nothing.",
        )
        parser.add_argument("--json", action="store_true", help="Print the counts and the logins as JSON.")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not Region.objects.exists():
            raise CommandError("The reference data is missing. Run `manage.py load_reference` first.")
        if options["figures"]:
            self.stdout.write(figures.as_markdown(cost_writing.checks()))
            return
        if options["scale"] > 1 and CostReturn.objects.exists():
            raise CommandError("There are cost returns already. Load with --scale into a database without any.")
        # Written before anything is printed: a closed pipe must not take the work back.
        counts = _load(options["scale"], timezone.localdate())
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
def _load(scale: int, today: datetime.date) -> dict[str, int]:
    return {
        "divisions": demo.load_divisions(),
        "units": scale_demo.load_units(scale) if scale > 1 else 0,
        "accounts": demo.load_accounts(),
        "counts of posts, target numbers and assumptions": demo_workforce.load(today),
        **_load_costs(),
        "figures of other indicators": other_indicators.load(),
        "published trend reports": trend.load(timezone.localtime()),
        "activities of Blekinge's plan": blekinge.load(today),
        "activities of example plans": examples.load(today),
        "answers of an example gap analysis": gap.load(),
        "good examples": good_examples.load(),
        "activities of a closed plan": closed.load(today),
        "obliged divisions": cascade.load(),
        "collections": statements.load(),
        "collections of costs": cost_collecting.load(),
        "milestones": governance.load(),
        "risks and consultations": surroundings.load(),
        "revisions": revisions.load(timezone.now()),
        "example comments": working.load(),
        "example reminders": chasing.load(),
        "agreements, rules and hire stops": demo_deciding.load(today),
        "budgets for hires and costs of own staff": demo_budgets.load(today),
        "example hires": demo_hires.load(timezone.now()),
        "lists of delegated decisions": demo_delegated.load(timezone.localtime()),
        "activities for measuring": scale_demo.load_activities(scale, today) if scale > 1 else 0,
    }


def _load_costs() -> dict[str, int]:
    """Load the costs and their index, before the plans: what a closed plan froze in its final report rests on them."""
    returns, lines = cost_writing.load()
    counts = {"cost returns": returns, "cost lines": lines}
    return counts | {"index values": index.rebuild().values} if returns else counts


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


def _steps(text: str) -> int:
    """Read the scale.

    :raises argparse.ArgumentTypeError: when it is not a whole number from 1 to 1000.
    """
    if not text.isdecimal() or not 1 <= int(text) <= _LARGEST_SCALE:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {_LARGEST_SCALE}.")
    return int(text)
