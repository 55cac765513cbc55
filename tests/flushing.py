"""Let tests that really commit (live server, browser) be cleaned up although triggers refuse to delete frozen files.

On SQLite Django empties tables by DELETE, which the triggers rightly refuse; here, and only in tests, they are taken
away for the emptying and put back. PostgreSQL empties by TRUNCATE and needs nothing.
"""

from __future__ import annotations

import pytest
from django.db.backends.sqlite3.base import DatabaseWrapper

DatabaseOperations = DatabaseWrapper.ops_class


@pytest.fixture(autouse=True, scope="session")
def flush_past_triggers():
    with pytest.MonkeyPatch.context() as patch:
        empty = DatabaseOperations.sql_flush

        def sql_flush(self, *arguments, **keywords):
            statements = empty(self, *arguments, **keywords)
            with self.connection.cursor() as cursor:
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                triggers = cursor.fetchall()
            return [
                *(f'DROP TRIGGER "{name}"' for name, _sql in triggers),
                *statements,
                *(sql for _name, sql in triggers),
            ]

        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield
