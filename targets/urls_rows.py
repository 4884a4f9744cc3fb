"""Addresses that the page's JavaScript posts to."""

from django.urls import URLPattern, path

from core import converters  # noqa: F401 - registers <quarter:…>
from targets.views import row_save

urlpatterns: list[URLPattern] = [
    path("returns/<quarter:quarter>/row/<int:measure>/", row_save.save_row, name="save_row"),
]
