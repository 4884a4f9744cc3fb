"""Views that write without an action of ours, as allauth's and the admin's do."""

from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from partnerships.models import Organisation


def write(request: HttpRequest) -> HttpResponse:
    Organisation.objects.create(name=request.path, kind="council")
    return HttpResponse("written")


def fail(request: HttpRequest) -> HttpResponse:
    write(request)
    raise ZeroDivisionError


def answer(request: HttpRequest) -> HttpResponse:
    write(request)
    raise ImmediateHttpResponse(HttpResponse("answered"))


admin = ([path("change/", write, name="accounts_user_change")], "admin")

urlpatterns = [
    path("accounts/write/", write, name="account_write"),
    path("accounts/factor/", write, name="mfa_write"),
    path("accounts/fail/", fail, name="account_fail"),
    path("accounts/answer/", answer, name="account_answer"),
    path("accounts/", include("allauth.urls")),
    path("admin/", include(admin)),
    path("ours/", write, name="ours"),
    path("unnamed/", write),
    path("", write, name="home"),
]
