"""A file of costs from choosing it to undoing it: by whoever may, all or nothing, once."""

import hashlib
import io
import zipfile

import openpyxl
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from indicators.actions import returns as return_actions
from indicators.models import CostLine, CostReturn, CostUpload, LinesChange, ReturnState
from staffing.models import CareArea, Profession, Role
from tests import factories
from values.period import Period

HEAD = "Period;Organisation;Yrkesgrupp;Vårdområde;Slag;Belopp (kr)"
SOUND = (
    "2016-K4;;läkare;somatik;inhyrd;300 000",
    "2016-K4;;läkare;somatik;egen;10 000 000",
    "2016-K3;;läkare;somatik;egen;9 000 000",
)


@pytest.fixture
def words(blekinge, kalmar):
    Profession.objects.create(code="doctor", name_sv="läkare", name_en="doctor")
    Profession.objects.create(code="other", name_sv="övrig personal", name_en="other staff", has_care_area=False)
    CareArea.objects.create(code="somatic", name_sv="somatik", name_en="somatic care")
    factories.OrganisationFactory(parent=kalmar, code="08-P", name="Kalmars primärvård")
    factories.OrganisationFactory(parent=blekinge, code="10-P", name="Primärvården")


@pytest.fixture
def controller(person, signed_in, blekinge, words):
    return signed_in(person(Role.CONTROLLER, blekinge))


def upload(client, *lines, name="kostnader.csv", content=None, code="10", **options):
    content = content if content is not None else "\r\n".join([HEAD, *lines]).encode()
    return client.post(
        reverse("cost_upload", kwargs={"code": code}), {"file": SimpleUploadedFile(name, content)}, **options
    )


def act(client, name, pk, code="10"):
    return client.post(reverse(name, kwargs={"code": code, "pk": pk}), follow=True)


def everything():
    """Return a hash over every row of every table of ours."""
    digest = hashlib.sha256()
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label == "sessions":
            continue
        rows = model._base_manager.order_by("pk").values_list()
        digest.update(repr([model._meta.label, *rows]).encode())
    return digest.hexdigest()


class TestTheWay:
    def test_from_the_file_to_open_returns_and_back(self, controller, blekinge):
        page = upload(controller, *SOUND, follow=True)
        assert [one.period.code for one in page.context["previews"]] == ["2016-K3", "2016-K4"]
        assert not CostReturn.objects.exists()
        (kept,) = CostUpload.objects.all()
        page = act(controller, "cost_upload_confirm", kept.pk)
        assert page.status_code == 200
        assert set(CostReturn.objects.values_list("first_month__month", "state")) == {(7, "open"), (10, "open")}
        assert sum(CostLine.objects.values_list("amount_sek", flat=True)) == 19_300_000
        assert page.context["is_undoable"]
        page = act(controller, "cost_upload_undo", kept.pk)
        assert not CostReturn.objects.exists()
        assert not page.context["is_undoable"]

    def test_undoing_puts_back_what_was_replaced(self, controller, blekinge):
        upload(controller, SOUND[0])
        act(controller, "cost_upload_confirm", CostUpload.objects.latest("pk").pk)
        upload(controller, SOUND[1])
        page = controller.get(
            reverse("cost_upload_preview", kwargs={"code": "10", "pk": CostUpload.objects.latest("pk").pk})
        )
        assert page.context["previews"][0].now.agency_sek == 300_000
        act(controller, "cost_upload_confirm", CostUpload.objects.latest("pk").pk)
        assert CostLine.objects.get().kind == "own"
        act(controller, "cost_upload_undo", CostUpload.objects.latest("pk").pk)
        assert CostLine.objects.get().kind == "agency"
        assert LinesChange.objects.first().source == "undo"

    def test_what_was_changed_since_is_not_undone(self, controller, blekinge):
        upload(controller, *SOUND[:2])
        kept = CostUpload.objects.get()
        act(controller, "cost_upload_confirm", kept.pk)
        made = CostReturn.objects.get()
        return_actions.submit_return(cost_return=made, version=made.version, by=None, now=timezone.now())
        before = everything()
        page = act(controller, "cost_upload_undo", kept.pk)
        assert not page.context["is_undoable"]
        assert CostReturn.objects.get().state == ReturnState.SUBMITTED
        assert everything() == before

    def test_confirming_twice_is_once(self, controller):
        upload(controller, *SOUND)
        pk = CostUpload.objects.get().pk
        act(controller, "cost_upload_confirm", pk)
        before = everything()
        assert act(controller, "cost_upload_confirm", pk).status_code == 200
        assert everything() == before

    def test_a_return_changed_after_the_preview_stops_all_of_it(self, controller, blekinge):
        upload(controller, *SOUND)
        return_actions.open_return(region=blekinge.region, period=Period.parse("2016-K4"), by=None)
        before = everything()
        page = act(controller, "cost_upload_confirm", CostUpload.objects.get().pk)
        assert "K4 2016" in page.text
        assert everything() == before

    def test_organisations_that_the_file_leaves_out_are_named(self, controller):
        upload(controller, "2016-K4;10-P;läkare;somatik;egen;5", SOUND[0])
        act(controller, "cost_upload_confirm", CostUpload.objects.get().pk)
        page = upload(controller, SOUND[0], follow=True)
        assert page.context["previews"][0].removed == ["Primärvården"]
        assert "Primärvården" in page.text

    def test_a_leap_against_last_year_is_asked_about(self, controller, blekinge):
        upload(controller, "2015-K4;;läkare;somatik;inhyrd;100000")
        act(controller, "cost_upload_confirm", CostUpload.objects.get().pk)
        made = CostReturn.objects.get()
        return_actions.submit_return(cost_return=made, version=made.version, by=None, now=timezone.now())
        page = upload(controller, "2016-K4;;läkare;somatik;inhyrd;440000", follow=True)
        assert "+340\u00a0%" in page.text


