"""Editing targets: the list, the kind first, then its fields; conditions; order."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from core.edit_pages import (
    EDIT,
    LONGEST,
    STEP,
    Page,
    Preview,
    edit_page,
    look_first,
    post_action,
    remove_page,
    step_of,
    version_seen,
)
from core.editing import Difference, RowForm, changed
from core.models import Conflict
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from strategies.selectors import priority_choices
from targets import wording
from targets.access_manage import get_target_for
from targets.actions import manage_targets as actions
from targets.forms_targets import MEANING, ConditionFormSet, TargetForm
from targets.models import Target, TargetCondition
from targets.previews import Proposed, preview
from targets.selectors import targets as selectors
from targets.terms import TargetKind
from targets.views.manage_common import address, crumbs, editing, get_or_post

LAST = 1_000_000  # the place of a target that has none yet: after all others


@editing
@require_safe
def manage(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """Every target of the partnership, by priority, with what can be done to it."""
    context = {
        "groups": _groups(partnership),
        "crumbs": crumbs(partnership)[:1],
    }
    return render(request, "targets/manage/targets.html", context)


def _groups(partnership: Partnership) -> list[dict[str, Any]]:
    """The targets under each priority, those without targets too; at last those of none."""
    rows = selectors.partnership_targets(partnership)
    groups = [
        {
            "pk": one.pk,
            "title": f"{one.code}. {getattr(one, 'heading', '') or ''}",
            "years": one.strategy.years,
            "targets": [row for row in rows if row.priority_id == one.pk],
        }
        for one in priority_choices(partnership)
    ]
    loose = [row for row in rows if row.priority_id is None]
    if loose or not groups:
        groups.append({"pk": None, "title": "Under no priority", "years": "", "targets": loose})
    return groups


def _kind(text: str) -> TargetKind:
    try:
        return TargetKind(text)
    except ValueError as error:
        raise Http404("No such kind of target.") from error


def _kinds(
    name: str, partnership: Partnership, *more: Any, query: str = ""
) -> list[dict[str, str]]:
    return [
        {
            "label": kind.label,
            "meaning": MEANING[kind],
            "href": address(partnership, name, *more, kind.value) + query,
        }
        for kind in TargetKind
    ]


@editing
@require_safe
def choose_kind(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """Step 1 of a new target: what kind it is. ``?measure=`` and ``?priority=`` are passed on."""
    query = _passed_on(request)
    context = {
        "heading": "New target: choose its kind",
        "kinds": _kinds("new_target", partnership, query=query),
        "crumbs": crumbs(partnership),
    }
    return render(request, "targets/manage/kinds.html", context)


def _chosen(request: MemberRequest) -> dict[str, str]:
    """What the address chooses beforehand: keys of a measure and a priority, digits only."""
    given = {name: request.GET.get(name, "") for name in ("measure", "priority")}
    return {
        name: text
        for name, text in given.items()
        if text.isascii() and text.isdigit() and len(text) <= LONGEST
    }


def _passed_on(request: MemberRequest) -> str:
    pairs = "&".join(f"{name}={text}" for name, text in _chosen(request).items())
    return f"?{pairs}" if pairs else ""


@editing
@get_or_post
def new_target(request: MemberRequest, partnership: Partnership, kind: str) -> HttpResponse:
    """Step 2 of a new target: the fields of its kind."""
    chosen = _kind(kind)

    def make(data: Any, row: Any) -> RowForm:
        return TargetForm(data, partnership=partnership, kind=chosen, initial=_chosen(request))

    def save(form: RowForm) -> str | None:
        made = actions.create_target(by=request.member, values=form.values)
        if chosen is TargetKind.ALL_OF:
            return address(partnership, "conditions", made.pk)
        return None

    def look(form: RowForm) -> Preview | None:
        proposed = Target(partnership=partnership, position=LAST, **form.values)
        return preview(request.member, Proposed((proposed,)))

    page = Page(
        heading="New target",
        caption=chosen.label,
        intro=MEANING[chosen],
        button="Save and enter its conditions" if chosen is TargetKind.ALL_OF else "Save",
        saved="The target is added.",
        done=address(partnership, "manage"),
        crumbs=crumbs(partnership, ("Choose its kind", address(partnership, "choose_kind"))),
    )
    return edit_page(request, page, make, save, preview=look)


@editing
@get_or_post
def change_target(
    request: MemberRequest, partnership: Partnership, target: int, kind: str = ""
) -> HttpResponse:
    """Change a target; with a kind in the address, into one of that kind."""
    row = get_target_for(request.member, target)
    chosen = _kind(kind) if kind else TargetKind(row.kind)

    def make(data: Any, given: Any) -> RowForm:
        return TargetForm(data, instance=given, partnership=partnership, kind=chosen)

    def save(form: RowForm) -> str | None:
        actions.change_target(
            by=request.member, target=row, expected_version=form.read_version, values=form.values
        )
        if chosen is TargetKind.ALL_OF and not row.conditions.exists():
            return address(partnership, "conditions", row.pk)
        return None

    def look(form: RowForm) -> Preview | None:
        return preview(request.member, Proposed((changed(row, form.values),)))

    page = Page(
        heading="Change a target",
        caption=chosen.label,
        done=address(partnership, "manage"),
        crumbs=crumbs(partnership),
        template="targets/manage/target.html",
        context={"target": row, "is_all_of": chosen is TargetKind.ALL_OF and not kind},
    )
    return edit_page(request, page, make, save, row, preview=look)


@editing
@require_safe
def change_kind(request: MemberRequest, partnership: Partnership, target: int) -> HttpResponse:
    """Choose another kind for a target."""
    row = get_target_for(request.member, target)
    context = {
        "heading": "Choose another kind for this target",
        "caption": row.text,
        "now": TargetKind(row.kind).label,
        "kinds": _kinds("change_target_as", partnership, row.pk),
        "crumbs": crumbs(partnership),
    }
    return render(request, "targets/manage/kinds.html", context)


@editing
@require_POST
def move_target(request: MemberRequest, partnership: Partnership, target: int) -> HttpResponse:
    """Move a target one place up or down under its priority."""
    row = get_target_for(request.member, target)
    return post_action(
        request,
        f"{address(partnership, 'manage')}#target-{row.pk}",
        lambda: actions.move_target(by=request.member, target=row, step=step_of(request)),
        "The target is moved.",
    )


@editing
@get_or_post
def remove_target(request: MemberRequest, partnership: Partnership, target: int) -> HttpResponse:
    """Remove a target that no recorded figure was held against."""
    row = get_target_for(request.member, target)
    return remove_page(
        request,
        heading="Remove this target?",
        text=row.text,
        row=row,
        act=lambda seen: actions.remove_target(
            by=request.member, target=row, expected_version=seen
        ),
        cancel=address(partnership, "manage"),
        done=address(partnership, "manage"),
        crumbs=crumbs(partnership),
        preview=lambda: preview(request.member, Proposed(gone=(row,))),
    )


# --- Conditions ---


@editing
@get_or_post
def conditions(request: MemberRequest, partnership: Partnership, target: int) -> HttpResponse:
    """The conditions of an *all of* target, all on one page."""
    row = get_target_for(request.member, target)
    if row.kind != TargetKind.ALL_OF:
        raise Http404("Only an all-of target has conditions.")
    formset = _conditions_formset(request, partnership, row)
    if request.method == "POST" and formset.is_valid() and request.POST.get(STEP) != EDIT:
        version = version_seen(request)
        if version == row.version and (
            shown := _look_at_conditions(request, partnership, row, formset)
        ):
            return shown
        try:
            actions.save_conditions(
                by=request.member, target=row, expected_version=version, conditions=formset.rows
            )
        except Conflict as conflict:
            return _conditions_conflict(request, partnership, conflict, formset)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            messages.success(request, "The conditions are saved.")
            return HttpResponseRedirect(address(partnership, "manage"))
    return _show_conditions(request, partnership, row, formset)


def _look_at_conditions(
    request: MemberRequest, partnership: Partnership, row: Target, formset: Any
) -> HttpResponse | None:
    """What these conditions would change; None once it has been looked at."""
    proposed = [
        TargetCondition(partnership=partnership, target=row, position=position, **values)
        for position, values in enumerate(formset.rows, start=1)
    ]
    look = preview(request.member, Proposed(tuple(proposed), tuple(row.conditions.all())))
    page = Page(
        heading="Conditions of a target",
        done=address(partnership, "manage"),
        crumbs=crumbs(partnership),
    )
    return look_first(request, page, look) if look else None


def _conditions_formset(request: MemberRequest, partnership: Partnership, row: Target) -> Any:
    measures = list(
        partnership.measures.select_related("indicator").order_by("indicator__name", "pk")
    )
    given = [
        {
            "text": one.text,
            "measure": one.measure_id or "",
            "comparator": one.comparator,
            "value": one.value,
        }
        for one in row.conditions.order_by("position")
    ]
    data = request.POST if request.method == "POST" else None
    return ConditionFormSet(
        data, initial=given, form_kwargs={"measures": measures}, prefix="condition"
    )


def _conditions_conflict(
    request: MemberRequest, partnership: Partnership, conflict: Conflict, formset: Any
) -> HttpResponse:
    if conflict.current is None:
        raise Http404("The target has been removed.")
    now = get_target_for(request.member, conflict.current.pk)
    theirs = [
        wording.condition_words(one, now)
        for one in now.conditions.select_related("measure__indicator").order_by("position")
    ]
    yours = [wording.condition_words(TargetCondition(**values), now) for values in formset.rows]
    longest = max(len(theirs), len(yours))
    pairs = zip(_filled(theirs, longest), _filled(yours, longest), strict=True)
    differences = [
        Difference(f"Condition {place}", one, other)
        for place, (one, other) in enumerate(pairs, start=1)
        if one != other
    ]
    return _show_conditions(
        request, partnership, now, formset, status=409, conflict=True, differences=differences
    )


def _filled(texts: list[str], length: int) -> list[str]:
    return texts + ["Nothing"] * (length - len(texts))


def _show_conditions(
    request: MemberRequest,
    partnership: Partnership,
    row: Target,
    formset: Any,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        **more,
        "target": row,
        "formset": formset,
        "done": address(partnership, "manage"),
        "crumbs": crumbs(partnership),
    }
    return render(request, "targets/manage/conditions.html", context, status=status)
