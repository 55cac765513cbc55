"""A file becomes a plan: by the command and in the browser, corrected, written once, undone as one."""

from __future__ import annotations

import datetime
import io
import json

import openpyxl
import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from measures import loading
from plans.actions import imports as actions
from plans.models import Activity, Plan, PlanImport
from plans.plan_import import sources
from plans.queries import imports as queries
from plans.queries.activities import activity_changes
from staffing.models import ResponsibleRole, Role
from tests import factories
from tests.plans import plan_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def region(blekinge):
    for code in ("doctor", "nurse", "other"):
        factories.profession(code)
    loading.load()
    factories.OrganisationFactory(parent=blekinge, name="Primärvården", code="10-P")
    factories.OrganisationFactory(parent=blekinge, name="Blekingesjukhuset", code="10-S")
    return blekinge


@pytest.fixture
def leader(region, person):
    return person(Role.PROCESS_LEADER, region)


def run(path, *arguments: str) -> dict:
    out = io.StringIO()
    call_command("import_plan", str(path), *arguments, "--title", "Plan 2027", "--json", stdout=out)
    return json.loads(out.getvalue())


YEARLY = b"Aktivitet;Tidpunkt\nKarrenstid f\xc3\xb6ljs upp;G\xc3\xb6rs en g\xc3\xa5ng per \xc3\xa5r\n"


class TestYearly:
    """What is done once a year is first due within the plan, in the preview as when it is written."""

    def test_by_the_command(self, region, tmp_path):
        path = tmp_path / "plan.csv"
        path.write_bytes(YEARLY)
        run(path, "--organisation", "10", "--start", "2040-01-01", "--end", "2041-12-31")
        assert Activity.objects.get().due_date == datetime.date(2040, 12, 31)

    def test_in_the_preview(self, region, leader):
        kept = actions.keep_import(
            organisation=region,
            grids=sources.read(YEARLY, "plan.csv")[0],
            notices=[],
            filename="plan.csv",
            content=YEARLY,
            by=leader,
            title="Plan 2040",
            start_date=datetime.date(2040, 1, 1),
            end_date=datetime.date(2041, 12, 31),
        )
        understood = queries.understood(kept, datetime.date(2026, 11, 27))
        assert [one.due_date for one in understood.activities] == [datetime.date(2040, 12, 31)]


class TestCommand:
    @pytest.mark.parametrize(
        ("content", "wanted"),
        [
            (plan_files.with_section_rows, (5, 2, 4, 1, 1)),
            (plan_files.with_headings_between_tables, (4, 2, 1, 0, 0)),
            (plan_files.with_merged_areas, (3, 1, 2, 0, 0)),
        ],
    )
    def test_each_document_becomes_a_plan(self, region, tmp_path, content, wanted):
        path = tmp_path / "plan.docx"
        path.write_bytes(content())
        dry = run(path, "--organisation", "10", "--dry-run")
        assert not Plan.objects.exists()
        assert not PlanImport.objects.exists()
        report = run(path, "--organisation", "10")
        keys = ("activities", "sections", "areas", "undated", "unparsed_deadlines")
        assert tuple(report[key] for key in keys) == wanted == tuple(dry[key] for key in keys)
        assert report["errors"] == []
        plan = Plan.objects.get()
        assert (plan.slug, plan.title, plan.state) == (report["plan"], "Plan 2027", "draft")
        assert plan.activities.count() == wanted[0]
        assert plan.sections.count() == wanted[1]
        assert not plan.activities.exclude(measure=None).exists()
        assert plan.activities.first().history.count() == 1

    def test_a_file_without_activities_writes_nothing_and_says_why(self, region, tmp_path):
        path = tmp_path / "plan.csv"
        path.write_text("Namn;Telefon\nA;1\n", encoding="utf-8")
        out = io.StringIO()
        with pytest.raises(CommandError):
            call_command("import_plan", str(path), "--organisation", "10", "--title", "P", "--json", stdout=out)
        assert json.loads(out.getvalue())["errors"]
        assert not Plan.objects.exists()

    @pytest.mark.parametrize("content", [b"%PDF-1.7", b"", b"PK\x03\x04trasig"])
    def test_a_file_of_another_kind_is_refused(self, region, tmp_path, content):
        path = tmp_path / "plan.docx"
        path.write_bytes(content)
        with pytest.raises(CommandError):
            call_command("import_plan", str(path), "--organisation", "10", "--title", "P", stdout=io.StringIO())
        assert not PlanImport.objects.exists()

    def test_an_organisation_that_is_not_there(self, region, tmp_path):
        with pytest.raises(CommandError, match="99"):
            run(tmp_path / "x.docx", "--organisation", "99")


def upload(client, content: bytes, organisation, name="plan.docx"):
    return client.post(
        reverse("plan_import_create"),
        {
            "organisation": organisation.pk,
            "title": "Från Word",
            "start_date": "2027-01-01",
            "end_date": "2027-12-31",
            "file": SimpleUploadedFile(name, content),
        },
    )


