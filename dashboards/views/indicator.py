"""One indicator in one quarter: the figure, the rating and why, the chart and its data."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.quarters import Quarter
from dashboards.drawings import chart, description, point_label, point_note, point_target
from dashboards.types import Row
from dashboards.views.frame import crumbs, frame_for
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.actions.revise import SETTLED
from targets.models import Figure
from targets.selectors.timeline import figure_timeline

MOST_REVISED = 20  # quarters whose figures a page offers to revise


@require_safe
@requires(Permission.DASHBOARD)
def indicator(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, measure_id: int
) -> HttpResponse:
    """Everything that is known of one indicator in the quarter, as published or working."""
    frame = frame_for(request, quarter)
    row = frame.dashboard.row(measure_id)
    group = frame.dashboard.group_of(measure_id)
    if row is None or group is None:
        raise Http404
    figure = (
        Figure.objects.visible_to(request.member)
        .filter(measure_id=measure_id, quarter=quarter)
        .select_related("measure__indicator", "belongs_to")
        .first()
    )
    context = {
        **frame.context(),
        "crumbs": _crumbs(request, quarter, frame.query),
        "row": row,
        "group": group,
        "chart": chart(row),
        "narrow_chart": chart(row, narrow=True),
        "description": description(row),
        "points": _points(row),
        "any_expected": any(point.expected is not None for point in row.history),
        "timeline": figure_timeline(figure, private=False) if figure else (),
        "revise": _to_revise(request, measure_id, figure),
    }
    return render(request, "dashboards/indicator.html", context)


indicator.section = "indicators"  # type: ignore[attr-defined]


def _crumbs(request: MemberRequest, quarter: Quarter, query: str) -> list[dict[str, str]]:
    trail = crumbs(request, quarter, query)
    href = trail[0]["href"].removesuffix(query) + f"indicators/{query}"
    return [*trail, {"label": "All indicators", "href": href}]


def _to_revise(request: MemberRequest, measure_id: int, figure: Figure | None) -> dict[str, object]:
    """The settled figures of the indicator that this member may revise: this quarter's first.

    One query, for those who may revise anything.
    """
    if not request.member.can(Permission.REVISE):
        return {}
    settled = (
        Figure.objects.visible_to(request.member)
        .filter(measure_id=measure_id, belongs_to__status__in=SETTLED)
        .order_by("-quarter")
    )
    quarters = list(settled.values_list("quarter", flat=True)[:MOST_REVISED])
    here = figure.quarter if figure else None
    return {
        "here": here if here in quarters else None,
        "others": [quarter for quarter in quarters if quarter != here],
    }


def _points(row: Row) -> list[dict[str, object]]:
    """The rows of the chart's table, latest first."""
    return [
        {
            "label": point_label(point, row.basis),
            "text": point.text,
            "target": point_target(point, row),
            "note": point_note(point),
        }
        for point in reversed(row.history)
    ]
