"""The lists that are open data, each with what its readers need to know to find it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.open_data import OpenList
from indicators.api.figures import FigureList, KpiList
from indicators.api.published import PublishedFigureList
from indicators.api.trend_reports import TrendReportList
from plans.api.measures import MeasureList
from plans.api.plans import ActivityList, PlanList, StatusReportList
from staffing.api import RegionList

HEALTH = "http://publications.europa.eu/resource/authority/data-theme/HEAL"
GOVERNMENT = "http://publications.europa.eu/resource/authority/data-theme/GOVE"
_EU = "http://publications.europa.eu/resource/authority/frequency"
QUARTERLY, CONTINUOUS, IRREGULAR = f"{_EU}/QUARTERLY", f"{_EU}/UPDATE_CONT", f"{_EU}/IRREG"


@dataclass(frozen=True)
class Dataset:
    """One list: `name` is its address below the version, `view` answers it."""

    name: str
    view: type[OpenList]
    title: str | Promise
    description: str | Promise
    theme: str
    frequency: str


DATASETS = (
    Dataset(
        "figures",
        FigureList,
        _("Cost of agency staff and the index, per region and period"),
        _(
            "Agency cost, own staff cost and agency cost in relation to own staff cost of each region and the nation: per period, "
            "rolling twelve months and year to date, from locked returns alone. A missing figure is empty, with the missing periods named."
        ),
        HEALTH,
        QUARTERLY,
    ),
    Dataset(
        "kpis",
        KpiList,
        _("Key figures"),
        _("What the key figures of the figures mean: definition, unit and rounding."),
        HEALTH,
        IRREGULAR,
    ),
    Dataset(
        "published-figures",
        PublishedFigureList,
        _("Published figures"),
        _("Figures of agency staff as they have been published of the nation and of regions, each with its source."),
        HEALTH,
        IRREGULAR,
    ),
    Dataset(
        "trend-reports",
        TrendReportList,
        _("National trend reports"),
        _(
            "The published reports on agency staff in the nation and its regions, with PDF, workbook and the hash of each file."
        ),
        HEALTH,
        QUARTERLY,
    ),
    Dataset(
        "regions",
        RegionList,
        _("Regions"),
        _("The 21 healthcare regions: county code, id in Kolada, name, healthcare region and population."),
        GOVERNMENT,
        IRREGULAR,
    ),
    Dataset(
        "measures",
        MeasureList,
        _("Catalogue of measures"),
        _(
            "Measures that make a region less dependent on agency staff, reconstructed from public plans and reports, "
            "with the number of regions that have introduced, work with or plan each."
        ),
        HEALTH,
        CONTINUOUS,
    ),
    Dataset(
        "plans",
        PlanList,
        _("Adopted action plans"),
        _("The regions' adopted and closed plans: title, period, goal, target, state and sections."),
        HEALTH,
        CONTINUOUS,
    ),
    Dataset(
        "activities",
        ActivityList,
        _("Activities of adopted plans"),
        _(
            "What the adopted plans say will be done: title, area, measure, deadline as printed, and how far it has come."
        ),
        HEALTH,
        CONTINUOUS,
    ),
    Dataset(
        "status-reports",
        StatusReportList,
        _("Published status reports"),
        _("Which status reports have been published of adopted plans, with the hash of each file."),
        HEALTH,
        QUARTERLY,
    ),
)
BY_NAME = {dataset.name: dataset for dataset in DATASETS}
