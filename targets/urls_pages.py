"""Addresses of a return's own pages: what is missing, its blank form, and the steps after it."""

from django.urls import URLPattern, URLResolver, path

from core import converters  # noqa: F401 - registers <quarter:…>
from targets.views import blank, missing, sign_off, submit

RETURN = "returns/<quarter:quarter>/"
SUBMIT, SIGN_OFF = f"{RETURN}submit/<int:organisation>/", f"{RETURN}sign-off/<int:organisation>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{RETURN}missing/", missing.missing, name="missing"),
    path(f"{RETURN}blank/", blank.blank_form, name="blank_form"),
    path(SUBMIT, submit.submit, name="submit"),
    path(f"{SUBMIT}done/", submit.submitted, name="submitted"),
    path(SIGN_OFF, sign_off.sign_off, name="sign_off"),
    path(f"{SIGN_OFF}ask/", sign_off.ask, name="ask"),
    path(f"{SIGN_OFF}done/", sign_off.signed_off, name="signed_off"),
]
