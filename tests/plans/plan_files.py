"""Plans as regions really lay them out, built with Word's own means: three documents, each with traps of its own."""

from __future__ import annotations

import io

import docx


def saved(document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def add_rows(table, rows, start=0):
    for number, row in enumerate(rows, start):
        for place, text in enumerate(row):
            table.cell(number, place).text = text


def merged_over(table, number: int, text: str) -> None:
    """Let one cell with the text cover the whole row."""
    cells = table.rows[number].cells
    cells[0].merge(cells[-1]).text = text


HEADINGS = ("Åtgärdsområde", "Åtgärd", "Beskrivning", "Ansvar", "Tid")


def with_section_rows() -> bytes:
    """Sections as merged rows, area once and blank below, headings again after a page break, no status, empty rows."""
    document = docx.Document()
    document.add_heading("Handlingsplan 2027", 0)
    document.add_paragraph("Planen är framtagen av processledningen. Ansvarig för planen är regiondirektören.")
    table = document.add_table(10, 5)
    add_rows(table, [HEADINGS])
    merged_over(table, 1, "Primärvården")
    add_rows(
        table,
        [
            ("Rekrytering", "Öka antalet ST-läkare", "", "Verksamhetschef\nHR-chef", "Hösten 2027"),
            ("", "Utred karenstid", "Rad ett\nrad två", "Hälso- och sjukvårdsdirektör, HR-chef", "Pågår"),
            ("", "", "", "", ""),
            ("Arbetsmiljö – attraktiv arbetsplats", "Karriärvägar", "", "", "Efter beslut i nämnden"),
            HEADINGS,
        ],
        start=2,
    )
    merged_over(table, 7, "Blekingesjukhuset")
    add_rows(
        table,
        [
            ("Samarbete inom och mellan landsting", "Jourlinje", "", "Verksamhetschef och ST-studierektor.", "K2 2027"),
            ("Egen fråga", "Bakjour", "", "Chefläkare", ""),
        ],
        start=8,
    )
    return saved(document)


def with_headings_between_tables() -> bytes:
    """A table for each organisation under a heading; other names, another order, no area at all; the second without headings."""
    document = docx.Document()
    document.add_paragraph("Inledande text före tabellen.")
    document.add_heading("Primärvården", 1)
    table = document.add_table(3, 4)
    add_rows(
        table,
        [
            ("När", "Status", "Vem", "Aktivitet"),
            ("2027-03-31", "Klar", "Verksamhetschef", "Inför introduktionsår"),
            ("Löpande arbete", "Pågår", "HR-chef; Ekonomichef", "Följ upp avrop"),
        ],
    )
    document.add_heading("Regionservice", 1)
    document.add_paragraph("Tabellen fortsätter.")
    rest = document.add_table(2, 4)
    add_rows(
        rest,
        [
            ("Snarast", "", "Bemanningschef", "Samla bemanningen"),
            ("våren 2028", "utgår", "", "Egen pool"),
        ],
    )
    return saved(document)


def with_merged_areas() -> bytes:
    """Areas merged down their rows, one activity over two rows, numbering, and a title row over the headings."""
    document = docx.Document()
    table = document.add_table(6, 5)
    merged_over(table, 0, "Aktiviteter för att bli oberoende av hyrpersonal")
    add_rows(table, [("Nr", "Område", "Aktivitet/åtgärd", "Ansvarig (roll):", "Tidpunkt")], start=1)
    add_rows(
        table,
        [
            ("1.", "Nya arbetssätt", "Digitala besök", "Verksamhetschef", "2027"),
            ("2.", "", "Uppgiftsväxling", "Verksamhetschef", "mars 2027"),
            ("", "", "", "Chefssjuksköterska", ""),
            ("3.", "Ersättning", "Se över ersättningen", "Förhandlingschef samt HR-chef", "Görs en gång per år"),
        ],
        start=2,
    )
    table.cell(2, 1).merge(table.cell(4, 1))
    table.cell(3, 2).merge(table.cell(4, 2))
    return saved(document)
