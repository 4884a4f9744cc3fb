"""All indicators of a quarter: filtered, searched and sorted by what stands in the address."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.quarters import Quarter
from dashboards import overview as found
from dashboards.indicator_table import (
    Columns,
    Links,
    Table,
    caption_of,
    head_of,
    line_of,
)
from dashboards.listing import (
    MOVEMENTS,
    RATINGS,
    TICKED,
    Filters,
    Listed,
    Marked,
    Order,
    address,
    offered,
    owners,
    titled,
)
from dashboards.selectors import editions
from dashboards.types import Dashboard, Group
from dashboards.views.frame import Frame, crumbs, dashboard_before, frame_for
from dashboards.views.unchanged import unless_unchanged
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.selectors.words import counted

NO_ORDER = "As in the strategy"
SORTED = {
    "name": "by name",
    "rating": "by rating, the worst first",
    "change": "by change, the worst first",
    "priority": "by priority",
    "latest": "by their latest figure, the smallest first",
}
SORTED_DOWN = {
    "name": "by name, from the end of the alphabet",
    "rating": "by rating, the best first",
    "change": "by change, the best first",
    "priority": "by priority, the last first",
    "latest": "by their latest figure, the largest first",
}


@dataclass(frozen=True, slots=True)
class Select:
    """One select of the filter form. ``options``: what stands in the address, and its label."""

    name: str
    label: str
    options: dict[str, str]
    chosen: str
    none: str = "All"  # the option that asks for nothing


@require_safe
@requires(Permission.DASHBOARD)
def latest_indicators(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """The indicators of the latest published quarter, with the same filters."""
    known = editions(partnership)
    if not known:
        return render(request, "dashboards/nothing.html", {"quarter": None})
    here = reverse("dashboards:indicators", args=[partnership.slug, known[0].quarter])
    asked = request.GET.urlencode()
    return redirect(f"{here}?{asked}" if asked else here)


@require_safe
@requires(Permission.DASHBOARD)
@unless_unchanged
def indicators(request: MemberRequest, partnership: Partnership, quarter: Quarter) -> HttpResponse:
    """``?rating=``, ``?q=``, ``?sort=`` and the others narrow the list and put it in order."""
    frame = frame_for(request, quarter)
    dashboard = frame.dashboard
    here = reverse("dashboards:indicators", args=[partnership.slug, quarter])
    filters = Filters.read(request.GET, dashboard)
    lines = _wanted(request, frame, filters)
    orders = offered(lines)
    order = Order.read(request.GET.get("sort", ""), orders)
    context = {
        **frame.context(),
        "crumbs": crumbs(request, quarter, frame.query),
        "here": here,
        "filters": filters,
        "selects": [*_selects(dashboard, filters), _order_select(order, orders)],
        "ticks": [(name, label, filters.asked.get(name)) for name, label in TICKED.items()],
        "order": order,
        "chosen": _chosen(filters, dashboard, order, here, frame.more),
        "clear": here + frame.query,
        "unsorted": here + address(filters.asked, more=frame.more),
        "count": _count(lines, dashboard, filters),
        "change_heading": change_heading(dashboard),
        "tables": _tables(frame, filters, lines, order, here),
        "sorted_words": _sorted_words(order),
    }
    return render(request, "dashboards/indicators.html", context)


latest_indicators.section = "indicators"  # type: ignore[attr-defined]
indicators.section = "indicators"  # type: ignore[attr-defined]


def _wanted(request: MemberRequest, frame: Frame, filters: Filters) -> list[Listed]:
    """The indicators that the filters let through, in the strategy's order.

    One more query where a filter asks for what only the quarter published before can tell.
    """
    dashboard = frame.dashboard
    marked = Marked()
    if filters.attention or filters.changed:
        earlier = dashboard_before(request, frame)
        changes = found.changes(dashboard, earlier)
        marked = Marked(
            attention={one.row.measure_id for one in found.attention(dashboard, earlier)},
            changed={one.row.measure_id for one in changes.ratings} if changes else set(),
        )
    every = [(group, row) for group in dashboard.groups for row in group.rows]
    return [
        Listed(group, row, place)
        for place, (group, row) in enumerate(every)
        if filters.wants(group, row, marked)
    ]


# --- The form ---


def _selects(dashboard: Dashboard, filters: Filters) -> list[Select]:
    """The selects of the form; one that offers a single choice is left out."""
    groups = {group.key: titled(group) for group in dashboard.groups}
    among = {name: name for name in owners(dashboard)}
    every = [
        Select("group", "Priority or outcome", groups, filters.group),
        Select("owner", "Supplied by", among, filters.owner),
        Select("rating", "Rating", RATINGS, filters.rating),
        Select("movement", "Change", MOVEMENTS, filters.movement),
    ]
    return [one for one in every if len(one.options) > 1 or one.chosen]


def _order_select(order: Order, orders: tuple[str, ...]) -> Select:
    """The same orders as in the headings, which a phone has no room for."""
    words = {by: SORTED[by] for by in orders}
    words |= {f"-{by}": SORTED_DOWN[by] for by in orders}
    options = {key: f"{text[:1].upper()}{text[1:]}" for key, text in words.items()}
    return Select("sort", "Order", options, order.asked.get("sort", ""), NO_ORDER)


def _chosen(
    filters: Filters, dashboard: Dashboard, order: Order, here: str, more: str
) -> list[dict[str, str]]:
    """Each filter in use, with the address of the list without it."""
    asked = filters.asked
    return [
        {
            "label": label,
            "href": here
            + address({k: v for k, v in asked.items() if k != name}, order.asked, more=more),
        }
        for name, label in filters.said(dashboard).items()
    ]


def _count(lines: list[Listed], dashboard: Dashboard, filters: Filters) -> str:
    """``12 indicators``; ``3 of 12 indicators``."""
    total = dashboard.counts.total
    if not filters.asked:
        return counted(total, "indicator")
    return f"{len(lines)} of {counted(total, 'indicator')}"


def _sorted_words(order: Order) -> str:
    return (SORTED_DOWN if order.down else SORTED)[order.by] if order.by else ""


def change_heading(dashboard: Dashboard) -> str:
    """What the arrows compare with."""
    year = dashboard.previous_heading.startswith("Previous Year")
    return "Change from last year" if year else "Change from the period before"


# --- The tables ---


def _tables(
    frame: Frame, filters: Filters, lines: list[Listed], order: Order, here: str
) -> list[Table]:
    """One for each priority or outcome; one in all where the reader sorts."""
    dashboard = frame.dashboard
    rows = [line.row for line in lines]
    columns = Columns.of(rows, priority=bool(order.by))
    pages = group_pages(frame)
    links = Links(here, frame.query, pages)
    hrefs = {
        by: here + address(filters.asked, Order(by, order == Order(by)).asked, more=frame.more)
        for by in offered(lines)
    }
    head = head_of(columns, change_heading(dashboard), order, hrefs)
    if order.by:
        words = f"Indicators {_sorted_words(order)}"
        sorted_lines = tuple(line_of(one, columns, links) for one in order.sorted(lines))
        return [Table("sorted", words, head, sorted_lines)] if lines else []
    tables = []
    for group in dashboard.groups:
        own = tuple(line_of(one, columns, links) for one in lines if one.group is group)
        if own or not filters.asked:
            tables.append(_table(group, pages[group.key], head, own))
    return tables


def _table(group: Group, href: str, head: str, lines: tuple[str, ...]) -> Table:
    return Table(group.key, caption_of(group, href), head, lines)


def group_pages(frame: Frame) -> dict[str, str]:
    """By key, the addresses of the pages of the priorities and outcomes."""
    dashboard = frame.dashboard
    any_key = "key"
    page = reverse(
        "dashboards:priority", args=[dashboard.partnership_slug, dashboard.quarter, any_key]
    )
    start = page.removesuffix(f"{any_key}/")
    return {group.key: f"{start}{group.key}/{frame.query}" for group in dashboard.groups}
