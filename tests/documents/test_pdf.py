"""Reports as files: the standards they meet, what they refuse, and how they fail."""

import io
import re
import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

import pikepdf
import pytest
from django.template import engines
from django.utils import translation
from pikepdf import Array, Dictionary, Name

from documents import pdf, pdf_child
from tests.documents import pdf_structure
from tests.documents.chart_samples import HOSTILE, SAMPLES

CREATED_AT = datetime(2026, 1, 19, 13, 2, 7, tzinfo=UTC)
TABLE_ROWS = 60
FULL_REPORT = """{% extends "documents/pdf_base.html" %}
{% block cover %}<div class="facts"><p><strong>Läget per:</strong> 2025-12-31</p></div>{% endblock %}
{% block summary %}<p class="lead">3,1 % − målet är 2,0 % ≤ 5 %</p>
<div class="key-figures"><div class="key-figure"><p class="label">Andel</p><p class="value">3,1 %</p></div></div>{% endblock %}
{% block contents %}<section class="contents"><h2>Innehåll</h2><ul><li><span class="page" data-target="#rows"></span>
<a href="#rows">Aktiviteter</a></li></ul></section>{% endblock %}
{% block content %}<h2 id="rows">Aktiviteter</h2><table><caption>Alla aktiviteter</caption>
<thead><tr><th scope="col" class="w-50">Aktivitet</th><th scope="col" class="w-30">Status</th>
<th scope="col" class="w-20 number">Kronor</th></tr></thead><tbody>
<tr class="group"><th scope="rowgroup" colspan="3">Primärvård</th></tr>
{% for row in rows %}<tr><th scope="row">Aktivitet {{ row }}</th>
<td><span class="status status-late">Försenad</span></td><td class="number">1 234</td></tr>{% endfor %}
</tbody></table><p>{{ user_text }}</p><p><a href="https://www.example.se/">www.example.se</a></p>
<h3>Diagram</h3>{% for chart in charts %}<figure><figcaption>Ett diagram</figcaption>{{ chart }}</figure>{% endfor %}
{% endblock %}"""


def full_html(user_text=HOSTILE, language="sv"):
    with translation.override(language):
        return (
            engines["django"]
            .from_string(FULL_REPORT)
            .render(
                {
                    "report_title": "Handlingsplan Blekinge",
                    "report_subtitle": "kv 4 2025",
                    "report_version": "Version 1",
                    "rows": range(TABLE_ROWS),
                    "user_text": user_text,
                    "charts": [sample() for sample in SAMPLES.values()],
                }
            )
        )


def page(body, head=""):
    return f'<!DOCTYPE html><html lang="sv"><head>{head}<link rel="stylesheet" href="bundle:pdf/report.css"></head><body><h1>Rubrik</h1>{body}</body></html>'


def render(html, **changes):
    return pdf.render_pdf(html, **{"title": "Rapport", "language": "sv", "created_at": CREATED_AT} | changes)


def render_here(html):
    """Render in this process: fast, for what is refused before a glyph is looked for."""
    return pdf_child.render(html, title="Rapport", language="sv", created_at=CREATED_AT)


def shown(data):
    """Return the text that a reader copies, by the fonts' own tables."""
    text = []
    with pikepdf.open(io.BytesIO(data)) as opened:
        for one in opened.pages:
            tables = {name: _unicode(font) for name, font in one.Resources.Font.items()}
            table = {}
            for operands, operator in pikepdf.parse_content_stream(one):
                if str(operator) == "Tf":
                    table = tables[str(operands[0])]
                elif str(operator) in {"Tj", "TJ"}:
                    for part in operands[0] if isinstance(operands[0], Array) else [operands[0]]:
                        if isinstance(part, pikepdf.String):
                            codes = bytes(part).hex()
                            text.append("".join(table.get(codes[at : at + 4], "") for at in range(0, len(codes), 4)))
    return "".join(text)


def _unicode(font):
    mapping = font.ToUnicode.read_bytes().decode("latin-1")
    pairs = re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", mapping)
    return {glyph.lower(): bytes.fromhex(letters).decode("utf-16-be") for glyph, letters in pairs}


@pytest.fixture(scope="module")
def report():
    return render(
        full_html(),
        attachments=[pdf.Attachment("underlag.csv", "Siffrorna bakom rapporten", "år;kronor\r\n2025;1 234".encode())],
    )


