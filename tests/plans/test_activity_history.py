"""What the history of an activity says: in words, local time, and nothing that the machinery keeps for itself."""

from __future__ import annotations

import datetime

import pytest

from plans.actions import activities as actions
from staffing import changes
from tests.plans.activity_world import make_world

pytestmark = pytest.mark.django_db


def test_a_deletion_is_told_in_local_time_and_with_a_name() -> None:
    world = make_world()
    before_midnight = datetime.datetime(2017, 3, 1, 23, 30, tzinfo=datetime.UTC)
    actions.delete_activity(
        activity=world.activity, version=world.activity.version, by=world.leader, now=before_midnight
    )
    deletion = changes.changes_of(world.activity.history.all())[0]
    assert {(field.label, field.old, field.new) for field in deletion.fields} == {
        ("Borttagen", "", "2017-03-02 00:30"),
        ("Borttagen av", "", str(world.leader)),
    }
