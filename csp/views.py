"""Pages that belong to no partnership, and the error pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from partnerships import signed_out
from partnerships.navigation import places
from partnerships.permissions import Permission, Role, public, scope_of, signed_in


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The user's only partnership, or a list to choose from."""
    choices = places(request.user)  # type: ignore[arg-type]
    if len(choices) == 1:
        return redirect(choices[0].href)
    return render(request, "home.html", {"places": choices})


@public
def help_page(request: HttpRequest) -> HttpResponse:
    """Help and contact, with the permission table in words."""
    words = {"all": "Yes", "own": "Own organisation", "none": "No"}
    rows = [
        (permission.value, [(role.label, words[scope_of(role, permission)]) for role in Role])
        for permission in Permission
    ]
    context = {"roles": list(Role), "rows": rows, "contact": settings.HELP_CONTACT}
    return render(request, "help.html", context)


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "accessibility.html", {"contact": settings.HELP_CONTACT})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _for_program(request, 403) or render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _for_program(request, 404) or render(request, "404.html", status=404)


def _for_program(request: HttpRequest, status: int) -> HttpResponse | None:
    """The refusal for a program that came with a key; None for people."""
    if getattr(request, "api_token", None) is None:
        return None
    said = {403: "Your key may not read this.", 404: "There is nothing here that you may read."}
    return JsonResponse({"error": said[status]}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is not that of the session: kept if it came from our own page."""
    if signed_out.keeps(request) and signed_out.from_our_own_page(request):
        return signed_out.kept_page(request)
    return render(request, "403_csrf.html", status=403)
