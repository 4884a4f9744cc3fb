"""What every page shows: navigation, the other partnerships of the user, the banner."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from core import clock
from core.period_text import long_day
from partnerships.access import Member
from partnerships.navigation import SECTIONS, places
from partnerships.permissions import Permission


def partnership(request: HttpRequest) -> dict[str, Any]:
    """Context for ``base.html``. One query a page, for the switcher."""
    context: dict[str, Any] = {
        "demonstration_banner": _banner(),
        "can": {},
        "nav_items": [],
        "partnership_choices": [],
    }
    member: Member | None = getattr(request, "member", None)
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        context["partnership_choices"] = places(user)[:50]
    if member is not None:
        context["member"] = member
        context["partnership"] = member.partnership
        context["can"] = {p.name: member.can(p) for p in Permission}
        context["nav_items"] = _navigation(request, member)
    return context


def _navigation(request: HttpRequest, member: Member) -> list[dict[str, Any]]:
    section = _section(request)
    return [
        {
            "label": label,
            "href": reverse(name, args=[member.partnership.slug]),
            "current": section == own,
        }
        for label, name, permission, own in SECTIONS
        if member.can(permission)
    ]


def _section(request: HttpRequest) -> str:
    """The section a page belongs to: its view's ``section``, else its namespace."""
    match = request.resolver_match
    if match is None:
        return ""
    return getattr(match.func, "section", match.namespace)


def _banner() -> str:
    if not settings.DEMONSTRATION:
        return ""
    return (
        f"Demonstration. The clock stands at {long_day(clock.today())}, "
        "so that the papers’ quarters are current."
    )