class TestStandard:
    def test_a_report_with_everything_has_no_fault(self, report):
        assert pdf_structure.faults(report) == []

    def test_every_chart_is_a_figure_that_says_its_message(self, report):
        opened = pdf_structure.Opened(report)
        said = [str(figure.node.Alt) for figure in opened.tree.find("Figure")]
        assert len(said) == len(SAMPLES)
        assert "Blekinge 3,3 %, riket 2,1 %, mål 2,0 %" in said

    def test_metadata_is_what_was_asked_for(self, report):
        with pikepdf.open(io.BytesIO(report)) as opened:
            assert str(opened.Root.Lang) == "sv"
            assert str(opened.docinfo.Title) == "Rapport"
            assert str(opened.docinfo.CreationDate).startswith("D:20260119130207")

    def test_the_figures_travel_inside(self, report):
        with pikepdf.open(io.BytesIO(report)) as opened:
            file = opened.attachments["underlag.csv"]
            assert file.get_file().read_bytes().decode() == "år;kronor\r\n2025;1 234"
            assert file.description == "Siffrorna bakom rapporten"

    def test_table_heads_are_repeated_on_each_page(self, report):
        opened = pdf_structure.Opened(report)
        activity_tables = [table for table in opened.tree.find("Table") if len(list(table.find("TR"))) > 1]
        assert len(activity_tables) > 1
        assert all(len(list(table.find("THead"))) == 1 for table in activity_tables)
        rows = [row for table in activity_tables for body in table.find("TBody") for row in body.find("TR")]
        assert len(rows) == TABLE_ROWS + 1  # none split, none lost

    def test_only_the_bundled_typeface_is_used(self, report):
        opened = pdf_structure.Opened(report)
        names = {str(font.BaseFont) for font in opened.dictionaries(Type=Name.Font, Subtype=Name.Type0)}
        assert names
        assert all("Source-Sans-3" in name or "SourceSans3" in name for name in names), names

    def test_pages_are_a4_with_bookmarks_and_page_numbers(self, report):
        with pikepdf.open(io.BytesIO(report)) as opened:
            assert [round(float(edge)) for edge in opened.pages[0].MediaBox] == [0, 0, 595, 842]
            with opened.open_outline() as outline:
                assert outline.root[0].title == "Handlingsplan Blekinge"
            last = f"{len(opened.pages)} "
        assert re.search(rf"1 \w+ {last.strip()}", shown(report))

    def test_the_same_input_gives_the_same_bytes(self, report):
        attachment = pdf.Attachment("underlag.csv", "Siffrorna bakom rapporten", "år;kronor\r\n2025;1 234".encode())
        assert render(full_html(), attachments=[attachment]) == report

    def test_the_language_is_the_callers(self):
        data = render(full_html(language="sv"), language="en")
        with pikepdf.open(io.BytesIO(data)) as opened:
            assert str(opened.Root.Lang) == "en"

    def test_markup_that_people_write_is_text(self, report):
        assert HOSTILE.replace(" ", "") in shown(report).replace(" ", "").replace("\n", "")


def _drop(key):
    return lambda opened: opened.Root.__delitem__(key)


def _structure(opened, role):
    return next(
        item
        for item in opened.objects
        if isinstance(item, Dictionary) and item.get("/Type") == Name.StructElem and item.get("/S") == role
    )


def _in_xmp(old, new):
    def change(opened):
        stream = opened.Root.Metadata
        data = stream.read_bytes()
        assert old in data
        stream.write(data.replace(old, new))

    return change


def _on(kind, key, value=None, **wanted):
    """Return a change of `key` in the first dictionary of a kind; without a value the key is removed."""

    def change(opened):
        found = next(
            item
            for item in opened.objects
            if isinstance(item, Dictionary | pikepdf.Stream)
            and item.get("/Type") == kind
            and all(item.get(f"/{name}") == is_value for name, is_value in wanted.items())
            and (key in item or value is not None)
        )
        if value is None:
            del found[key]
        else:
            found[key] = value

    return change


def _untag_text(opened):
    first = opened.pages[0]
    first.Contents = opened.make_stream(b"BT 1 0 0 1 0 0 Tm ET 0 0 10 10 re f\n" + first.Contents.read_bytes())


def _print_glyph_zero(opened):
    first = opened.pages[0]
    first.Contents = opened.make_stream(first.Contents.read_bytes() + b"\n/Artifact BMC BT <0000> Tj ET EMC")


def _widen_glyph(opened):
    font = next(
        item for item in opened.objects if isinstance(item, Dictionary) and "/W" in item and "/FontDescriptor" in item
    )
    font.W[1][0] = 1234


def _drop_cell(opened):
    row = next(
        item
        for item in opened.objects
        if isinstance(item, Dictionary) and item.get("/S") == Name.TR and len(item.K) == 3
    )
    row.K = Array(list(row.K)[:2])


