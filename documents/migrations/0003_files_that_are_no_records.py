"""Let a file that is no record be deleted: one that was frozen as disposable. All others are refused as before.

What a file is, is decided when it is frozen and never changes. The PDF that somebody ordered of a plan (`plan_document`) is made
again of the plan at any time; until now the database kept every one for good.
"""

from importlib import import_module

from django.db import migrations, models

earlier = import_module("documents.migrations.0002_frozen_files_refuse_change")

FROZEN = f"{earlier.FROZEN}, is_disposable"

SQLITE = {
    **earlier.SQLITE,
    "frozen_file_no_update": f"""
        CREATE TRIGGER frozen_file_no_update BEFORE UPDATE OF {FROZEN} ON documents_frozenfile
        BEGIN SELECT RAISE(ABORT, 'A frozen file is never changed.'); END""",
    "frozen_file_no_delete": """
        CREATE TRIGGER frozen_file_no_delete BEFORE DELETE ON documents_frozenfile
        WHEN NOT OLD.is_disposable
        BEGIN SELECT RAISE(ABORT, 'A frozen file is never deleted.'); END""",
}
POSTGRESQL = {
    **earlier.POSTGRESQL,
    "frozen_file_no_update": f"""
        CREATE TRIGGER frozen_file_no_update BEFORE UPDATE OF {FROZEN} ON documents_frozenfile
        FOR EACH ROW EXECUTE FUNCTION frozen_file_refuse()""",
    "frozen_file_no_delete": """
        CREATE TRIGGER frozen_file_no_delete BEFORE DELETE ON documents_frozenfile
        FOR EACH ROW WHEN (NOT OLD.is_disposable) EXECUTE FUNCTION frozen_file_refuse()""",
}


def mark(apps, _schema_editor):
    """Mark the plans' ordered PDFs that are there already."""
    apps.get_model("documents", "FrozenFile").objects.filter(kind="plan_document").update(is_disposable=True)


def install(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(earlier.POSTGRESQL_FUNCTION)
        statements = POSTGRESQL
    else:
        statements = SQLITE
    for statement in statements.values():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_frozen_files_refuse_change")]

    operations = [
        # The triggers have the same names before and after. On SQLite the new column rebuilds the table, which drops them.
        migrations.RunPython(earlier.remove, earlier.install),
        migrations.AddField(
            model_name="frozenfile",
            name="is_disposable",
            field=models.BooleanField(default=False, editable=False, verbose_name="may be deleted"),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.RunPython(install, earlier.remove),
    ]