class TestBrowser:
    def test_upload_correct_write_and_undo(self, region, leader, signed_in):
        client = signed_in(leader)
        upload(client, plan_files.with_section_rows(), region)
        kept = PlanImport.objects.get()
        correct = reverse("plan_import_correct", kwargs={"pk": kept.pk})
        page = client.get(correct)
        assert not Plan.objects.exists()
        form = page.context["form"]
        sent = {name: field.initial or "" for name, field in form.fields.items()} | {"version": "1", "go_on": "1"}
        chosen = next(name for name, field in form.fields.items() if field.label == "Egen fråga")
        client.post(correct, {**sent, chosen: "phase_out"})
        preview = reverse("plan_import_preview", kwargs={"pk": kept.pk})
        shown = client.get(preview)
        rows = [row["activity"].row for row in shown.context["rows"]]
        client.post(preview, {"version": "2", "keep": rows[:-1]})
        plan = Plan.objects.get()
        assert plan.activities.count() == 4
        assert {area.title for area in plan.areas.all()} >= {"Rekrytering", "Arbetsmiljö – attraktiv arbetsplats"}
        client.post(preview, {"version": "3", "keep": rows})
        client.post(reverse("plan_import_confirm", kwargs={"pk": kept.pk}))
        assert plan.activities.count() == 4
        client.post(reverse("plan_import_undo", kwargs={"pk": kept.pk}))
        assert not Plan.objects.exists()
        assert Activity.history.filter(history_type="-").count() == 4
        client.post(reverse("plan_import_undo", kwargs={"pk": kept.pk}))

    def test_what_somebody_has_worked_with_is_not_undone(self, region, leader, signed_in):
        client = signed_in(leader)
        upload(client, plan_files.with_merged_areas(), region)
        kept = PlanImport.objects.get()
        client.post(reverse("plan_import_confirm", kwargs={"pk": kept.pk}))
        Activity.objects.filter(title="Digitala besök").update(version=2)
        answer = client.post(reverse("plan_import_undo", kwargs={"pk": kept.pk}), follow=True)
        assert "Digitala besök" in answer.content.decode()
        assert Plan.objects.get().activities.count() == 3

    def test_into_a_plan_that_is_there_sections_and_areas_are_found_again(self, region, leader, signed_in):
        plan = factories.PlanFactory(organisation=region)
        area = factories.PlanAreaFactory(plan=plan, title="Nya arbetssätt")
        old = factories.ActivityFactory(plan=plan, area=area)
        client = signed_in(leader)
        text = "Område\tAktivitet\tTid\nNya arbetssätt\tDigitala besök\t2027\n"
        client.post(reverse("plan_import_into", kwargs={"slug": plan.slug}), {"text": text})
        kept = PlanImport.objects.get()
        client.post(reverse("plan_import_confirm", kwargs={"pk": kept.pk}))
        new = plan.activities.get(title="Digitala besök")
        assert new.area == area
        client.post(reverse("plan_import_undo", kwargs={"pk": kept.pk}))
        assert list(Activity.objects.present().filter(plan=plan)) == [old]
        assert Plan.objects.filter(pk=plan.pk).exists()

    TEXT = (
        "Område\tAktivitet\tAnsvarig\tTid\nRekrytering\tDigitala besök\tX; HR-chef\t2027\nRekrytering\tJour\tY\t2027\n"
    )

    def imported(self, client, plan) -> PlanImport:
        client.post(reverse("plan_import_into", kwargs={"slug": plan.slug}), {"text": self.TEXT})
        kept = PlanImport.objects.get()
        client.post(reverse("plan_import_confirm", kwargs={"pk": kept.pk}))
        return kept

    @pytest.fixture
    def plan_with_role(self, region):
        plan = factories.PlanFactory(organisation=region)
        # The section is there before, so that what is undone goes to history and not away.
        factories.PlanSectionFactory(plan=plan, organisation=region, title=region.name)
        factories.PlanAreaFactory(plan=plan, title="Rekrytering")
        factories.ResponsibleRoleFactory(organisation=region, title="HR-chef", title_key="hr-chef")
        return plan

    @staticmethod
    def titles() -> set[str]:
        return set(ResponsibleRole.objects.values_list("title", flat=True))

    def test_roles_that_the_import_made_go_with_it(self, plan_with_role, leader, signed_in):
        client = signed_in(leader)
        kept = self.imported(client, plan_with_role)
        assert self.titles() == {"HR-chef", "X", "Y"}
        answer = client.post(reverse("plan_import_undo", kwargs={"pk": kept.pk}))
        assert self.titles() == {"HR-chef"}
        with translation.override("sv"):
            assert [str(one) for one in get_messages(answer.wsgi_request)][-1] == gettext(
                "The import is undone: the plan is as it was before."
            )

    def test_an_activity_that_is_restored_after_the_undo_has_its_roles_again(self, plan_with_role, leader, signed_in):
        client = signed_in(leader)
        kept = self.imported(client, plan_with_role)
        # Another activity in the same section keeps it, and the batch goes to history.
        made = Activity.objects.get(title="Digitala besök")
        factories.ActivityFactory(plan=plan_with_role, section=made.section, area=made.area)
        client.post(reverse("plan_import_undo", kwargs={"pk": kept.pk}))
        made.refresh_from_db()
        assert made.deleted_at is not None
        assert not made.responsibles.exists()
        client.post(reverse("activity_restore", kwargs={"pk": made.pk}), {"version": made.version})
        assert [one.role.title for one in made.responsibles.all()] == ["X", "HR-chef"]
        assert client.get(made.get_absolute_url()).status_code == 200
        # The role that is gone still has its name in the history.
        removed = [one.name for one in activity_changes(made) if one.kind == "-"]
        assert [name.split()[-1] for name in removed] == ["HR-chef", "X"]

    @pytest.mark.parametrize("use", ["holder", "activity", "renamed"])
    def test_a_role_that_something_else_uses_stays_and_is_named(self, plan_with_role, leader, signed_in, use):
        client = signed_in(leader)
        kept = self.imported(client, plan_with_role)
        role = ResponsibleRole.objects.get(title="X")
        if use == "holder":
            ResponsibleRole.objects.filter(pk=role.pk).update(holder=leader)
        elif use == "renamed":
            ResponsibleRole.objects.filter(pk=role.pk).update(version=2)
        else:
            factories.ActivityFactory(plan=plan_with_role).responsibles.create(role=role)
        answer = client.post(reverse("plan_import_undo", kwargs={"pk": kept.pk}))
        assert "X" in self.titles()
        assert "Y" not in self.titles()
        said = [str(one) for one in get_messages(answer.wsgi_request)][-1]
        assert "“X”" in said or "”X”" in said
        assert "Y" not in said

    def test_a_new_plan_takes_its_roles_with_it(self, region, leader, signed_in):
        client = signed_in(leader)
        before = self.titles()
        upload(client, plan_files.with_merged_areas(), region)
        kept = PlanImport.objects.get()
        client.post(reverse("plan_import_confirm", kwargs={"pk": kept.pk}))
        assert self.titles() > before
        client.post(reverse("plan_import_undo", kwargs={"pk": kept.pk}))
        assert self.titles() == before

    def test_two_who_correct_at_once(self, region, leader, signed_in):
        client = signed_in(leader)
        upload(client, plan_files.with_merged_areas(), region)
        kept = PlanImport.objects.get()
        correct = reverse("plan_import_correct", kwargs={"pk": kept.pk})
        form = client.get(correct).context["form"]
        sent = {name: field.initial or "" for name, field in form.fields.items()} | {"version": "1"}
        assert client.post(correct, sent).status_code == 302
        assert client.post(correct, sent).status_code == 409
        assert client.post(correct, {}).status_code == 400

    @pytest.mark.parametrize("content", [b"%PDF-1.7", b"PK\x03\x04trasig"])
    def test_a_bad_file_is_said_in_words(self, region, leader, signed_in, content):
        answer = upload(signed_in(leader), content, region)
        assert answer.status_code == 422
        assert answer.context["form"].errors["file"]

    def test_neither_file_nor_text(self, region, leader, signed_in):
        plan = factories.PlanFactory(organisation=region)
        answer = signed_in(leader).post(reverse("plan_import_into", kwargs={"slug": plan.slug}), {})
        assert answer.status_code == 422

    def test_markup_in_a_file_is_inert(self, region, leader, signed_in):
        plan = factories.PlanFactory(organisation=region)
        client = signed_in(leader)
        text = "Aktivitet\tAnsvar\n<script>alert(1)</script>\t<b>Chef</b>\n"
        client.post(reverse("plan_import_into", kwargs={"slug": plan.slug}), {"text": text})
        kept = PlanImport.objects.get()
        for name in ("plan_import_correct", "plan_import_preview"):
            body = client.get(reverse(name, kwargs={"pk": kept.pk})).content.decode()
            assert "<script>alert" not in body
            assert "<b>Chef" not in body


def test_rows_are_written_in_batches(region, leader):
    def count(rows: int) -> int:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["Område", "Aktivitet", "Ansvarig", "Tidpunkt"])
        for number in range(rows):
            sheet.append(["Rekrytering", f"Aktivitet {number} {rows}", "HR-chef", "2027"])
        target = io.BytesIO()
        book.save(target)
        grids, _notices = sources.read(target.getvalue(), "plan.xlsx")
        kept = actions.keep_import(
            organisation=region,
            grids=grids,
            notices=[],
            filename="plan.xlsx",
            content=b"x",
            by=leader,
            title=f"P{rows}",
            start_date=timezone.localdate(),
            end_date=timezone.localdate(),
        )
        understood = queries.understood(kept, timezone.localdate())
        with CaptureQueriesContext(connection) as asked:
            actions.write_import(plan_import=kept, understood=understood, by=leader, now=timezone.now())
        return len(asked)

    # SQLite takes some twenty rows in one statement.
    assert count(450) - count(50) <= 400 // 8
