"""An exported workbook that comes back after the plan has moved on: who changed what is told, and nobody's text is lost."""

from __future__ import annotations

import datetime
import io
from dataclasses import replace

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from plans import plan_document
from plans.actions import activities as activity_actions
from plans.actions import files as actions
from plans.actions import status
from plans.actions.revisions import start_draft_revision
from plans.models import Activity, Plan
from plans.plan_difference import Column, FileRow, Standing, difference, fingerprint
from plans.queries import exported_files, snapshots
from plans.queries import files as queries
from staffing.models import ResponsibleRole, Role
from tests import factories
from tests.plans.exported_world import edited, exported, kept, make_plan, said_of

pytestmark = pytest.mark.django_db

NOW_AT = datetime.datetime(2026, 11, 26, 14, 30, tzinfo=datetime.UTC)
NOW = {column: f"{column} nu" for column in Column}


def row(key=1, version=1, **values):
    return FileRow(2, key, version, {**NOW, **values})


@pytest.fixture
def plan(blekinge) -> Plan:
    return make_plan(blekinge)


@pytest.fixture
def leader(blekinge, person):
    return person(Role.PROCESS_LEADER, blekinge)


def printed(**values):
    """Return the fingerprints of what was exported, which is what stands now but for `values`."""
    return {column: fingerprint({**NOW, **values}[column]) for column in Column}


@pytest.mark.parametrize(
    ("said", "edits", "conflicts", "since"),
    [
        ({}, [], 0, []),
        # The same version of the activity, in a section that has got another name.
        ({"section": "section då"}, [], 0, ["section"]),
        ({"title": "Mitt"}, ["title"], 0, []),
        ({"title": "title då", "status": "Mitt"}, ["status"], 0, ["title"]),
        ({"title": "Mitt", "section": "section då"}, ["title"], 1, ["section"]),
    ],
)
def test_what_a_file_carries_of_its_export_tells_who_changed_what(said, edits, conflicts, since):
    then = {name: text for name, text in {"title": "title då", "section": "section då"}.items() if name in since}
    then |= {"title": "title då"} if conflicts else {}
    told = difference([replace(row(**said), prints=printed(**then))], {1: Standing(1, NOW, None)})
    assert [one.column for edit in told.edits for one in edit.fields] == edits
    assert [one.column for changed in told.since for one in changed.fields] == since
    assert told.conflicts == conflicts
    assert told.is_behind is bool(since or conflicts)
    assert told.changed == (1 if edits and not conflicts else 0)


def test_what_came_and_went_in_the_plan_is_not_the_files_doing():
    standing = {1: Standing(1, NOW, None), 2: Standing(1, NOW, None), 3: Standing(1, NOW, None)}
    told = difference([row(), row(key=8), row(key=9)], standing, exported={1, 2, 8})
    found = ([one.key for one in told.missing], [one.key for one in told.newer])
    assert found == ([2], [3])
    assert ([one.key for one in told.gone], [one.key for one in told.unknown]) == ([8], [9])


def test_the_text_of_then_is_told_when_the_history_has_it():
    said = replace(row(title="Mitt"), prints=printed(title="title då"))
    for before, shown in (({**NOW, "title": "title då"}, "title då"), ({**NOW, "title": "annat"}, None), (None, None)):
        edit = difference([said], {1: Standing(2, NOW, before)}).edits[0].fields[0]
        assert (edit.before, edit.is_conflict, edit.is_known) == (shown, True, True)


def changed_by_others(activity: Activity, by, **changes: str) -> Activity:
    return activity_actions.update_activity(
        activity=activity, version=activity.version, changes=changes, by=by, now=timezone.now()
    )


