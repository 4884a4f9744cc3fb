"""The pages on which one row is changed or removed, the same in every room.

A view names the form and the action; what happens between them is here: what is wrong is shown at
its field, two people at once are shown both values, and what is saved is followed by a redirect.
"""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from core.editing import EXPECTED, RowForm, differences_between
from core.models import Conflict, Versioned

GONE = "This has been removed by somebody else, so it cannot be changed."
AT_ONCE = "Somebody else saved the same at this moment. Look at the list, then try again."
LONGEST = 9  # digits of a version that anybody could have seen


@dataclass(frozen=True)
class Page:
    """What stands around a form."""

    heading: str
    done: str  # where to go once it is saved
    saved: str = "Saved."
    caption: str = ""
    button: str = "Save"
    intro: str = ""
    crumbs: tuple[dict[str, str], ...] = ()
    template: str = "_pages/edit.html"
    context: Mapping[str, Any] = field(default_factory=dict)


Make = Callable[[Any, Any], RowForm]  # data or None, row or None -> form
Save = Callable[[RowForm], str | None]  # may give another address to go to


def edit_page(
    request: HttpRequest, page: Page, make: Make, save: Save, row: Versioned | None = None
) -> HttpResponse:
    """Show the form; on POST save it and go on, or show what is wrong.

    ``save`` calls one action with the valid form. What the action refuses is shown at its field.
    A ``Conflict`` shows both values with status 409: nothing is saved until the person chooses.
    """
    if request.method != "POST":
        return _show(request, page, make(None, row), row)
    form = make(request.POST, copy.copy(row))
    if form.is_valid():
        try:
            done = save(form) or page.done
        except Conflict as conflict:
            return _show_conflict(request, page, make, form, conflict)
        except ValidationError as error:
            form.refuse(error)
        except IntegrityError:
            form.add_error(None, AT_ONCE)
        else:
            messages.success(request, page.saved)
            return HttpResponseRedirect(done)
    return _show(request, page, form, row)


def _show(
    request: HttpRequest,
    page: Page,
    form: RowForm,
    row: Versioned | None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {**page.context, **more, "page": page, "form": form, "row": row}
    return render(request, page.template, {**context, "crumbs": page.crumbs}, status=status)


def _show_conflict(
    request: HttpRequest, page: Page, make: Make, form: RowForm, conflict: Conflict
) -> HttpResponse:
    if conflict.current is None:
        form.add_error(None, GONE)
        return _show(request, page, form, None, status=409)
    now = make(None, conflict.current)
    again = _with_version(request, make, conflict.current)
    differences = differences_between(form, now)
    return _show(
        request, page, again, conflict.current, status=409, conflict=True, differences=differences
    )


def _with_version(request: HttpRequest, make: Make, current: Versioned) -> RowForm:
    """The form with what this person entered, ready to be saved over the row as it is now."""
    data = request.POST.copy()
    data[EXPECTED] = str(current.version)
    return make(data, copy.copy(current))


def post_action(
    request: HttpRequest, done: str, act: Callable[[], object], said: str
) -> HttpResponse:
    """Do something that a button asks for, then go to ``done``, saying how it went."""
    try:
        act()
    except Conflict:
        messages.warning(request, "This changed while you looked at it. Nothing was done.")
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(done)


def remove_page(
    request: HttpRequest,
    *,
    heading: str,
    row: Versioned,
    act: Callable[[int], object],
    cancel: str,
    done: str,
    text: str = "",
    crumbs: tuple[dict[str, str], ...] = (),
) -> HttpResponse:
    """Ask, and on POST remove, or say why it cannot be removed.

    ``act`` gets the version that the person has seen.
    """
    if request.method != "POST":
        context = {"heading": heading, "row": row, "cancel": cancel, "text": text}
        return render(request, "_pages/remove.html", {**context, "crumbs": crumbs})
    seen = request.POST.get(EXPECTED, "")
    known = seen.isascii() and seen.isdigit() and len(seen) <= LONGEST
    try:
        act(int(seen) if known else 0)
    except Conflict:
        messages.warning(request, "Somebody has changed this meanwhile. Nothing was removed.")
        return HttpResponseRedirect(cancel)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return HttpResponseRedirect(cancel)
    messages.success(request, "Removed.")
    return HttpResponseRedirect(done)


def step_of(request: HttpRequest) -> int:
    """Which way an Up or Down button moves a row: -1, 1, or 0 for neither."""
    return {"up": -1, "down": 1}.get(request.POST.get("direction", ""), 0)
