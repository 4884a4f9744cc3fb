"""Entering figures: one page for a priority, one for a single indicator."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.quarters import Quarter
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.access import get_return_for
from targets.models import Figure
from targets.selectors.history import past_figures
from targets.selectors.returns import ReturnPage, Row, read_return
from targets.selectors.timeline import figure_timeline, last_changes
from targets.selectors.to_save import questions_of_measure, questions_of_section
from targets.selectors.words import counted
from targets.views.common import in_returns, return_address, return_caption
from targets.views.row_views import RowView, row_views
from targets.views.rows import Posted, save_rows


@dataclass(frozen=True)
class Place:
    """Where a page of rows stands: what it is called, its rows, and where one goes from it."""

    title: str
    rows: tuple[Row, ...]
    next_href: str = ""
    next_label: str = ""


@in_returns
@requires(Permission.WORKING_FIGURES)
@require_http_methods(["GET", "HEAD", "POST"])
def section(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, section: str
) -> HttpResponse:
    """The rows of one priority, all saved at once."""
    ret = get_return_for(request.member, quarter)
    posted = None
    if request.method == "POST":
        posted = save_rows(request, ret, questions_of_section(request.member, ret, section))
        if not posted.problems and "next" not in request.POST:
            return _saved(request, posted, request.path)
    page = read_return(request.member, ret)
    place = _section_place(page, section, partnership)
    if posted and not posted.problems:
        return _saved(request, posted, place.next_href)
    return _show(request, page, place, posted)


@in_returns
@requires(Permission.WORKING_FIGURES)
@require_http_methods(["GET", "HEAD", "POST"])
def indicator(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, measure: int
) -> HttpResponse:
    """One indicator with its entry, its earlier figures and who changed what."""
    ret = get_return_for(request.member, quarter)
    posted = None
    if request.method == "POST":
        posted = save_rows(request, ret, questions_of_measure(request.member, ret, measure))
        if not posted.problems:
            return _saved(request, posted, "" if "next" in request.POST else request.path)
    page = read_return(request.member, ret)
    place = _indicator_place(page, measure, partnership)
    row = place.rows[0]
    return _show(
        request,
        page,
        place,
        posted,
        template="targets/returns/indicator.html",
        row=row,
        section=page.section_of(row),
        past=past_figures(row.measure, quarter),
        timeline=figure_timeline(row.figure) if row.figure else (),
    )


def _section_place(page: ReturnPage, key: str, partnership: Partnership) -> Place:
    found = page.section(key)
    if found is None:
        raise Http404
    following = page.after(found)
    slug, quarter = partnership.slug, page.ret.quarter
    return Place(
        title=found.title,
        rows=found.rows,
        next_href=reverse("targets:section", args=[slug, quarter, following.key])
        if following
        else "",
        next_label=_next_label(following.key if following else ""),
    )


def _next_label(key: str) -> str:
    what = "priority" if key.startswith("priority") else "section"
    return f"Save and go to next {what}" if key else "Save and go back to the return"


def _indicator_place(page: ReturnPage, measure: int, partnership: Partnership) -> Place:
    row = page.row(measure)
    if row is None:
        raise Http404
    return Place(
        title=row.question.name,
        rows=(row,),
        next_label="Save and go back to the return",
    )


def _saved(request: MemberRequest, posted: Posted, href: str) -> HttpResponse:
    """Say what was saved, at ``href`` or, where that is empty, on the return's own page."""
    number = len(posted.saved)
    if number:
        messages.success(request, f"Saved {counted(number, 'figure')}.")
    else:
        messages.info(request, "Nothing was changed, so nothing was saved.")
    hub = return_address(request.partnership, request.resolver_match.kwargs["quarter"])  # type: ignore[union-attr]
    return redirect(href or hub)


def _show(
    request: MemberRequest,
    page: ReturnPage,
    place: Place,
    posted: Posted | None,
    template: str = "targets/returns/section.html",
    **more: Any,
) -> HttpResponse:
    figures: list[Figure] = [row.figure for row in place.rows if row.figure]
    rows: list[RowView] = row_views(place.rows, posted, last_changes(figures))
    quarter = page.ret.quarter
    context = {
        "ret": page.ret,
        "place": place,
        "rows": rows,
        "closed": _closed(rows),
        "editable": any(row.has_inputs for row in rows),
        "quarter": quarter,
        "last_quarter": quarter - 1,
        "year_ago": quarter.same_quarter_last_year,
        "caption": return_caption(page.ret),
        "back": {"href": return_address(request.partnership, quarter), "label": "Back to return"},
        "page_errors": [line for row in rows for line in row.error_lines],
        "saved_note": posted.note if posted else "",
        **more,
    }
    return render(request, template, context, status=posted.http_status if posted else 200)


def _closed(rows: list[RowView]) -> list[str]:
    """Why some of the rows cannot be changed: a sentence for each organisation."""
    found = {
        row.row.part.pk: f"{row.row.part.organisation}: {row.row.closed}"
        for row in rows
        if not row.has_inputs
    }
    return list(found.values())
