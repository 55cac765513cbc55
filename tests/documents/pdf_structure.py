"""Read a PDF as an archive and a screen reader would, and say what is wrong with it.

Our own reading of ISO 19005-3 (PDF/A-3a) and ISO 14289-1 (PDF/UA-1), for the mistakes that our tools can make. What it
does not look at is listed in docs/pdf.md. Each rule is proved by a seeded fault in test_pdf.py.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from xml.etree.ElementTree import Element as XmlElement

import pikepdf
from defusedxml import ElementTree
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
PDFUAID = "{http://www.aiim.org/pdfua/ns/id/}"
SCHEMA = "{http://www.aiim.org/pdfa/ns/schema#}"
DC = "{http://purl.org/dc/elements/1.1/}"

ROLES = {
    "Document",
    "Part",
    "Art",
    "Sect",
    "Div",
    "BlockQuote",
    "Caption",
    "TOC",
    "TOCI",
    "Index",
    "NonStruct",
    "Private",
    "P",
    "H",
    "H1",
    "H2",
    "H3",
    "H4",
    "H5",
    "H6",
    "L",
    "LI",
    "Lbl",
    "LBody",
    "Table",
    "TR",
    "TH",
    "TD",
    "THead",
    "TBody",
    "TFoot",
    "Span",
    "Quote",
    "Note",
    "Reference",
    "BibEntry",
    "Code",
    "Link",
    "Annot",
    "Figure",
    "Formula",
    "Form",
}
PAINTING = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Tj", "TJ", "'", '"', "EI"}
PRINT_FLAG = 4


@dataclass(frozen=True)
class Element:
    """A node of the structure tree: its role, its dictionary, and the nodes below."""

    role: str
    node: Dictionary
    children: "tuple[Element, ...]"

    def walk(self) -> "Iterator[Element]":
        yield self
        for child in self.children:
            yield from child.walk()

    def find(self, *roles: str) -> "Iterator[Element]":
        return (element for element in self.walk() if element.role in roles)


class Opened:
    """A PDF with the parts that several rules read."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(data))
        self.root = self.pdf.Root

    @cached_property
    def xmp(self) -> XmlElement:
        return (
            ElementTree.fromstring(self.root.Metadata.read_bytes()) if "/Metadata" in self.root else XmlElement("none")
        )

    @cached_property
    def tree(self) -> Element:
        top = self.root.get("/StructTreeRoot")
        return Element("root", top, _below(top)) if top is not None else Element("root", Dictionary(), ())

    def dictionaries(self, **wanted: Name) -> Iterator[Dictionary]:
        for item in self.pdf.objects:
            if isinstance(item, Dictionary | pikepdf.Stream) and all(
                item.get(f"/{key}") == value for key, value in wanted.items()
            ):
                yield item


def _kids(node: Dictionary) -> list[pikepdf.Object]:
    kids = node.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _below(node: Dictionary) -> tuple[Element, ...]:
    return tuple(
        Element(str(kid.S)[1:], kid, _below(kid)) for kid in _kids(node) if isinstance(kid, Dictionary) and "/S" in kid
    )


def _attribute(element: Element, name: str) -> pikepdf.Object | None:
    attributes = element.node.get("/A")
    found = attributes if isinstance(attributes, Array) else [attributes]
    return next((one.get(name) for one in found if isinstance(one, Dictionary) and name in one), None)


def _anywhere(xmp: XmlElement, name: str) -> str:
    """Return a property of the XMP, which may be written as an attribute or as an element."""
    for element in xmp.iter():
        if name in element.attrib:
            return element.attrib[name]
        if element.tag == name:
            return "".join(element.itertext()).strip()
    return ""


def identifiers(file: Opened) -> Iterator[str]:
    if len(list(file.xmp.iter(f"{RDF}RDF"))) != 1:
        yield "not exactly one rdf:RDF"
    for name, value in (("part", "3"), ("conformance", "A")):
        if _anywhere(file.xmp, PDFAID + name) != value:
            yield f"pdfaid:{name} is not {value}"
    if _anywhere(file.xmp, f"{PDFUAID}part") != "1":
        yield "pdfuaid:part is not 1"
    if "http://www.aiim.org/pdfua/ns/id/" not in [node.text for node in file.xmp.iter(f"{SCHEMA}namespaceURI")]:
        yield "the PDF/UA schema is not declared"


