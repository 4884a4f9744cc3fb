"""The blank form of a return, to be printed and filled in by hand."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.quarters import Quarter
from partnerships.access import MemberRequest
from partnerships.models import Membership, Partnership
from partnerships.permissions import Permission, Role, requires
from targets.access import get_return_for
from targets.entry import WITH_FIGURE
from targets.selectors.returns import Part, ReturnPage, Row, read_return
from targets.terms import FigureState, Reason
from targets.values import better_words, unit_words
from targets.views.common import in_returns, return_address, return_caption

WITH = [label for _, label in WITH_FIGURE]
WITHOUT = [reason.label for reason in Reason]


@dataclass(frozen=True)
class Line:
    """One indicator of the form. ``boxes`` are the labels of what is written in."""

    row: Row
    unit: str
    better: str
    boxes: tuple[str, ...]


@in_returns
@requires(Permission.WORKING_FIGURES)
@require_safe
def blank_form(request: MemberRequest, partnership: Partnership, quarter: Quarter) -> HttpResponse:
    """Every indicator with boxes to write in, of one organisation or of all that one sees."""
    page = read_return(request.member, get_return_for(request.member, quarter), checks=False)
    parts = _parts(page, request.GET.get("organisation", ""))
    keep = {part.part.pk for part in parts}
    sections = [
        (one, [_line(row) for row in one.rows if row.part.pk in keep]) for one in page.sections
    ]
    context = {
        "ret": page.ret,
        "page": page,
        "parts": parts,
        "only": parts[0] if len(parts) == 1 else None,
        "sections": [(section, lines) for section, lines in sections if lines],
        "managers": _managers(partnership),
        "quarter": quarter,
        "last_quarter": quarter - 1,
        "year_ago": quarter.same_quarter_last_year,
        "with_figure": WITH,
        "without_figure": WITHOUT,
        "not_applicable": FigureState.NOT_APPLICABLE.label,
        "caption": return_caption(page.ret),
        "back": {"href": return_address(partnership, quarter), "label": "Back to return"},
    }
    return render(request, "targets/returns/blank.html", context)


def _parts(page: ReturnPage, organisation: str) -> tuple[Part, ...]:
    """The part of the organisation that the address names; all where it names none of them."""
    named = tuple(one for one in page.parts if str(one.part.organisation_id) == organisation)
    return named or page.parts


def _line(row: Row) -> Line:
    indicator = row.question.indicator
    boxes: tuple[str, ...] = (unit_words(indicator),)
    if row.question.has_parts:
        boxes = (indicator.numerator_label, indicator.denominator_label)
    if row.question.asks_period:
        boxes += ("For the period",)
    return Line(row, unit_words(indicator), better_words(indicator), boxes)


def _managers(partnership: Partnership) -> list[Membership]:
    """Who the form is sent to."""
    members = Membership.objects.filter(
        partnership=partnership, role=Role.MANAGER.value, active=True, user__is_active=True
    )
    return list(members.select_related("user").order_by("user__name", "pk"))