class TestRights:
    def test_others_do_not(self, person, signed_in, blekinge, kalmar, words):
        reader, stranger = person(Role.STEERING_GROUP, blekinge), person(Role.CONTROLLER, kalmar)
        coordinator = person(Role.NATIONAL_COORDINATOR)
        for user, answer in ((reader, 403), (stranger, 404), (coordinator, 403)):
            client = signed_in(user)
            assert client.get(reverse("cost_upload", kwargs={"code": "10"})).status_code == answer
            assert upload(client, *SOUND).status_code == answer
            template = reverse("cost_template", kwargs={"code": "10"})
            assert client.get(template, {"period": "2016-K4", "format": "csv"}).status_code == answer
        assert not CostUpload.objects.exists()

    def test_a_preview_is_the_uploaders_own_and_the_regions(self, controller, person, signed_in, blekinge, kalmar):
        upload(controller, *SOUND)
        pk = CostUpload.objects.get().pk
        colleague, stranger = signed_in(person(Role.CONTROLLER, blekinge)), signed_in(person(Role.CONTROLLER, kalmar))
        before = everything()
        for client, code in ((colleague, "10"), (stranger, "10"), (stranger, "08")):
            address = reverse("cost_upload_preview", kwargs={"code": code, "pk": pk})
            assert client.get(address).status_code == 404
            for name in ("cost_upload_confirm", "cost_upload_undo"):
                assert act(client, name, pk, code).status_code == 404
        assert everything() == before

    def test_a_role_taken_away_after_the_preview(self, person, signed_in, blekinge, words):
        user = person(Role.CONTROLLER, blekinge)
        client = signed_in(user)
        upload(client, *SOUND)
        user.role_assignments.all().delete()
        assert act(client, "cost_upload_confirm", CostUpload.objects.get().pk).status_code == 404
        assert not CostReturn.objects.exists()


def workbook_with(**parts):
    """Return a sound workbook with parts added or replaced."""
    workbook = openpyxl.Workbook()
    workbook.active.append(HEAD.split(";"))
    workbook.active.append(SOUND[0].split(";"))
    target, changed = io.BytesIO(), io.BytesIO()
    workbook.save(target)
    with zipfile.ZipFile(target) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            if name not in parts:
                copy.writestr(name, source.read(name))
        for name, content in parts.items():
            copy.writestr(name, content)
    return changed.getvalue()


