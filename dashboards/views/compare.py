"""Compare: one indicator across the areas of a set, or one priority across partnerships here."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.charts import NOT_FROM_ZERO, Svg
from core.dot_chart import Dot, Mark, dot_chart
from core.quarters import Quarter
from dashboards.compare_sheets import matrix_book, ranked_book
from dashboards.comparing import MARKS
from dashboards.selectors.compare_page import Asked, ComparePage, Ranked, compare_page
from dashboards.table_files import FILE_KINDS, FileKind, table_file
from dashboards.types import Dashboard
from dashboards.views.frame import Frame, crumbs, frame_for
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.terms import Unit

WIDE, NARROW = 720, 380


@dataclass(frozen=True, slots=True)
class Drawing:
    """The dots, for a wide and for a narrow screen, and what they show in words."""

    wide: Svg
    narrow: Svg
    description: str


@require_safe
@requires(Permission.DASHBOARD)
def compare(request: MemberRequest, partnership: Partnership, quarter: Quarter) -> HttpResponse:
    """``?indicator=``, ``?set=`` and ``?order=`` choose the dots; ``?priority=`` the matrix."""
    frame, asked, page = _page(request, partnership, quarter)
    context = {
        **frame.context(),
        "crumbs": crumbs(request, quarter, frame.query),
        "page": page,
        "asked": asked,
        "ranked": page.ranked,
        "matrix": page.matrix,
        "drawing": _drawing(page.ranked, frame.dashboard) if page.ranked else None,
        "marks": MARKS,
        "files": _files(partnership, quarter, frame, page, asked),
        "kinds": FILE_KINDS,
    }
    return render(request, "dashboards/compare.html", context)


@require_safe
@requires(Permission.DASHBOARD)
def compare_file(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, kind: FileKind
) -> HttpResponse:
    """What the page shows, as a file; the same choices in the address."""
    frame, _, page = _page(request, partnership, quarter)
    stem = frame.file_stem("compared")
    if page.matrix:
        return table_file(matrix_book(page.matrix, frame.dashboard), kind, stem)
    return table_file(ranked_book(page.ranked, frame.dashboard), kind, stem)


def _page(
    request: MemberRequest, partnership: Partnership, quarter: Quarter
) -> tuple[Frame, Asked, ComparePage]:
    frame = frame_for(request, quarter)
    query = request.GET
    asked = Asked(
        measure=query.get("indicator", ""),
        set=query.get("set", ""),
        group=query.get("priority", ""),
        order=query.get("order", ""),
    )
    return frame, asked, compare_page(partnership, frame.dashboard, asked)


def _files(
    partnership: Partnership, quarter: Quarter, frame: Frame, page: ComparePage, asked: Asked
) -> list[dict[str, str]]:
    """The addresses of the files, with what is shown in them."""
    chosen: dict[str, Any] = dict(pair.split("=") for pair in [frame.more] if pair)
    if page.matrix:
        chosen["priority"] = page.matrix.group.key
    elif page.ranked:
        chosen |= {"indicator": page.ranked.row.measure_id, "set": page.ranked.set.id}
        chosen |= {"order": "value"} if asked.by_value else {}
    query = f"?{urlencode(chosen)}" if chosen else ""
    return [
        {
            "word": word,
            "href": reverse("dashboards:compare_file", args=[partnership.slug, quarter, kind])
            + query,
        }
        for kind, word in FILE_KINDS
    ]


def _drawing(ranked: Ranked, dashboard: Dashboard) -> Drawing:
    row, how = ranked.row, ranked.how
    dots = [Dot(line.name, line.text, line.value, line.own) for line in ranked.lines]
    mark = None
    if ranked.average is not None:
        mark = Mark(f"Average {ranked.average_text}", ranked.average)
    description = _description(ranked, dashboard)

    def draw(chart_id: str, width: int) -> Svg:
        return dot_chart(
            dots,
            chart_id=chart_id,
            title=f"{row.name}, {row.latest.period.words}",
            description=description,
            mark=mark,
            decimals=how.decimals,
            percent=how.unit == Unit.PERCENTAGE,
            width=width,
        )

    wide = draw("compared", WIDE)
    if not wide.starts_at_zero:
        description = f"{description} {NOT_FROM_ZERO}"
    return Drawing(wide, draw("compared-narrow", NARROW), description)


def _description(ranked: Ranked, dashboard: Dashboard) -> str:
    """What the dots show: who is lowest and highest, and where the own area is."""
    known = [line for line in ranked.lines if line.value is not None]
    if not known:
        return "No area has a figure for this period."
    low = min(known, key=lambda line: line.value or 0)
    high = max(known, key=lambda line: line.value or 0)
    own = next((line for line in known if line.own), None)
    said = f"From {low.text} ({low.name}) to {high.text} ({high.name})."
    return f"{said} {own.name}: {own.text}." if own else f"{said} {dashboard.place} has no figure."


compare.section = "indicators"  # type: ignore[attr-defined]
