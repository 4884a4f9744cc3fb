"""Pages that belong to no partnership, and the error pages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import User
from partnerships.models import Membership, Partnership
from partnerships.permissions import Permission, Role, public, scope_of, signed_in

# Where each role starts.
FIRST_PAGE = {
    Role.ADMINISTRATOR: "dashboards:overview",
    Role.MANAGER: "targets:returns",
    Role.OFFICER: "targets:returns",
    Role.BOARD: "dashboards:overview",
    Role.SCRUTINY: "reports:papers",
}


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The user's only partnership, or a list to choose from."""
    places = _places(request.user)  # type: ignore[arg-type]
    if len(places) == 1:
        return redirect(places[0]["page"], places[0]["partnership"].slug)
    return render(request, "home.html", {"places": places})


def _places(user: User) -> list[dict[str, Any]]:
    """The partnerships of a user with the role in each and the page to start from."""
    if user.is_superuser:
        return [
            {
                "partnership": p,
                "role": Role.ADMINISTRATOR,
                "page": FIRST_PAGE[Role.ADMINISTRATOR],
            }
            for p in Partnership.objects.visible_to(user)
        ]
    memberships = Membership.objects.filter(user=user, active=True).select_related(
        "partnership", "organisation"
    )
    return [
        {
            "partnership": m.partnership,
            "role": Role(m.role),
            "organisation": m.organisation,
            "page": FIRST_PAGE[Role(m.role)],
        }
        for m in memberships.order_by("partnership__name")
    ]


@public
def help_page(request: HttpRequest) -> HttpResponse:
    """Help and contact, with the permission table in words."""
    rows = [
        (
            permission.value,
            [(role.label, scope_of(role, permission).value) for role in Role],
        )
        for permission in Permission
    ]
    context = {
        "roles": [role.label for role in Role],
        "rows": rows,
        "contact": settings.HELP_CONTACT,
    }
    return render(request, "help.html", context)


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "accessibility.html", {"contact": settings.HELP_CONTACT})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)
