"""Files of costs with every fault there is: each names its cell, and what is sound is read exactly."""

import datetime
import io
import unicodedata
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from documents import sheets
from indicators import cost_upload
from indicators.cost_upload import KnownReturn, Place, Words
from values.period import Period
from values.text import search_key

LONG_AGO = datetime.date(2010, 1, 1)
HEAD = [
    "Period", "Organisation", "Yrkesgrupp", "Vårdområde", "Slag", "Belopp (kr)", "varav jour", "varav utom ram",
    "Hyrveckor", "Timmar", "Korrigering",
]  # fmt: skip
ROOT, HOSPITAL, CLOSED, TWIN, OTHER_TWIN = range(1, 6)
DOCTOR, NURSE, OTHER = 1, 2, 3
PRIMARY, PSYCHIATRY, SOMATIC = 1, 2, 3
WORDS = Words(
    root=Place(ROOT, LONG_AGO, None),
    organisations={
        "10": (Place(ROOT, LONG_AGO, None),),
        "region blekinge": (Place(ROOT, LONG_AGO, None),),
        "10-s": (Place(HOSPITAL, LONG_AGO, None),),
        "blekingesjukhuset": (Place(HOSPITAL, LONG_AGO, None),),
        "åryds vårdcentral": (Place(TWIN, LONG_AGO, None),),
        "10-x": (Place(CLOSED, LONG_AGO, datetime.date(2015, 12, 31)),),
        "mottagningen": (Place(TWIN, LONG_AGO, None), Place(OTHER_TWIN, LONG_AGO, None)),
    },
    professions={
        **dict.fromkeys(("läkare", "doctor"), (DOCTOR, True)),
        **dict.fromkeys(("sjuksköterska", "nurse"), (NURSE, True)),
        **dict.fromkeys(("övrig personal", "other staff", "other"), (OTHER, False)),
    },
    care_areas={
        **dict.fromkeys(("primärvård", "primary care", "primary"), PRIMARY),
        **dict.fromkeys(("psykiatri", "psychiatry"), PSYCHIATRY),
        **dict.fromkeys(("somatik", "somatic"), SOMATIC),
    },
    returns=(KnownReturn(Period.parse("2015-K4"), "locked"), KnownReturn(Period.parse("2016-K1"), "submitted"),
             KnownReturn(Period.parse("2016-K2"), "open")),
    today=datetime.date(2017, 2, 1),
)  # fmt: skip
SOUND = ["2016-K4", "", "läkare", "somatik", "inhyrd", "1 234,50", "", "", "", "", ""]


def row(**changes):
    named = dict(zip(HEAD, SOUND, strict=True)) | changes
    return [named[name] for name in HEAD]


def csv_of(*rows, head=HEAD, delimiter=";", encoding="utf-8-sig", newline="\r\n"):
    return newline.join(delimiter.join(map(str, one)) for one in [head, *rows]).encode(encoding)


def xlsx_of(*rows, head=HEAD, prepare=None):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Kostnader"
    for one in [head, *rows]:
        sheet.append([value if value != "" else None for value in one])
    if prepare:
        prepare(workbook, sheet)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def read(content, name="kostnader.csv", words=WORDS):
    return cost_upload.read(sheets.read_table(content, name), words)


def problem(content, name="kostnader.csv"):
    """Return the one kind of problem that a file has."""
    reading = read(content, name)
    found = reading.problems.blocking
    assert found, "the fault was not seen"
    assert len({one.code for one in found}) == 1, [one.code for one in found]
    assert all(str(one.message) and str(one.suggestion) for one in found)
    return found[0]


def only_line(content, name="kostnader.csv"):
    reading = read(content, name)
    assert not reading.problems.is_blocking, [(one.code, one.reference) for one in reading.problems]
    (placed,) = reading.lines
    return placed