REFUSED = {
    "empty": ("a.csv", lambda: b""),
    "cut half-way": ("a.xlsx", lambda: workbook_with(**{"xl/more.xml": b"x"})[:2000]),
    "old Excel": ("a.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "a PDF called xlsx": ("a.xlsx", lambda: b"%PDF-1.7\n" + b"x" * 200),
    "macros": ("a.xlsx", lambda: workbook_with(**{"xl/vbaProject.bin": b"x"})),
    "zip bomb": ("a.xlsx", lambda: workbook_with(**{"xl/worksheets/sheet2.xml": b"0" * 80_000_000})),
    "billion laughs": (
        "a.xlsx",
        lambda: workbook_with(**{"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "a">]><workbook>&a;</workbook>'}),
    ),
    "mojibake": ("a.csv", lambda: f"{HEAD}\r\n{SOUND[0]}".encode().decode("cp1252").encode()),
    "no table": ("a.csv", lambda: b"hej;hopp\r\n1;2"),
    "headings only": ("a.csv", HEAD.encode),
}


class TestRefusals:
    @pytest.mark.parametrize("fault", REFUSED)
    def test_a_file_that_is_not_one_is_refused_in_words_and_nothing_is_written(self, controller, fault):
        name, content = REFUSED[fault]
        before = everything()
        page = upload(controller, name=name, content=content())
        assert page.status_code == 422
        assert 'id="error-summary"' in page.text
        assert everything() == before

    def test_a_problem_is_shown_with_sheet_row_column_value_and_remedy(self, controller):
        before = everything()
        page = upload(controller, *SOUND, "2016-K4;08-P;läkare;somatik;egen;5 kr")
        assert page.status_code == 422
        (group, other) = page.context["groups"]
        found = group["problems"][0]
        assert (found.sheet, found.row, found.reference, found.value_seen) == ("kostnader.csv", 5, "B5", "08-P")
        assert other["problems"][0].value_seen == "5 kr"
        for text in ("kostnader.csv", "B5", "F5", "5 kr", str(found.suggestion)):
            assert text in page.text
        assert "Kalmar" not in page.text
        assert everything() == before

    def test_names_with_paths_and_html_are_inert(self, controller):
        page = upload(controller, *SOUND, name="../../<b>x</b>.csv", follow=True)
        assert "<b>x</b>" not in page.text
        assert CostUpload.objects.get().filename == "b>.csv"

    def test_too_large_is_refused_before_it_is_read(self, controller, settings):
        settings.UPLOAD_LIMIT_BYTES = 10
        assert upload(controller, *SOUND).status_code == 422

    def test_no_file(self, controller):
        assert controller.post(reverse("cost_upload", kwargs={"code": "10"})).status_code == 422

    def test_a_thousand_faults_are_one_group(self, controller):
        page = upload(controller, *["2016-K4;;läkare;somatik;leasad;5"] * 1000)
        (group,) = page.context["groups"]
        assert (len(group["problems"]), group["more"]) == (25, 975)


def test_ten_thousand_rows_ask_the_database_no_more_than_ten(controller, blekinge, django_assert_max_num_queries):
    units = factories.OrganisationFactory.create_batch(300, parent=blekinge)
    rows = [f"2016-K4;{unit.code};läkare;somatik;{kind};5" for unit in units for kind in ("inhyrd", "egen")]
    with django_assert_max_num_queries(25):
        assert upload(controller, *rows).status_code == 302


class TestAPeriodThatIsClosed:
    def _locked(self, blekinge, period="2016-K3", state="locked"):
        made = return_actions.open_return(region=blekinge.region, period=Period.parse(period), by=None)
        at = timezone.now()
        made.state, made.submitted_at, made.locked_at = state, at, at if state == "locked" else None
        made.save()
        return made

    def test_it_is_told_once_and_in_the_words_of_the_pages(self, controller, blekinge):
        self._locked(blekinge)
        self._locked(blekinge, "2016-K2", "submitted")
        rows = [f"{period};;läkare;somatik;{kind};5"
                for period in ("2016-K3", "K3 2016", "2016-K2") for kind in ("inhyrd", "egen")]  # fmt: skip
        before = everything()
        page = upload(controller, *rows, SOUND[0])
        assert [(one["group"].code, len(one["problems"])) for one in page.context["groups"]] == [
            ("locked_return", 1), ("submitted_return", 1),
        ]  # fmt: skip
        assert "K3 2016" in page.context["groups"][0]["group"].message
        assert everything() == before

    @pytest.mark.parametrize("is_kept", [True, False])
    def test_what_cannot_be_removed_is_not_to_be_removed(self, controller, blekinge, is_kept):
        if is_kept:
            self._locked(blekinge)
        else:
            return_actions.open_return(region=blekinge.region, period=Period.parse("2016-K3"), by=None)
        page = upload(controller, "2016;;läkare;somatik;inhyrd;5", "2016;;läkare;somatik;egen;5")
        (group,) = page.context["groups"]
        assert (group["group"].code, len(group["problems"])) == ("overlaps_a_return", 1)
        assert "K3 2016" in group["group"].message
        with translation.override("en"), pytest.raises(return_actions.PeriodTaken) as taken:
            return_actions.open_return(region=blekinge.region, period=Period.parse("2016"), by=None)
        with translation.override("en"):
            remedies = [str(group["group"].suggestion), str(taken.value)]
        assert [("remove it" in one) for one in remedies] == [not is_kept] * 2
