"""Checking unusual values: every warning of a return, and its explanation."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.quarters import Quarter
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from targets.access import get_return_for
from targets.actions.explain import explain
from targets.models import Return
from targets.selectors.returns import ReturnPage, Row, read_return
from targets.selectors.words import counted
from targets.views.common import in_returns, return_address, return_caption
from targets.views.unusual_cards import GONE, Card, Posted, after, card_id, typed_in


@dataclass(frozen=True)
class Noted:
    """An indicator with what is worth knowing about its figure."""

    row: Row
    notes: tuple[str, ...]
    href: str  # of the row


@in_returns
@requires(Permission.WORKING_FIGURES)
@require_http_methods(["GET", "HEAD", "POST"])
def unusual(request: MemberRequest, partnership: Partnership, quarter: Quarter) -> HttpResponse:
    """The warnings as cards, with one Save for all; what is explained below; then the notes."""
    page = read_return(request.member, get_return_for(request.member, quarter))
    posted = None
    if request.method == "POST":
        posted = _save(request, page)
        if not posted.attempts:
            _say(request, posted)
            return redirect("targets:unusual", partnership.slug, quarter)
        page = read_return(request.member, get_return_for(request.member, quarter))
    cards = _cards(request, page, posted)
    context = {
        "ret": page.ret,
        "cards": [card for card in cards if card.has_box or not card.warning.explained],
        "explained": [card for card in cards if card.warning.explained and not card.has_box],
        "gone": [one for one in posted.attempts.values() if one.gone] if posted else [],
        "noted": _noted(page),
        "may_save": any(card.has_box for card in cards),
        "several": len(page.parts) > 1,
        "here": reverse("targets:unusual", args=[partnership.slug, quarter]),
        "caption": return_caption(page.ret),
        "back": {"href": return_address(partnership, quarter), "label": "Back to return"},
        "page_errors": _errors(cards, posted),
        "saved_note": posted.note if posted else "",
    }
    status = posted.http_status if posted else 200
    return render(request, "targets/checks/unusual.html", context, status=status)


def _noted(page: ReturnPage) -> list[Noted]:
    args = [page.ret.partnership.slug, page.ret.quarter]
    found = []
    for section in page.sections:
        address = reverse("targets:section", args=[*args, section.key])
        for row in section.rows:
            if row.check.notes:
                found.append(Noted(row, row.check.notes, f"{address}#{row.anchor}"))
    return found


def _save(request: MemberRequest, page: ReturnPage) -> Posted:
    """Save what was typed and can be read."""
    ret: Return = page.ret
    attempts = list(typed_in(request.POST, page.rows))
    said = [one.said for one in attempts if not one.error]
    return after(attempts, explain(by=request.member, ret=ret, said=said))


def _say(request: MemberRequest, posted: Posted) -> None:
    if not posted.saved and not posted.removed:
        messages.info(request, "Nothing was changed, so nothing was saved.")
        return
    said = [f"Saved {counted(posted.saved, 'explanation')}."] if posted.saved else []
    if posted.removed:
        said.append(f"Took away {counted(posted.removed, 'explanation')}.")
    messages.success(request, " ".join(said))


def _cards(request: MemberRequest, page: ReturnPage, posted: Posted | None) -> list[Card]:
    slug, quarter = request.partnership.slug, page.ret.quarter
    here = reverse("targets:unusual", args=[slug, quarter])
    opened = request.GET.get("change", "")
    attempts = posted.attempts if posted else {}
    cards = []
    for section in page.sections:
        address = reverse("targets:section", args=[slug, quarter, section.key])
        for row in section.rows:
            supplier = row.part.organisation_id
            may_explain = not row.closed and request.member.can_for(Permission.ENTER, supplier)
            for warning in row.check.warnings:
                key = card_id(row, warning.kind)
                card = Card(
                    row,
                    warning,
                    change_href=f"{address}#{row.anchor}",
                    explain_href=f"{here}?change={key}#{key}",
                    may_explain=may_explain,
                    opened=key == opened,
                    attempt=attempts.get((row.measure.pk, warning.kind)),
                )
                cards.append(card)
    return cards


def _errors(cards: list[Card], posted: Posted | None) -> list[dict[str, str]]:
    lines = [line for card in cards for line in card.error_lines]
    gone = [one for one in posted.attempts.values() if one.gone] if posted else []
    return lines + [{"text": f"{one.name}: {GONE}", "href": f"#{one.id}"} for one in gone]
