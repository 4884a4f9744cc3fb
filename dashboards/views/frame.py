"""What every page of a quarter shares: which dashboard, published or working, and its links."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core.quarters import Quarter
from dashboards.access import get_dashboard_for, may_see_working
from dashboards.selectors import Edition, editions
from dashboards.types import Dashboard
from partnerships.access import MemberRequest

WORKING = "working"


@dataclass(frozen=True, slots=True)
class Frame:
    """A dashboard and how it was asked for. ``query`` keeps working figures in links."""

    dashboard: Dashboard
    working: bool
    editions: tuple[Edition, ...]

    @property
    def query(self) -> str:
        return f"?figures={WORKING}" if self.working else ""

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The published quarters, latest first."""
        return tuple(dict.fromkeys(edition.quarter for edition in self.editions))

    def context(self) -> dict[str, Any]:
        dashboard = self.dashboard
        return {
            "dashboard": dashboard,
            "quarter": dashboard.quarter,
            "working": self.working,
            "query": self.query,
            "editions": self.editions,
            "other_quarters": [q for q in self.quarters if q != dashboard.quarter],
        }


def wants_working(request: MemberRequest) -> bool:
    """Whether working figures are asked for. PermissionDenied for those who may not see all."""
    if request.GET.get("figures") != WORKING:
        return False
    if not may_see_working(request.member):
        raise PermissionDenied
    return True


def frame_for(
    request: MemberRequest, quarter: Quarter, known: tuple[Edition, ...] | None = None
) -> Frame:
    """The dashboard of the quarter in the address. Http404 where it is not published.

    ``known``: the partnership's editions, where they are read already.
    """
    working = wants_working(request)
    dashboard = get_dashboard_for(request.member, quarter, working=working)
    return Frame(dashboard, working, editions(request.partnership) if known is None else known)


def crumbs(request: MemberRequest, quarter: Quarter, query: str = "") -> list[dict[str, str]]:
    """The way back to the overview of the quarter."""
    href = reverse("dashboards:overview", args=[request.partnership.slug, quarter]) + query
    return [{"label": f"Overview: {quarter.label}", "href": href}]
