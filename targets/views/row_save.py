"""One row of a return saved by itself, for the page's JavaScript.

The same fields as the page posts, and ``how`` they came in. What is answered is drawn from the
page's own templates, so that the two cannot differ:

200  ``saved``, ``unchanged`` or, where the other person's figure was kept, ``theirs``
401  ``signed_out``, and 403 ``token`` for a form older than the session (``partnerships``)
409  ``conflict``, with the panel to choose in; ``closed``, and why
422  ``refused``: ``errors`` by field
"""

from typing import Any

from django.http import Http404, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from core.quarters import Quarter
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.access import get_return_for
from targets.entry import posted as typed_in
from targets.models import Return
from targets.selectors.returns import Row, read_row
from targets.selectors.timeline import last_changes
from targets.selectors.to_save import questions_of_measure
from targets.terms import How
from targets.views.row_views import RowView, origin_of, row_views
from targets.views.rows import THEIRS, Posted, save_rows

HOW = {one.value: one for one in (How.TYPED, How.PASTED)}


@requires(Permission.ENTER)
@require_POST
def save_row(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, measure: int
) -> JsonResponse:
    """Save one row and say what became of it."""
    ret = get_return_for(request.member, quarter)
    questions = questions_of_measure(request.member, ret, measure)
    if f"{questions[0].key}-o" not in request.POST:
        return JsonResponse({"state": "incomplete"}, status=400)
    how = HOW.get(request.POST.get("how", ""), How.TYPED)
    posted = save_rows(request, ret, questions, how)
    row = _row(request, ret, measure)
    figures = [row.figure] if row.figure else []
    (drawn,) = row_views([row], posted, last_changes(figures))
    answer = _answer(request, drawn, posted)
    answer["check_html"] = render_to_string(
        "targets/returns/_check.html",
        {"row": drawn, "quarter": quarter, "partnership": partnership, "just_now": True},
    )
    return JsonResponse(answer, status=posted.http_status if posted.problems else 200)


def _row(request: MemberRequest, ret: Return, measure: int) -> Row:
    row = read_row(request.member, ret, measure)
    if row is None:
        raise Http404
    return row


def _answer(request: MemberRequest, drawn: RowView, posted: Posted) -> dict[str, Any]:
    row = drawn.row
    answer: dict[str, Any] = {"state": "unchanged", "origin": drawn.origin, "made": drawn.made}
    if drawn.clash:
        panel = render_to_string("targets/returns/_conflict.html", {"row": drawn})
        answer |= {"state": "conflict", "panel_html": panel, "said": drawn.clash.question}
        answer["errors"] = {name: text for name, text in drawn.errors.items() if name != "w"}
    elif drawn.errors:
        answer |= {"state": "refused", "errors": drawn.errors}
    elif posted.problems:
        answer |= {"state": "closed", "said": row.closed}
    elif request.POST.get(f"{row.key}-w") == THEIRS:
        answer |= {"state": "theirs", "typed": drawn.typed}
    else:
        # What was typed stays in the row, as it was typed.
        answer["origin"] = origin_of(row, "-", typed_in(request.POST, row.key))
        if row.measure.pk in posted.saved:
            answer["state"] = "saved"
    return answer