class TestSound:
    def test_every_column_is_read(self):
        full = row(
            Organisation="10-S", **{"varav jour": "200", "varav utom ram": "34,5"}, Hyrveckor="3,5", Timmar="140"
        )
        period, line = only_line(csv_of(full))
        assert period == Period.parse("2016-K4")
        assert line == (
            HOSPITAL, DOCTOR, SOMATIC, "agency", False, Decimal("1234.50"), Decimal(200), Decimal("34.5"),
            Decimal("3.5"), Decimal(140),
        )  # fmt: skip

    def test_columns_stand_in_any_order_and_those_unknown_are_named(self):
        order = [5, 4, 3, 2, 1, 0]
        content = csv_of(
            [*(SOUND[index] for index in order), "egen anteckning"],
            head=[*(HEAD[index] for index in order), "Notering"],
        )
        reading = read(content)
        assert reading.lines[0].line.amount_sek == Decimal("1234.50")
        assert "Notering" in str(reading.notices[0])

    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("0", "0"), ("1234,5", "1234.5"), ("1 234 567", "1234567"), ("1\u00a0234,56", "1234.56"),
            ("1\u202f234", "1234"), ("1234.5", "1234.5"), ("0.125", "0.13"), ("99999999999", "99999999999"),
        ],
    )  # fmt: skip
    def test_swedish_spellings_are_read_exactly(self, text, amount):
        assert only_line(csv_of(row(**{"Belopp (kr)": text}))).line.amount_sek == Decimal(amount)

    @pytest.mark.parametrize(("unit", "amount"), [("kr", "138.10"), ("tkr", "138100"), ("mnkr", "138100000")])
    def test_the_unit_of_the_heading_counts_for_the_parts_as_well(self, unit, amount):
        head = [f"Belopp ({unit})" if name == "Belopp (kr)" else name for name in HEAD]
        line = only_line(csv_of(row(**{"Belopp (kr)": "138,1", "varav jour": "138,1"}), head=head)).line
        assert line.amount_sek == line.on_call_sek == Decimal(amount)

    def test_a_minus_of_word_is_read_where_a_correction_is_meant(self):
        line = only_line(csv_of(row(**{"Belopp (kr)": "\u22125 000", "Korrigering": "Ja"}))).line
        assert (line.amount_sek, line.is_correction) == (-5000, True)

    @pytest.mark.parametrize("written", ["2016-Q4", "K4 2016", "kvartal 4 2016"])
    def test_periods_are_read_in_their_spellings(self, written):
        assert only_line(csv_of(row(Period=written))).period == Period.parse("2016-K4")

    @pytest.mark.parametrize(
        "name", ["10-s", "BLEKINGESJUKHUSET", " Blekingesjukhuset\u00a0", "Blekinge\u00adsjukhuset"]
    )
    def test_organisations_are_found_whatever_case_and_spaces(self, name):
        assert only_line(csv_of(row(Organisation=name))).line.organisation_id == HOSPITAL

    def test_letters_taken_apart_are_the_same_letters(self):
        name = unicodedata.normalize("NFD", "Åryds Vårdcentral")
        assert search_key(name) in WORDS.organisations
        assert only_line(csv_of(row(Organisation=name))).line.organisation_id == TWIN

    def test_english_words_are_read_too(self):
        content = csv_of(row(Yrkesgrupp="nurse", Vårdområde="primary care", Slag="own"))
        assert only_line(content).line[1:4] == (NURSE, PRIMARY, "own")

    def test_an_empty_organisation_is_the_whole_region_and_other_staff_have_no_care_area(self):
        line = only_line(csv_of(row(Yrkesgrupp="Övrig personal", Vårdområde=""))).line
        assert line[:3] == (ROOT, OTHER, None)

    def test_empty_amounts_are_not_reported_and_a_zero_is(self):
        reading = read(csv_of(row(**{"Belopp (kr)": ""}), row(**{"Belopp (kr)": "0"}, Slag="egen")))
        assert [placed.line.amount_sek for placed in reading.lines] == [0]
        assert "1" in str(reading.notices[0])

    def test_a_file_may_hold_several_periods(self):
        reading = read(csv_of(row(), row(Period="2016-K3"), row(Period="2016-K2")))
        assert [period.code for period in reading.periods] == ["2016-K2", "2016-K3", "2016-K4"]

    @pytest.mark.parametrize(
        ("encoding", "delimiter"), [("cp1252", ";"), ("utf-8", ";"), ("utf-8-sig", "\t"), ("utf-16", ";")]
    )
    def test_a_file_of_any_encoding_is_the_same_file(self, encoding, delimiter):
        assert only_line(csv_of(SOUND, encoding=encoding, delimiter=delimiter)).line.amount_sek == Decimal("1234.50")

    def test_a_sep_line_is_obeyed(self):
        content = b"sep=;\r\n" + csv_of(SOUND, encoding="utf-8")
        assert only_line(content).line.amount_sek == Decimal("1234.50")

    def test_a_workbook_is_read_with_its_numbers_exact(self):
        content = xlsx_of(row(**{"Belopp (kr)": 0.305}), row(**{"Belopp (kr)": 87_300_000.55, "Slag": "egen"}))
        reading = read(content, "a.xlsx")
        assert [placed.line.amount_sek for placed in reading.lines] == [Decimal("0.31"), Decimal("87300000.55")]
        assert "F2" in str(reading.notices[0])

    @pytest.mark.parametrize(("name", "is_told"), [("Förklaringar", False), ("Explanations", False), ("Noter", True)])
    def test_a_sheet_without_the_table_is_told_unless_the_template_made_it(self, name, is_told):
        content = xlsx_of(SOUND, prepare=lambda workbook, _: workbook.create_sheet(name).append(["Så här"]))
        reading = read(content, "a.xlsx")
        assert len(reading.lines) == 1
        assert [name in str(notice) for notice in reading.notices] == [True] * is_told

    def test_a_false_dimension_hides_no_row(self):
        content = xlsx_of(SOUND, row(Slag="egen"))
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as copy:
            for name in source.namelist():
                part = source.read(name)
                if name.endswith("sheet1.xml"):
                    part = part.replace(b'<dimension ref="A1:K3"', b'<dimension ref="A1:A1"')
                copy.writestr(name, part)
        assert len(read(target.getvalue(), "a.xlsx").lines) == 2

    def test_hidden_rows_are_read_and_said(self):
        def hide(_workbook, sheet):
            sheet.row_dimensions[2].hidden = True

        reading = read(xlsx_of(SOUND, prepare=hide), "a.xlsx")
        assert len(reading.lines) == 1
        assert any("2" in str(notice) for notice in reading.notices)


