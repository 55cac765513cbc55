"""An edited workbook: what its page promises before is what is written after, and what a rule refuses is told both times."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.translation import gettext

from plans import plan_document
from plans.actions import files as actions
from plans.actions import upload_planning
from plans.actions.revisions import start_draft_revision
from plans.models import Plan
from plans.plan_difference import Column
from plans.queries import files as queries
from staffing.models import Role
from tests import factories
from tests.plans.exported_world import edited, exported, kept, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(blekinge) -> Plan:
    return make_plan(blekinge)


@pytest.fixture
def leader(blekinge, person):
    return person(Role.PROCESS_LEADER, blekinge)


class TestPreview:
    """What the page promises before is what is written after."""

    @pytest.fixture
    def draft(self, plan, leader):
        Plan.objects.filter(pk=plan.pk).update(state="adopted", adopted_date="2027-01-01")
        plan.refresh_from_db()
        return start_draft_revision(plan=plan, by=leader, now=timezone.now())

    @staticmethod
    def upload_of(plan, leader, change):
        """Return an upload, what it promises, its address and what is written of it."""
        upload = kept(plan, edited(exported(plan), change), leader)
        told = queries.difference_of(upload)
        promised = upload_planning.planned(plan=plan, told=told, by=leader, today=timezone.localdate())
        return upload, promised, reverse("plan_upload", kwargs={"slug": plan.slug, "pk": upload.pk})

    def test_in_a_draft_revision_the_status_and_unknown_places_are_refused_before_and_after(
        self, draft, leader, signed_in
    ):
        def change(sheet):
            sheet["F2"], sheet["G2"], sheet["H2"] = "Controller", "2028-03-31", "Pågår"
            sheet["H3"] = "Pågår"
            sheet["D4"], sheet["B4"] = "Ny titel", "Primärvården"
            sheet.append([None, "Primärvården", "Rekrytering", "Utan plats", "", "", "", ""])
            sheet.append([None, "Avsnittet", "Rekrytering", "Helt ny", "", "X; Y", "K1 2028", "Pågår"])
            sheet.append([None, "Avsnittet", "Rekrytering", "Helt ny", "", "X; Y", "K1 2028", "Pågår"])

        upload, promised, page = self.upload_of(draft, leader, change)
        assert (promised.changed, promised.made, promised.left) == (2, 1, 3)
        refused = [set(one.refused) for one in promised.edits]
        assert refused == [{Column.STATUS}, {Column.STATUS}, {Column.SECTION}]
        assert [bool(one.why) for one in promised.new] == [True, False, True]
        assert set(promised.new[1].refused) == {Column.STATUS}
        client = signed_in(leader)
        shown = client.get(page).content.decode()
        for words in ("Primärvården", "Helt ny", "X<br>Y", "K1 2028", "2028-03-31"):
            assert words in shown, words
        with translation.override("sv"):
            assert shown.count(escape(str(upload_planning.NO_STATUS_IN_A_DRAFT))) == 3
        assert "required" in shown.partition('name="move_reason"')[2].partition(">")[0]
        written = actions.write_upload(upload=upload, take=[], move_reason="Dröjer", by=leader, now=timezone.now())
        assert (written.changed, written.made) == (promised.changed, promised.made)
        assert [(one.row, one.columns, one.is_new) for one in written.refused] == [
            (2, (Column.STATUS,), False),
            (3, (), False),
            (4, (Column.SECTION,), False),
            (5, (), True),
            (6, (Column.STATUS,), True),
            (7, (), True),
        ]
        first = draft.activities.order_by("pk").first()
        assert (first.responsible_text, first.deadline_text, first.progress) == (
            "Controller",
            "2028-03-31",
            "not_started",
        )
        assert draft.activities.filter(title="Ny titel", section__title="Avsnittet").exists()

    def test_the_message_says_that_the_rest_of_the_row_was_changed(self, draft, leader, signed_in):
        def change(sheet):
            sheet["D2"], sheet["H2"] = "Ny titel", "Pågår"
            sheet["H3"] = "Pågår"
            sheet.append([None, "Avsnittet", "Rekrytering", "Helt ny", "", "", "", "Pågår"])
            sheet.append([None, "", "Rekrytering", "Utan avsnitt", "", "", "", ""])

        _upload, _promised, page = self.upload_of(draft, leader, change)
        answer = signed_in(leader).post(page)
        said = [str(one) for one in get_messages(answer.wsgi_request)]
        with translation.override("sv"):
            column, why = plan_document.column_names()[-1], str(upload_planning.NO_STATUS_IN_A_DRAFT)
            assert said[1:] == [
                gettext("Left as before in row %(row)s: %(columns)s (%(why)s). The rest was changed.")
                % {"row": 2, "columns": column, "why": why},
                gettext("Row %(row)s is left as it was: %(why)s.") % {"row": 3, "why": why},
                gettext("Row %(row)s is a new activity without %(columns)s: %(why)s.")
                % {"row": 5, "columns": column, "why": why},
                gettext("Row %(row)s is not taken in: %(why)s.") % {"row": 6, "why": gettext("no section is given")},
            ]

    def test_a_status_or_text_that_a_rule_refuses_is_told_before(self, plan, leader):
        def change(sheet):
            sheet["H2"] = "Överförd"
            sheet["G3"] = "x" * 201
            sheet["D4"] = "x" * 301
            sheet.append([None, "Avsnittet", "Rekrytering", "Helt ny", "", "r" * 201, "", "Överförd"])

        upload, promised, _page = self.upload_of(plan, leader, change)
        assert (promised.changed, promised.made, promised.left, promised.can_write) == (0, 1, 3, True)
        assert set(promised.new[0].refused) == {Column.RESPONSIBLE, Column.STATUS}
        written = actions.write_upload(upload=upload, take=[], move_reason="", by=leader, now=timezone.now())
        assert (written.changed, written.made, len(written.refused)) == (0, 1, 5)
        made = plan.activities.get(title="Helt ny")
        assert (made.responsible_text, made.progress) == ("", "not_started")

    def test_where_nothing_can_be_written_there_is_no_button(self, draft, leader, signed_in):
        _upload, promised, page = self.upload_of(draft, leader, lambda sheet: sheet.__setitem__("H2", "Pågår"))
        assert not promised.can_write
        assert "btn-primary" not in signed_in(leader).get(page).content.decode().partition("<main")[2]

    def test_who_reports_sees_that_the_text_is_not_theirs(self, plan, blekinge, person):
        manager = person(Role.MANAGER, blekinge)

        def change(sheet):
            sheet["D2"], sheet["H2"] = "Annan titel", "Pågår"

        upload, promised, _page = self.upload_of(plan, manager, change)
        assert promised.edits[0].refused == {Column.TITLE: str(upload_planning.NOT_YOURS_TO_CHANGE)}
        written = actions.write_upload(upload=upload, take=[], move_reason="", by=manager, now=timezone.now())
        assert (written.changed, written.refused[0].columns) == (1, (Column.TITLE,))

    def test_a_deadline_that_is_moved_needs_its_reason_and_the_rest_does_not(self, plan, leader):
        def change(sheet):
            sheet["D2"], sheet["G2"] = "Ny titel", "2028-03-31"
            sheet["G3"] = "2027-12-31"
            sheet["G4"] = "2028-03-31"

        upload, promised, _page = self.upload_of(plan, leader, change)
        assert [one.is_moved for one in promised.edits] == [True, False, False]
        written = actions.write_upload(upload=upload, take=[], move_reason="", by=leader, now=timezone.now())
        assert (written.changed, [one.columns for one in written.refused]) == (3, [(Column.DEADLINE,)])
        deadlines = list(plan.activities.order_by("pk").values_list("deadline_text", flat=True))
        assert deadlines == ["2027-12-31", "2027-12-31", "2028-03-31"]

    def test_the_preview_asks_no_more_for_more_rows(self, plan, blekinge, leader, person):
        manager = person(Role.MANAGER, factories.OrganisationFactory(parent=blekinge))

        def asked(by, cells):
            def change(sheet):
                for cell in cells:
                    sheet[cell] = {"H": "Pågår", "G": "2029-12-31", "F": "Controller"}[cell[0]]
                    sheet.append([None, "Avsnittet", "Rekrytering", cell, "", "Controller", "2028", "Pågår"])

            told = queries.difference_of(kept(plan, edited(exported(plan), change), by))
            with CaptureQueriesContext(connection) as captured:
                upload_planning.planned(plan=plan, told=told, by=by, today=timezone.localdate())
            return len(captured)

        for by in (leader, manager):
            asked(by, ["H2"])
            assert asked(by, ["H2", "G2", "F2"]) == asked(by, ["H2", "H3", "H4", "G2", "G3", "G4", "F2", "F3"])
