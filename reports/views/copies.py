"""A copy of a return's part as a PDF."""

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.quarters import Quarter
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from reports.pdf import RETRY_SECONDS, Busy, RenderError, make_pdf
from reports.return_copy import copy_of, printable
from reports.views.files import pdf_response, plain_name
from targets.access import get_part_for, get_return_for
from targets.selectors.returns import read_return


@requires(Permission.WORKING_FIGURES)
@require_safe
def return_copy(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, organisation: int
) -> HttpResponseBase:
    """What an organisation entered, rated as the board will see it. Nothing is kept."""
    ret = get_return_for(request.member, quarter)
    part = get_part_for(request.member, ret, organisation)
    page = read_return(request.member, ret)
    own = page.part(part.organisation_id)
    assert own is not None  # noqa: S101 - the page has every part that the member may see
    try:
        pdf = make_pdf(printable(copy_of(page, own)))
    except RenderError as error:
        busy = isinstance(error, Busy)
        back = reverse("targets:submit", args=[partnership.slug, quarter, organisation])
        context = {"problem": str(error), "back": {"href": back, "label": "Back to the figures"}}
        answer = render(request, "reports/no_copy.html", context, status=503 if busy else 422)
        if busy:
            answer["Retry-After"] = str(RETRY_SECONDS)
        return answer
    name = plain_name(f"{quarter.slug} {part.organisation.short} return")
    return pdf_response(pdf.content, f"{name}.pdf")


return_copy.section = "returns"  # type: ignore[attr-defined]
