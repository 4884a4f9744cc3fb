"""The list of returns, and the page of one."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from core import clock
from core.quarters import Quarter
from partnerships.access import Member, MemberRequest
from partnerships.holidays import read_holidays
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.access import returns_for
from targets.models import Return
from targets.opinions import notices
from targets.selectors.activity import latest_events
from targets.selectors.lists import list_returns, opening_words
from targets.selectors.missing import missing_items
from targets.selectors.returns import ReturnPage, read_return
from targets.selectors.tasks import (
    check_tasks,
    entry_tasks,
    part_tasks,
    standing,
    summary_tasks,
)
from targets.selectors.words import due_words, why_still_open
from targets.views.common import in_returns


@in_returns
@requires(Permission.RETURNS)
@require_safe
def returns(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """What this member has to do, what waits for others, what is done."""
    found = list_returns(request.member)
    groups = [
        ("Needs your action", found.needs_action),
        ("Waiting for others", found.waiting),
        ("Recent", found.recent),
    ]
    only = found.needs_action[0] if len(found.needs_action) == 1 else None
    context = {
        "groups": [(title, items) for title, items in groups if items],
        "only": only,
        "none_open": found.none_open,
        "next_words": found.next_words,
        "may_open": request.member.can(Permission.OPEN_RETURN),
        "notices": notices(request.member),
    }
    return render(request, "targets/returns/list.html", context)


@in_returns
@requires(Permission.RETURNS)
@require_safe
def hub(request: MemberRequest, partnership: Partnership, quarter: Quarter) -> HttpResponse:
    """One return: what to enter, what to submit and sign off, what happened lately."""
    ret = returns_for(request.member).filter(quarter=quarter).first()
    if ret is None:
        return _not_open(request, quarter)
    page = read_return(request.member, ret)
    items = missing_items(page)
    context = {
        "ret": ret,
        "page": page,
        **_deadline(page),
        "by_exception": _by_exception(page),
        "standing": standing(ret),
        "entry_tasks": entry_tasks(request.member, page),
        "summary_tasks": summary_tasks(request.member, page),
        "check_tasks": [
            *check_tasks(request.member, page, items),
            *part_tasks(request.member, page, items),
        ],
        "sent_back": [part for part in page.parts if part.state == "returned"],
        "publish_href": _publish_href(request.member, page),
        "notices": notices(request.member, quarter) if ret.status == "published" else [],
        "events": latest_events(page),
        "crumbs": [
            {"label": "Returns", "href": reverse("targets:returns", args=[partnership.slug])}
        ],
    }
    return render(request, "targets/returns/hub.html", context)


def _not_open(request: MemberRequest, quarter: Quarter) -> HttpResponse:
    """That there is no such return, and when there will be one. Raises Http404 for the past."""
    words = opening_words(request.member, quarter)
    if not words:
        raise Http404
    context = {
        "quarter": quarter,
        "words": words,
        "back": {
            "href": reverse("targets:returns", args=[request.partnership.slug]),
            "label": "Back to returns",
        },
    }
    return render(request, "targets/round/not_open.html", context, status=404)


def _by_exception(page: ReturnPage) -> list[str]:
    """Which parts are open after their last day, and by whose exception."""
    alone = len(page.parts) == 1
    found = [(one.part, why_still_open(one.part)) for one in page.parts]
    return [said if alone else f"{part.organisation}: {said}" for part, said in found if said]


def _deadline(page: ReturnPage) -> dict[str, object]:
    """When the first of the parts that are not submitted is due; nothing once all are."""
    parts = [one.part for one in page.parts if one.part.editable]
    if page.ret.status == Return.Status.PUBLISHED or not parts:
        return {"due": "", "overdue": False, "entering": False}
    first = min(parts, key=lambda part: part.due)
    words = due_words(first.due, clock.today(), read_holidays().days)
    if any(part.due != first.due for part in parts):
        words = f"{words} ({first.organisation})"
    return {
        "due": words,
        "overdue": first.due < clock.today(),
        "entering": any(not one.closed for one in page.parts),
    }


def _publish_href(member: Member, page: ReturnPage) -> str:
    """Where a signed-off return is published; the page belongs to a room above this one."""
    if page.ret.status != Return.Status.SIGNED_OFF or not member.can(Permission.PUBLISH):
        return ""
    try:
        return reverse("dashboards:publish", args=[member.partnership.slug, page.ret.quarter])
    except NoReverseMatch:
        return ""
