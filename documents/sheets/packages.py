"""Open a workbook's zip without trusting it, and repack what was checked.

calamine is never shown the uploaded zip, only our own of the parts that were read here: two unpackers that disagree
about sizes, duplicates or overlaps (the usual way past such a check) cannot be played against each other.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from documents.sheets.kinds import ZIP_START
from documents.sheets.limits import Limits
from documents.sheets.verdicts import Refused

_IS_ENCRYPTED = 0x1
_RATIO_COUNTS_FROM_BYTES = 1_000_000
_XML_ENDINGS = (".xml", ".rels", ".vml")
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
_MACRO_SIGNS = ("vbaproject", "macrosheet", "activex", "vbadata")
_EXTERNAL_SIGNS = ("externallink", "xl/connections", "querytable", "xl/model/")
_HYPERLINK = "/hyperlink"


@dataclass(frozen=True, slots=True)
class Package:
    """The checked XML parts of a workbook or a document, by their path without a leading slash."""

    parts: dict[str, bytes]

    def tree(self, path: str) -> Element:
        """Parse one small part.

        :raises Refused: when it is missing, is not XML, or has a DTD.
        """
        if path not in self.parts:
            raise Refused("damaged", part=path)
        try:
            return fromstring(self.parts[path], forbid_dtd=True)
        except DefusedXmlException as error:
            raise Refused("unsafe_xml", part=path) from error
        except (ParseError, ValueError) as error:
            raise Refused("damaged", part=path) from error

    def repacked(self) -> io.BytesIO:
        """Return a zip, stored and not deflated, that holds just these parts."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for path, content in self.parts.items():
                archive.writestr(path, content)
        target.seek(0)
        return target


def open_package(content: bytes, limits: Limits) -> Package:
    """Return the XML parts of an xlsx file after every check that does not need the cells.

    :raises Refused: with the code of the first fault found.
    """
    package = _opened(content, limits, _check_kind)
    _check_relations(package)
    return package


def open_word_package(content: bytes, limits: Limits) -> Package:
    """Return the XML parts of a docx file. Pictures and embedded files are left where they are: they are never read.

    :raises Refused: with the code of the first fault found.
    """
    return _opened(content, limits, _check_word_kind, allows_embedded=True)


def _opened(
    content: bytes,
    limits: Limits,
    check_kind: Callable[[zipfile.ZipFile, list[zipfile.ZipInfo]], None],
    *,
    allows_embedded: bool = False,
) -> Package:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check_sizes(infos, len(content), limits)
            check_kind(archive, infos)
            parts = dict(_checked_parts(archive, infos, allows_embedded=allows_embedded))
    except zipfile.BadZipFile as error:
        raise Refused("damaged" if zipfile.is_zipfile(io.BytesIO(content)) else "truncated", part="zip") from error
    except (zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, OSError) as error:
        raise Refused("damaged", part="zip") from error
    return Package(parts)


def _check_sizes(infos: list[zipfile.ZipInfo], file_bytes: int, limits: Limits) -> None:
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > limits.zip_entries:
        raise Refused("zip_bomb", reason="entries", count=len(infos))
    if unpacked > limits.unpacked_bytes:
        raise Refused("zip_bomb", reason="size", count=unpacked // 1_000_000)
    # Entries that share bytes add up to more than the file: the bomb that needs no ratio.
    if sum(info.compress_size for info in infos) > file_bytes:
        raise Refused("zip_bomb", reason="overlap", count=len(infos))
    for info in infos:
        is_large = info.file_size > _RATIO_COUNTS_FROM_BYTES
        if is_large and info.file_size > limits.unpacked_ratio * max(info.compress_size, 1):
            raise Refused("zip_bomb", reason="ratio", count=info.file_size // max(info.compress_size, 1))


def _check_kind(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    names = {info.filename for info in infos}
    if any(info.flag_bits & _IS_ENCRYPTED for info in infos):
        raise Refused("password_protected")
    if "mimetype" in names and archive.read("mimetype").startswith(_OPEN_DOCUMENT):
        raise Refused("open_document")
    if "[Content_Types].xml" not in names:
        raise Refused("not_a_table", kind="ZIP")
    types = archive.read("[Content_Types].xml").decode("utf-8", "replace").casefold()
    signs = types + " ".join(names).casefold()
    if "sheet.binary" in types:
        raise Refused("binary_workbook")
    if "macroenabled" in types or any(sign in signs for sign in _MACRO_SIGNS):
        raise Refused("macros")
    if any(sign in signs for sign in _EXTERNAL_SIGNS):
        raise Refused("external_links")
    if "xl/workbook.xml" not in names:
        kind = next((k for k, sign in {"Word": "word/", "PowerPoint": "ppt/"}.items() if sign in signs), "ZIP")
        raise Refused("not_a_table", kind=kind)


def _check_word_kind(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    names = {info.filename for info in infos}
    if any(info.flag_bits & _IS_ENCRYPTED for info in infos):
        raise Refused("password_protected")
    if "[Content_Types].xml" not in names or "word/document.xml" not in names:
        raise Refused("damaged", part="word/document.xml")
    types = archive.read("[Content_Types].xml").decode("utf-8", "replace").casefold()
    if "macroenabled" in types or any(sign in types + " ".join(names).casefold() for sign in _MACRO_SIGNS):
        raise Refused("word_macros")


def is_word(content: bytes) -> bool:
    """Return whether the zip says that it is a Word document; nothing in it is trusted or unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, UnicodeDecodeError, OSError):
        return False


def _checked_parts(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], *, allows_embedded: bool
) -> Iterator[tuple[str, bytes]]:
    seen: set[str] = set()
    for info in infos:
        name = info.filename.lstrip("/")
        if name.casefold() in seen:
            raise Refused("damaged", part=name)
        seen.add(name.casefold())
        with archive.open(info) as member:
            start = member.read(len(ZIP_START))
            if start == ZIP_START and not allows_embedded:
                raise Refused("embedded_file", part=name)
            if name.casefold().endswith(_XML_ENDINGS):
                part = start + member.read()
                # The sheets themselves are checked by the scan of their cells, which parses every byte.
                if not name.startswith("xl/worksheets/sheet"):
                    _check_xml(name, part)
                yield name, part


def _check_xml(name: str, part: bytes) -> None:
    parser = safe_parser(name)
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Refused("damaged", part=name) from error


def safe_parser(part: str) -> expat.XMLParserType:
    """Return a streaming parser that refuses any DTD, and with it every entity."""

    def refuse(*_: object) -> int:
        raise Refused("unsafe_xml", part=part)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.buffer_text = True
    return parser


def _check_relations(package: Package) -> None:
    """Refuse data from elsewhere. A hyperlink is text to us: it is never followed."""
    for path in package.parts:
        if not path.endswith(".rels"):
            continue
        for relation in package.tree(path):
            is_external = relation.get("TargetMode", "").casefold() == "external"
            if is_external and not relation.get("Type", "").endswith(_HYPERLINK):
                raise Refused("external_links")


def relation_targets(package: Package) -> dict[str, str]:
    """Return relation id → part path for the workbook part."""
    targets = {}
    for relation in package.tree("xl/_rels/workbook.xml.rels"):
        target = relation.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        targets[relation.get("Id", "")] = path
    return targets