def _unscope(opened):
    next(item for item in opened.objects if isinstance(item, Dictionary) and item.get("/S") == Name.TH).A.__delitem__(
        "/Scope"
    )


def _headless(opened):
    for item in opened.objects:
        if isinstance(item, Dictionary) and item.get("/S") == Name.TH:
            item.S = Name.TD


def _skip_heading(opened):
    _structure(opened, Name.H2).S = Name.H4


def _no_first_heading(opened):
    _structure(opened, Name.H1).S = Name.P


def _rename_role(opened):
    _structure(opened, Name.Part).S = Name.Invented


def _empty_alt(opened):
    _structure(opened, Name.Figure).Alt = " "


def _forget_parent(opened):
    opened.Root.StructTreeRoot.ParentTree.Nums[1] = Array([])


def _unlist_attachment(opened):
    opened.Root.AF = Array([])


def _smooth_image(opened):
    image = opened.make_stream(b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, Interpolate=True)
    opened.Root.Seeded = opened.make_indirect(image)


def _unprint(opened):
    next(item for one in opened.pages for item in one.get("/Annots", [])).F = 0


SEEDED = {
    "identifiers: pdfuaid:part": _in_xmp(b'pdfuaid:part="1"', b""),
    "identifiers: pdfaid:part": _in_xmp(b'pdfaid:part="3"', b'pdfaid:part="2"'),
    "identifiers: pdfaid:conformance": _in_xmp(b'pdfaid:conformance="A"', b'pdfaid:conformance="B"'),
    "identifiers: the PDF/UA schema": _in_xmp(b"pdfaSchema:namespaceURI", b"pdfaSchema:prefix"),
    "identifiers: not exactly one": _in_xmp(
        b"</x:xmpmeta>", b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>'
    ),
    "title: no dc:title": _in_xmp(b"Rapport", b""),
    "title: the title differs": _in_xmp(b"Rapport", b"Annan"),
    "title: the window": _drop("/ViewerPreferences"),
    "catalogue: not marked": _drop("/MarkInfo"),
    "catalogue: no language": _drop("/Lang"),
    "catalogue: /OpenAction": lambda opened: opened.Root.__setitem__("/OpenAction", Dictionary(S=Name.JavaScript)),
    "output_intent: no colour profile": _drop("/OutputIntents"),
    "roles: no structure": _drop("/StructTreeRoot"),
    "roles: unknown role": _rename_role,
    "figures: a figure without": _empty_alt,
    "headings: H1 is followed by H4": _skip_heading,
    "headings: does not begin with H1": _no_first_heading,
    "tables: rows of different lengths": _drop_cell,
    "tables: no header cell": _headless,
    "scopes: a column header": _unscope,
    "links: a link outside": _on(Name.StructElem, "/K", Array([]), S=Name.Link),
    "links: a link without words": _on(Name.Annot, "/Contents"),
    "links: the tab order": lambda opened: [one.__delitem__("/Tabs") for one in opened.pages],
    "links: an annotation that is not printed": _unprint,
    "fonts: .* is not embedded": _on(Name.FontDescriptor, "/FontFile2"),
    "fonts: .* cannot be read": _on(Name.Font, "/ToUnicode", Subtype=Name.Type0),
    "fonts: .* wide, not 1234": _widen_glyph,
    "contents: page 1: f outside": _untag_text,
    "contents: page 1: a character": _print_glyph_zero,
    "parents: page 1": _forget_parent,
    "images: a smoothed image": _smooth_image,
    "attachments: underlag.csv is not associated": _unlist_attachment,
    "attachments: underlag.csv does not say": _on(Name.Filespec, "/AFRelationship", Name.Source),
    "attachments: underlag.csv has no description": _on(Name.Filespec, "/Desc"),
    "attachments: underlag.csv has no content": _on(Name.Filespec, "/EF"),
}


@pytest.mark.parametrize("fault", SEEDED)
def test_each_rule_finds_the_fault_it_is_for(report, fault):
    with pikepdf.open(io.BytesIO(report)) as opened:
        SEEDED[fault](opened)
        damaged = io.BytesIO()
        opened.save(damaged)
    found = pdf_structure.faults(damaged.getvalue())
    assert [one for one in found if re.match(fault, one)], found


def test_every_rule_has_a_seeded_fault():
    assert {fault.split(":")[0] for fault in SEEDED} == {rule.__name__ for rule in pdf_structure.RULES}


