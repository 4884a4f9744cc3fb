"""The pages on which one row is changed or removed, the same in every room.

A view names the form and the action; what happens between them is here: what is wrong is shown at
its field, two people at once are shown both values, and what is saved is followed by a redirect.
"""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
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
STEP, SEEN = "step", "seen"  # what a page of what would change posts beside what was typed
CONFIRM, EDIT = "confirm", "edit"
NOT_TYPED = ("csrfmiddlewaretoken", STEP, SEEN)


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
    previewed: bool = False  # a page of what would change follows


@dataclass(frozen=True)
class Preview:
    """What saving would change. ``seen`` tells what somebody looked at from anything else."""

    heading: str
    seen: str
    template: str  # of the body
    context: Mapping[str, Any] = field(default_factory=dict)


Make = Callable[[Any, Any], RowForm]  # data or None, row or None -> form
Save = Callable[[RowForm], str | None]  # may give another address to go to
Look = Callable[[RowForm], Preview | None]  # None: there is nothing to be looked at


def edit_page(
    request: HttpRequest,
    page: Page,
    make: Make,
    save: Save,
    row: Versioned | None = None,
    *,
    preview: Look | None = None,
) -> HttpResponse:
    """Show the form; on POST save it and go on, or show what is wrong.

    ``save`` calls one action with the valid form. What the action refuses is shown at its field.
    A ``Conflict`` shows both values with status 409: nothing is saved until the person chooses.
    ``preview`` says what a valid form would change: it is shown first, and saved once confirmed.
    """
    page = replace(page, previewed=preview is not None)
    if request.method != "POST":
        return _show(request, page, make(None, row), row)
    form = make(request.POST, copy.copy(row))
    if form.is_valid() and request.POST.get(STEP) != EDIT:
        try:
            look = preview(_as_read(form, row)) if preview else None
            if look and (shown := look_first(request, page, look)):
                return shown
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


def _as_read(form: RowForm, row: Versioned | None) -> RowForm:
    """The form. ``Conflict`` where the row is no longer what it was read from."""
    if row is not None and row.version != form.read_version:
        raise Conflict(current=row)
    return form


def look_first(request: HttpRequest, page: Page, preview: Preview) -> HttpResponse | None:
    """The page of what would change; None once somebody has confirmed just that.

    It carries everything that was posted, so nothing is kept in between.
    """
    confirmed = request.POST.get(STEP) == CONFIRM
    if confirmed and request.POST.get(SEEN) == preview.seen:
        return None
    posted = request.POST.lists()
    context = {
        **page.context,
        **preview.context,
        "page": page,
        "preview": preview,
        "moved": confirmed,
        "carried": [
            (name, value) for name, values in posted if name not in NOT_TYPED for value in values
        ],
        "crumbs": page.crumbs,
    }
    return render(request, "_pages/preview.html", context, status=409 if confirmed else 200)


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
    preview: Callable[[], Preview | None] | None = None,
) -> HttpResponse:
    """Ask, and on POST remove, or say why it cannot be removed.

    ``act`` gets the version that the person has seen. ``preview`` says what would change with it:
    the page shows it, and nothing is removed by anybody who saw something else.
    """
    version = version_seen(request)
    asking = request.method != "POST"
    look = preview() if preview and (asking or version == row.version) else None
    moved = not asking and look is not None and request.POST.get(SEEN) != look.seen
    if asking or moved:
        context = {"heading": heading, "row": row, "cancel": cancel, "text": text, "moved": moved}
        context |= {**(look.context if look else {}), "preview": look, "crumbs": crumbs}
        return render(request, "_pages/remove.html", context, status=409 if moved else 200)
    try:
        act(version)
    except Conflict:
        messages.warning(request, "Somebody has changed this meanwhile. Nothing was removed.")
        return HttpResponseRedirect(cancel)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return HttpResponseRedirect(cancel)
    messages.success(request, "Removed.")
    return HttpResponseRedirect(done)


def version_seen(request: HttpRequest) -> int:
    """The version that the page says somebody has seen; 0, which no row has, for none."""
    text = request.POST.get(EXPECTED, "")
    known = text.isascii() and text.isdigit() and len(text) <= LONGEST
    return int(text) if known else 0


def step_of(request: HttpRequest) -> int:
    """Which way an Up or Down button moves a row: -1, 1, or 0 for neither."""
    return {"up": -1, "down": 1}.get(request.POST.get("direction", ""), 0)
