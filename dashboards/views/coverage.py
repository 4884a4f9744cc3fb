"""What the strategy leaves open: priorities, indicators, targets and alignment side by side."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import clock
from core.period_text import long_day
from dashboards.coverage import SHORT, Gap, Hole, Item, Section
from dashboards.coverage_sheets import as_workbook
from dashboards.selectors.coverage import coverage_of
from dashboards.table_files import FILE_KINDS, FileKind, table_file
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires

MOST_SHOWN = 5  # holes of a kind; the rest behind a summary


@require_safe
@requires(Permission.STRATEGY)
def coverage(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """As it stands today, of the version of the strategy that is in force."""
    found = coverage_of(request.member)
    context = {
        "coverage": found,
        "holes": [(hole, *_parted(hole)) for hole in found.holes],
        "sections": [(one, _words(one.gaps), _lines(one)) for one in found.sections],
        "files": FILE_KINDS,
        "today": clock.today(),
        "crumbs": _crumbs(request),
    }
    return render(request, "dashboards/coverage.html", context)


@require_safe
@requires(Permission.STRATEGY)
def coverage_file(request: MemberRequest, partnership: Partnership, kind: FileKind) -> HttpResponse:
    """The holes, and the matrix."""
    today = clock.today()
    book = as_workbook(coverage_of(request.member), partnership.name, long_day(today))
    return table_file(book, kind, f"{partnership.slug}-coverage-{today.isoformat()}")


coverage.section = "indicators"  # type: ignore[attr-defined]


def _crumbs(request: MemberRequest) -> list[dict[str, str]]:
    slug = request.partnership.slug
    return [{"label": "All indicators", "href": reverse("dashboards:indicators", args=[slug])}]


def _parted(hole: Hole) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Those that are shown, and those behind a summary: never a single one."""
    if len(hole.items) <= MOST_SHOWN + 1:
        return hole.items, ()
    return hole.items[:MOST_SHOWN], hole.items[MOST_SHOWN:]


def _words(gaps: tuple[Gap, ...]) -> tuple[str, ...]:
    return tuple(SHORT[gap] for gap in gaps)


def _lines(section: Section) -> list[dict[str, object]]:
    """The rows of a section's table: one for each target, or for an indicator without one."""
    several = len({line.outcome for line in section.lines}) > 1
    return [
        {
            "line": line,
            "goal": goal,
            "first": place == 0,
            "outcome": line.outcome if several and place == 0 else "",
            "gaps": _words(line.gaps) if place == 0 else (),
            "goal_gaps": _words(goal.gaps) if goal else (),
        }
        for line in section.lines
        for place, goal in enumerate(line.goals or (None,))
    ]
