from django.db import migrations, models


def say_what_they_fit(apps, _schema_editor):
    reasons = apps.get_model("staffing", "HireReason").objects
    reasons.filter(kind="decision", code__startswith="granted-").update(fits="grant")
    reasons.filter(kind="decision", code__startswith="refused-").update(fits="refusal")


class Migration(migrations.Migration):
    dependencies = [("staffing", "0011_orders_say_why")]

    operations = [
        migrations.AddField(
            model_name="hirereason",
            name="fits",
            field=models.CharField(
                blank=True,
                choices=[("grant", "a grant"), ("refusal", "a refusal")],
                max_length=8,
                verbose_name="fits",
            ),
        ),
        migrations.RunPython(say_what_they_fit, migrations.RunPython.noop, elidable=True),
    ]
