"""The board's first page: exceptions first."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from core import clock
from core.quarters import Quarter
from dashboards import overview as found
from dashboards import overview_page as page
from dashboards.access import may_see_working
from dashboards.board_papers import papers_of
from dashboards.selectors import Edition, editions
from dashboards.selectors.quarters import next_due
from dashboards.types import Dashboard
from dashboards.views.frame import Frame, as_of, dashboard_before, frame_for, wants_working
from dashboards.views.unchanged import unless_unchanged
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.models import Return

MOST_QUARTERS = 4  # named at the foot of the page; the rest are on a page of their own


@require_safe
@requires(Permission.DASHBOARD)
@unless_unchanged
def overview(
    request: MemberRequest, partnership: Partnership, quarter: Quarter | None = None
) -> HttpResponse:
    """The latest published quarter, or the one in the address; an empty state without one."""
    working = wants_working(request)
    known = editions(partnership)
    wanted = quarter or (known[0].quarter if known else None)
    if wanted is None or not (working or any(edition.quarter == wanted for edition in known)):
        return _nothing(request, quarter, known)
    frame = frame_for(request, wanted, known)
    return render(request, "dashboards/overview.html", _context(request, frame))


overview.section = "overview"  # type: ignore[attr-defined]


def _context(request: MemberRequest, frame: Frame) -> dict[str, Any]:
    dashboard = frame.dashboard
    pages = page.Addresses(request.partnership.slug, dashboard.quarter, frame.more)
    context = frame.context()
    return {
        **context,
        **_findings(dashboard, dashboard_before(request, frame), pages, as_of(frame)),
        "status": found.status_line(dashboard),
        "next_update": _next_update(request, frame),
        "groups": page.priorities(dashboard.groups, pages),
        "papers": papers_of(request.member, dashboard.quarter),
        "most_asks": page.MOST_ASKS,
        "lapsed": [row for row in dashboard.rows if row.lapsed],
        "unpublished": [] if frame.working else _unpublished(request),
        "other_quarters": context["other_quarters"][:MOST_QUARTERS],
        "printed_at": localtime(clock.now()),
    }


def _findings(
    dashboard: Dashboard, earlier: Dashboard | None, pages: page.Addresses, today: date
) -> dict[str, Any]:
    """What was found in the dashboard and the one before it."""
    needs = found.attention(dashboard, earlier, today)
    better = found.getting_better(dashboard, earlier)
    changes = found.changes(dashboard, earlier)
    ratings = changes.ratings if changes else ()
    return {
        "headline": found.headline(dashboard, earlier),
        "counts": [
            (one, pages.listed(f"rating={one.value}"))
            for one in found.count_lines(dashboard, earlier)
        ],
        "came_and_went": found.came_and_went(dashboard, earlier),
        "cards": page.cards(needs[: found.MOST_ATTENTION], pages),
        "attention_total": len(needs),
        "attention_href": pages.listed("attention=yes"),
        "better": page.improved(better[: found.MOST_BETTER], pages),
        "better_total": len(better),
        "better_href": pages.listed("movement=better"),
        "changes": changes,
        "rating_changes": page.changed(ratings[: page.MOST_CHANGES], pages),
        "rating_changes_total": len(ratings),
        "rating_changes_href": pages.listed("changed=yes"),
        "listed": page.listed(changes, pages),
    }


def _next_update(request: MemberRequest, frame: Frame) -> str:
    """Of what is the latest there is; empty for what has been followed by another already."""
    if frame.working or not frame.current:
        return ""
    quarter = frame.dashboard.quarter
    return page.next_update(quarter, next_due(request.partnership, quarter), clock.today())


def _nothing(
    request: MemberRequest, quarter: Quarter | None, known: tuple[Edition, ...]
) -> HttpResponse:
    """Said plainly, so that nobody thinks the page is broken."""
    context = {
        "quarter": quarter,
        "other_quarters": list(dict.fromkeys(edition.quarter for edition in known))[:MOST_QUARTERS],
        "unpublished": _unpublished(request),
    }
    return render(request, "dashboards/nothing.html", context)


def _unpublished(request: MemberRequest) -> list[Return]:
    """The quarters being collected, for those who may see their working figures."""
    if not may_see_working(request.member):
        return []
    returns = Return.objects.visible_to(request.member)
    return list(returns.exclude(status__in=["history", "published"]).order_by("-quarter")[:4])
