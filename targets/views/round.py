"""The round of a return, for managers: opening it, its due dates, who is in it, exceptions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import clock
from core.edit_pages import Page, edit_page
from core.editing import RowForm
from core.models import Conflict
from core.period_text import long_day
from core.quarters import Quarter, quarters_between
from partnerships.access import MemberRequest
from partnerships.models import Organisation, Partnership
from partnerships.permissions import Permission, requires
from targets.access import get_part_for, get_return_for, suppliers_of
from targets.actions.returns import COLLECTING
from targets.actions.returns import open_return as open_return_action
from targets.actions.round import add_part as add_part_action
from targets.actions.round import (
    change_due,
    known_suppliers,
    make_exception,
    rules_seen,
    save_rules,
)
from targets.calendar import read_calendar
from targets.forms_round import (
    AddPartForm,
    CalendarForm,
    ChooseQuarterForm,
    DueForm,
    ExceptionForm,
    OpenReturnForm,
)
from targets.locks import Lock, lock_of, newest_exception
from targets.models import Return, ReturnPart
from targets.selectors.round import coming_quarters, due_hints, holidays_ahead
from targets.selectors.words import why_closed, why_still_open
from targets.views.common import in_returns, return_address, return_caption

PAST_QUARTERS = 4  # how far back a return can be opened
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _list_address(partnership: Partnership) -> str:
    return reverse("targets:returns", args=[partnership.slug])


def _progress_address(partnership: Partnership, quarter: Quarter) -> str:
    return reverse("targets:progress", args=[partnership.slug, quarter])


def _crumbs(partnership: Partnership, ret: Return) -> tuple[dict[str, str], ...]:
    quarter = ret.quarter
    return (
        {"label": "Returns", "href": _list_address(partnership)},
        {"label": quarter.label, "href": return_address(partnership, quarter)},
        {"label": "Progress", "href": _progress_address(partnership, quarter)},
    )


# --- Opening ------------------------------------------------------------------------------------


@in_returns
@requires(Permission.OPEN_RETURN)
@get_or_post
def open_return(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """Choose a quarter, see each organisation's due date by the calendar, and open it."""
    free = _free_quarters(partnership)
    choose = ChooseQuarterForm(
        request.POST if request.method == "POST" else request.GET or None, quarters=free
    )
    quarter = _chosen(choose, free)
    if quarter is None:
        shown = {"choose": choose, "form": choose if choose.is_bound else None}
        return _show_open(request, shown, 422 if request.method == "POST" else 200)
    suppliers = list(suppliers_of(partnership, quarter))
    calendar, today = read_calendar(partnership), clock.today()
    proposed = {one.pk: calendar.proposed(quarter, one.pk, today) for one in suppliers}
    form = OpenReturnForm(
        request.POST if request.method == "POST" else None,
        suppliers=suppliers,
        proposed=proposed,
        hints=due_hints(partnership, quarter, calendar, proposed),
    )
    if form.is_valid():
        try:
            ret = open_return_action(by=request.member, quarter=quarter, dues=form.dues)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"The return for {ret.quarter.words} is open.")
            return redirect(return_address(partnership, ret.quarter))
    context = {
        "choose": ChooseQuarterForm(initial={"quarter": quarter}, quarters=free),
        "form": form,
        "quarter": quarter,
        "suppliers": suppliers,
        "weekends_only": calendar.weekends_only([quarter.end, today, *proposed.values()]),
    }
    return _show_open(request, context, 422 if form.is_bound else 200)


def _show_open(request: MemberRequest, context: dict[str, Any], status: int) -> HttpResponse:
    back = {"href": _list_address(request.partnership), "label": "Back to returns"}
    return render(request, "targets/returns/open.html", {**context, "back": back}, status=status)


def _chosen(choose: ChooseQuarterForm, free: tuple[Quarter, ...]) -> Quarter | None:
    """The quarter that was chosen; before that, the latest one that has ended and has no return."""
    if choose.is_bound:
        if choose.is_valid() and choose.cleaned_data["quarter"]:
            return choose.cleaned_data["quarter"]
        return None
    ended = [one for one in free if one <= Quarter.last_ended(clock.today())]
    return next(iter(ended or free), None)


def _free_quarters(partnership: Partnership) -> tuple[Quarter, ...]:
    """The quarters of the last year, and the present one, that have no return; latest first."""
    present = Quarter.containing(clock.today())
    every = quarters_between(present - PAST_QUARTERS, present)
    taken = set(
        Return.objects.filter(partnership=partnership, quarter__in=every).values_list(
            "quarter", flat=True
        )
    )
    return tuple(quarter for quarter in reversed(every) if quarter not in taken)


# --- The calendar -------------------------------------------------------------------------------


