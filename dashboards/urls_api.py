"""Where programs begin to read. The files have their addresses beside the pages."""

from django.urls import path

from dashboards.views.api import api_home, api_partnership

app_name = "api"

urlpatterns = [
    path("", api_home, name="home"),
    path("p/<slug:partnership>/", api_partnership, name="partnership"),
]
