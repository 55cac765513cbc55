"""Let the database itself refuse to change or delete a frozen file, whatever program asks.

Only `created_by_id` may be emptied, which happens when the account is deleted. On SQLite, a later migration that
rebuilds the table (Django does so for most changes) drops these triggers: it must end with `install` again;
tests/documents/test_files.py fails if they are missing.
"""

from django.db import migrations

FROZEN = (
    "id, kind, name, content_type, snapshot, snapshot_sha256, content, sha256, size_bytes, created_at, created_by_name"
)

SQLITE = {
    "frozen_file_no_update": f"""
        CREATE TRIGGER frozen_file_no_update BEFORE UPDATE OF {FROZEN} ON documents_frozenfile
        BEGIN SELECT RAISE(ABORT, 'A frozen file is never changed.'); END""",
    "frozen_file_no_new_owner": """
        CREATE TRIGGER frozen_file_no_new_owner BEFORE UPDATE OF created_by_id ON documents_frozenfile
        WHEN NEW.created_by_id IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'A frozen file is never changed.'); END""",
    "frozen_file_no_delete": """
        CREATE TRIGGER frozen_file_no_delete BEFORE DELETE ON documents_frozenfile
        BEGIN SELECT RAISE(ABORT, 'A frozen file is never deleted.'); END""",
    # INSERT OR REPLACE removes the old row without asking the trigger above.
    "frozen_file_no_replace": """
        CREATE TRIGGER frozen_file_no_replace BEFORE INSERT ON documents_frozenfile
        WHEN EXISTS (SELECT 1 FROM documents_frozenfile WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'A frozen file is never changed.'); END""",
}

POSTGRESQL_FUNCTION = """
    CREATE FUNCTION frozen_file_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'A frozen file is never changed or deleted.' USING ERRCODE = 'integrity_constraint_violation';
    END $$"""
POSTGRESQL = {
    "frozen_file_no_update": f"""
        CREATE TRIGGER frozen_file_no_update BEFORE UPDATE OF {FROZEN} ON documents_frozenfile
        FOR EACH ROW EXECUTE FUNCTION frozen_file_refuse()""",
    "frozen_file_no_new_owner": """
        CREATE TRIGGER frozen_file_no_new_owner BEFORE UPDATE OF created_by_id ON documents_frozenfile
        FOR EACH ROW WHEN (NEW.created_by_id IS NOT NULL) EXECUTE FUNCTION frozen_file_refuse()""",
    "frozen_file_no_delete": """
        CREATE TRIGGER frozen_file_no_delete BEFORE DELETE ON documents_frozenfile
        FOR EACH ROW EXECUTE FUNCTION frozen_file_refuse()""",
}


def install(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION)
        statements = POSTGRESQL
    else:
        statements = SQLITE
    for statement in statements.values():
        schema_editor.execute(statement)


def remove(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in POSTGRESQL:
            schema_editor.execute(f"DROP TRIGGER {name} ON documents_frozenfile")
        schema_editor.execute("DROP FUNCTION frozen_file_refuse()")
    else:
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_jobs_and_files")]

    operations = [migrations.RunPython(install, remove)]
