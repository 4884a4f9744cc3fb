"""What crime costs: read by everybody who reads the board's pages."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dashboards.cost_sheets import AGREES, UNKNOWN, cost_workbook
from dashboards.performance.cost import pounds
from dashboards.selectors.cost import cost_page
from dashboards.table_files import FILE_KINDS, FileKind, table_file
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires

HEADING = "Cost of crime"


@require_safe
@requires(Permission.DASHBOARD)
def cost(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """Every table with its counts, costs and both savings, and where printed papers differ."""
    page = cost_page(partnership)
    context = {
        "page": page,
        "files": FILE_KINDS,
        "unit_costs": [(one, pounds(one.amount)) for one in page.unit_costs],
        "agrees": AGREES,
        "unknown": UNKNOWN,
        "crumbs": [
            {"label": "Overview", "href": reverse("dashboards:overview", args=[partnership.slug])}
        ],
    }
    return render(request, "dashboards/cost/page.html", context)


@require_safe
@requires(Permission.DASHBOARD)
def cost_file(request: MemberRequest, partnership: Partnership, kind: FileKind) -> HttpResponse:
    """The same as a file. CSV holds the years only."""
    book = cost_workbook(partnership, cost_page(partnership))
    return table_file(book, kind, f"{partnership.slug}-cost-of-crime")


cost.section = "overview"  # type: ignore[attr-defined]
