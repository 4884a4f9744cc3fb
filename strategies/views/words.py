"""Priorities and outcomes: their places, and their words in the version in preparation."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from core.edit_pages import Page, edit_page, post_action, remove_page, step_of
from core.editing import RowForm
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from strategies import actions
from strategies.access import (
    get_outcome_of,
    get_outcome_wording_of,
    get_priority_of,
    get_priority_wording_of,
    get_strategy_for,
    get_version_to_edit,
)
from strategies.actions.words import previous_wording
from strategies.forms import (
    NewOutcomeForm,
    NewPriorityForm,
    OutcomeForm,
    OutcomeWordingForm,
    PriorityForm,
    PriorityWordingForm,
)
from strategies.views._common import bench, crumbs, get_or_post

# --- Priorities ---


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def new_priority(request: MemberRequest, partnership: Partnership, strategy: str) -> HttpResponse:
    """A new priority in the version in preparation."""
    found = get_strategy_for(request.member, strategy)
    version = get_version_to_edit(found)

    def make(data: Any, row: Any) -> RowForm:
        return NewPriorityForm(data, strategy=found)

    def save(form: RowForm) -> None:
        actions.add_priority(by=request.member, version=version, values=form.values)

    page = Page(
        heading="Add a priority",
        caption=found.title,
        button="Add the priority",
        saved="The priority is added.",
        done=bench(partnership, found, "priorities"),
        crumbs=crumbs(partnership, found),
    )
    return edit_page(request, page, make, save)


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def priority(
    request: MemberRequest, partnership: Partnership, strategy: str, priority: int
) -> HttpResponse:
    """A priority's letter, lead group and whether it is cross-cutting."""
    found = get_strategy_for(request.member, strategy)
    row = get_priority_of(found, priority)

    def make(data: Any, row: Any) -> RowForm:
        return PriorityForm(data, instance=row, strategy=found)

    def save(form: RowForm) -> None:
        actions.change_priority(
            by=request.member, priority=row, expected_version=form.read_version, values=form.values
        )

    page = Page(
        heading=f"Change the letter and lead group of priority {row.code}",
        caption=found.title,
        done=bench(partnership, found, "priorities"),
        crumbs=crumbs(partnership, found),
    )
    return edit_page(request, page, make, save, row)


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def priority_wording(
    request: MemberRequest, partnership: Partnership, strategy: str, priority: int
) -> HttpResponse:
    """How the version in preparation words a priority."""
    found = get_strategy_for(request.member, strategy)
    version = get_version_to_edit(found)
    row = get_priority_wording_of(version, priority)
    earlier = previous_wording(row)

    def make(data: Any, row: Any) -> RowForm:
        return PriorityWordingForm(data, instance=row, is_new=earlier is None)

    def save(form: RowForm) -> None:
        actions.change_priority_words(
            by=request.member, wording=row, expected_version=form.read_version, values=form.values
        )

    page = Page(
        heading=f"Change the wording of priority {row.priority.code}",
        caption=f"{found.title}, version {version.number}",
        done=bench(partnership, found, "priorities"),
        crumbs=crumbs(partnership, found),
        template="strategies/wording.html",
        context={"earlier": _words_of_priority(earlier)},
    )
    return edit_page(request, page, make, save, row)


def _words_of_priority(wording: Any) -> list[dict[str, str]]:
    if wording is None:
        return []
    return [
        {"key": "Heading", "value": wording.heading},
        {"key": "Focus", "value": wording.focus},
        {"key": "This will mean", "value": wording.outcome_statement},
    ]


@requires(Permission.EDIT_STRATEGY)
@require_POST
def move_priority(
    request: MemberRequest, partnership: Partnership, strategy: str, priority: int
) -> HttpResponse:
    """Move a priority one place up or down."""
    found = get_strategy_for(request.member, strategy)
    row = get_priority_of(found, priority)
    return post_action(
        request,
        bench(partnership, found, "priorities"),
        lambda: actions.move_priority(by=request.member, priority=row, step=step_of(request)),
        f"Priority {row.code} is moved.",
    )


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def remove_priority(
    request: MemberRequest, partnership: Partnership, strategy: str, priority: int
) -> HttpResponse:
    """Remove a priority that is new in the version in preparation."""
    found = get_strategy_for(request.member, strategy)
    row = get_priority_wording_of(get_version_to_edit(found), priority)
    done = bench(partnership, found, "priorities")
    return remove_page(
        request,
        heading=f"Remove priority {row.priority.code}?",
        text=row.heading,
        row=row,
        act=lambda seen: actions.remove_priority(
            by=request.member, wording=row, expected_version=seen
        ),
        cancel=done,
        done=done,
        crumbs=crumbs(partnership, found),
    )