class TestOlderFile:
    """The plan has moved on since the file was downloaded."""

    def page(self, client, upload) -> str:
        client.cookies["django_language"] = "en"
        return client.get(reverse("plan_upload", kwargs={"slug": upload.plan.slug, "pk": upload.pk})).content.decode()

    def test_it_says_when_it_was_downloaded_and_what_the_plan_has_changed(self, plan, leader, signed_in):
        taken = snapshots.snapshot_of(plan, NOW_AT)
        content = plan_document.make_xlsx(taken, "sv", queries.versions_of(plan))
        first, second, third = plan.activities.order_by("pk")
        client = signed_in(leader)
        html = self.page(client, kept(plan, content, leader))
        assert "2026-11-26 15:30" in html
        assert "Nothing of it has been changed in the plan since then." in html
        changed_by_others(first, leader, title="Andras titel", description="Andras text")
        plan.sections.update(title="Nytt namn")
        activity_actions.delete_activity(activity=third, version=1, by=leader, now=timezone.now())
        factories.ActivityFactory(plan=plan, section=second.section, area=second.area, title="Kom till")
        upload = kept(plan, content, leader)
        told = queries.difference_of(upload)
        assert [(one.key, [field.column for field in one.fields]) for one in told.since] == [
            (first.pk, [Column.SECTION, Column.TITLE, Column.DESCRIPTION]),
            (second.pk, [Column.SECTION]),
        ]
        assert (told.is_none, told.edits) == (True, ())
        assert [one.title for one in told.newer] == ["Kom till"]
        assert [one.key for one in told.gone] == [third.pk]
        html = self.page(client, upload)
        for words in (
            "The file changes nothing in the plan.",
            "2 activities have been changed in the plan.",
            "1 activity of the plan was not in the file",
            "1 activity has been removed from the plan.",
            "Andras titel",
            "“=Aktivitet 2” has been removed from the plan since.",
        ):
            assert words in html, words
        assert "No differences" not in html
        assert 'name="remove"' not in html
        before = said_of(plan)
        actions.write_upload(upload=upload, take=[], move_reason="", by=leader, now=timezone.now())
        assert said_of(plan) == before

    def test_what_both_changed_is_chosen_as_it_was_seen(self, plan, leader, signed_in):
        def change(sheet):
            sheet["D2"], sheet["E2"], sheet["D3"] = "Filens titel", "Filens text", "Filens andra"

        content = edited(exported(plan), change)
        first, second, _third = plan.activities.order_by("pk")
        seen = changed_by_others(first, leader, title="Andras titel", deadline_text="2027-12-31")
        upload = kept(plan, content, leader)
        client = signed_in(leader)
        html = self.page(client, upload)
        take = f"{first.pk}:title:{seen.version}"
        assert html.count('name="take"') == 1
        assert f'value="{take}"' in html
        for words in (
            "Andras titel",
            "Filens titel",
            "=Aktivitet 0",
            "changed in the plan too",
            "1 text says otherwise",
        ):
            assert words in html, words
        # Somebody changes it once more before the person has chosen.
        changed_by_others(seen, leader, title="Ännu en titel")
        page = reverse("plan_upload", kwargs={"slug": "planen", "pk": upload.pk})
        answer = client.post(page, {"take": [take]}, follow=True)
        assert "1 text that the plan has changed too is left" in answer.content.decode()
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.title, first.description, second.title) == ("Ännu en titel", "Filens text", "Filens andra")

    def test_the_files_text_is_taken_when_it_is_asked_for(self, plan, leader):
        content = edited(exported(plan), lambda sheet: sheet.__setitem__("D2", "Filens"))
        seen = changed_by_others(plan.activities.order_by("pk").first(), leader, title="Andras")
        upload = kept(plan, content, leader)
        take = [f"{seen.pk}:title:{seen.version}"]
        written = actions.write_upload(upload=upload, take=take, move_reason="", by=leader, now=timezone.now())
        seen.refresh_from_db()
        assert (seen.title, written.kept) == ("Filens", 0)

    def test_a_role_that_is_called_otherwise_is_no_edit(self, plan, leader):
        before = exported(plan)
        ResponsibleRole.objects.filter(title="HR-chef").update(title="HR-direktör")
        for content, since in ((before, 3), (exported(plan), 0)):
            told = queries.difference_of(kept(plan, content, leader))
            assert (told.is_none, len(told.since)) == (True, since)

    def test_the_file_of_a_draft_does_not_turn_back_the_plan(self, plan, leader, signed_in):
        Plan.objects.filter(pk=plan.pk).update(state="adopted", adopted_date="2027-01-01")
        draft = start_draft_revision(plan=plan, by=leader, now=timezone.now())
        content = edited(exported(draft), lambda _sheet: None)
        first = plan.activities.order_by("pk").first()
        status.update_status(
            activity=first, version=1, progress="in_progress", health="on_track", comment="", by=leader, now=NOW_AT
        )
        plan.refresh_from_db()
        upload = kept(plan, content, leader)
        told = queries.difference_of(upload)
        assert (told.is_none, [one.key for one in told.since]) == (True, [first.pk])
        assert "It is not from this plan" in self.page(signed_in(leader), upload)

    @pytest.mark.parametrize("is_versioned", [True, False])
    def test_a_file_that_carries_nothing_is_read_by_its_versions(self, plan, leader, signed_in, is_versioned):
        def strip(book):
            for name in book.sheetnames[1:]:
                del book[name]
            book.worksheets[0]["D2"] = "Filens"
            if not is_versioned:
                book.worksheets[0].delete_cols(9)

        book = openpyxl.load_workbook(io.BytesIO(exported(plan)))
        strip(book)
        target = io.BytesIO()
        book.save(target)
        second = plan.activities.order_by("pk")[1]
        changed_by_others(second, leader, title="Andras")
        upload = kept(plan, target.getvalue(), leader)
        assert upload.exported == {}
        told = queries.difference_of(upload)
        assert told.conflicts == (0 if is_versioned else 2)
        assert len(told.since) == (1 if is_versioned else 0)
        html = self.page(signed_in(leader), upload)
        assert "The file does not say when it was downloaded." in html
        assert ("may be changed in the plan" in html) is not is_versioned

    def test_nothing_can_be_read_in_the_sheet_that_is_hidden(self, plan):
        book = openpyxl.load_workbook(io.BytesIO(exported(plan)))
        (sheet,) = [one for one in book.worksheets if one["A1"].value == plan_document.EXPORTED]
        assert sheet.sheet_state == "hidden"
        said = " ".join(str(cell.value) for line in sheet.rows for cell in line)
        assert "Aktivitet" not in said
        assert "HR-chef" not in said

    @pytest.mark.parametrize(
        "kept_of_it",
        [
            {"plan": "planen", "at": "i går", "rows": {}},
            {"plan": "planen", "at": "2026-11-26T14:30:00", "rows": {}},
            {"plan": "planen", "at": "2026-11-26T14:30:00+01:00", "rows": {"x": {"version": "", "prints": {}}}},
        ],
    )
    def test_what_no_export_says_is_nothing(self, kept_of_it):
        assert exported_files.of(kept_of_it) is None
