"""Cells pasted into a page of entry, read for its JavaScript. Nothing is written here."""

from typing import Any

from django.http import Http404, JsonResponse
from django.views.decorators.http import require_POST

from core.quarters import Quarter
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.access import get_return_for
from targets.entry import as_typed
from targets.selectors.returns import ReturnPage, Row, Section, read_return
from targets.selectors.words import counted
from targets.sheets.columns import RESULT, by_position
from targets.sheets.fill import NUMBERS
from targets.sheets.match import Fault, Matched, Matcher, Pasted, TooMuch, pasted_rows
from targets.sheets.plan import Plan, Planned, Problem, make_plan, wanted
from targets.terms import Reason


@requires(Permission.ENTER)
@require_POST
def paste(request: MemberRequest, partnership: Partnership, quarter: Quarter) -> JsonResponse:
    """What pasted ``text`` would fill in, from the control ``row``-``field`` of a ``section`` on.

    200 with the rows to fill and what is wrong with the others; 422 with a sentence when nothing
    can be filled at all.
    """
    page = read_return(request.member, get_return_for(request.member, quarter), checks=False)
    section = page.section(request.POST.get("section", ""))
    if section is None:
        raise Http404
    start = next((row for row in section.rows if row.key == request.POST.get("row")), None)
    field = request.POST.get("field", "")
    if start is None or field not in NUMBERS:
        raise Http404
    try:
        rows = pasted_rows(request.POST.get("text", ""))
    except TooMuch as error:
        return JsonResponse({"state": "refused", "sentence": str(error)}, status=422)
    reason = request.POST.get("reason", "")
    matcher = Matcher(wanted(page.rows), quarter)
    below = section.rows[section.rows.index(start) :]
    order = [row.measure.pk for row in below]
    if field == "v" and start.question.has_parts:
        field = RESULT
    matched = _of_this_page(by_position(matcher, Pasted(rows), order, field), page, section)
    plan = make_plan(section.rows, matched, reason if reason in set(Reason) else "")
    return JsonResponse(_answer(plan, matched, section.rows, start))


def _of_this_page(matched: Matched, page: ReturnPage, section: Section) -> Matched:
    """The rows that stand on the page; of others, matched by their codes, where they stand."""
    here = {row.measure.pk for row in section.rows}
    for match in matched.rows:
        row = page.row(match.key)
        if match.key not in here and row is not None:
            sentence = f"This is entered under “{page.section_of(row).title}”."
            matched.unknown.append(Fault(str(match.place), row.question.name, sentence))
    matched.rows = [match for match in matched.rows if match.key in here]
    return matched


def _answer(plan: Plan, matched: Matched, rows: tuple[Row, ...], start: Row) -> dict[str, Any]:
    by_measure = {row.measure.pk: row for row in rows}
    given = {match.key: set(match.cells) for match in matched.rows}
    fill = [
        _fill(planned, by_measure[planned.measure], given[planned.measure])
        for planned in (*plan.changes, *plan.unchanged)
        if given[planned.measure] and not by_measure[planned.measure].closed
    ]
    wrong = [_problem(one, by_measure.get(one.measure)) for one in (*plan.problems, *plan.unknown)]
    order = {row.key: place for place, row in enumerate(rows)}
    shown = sorted((*fill, *wrong), key=lambda one: order.get(one["key"], len(order)))
    first = shown[0]["name"] if shown else start.question.name
    left_out = f"{counted(len(wrong), 'value')} left out: the problem stands beside each."
    return {
        "state": "read",
        "title": f"Paste {counted(len(shown), 'value')} starting at {first}",
        "said": left_out if wrong else "",
        "note": left_out if wrong else "Nothing is saved until you fill them in.",
        "rows": shown,
        "fill": len(fill),
        "fill_words": "Fill this value" if len(fill) == 1 else f"Fill these {len(fill)} values",
        "asks_reason": any(one.no_reason for one in plan.problems),
    }


def _fill(planned: Planned, row: Row, given: set[str]) -> dict[str, Any]:
    """A row to fill: which texts go into which of its controls, and what that means in words."""
    saved = as_typed(row.question, row.figure)
    numbers = NUMBERS if row.question.has_parts else ("v",)
    fields = {
        *given,
        *numbers,
        *(name for name in planned.typed if planned.typed[name] != saved[name]),
    }
    changed = [
        line.then if line.label == "Figure" else f"{line.label}: {line.then}"
        for line in planned.lines
    ]
    return {
        "key": planned.key,
        "name": planned.name,
        "now": row.now_cell.text,
        "then": "; ".join(changed) or "No change",
        "problem": "",
        "set": {field: planned.typed[field] for field in sorted(fields)},
        "saved": {field: saved[field] for field in numbers},
    }


def _problem(one: Problem, row: Row | None) -> dict[str, Any]:
    """A row or cell that is left out, and why."""
    repeats = one.sentence.startswith("“") or not one.value or not one.name
    said = "" if repeats else f"“{one.value}”: "
    return {
        "key": row.key if row else "",
        "name": one.name or one.value or one.place,
        "now": row.now_cell.text if row else "",
        "then": "",
        "problem": f"{said}{one.sentence}" if one.name else f"{one.place}: {one.sentence}",
        "set": None,
    }
