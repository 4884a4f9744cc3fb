"""Addresses of returns; those of indicators and targets are in ``urls_manage``."""

from django.urls import URLPattern, URLResolver, path

from core import converters  # noqa: F401 - registers <quarter:…>
from targets.urls_manage import urlpatterns as manage
from targets.urls_rows import urlpatterns as rows
from targets.views import entry, returns, submit

app_name = "targets"

RETURN = "returns/<quarter:quarter>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("returns/", returns.returns, name="returns"),
    path("returns/open/", returns.open_return, name="open_return"),
    path(RETURN, returns.hub, name="return"),
    path(f"{RETURN}submit/<int:organisation>/", submit.submit, name="submit"),
    path(f"{RETURN}sign-off/<int:organisation>/", submit.sign_off, name="sign_off"),
    path(f"{RETURN}indicator/<int:measure>/", entry.indicator, name="indicator"),
    *rows,
    path(f"{RETURN}<slug:section>/", entry.section, name="section"),
    *manage,
]
