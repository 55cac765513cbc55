"""Sums by profession made before could not tell a cost that is not reported from zero: mark all sums as out of date."""

from django.db import migrations


def mark_stale(apps, schema_editor):
    # No return has version 0: every sum now says otherwise than its return does, and is made again by the nightly job.
    # Until then the figures stay as they are.
    apps.get_model("indicators", "SummedReturn").objects.filter(cost_return__isnull=False).update(version=0)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0012_costs_not_reported_by_profession")]

    operations = [migrations.RunPython(mark_stale, migrations.RunPython.noop)]
