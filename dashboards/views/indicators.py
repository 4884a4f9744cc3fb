"""All indicators of a quarter, a table for each priority or outcome."""

from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.charts import Svg
from core.quarters import Quarter
from dashboards.drawings import trend
from dashboards.overview import COUNTED, value_of
from dashboards.selectors import editions
from dashboards.types import Dashboard, Group, Row
from dashboards.views.frame import crumbs, frame_for
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.terms import Travel

RATINGS = {value: word.capitalize() for value, word in COUNTED}
MOVEMENTS = {
    travel.value: travel.label
    for travel in (Travel.BETTER, Travel.SAME, Travel.WORSE, Travel.NOT_COMPARABLE)
}


@dataclass(frozen=True, slots=True)
class Line:
    row: Row
    trend: Svg | None


@dataclass(frozen=True, slots=True)
class Table:
    group: Group
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asked to see; anything unknown is as if not asked."""

    rating: str = ""
    movement: str = ""
    group: str = ""

    @classmethod
    def read(cls, query: QueryDict, dashboard: Dashboard) -> "Filters":
        keys = {group.key for group in dashboard.groups}

        def known(name: str, among: object) -> str:
            text = query.get(name, "")
            return text if text in among else ""  # type: ignore[operator]

        return cls(known("rating", RATINGS), known("movement", MOVEMENTS), known("group", keys))

    def wants(self, group: Group, row: Row) -> bool:
        return (
            self.rating in ("", value_of(row))
            and self.movement in ("", row.direction.shown.value)
            and self.group in ("", group.key)
        )

    @property
    def in_use(self) -> bool:
        return bool(self.rating or self.movement or self.group)


@require_safe
@requires(Permission.DASHBOARD)
def latest_indicators(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """The indicators of the latest published quarter."""
    known = editions(partnership)
    if not known:
        return render(request, "dashboards/nothing.html", {"quarter": None})
    return redirect("dashboards:indicators", partnership.slug, known[0].quarter)


@require_safe
@requires(Permission.DASHBOARD)
def indicators(request: MemberRequest, partnership: Partnership, quarter: Quarter) -> HttpResponse:
    """``?rating=``, ``?movement=`` and ``?group=`` narrow the list."""
    frame = frame_for(request, quarter)
    dashboard = frame.dashboard
    filters = Filters.read(request.GET, dashboard)
    tables = [_table(group, filters) for group in dashboard.groups]
    shown = [table for table in tables if table.lines or not filters.in_use]
    lines = [line for table in shown for line in table.lines]
    context = {
        **frame.context(),
        "crumbs": crumbs(request, quarter, frame.query),
        "filters": filters,
        "ratings": RATINGS,
        "movements": MOVEMENTS,
        "tables": shown,
        "found": len(lines),
        "has_trend": any(line.trend for line in lines),
        "has_target": any(line.row.target_text for line in lines),
        "has_county": any(line.row.county_comparison for line in lines),
        "has_district": any(line.row.district_comparison for line in lines),
    }
    return render(request, "dashboards/indicators.html", context)


def _table(group: Group, filters: Filters) -> Table:
    rows = [row for row in group.rows if filters.wants(group, row)]
    return Table(group, tuple(Line(row, trend(row)) for row in rows))


latest_indicators.section = "indicators"  # type: ignore[attr-defined]
indicators.section = "indicators"  # type: ignore[attr-defined]
