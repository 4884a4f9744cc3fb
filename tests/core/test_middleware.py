"""Headers of every answer."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from core.context_processors import page
from core.middleware import SecurityHeadersMiddleware


class SomeUser:
    is_authenticated = True


def answer(user: object = None, headers: dict[str, str] | None = None) -> HttpResponse:
    """The answer of a view with these headers, to this user."""
    request = RequestFactory().get("/")
    if user is not None:
        request.user = user  # type: ignore[assignment]
    return SecurityHeadersMiddleware(lambda request: HttpResponse(headers=headers))(request)


def test_the_policy_allows_own_files_and_this_requests_scripts_only() -> None:
    response = answer()
    policy = dict(
        part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["style-src"] == policy["form-action"] == policy["connect-src"] == "'self'"
    assert re.fullmatch(r"'self' 'nonce-[A-Za-z0-9_-]{22}'", policy["script-src"])
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_nonce_is_new_each_time_and_known_to_the_template() -> None:
    nonces = set()
    for _ in range(5):
        request = RequestFactory().get("/")
        middleware = SecurityHeadersMiddleware(
            lambda request: HttpResponse(page(request)["csp_nonce"])
        )
        response = middleware(request)
        nonce = response.content.decode()
        assert f"'nonce-{nonce}'" in response["Content-Security-Policy"]
        nonces.add(nonce)
    assert len(nonces) == 5


def test_without_the_middleware_there_is_no_nonce() -> None:
    assert page(RequestFactory().get("/")) == {"csp_nonce": ""}


@pytest.mark.parametrize("user", [None, AnonymousUser()])
def test_pages_for_everybody_may_be_cached(user: object) -> None:
    assert "Cache-Control" not in answer(user)


def test_pages_of_the_signed_in_are_not_kept() -> None:
    assert answer(SomeUser())["Cache-Control"] == "no-store"


def test_a_header_of_the_view_is_kept() -> None:
    response = answer(
        SomeUser(), {"Cache-Control": "private, max-age=60", "Content-Security-Policy": "sandbox"}
    )
    assert response["Cache-Control"] == "private, max-age=60"
    assert response["Content-Security-Policy"] == "sandbox"
