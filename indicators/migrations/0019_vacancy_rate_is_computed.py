"""The vacancy rate is computed from the counts of posts from now on; what regions have entered stays, under a code of its own."""

from django.db import migrations

CODE, ENTERED_CODE = "vakansgrad", "vakansgrad-inrapporterad"


def make_room(apps, schema_editor):
    """Let the computed indicator have the code: nothing is lost, and `load_reference` puts the definition in."""
    indicators = apps.get_model("indicators", "Indicator").objects
    found = indicators.filter(code=CODE, kind="entered").first()
    if found is None:
        return
    if apps.get_model("indicators", "IndicatorValue").objects.filter(indicator=found).exists():
        found.code = ENTERED_CODE
        found.name_sv, found.name_en = f"{found.name_sv}, inrapporterad"[:80], f"{found.name_en}, as entered"[:80]
        found.save(update_fields=["code", "name_sv", "name_en"])
    elif found.version == 1:
        found.delete()
    else:
        found.kind, found.length = "computed", 3
        found.by_organisation = found.by_profession = found.by_care_area = False
        found.save(update_fields=["kind", "length", "by_organisation", "by_profession", "by_care_area"])


class Migration(migrations.Migration):
    dependencies = [("indicators", "0018_comments_on_hire_reconciliations")]

    operations = [migrations.RunPython(make_room, migrations.RunPython.noop)]
