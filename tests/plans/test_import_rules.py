"""What headings, section rows and words of a plan mean: tables without a database, and whatever comes without a crash."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.plan_import import grid, sources
from plans.plan_import.grid import Grid, GridRow
from plans.plan_import.headers import Column, column_named, read_header
from plans.plan_import.understanding import understand
from plans.plan_import.understood import Choices, Flag, Taken
from plans.plan_import.words import KnownWords, like, responsibles_of, status_of, suggested_measure
from plans.progress import Progress
from tests.plans import plan_files

TODAY = date(2026, 11, 26)
WORDS = KnownWords(
    organisations=((1, "Region Blekinge"), (2, "Primärvården"), (3, "Blekingesjukhuset")),
    areas=(
        ("recruitment", "Rekrytering"),
        ("attractive_workplace", "Attraktiv arbetsplats"),
        ("attractive_workplace", "Arbetsmiljö – attraktiv arbetsplats"),
        ("collaboration", "Samarbete inom och mellan landsting"),
        ("new_ways_of_working", "Nya arbetssätt"),
        ("compensation", "Ersättning"),
    ),
    measures=(
        (21, "Öka antalet AT- och ST-läkare samt sjuksköterskor under specialistutbildning"),
        (3, "Karriärvägar"),
    ),
)


def read(grids, choices=None):
    return understand(grids, WORDS, choices or Choices(), whole="Region Blekinge", no_area="Övrigt", today=TODAY)


def rows(*lines: tuple[str, ...]) -> tuple[Grid, ...]:
    return (Grid("", tuple(GridRow(number, line) for number, line in enumerate(lines, 1))),)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Åtgärd", Column.TITLE),
        ("AKTIVITET", Column.TITLE),
        ("Ansvar", Column.RESPONSIBLE),
        ("Ansvarig (roll):", Column.RESPONSIBLE),
        ("Tid-\npunkt", Column.DEADLINE),
        ("Tid", Column.DEADLINE),
        ("När?", Column.DEADLINE),
        ("Åtgärdsområde", Column.AREA),
        ("Omra\u030ade", Column.AREA),
        ("Status 2", Column.STATUS),
        ("Förvaltning", Column.SECTION),
        ("Aktivitet / Åtgärd", Column.TITLE),
        ("Planerad aktivitet", Column.TITLE),
        ("Aktivitetsbeskrivning", Column.DESCRIPTION),
        ("Ansvarig för genomförande", Column.RESPONSIBLE),
        ("Läge/status", Column.STATUS),
        ("Klart senast (datum)", Column.DEADLINE),
        ("Kostnad", None),
        ("Digitala besök", None),
        ("", None),
    ],
)
def test_headings_have_many_names(heading, column):
    assert column_named(heading) is column


def test_words_like_headings_in_a_row_of_the_plan_make_no_headings():
    found = read(
        rows(("Aktivitet", "Ansvar", "Tid"), ("Utred ansvar", "Ansvarig chef", ""), ("Följ upp status", "Chef", ""))
    )
    assert [one.title for one in found.activities] == ["Utred ansvar", "Följ upp status"]


def test_headings_that_are_all_only_like_names_are_told_together():
    header = ("Aktivitetsbeskrivning", "Ansvarig verksamhet", "Klart senast (datum)", "Planerad aktivitet")
    assert read_header(header) is not None


def test_headings_over_two_lines_make_no_activity():
    found = read(rows(("Aktivitet", "Ansvarig", "Tid"), ("", "Roll", ""), ("Utred", "Chef", "2027")))
    assert [one.title for one in found.activities] == ["Utred"]


def test_a_place_is_known_by_its_form_and_an_own_area_by_its_column():
    found = read(
        rows(
            ("Område", "Aktivitet", "Tid"),
            ("", "Psykiatriförvaltningen", ""),
            ("Digitalisering", "", ""),
            ("", "Utred", "2027"),
        )
    )
    assert [(one.section, one.area) for one in found.activities] == [("Psykiatriförvaltningen", "Digitalisering")]
    assert like("Arbetsmiljö", WORDS.areas) == ("attractive_workplace", False)


def test_one_known_word_is_no_row_of_headings():
    assert read_header(("Status", "okänd för alla", "")) is None
    assert read_header(("Åtgärd", "Aktivitet", "Tid")) == {0: Column.TITLE, 1: Column.DESCRIPTION, 2: Column.DEADLINE}


@pytest.mark.parametrize(
    ("cell", "roles"),
    [
        ("Personaldirektör", ("Personaldirektör",)),
        ("Personaldirektör.", ("Personaldirektör",)),
        ("Verksamhetschef\nHR-chef", ("Verksamhetschef", "HR-chef")),
        ("Hälso- och sjukvårdsdirektör", ("Hälso- och sjukvårdsdirektör",)),
        ("Hälso- och sjukvårdsdirektör, HR-chef", ("Hälso- och sjukvårdsdirektör", "HR-chef")),
        ("Verksamhetschef och ST-studierektor.", ("Verksamhetschef", "ST-studierektor")),
        ("Chef för HR och ekonomi", ("Chef för HR och ekonomi",)),
        ("Personalstrateg med inriktning ledarskap och kompetens", ("Personalstrateg med inriktning ledarskap och kompetens",)),
        ("HR-chef / ekonomichef", ("HR-chef", "ekonomichef")),
        ("HR-chef; HR-chef", ("HR-chef",)),
        ("1. HR-chef\n2. Chefläkare", ("HR-chef", "Chefläkare")),
        ("Verksamhetschef, ej jour", ("Verksamhetschef, ej jour",)),
        ("", ()),
    ],
)  # fmt: skip
def test_several_roles_in_one_cell(cell, roles):
    assert responsibles_of(cell) == roles


@pytest.mark.parametrize(
    ("cell", "progress"),
    [
        ("Klart", Progress.DONE),
        ("KLAR 2017-06-30", Progress.DONE),
        ("Pågår, försenad", Progress.IN_PROGRESS),
        ("Ej påbörjad", Progress.NOT_STARTED),
        ("Klar, i ordinarie drift", Progress.IN_OPERATION),
        ("utgår", Progress.CANCELLED),
        ("Grönt", None),
    ],
)
def test_words_for_status(cell, progress):
    assert status_of(cell) is progress


def test_names_are_matched_by_their_aliases_and_by_likeness_which_is_said():
    assert like("Arbetsmiljö - attraktiv arbetsplats", WORDS.areas) == ("attractive_workplace", True)
    assert like("1. Rekrytering", WORDS.areas) == ("recruitment", True)
    assert like("Rekryteringar", WORDS.areas) == ("recruitment", False)
    assert like("Primärvårdens förvaltning", WORDS.organisations) is None or like(
        "Förvaltning Primärvården", WORDS.organisations
    ) == (2, False)
    assert like("Kollektivtrafik", WORDS.areas) is None


def test_measures_are_suggested_and_never_set():
    found = read(rows(("Aktivitet", "Ansvar"), ("Öka antalet ST-läkare under specialistutbildning", "HR-chef")))
    assert (found.activities[0].suggested_measure, found.activities[0].measure_number) == (21, None)
    assert suggested_measure("Köp nya stolar", WORDS.measures) is None


class TestThreeDocuments:
    def test_section_rows_and_areas_carried_down(self):
        found = read(sources.read(plan_files.with_section_rows(), "plan.docx")[0])
        assert [(one.section, one.area, one.title) for one in found.activities] == [
            ("Primärvården", "Rekrytering", "Öka antalet ST-läkare"),
            ("Primärvården", "Rekrytering", "Utred karenstid"),
            ("Primärvården", "Arbetsmiljö – attraktiv arbetsplats", "Karriärvägar"),
            ("Blekingesjukhuset", "Samarbete inom och mellan landsting", "Jourlinje"),
            ("Blekingesjukhuset", "Egen fråga", "Bakjour"),
        ]
        first, second, third, fourth, fifth = found.activities
        assert first.responsibles == ("Verksamhetschef", "HR-chef")
        assert (second.progress, second.deadline_kind, second.description) == (
            Progress.IN_PROGRESS,
            "continuous",
            "Rad ett\nrad två",
        )
        assert {Flag.UNPARSED, Flag.NO_RESPONSIBLE} <= third.flags
        assert fourth.due_date == date(2027, 6, 30)
        assert Flag.UNDATED in fifth.flags
        assert [(part.name, part.match) for part in found.areas][-1] == ("Egen fråga", None)
        assert [row.taken for row in found.others] == [Taken.SKIP, Taken.SKIP, Taken.SECTION, Taken.SECTION]

    def test_a_heading_over_each_table_and_no_areas(self):
        found = read(sources.read(plan_files.with_headings_between_tables(), "plan.docx")[0])
        assert [(one.section, one.area, one.title, one.progress) for one in found.activities] == [
            ("Primärvården", "Övrigt", "Inför introduktionsår", Progress.DONE),
            ("Primärvården", "Övrigt", "Följ upp avrop", Progress.IN_PROGRESS),
            ("Regionservice", "Övrigt", "Samla bemanningen", Progress.NOT_STARTED),
            ("Regionservice", "Övrigt", "Egen pool", Progress.CANCELLED),
        ]
        assert [table.is_inherited for table in found.tables] == [False, True]
        assert [(part.name, part.match) for part in found.sections] == [("Primärvården", 2), ("Regionservice", None)]

    def test_areas_merged_down_and_one_activity_over_two_rows(self):
        found = read(sources.read(plan_files.with_merged_areas(), "plan.docx")[0])
        assert [(one.section, one.area, one.title, one.responsibles) for one in found.activities] == [
            ("Region Blekinge", "Nya arbetssätt", "Digitala besök", ("Verksamhetschef",)),
            ("Region Blekinge", "Nya arbetssätt", "Uppgiftsväxling", ("Verksamhetschef", "Chefssjuksköterska")),
            ("Region Blekinge", "Ersättning", "Se över ersättningen", ("Förhandlingschef", "HR-chef")),
        ]

    def test_a_row_under_a_shared_title_with_a_time_or_status_of_its_own_is_an_activity(self):
        heading = GridRow(1, ("Åtgärd", "Beskrivning", "Ansvarig", "Klart senast", "Status"))
        first = GridRow(2, ("Utbildningstjänster", "ST-tjänster utökas med tre", "HR-chef", "K4 2026", ""))
        told = GridRow(3, ("", "ST-tjänster utökas med fem", "Chefläkare", "K2 2027", "Klart"), frozenset({0}))
        again = GridRow(4, ("", "", "", "K4 2027", ""), frozenset({0, 1}))
        found = read([Grid("", (heading, first, told, again))])
        assert [
            (one.title, one.description, one.responsibles, one.deadline_text, one.progress) for one in found.activities
        ] == [
            ("Utbildningstjänster", "ST-tjänster utökas med tre", ("HR-chef",), "K4 2026", Progress.NOT_STARTED),
            ("ST-tjänster utökas med fem", "ST-tjänster utökas med fem", ("Chefläkare",), "K2 2027", Progress.DONE),
            ("ST-tjänster utökas med fem", "", (), "K4 2027", Progress.NOT_STARTED),
        ]
        assert Flag.NO_TITLE in found.activities[1].flags


class TestOtherSources:
    def test_a_csv_as_swedish_excel_writes_it(self):
        content = "Åtgärd;Ansvarig;När\r\nUtred jourer;Chefläkare;våren 2027\r\n".encode("cp1252")
        found = read(sources.read(content, "plan.csv")[0])
        assert [(one.title, one.due_date) for one in found.activities] == [("Utred jourer", date(2027, 6, 30))]

    def test_a_table_pasted_from_excel_with_a_line_break_in_a_cell(self):
        text = 'Område\tAktivitet\tAnsvarig\r\nRekrytering\tUtred\t"HR-chef\nChefläkare"\r\n\tInför\t\r\n'
        found = read(sources.from_paste(text))
        assert [(one.area, one.title, one.responsibles) for one in found.activities] == [
            ("Rekrytering", "Utred", ("HR-chef", "Chefläkare")),
            ("Rekrytering", "Inför", ()),
        ]

    def test_a_row_with_an_organisation_alone_in_the_first_column(self):
        found = read(rows(("Område", "Aktivitet", "Tid"), ("Primärvården", "", ""), ("Rekrytering", "Utred", "2027")))
        assert [(one.section, one.area) for one in found.activities] == [("Primärvården", "Rekrytering")]

    def test_an_activity_with_a_title_alone_is_an_activity(self):
        found = read(rows(("Aktivitet", "Ansvar"), ("Utred jourer", "")))
        assert [one.title for one in found.activities] == ["Utred jourer"]

    def test_the_same_activity_twice_is_flagged(self):
        found = read(rows(("Aktivitet", "Ansvar"), ("Utred", "Chef"), ("Utred", "Chef")))
        assert [Flag.TWICE in one.flags for one in found.activities] == [False, True]


def test_a_person_wins_over_what_was_told():
    lines = rows(("Vad", "Vem", "X"), ("Utred", "Chef", "2027"), ("Särskilt", "", ""), ("Inför", "Chef", "2028"))
    choices = Choices(
        columns={"0": {"2": "deadline"}},
        rows={"0:3": "section"},
        sections={"Särskilt": 3},
        areas={"Övrigt": "recruitment"},
        excluded=frozenset({"0:2"}),
        measures={"0:4": 21},
    )
    found = read(lines, choices)
    assert [(one.title, one.section, one.due_date, one.measure_number) for one in found.included] == [
        ("Inför", "Särskilt", date(2028, 12, 31), 21)
    ]
    assert [(part.name, part.match) for part in found.sections] == [("Särskilt", 3)]
    assert [(part.name, part.match) for part in found.areas] == [("Övrigt", "recruitment")]


def test_what_is_kept_between_pages_comes_back_the_same():
    grids = sources.read(plan_files.with_merged_areas(), "plan.docx")[0]
    assert grid.from_json(grid.to_json(grids)) == grids


cells = st.sampled_from(
    ["", "Aktivitet", "Ansvarig", "Tid", "Rekrytering", "Primärvården", "Pågår", "2027", "x\ny", "—"]
)
lines = st.lists(st.lists(cells, min_size=1, max_size=5).map(tuple), max_size=12)


@given(st.lists(lines, max_size=3))
def test_no_table_crashes_and_no_row_is_lost_without_a_word(tables):
    grids = [Grid("", tuple(GridRow(number, row) for number, row in enumerate(table, 1))) for table in tables]
    found = read(grids)
    told = {one.row for one in found.activities} | {one.row for one in found.others}
    for index, one in enumerate(grids):
        for row in one.rows:
            if row.filled and not read_header(row.cells):
                assert f"{index}:{row.number}" in told
