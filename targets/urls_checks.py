"""Addresses of the checks of a return's figures."""

from django.urls import URLPattern, URLResolver, path

from core import converters  # noqa: F401 - registers <quarter:…>
from targets.views import unusual

urlpatterns: list[URLPattern | URLResolver] = [
    path("returns/<quarter:quarter>/unusual/", unusual.unusual, name="unusual"),
]