def title(file: Opened) -> Iterator[str]:
    in_xmp = _anywhere(file.xmp, f"{DC}title")
    if not in_xmp:
        yield "no dc:title"
    if in_xmp != str(file.pdf.docinfo.get("/Title", "")):
        yield "the title differs between XMP and info"
    if not file.root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False):
        yield "the window shows the file name"


def catalogue(file: Opened) -> Iterator[str]:
    if not file.root.get("/MarkInfo", Dictionary()).get("/Marked", False):
        yield "not marked"
    if not str(file.root.get("/Lang", "")).strip():
        yield "no language"
    if "/ID" not in file.pdf.trailer:
        yield "no identifier"
    if file.pdf.is_encrypted:
        yield "encrypted"
    for forbidden in ("/OpenAction", "/AA"):
        if forbidden in file.root:
            yield f"{forbidden} in the catalogue"


def output_intent(file: Opened) -> Iterator[str]:
    intents = list(file.root.get("/OutputIntents", Array()))
    if not any(intent.get("/S") == Name.GTS_PDFA1 and "/DestOutputProfile" in intent for intent in intents):
        yield "no colour profile"


def roles(file: Opened) -> Iterator[str]:
    for element in file.tree.children:
        yield from (f"unknown role {one.role}" for one in element.walk() if one.role not in ROLES)
    if not file.tree.children:
        yield "no structure"


def figures(file: Opened) -> Iterator[str]:
    for figure in file.tree.find("Figure"):
        if not str(figure.node.get("/Alt", "")).strip():
            yield "a figure without alternative text"


def headings(file: Opened) -> Iterator[str]:
    levels = [int(one.role[1]) for one in file.tree.walk() if re.fullmatch("H[1-6]", one.role)]
    if levels[:1] != [1]:
        yield "does not begin with H1"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"H{before} is followed by H{after}"


def tables(file: Opened) -> Iterator[str]:
    for table in file.tree.find("Table"):
        rows = list(table.find("TR"))
        taken: dict[tuple[int, int], None] = {}
        for number, row in enumerate(rows):
            column = 0
            for cell in row.children:
                while (number, column) in taken:
                    column += 1
                wide, tall = int(_attribute(cell, "/ColSpan") or 1), int(_attribute(cell, "/RowSpan") or 1)
                taken |= {(number + down, column + along): None for down in range(tall) for along in range(wide)}
                column += wide
        widths = {sum(1 for place in taken if place[0] == number) for number in range(len(rows))}
        if len(widths) != 1 or {place[0] for place in taken} != set(range(len(rows))):
            yield f"rows of different lengths: {sorted(widths)}"
        if not list(table.find("TH")):
            yield "no header cell"


def scopes(file: Opened) -> Iterator[str]:
    for head in file.tree.find("THead"):
        yield from (
            "a column header without its scope" for th in head.find("TH") if _attribute(th, "/Scope") != Name.Column
        )
    for body in file.tree.find("TBody"):
        yield from ("a row header without its scope" for th in body.find("TH") if _attribute(th, "/Scope") != Name.Row)


def links(file: Opened) -> Iterator[str]:
    tagged = {
        kid.Obj.objgen
        for link in file.tree.find("Link")
        for kid in _kids(link.node)
        if isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR
    }
    for page in file.pdf.pages:
        annotations = list(page.get("/Annots", Array()))
        if annotations and page.get("/Tabs") != Name.S:
            yield "the tab order is not that of the structure"
        for annotation in annotations:
            if annotation.get("/Subtype") == Name.Link and annotation.objgen not in tagged:
                yield "a link outside the structure"
            if annotation.get("/Subtype") == Name.Link and not str(annotation.get("/Contents", "")):
                yield "a link without words"
            if not int(annotation.get("/F", 0)) & PRINT_FLAG:
                yield "an annotation that is not printed"


def fonts(file: Opened) -> Iterator[str]:
    for descriptor in file.dictionaries(Type=Name.FontDescriptor):
        if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"{descriptor.get('/FontName')} is not embedded"
    for font in file.dictionaries(Type=Name.Font, Subtype=Name.Type0):
        if "/ToUnicode" not in font:
            yield f"{font.get('/BaseFont')} cannot be read aloud"
        for descendant in font.DescendantFonts:
            yield from _widths(descendant)


