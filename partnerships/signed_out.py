"""What somebody typed is not lost when they were signed out before it was sent.

A form that arrives without a session is answered with a page that keeps its fields: sign in
elsewhere, then send again. Signing in changes the forms' token, so the second sending arrives with
the old one: ``csp.views.csrf_failure`` shows the same page with a new one, if the form came from
our own pages. Files and passwords are never kept.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

SIGNED_OUT, OTHER_TOKEN = "signed_out", "token"  # what a program is told, as ``state``
NEVER_KEPT = ("csrfmiddlewaretoken", "password")  # in the names of fields


def keeps(request: HttpRequest) -> bool:
    """Whether this is a form, or a program's request, for an address of a partnership."""
    match = request.resolver_match
    return request.method == "POST" and match is not None and "partnership" in match.kwargs


def from_our_own_page(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent this; no when it says nothing."""
    said = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        place = urlsplit(said)
    except ValueError:
        return False
    return (place.scheme, place.netloc) == (request.scheme, request.get_host())


def kept_page(request: HttpRequest) -> HttpResponse:
    """The page that keeps the posted fields; for a program only why it was not let in.

    401 for somebody who is signed out, 403 with a token that works for somebody who is not.
    """
    signed_in = request.user.is_authenticated
    status = 403 if signed_in else 401
    if wants_json(request):
        state = OTHER_TOKEN if signed_in else SIGNED_OUT
        response: HttpResponse = JsonResponse({"state": state}, status=status)
    else:
        context = {
            "kept": kept_fields(request),
            "files": bool(request.FILES),
            "address": request.get_full_path(),
            "signed_in": signed_in,
        }
        response = render(request, "signed_out.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def no_key() -> HttpResponse:
    """For a program that sent neither a key nor a session."""
    said = "Send a key: Authorization: Bearer and the key. Keys are made on your account’s page."
    response = JsonResponse({"error": said}, status=401)
    response["WWW-Authenticate"] = "Bearer"
    response["Cache-Control"] = "no-store"
    return response


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asked, and not a person’s browser for a page."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """The posted fields in their order, without those that must not be kept."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if not any(word in name.lower() for word in NEVER_KEPT)
        for value in values
        if isinstance(value, str)
    ]
