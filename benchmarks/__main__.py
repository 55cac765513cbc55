"""`python -m benchmarks [NAME …] [--scale N] [--fresh]`: measure, and print each figure with its floor."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

from benchmarks import database

NAMES = (
    "activity_list",
    "hire_list",
    "revision_compare",
    "index",
    "index_pages",
    "report",
    "trend_report",
    "cost_upload",
    "api_list",
)
LEAST = 2


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"what to measure; all of {', '.join(NAMES)} otherwise"
    )
    parser.add_argument(
        "--scale", type=int, default=100, help="volume: 100 is 100 000 activities, a million cost lines"
    )
    parser.add_argument("--fresh", action="store_true", help="throw the kept database away first")
    arguments = parser.parse_args()
    if arguments.scale < LEAST:
        parser.error(f"--scale is at least {LEAST}: 1 is the demo itself, without the plan that is measured")
    if unknown := set(arguments.names) - set(NAMES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    return arguments


def main() -> int:
    """Measure what is asked for; 0 whatever the figures say: speed is read, not tested."""
    arguments = _arguments()
    database.choose(arguments.scale, fresh=arguments.fresh)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    import django  # noqa: PLC0415 -- after the environment is chosen

    django.setup()
    from benchmarks import measuring  # noqa: PLC0415

    try:
        volume = database.fill(arguments.scale)
    except database.NotOurs as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{volume}\n{measuring.machine()}\n", flush=True)
    outcomes = []
    for name in arguments.names or NAMES:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        outcomes += import_module(f"benchmarks.{name}").measure()
    print(measuring.table(outcomes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
