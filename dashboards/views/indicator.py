"""One indicator in one quarter: the figure, the rating and why, the chart and its data."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.numbers import format_number
from core.quarters import Quarter
from dashboards.drawings import (
    average_at,
    averages,
    chart,
    description,
    in_band,
    point_label,
    point_note,
    point_target,
)
from dashboards.indicator_sheet import indicator_book
from dashboards.indicator_words import finding, statements_of, subtitle
from dashboards.overview import Attention, short_name
from dashboards.table_files import FILE_KINDS, FileKind, table_file
from dashboards.types import Group, Row
from dashboards.views.frame import Frame, as_of, crumbs, frame_for
from dashboards.views.unchanged import file_unless_unchanged, kept_private, unless_unchanged
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.actions.revise import SETTLED
from targets.models import Figure
from targets.selectors.timeline import figure_timeline

MOST_REVISED = 20  # quarters whose figures a page offers to revise


@require_safe
@requires(Permission.DASHBOARD)
@unless_unchanged
def indicator(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, measure_id: int
) -> HttpResponse:
    """Everything that is known of one indicator in the quarter, as published or working."""
    frame = frame_for(request, quarter)
    row, group = _row(frame, measure_id)
    figure = (
        Figure.objects.visible_to(request.member)
        .filter(measure_id=measure_id, quarter=quarter)
        .select_related("measure__indicator", "belongs_to")
        .first()
    )
    due = row.action_due
    overdue = due is not None and due < as_of(frame)
    context = {
        **frame.context(),
        "crumbs": _crumbs(request, quarter, frame.query),
        "row": row,
        "group": group,
        "chart": chart(row),
        "narrow_chart": chart(row, narrow=True),
        "finding": finding(row),
        "subtitle": subtitle(row, frame.dashboard.place),
        "description": description(row),
        "points": _points(row),
        "shown": _shown(row),
        "said": statements_of(row),
        "by_when": Attention(row, group, "", overdue).by_when,
        "revised": [point for point in reversed(row.history) if point.revised],
        "kinds": FILE_KINDS,
        "neighbours": _neighbours(partnership, frame, row),
        "timeline": figure_timeline(figure, private=False) if figure else (),
        "revise": _to_revise(request, measure_id, figure),
    }
    return render(request, "dashboards/indicator.html", context)


@require_safe
@requires(Permission.DASHBOARD)
@file_unless_unchanged
def indicator_file(
    request: MemberRequest,
    partnership: Partnership,
    quarter: Quarter,
    measure_id: int,
    kind: FileKind,
) -> HttpResponse:
    """The points of its chart as a file, with every sentence of its page in the notes."""
    frame = frame_for(request, quarter)
    row, _ = _row(frame, measure_id)
    stem = frame.file_stem(f"indicator-{measure_id}")
    response = table_file(indicator_book(frame.dashboard, row), kind, stem)
    return kept_private(response, working=frame.working)


indicator.section = "indicators"  # type: ignore[attr-defined]


def _row(frame: Frame, measure_id: int) -> tuple[Row, Group]:
    """The indicator with its group. Http404 for one that the dashboard does not have."""
    row = frame.dashboard.row(measure_id)
    group = frame.dashboard.group_of(measure_id)
    if row is None or group is None:
        raise Http404
    return row, group


def _crumbs(request: MemberRequest, quarter: Quarter, query: str) -> list[dict[str, str]]:
    trail = crumbs(request, quarter, query)
    href = trail[0]["href"].removesuffix(query) + f"indicators/{query}"
    return [*trail, {"label": "All indicators", "href": href}]


def _neighbours(partnership: Partnership, frame: Frame, row: Row) -> dict[str, dict[str, str]]:
    """The indicators before and after it, in the order of the dashboard."""
    rows = frame.dashboard.rows
    place = rows.index(row)
    found = {}
    for word, other in (("previous", place - 1), ("next", place + 1)):
        if 0 <= other < len(rows):
            one = rows[other]
            arguments = [partnership.slug, frame.dashboard.quarter, one.measure_id]
            href = reverse("dashboards:indicator", args=arguments) + frame.query
            found[word] = {"title": short_name(one), "href": href}
    return found


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


def _shown(row: Row) -> dict[str, object]:
    """Which columns the chart's table has beside the figure."""
    line = averages(row)
    return {
        "target": any(point.expected is not None for point in row.history),
        "band": row.insight.band if row.insight else None,
        "average": line.set_name if line else "",
    }


def _points(row: Row) -> list[dict[str, object]]:
    """The rows of the chart's table, latest first."""
    return [
        {
            "label": point_label(point, row.basis),
            "text": point.text,
            "target": point_target(point, row),
            "usual": row.insight.band.text
            if row.insight and row.insight.band and in_band(row, point)
            else "",
            "average": ""
            if (average := average_at(row, point)) is None
            else format_number(average, row.decimals, row.unit),
            "note": point_note(point),
        }
        for point in reversed(row.history)
    ]