def _widths(font: Dictionary) -> Iterator[str]:
    """Compare the widths that the PDF states with those of the embedded font."""
    embedded = next(
        (font.FontDescriptor.get(key) for key in ("/FontFile2", "/FontFile3") if key in font.FontDescriptor), None
    )
    if embedded is None:
        return
    with TTFont(io.BytesIO(embedded.read_bytes()), lazy=True) as glyphs:
        advances = [
            glyphs["hmtx"].metrics[name][0] * 1000 / glyphs["head"].unitsPerEm for name in glyphs.getGlyphOrder()
        ]
    stated = list(font.get("/W", Array()))
    for first, widths in zip(stated[::2], stated[1::2], strict=True):
        for glyph, width in enumerate(widths, start=int(first)):
            if glyph >= len(advances):
                yield f"{font.BaseFont}: glyph {glyph} is not in the font"
            elif glyph and abs(advances[glyph] - float(width)) > 1:
                yield f"{font.BaseFont}: glyph {glyph} is {advances[glyph]:.0f} wide, not {float(width):.0f}"


def contents(file: Opened) -> Iterator[str]:
    """Everything painted stands inside marked content, and no text shows glyph 0."""
    for number, page in enumerate(file.pdf.pages, start=1):
        yield from (f"page {number}: {fault}" for fault in _unmarked(page, is_inside=False, seen=set()))


def _unmarked(stream: pikepdf.Object, *, is_inside: bool, seen: set[tuple[int, int]]) -> Iterator[str]:
    depth = 0
    for operands, operator in pikepdf.parse_content_stream(stream):
        name = str(operator)
        if name in {"BDC", "BMC"}:
            depth += 1
        elif name == "EMC":
            depth -= 1
        elif name in PAINTING:
            if not depth and not is_inside:
                yield f"{name} outside marked content"
            yield from _missing_glyphs(operands)
        elif name == "Do":
            painted = stream.Resources.XObject[operands[0]]
            if painted.get("/Subtype") == Name.Form and painted.objgen not in seen:
                seen.add(painted.objgen)
                yield from _unmarked(painted, is_inside=is_inside or depth > 0, seen=seen)
            elif painted.get("/Subtype") == Name.Image and not depth and not is_inside:
                yield "an image outside marked content"


def _missing_glyphs(operands: list[pikepdf.Object]) -> Iterator[str]:
    for operand in operands:
        for part in operand if isinstance(operand, Array) else [operand]:
            if isinstance(part, pikepdf.String):
                codes = bytes(part)
                if any(codes[place : place + 2] == b"\0\0" for place in range(0, len(codes), 2)):
                    yield "a character without a glyph"


def parents(file: Opened) -> Iterator[str]:
    """Every marked piece of a page leads back to an element of the tree."""
    tree = file.root.get("/StructTreeRoot", Dictionary()).get("/ParentTree", Dictionary())
    numbers = list(tree.get("/Nums", Array()))
    known = {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
    for number, page in enumerate(file.pdf.pages, start=1):
        owners = known.get(int(page.get("/StructParents", -1)), Array())
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "BDC" and isinstance(operands[1], Dictionary) and "/MCID" in operands[1]:
                place = int(operands[1].MCID)
                if place >= len(owners) or not isinstance(owners[place], Dictionary):
                    yield f"page {number}: piece {place} belongs to nothing"


def images(file: Opened) -> Iterator[str]:
    for image in file.dictionaries(Subtype=Name.Image):
        if image.get("/Interpolate", False):
            yield "a smoothed image"


def attachments(file: Opened) -> Iterator[str]:
    listed = {item.objgen for item in file.root.get("/AF", Array())}
    for spec in file.dictionaries(Type=Name.Filespec):
        name = str(spec.get("/UF", spec.get("/F", "")))
        if spec.objgen not in listed:
            yield f"{name} is not associated with the document"
        if spec.get("/AFRelationship") != Name.Data:
            yield f"{name} does not say that it is data"
        if not str(spec.get("/Desc", "")):
            yield f"{name} has no description"
        if "/EF" not in spec or "/Subtype" not in spec.EF.F:
            yield f"{name} has no content or no type"


RULES: tuple[Callable[[Opened], Iterator[str]], ...] = (
    identifiers,
    title,
    catalogue,
    output_intent,
    roles,
    figures,
    headings,
    tables,
    scopes,
    links,
    fonts,
    contents,
    parents,
    images,
    attachments,
)


def faults(data: bytes) -> list[str]:
    """Return what is wrong, as `rule: words`; an empty list is a file that passes."""
    file = Opened(data)
    return [f"{rule.__name__}: {fault}" for rule in RULES for fault in rule(file)]
