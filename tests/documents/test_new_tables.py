"""Tables made many at once are the tables made one by one; and no migration is left out of the squashed ones."""

from __future__ import annotations

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState

from documents.new_tables import CreateTables

APPS = ("documents", "indicators", "measures", "plans", "staffing")


def _models() -> list[CreateModel]:
    key = models.BigAutoField(primary_key=True)
    above = models.CheckConstraint(condition=models.Q(size__gt=0), name="many_size_above_zero")
    return [
        CreateModel("One", [("id", key), ("name", models.CharField(max_length=10))]),
        CreateModel(
            "Many",
            [
                ("id", key.clone()),
                ("one", models.ForeignKey("madeup.One", models.CASCADE)),
                ("size", models.IntegerField()),
            ],
            options={"constraints": [above]},
        ),
    ]


def _run(operations: list[migrations.operations.base.Operation]) -> tuple[ProjectState, ProjectState]:
    before = ProjectState()
    after = before.clone()
    for operation in operations:
        operation.state_forwards("madeup", after)
    return before, after


def test_the_state_is_that_of_the_models_one_by_one() -> None:
    _, one_by_one = _run(list(_models()))
    _, at_once = _run([CreateTables(_models())])
    assert at_once == one_by_one
    assert set(at_once.models) == {("madeup", "one"), ("madeup", "many")}


def test_a_state_that_was_drawn_before_is_drawn_anew() -> None:
    state = ProjectState()
    assert not list(state.apps.get_models())
    CreateTables(_models()).state_forwards("madeup", state)
    assert {model.__name__ for model in state.apps.get_models()} == {"One", "Many"}


@pytest.mark.django_db(transaction=True)
def test_tables_come_with_their_constraints_and_go_again() -> None:
    operation = CreateTables(_models())
    before, after = _run([operation])
    with connection.schema_editor() as editor:
        operation.database_forwards("madeup", editor, before, after)
    try:
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, "madeup_many")
        assert "many_size_above_zero" in found
    finally:
        with connection.schema_editor() as editor:
            operation.database_backwards("madeup", editor, after, before)
    assert not {"madeup_one", "madeup_many"} & set(connection.introspection.table_names())


def test_every_migration_is_replaced_or_follows_the_squashed_ones() -> None:
    on_disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    squashed = {key: one for key, one in on_disk.items() if one.replaces}
    assert {label for label, _name in squashed} == set(APPS)
    replaced = {tuple(key) for one in squashed.values() for key in one.replaces}
    assert replaced <= on_disk.keys()
    last = {label: max(name for app, name in replaced if app == label) for label in APPS}
    left_out = {
        (label, name)
        for label, name in on_disk.keys() - replaced - squashed.keys()
        if label in APPS and name < last[label]
    }
    assert not left_out
