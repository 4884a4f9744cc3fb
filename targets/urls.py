"""Addresses of returns; those of indicators and targets are in ``urls_manage``."""

from django.urls import URLPattern, URLResolver, path

from core import converters  # noqa: F401 - registers <quarter:…>
from targets.urls_checks import urlpatterns as checks
from targets.urls_denominators import urlpatterns as denominators
from targets.urls_manage import urlpatterns as manage
from targets.urls_pages import urlpatterns as pages
from targets.urls_round import urlpatterns as round_
from targets.urls_rows import urlpatterns as rows
from targets.urls_sheets import urlpatterns as sheets
from targets.urls_upload import urlpatterns as uploads
from targets.views import entry, returns

app_name = "targets"

RETURN = "returns/<quarter:quarter>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("returns/", returns.returns, name="returns"),
    *round_,
    path(RETURN, returns.hub, name="return"),
    *pages,
    *checks,
    path(f"{RETURN}indicator/<int:measure>/", entry.indicator, name="indicator"),
    *rows,
    *uploads,
    *sheets,
    path(f"{RETURN}<slug:section>/", entry.section, name="section"),
    *denominators,
    *manage,
]
