"""`manage.py import_costs`: what it prints, what it writes, and that it writes nothing on any error."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from indicators.cost_index import Window
from indicators.models import CostLine, CostReturn, ReturnState
from indicators.queries import index
from staffing.models import CareArea, Profession
from values.period import Period

HEAD = "Period;Organisation;Yrkesgrupp;Vårdområde;Slag;Belopp (tkr)"
SOUND = (
    "2016-K4;;läkare;somatik;inhyrd;300,5",
    "2016-K4;;läkare;somatik;egen;10 000",
    "2016-03;;läkare;somatik;egen;0",
)


@pytest.fixture
def file(tmp_path, blekinge):
    Profession.objects.create(code="doctor", name_sv="läkare", name_en="doctor")
    CareArea.objects.create(code="somatic", name_sv="somatik", name_en="somatic care")

    def make(*lines):
        path = tmp_path / "kostnader.csv"
        path.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
        return path

    return make


def run(path, *arguments, region="10"):
    """Return what was printed, what was complained about, and whether it failed."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_costs", str(path), f"--region={region}", *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), f"{err.getvalue()}{error}", error.returncode == 1
    return out.getvalue(), err.getvalue(), False


def test_a_file_is_read_handed_in_and_the_index_is_there_at_once(file, blekinge):
    out, _err, has_failed = run(file(*SOUND), "--json")
    assert not has_failed
    assert json.loads(out) == {
        "region": "10",
        "periods": [
            {"period": "2016-03", "lines": 1, "agency_sek": None, "own_sek": "0.00", "state": "submitted"},
            {
                "period": "2016-K4",
                "lines": 2,
                "agency_sek": "300500.00",
                "own_sek": "10000000.00",
                "state": "submitted",
            },
        ],
        "errors": [],
        "warnings": [],
        "needs": [],
        "dry_run": False,
    }
    assert set(CostReturn.objects.values_list("state", "counts_submitted")) == {("submitted", True)}
    figure = index.index_for(blekinge.region, Period.parse("2016-K4"), Window.PERIOD, "submitted")
    assert (figure.agency_sek, figure.own_sek) == (300_500, 10_000_000)


def test_the_text_says_what_was_read(file):
    out, _err, _failed = run(file(*SOUND))
    assert "2016-K4" in out
    assert "300\u00a0500" in out


def test_a_dry_run_writes_nothing(file):
    out, _err, has_failed = run(file(*SOUND), "--json", "--dry-run")
    assert not has_failed
    assert json.loads(out)["dry_run"]
    assert len(json.loads(out)["periods"]) == 2
    assert not CostReturn.objects.exists()


def test_returns_can_be_left_open_and_read_again(file):
    run(file(*SOUND), "--keep-open")
    _out, _err, has_failed = run(file("2016-K4;;läkare;somatik;egen;7"), "--keep-open")
    assert not has_failed
    assert set(CostReturn.objects.values_list("state", flat=True)) == {ReturnState.OPEN}
    assert set(CostLine.objects.values_list("cost_return__length", "amount_sek")) == {(3, 7000), (1, 0)}


def test_an_error_names_its_cell_and_nothing_is_written(file):
    path = file(*SOUND, "2016-K4;08-P;läkare;somatik;egen;5 kr")
    out, _err, has_failed = run(path, "--json")
    assert has_failed
    report = json.loads(out)
    assert report["periods"] == []
    assert [(one["sheet"], one["row"], one["column"], one["value"]) for one in report["errors"]] == [
        ("kostnader.csv", 5, "Organisation", "08-P"),
        ("kostnader.csv", 5, "Belopp (tkr)", "5 kr"),
    ]
    assert all(one["message"] for one in report["errors"])
    _out, err, _failed = run(path)
    assert "08-P" in err
    assert "5 kr" in err
    assert not CostReturn.objects.exists()


def test_a_handed_in_period_is_an_error(file):
    run(file(*SOUND))
    out, _err, has_failed = run(file(*SOUND), "--json")
    assert has_failed
    assert {one["column"] for one in json.loads(out)["errors"]} == {"Period"}
    assert CostLine.objects.count() == 3


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", None])
def test_what_is_no_table_is_an_error_with_words(file, tmp_path, content):
    path = tmp_path / "fil.csv"
    if content is not None:
        path.write_bytes(content)
    out, err, has_failed = run(path, "--json")
    assert has_failed
    assert json.loads(out)["errors"][0]["message"]
    assert "Traceback" not in err


LEAP = ("2015-K4;;läkare;somatik;inhyrd;100", "2015-K4;;läkare;somatik;egen;10 000")


def test_what_stands_out_is_not_handed_in_without_a_comment(file):
    run(file(*LEAP))
    path = file(*SOUND)
    for arguments in ([], ["--dry-run"], ["--comment", "  "]):
        out, _err, has_failed = run(path, "--json", *arguments)
        told = json.loads(out)
        assert (has_failed, told["needs"], told["periods"]) == (True, ["comment"], [])
        assert "2016-K4" in told["errors"][0]["message"]
        assert "--comment" in told["errors"][0]["message"]
        assert CostReturn.objects.count() == 1
    out, _err, has_failed = run(path, "--json", "--comment", "Nytt jourlag")
    assert (has_failed, json.loads(out)["needs"]) == (False, [])
    comments = dict(
        CostReturn.objects.values_list("first_month__year", "warnings_comment").filter(first_month__month=10)
    )
    assert comments == {2015: "", 2016: "Nytt jourlag"}


def test_what_stands_out_may_wait_in_an_open_return(file):
    run(file(*LEAP))
    out, _err, has_failed = run(file(*SOUND), "--json", "--keep-open")
    assert (has_failed, json.loads(out)["needs"]) == (False, [])
    assert json.loads(out)["warnings"]


def test_totals_that_differ_are_not_written_unless_they_are_accepted(file):
    path = file(*SOUND, "Summa;;;;;99 999")
    for arguments in ([], ["--keep-open"], ["--dry-run"]):
        out, _err, has_failed = run(path, "--json", *arguments)
        assert (has_failed, json.loads(out)["needs"]) == (True, ["accept_totals"])
        assert "--accept-totals" in json.loads(out)["errors"][0]["message"]
        assert not CostReturn.objects.exists()
    assert not run(path, "--accept-totals")[2]
    assert CostReturn.objects.count() == 2
    assert not run(file("2015-K1;;läkare;somatik;egen;7", "Summa;;;;;7"))[2]


def test_an_unknown_region_is_said(file):
    _out, err, has_failed = run(file(*SOUND), region="99")
    assert has_failed
    assert "99" in err


def test_a_region_code_may_lose_its_zero(file, kalmar):
    run(file(*SOUND), region="8")
    assert set(CostReturn.objects.values_list("region__code", flat=True)) == {"08"}


def test_a_period_that_goes_on_is_filled_and_not_handed_in(file):
    on = Period.containing(timezone.localdate())
    path = file(*SOUND, f"{on.code};;läkare;somatik;egen;5")
    for arguments in (["--json"], ["--json", "--dry-run"]):
        out, _err, has_failed = run(path, *arguments)
        assert has_failed
        told = json.loads(out)
        assert [error["value"] for error in told["errors"]] == [on.code]
        assert on.next().first_date.isoformat() in told["errors"][0]["message"]
        assert not CostReturn.objects.exists()
    _out, _err, has_failed = run(path, "--keep-open")
    assert not has_failed
    assert CostReturn.objects.filter(state=ReturnState.OPEN).count() == 3
