"""Addresses of the pages on which indicators and targets are edited."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
