"""The two steps that close a return's part: submitting, and signing off by somebody else."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.models import Conflict
from core.quarters import Quarter
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.access import get_part_for, get_return_for
from targets.actions.returns import fingerprint, send_back_part, sign_off_part, submit_part
from targets.forms import SendBackForm
from targets.models import Return, ReturnPart
from targets.selectors.returns import Part, ReturnPage, read_return
from targets.views.common import in_returns, return_address, return_caption

CHANGED = (
    "This has changed since you opened the page, so nothing was done. "
    "Check it again as it is now, below."
)


@in_returns
@requires(Permission.SUBMIT)
@require_http_methods(["GET", "HEAD", "POST"])
def submit(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, organisation: int
) -> HttpResponse:
    """Check every row, then submit it for sign-off."""
    ret = get_return_for(request.member, quarter)
    part = get_part_for(request.member, ret, organisation)
    errors: list[dict[str, str]] = []
    status = 200
    if request.method == "POST":
        try:
            submit_part(
                by=request.member,
                part=part,
                version=_version(request),
                seen=request.POST.get("seen", "none"),
            )
        except Conflict:
            errors, status = [{"text": CHANGED, "href": "#figures"}], 409
        except ValidationError:
            status = 422  # the page lists what is missing, with links
        else:
            messages.success(
                request,
                f"Submitted for sign-off: {part.organisation}. Somebody else now checks the "
                "figures and signs them off, or sends them back with a note.",
            )
            return redirect(return_address(partnership, quarter))
    page, view = _read(request, quarter, organisation)
    if status == 422:
        errors = _missing(request, page, view)
    context = {"seen": fingerprint(view.part) or "none", "page_errors": errors}
    return _show(request, "targets/returns/submit.html", page, view, status=status, more=context)


@in_returns
@requires(Permission.SIGN_OFF)
@require_http_methods(["GET", "HEAD", "POST"])
def sign_off(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, organisation: int
) -> HttpResponse:
    """Compare what was submitted with earlier figures, then sign it off or send it back."""
    ret = get_return_for(request.member, quarter)
    part = get_part_for(request.member, ret, organisation)
    form = SendBackForm(request.POST if "send_back" in request.POST else None)
    errors: list[dict[str, str]] = []
    status = 422 if form.is_bound else 200
    if request.method == "POST":
        try:
            if done := _sign_off_or_send_back(request, part, form):
                messages.success(request, done)
                return redirect(return_address(partnership, quarter))
        except Conflict:
            errors, status = [{"text": CHANGED, "href": "#figures"}], 409
    page, view = _read(request, quarter, organisation)
    context = {"form": form, "page_errors": errors}
    return _show(request, "targets/returns/sign_off.html", page, view, status=status, more=context)


def _sign_off_or_send_back(request: MemberRequest, part: ReturnPart, form: SendBackForm) -> str:
    """What was done, in words; empty when the note is missing."""
    by, version = request.member, _version(request)
    if not form.is_bound:
        sign_off_part(by=by, part=part, version=version)
        ret = Return.objects.get(pk=part.belongs_to_id, partnership=request.partnership)
        following = (
            "Everything is signed off: the quarter can now be published to the board."
            if ret.status == Return.Status.SIGNED_OFF
            else "The quarter can be published when every organisation’s figures are signed off."
        )
        return f"Signed off: {part.organisation}. {following}"
    if not form.is_valid():
        return ""
    send_back_part(by=by, part=part, version=version, note=form.cleaned_data["note"])
    return (
        f"Sent back: {part.organisation}. Your note stands above its return, and its figures can "
        "be changed again."
    )


def _version(request: MemberRequest) -> int:
    """The version of the part that the page showed; one that no part has where it is not there."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _read(request: MemberRequest, quarter: Quarter, organisation: int) -> tuple[ReturnPage, Part]:
    page = read_return(request.member, get_return_for(request.member, quarter))
    view = page.part(organisation)
    if view is None:
        raise Http404
    return page, view


def _missing(request: MemberRequest, page: ReturnPage, view: Part) -> list[dict[str, str]]:
    """A line of the error summary for each indicator without figure or reason."""
    return [
        {"text": f"{row.question.name} has no figure and no reason.", "href": f"#{row.key}"}
        for row in view.rows
        if not row.answered
    ]


def _show(
    request: MemberRequest,
    template: str,
    page: ReturnPage,
    view: Part,
    *,
    status: int,
    more: dict[str, Any],
) -> HttpResponse:
    quarter = page.ret.quarter
    groups = [
        (section, [row for row in section.rows if row.part.pk == view.part.pk])
        for section in page.sections
    ]
    context = {
        "ret": page.ret,
        "part": view,
        "groups": [(section, rows) for section, rows in groups if rows],
        "quarter": quarter,
        "last_quarter": quarter - 1,
        "year_ago": quarter.same_quarter_last_year,
        "caption": return_caption(page.ret),
        "back": {"href": return_address(request.partnership, quarter), "label": "Back to return"},
        **more,
    }
    return render(request, template, context, status=status)
