"""Addresses of the app `indicators`."""

from django.urls import path

from indicators.views import (
    assumptions,
    collecting,
    comparison,
    grid,
    hire_reconciliation,
    index,
    indicator_uploads,
    indicators,
    locking,
    moves,
    outlook,
    pivot,
    reference,
    region_indicators,
    returns,
    staffing_beside,
    totals,
    trend_report,
    uploads,
)

urlpatterns = [
    # The index
    path("riket/", index.nation_index, name="nation_index"),
    path("riket/tabell.<str:file_type>", index.index_export, name="index_export"),
    path("riket/forandring/", moves.nation_move, name="nation_move"),
    path("riket/prognos/", outlook.nation_outlook, name="nation_outlook"),
    path("riket/jamfor/", comparison.nation_compare, name="nation_compare"),
    # Reference data of the figures
    path("riket/antaganden/", assumptions.AssumptionList.as_view(), name="assumption_list"),
    path("riket/antaganden/<int:pk>/ratta/", reference.AssumptionEdit.as_view(), name="assumption_edit"),
    path("riket/mal/", reference.TargetList.as_view(), name="target_list"),
    path("riket/mal/nytt/", reference.TargetCreate.as_view(), name="target_create"),
    path("riket/mal/<int:pk>/ratta/", reference.TargetEdit.as_view(), name="target_edit"),
    path("riket/publicerade-siffror/", reference.PublishedFigureList.as_view(), name="published_figure_list"),
    path("riket/publicerade-siffror/ny/", reference.PublishedFigureCreate.as_view(), name="published_figure_create"),
    path(
        "riket/publicerade-siffror/<int:pk>/ratta/",
        reference.PublishedFigureEdit.as_view(),
        name="published_figure_edit",
    ),
    # Collection rounds, and what waits to be locked: before the addresses that take a region's code
    path("kostnader/insamlingar/", collecting.collection_round_list, name="collection_round_list"),
    path("kostnader/insamlingar/ny/", collecting.collection_round_create, name="collection_round_create"),
    path("kostnader/insamlingar/<int:pk>/", collecting.collection_round_detail, name="collection_round_detail"),
    path(
        "kostnader/insamlingar/<int:pk>/andra/", collecting.CollectionRoundEdit.as_view(), name="collection_round_edit"
    ),
    path("kostnader/insamlingar/<int:pk>/stang/", collecting.collection_round_close, name="collection_round_close"),
    path("kostnader/insamlingar/<int:pk>/paminn/", collecting.collection_round_remind, name="collection_round_remind"),
    path("kostnader/att-lasa/", locking.cost_return_waiting, name="cost_return_waiting"),
    # The national trend report
    path("riket/bemanningstrend/", trend_report.trend_report_list, name="trend_report_list"),
    path("riket/bemanningstrend/nytt/", trend_report.trend_report_create, name="trend_report_create"),
    path("riket/bemanningstrend/<int:pk>/", trend_report.trend_report_detail, name="trend_report_detail"),
    path("riket/bemanningstrend/<int:pk>/andra/", trend_report.TrendReportEdit.as_view(), name="trend_report_edit"),
    path("riket/bemanningstrend/<int:pk>/granska/", trend_report.trend_report_preview, name="trend_report_preview"),
    path("riket/bemanningstrend/<int:pk>/publicera/", trend_report.trend_report_publish, name="trend_report_publish"),
    path("riket/bemanningstrend/<int:pk>/kasta/", trend_report.trend_report_discard, name="trend_report_discard"),
    path(
        "riket/bemanningstrend/<int:pk>/rapport.<str:file_type>",
        trend_report.trend_report_download,
        name="trend_report_download",
    ),
    # Other indicators: the words of the addresses before the codes
    path("riket/matt/", indicators.indicator_list, name="indicator_list"),
    path("riket/matt/nytt/", indicators.indicator_create, name="indicator_create"),
    path("riket/matt/<slug:slug>/", indicators.indicator_nation, name="indicator_nation"),
    path("riket/matt/<slug:slug>/andra/", indicators.IndicatorEdit.as_view(), name="indicator_edit"),
    path("riket/matt/<slug:slug>/avveckla/", indicators.indicator_retire, name="indicator_retire"),
    path("kostnader/<str:code>/matt/", region_indicators.region_indicator_list, name="region_indicator_list"),
    path("kostnader/<str:code>/matt/mall/", indicator_uploads.indicator_template, name="indicator_template"),
    path("kostnader/<str:code>/matt/fil/", indicator_uploads.indicator_upload_view, name="indicator_upload"),
    path(
        "kostnader/<str:code>/matt/fil/<int:pk>/",
        indicator_uploads.indicator_upload_preview,
        name="indicator_upload_preview",
    ),
    path(
        "kostnader/<str:code>/matt/fil/<int:pk>/skriv/",
        indicator_uploads.indicator_upload_confirm,
        name="indicator_upload_confirm",
    ),
    path(
        "kostnader/<str:code>/matt/<slug:slug>/",
        region_indicators.region_indicator_detail,
        name="region_indicator_detail",
    ),
    path(
        "kostnader/<str:code>/matt/<slug:slug>/fyll-i/",
        region_indicators.indicator_value_enter,
        name="indicator_value_enter",
    ),
    path(
        "kostnader/<str:code>/matt/<slug:slug>/dela/",
        region_indicators.indicator_value_share,
        name="indicator_value_share",
    ),
    # A region's index
    path("kostnader/<str:code>/", index.region_index, name="region_index"),
    path("kostnader/<str:code>/forandring/", moves.index_move, name="index_move"),
    path("kostnader/<str:code>/fordelning/", pivot.index_pivot, name="index_pivot"),
    path("kostnader/<str:code>/fordelning/tabell.<str:file_type>", pivot.index_pivot, name="index_pivot_export"),
    path("kostnader/<str:code>/avstamning/", hire_reconciliation.hire_reconciliation, name="hire_reconciliation"),
    path(
        "kostnader/<str:code>/avstamning/tabell.<str:file_type>",
        hire_reconciliation.hire_reconciliation,
        name="hire_reconciliation_export",
    ),
    path(
        "kostnader/<str:code>/avstamning/kommentar/",
        hire_reconciliation.hire_reconciliation_comment,
        name="hire_reconciliation_comment",
    ),
    path("kostnader/<str:code>/prognos/", outlook.index_outlook, name="index_outlook"),
    path("kostnader/<str:code>/bemanning/", staffing_beside.region_staffing, name="region_staffing"),
    path(
        "kostnader/<str:code>/bemanning/tabell.<str:file_type>",
        staffing_beside.region_staffing,
        name="region_staffing_export",
    ),
    path("kostnader/<str:code>/rakna-om/", index.index_recompute, name="index_recompute"),
    # The returns
    path("kostnader/", returns.cost_return_list, name="cost_return_list"),
    path("kostnader/<str:code>/inrapportering/ny/", returns.cost_return_create, name="cost_return_create"),
    path("kostnader/<str:code>/inrapportering/<int:pk>/", returns.cost_return_detail, name="cost_return_detail"),
    path("kostnader/<str:code>/inrapportering/<int:pk>/andra/", grid.cost_return_edit, name="cost_return_edit"),
    path(
        "kostnader/<str:code>/inrapportering/<int:pk>/lamna-in/", returns.cost_return_submit, name="cost_return_submit"
    ),
    path("kostnader/<str:code>/inrapportering/<int:pk>/oppna/", returns.cost_return_reopen, name="cost_return_reopen"),
    path(
        "kostnader/<str:code>/inrapportering/<int:pk>/ratta/", returns.cost_return_restate, name="cost_return_restate"
    ),
    path("kostnader/<str:code>/inrapportering/<int:pk>/delarna/", totals.cost_return_parts, name="cost_return_parts"),
    path(
        "kostnader/<str:code>/inrapportering/<int:pk>/ta-bort/", returns.cost_return_discard, name="cost_return_discard"
    ),
    path(
        "kostnader/<str:code>/inrapportering/<int:pk>/rader.<str:file_format>",
        returns.cost_return_export,
        name="cost_return_export",
    ),
    # Costs from a file
    path("kostnader/<str:code>/inrapportering/mall/", uploads.cost_template, name="cost_template"),
    path("kostnader/<str:code>/inrapportering/fil/", uploads.cost_upload_view, name="cost_upload"),
    path("kostnader/<str:code>/inrapportering/fil/<int:pk>/", uploads.cost_upload_preview, name="cost_upload_preview"),
    path(
        "kostnader/<str:code>/inrapportering/fil/<int:pk>/skriv/",
        uploads.cost_upload_confirm,
        name="cost_upload_confirm",
    ),
    path(
        "kostnader/<str:code>/inrapportering/fil/<int:pk>/las-som-tkr/",
        uploads.cost_upload_thousands,
        name="cost_upload_thousands",
    ),
    path("kostnader/<str:code>/inrapportering/fil/<int:pk>/angra/", uploads.cost_upload_undo, name="cost_upload_undo"),
]
