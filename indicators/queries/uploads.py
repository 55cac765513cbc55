"""Load what a file of costs is read with, shown with, and the table that it is a copy of."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from documents import sheets
from documents.sheets.tables import Value
from indicators.cost_lines import AGENCY, OWN, Key, LineRow, Totals, totals
from indicators.cost_upload import KnownReturn, Place, Words
from indicators.cost_upload.template import REFERENCE_HEADINGS
from indicators.models import CostReturn
from indicators.queries import lines, returns
from staffing.models import CareArea, Level, Organisation, Profession, Region, RegionName
from values.period import Period
from values.text import search_key

WHOLE_REGION = ("hela regionen", "regionen", "the whole region")


def words_for(region: Region, today: datetime.date) -> Words:
    """Return everything that names in a file can mean in the region: five queries, whatever the file holds."""
    places: dict[str, dict[int, Place]] = {}
    root = None
    codes: dict[str, Place] = {}
    for pk, level, code, name, valid_from, valid_to in region.organisations.order_by("pk").values_list(
        "pk", "level", "code", "name", "valid_from", "valid_to"
    ):
        place = Place(pk, valid_from, valid_to)
        codes[search_key(code)] = place
        places.setdefault(search_key(name), {})[pk] = place
        if level == Level.REGION:
            root = place
    if root is None:
        raise Organisation.DoesNotExist(region)
    names = [*RegionName.objects.filter(region=region).values_list("name", flat=True), region.short_name, *WHOLE_REGION]
    for name in names:
        places.setdefault(search_key(name), {}).setdefault(root.pk, root)
    # A workbook that takes the county code for a number drops its zero. A code means one thing, whatever the names are.
    found = {name: tuple(of_name.values()) for name, of_name in places.items()}
    found.setdefault(region.code.lstrip("0"), (root,))
    found |= {code: (place,) for code, place in codes.items()}
    return Words(
        root=root,
        organisations=found,
        professions={
            search_key(name): (one.pk, one.has_care_area)
            for one in Profession.objects.all()
            for name in (one.code, one.name_en, one.name_sv)
        },
        care_areas={
            search_key(name): one.pk for one in CareArea.objects.all() for name in (one.code, one.name_en, one.name_sv)
        },
        returns=tuple(_known_returns(region)),
        today=today,
    )


def _known_returns(region: Region) -> list[KnownReturn]:
    newest: dict[Period, str] = {}
    for one in CostReturn.objects.filter(region=region).order_by("number"):
        newest[one.period] = one.state
    return [KnownReturn(period, state) for period, state in newest.items()]


@dataclass(frozen=True)
class PeriodPreview:
    """What a file says of one period, beside what stands there now and what the same months of last year had."""

    period: Period
    totals: Totals
    now: Totals | None
    year_before: Totals | None
    deviations: list[str]
    removed: list[str]


def preview(region: Region, by_period: Mapping[Period, Sequence[LineRow]]) -> list[PeriodPreview]:
    """Return the preview of each period in order: a handful of queries a period, none a row."""
    labels = returns.labels_for(region=region)
    previews = []
    for period, rows in by_period.items():
        newest = CostReturn.objects.filter(region=region).for_period(period).order_by("-number").first()
        now = lines.rows_of(newest.pk) if newest else []
        before = returns.counting_rows(region, period.year_before())
        gone = {row.organisation_id for row in now} - {row.organisation_id for row in rows}
        previews.append(
            PeriodPreview(
                period,
                totals(rows),
                totals(now) if now else None,
                totals(before) if before else None,
                returns.deviation_words(region, period, rows, labels),
                sorted(labels.organisations.get(pk, "–") for pk in gone),
            )
        )
    return previews


# The template, which is also the export of a return's lines ------------------------------------------------------------

_COLUMNS = (
    sheets.Column("Period", width=12),
    sheets.Column("Organisation", width=24),
    sheets.Column("Yrkesgrupp", width=18),
    sheets.Column("Vårdområde", width=16),
    sheets.Column("Slag", width=10),
    sheets.Column("Belopp (kr)", "money", 16, is_unlocked=True),
    sheets.Column("varav jour", "money", 14, is_unlocked=True),
    sheets.Column("varav utom ram", "money", 16, is_unlocked=True),
    sheets.Column("Hyrveckor", "number", 12, is_unlocked=True),
    sheets.Column("Timmar", "number", 12, is_unlocked=True),
    sheets.Column("Korrigering", width=12, is_unlocked=True),
)
_REFERENCES = (sheets.Column(REFERENCE_HEADINGS[0], "text", 24), sheets.Column(REFERENCE_HEADINGS[1], "money", 24))
"""For the eye only: reading the file passes over them."""
_LOCKED_COLUMNS = tuple(sheets.Column(one.header, one.kind, one.width) for one in _COLUMNS)


def lines_table(cost_return: CostReturn, rows: Sequence[LineRow]) -> sheets.TableSpec:
    """Return the lines of a return in the columns of the template, so that what goes out can come in again."""
    named = _Names(cost_return.region)
    return sheets.TableSpec(
        title=cost_return.period.code,
        columns=_LOCKED_COLUMNS,
        rows=[named.row(cost_return.period, row) for row in rows],
    )


def template_table(region: Region, period: Period) -> sheets.TableSpec:
    """Return the template of a period: a row for each organisation × profession × care area × kind, with what is there.

    The organisations are the region, its divisions, and those that the open return or the latest one before has lines for.
    """
    there = CostReturn.objects.filter(region=region).for_period(period).order_by("-number").first()
    rows = lines.rows_of(there.pk) if there else []
    latest = CostReturn.objects.filter(region=region, first_month__lt=period.first_date, counts_submitted=True)
    before = lines.rows_of(latest.order_by("-first_month").values_list("pk", flat=True).first())
    used = {row.organisation_id for row in (*rows, *before)}
    named = _Names(region)
    year_before = {row.key: row.amount_sek for row in returns.counting_rows(region, period.year_before())}
    by_key = {row.key: row for row in rows}
    keys = dict.fromkeys(
        (organisation.pk, profession.pk, area.pk if area else None, kind, False)
        for organisation in returns.organisations_for(region, period, used)
        for profession in named.professions.values()
        for area in (named.care_areas.values() if profession.has_care_area else [None])
        for kind in (AGENCY, OWN)
    )
    keys.update(dict.fromkeys(by_key))
    return sheets.TableSpec(
        title=period.code,
        columns=(*_COLUMNS, *_REFERENCES),
        rows=[
            [
                *(named.row(period, by_key[key]) if key in by_key else named.key_cells(period, key)),
                named.names.get(key[0]),
                year_before.get(key),
            ]
            for key in keys
        ],
        notes=(
            _("Write amounts in the white columns and upload the file again. An empty amount means not reported; a true zero is written as 0."),
            _("Report each cost once: either for the whole region or for its parts. All rows are summed."),
            _("Amounts in thousands or millions: change the heading to Belopp (tkr) or Belopp (mnkr)."),
            _("Korrigering: write ja where a negative amount is meant."),
            _("Dental care is not included; own staff cost includes local administration at the units."),
        ),
    )  # fmt: skip


class _Names:
    """The codes and words that a row is written with; Swedish, as the template is."""

    def __init__(self, region: Region) -> None:
        organisations = list(region.organisations.order_by().values_list("pk", "code", "name"))
        self.codes = {pk: code for pk, code, _name in organisations}
        self.names = {pk: name for pk, _code, name in organisations}
        self.root_ids = set(region.organisations.filter(level=Level.REGION).values_list("pk", flat=True))
        self.professions = {one.pk: one for one in Profession.objects.all()}
        self.care_areas = {one.pk: one for one in CareArea.objects.all()}

    def key_cells(self, period: Period, key: Key) -> list[Value]:
        organisation_id, profession_id, care_area_id, kind, is_correction = key
        return [
            period.code,
            None if organisation_id in self.root_ids else self.codes.get(organisation_id),
            self.professions[profession_id].name_sv,
            self.care_areas[care_area_id].name_sv if care_area_id else None,
            "inhyrd" if kind == AGENCY else "egen",
            *[None] * 5,
            "ja" if is_correction else None,
        ]

    def row(self, period: Period, row: LineRow) -> list[Value]:
        cells = self.key_cells(period, row.key)
        return [*cells[:5], *row.figures, cells[-1]]