class TestFaults:
    @pytest.mark.parametrize(
        ("changes", "code", "column"),
        [
            ({"Period": ""}, "bad_period", "A"),
            ({"Period": "2016-K5"}, "bad_period", "A"),
            ({"Period": "2061-K4"}, "future_period", "A"),
            ({"Period": "2015-K4"}, "locked_return", "A"),
            ({"Period": "2016-K1"}, "submitted_return", "A"),
            ({"Period": "2016-H1"}, "overlaps_a_return", "A"),
            ({"Organisation": "08-P"}, "unknown_organisation", "B"),
            ({"Organisation": "finns inte"}, "unknown_organisation", "B"),
            ({"Organisation": "Mottagningen"}, "ambiguous_organisation", "B"),
            ({"Organisation": "10-X"}, "closed_organisation", "B"),
            ({"Yrkesgrupp": "tandläkare"}, "unknown_profession", "C"),
            ({"Yrkesgrupp": ""}, "unknown_profession", "C"),
            ({"Vårdområde": "tandvård"}, "unknown_care_area", "D"),
            ({"Vårdområde": ""}, "no_care_area", "D"),
            ({"Yrkesgrupp": "övrig personal"}, "needless_care_area", "D"),
            ({"Slag": "leasad"}, "unknown_kind", "E"),
            ({"Slag": ""}, "unknown_kind", "E"),
            ({"Belopp (kr)": "-1"}, "negative", "F"),
            ({"Belopp (kr)": "5 kr"}, "not_a_number", "F"),
            ({"Belopp (kr)": "NaN"}, "not_a_number", "F"),
            ({"Belopp (kr)": "Infinity"}, "not_a_number", "F"),
            ({"Belopp (kr)": "1_000"}, "not_a_number", "F"),
            ({"Belopp (kr)": "1e12"}, "not_a_number", "F"),
            ({"Belopp (kr)": "１２３"}, "not_a_number", "F"),
            ({"Belopp (kr)": "1000000000000"}, "too_large", "F"),
            ({"Belopp (kr)": "1.234"}, "ambiguous_number", "F"),
            ({"Belopp (kr)": "", "varav jour": "5"}, "no_amount", "F"),
            ({"varav jour": "1 234,51"}, "part_outside", "G"),
            ({"varav utom ram": "-1"}, "part_outside", "H"),
            ({"Slag": "egen", "varav jour": "1"}, "detail_of_own", "G"),
            ({"Slag": "egen", "Timmar": "1"}, "detail_of_own", "J"),
            ({"Hyrveckor": "-1"}, "negative", "I"),
            ({"Timmar": "99999999"}, "too_large", "J"),
            ({"Korrigering": "kanske"}, "unknown_correction", "K"),
        ],
    )  # fmt: skip
    def test_a_fault_is_named_at_its_cell(self, changes, code, column):
        found = problem(csv_of(row(Slag="egen", Period="2016-K3"), row(**changes)))
        assert (found.code, found.reference, found.sheet) == (code, f"{column}3", "kostnader.csv")
        assert found.header == HEAD[ord(column) - ord("A")]
        if changes.get(found.header):
            assert found.value_seen == changes[found.header]

    def test_a_unit_of_another_region_is_told_just_like_one_that_does_not_exist(self):
        there, nowhere = (problem(csv_of(row(Organisation=name))) for name in ("08-P", "qwerty"))
        assert (there.code, str(there.message), str(there.suggestion)) == (
            nowhere.code, str(nowhere.message), str(nowhere.suggestion)
        )  # fmt: skip

    def test_all_faults_of_a_row_and_of_a_file_are_told_at_once(self):
        content = csv_of(row(Organisation="x", Slag="y", **{"Belopp (kr)": "z"}), row(Period="?"))
        found = read(content).problems.blocking
        assert [(one.reference, one.code) for one in found] == [
            ("B2", "unknown_organisation"), ("E2", "unknown_kind"), ("F2", "not_a_number"), ("A3", "bad_period"),
        ]  # fmt: skip
        assert not read(content).lines

    @pytest.mark.parametrize(
        "again",
        [{}, {"Yrkesgrupp": "LÄKARE"}, {"Vårdområde": "somatik\u00a0"}, {"Period": "K4 2016"}, {"Organisation": "10"},
         {"Yrkesgrupp": unicodedata.normalize("NFD", "läkare")}, {"Belopp (kr)": "7"}],
    )  # fmt: skip
    def test_both_rows_of_a_double_are_named(self, again):
        found = read(csv_of(SOUND, row(Slag="egen"), row(**again))).problems.blocking
        assert [(one.code, one.row) for one in found] == [("duplicate_row", 2), ("duplicate_row", 4)]
        assert "2" in str(found[0].message)
        assert "4" in str(found[0].message)

    def test_a_correction_beside_the_line_is_no_double(self):
        content = csv_of(SOUND, row(**{"Belopp (kr)": "-5", "Korrigering": "ja"}))
        assert len(read(content).lines) == 2

    def test_periods_that_share_months_in_one_file(self):
        found = problem(csv_of(row(Period="2016-K4"), row(Period="2016-11")))
        assert (found.code, found.reference, found.value_seen) == ("overlaps_in_file", "A3", "2016-11")

    def test_a_missing_column_is_named(self):
        found = problem(csv_of(SOUND[:4] + SOUND[5:], head=HEAD[:4] + HEAD[5:]))
        assert (found.code, found.header) == ("missing_column", "Slag")

    @pytest.mark.parametrize(
        ("name", "written", "reference"),
        [("Slag", "Slag av personal", "E1"), ("Yrkesgrupp", "Yrkesgrp", "C1"), ("Belopp (kr)", "Beloopp (kr)", "F1"),
         ("Belopp (kr)", "(Belopp kr)", "F1"), ("Vårdområde", "Vardomrade", "D1")],
    )  # fmt: skip
    def test_a_heading_that_is_not_understood_names_itself_and_what_it_was_meant_for(self, name, written, reference):
        found = problem(csv_of(SOUND, head=[written if one == name else one for one in HEAD]))
        assert (found.code, found.header, found.value_seen, found.reference) == (
            "missing_column", name, written, reference,
        )  # fmt: skip
        assert written in str(found.message)
        assert written in str(found.suggestion)

    @pytest.mark.parametrize("name", ["Slag", "Belopp (kr)"])
    def test_a_heading_like_none_of_ours_is_told_all_the_same(self, name):
        found = problem(csv_of(SOUND, head=["Xyzzy" if one == name else one for one in HEAD]))
        assert (found.code, found.header, found.value_seen) == ("missing_column", name, "")
        assert "Xyzzy" in str(found.message)

    def test_two_headings_are_not_meant_for_one_column(self):
        head = ["Period", "Organisation", "Yrkesgrp", "Vårdomr", "Slag", *HEAD[5:]]
        found = read(csv_of(SOUND, head=head)).problems.blocking
        assert [(one.header, one.value_seen) for one in found] == [
            ("Yrkesgrupp", "Yrkesgrp"),
            ("Vårdområde", "Vårdomr"),
        ]

    def test_a_renamed_amount_without_a_unit_is_asked_about(self):
        head = ["Belopp" if name == "Belopp (kr)" else name for name in HEAD]
        found = problem(csv_of(SOUND, head=head))
        assert (found.code, found.reference, found.value_seen) == ("no_unit", "F1", "Belopp")

    def test_a_unit_that_is_not_ours_is_named_at_its_heading(self):
        head = ["Belopp (euro)" if name == "Belopp (kr)" else name for name in HEAD]
        (found,) = read(csv_of(SOUND, head=head)).problems
        assert (found.code, found.reference, found.value_seen) == ("no_unit", "F1", "Belopp (euro)")

    def test_two_columns_of_amounts(self):
        found = problem(csv_of([*SOUND, "1"], head=[*HEAD, "Belopp (tkr)"]))
        assert found.code == "several_amounts"

    def test_headings_only(self):
        assert problem(csv_of()).code == "no_rows"

    def test_no_headings_at_all(self):
        assert problem(b"a;b\r\n1;2\r\n").code == "header_not_found"

    def test_merged_cells(self):
        content = xlsx_of(SOUND, row(Slag="egen"), prepare=lambda _, sheet: sheet.merge_cells("A2:A3"))
        found = problem(content, "a.xlsx")
        assert (found.code, found.sheet) == ("merged_cell", "Kostnader")

    def test_a_formula_that_was_never_computed_is_not_zero(self):
        found = problem(xlsx_of(row(**{"Belopp (kr)": "=1+1"})), "a.xlsx")
        assert (found.code, found.reference) == ("formula_without_value", "F2")

    def test_a_percentage_is_no_amount(self):
        def as_percent(_workbook, sheet):
            sheet["F2"].number_format = "0.0%"

        found = problem(xlsx_of(row(**{"Belopp (kr)": 1.2}), prepare=as_percent), "a.xlsx")
        assert (found.code, found.reference, found.value_seen) == ("percent", "F2", "120 %")

    def test_a_date_is_no_period_and_no_amount(self):
        assert problem(xlsx_of(row(Period=datetime.date(2016, 3, 1))), "a.xlsx").code == "bad_period"
        assert problem(xlsx_of(row(**{"Belopp (kr)": datetime.date(2016, 3, 1)})), "a.xlsx").code == "not_a_number"

    def test_a_far_away_number_in_a_workbook_is_too_large(self):
        assert problem(xlsx_of(row(**{"Belopp (kr)": 1e12})), "a.xlsx").code == "too_large"

    def test_problems_come_by_what_repairs_them(self):
        content = csv_of(*[row(Period=f"2016-K{number}x") for number in range(1, 5)], row(Slag="x"))
        groups = read(content).problems.groups()
        assert [(group.code, len(group.problems)) for group in groups] == [("bad_period", 4), ("unknown_kind", 1)]
