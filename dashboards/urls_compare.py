"""Comparison: areas beside each other, a county's districts, and what managers keep for it."""

from django.urls import path

from dashboards.views.comparators import (
    add_comparator_areas,
    change_comparator_area,
    change_comparator_set,
    comparator_set,
    comparators,
    end_comparator_set,
    load_comparator_figures,
    new_comparator_set,
    remove_comparator_area,
    sharing,
)
from dashboards.views.compare import compare, compare_file
from dashboards.views.county import county, county_file, latest_county

SET = "comparators/<int:comparator_set>/"
AREA = "comparators/areas/<int:comparator_area>/"

urlpatterns = [
    path("<quarter:quarter>/compare/", compare, name="compare"),
    path("<quarter:quarter>/compare.<filekind:kind>", compare_file, name="compare_file"),
    path("county/", latest_county, name="county"),
    path("<quarter:quarter>/county/", county, name="county"),
    path("<quarter:quarter>/county.<filekind:kind>", county_file, name="county_file"),
    path("comparators/", comparators, name="comparators"),
    path("comparators/new/", new_comparator_set, name="new_comparator_set"),
    path("comparators/sharing/", sharing, name="sharing"),
    path(SET, comparator_set, name="comparator_set"),
    path(f"{SET}change/", change_comparator_set, name="change_comparator_set"),
    path(f"{SET}end/", end_comparator_set, name="end_comparator_set"),
    path(f"{SET}areas/", add_comparator_areas, name="add_comparator_areas"),
    path(f"{SET}load/", load_comparator_figures, name="load_comparator_figures"),
    path(f"{AREA}change/", change_comparator_area, name="change_comparator_area"),
    path(f"{AREA}remove/", remove_comparator_area, name="remove_comparator_area"),
]
