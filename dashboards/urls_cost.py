"""The pages of what crime costs."""

from django.urls import path

import core.converters  # noqa: F401 - registers <filekind:…>
from dashboards.views.cost import cost, cost_file
from dashboards.views.cost_edit import (
    change_cost_claim,
    change_cost_table,
    change_cost_year,
    change_unit_cost,
    new_cost_claim,
    new_cost_table,
    new_cost_year,
    new_unit_cost,
    remove_cost_claim,
    remove_cost_table,
    remove_cost_year,
    remove_unit_cost,
)
from dashboards.views.cost_load import load_cost_years

UNIT, TABLE = "cost/units/<int:unit_cost>", "cost/tables/<int:cost_table>"
YEAR, CLAIM = "cost/years/<int:cost_year>", "cost/printed/<int:cost_claim>"

urlpatterns = [
    path("cost/", cost, name="cost"),
    path("cost.<filekind:kind>", cost_file, name="cost_file"),
    path("cost/units/new/", new_unit_cost, name="new_unit_cost"),
    path(f"{UNIT}/change/", change_unit_cost, name="change_unit_cost"),
    path(f"{UNIT}/remove/", remove_unit_cost, name="remove_unit_cost"),
    path("cost/tables/new/", new_cost_table, name="new_cost_table"),
    path(f"{TABLE}/change/", change_cost_table, name="change_cost_table"),
    path(f"{TABLE}/remove/", remove_cost_table, name="remove_cost_table"),
    path(f"{TABLE}/years/new/", new_cost_year, name="new_cost_year"),
    path(f"{TABLE}/load/", load_cost_years, name="load_cost_years"),
    path(f"{YEAR}/change/", change_cost_year, name="change_cost_year"),
    path(f"{YEAR}/remove/", remove_cost_year, name="remove_cost_year"),
    path("cost/printed/new/", new_cost_claim, name="new_cost_claim"),
    path(f"{CLAIM}/change/", change_cost_claim, name="change_cost_claim"),
    path(f"{CLAIM}/remove/", remove_cost_claim, name="remove_cost_claim"),
]
