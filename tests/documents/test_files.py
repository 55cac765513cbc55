"""Frozen files: one text for the facts, hashes that prove, and no way to change them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy

from documents import files
from documents.models import FrozenFile


def freeze(**changes):
    values = {
        "kind": "status_report",
        "name": "rapport.pdf",
        "content_type": "application/pdf",
        "snapshot": {"b": Decimal("1.50"), "a": date(2017, 12, 31)},
        "content": b"%PDF-1.7 \x00\xff",
        "by": None,
    }
    return files.freeze(**{**values, **changes})


class TestCanonicalJson:
    @pytest.mark.parametrize(
        ("data", "text"),
        [
            ({"b": 1, "a": 2}, '{"a":2,"b":1}'),
            ({"å": "Åäö – 5 %"}, '{"å":"Åäö – 5 %"}'),
            ([None, True, 0, -1, ""], '[null,true,0,-1,""]'),
            ((1, 2), "[1,2]"),
            (Decimal("1.50"), '"1.50"'),
            (Decimal("1E+3"), '"1000"'),
            (Decimal("-0.00000001"), '"-0.00000001"'),
            (date(2024, 2, 29), '"2024-02-29"'),
            (datetime(2024, 2, 29, 12, 0, tzinfo=UTC), '"2024-02-29T12:00:00+00:00"'),
            (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        ],
    )
    def test_one_text(self, data, text):
        assert files.canonical_json(data) == text

    @pytest.mark.parametrize(
        "value",
        [
            1.0,
            float("nan"),
            Decimal("NaN"),
            Decimal("Infinity"),
            datetime(2024, 1, 1),  # noqa: DTZ001 -- the naive time that must be refused
            {1, 2},
            b"bytes",
            gettext_lazy("Done"),
            {1: "key that is not text"},
        ],
    )
    def test_a_value_without_one_text_is_refused_with_its_place(self, value):
        with pytest.raises(files.NotCanonicalError, match=r"^\$\.rows\[1\]"):
            files.canonical_json({"rows": [0, value]})


@pytest.mark.django_db
class TestFrozenFile:
    def test_bytes_facts_and_hashes_come_back_as_they_were(self):
        file = FrozenFile.objects.get(pk=freeze().pk)
        assert bytes(file.content) == b"%PDF-1.7 \x00\xff"
        assert json.loads(file.snapshot) == {"a": "2017-12-31", "b": "1.50"}
        assert file.sha256 == hashlib.sha256(b"%PDF-1.7 \x00\xff").hexdigest()
        assert file.size_bytes == 11
        assert files.verify(file)

    @pytest.mark.parametrize(
        "change", [{"content": b"other"}, {"snapshot": "{}"}, {"size_bytes": 1}, {"sha256": "0" * 64}]
    )
    def test_verify_sees_each_change(self, change):
        file = freeze()
        for name, value in change.items():
            setattr(file, name, value)
        assert not files.verify(file)

    def test_a_list_leaves_the_bytes_in_the_database(self, django_assert_num_queries):
        freeze()
        with django_assert_num_queries(1) as captured:
            assert [file.name for file in FrozenFile.objects.without_content()] == ["rapport.pdf"]
        sql = captured.captured_queries[0]["sql"]
        assert '"content"' not in sql
        assert '"snapshot"' not in sql

    @pytest.mark.parametrize(
        "act",
        [
            lambda file: file.save(),
            lambda file: file.save(force_update=True),
            lambda file: file.delete(),
            lambda _file: FrozenFile.objects.update(name="x"),
            lambda _file: FrozenFile.objects.all().delete(),
            lambda file: FrozenFile.objects.bulk_update([file], ["name"]),
            lambda file: FrozenFile.objects.update_or_create(pk=file.pk, defaults={"name": "x"}),
        ],
    )
    def test_no_change_through_the_models(self, act):
        file = freeze()
        with pytest.raises(files.FrozenFileError):
            act(file)
        assert FrozenFile.objects.get().name == "rapport.pdf"

    def test_those_that_are_no_records_are_disposed_of_and_no_other(self):
        kept, gone = freeze(), freeze(is_disposable=True)
        assert FrozenFile.objects.dispose() == 1
        assert FrozenFile.objects.get() == kept
        with pytest.raises(files.FrozenFileError):
            gone.delete()

    def test_a_way_around_the_models_is_refused_by_the_database(self):
        file = freeze()
        around = FrozenFile._base_manager.filter(pk=file.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            around.update(content=b"other")
        with pytest.raises(DatabaseError), transaction.atomic():
            around.delete()
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM documents_frozenfile")
        assert files.verify(FrozenFile.objects.get())

    def test_the_file_and_the_name_stay_when_the_account_is_deleted(self):
        users = get_user_model()
        user = users.objects.create_user(**{users.USERNAME_FIELD: "anna@example.org"})
        name = str(user)
        file = freeze(by=user)
        user.delete()
        file = FrozenFile.objects.get(pk=file.pk)
        assert file.created_by is None
        assert file.created_by_name == name
        assert files.verify(file)


ROW = {
    "id": "'00000000000000000000000000000001'",
    "kind": "'k'",
    "name": "'n'",
    "content_type": "'t'",
    "snapshot": "'{}'",
    "snapshot_sha256": "'x'",
    "content": "'c'",
    "sha256": "'x'",
    "size_bytes": "1",
    "created_at": "'2026-01-01 00:00:00+00:00'",
    "created_by_id": "NULL",
    "created_by_name": "''",
    "is_disposable": "",  # as the database writes no
}
USER = (
    "INSERT INTO auth_user (id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active,"
    " date_joined) VALUES (1, '', {no}, 'u', '', '', '', {no}, {no}, '2026-01-01 00:00:00+00:00')"
)


def no_on(site):
    return "0" if site.database_url.startswith("sqlite") else "FALSE"


@pytest.fixture
def frozen_site(site):
    """Give a site with one user and one file of theirs, put in by SQL."""
    site.query(USER.format(no=no_on(site)))
    row = {**ROW, "created_by_id": "1", "is_disposable": no_on(site)}
    site.query(f"INSERT INTO documents_frozenfile ({', '.join(row)}) VALUES ({', '.join(row.values())})")  # noqa: S608
    return site


class TestTriggers:
    @pytest.mark.parametrize("column", [name for name in ROW if name != "created_by_id"])
    def test_no_column_is_changed_by_sql(self, frozen_site, column):
        new = {"size_bytes": "2", "created_at": "'2027-01-01 00:00:00+00:00'", "is_disposable": "TRUE"}.get(
            column, "'" + "2" * 32 + "'"
        )
        self.refuse(frozen_site, f"UPDATE documents_frozenfile SET {column} = {new}")  # noqa: S608

    def test_a_row_is_not_deleted_by_sql(self, frozen_site):
        self.refuse(frozen_site, "DELETE FROM documents_frozenfile")

    def test_one_that_is_no_record_is_deleted_by_sql_and_still_not_changed(self, frozen_site):
        row = {**ROW, "id": f"'{'3' * 32}'", "name": "'disposable'", "is_disposable": "TRUE"}
        frozen_site.query(f"INSERT INTO documents_frozenfile ({', '.join(row)}) VALUES ({', '.join(row.values())})")  # noqa: S608
        self.refuse(frozen_site, "UPDATE documents_frozenfile SET content = 'x' WHERE is_disposable")
        frozen_site.query("DELETE FROM documents_frozenfile WHERE is_disposable")
        assert frozen_site.query("SELECT name FROM documents_frozenfile") == [("n",)]

    def test_a_row_is_not_replaced_by_sql(self, frozen_site):
        no = no_on(frozen_site)
        names, values = ", ".join(ROW), ", ".join({**ROW, "name": "'other'", "is_disposable": no}.values())
        if frozen_site.database_url.startswith("sqlite"):
            sql = f"INSERT OR REPLACE INTO documents_frozenfile ({names}) VALUES ({values})"  # noqa: S608
        else:
            sql = (
                f"INSERT INTO documents_frozenfile ({names}) VALUES ({values})"  # noqa: S608
                " ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name"
            )
        self.refuse(frozen_site, sql)

    def test_the_maker_is_forgotten_but_never_another(self, frozen_site):
        self.refuse(frozen_site, "UPDATE documents_frozenfile SET created_by_id = 1")
        frozen_site.query("UPDATE documents_frozenfile SET created_by_id = NULL")
        assert frozen_site.query("SELECT created_by_id FROM documents_frozenfile") == [(None,)]
        self.refuse(frozen_site, "UPDATE documents_frozenfile SET created_by_id = 1")

    def refuse(self, site, sql):
        before = site.query("SELECT * FROM documents_frozenfile")
        with pytest.raises((sqlite3.IntegrityError, psycopg.errors.IntegrityConstraintViolation), match="frozen file"):
            site.query(sql)
        assert site.query("SELECT * FROM documents_frozenfile") == before


class TestFlush:
    """Two tests that commit, in any order: each leaves a file, and neither meets the other's."""

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("_turn", [1, 2])
    def test_the_triggers_survive_the_cleaning_up_after_a_test_that_commits(self, _turn):
        assert not FrozenFile.objects.exists()
        file = freeze()
        with pytest.raises(DatabaseError):
            FrozenFile._base_manager.filter(pk=file.pk).delete()
