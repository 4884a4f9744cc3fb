"""The classic layout: a committee's Appendix 1, ten columns, outcomes across their indicators."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.quarters import Quarter
from dashboards.files import letter
from dashboards.types import Dashboard, Row
from dashboards.views.frame import crumbs, frame_for
from dashboards.views.unchanged import unless_unchanged
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires


@require_safe
@requires(Permission.DASHBOARD)
@unless_unchanged
def appendix(request: MemberRequest, partnership: Partnership, quarter: Quarter) -> HttpResponse:
    """Columns without any content are not drawn, unless ``?layout=classic`` asks for all ten."""
    frame = frame_for(request, quarter)
    classic = request.GET.get("layout") == "classic"
    rows = frame.dashboard.rows
    notes = _notes(frame.dashboard)
    context = {
        **frame.context(),
        "crumbs": crumbs(request, quarter, frame.query),
        "classic": classic,
        "groups": [
            (
                group,
                letter(group.overall) if group.overall else "",
                [
                    (row, letter(row.rating.shown), notes.get(row.measure_id, 0))
                    for row in group.rows
                ],
            )
            for group in frame.dashboard.groups
        ],
        "notes": [(notes[row.measure_id], row) for row in rows if row.measure_id in notes],
        "caveats": [(row, text) for row in rows for text in row.caveats],
        "has_overall": classic or any(group.overall for group in frame.dashboard.groups),
        "has_comment": classic or any(group.comment for group in frame.dashboard.groups),
        "has_county": classic or any(row.county_comparison for row in rows),
        "has_district": classic or any(row.district_comparison for row in rows),
    }
    return render(request, "dashboards/appendix.html", context)


appendix.section = "overview"  # type: ignore[attr-defined]


def _notes(dashboard: Dashboard) -> dict[int, int]:
    """A number for each row that has something to say below the table."""
    noted: list[Row] = [row for row in dashboard.rows if row.stated_sentences or row.rating.unrated]
    return {row.measure_id: number for number, row in enumerate(noted, start=1)}
