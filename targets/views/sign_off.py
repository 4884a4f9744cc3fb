"""Signing off by somebody else: checking what was submitted, asking another, sending it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.models import Conflict
from core.quarters import Quarter
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.access import get_part_for, get_return_for
from targets.actions.returns import ask_part, send_back_part, sign_off_part
from targets.forms import SendBackForm
from targets.forms_sign_off import AskForm
from targets.models import Return, ReturnPart
from targets.selectors.people import signed_off_words, signers
from targets.selectors.words import reference
from targets.views.checking import CHANGED, Seen, frame, see, show, version_of
from targets.views.common import in_returns, return_address

Status = ReturnPart.Status


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
    if request.method == "POST":
        try:
            if not form.is_bound:
                sign_off_part(by=request.member, part=part, version=version_of(request))
                return redirect("targets:signed_off", partnership.slug, quarter, organisation)
            if form.is_valid():
                return _send_back(request, part, quarter, form.cleaned_data["note"])
        except Conflict:
            seen = see(request, quarter, organisation)
            return _show(request, seen, form, 409, [{"text": CHANGED, "href": "#figures"}])
    seen = see(request, quarter, organisation)
    return _show(request, seen, form, 422 if form.is_bound else 200)


@in_returns
@requires(Permission.SIGN_OFF)
@require_safe
def signed_off(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, organisation: int
) -> HttpResponse:
    """What was signed off, its reference, and when the board will see it."""
    seen = see(request, quarter, organisation)
    part = seen.part.part
    if part.status != Status.SIGNED_OFF:
        return redirect(return_address(partnership, quarter))
    context = {
        **frame(request, seen),
        "reference": reference(part, signed_off=True),
        "words": signed_off_words(part),
        "everything": seen.page.ret.status == Return.Status.SIGNED_OFF,
        "publish_href": _publish_href(request, quarter),
    }
    return render(request, "targets/returns/signed_off.html", context)


@in_returns
@requires(Permission.SIGN_OFF)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, organisation: int
) -> HttpResponse:
    """Ask somebody else to sign off."""
    ret = get_return_for(request.member, quarter)
    part = get_part_for(request.member, ret, organisation)
    done = reverse("targets:sign_off", args=[partnership.slug, quarter, organisation])
    if part.status != Status.SUBMITTED:
        if request.method == "POST":
            messages.info(request, "These figures do not wait to be signed off any more.")
        return redirect(done)
    data = request.POST if request.method == "POST" else None
    people = signers(part, submitter=part.submitted_by)
    form = AskForm(data, signers=people, asked=part.asked_id)
    status, errors = (422 if form.is_bound else 200), []
    if form.is_valid():
        try:
            ask_part(by=request.member, part=part, version=version_of(request), asked=form.chosen)
        except Conflict:
            part = get_part_for(request.member, ret, organisation)
            status, errors = 409, [{"text": CHANGED, "href": "#id_asked"}]
        else:
            who = form.chosen or "anyone who may sign off"
            messages.success(request, f"Asked {who} to sign off: {part.organisation}.")
            return redirect(done)
    context = {
        "part": part,
        "form": form,
        "page_errors": errors,
        "caption": str(part.organisation),
        "back": {"href": done, "label": "Back to the figures"},
    }
    return render(request, "targets/returns/ask.html", context, status=status)


def _send_back(
    request: MemberRequest, part: ReturnPart, quarter: Quarter, note: str
) -> HttpResponse:
    send_back_part(by=request.member, part=part, version=version_of(request), note=note)
    messages.success(
        request,
        f"Sent back: {part.organisation}. Your note stands above its return, and its figures can "
        "be changed again.",
    )
    return redirect(return_address(request.partnership, quarter))


def _show(
    request: MemberRequest,
    seen: Seen,
    form: SendBackForm,
    status: int,
    errors: list[dict[str, str]] | None = None,
) -> HttpResponse:
    part = seen.part.part
    waits = part.status == Status.SUBMITTED
    asked_another = waits and part.asked_id not in (None, request.user.pk)
    more = {
        "form": form,
        "deputy_for": part.asked if asked_another else None,
        "may_ask": waits and seen.page.ret.status != Return.Status.PUBLISHED,
        "signed_off_words": signed_off_words(part) if part.status == Status.SIGNED_OFF else "",
    }
    template = "targets/returns/sign_off.html"
    return show(request, template, seen, status=status, errors=errors or [], more=more)


def _publish_href(request: MemberRequest, quarter: Quarter) -> str:
    """Where the quarter is published; the page belongs to a room above this one."""
    if not request.member.can(Permission.PUBLISH):
        return ""
    try:
        return reverse("dashboards:publish", args=[request.partnership.slug, quarter])
    except NoReverseMatch:
        return ""
