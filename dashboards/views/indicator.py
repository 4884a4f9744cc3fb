"""One indicator in one quarter: the figure, the rating and why, the chart and its data."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.quarters import Quarter
from dashboards.drawings import chart, description, point_label, point_note, point_target
from dashboards.selectors.timeline import figure_changes
from dashboards.types import Row
from dashboards.views.frame import crumbs, frame_for
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires


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
    changes = figure_changes(request.member, quarter, measure_id)
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
        "changes": changes,
        "versions": [one for one in frame.editions if one.quarter == quarter],
    }
    return render(request, "dashboards/indicator.html", context)


indicator.section = "indicators"  # type: ignore[attr-defined]


def _crumbs(request: MemberRequest, quarter: Quarter, query: str) -> list[dict[str, str]]:
    trail = crumbs(request, quarter, query)
    href = trail[0]["href"].removesuffix(query) + f"indicators/{query}"
    return [*trail, {"label": "All indicators", "href": href}]


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
