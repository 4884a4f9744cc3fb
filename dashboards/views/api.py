"""Where programs begin: what can be read, as JSON with an address for each file.

The files themselves are those of the pages, so that a program reads what people read.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.quarters import Quarter
from dashboards.selectors import editions
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.navigation import places
from partnerships.permissions import Permission, requires, scope_of, signed_in

KINDS = ("json", "csv", "xlsx", "ods")
PRIVATE = "private, no-cache"


@require_safe
@signed_in
def api_home(request: HttpRequest) -> HttpResponse:
    """The partnerships whose published figures the owner of the key may read."""
    readable = [
        place
        for place in places(request.user)  # type: ignore[arg-type]
        if scope_of(place.role, Permission.DASHBOARD) != "none"
    ]
    found = {
        "partnerships": [
            {
                "name": place.name,
                "short_name": place.slug,
                "address": _address(request, "api:partnership", place.slug),
            }
            for place in readable
        ]
    }
    return _answer(found)


@require_safe
@requires(Permission.DASHBOARD)
def api_partnership(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """The published quarters of a partnership, latest first, every version with its files."""
    found = [
        {
            "quarter": one.quarter.label,
            "starts": one.quarter.start.isoformat(),
            "ends": one.quarter.end.isoformat(),
            "version": one.number,
            "published_at": one.published_at.isoformat(),
            "reason": one.reason,
            "files": _files(request, one.quarter, one.number),
        }
        for one in editions(partnership)
    ]
    return _answer({"name": partnership.name, "short_name": partnership.slug, "quarters": found})


def _files(request: MemberRequest, quarter: Quarter, number: int) -> dict[str, Any]:
    """Addresses by kind: of the ratings, and of the figures behind the charts."""
    slug = request.partnership.slug

    def of(name: str) -> dict[str, str]:
        return {
            kind: _address(request, f"dashboards:{name}", slug, quarter, kind, version=number)
            for kind in KINDS
        }

    return {"ratings": of("ratings_file"), "figures": of("figures_file")}


def _address(request: HttpRequest, name: str, *args: Any, version: int = 0) -> str:
    query = f"?version={version}" if version else ""
    return request.build_absolute_uri(reverse(name, args=args)) + query


def _answer(found: dict[str, Any]) -> HttpResponse:
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Cache-Control"] = PRIVATE
    return response


api_home.for_programs = True  # type: ignore[attr-defined]
