"""What the pages of submitting and signing off share: one part of a return, checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from core.quarters import Quarter
from partnerships.access import MemberRequest
from targets.access import get_return_for
from targets.selectors.activity import changed_since_sent_back
from targets.selectors.differences import check_groups
from targets.selectors.returns import Part, ReturnPage, read_return
from targets.views.common import return_address, return_caption

CHANGED = (
    "This has changed since you opened the page, so nothing was done. "
    "Check it again as it is now, below."
)
ErrorLines = Sequence[dict[str, str]]


@dataclass(frozen=True)
class Seen:
    """One organisation's part on a page."""

    page: ReturnPage
    part: Part


def see(request: MemberRequest, quarter: Quarter, organisation: int) -> Seen:
    """The part as it is now. Raises Http404 where the member may not see it."""
    page = read_return(request.member, get_return_for(request.member, quarter))
    part = page.part(organisation)
    if part is None:
        raise Http404
    return Seen(page, part)


def version_of(request: MemberRequest) -> int:
    """The version of the part that the page showed; one that no part has where it is not there."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def frame(request: MemberRequest, seen: Seen) -> dict[str, Any]:
    """What the templates of a part need."""
    quarter = seen.page.ret.quarter
    return {
        "ret": seen.page.ret,
        "part": seen.part,
        "quarter": quarter,
        "caption": return_caption(seen.page.ret),
        "back": {"href": return_address(request.partnership, quarter), "label": "Back to return"},
    }


def show(
    request: MemberRequest,
    template: str,
    seen: Seen,
    *,
    status: int,
    errors: ErrorLines = (),
    more: dict[str, Any],
) -> HttpResponse:
    """The page with the part's table."""
    quarter = seen.page.ret.quarter
    changed = changed_since_sent_back(seen.part)
    context = {
        **frame(request, seen),
        "groups": check_groups(seen.page, seen.part, changed),
        "sent_back_before": changed is not None,
        "changed_number": len(changed or ()),
        "last_quarter": quarter - 1,
        "year_ago": quarter.same_quarter_last_year,
        "page_errors": errors,
        **more,
    }
    return render(request, template, context, status=status)
