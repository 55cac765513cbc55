"""The datasets as DCAT-AP-SE describes them, in RDF/XML, for data portals to harvest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.etree import ElementTree as ET

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.api.datasets import DATASETS, Dataset

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
_EU = "http://publications.europa.eu/resource/authority"
LANGUAGES = {"sv": f"{_EU}/language/SWE", "en": f"{_EU}/language/ENG"}
FORMATS = (("json", "application/json", ""), ("csv", "text/csv", ".csv"))
SWEDEN = "http://sws.geonames.org/2661886/"
PUBLIC = f"{_EU}/access-right/PUBLIC"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TITLE = _("Open data on dependence on agency staff in healthcare")
DESCRIPTION = _(
    "Costs of agency staff and the index, the catalogue of measures and the adopted action plans of Sweden's healthcare regions."
)
KEYWORDS = (_("agency staff"), _("healthcare"), _("regions"))
Address = Callable[[str], str]
"""Turns a path into the address that strangers reach it by."""


def _name(prefixed: str) -> str:
    prefix, local = prefixed.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def _resource(parent: ET.Element, name: str, address: str) -> None:
    ET.SubElement(parent, _name(name), {_name("rdf:resource"): address})


def _words(parent: ET.Element, name: str, text: str | Promise) -> None:
    """Write the text in every language."""
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            ET.SubElement(parent, _name(name), {XML_LANG: language}).text = str(text)


def _node(parent: ET.Element, kind: str, address: str) -> ET.Element:
    return ET.SubElement(parent, _name(kind), {_name("rdf:about"): address})


def catalogue(address: Address, datasets: Sequence[Dataset] = DATASETS) -> bytes:
    """Return the catalogue with its datasets and two distributions of each, as RDF/XML in UTF-8."""
    for prefix, namespace in NAMESPACES.items():
        ET.register_namespace(prefix, namespace)
    root = ET.Element(_name("rdf:RDF"))
    publisher, contact = settings.OPEN_DATA_PUBLISHER_URL or address("/#publisher"), address("/#contact")
    whole = _node(root, "dcat:Catalog", address("/oppna-data/"))
    _words(whole, "dcterms:title", TITLE)
    _words(whole, "dcterms:description", DESCRIPTION)
    _resource(whole, "dcterms:publisher", publisher)
    _resource(whole, "dcterms:license", settings.OPEN_DATA_LICENCE)
    _resource(whole, "foaf:homepage", address("/oppna-data/"))
    for language in LANGUAGES.values():
        _resource(whole, "dcterms:language", language)
    for dataset in datasets:
        _resource(whole, "dcat:dataset", address(f"/api/v1/{dataset.name}#dataset"))
    agent = _node(root, "foaf:Agent", publisher)
    ET.SubElement(agent, _name("foaf:name")).text = settings.OPEN_DATA_PUBLISHER
    card = _node(root, "vcard:Organization", contact)
    ET.SubElement(card, _name("vcard:fn")).text = settings.OPEN_DATA_PUBLISHER
    if settings.SUPPORT_EMAIL:
        _resource(card, "vcard:hasEmail", f"mailto:{settings.SUPPORT_EMAIL}")
    for dataset in datasets:
        _dataset(root, dataset, address, publisher, contact)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _dataset(root: ET.Element, dataset: Dataset, address: Address, publisher: str, contact: str) -> None:
    path = f"/api/v1/{dataset.name}"
    one = _node(root, "dcat:Dataset", address(f"{path}#dataset"))
    _words(one, "dcterms:title", dataset.title)
    _words(one, "dcterms:description", dataset.description)
    for keyword in KEYWORDS:
        _words(one, "dcat:keyword", keyword)
    _resource(one, "dcterms:publisher", publisher)
    _resource(one, "dcat:contactPoint", contact)
    _resource(one, "dcat:theme", dataset.theme)
    _resource(one, "dcterms:accrualPeriodicity", dataset.frequency)
    _resource(one, "dcterms:accessRights", PUBLIC)
    _resource(one, "dcterms:spatial", SWEDEN)
    for language in LANGUAGES.values():
        _resource(one, "dcterms:language", language)
    for kind, _media_type, _suffix in FORMATS:
        _resource(one, "dcat:distribution", address(f"{path}#{kind}"))
    for kind, media_type, suffix in FORMATS:
        way = _node(root, "dcat:Distribution", address(f"{path}#{kind}"))
        ET.SubElement(way, _name("dcterms:title"), {XML_LANG: "en"}).text = f"{dataset.name} ({kind.upper()})"
        _resource(way, "dcat:accessURL", address(path + suffix))
        _resource(way, "dcat:downloadURL", address(path + suffix))
        ET.SubElement(way, _name("dcterms:format")).text = media_type
        _resource(way, "dcterms:license", settings.OPEN_DATA_LICENCE)
        _resource(way, "dcterms:conformsTo", address("/api/v1/openapi.json" if kind == "json" else f"{path}.csvw.json"))