@pytest.fixture
def listener():
    """Return the address of a server on this machine, and the list of callers that it had."""
    callers = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        is_over = threading.Event()

        def listen():
            while not is_over.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                callers.append(connection.getpeername())
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x", callers
        is_over.set()
        thread.join()


# WeasyPrint leaves its colour profile open, and a render in this process meets our rule that warnings are errors.
rendered_here = [
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class TestRefusedAddresses:
    pytestmark = rendered_here
    TAGS = (
        '<img alt="a" src="{}">',
        '<img alt="a" srcset="{0} 2x" src="{0}">',
        '<svg xmlns="http://www.w3.org/2000/svg"><title>t</title><image href="{}" width="9" height="9"/></svg>',
        '<object data="{}"></object>',
        '<embed src="{}">',
        '<p style="background: url({})">x</p>',
        "<style>@import url({});</style>",
        '<style>@font-face {{ font-family: x; src: url("{}") }} p {{ font-family: x }}</style><p>x</p>',
        '<link rel="stylesheet" href="{}">',
        '<link rel="attachment" href="{}">',
        '<a rel="attachment" href="{}">x</a>',
    )

    @pytest.mark.parametrize("tag", TAGS)
    def test_nobody_is_called(self, tag, listener):
        address, callers = listener
        with pytest.raises(pdf_child.Refused) as refused:
            render_here(page(tag.format(address)))
        assert refused.value.reason in {"address", "attachment"}
        assert address in refused.value.detail
        assert callers == []

    @pytest.mark.parametrize("tag", TAGS)
    @pytest.mark.parametrize(
        "address",
        [
            "file:///etc/passwd",
            "FILE:///etc/passwd",
            "ftp://127.0.0.1/x",
            "bundle:pdf/../../config/settings.py",
            "bundle:/etc/passwd",
            "bundle:css/charts.css",
            "data:text/css,p{}",
        ],
    )
    def test_no_file_is_read(self, tag, address):
        with pytest.raises(pdf_child.Refused) as refused:
            render_here(page(tag.format(address)))
        assert refused.value.reason in {"address", "attachment"}

    def test_a_base_address_changes_nothing(self):
        with pytest.raises(pdf_child.Refused, match=r"file:///etc/passwd"):
            render_here(page('<img src="passwd" alt="a">', head='<base href="file:///etc/">'))

    def test_a_picture_in_the_text_is_allowed(self):
        red = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
        data = render_here(
            page(f'<p><img alt="röd" style="image-rendering: crisp-edges" src="data:image/png;base64,{red}"></p>')
        )
        opened = pdf_structure.Opened(data)
        assert [str(figure.node.Alt) for figure in opened.tree.find("Figure")] == ["röd"]

    def test_the_child_refuses_as_well_and_says_so(self, listener):
        address, callers = listener
        with pytest.raises(pdf.RenderError) as error, translation.override("en"):
            render(page(f'<img src="{address}" alt="a">'))
        assert error.value.reason == "address"
        assert address in error.value.detail
        assert callers == []


class TestHeavyText:
    def test_a_word_of_20_000_letters_is_broken_and_all_there(self):
        data = render(page(f"<p>{'å' * 20_000}</p>"), timeout_seconds=60)
        assert shown(data).count("å") == 20_000
        with pikepdf.open(io.BytesIO(data)) as opened:
            assert len(opened.pages) > 2

    def test_300_nested_elements_fail_in_words(self):
        with pytest.raises(pdf.RenderError) as error:
            render(page("<div>" * 300 + "x"))
        assert error.value.reason == "nesting"

    def test_too_little_memory_fails_and_leaves_nothing(self):
        with pytest.raises(pdf.RenderError) as error:
            render(page("<p>x</p>" * 10_000), memory_bytes=250_000_000)
        assert error.value.reason in {"memory", "stopped"}

    def test_too_little_time_is_a_timeout(self):
        with pytest.raises(pdf.RenderTimeout) as error, translation.override("sv"):
            render(page("<p>x</p>" * 20_000), timeout_seconds=1.5)
        assert error.value.reason == "timeout"
        assert "1.5" in str(error.value)

    def test_a_child_without_its_parent_stops_by_itself(self):
        order = '{"html": "%s", "title": "t", "language": "sv", "created_at": "2026-01-01T00:00:00+00:00", "attachments": [], "timeout_seconds": 1, "memory_bytes": 1500000000}'
        finished = subprocess.run(
            [sys.executable, "-m", pdf.CHILD_MODULE],
            input=(order % ("<p>x</p>" * 30_000)).encode(),
            capture_output=True,
            cwd=pdf.ROOT,
            check=False,
            timeout=60,
        )
        assert finished.returncode < 0
        assert finished.stdout == b""


def test_a_child_killed_in_the_middle_is_an_error_and_no_half_file(monkeypatch):
    started = []

    class Recorded(subprocess.Popen):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Recorded)
    caught = []

    def work():
        try:
            render(page("<p>x</p>" * 30_000))
        except pdf.RenderError as error:
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    while not started:
        time.sleep(0.02)
    time.sleep(1)
    started[0].kill()
    thread.join(timeout=10)
    assert [(error.reason, error.detail) for error in caught] == [("stopped", "SIGKILL")]


