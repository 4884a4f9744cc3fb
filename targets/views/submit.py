"""Checking one organisation's return and submitting it for sign-off."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.models import Conflict
from core.quarters import Quarter
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.access import get_part_for, get_return_for
from targets.actions.returns import fingerprint, submit_part
from targets.declaration import declaration
from targets.forms_sign_off import AskForm
from targets.models import ReturnPart
from targets.selectors.missing import Item, missing_items
from targets.selectors.people import signers
from targets.selectors.words import reference
from targets.views.checking import CHANGED, Seen, frame, see, show, version_of
from targets.views.common import in_returns, return_address

TEMPLATE = "targets/returns/submit.html"


@in_returns
@requires(Permission.SUBMIT)
@require_http_methods(["GET", "HEAD", "POST"])
def submit(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, organisation: int
) -> HttpResponse:
    """Check every row as the board will see it, then submit it for sign-off."""
    if request.method == "POST":
        return _submit(request, quarter, organisation)
    seen = see(request, quarter, organisation)
    return _show(request, seen, _form(request, seen.part.part))


@in_returns
@requires(Permission.SUBMIT)
@require_safe
def submitted(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, organisation: int
) -> HttpResponse:
    """What was submitted, its reference, and what happens next."""
    seen = see(request, quarter, organisation)
    if seen.part.part.status != ReturnPart.Status.SUBMITTED:
        return redirect(return_address(partnership, quarter))
    context = {**frame(request, seen), "reference": reference(seen.part.part)}
    return render(request, "targets/returns/submitted.html", context)


def _submit(request: MemberRequest, quarter: Quarter, organisation: int) -> HttpResponse:
    ret = get_return_for(request.member, quarter)
    part = get_part_for(request.member, ret, organisation)
    form = _form(request, part, request.POST)
    if not form.is_valid():
        return _show(request, see(request, quarter, organisation), form, status=422)
    try:
        submit_part(
            by=request.member,
            part=part,
            version=version_of(request),
            seen=request.POST.get("seen", "none"),
            asked=form.chosen,
        )
    except Conflict:
        seen = see(request, quarter, organisation)
        errors = [{"text": CHANGED, "href": "#figures"}]
        return _show(request, seen, form, status=409, errors=errors)
    except ValidationError as error:
        return _interrupt(request, see(request, quarter, organisation), error)
    return redirect("targets:submitted", request.partnership.slug, quarter, organisation)


def _interrupt(request: MemberRequest, seen: Seen, error: ValidationError) -> HttpResponse:
    """The page that stands in the way while something is missing; nothing can be sent from it."""
    items = _blocking(seen)
    context = {
        **frame(request, seen),
        "items": items,
        "reasons": [] if items else error.messages,
        "back": None,  # “Go back” is the page's button
    }
    return render(request, "targets/returns/interruption.html", context, status=422)


def _blocking(seen: Seen) -> list[Item]:
    items = missing_items(seen.page, seen.part.part.organisation_id)
    return [item for item in items if item.blocks]


def _form(request: MemberRequest, part: ReturnPart, data: Any = None) -> AskForm:
    return AskForm(data, signers=signers(part, submitter=request.user), asked=part.asked_id)


def _show(
    request: MemberRequest,
    seen: Seen,
    form: AskForm,
    *,
    status: int = 200,
    errors: list[dict[str, str]] | None = None,
) -> HttpResponse:
    more = {
        "form": form,
        "seen": fingerprint(seen.part.part) or "none",
        "items": missing_items(seen.page, seen.part.part.organisation_id),
        "blocking": len(_blocking(seen)),
        "declaration": declaration(seen.part.part),
    }
    return show(request, TEMPLATE, seen, status=status, errors=errors or [], more=more)
