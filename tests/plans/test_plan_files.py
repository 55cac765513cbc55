"""A plan out as files and back: untouched changes nothing, an edit changes just that, and nobody's newer text is lost."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from plans import plan_document
from plans.actions import activities as activity_actions
from plans.actions import files as actions
from plans.models import (
    Activity,
    ActivityStep,
    BulkChange,
    DeadlineMove,
    Plan,
    PlanUpload,
    ProgressChoice,
)
from plans.plan_difference import Column, FileRow, Missing, Standing, difference
from plans.queries import files as queries
from plans.queries import snapshots
from staffing.models import Role
from tests import factories
from tests.plans.exported_world import edited, exported, kept, make_plan, said_of

pytestmark = pytest.mark.django_db

NOW = {column: f"{column} nu" for column in Column}


def row(key=1, version=1, **values):
    return FileRow(2, key, version, {**NOW, **values})


@pytest.mark.parametrize(
    ("said", "standing", "edits", "conflicts"),
    [
        (row(), Standing(1, NOW, None), 0, 0),
        (row(title="Annat"), Standing(1, NOW, None), 1, 0),
        (row(title="title nu \u00a0\r\n"), Standing(1, NOW, None), 0, 0),
        # The plan moved on; the file is merely old.
        (row(version=1, title="title då"), Standing(2, NOW, {**NOW, "title": "title då"}), 0, 0),
        # Both changed it.
        (row(version=1, title="Mitt"), Standing(2, NOW, {**NOW, "title": "title då"}), 1, 1),
        # The file changed another field than the plan did.
        (
            row(version=1, title="title då", status="Mitt"),
            Standing(2, NOW, {**NOW, "title": "title då"}),
            1,
            0,
        ),
        # Nobody knows what was exported.
        (row(version=None, title="Annat"), Standing(2, NOW, None), 1, 1),
    ],
)
def test_three_texts_decide(said, standing, edits, conflicts):
    told = difference([said], {1: standing})
    assert (sum(len(one.fields) for one in told.edits), told.conflicts) == (edits, conflicts)


def test_rows_that_are_new_unknown_twice_and_missing_are_told():
    standing = {1: Standing(1, NOW, None), 3: Standing(1, {**NOW, Column.TITLE: "Borta"}, None)}
    told = difference([row(), row(), row(key=9), row(key=None), row(key=None, title="")], standing)
    counts = (len(told.new), len(told.unknown), len(told.twice), told.missing, told.without_title)
    assert counts == (1, 1, 1, (Missing(3, 1, "Borta"),), (2,))


@pytest.fixture
def plan(blekinge) -> Plan:
    return make_plan(blekinge)


@pytest.fixture
def leader(blekinge, person):
    return person(Role.PROCESS_LEADER, blekinge)


class TestRoundTrip:
    @pytest.mark.parametrize("language", ["sv", "en"])
    def test_an_untouched_file_changes_nothing(self, plan, leader, language):
        content = edited(exported(plan, language), lambda _sheet: None)
        told = queries.difference_of(kept(plan, content, leader))
        assert told.is_none
        assert (told.unchanged, told.missing, told.unknown) == (3, (), ())

    @pytest.mark.parametrize("language", ["sv", "en"])
    def test_priority_health_and_steps_are_shown_and_left_alone(self, plan, leader, language):
        first = plan.activities.order_by("pk").first()
        Activity.objects.filter(pk=first.pk).update(priority=1, health="late")
        for place, is_done in enumerate((True, True, False)):
            ActivityStep.objects.create(activity=first, text=f"Steg {place}", order=place, is_done=is_done)

        def keep_place(sheet):
            for name in ("J3", "K3", "L3"):
                sheet[name] = "pausad"

        content = exported(plan, language)
        told = queries.difference_of(kept(plan, edited(content, keep_place), leader))
        assert (told.is_none, told.unchanged) == (True, 3)
        book = openpyxl.load_workbook(io.BytesIO(content))
        sheet = book.worksheets[0]
        heads = [cell.value for cell in sheet[1]]
        shown = dict(zip(heads, (cell.value for cell in sheet[2]), strict=True))
        with translation.override(language):
            names = [plan_document.not_read_back(name) for name in plan_document.shown_names()]
        assert heads[-3:] == names
        priority, health, steps = (shown[name] for name in names)
        assert (priority, health) == (("hög", "försenad") if language == "sv" else ("high", "late"))
        assert [word for word in steps.split() if word.isdigit()] == ["2", "3"]
        # With the column of the status away, the health is no status: what stands in it is left alone all the same.
        without = edited(edited(content, keep_place), lambda sheet: sheet.delete_cols(heads.index("Status") + 1))
        told = queries.difference_of(kept(plan, without, leader))
        assert (told.is_none, told.unchanged) == (True, 3)

    def test_only_the_edits_change(self, plan, leader, signed_in):
        before = {one.pk: (one.version, one.title) for one in plan.activities.all()}

        def change(sheet):
            sheet["D2"] = "Ny titel"
            sheet["G3"] = "2028-03-31"
            sheet["H4"] = "Pågår"
            sheet.append([None, "Avsnittet", "Rekrytering", "Helt ny", "", "Controller", "K1 2028", "Ej påbörjad"])

        client = signed_in(leader)
        file = SimpleUploadedFile("plan.xlsx", edited(exported(plan), change))
        assert client.post(reverse("plan_files", kwargs={"slug": "planen"}), {"file": file}).status_code == 302
        upload = PlanUpload.objects.get()
        page = reverse("plan_upload", kwargs={"slug": "planen", "pk": upload.pk})
        assert "Ny titel" in client.get(page).content.decode()
        assert {one.pk: (one.version, one.title) for one in plan.activities.all()} == before
        client.post(page, {"move_reason": "Upphandlingen dröjer"})
        client.post(page, {"move_reason": "Upphandlingen dröjer"})
        first, second, third, fourth = plan.activities.order_by("pk")
        assert (first.title, first.version, first.responsible_text) == ("Ny titel", 2, "HR-chef; Verksamhetschef")
        assert (second.deadline_text, DeadlineMove.objects.get().reason) == ("2028-03-31", "Upphandlingen dröjer")
        assert (third.progress, third.title) == ("in_progress", "=Aktivitet 2")
        assert (fourth.title, fourth.responsible_text) == ("Helt ny", "Controller")
        assert plan.activities.count() == 4

    def test_newer_text_of_others_is_a_conflict_that_is_not_taken_unasked(self, plan, leader):
        content = edited(exported(plan), lambda sheet: sheet.__setitem__("D2", "Filens"))
        activity = plan.activities.order_by("pk").first()
        activity_actions.update_activity(
            activity=activity, version=1, changes={"title": "Andras"}, by=leader, now=timezone.now()
        )
        upload = kept(plan, content, leader)
        told = queries.difference_of(upload)
        assert told.conflicts == 1
        written = actions.write_upload(upload=upload, take=[], move_reason="", by=leader, now=timezone.now())
        activity.refresh_from_db()
        assert (activity.title, written.changed) == ("Andras", 0)

    def test_a_row_that_a_rule_refuses_is_named_and_the_others_are_written(self, plan, leader):
        def change(sheet):
            sheet["G2"] = "2029-01-31"
            sheet["B3"] = "Finns inte"
            sheet["D4"] = "Skrivs"
            sheet.append(["²", "Avsnittet", "Rekrytering", "Okänd"])

        upload = kept(plan, edited(exported(plan), change), leader)
        assert len(queries.difference_of(upload).unknown) == 1
        written = actions.write_upload(upload=upload, take=[], move_reason="", by=leader, now=timezone.now())
        assert (written.changed, [one.row for one in written.refused]) == (1, [2, 3])
        assert Activity.objects.filter(title="Skrivs").exists()

    def test_an_adopted_plan_takes_status_and_no_text(self, plan, leader):
        Plan.objects.filter(pk=plan.pk).update(state="adopted", adopted_date="2027-01-01")
        plan.refresh_from_db()

        def change(sheet):
            sheet["D2"] = "Annan titel"
            sheet["H3"] = "Pågår"

        upload = kept(plan, edited(exported(plan), change), leader)
        written = actions.write_upload(upload=upload, take=[], move_reason="", by=leader, now=timezone.now())
        assert (written.changed, len(written.refused)) == (1, 1)
        assert not Activity.objects.filter(title="Annan titel").exists()

    def test_a_file_from_elsewhere_is_refused(self, plan, leader, signed_in):
        book = openpyxl.Workbook()
        book.active.append(["Aktivitet", "Ansvarig"])
        target = io.BytesIO()
        book.save(target)
        file = SimpleUploadedFile("plan.xlsx", target.getvalue())
        answer = signed_in(leader).post(reverse("plan_files", kwargs={"slug": "planen"}), {"file": file})
        assert answer.status_code == 422


NOW_AT = datetime.datetime(2026, 11, 26, 14, 30, tzinfo=datetime.UTC)


class TestWorkbook:
    """The exported workbook in the hands of somebody who edits it, and the way back."""

    @pytest.mark.parametrize("language", ["sv", "en"])
    def test_coded_columns_are_chosen_from_a_list(self, plan, language):
        book = openpyxl.load_workbook(io.BytesIO(exported(plan, language)))
        sheet, lists = book.worksheets[0], book[book.sheetnames[-2]]
        rules = {str(rule.sqref).partition("2")[0]: rule for rule in sheet.data_validations.dataValidation}
        assert set(rules) == {"B", "C", "H"}
        assert all(rule.type == "list" and rule.showErrorMessage and rule.allow_blank for rule in rules.values())
        # New rows below are chosen from it too.
        assert str(rules["H"].sqref) == "H2:H504"
        assert lists.sheet_state == "hidden"
        statuses = [cell.value for cell in lists["C"] if cell.value]
        with translation.override(language):
            assert statuses == [str(label) for _value, label in ProgressChoice.choices]
        assert rules["H"].formula1 == f"'{lists.title}'!$C$1:$C${len(statuses)}"
        assert sheet["H2"].value in statuses
        assert [cell.value for cell in lists["A"] if cell.value] == ["Avsnittet"]

    def test_a_list_that_is_not_to_be_edited_has_none(self, plan):
        book = openpyxl.load_workbook(io.BytesIO(plan_document.make_xlsx(snapshots.snapshot_of(plan, NOW_AT), "sv")))
        assert len(book.sheetnames) == 1
        assert not book.worksheets[0].data_validations.dataValidation

    def test_the_upload_is_one_change_that_is_taken_back(self, plan, leader, signed_in):
        def change(sheet):
            sheet["D2"], sheet["E2"], sheet["F2"] = "Ny titel", "Ny text", "Controller"
            sheet["G2"] = "2028-03-31"
            sheet["H2"] = "Pågår"
            sheet["H3"] = "Pågår"
            sheet["B3"] = "Andra avsnittet"
            sheet.delete_rows(4)
            sheet.append([None, "Avsnittet", "Rekrytering", "Helt ny", "", "Controller", "K1 2028", "Pågår"])

        factories.PlanSectionFactory(plan=plan, title="Andra avsnittet")
        before = said_of(plan)
        client, (_first, _second, third) = signed_in(leader), plan.activities.order_by("pk")
        upload = kept(plan, edited(exported(plan), change), leader)
        page = reverse("plan_upload", kwargs={"slug": "planen", "pk": upload.pk})
        assert f'value="{third.pk}:1"' in client.get(page).content.decode()
        answer = client.post(page, {"move_reason": "Upphandlingen dröjer", "remove": [f"{third.pk}:1"]})
        made = BulkChange.objects.get()
        assert answer["Location"] == made.get_absolute_url()
        assert client.post(page)["Location"] == made.get_absolute_url()
        assert BulkChange.objects.count() == 1
        assert Activity.objects.present().filter(plan=plan).count() == 3
        assert Activity.objects.get(pk=third.pk).deleted_by == leader
        shown = client.get(made.get_absolute_url()).content.decode()
        for words in ("=Aktivitet 0", "Ny titel", "Status: pågår", "Helt ny", "2028-03-31"):
            assert words in shown, words
        history = client.get(reverse("plan_history", kwargs={"slug": "planen"})).content.decode()
        assert history.count("plan.xlsx") == 1
        client.post(reverse("bulk_change_undo", kwargs={"slug": "planen", "pk": made.pk}))
        assert said_of(plan) == before
        assert not DeadlineMove.objects.exists()
        assert set(made.rows.values_list("outcome", flat=True)) == {"undone"}

    def test_what_somebody_changed_since_is_kept_when_it_is_taken_back(self, plan, leader, signed_in):
        def change(sheet):
            sheet["D2"], sheet["D3"] = "Filens ett", "Filens två"

        upload = kept(plan, edited(exported(plan), change), leader)
        made = actions.write_upload(upload=upload, take=[], move_reason="", by=leader, now=timezone.now()).change
        first = plan.activities.order_by("pk").first()
        activity_actions.update_activity(
            activity=first, version=first.version, changes={"description": "Senare"}, by=leader, now=timezone.now()
        )
        signed_in(leader).post(reverse("bulk_change_undo", kwargs={"slug": "planen", "pk": made.pk}))
        titles = list(plan.activities.order_by("pk").values_list("title", flat=True))
        assert titles == ["Filens ett", "=Aktivitet 1", "=Aktivitet 2"]

    def test_rows_that_are_not_in_the_file_stay_unless_they_are_ticked_as_they_were_seen(self, plan, leader):
        upload = kept(plan, edited(exported(plan), lambda sheet: sheet.delete_rows(2, 3)), leader)
        first, second, third = plan.activities.order_by("pk")
        activity_actions.update_activity(
            activity=second, version=1, changes={"title": "Andras"}, by=leader, now=timezone.now()
        )
        remove = [f"{first.pk}:1", f"{second.pk}:1", "inget"]
        written = actions.write_upload(
            upload=upload, take=[], remove=remove, move_reason="", by=leader, now=timezone.now()
        )
        present = set(Activity.objects.present().filter(plan=plan).values_list("pk", flat=True))
        assert present == {second.pk, third.pk}
        assert (written.removed, [one.row for one in written.refused]) == (1, ["Andras"])

    def test_nothing_is_removed_from_an_adopted_plan(self, plan, leader, signed_in):
        Plan.objects.filter(pk=plan.pk).update(state="adopted", adopted_date="2027-01-01")
        plan.refresh_from_db()
        upload = kept(plan, edited(exported(plan), lambda sheet: sheet.delete_rows(2)), leader)
        page = reverse("plan_upload", kwargs={"slug": "planen", "pk": upload.pk})
        assert 'name="remove"' not in signed_in(leader).get(page).content.decode()
        first = plan.activities.order_by("pk").first()
        written = actions.write_upload(
            upload=upload, take=[], remove=[f"{first.pk}:1"], move_reason="", by=leader, now=timezone.now()
        )
        assert (written.removed, len(written.refused), written.change) == (0, 1, None)
        assert Activity.objects.present().filter(plan=plan).count() == 3

    def test_a_reporter_takes_back_the_status_that_a_file_wrote(self, plan, blekinge, person, signed_in):
        Plan.objects.filter(pk=plan.pk).update(state="adopted", adopted_date="2027-01-01")
        plan.refresh_from_db()
        manager = person(Role.MANAGER, blekinge)
        upload = kept(plan, edited(exported(plan), lambda sheet: sheet.__setitem__("H2", "Pågår")), manager)
        made = actions.write_upload(upload=upload, take=[], move_reason="", by=manager, now=timezone.now()).change
        first = plan.activities.order_by("pk").first()
        assert first.progress == "in_progress"
        signed_in(manager).post(reverse("bulk_change_undo", kwargs={"slug": "planen", "pk": made.pk}))
        first.refresh_from_db()
        assert first.progress == "not_started"