@pytest.mark.parametrize("output", [b"", b"%PDF-1.7 and then nothing", b"noise %%EOF"])
def test_half_a_file_is_never_returned(monkeypatch, output):
    monkeypatch.setattr(pdf, "_run_child", lambda *_: subprocess.CompletedProcess([], 0, output, b""))
    with pytest.raises(pdf.RenderError) as error:
        render(page("x"))
    assert error.value.reason == "stopped"


class TestCharacters:
    @pytest.mark.parametrize("character", ["😀", "日", "\ue123"])
    def test_what_the_typeface_lacks_is_named(self, character):
        with pytest.raises(pdf.RenderError) as error:
            render(page(f"<p>Hej {character}</p>"))
        assert error.value.reason == "glyph"
        assert f"{character} (U+{ord(character):04X})" in error.value.detail

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Åäö − ≤ ≥ → ▲ ▼ ✓ ■ ● ○ □ × ‐ é", "Åäö − ≤ ≥ → ▲ ▼ ✓ ■ ● ○ □ × ‐ é"),
            ("A\u030asa a\u0308r o\u0308", "Åsa är ö"),
            ("klart 😀!", "klart □!"),
            ("👩‍👩‍👧 och 🇸🇪", "□ och □"),
            ("✓\ufe0f", "✓"),
            ("\u202eabc\u202c\u200f", "abc"),
            ("rad\r\nrad\ttab\u2028rad\x0brad", "rad\nrad\ttab rad rad"),
            ("\x00\x07\x1bx\ud800", "x"),
            ("", ""),
        ],
    )
    def test_people_may_write_anything(self, text, expected):
        assert pdf.printable(text) == expected

    def test_printable_html_with_anything_in_it_becomes_a_report(self):
        text = "".join(map(chr, range(0x20, 0x250))) + "😀👩‍👩‍👧\u202eabc\x07日本語 \u0000 o\u0308"
        html = pdf.printable(full_html(user_text=text))
        assert pdf_structure.faults(render(html)) == []

    def test_our_own_frame_and_style_need_no_replacement(self):
        assert pdf.REPLACEMENT not in pdf.printable(full_html())
        style = (pdf.ROOT / "static" / "pdf" / "report.css").read_text()
        assert pdf.printable(style) == style


class TestArguments:
    pytestmark = rendered_here

    @pytest.mark.parametrize("title", ["", "  "])
    def test_a_report_needs_a_title(self, title):
        with pytest.raises(pdf.RenderError) as error:
            render(page("x"), title=title)
        assert error.value.reason == "title"

    def test_a_time_without_a_zone_is_refused(self):
        with pytest.raises(ValueError, match="time zone"):
            render(page("x"), created_at=datetime(2026, 1, 1))  # noqa: DTZ001

    def test_an_error_of_the_engine_fails_the_report(self):
        with pytest.raises(pdf_child.Refused, match="No anchor #nowhere"):
            render_here(page('<a href="#nowhere">x</a>'))

    def test_every_reason_has_words_in_both_languages(self):
        for reason in pdf.REASONS:
            for language in ("sv", "en"):
                with translation.override(language):
                    assert str(pdf.RenderError(reason, "detalj")).strip()

    def test_the_child_does_not_know_our_secrets(self, monkeypatch):
        monkeypatch.setenv("SECRET_KEY", "hemlig")
        seen = {}

        def run(*_, env, **__):
            seen.update(env)
            return subprocess.CompletedProcess([], 0, b"%PDF-1.7\n%%EOF", b"")

        monkeypatch.setattr(subprocess, "run", run)
        render(page("x"))
        assert "SECRET_KEY" not in seen
        assert seen["FONTCONFIG_FILE"].endswith("fonts.conf")

    def test_the_child_does_not_import_django(self):
        code = "import sys, documents.pdf_child; print(any(name.split('.')[0] == 'django' for name in sys.modules))"
        finished = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, cwd=pdf.ROOT, check=True
        )
        assert finished.stdout.strip() == "False"
