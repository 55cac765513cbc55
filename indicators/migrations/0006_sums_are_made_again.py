"""Sums made before could not tell what is not reported from zero: make the totals, and mark all sums as out of date."""

from django.db import migrations
from django.db.models import OuterRef, Subquery, Sum

COSTS = ("agency_sek", "own_sek")


def mark_stale(apps, schema_editor):
    summed = apps.get_model("indicators", "SummedReturn")
    sums = apps.get_model("indicators", "ProfessionSum").objects.order_by()
    of_return = sums.filter(cost_return=OuterRef("cost_return")).values("cost_return")
    totals = {name: Subquery(of_return.annotate(total=Sum(name)).values("total")) for name in COSTS}
    # No return has version 0: every sum now says otherwise than its return does, and is made again by the nightly job.
    # Until then the figures stay as they are.
    summed.objects.filter(cost_return__profession_sums__isnull=False).update(version=0, **totals)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0005_totals_and_assumptions")]

    operations = [migrations.RunPython(mark_stale, migrations.RunPython.noop)]
