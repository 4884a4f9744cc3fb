"""Who has entered what, and reminding those who have not: a manager's page of a return."""

from collections import defaultdict
from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.quarters import Quarter
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.access import get_part_for, get_return_for
from targets.actions.remind import Reminded, Result, send_by_hand
from targets.models import Return, ReturnPart
from targets.selectors.progress import read_progress
from targets.views.common import in_returns, return_address

SAID = {
    Result.SENT: "Reminded: {names}.",
    Result.SENT_BEFORE: "Reminded today already: {names}.",
    Result.NOT_CONFIRMED: "A reminder was begun today and may have been sent: {names}.",
    Result.NOBODY: "Not reminded, because no officer there has an account: {names}.",
    Result.CLOSED: "Not reminded, because nothing can be entered there now: {names}.",
    Result.UNREACHABLE: "Not reminded, because the mail server cannot be reached: {names}.",
    Result.FAILED: "Not reminded, because the mail server did not take it: {names}.",
}
NONE_LATE = "Nobody is late who can be reminded."


@in_returns
@requires(Permission.OPEN_RETURN)
@require_safe
def progress(request: MemberRequest, partnership: Partnership, quarter: Quarter) -> HttpResponse:
    """Every organisation of a return, section by section."""
    ret = get_return_for(request.member, quarter)
    context = {
        "ret": ret,
        "page": read_progress(request.member, ret),
        "crumbs": [
            {"label": "Returns", "href": reverse("targets:returns", args=[partnership.slug])},
            {"label": quarter.label, "href": return_address(partnership, quarter)},
        ],
    }
    return render(request, "targets/round/progress.html", context)


@in_returns
@requires(Permission.OPEN_RETURN)
@require_POST
def remind(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, organisation: int
) -> HttpResponse:
    """Remind one organisation."""
    ret = get_return_for(request.member, quarter)
    return _send(request, ret, [get_part_for(request.member, ret, organisation)])


@in_returns
@requires(Permission.OPEN_RETURN)
@require_POST
def remind_late(request: MemberRequest, partnership: Partnership, quarter: Quarter) -> HttpResponse:
    """Remind every organisation that is late."""
    ret = get_return_for(request.member, quarter)
    late = read_progress(request.member, ret).late
    if not late:
        messages.warning(request, NONE_LATE)
        return redirect("targets:progress", partnership.slug, quarter)
    return _send(request, ret, [line.part.part for line in late])


def _send(request: MemberRequest, ret: Return, parts: Sequence[ReturnPart]) -> HttpResponse:
    for part in parts:
        part.partnership, part.belongs_to = request.partnership, ret
    try:
        _tell(request, send_by_hand(by=request.member, parts=list(parts)))
    except ImproperlyConfigured as error:
        messages.warning(request, f"Nothing was sent. {error}")
    return redirect("targets:progress", request.partnership.slug, ret.quarter)


def _tell(request: MemberRequest, found: Sequence[Reminded]) -> None:
    """One message for each thing that happened, with the organisations it happened to."""
    names: dict[Result, list[str]] = defaultdict(list)
    for one in found:
        names[one.result].append(str(one.part.organisation))
    for result, organisations in names.items():
        tell = messages.success if result is Result.SENT else messages.warning
        tell(request, SAID[result].format(names=", ".join(organisations)))
