"""All revisions of a partnership's settled figures."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.quarters import Quarter
from dashboards.selectors.revisions import told, untold, visible_revisions
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires


@require_safe
@requires(Permission.WORKING_FIGURES)
def revisions(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """What was revised, when, by whom and why; ``?quarter=`` shows one quarter's only."""
    every = visible_revisions(request.member)
    quarters = sorted({one.figure.quarter for one in every}, reverse=True)
    asked = _asked(request, quarters)
    shown = [one for one in every if asked in (None, one.figure.quarter)]
    publishes = request.member.can(Permission.PUBLISH)
    context = {
        "told": told(partnership, shown),
        "quarters": quarters,
        "asked": asked,
        "may_revise": request.member.can(Permission.REVISE),
        "waiting": list(untold(partnership).values()) if publishes else [],
        "crumbs": [
            {"label": "Returns", "href": reverse("targets:returns", args=[partnership.slug])}
        ],
    }
    return render(request, "dashboards/revisions.html", context)


revisions.section = "returns"  # type: ignore[attr-defined]


def _asked(request: MemberRequest, quarters: list[Quarter]) -> Quarter | None:
    """The quarter that is asked for; none where it has no revision."""
    return next((one for one in quarters if one.slug == request.GET.get("quarter")), None)
