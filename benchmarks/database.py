"""The database that is measured: one of our own, filled once and kept between runs."""

from __future__ import annotations

import os
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "var" / "benchmarks"


class NotOurs(Exception):
    """The database that DATABASE_URL names holds something else than the volume for measuring."""


def choose(scale: int, *, fresh: bool) -> None:
    """Point the settings at the database for `scale`, before Django reads them. A DATABASE_URL that is set is kept."""
    if os.environ.get("DATABASE_URL"):
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"scale-{scale}.sqlite3"
    if fresh:
        for file in FOLDER.glob(f"{path.name}*"):
            file.unlink()
    os.environ["DATABASE_URL"] = f"sqlite:///{path}"
    os.environ.setdefault("VAR_DIR", str(FOLDER))


def fill(scale: int) -> str:
    """Migrate and load the volume unless it is there; return what the database holds.

    :raises NotOurs: when there are plans, and not the one for measuring at this scale.
    """
    from django.core.management import call_command  # noqa: PLC0415 -- Django is ready only now
    from django.db import connection  # noqa: PLC0415

    from indicators.models import CostLine  # noqa: PLC0415
    from plans.demo import scale as volume  # noqa: PLC0415
    from plans.models import Activity, Plan  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    wanted = Activity.objects.filter(plan__slug=volume.SLUG)
    here = wanted.count()
    if here != scale * volume.ACTIVITIES:
        if Plan.objects.exists():
            raise NotOurs(
                f"The database holds plans, and not {scale * volume.ACTIVITIES} activities for measuring. "
                "Name an empty database in DATABASE_URL, or run with --fresh."
            )
        print(f"Loading the volume of scale {scale} (once, some minutes) ...", flush=True)
        started = time.monotonic()
        call_command("load_reference", verbosity=0)
        call_command("load_demo", scale=scale, verbosity=0, json=True, stdout=open(os.devnull, "w"))  # noqa: PTH123, SIM115
        print(f"Loaded in {time.monotonic() - started:.0f} s.", flush=True)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        here = wanted.count()
    return f"scale {scale}: {here:,} activities in one plan, {CostLine.objects.count():,} cost lines".replace(",", " ")
