"""What no division reports, in a status report: a cost that is missing there is not printed as zero."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from indicators.cost_index import CostSum
from indicators.cost_parts import PartCost, breakdown
from plans import status_report_costs, status_report_document
from values.money import MoneyUnit


def test_an_agency_cost_that_nobody_reports_is_missing_in_every_cell():
    parts = [
        PartCost("1", "Sjukhuset", CostSum(Decimal(20_000_000), Decimal(900_000_000))),
        PartCost("2", "Ej fördelat", CostSum(Decimal(0), Decimal(5_000_000)), is_agency_reported=False),
    ]
    lines = status_report_costs._parts(breakdown(parts, parts), Decimal("0.02"), "2")
    hospital, rest = (status_report_document._part_row(one, MoneyUnit.MNKR, "sv") for one in lines)
    assert lines[1].is_met is None
    assert (rest.agency, rest.share, rest.ratio, rest.change) == (status_report_document.MISSING,) * 4
    assert rest.own == "5,0"
    assert hospital.agency == "20,0"


@pytest.mark.parametrize(("count", "is_small"), [(3, True), (17, True), (18, False)])
def test_a_sections_few_activities_are_kept_on_one_page(count, is_small):
    lines = [SimpleNamespace(section="A", area="Rekrytering") for _number in range(count)]
    ((section, areas, found),) = status_report_document._by_section_and_area(lines)
    assert (section, len(areas[0][1]), found) == ("A", count, is_small)
