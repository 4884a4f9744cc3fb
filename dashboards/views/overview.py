"""The board's first page: exceptions first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.quarters import Quarter
from dashboards import overview as found
from dashboards.access import may_see_working
from dashboards.drawings import trend
from dashboards.selectors import Edition, editions, published_before
from dashboards.views.frame import Frame, frame_for, wants_working
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.models import Return


@require_safe
@requires(Permission.DASHBOARD)
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


def _context(request: MemberRequest, frame: Frame) -> dict[str, object]:
    dashboard = frame.dashboard
    earlier = published_before(request.partnership, dashboard.quarter)
    needs = found.attention(dashboard, earlier)
    better = found.getting_better(dashboard)
    return {
        **frame.context(),
        "status": found.status_line(dashboard),
        "headline": found.headline(dashboard, earlier),
        "counts": found.count_lines(dashboard, earlier),
        "attention": [(one, trend(one.row)) for one in needs[: found.MOST_ATTENTION]],
        "attention_total": len(needs),
        "better": better[: found.MOST_BETTER],
        "better_total": len(better),
        "changes": found.changes(dashboard, earlier),
        "groups": [(group, found.counts_in_words(group.rows)) for group in dashboard.groups],
        "lapsed": [row for row in dashboard.rows if row.lapsed],
        "unpublished": [] if frame.working else _unpublished(request),
        "next_quarter": dashboard.quarter + 1,
    }


def _nothing(
    request: MemberRequest, quarter: Quarter | None, known: tuple[Edition, ...]
) -> HttpResponse:
    """Said plainly, so that nobody thinks the page is broken."""
    context = {
        "quarter": quarter,
        "other_quarters": list(dict.fromkeys(edition.quarter for edition in known)),
        "unpublished": _unpublished(request),
    }
    return render(request, "dashboards/nothing.html", context)


def _unpublished(request: MemberRequest) -> list[Return]:
    """The quarters being collected, for those who may see their working figures."""
    if not may_see_working(request.member):
        return []
    returns = Return.objects.visible_to(request.member)
    return list(returns.exclude(status__in=["history", "published"]).order_by("-quarter")[:4])
