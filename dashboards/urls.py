"""The board's pages, and what managers do before publishing."""

from django.urls import path

import core.converters  # noqa: F401 - registers <quarter:…>
from dashboards import urls_compare, urls_cost
from dashboards.views.appendix import appendix
from dashboards.views.coverage import coverage, coverage_file
from dashboards.views.downloads import (
    download_csv,
    download_json,
    download_workbook,
    figures_file,
    ratings_file,
)
from dashboards.views.headline import headline
from dashboards.views.indicator import indicator, indicator_file
from dashboards.views.indicators import indicators, latest_indicators
from dashboards.views.judgements import assess, judge, judgements, withdraw
from dashboards.views.overview import overview
from dashboards.views.priority import priority, priority_file
from dashboards.views.publish import publish
from dashboards.views.quarters import quarters, quarters_file
from dashboards.views.revise import revise_figure
from dashboards.views.revisions import revisions
from dashboards.views.schemes import change_scheme, new_scheme, remove_scheme, schemes
from dashboards.views.stated import stated, stated_file

app_name = "dashboards"

urlpatterns = [
    path("", overview, name="overview"),
    path("indicators/", latest_indicators, name="indicators"),
    path("coverage/", coverage, name="coverage"),
    path("coverage.<filekind:kind>", coverage_file, name="coverage_file"),
    path("quarters/", quarters, name="quarters"),
    path("quarters.<filekind:kind>", quarters_file, name="quarters_file"),
    path("rating/", schemes, name="schemes"),
    path("rating/new/", new_scheme, name="new_scheme"),
    path("rating/<int:scheme>/change/", change_scheme, name="change_scheme"),
    path("rating/<int:scheme>/remove/", remove_scheme, name="remove_scheme"),
    path("<quarter:quarter>/", overview, name="overview"),
    path("<quarter:quarter>/indicators/", indicators, name="indicators"),
    path("<quarter:quarter>/indicators/<int:measure_id>/", indicator, name="indicator"),
    path(
        "<quarter:quarter>/indicators/<int:measure_id>/data.<filekind:kind>",
        indicator_file,
        name="indicator_file",
    ),
    path("<quarter:quarter>/priorities/<slug:group>/", priority, name="priority"),
    path(
        "<quarter:quarter>/priorities/<slug:group>.<filekind:kind>",
        priority_file,
        name="priority_file",
    ),
    path("<quarter:quarter>/appendix/", appendix, name="appendix"),
    path("<quarter:quarter>/stated/", stated, name="stated"),
    path("<quarter:quarter>/stated.<filekind:kind>", stated_file, name="stated_file"),
    path("<quarter:quarter>/ratings.<filekind:kind>", ratings_file, name="ratings_file"),
    path("<quarter:quarter>/figures.<filekind:kind>", figures_file, name="figures_file"),
    path("<quarter:quarter>/dashboard.csv", download_csv, name="csv"),
    path("<quarter:quarter>/dashboard.json", download_json, name="json"),
    path("<quarter:quarter>/dashboard.xlsx", download_workbook, {"kind": "xlsx"}, name="xlsx"),
    path("<quarter:quarter>/dashboard.ods", download_workbook, {"kind": "ods"}, name="ods"),
    path("returns/revisions/", revisions, name="revisions"),
    path("returns/<quarter:quarter>/revise/<int:measure_id>/", revise_figure, name="revise"),
    path("returns/<quarter:quarter>/publish/", publish, name="publish"),
    path("returns/<quarter:quarter>/headline/", headline, name="headline"),
    path("returns/<quarter:quarter>/judgements/", judgements, name="judgements"),
    path("returns/<quarter:quarter>/judgements/indicators/<int:measure_id>/", judge, name="judge"),
    path(
        "returns/<quarter:quarter>/judgements/indicators/<int:measure_id>/withdraw/",
        withdraw,
        name="withdraw",
    ),
    path("returns/<quarter:quarter>/judgements/<slug:kind>/<int:group_id>/", assess, name="assess"),
    *urls_compare.urlpatterns,
    *urls_cost.urlpatterns,
]