@in_returns
@requires(Permission.OPEN_RETURN)
@get_or_post
def calendar(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """The rules from which due dates are computed, and the dates that come of them."""
    form = _calendar_form(request, request.POST if request.method == "POST" else None)
    status, conflict = 422 if form.is_bound else 200, False
    if form.is_valid():
        try:
            save_rules(by=request.member, seen=form.cleaned_data["seen"], rules=form.rules)
        except Conflict:
            form, status, conflict = _calendar_again(request), 409, True
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Saved. Returns that are open keep their dates.")
            return redirect(reverse("targets:calendar", args=[partnership.slug]))
    quarters = coming_quarters(partnership, form.calendar)
    context = {
        "form": form,
        "lines": list(form.lines(conflict=conflict)),
        "conflict": conflict,
        "quarters": quarters,
        "holidays": holidays_ahead(),
        "weekends_only": form.calendar.weekends_only(one.latest for one in quarters),
        "crumbs": [{"label": "Returns", "href": _list_address(partnership)}],
    }
    return render(request, "targets/round/calendar.html", context, status=status)


def _calendar_form(request: MemberRequest, data: Any) -> CalendarForm:
    ids = known_suppliers(request.partnership)
    return CalendarForm(
        data,
        suppliers=list(Organisation.objects.filter(pk__in=ids).order_by("name")),
        calendar=read_calendar(request.partnership),
        seen=rules_seen(request.partnership),
    )


def _calendar_again(request: MemberRequest) -> CalendarForm:
    """What this person entered, ready to be saved over the rules as they are now."""
    data = request.POST.copy()
    data["seen"] = rules_seen(request.partnership)
    form = _calendar_form(request, data)
    form.is_valid()
    return form


# --- One organisation's part --------------------------------------------------------------------


@in_returns
@requires(Permission.OPEN_RETURN)
@get_or_post
def due(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, organisation: int
) -> HttpResponse:
    """Another due date, or last day for entering, for a part that is open."""
    ret = get_return_for(request.member, quarter)
    part = get_part_for(request.member, ret, organisation)
    done = _progress_address(partnership, quarter)
    if ret.status not in COLLECTING or not part.editable:
        messages.warning(request, f"{part.organisation}: {_why(ret, part)}")
        return redirect(done)

    def make(data: Any, row: Any) -> RowForm:
        return DueForm(data, instance=row)

    def save(form: RowForm) -> None:
        change_due(by=request.member, part=part, version=form.read_version, **form.values)

    page = Page(
        heading=f"Due date: {part.organisation}",
        caption=return_caption(ret),
        done=done,
        saved=f"The due date of {part.organisation} is changed.",
        crumbs=_crumbs(partnership, ret),
    )
    return edit_page(request, page, make, save, part)


def _why(ret: Return, part: ReturnPart) -> str:
    """Why a part cannot be changed, with the people it names loaded."""
    loaded = ReturnPart.objects.select_related("submitted_by", "signed_off_by").get(pk=part.pk)
    return why_closed(ret, loaded)


@in_returns
@requires(Permission.OPEN_RETURN)
@get_or_post
def add_part(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, organisation: int
) -> HttpResponse:
    """Let an organisation into a return that was opened before it had an indicator to supply."""
    ret = get_return_for(request.member, quarter)
    done = _progress_address(partnership, quarter)
    if any(one.organisation_id == organisation for one in ret.parts.all()):
        messages.warning(request, "This organisation is in the return already.")
        return redirect(done)
    supplier = next((o for o in suppliers_of(partnership, quarter) if o.pk == organisation), None)
    if supplier is None:
        raise Http404
    usual = read_calendar(partnership).proposed(quarter, organisation, clock.today())
    form = AddPartForm(request.POST if request.method == "POST" else None, initial={"due": usual})
    if form.is_valid():
        try:
            add_part_action(
                by=request.member,
                ret=ret,
                organisation_id=organisation,
                due=form.cleaned_data["due"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{supplier} is in the return for {quarter.words}.")
            return redirect(done)
    context = {
        "form": form,
        "ret": ret,
        "heading": f"Add {supplier} to this return",
        "intro": f"{supplier} supplies an indicator since the return was opened. "
        "It gets a part of its own, and sees the return at once.",
        "button": "Add to this return",
        "cancel": done,
        "caption": return_caption(ret),
        "crumbs": _crumbs(partnership, ret),
    }
    status = 422 if form.is_bound else 200
    return render(request, "targets/round/form.html", context, status=status)


@in_returns
@requires(Permission.OPEN_RETURN)
@get_or_post
def exception(
    request: MemberRequest, partnership: Partnership, quarter: Quarter, organisation: int
) -> HttpResponse:
    """Let an organisation enter figures after its last day, until another."""
    ret = get_return_for(request.member, quarter)
    part = get_part_for(request.member, ret, organisation)
    form = ExceptionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = make_exception(by=request.member, part=part, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, f"{part.organisation} can enter figures until {long_day(made.until)}."
            )
            return redirect(_progress_address(partnership, quarter))
    context = {
        "form": form,
        "ret": ret,
        "part": part,
        **_standing(ret, part),
        "made": list(part.exceptions.select_related("made_by")),
        "cancel": _progress_address(partnership, quarter),
        "caption": return_caption(ret),
        "crumbs": _crumbs(partnership, ret),
    }
    status = 422 if form.is_bound else 200
    return render(request, "targets/round/exception.html", context, status=status)


def _standing(ret: Return, part: ReturnPart) -> dict[str, Any]:
    """Where entering stands, in words, and whether an exception can be made."""
    lock = lock_of(ret, part)
    if lock is not None:
        return {"standing": _why(ret, part), "possible": lock is Lock.TOO_LATE}
    if part.closes_on is None:
        return {"standing": "Entering stays open, so no exception is needed.", "possible": False}
    still = why_still_open(part) if newest_exception(part) else ""
    return {
        "standing": still or f"Entering closes after {long_day(part.closes_on)}.",
        "possible": True,
    }
