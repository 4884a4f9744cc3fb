"""One priority or outcome in one quarter: the judgement, its indicators, what is being done."""

from dataclasses import dataclass, replace
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import clock
from core.period_text import long_day
from core.quarters import Quarter
from dashboards.files import workbook_of
from dashboards.indicator_table import Columns, Links, Table, head_of, line_of
from dashboards.listing import Listed, titled
from dashboards.overview import counts_in_words
from dashboards.selectors.plan import plan_of, targets_of
from dashboards.table_files import FILE_KINDS, FileKind, table_file
from dashboards.types import Group, Row
from dashboards.views.frame import Frame, as_of, crumbs, frame_for
from dashboards.views.indicators import change_heading, group_pages
from dashboards.views.unchanged import unless_unchanged
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.selectors.targets import TargetRow
from targets.selectors.words import counted
from targets.terms import Rag


@dataclass(frozen=True, slots=True)
class Action:
    """What is being done about one indicator. ``due_words``: by when, and whether that is past."""

    row: Row
    due_words: str
    overdue: bool


@require_safe
@requires(Permission.DASHBOARD)
@unless_unchanged
def priority(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, group: str
) -> HttpResponse:
    """A priority, an outcome, or what belongs to neither, as published or working."""
    frame = frame_for(request, quarter)
    found = _group(frame, group)
    rows = found.rows
    day = as_of(frame)
    actions = actions_of(rows, day)
    targets = targets_of(request.member, found, {row.measure_id for row in rows})
    context = {
        **frame.context(),
        "crumbs": _crumbs(request, frame),
        "group": found,
        "title": titled(found),
        "counts": counts_in_words(rows),
        "table": _table(frame, found, partnership),
        "actions": actions,
        "actions_words": _actions_words(actions),
        "without_action": without_action(rows),
        "stated": [row for row in rows if row.stated_sentences or row.lapsed],
        "plan": plan_of(request.member, found),
        "targets": _targets(targets, frame, found),
        "neighbours": _neighbours(frame, found),
        "kinds": FILE_KINDS,
        "day": day,
        "today": clock.today(),
        "older": quarter != Quarter.last_ended(clock.today()),
    }
    return render(request, "dashboards/priority.html", context)


@require_safe
@requires(Permission.DASHBOARD)
def priority_file(
    request: MemberRequest,
    partnership: Partnership,
    quarter: Quarter,
    group: str,
    kind: FileKind,
) -> HttpResponse:
    """Its indicators as a file: ratings, figures, commentary, who does what by when."""
    frame = frame_for(request, quarter)
    found = _group(frame, group)
    book = workbook_of(replace(frame.dashboard, groups=(found,)))
    book = replace(book, title=f"{book.title}: {titled(found)}")
    return table_file(book, kind, frame.file_stem(found.key))


priority.section = "indicators"  # type: ignore[attr-defined]


def _group(frame: Frame, key: str) -> Group:
    """The group of the address. Http404 for one that the dashboard does not have."""
    found = next((group for group in frame.dashboard.groups if group.key == key), None)
    if found is None:
        raise Http404
    return found


def _crumbs(request: MemberRequest, frame: Frame) -> list[dict[str, str]]:
    trail = crumbs(request, frame.dashboard.quarter, frame.query)
    href = reverse(
        "dashboards:indicators", args=[request.partnership.slug, frame.dashboard.quarter]
    )
    return [*trail, {"label": "All indicators", "href": href + frame.query}]


def _table(frame: Frame, group: Group, partnership: Partnership) -> Table:
    dashboard = frame.dashboard
    here = reverse("dashboards:indicators", args=[partnership.slug, dashboard.quarter])
    columns = Columns.of(group.rows, commentary=True)
    links = Links(here, frame.query)
    lines = tuple(
        line_of(Listed(group, row, place), columns, links) for place, row in enumerate(group.rows)
    )
    return Table(group.key, "Its indicators", head_of(columns, change_heading(dashboard)), lines)


def _neighbours(frame: Frame, group: Group) -> dict[str, dict[str, str]]:
    """The priorities before and after it, in the strategy's order."""
    groups, pages = frame.dashboard.groups, group_pages(frame)
    place = groups.index(group)
    found = {}
    for word, other in (("previous", place - 1), ("next", place + 1)):
        if 0 <= other < len(groups):
            one = groups[other]
            found[word] = {"title": titled(one), "href": pages[one.key]}
    return found


# --- What is being done ---


def actions_of(rows: tuple[Row, ...], today: date) -> list[Action]:
    """What the commentary says is done, by whom and by when: what is overdue first, then by day."""
    found = [
        Action(row, *_due(row.action_due, today))
        for row in rows
        if row.commentary_action or row.action_owner or row.action_due
    ]
    return sorted(found, key=lambda one: (one.row.action_due is None, one.row.action_due or today))


def _due(due: date | None, today: date) -> tuple[str, bool]:
    if due is None:
        return "", False
    if due >= today:
        return long_day(due), False
    return f"{long_day(due)}: overdue by {counted((today - due).days, 'day')}", True


def _actions_words(actions: list[Action]) -> str:
    """``3 actions, 1 overdue.``"""
    if not actions:
        return ""
    late = sum(one.overdue for one in actions)
    return f"{counted(len(actions), 'action')}, {late or 'none'} overdue."


def without_action(rows: tuple[Row, ...]) -> list[Row]:
    """The red and amber ones of which the commentary does not say what is done."""
    off_track = (Rag.RED, Rag.AMBER)
    return [row for row in rows if row.rating.shown in off_track and not row.commentary_action]


# --- The plan's words ---


def _targets(
    targets: tuple[TargetRow, ...], frame: Frame, group: Group
) -> list[tuple[TargetRow, str]]:
    """Each target of today, with its indicator and where this quarter lists it."""
    places = {row.measure_id: one for one in frame.dashboard.groups for row in one.rows}
    return [(one, _measured(one, places.get(one.measure_id), frame, group)) for one in targets]


def _measured(target: TargetRow, place: Group | None, frame: Frame, group: Group) -> str:
    if place is None:
        asked = frame.dashboard.quarter.label
        return f"No indicator in {asked}: {target.indicator} is not asked for"
    listed = "" if place is group else f", listed under {titled(place)}"
    return f"Indicator: {target.indicator}{listed}"