# --- Outcomes ---


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def new_outcome(request: MemberRequest, partnership: Partnership, strategy: str) -> HttpResponse:
    """A new outcome in the version in preparation."""
    found = get_strategy_for(request.member, strategy)
    version = get_version_to_edit(found)

    def make(data: Any, row: Any) -> RowForm:
        return NewOutcomeForm(data, strategy=found)

    def save(form: RowForm) -> None:
        actions.add_outcome(by=request.member, version=version, values=form.values)

    page = Page(
        heading="Add an outcome",
        caption=found.title,
        button="Add the outcome",
        saved="The outcome is added.",
        done=bench(partnership, found, "outcomes"),
        crumbs=crumbs(partnership, found),
    )
    return edit_page(request, page, make, save)


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def outcome(
    request: MemberRequest, partnership: Partnership, strategy: str, outcome: int
) -> HttpResponse:
    """Which priority an outcome stands under."""
    found = get_strategy_for(request.member, strategy)
    row = get_outcome_of(found, outcome)

    def make(data: Any, row: Any) -> RowForm:
        return OutcomeForm(data, instance=row, strategy=found)

    def save(form: RowForm) -> None:
        actions.change_outcome(
            by=request.member, outcome=row, expected_version=form.read_version, values=form.values
        )

    page = Page(
        heading="Change the priority of an outcome",
        caption=found.title,
        done=bench(partnership, found, "outcomes"),
        crumbs=crumbs(partnership, found),
    )
    return edit_page(request, page, make, save, row)


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def outcome_wording(
    request: MemberRequest, partnership: Partnership, strategy: str, outcome: int
) -> HttpResponse:
    """How the version in preparation words an outcome."""
    found = get_strategy_for(request.member, strategy)
    version = get_version_to_edit(found)
    row = get_outcome_wording_of(version, outcome)
    earlier = previous_wording(row)

    def make(data: Any, row: Any) -> RowForm:
        return OutcomeWordingForm(data, instance=row, is_new=earlier is None)

    def save(form: RowForm) -> None:
        actions.change_outcome_words(
            by=request.member, wording=row, expected_version=form.read_version, values=form.values
        )

    page = Page(
        heading="Change the wording of an outcome",
        caption=f"{found.title}, version {version.number}",
        done=bench(partnership, found, "outcomes"),
        crumbs=crumbs(partnership, found),
        template="strategies/wording.html",
        context={"earlier": [{"key": "Outcome", "value": earlier.text}] if earlier else []},
    )
    return edit_page(request, page, make, save, row)


@requires(Permission.EDIT_STRATEGY)
@require_POST
def move_outcome(
    request: MemberRequest, partnership: Partnership, strategy: str, outcome: int
) -> HttpResponse:
    """Move an outcome one place up or down."""
    found = get_strategy_for(request.member, strategy)
    row = get_outcome_of(found, outcome)
    return post_action(
        request,
        bench(partnership, found, "outcomes"),
        lambda: actions.move_outcome(by=request.member, outcome=row, step=step_of(request)),
        "The outcome is moved.",
    )


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def remove_outcome(
    request: MemberRequest, partnership: Partnership, strategy: str, outcome: int
) -> HttpResponse:
    """Remove an outcome that is new in the version in preparation."""
    found = get_strategy_for(request.member, strategy)
    row = get_outcome_wording_of(get_version_to_edit(found), outcome)
    done = bench(partnership, found, "outcomes")
    return remove_page(
        request,
        heading="Remove this outcome?",
        text=row.text,
        row=row,
        act=lambda seen: actions.remove_outcome(
            by=request.member, wording=row, expected_version=seen
        ),
        cancel=done,
        done=done,
        crumbs=crumbs(partnership, found),
    )
