"""Starting a version, moving it along, and recording who decided on it."""

from typing import Any

from django.http import HttpResponse

from core.edit_pages import Page, edit_page, remove_page
from core.editing import RowForm
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from strategies import actions
from strategies.access import (
    get_approval_of,
    get_strategy_for,
    get_version_for,
)
from strategies.forms import ApprovalForm, MoveForm, VersionForm
from strategies.views._common import bench, crumbs, get_or_post


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def new_version(request: MemberRequest, partnership: Partnership, strategy: str) -> HttpResponse:
    """Start a new version, with a reason; it copies every wording as kept."""
    found = get_strategy_for(request.member, strategy)
    latest = found.versions.order_by("-number").first()
    number = latest.number + 1 if latest else 1

    def make(data: Any, row: Any) -> RowForm:
        return VersionForm(data, strategy=found, number=number)

    def save(form: RowForm) -> None:
        actions.start_version(by=request.member, strategy=found, reason=form.values["reason"])

    page = Page(
        heading=f"Start version {number}",
        caption=found.title,
        intro="It begins as a draft with the words of the latest version, all marked as kept. "
        "The version that is adopted stays in force until the new one is adopted.",
        button="Start the version",
        saved="The new version is started. Its words are those of the version before.",
        done=bench(partnership, found),
        crumbs=crumbs(partnership, found),
    )
    return edit_page(request, page, make, save)


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def reason(
    request: MemberRequest, partnership: Partnership, strategy: str, number: int
) -> HttpResponse:
    """Why there is this version."""
    found = get_strategy_for(request.member, strategy)
    version = get_version_for(request.member, found, number)

    def make(data: Any, row: Any) -> RowForm:
        return VersionForm(data, instance=row, strategy=found, number=number)

    def save(form: RowForm) -> None:
        actions.change_reason(
            by=request.member,
            version=version,
            expected_version=form.read_version,
            reason=form.values["reason"],
        )

    page = Page(
        heading=f"Change the reason for version {number}",
        caption=found.title,
        done=bench(partnership, found),
        crumbs=crumbs(partnership, found),
    )
    return edit_page(request, page, make, save, version)


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def move(
    request: MemberRequest, partnership: Partnership, strategy: str, number: int
) -> HttpResponse:
    """Move a version along, with the decision that this follows."""
    found = get_strategy_for(request.member, strategy)
    version = get_version_for(request.member, found, number)

    def make(data: Any, row: Any) -> RowForm:
        return MoveForm(data, instance=row)

    def save(form: RowForm) -> None:
        actions.move_version(
            by=request.member,
            version=version,
            expected_version=form.read_version,
            **form.values,
        )

    page = Page(
        heading=f"Move version {number} along",
        caption=found.title,
        intro=f"It is {version.get_status_display().lower()} now.",
        saved="The version has moved along.",
        done=bench(partnership, found),
        crumbs=crumbs(partnership, found),
    )
    return edit_page(request, page, make, save, version)


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def new_approval(
    request: MemberRequest, partnership: Partnership, strategy: str, number: int
) -> HttpResponse:
    """Record a dated decision on a version."""
    found = get_strategy_for(request.member, strategy)
    version = get_version_for(request.member, found, number)

    def make(data: Any, row: Any) -> RowForm:
        return ApprovalForm(data)

    def save(form: RowForm) -> None:
        actions.record_approval(by=request.member, version=version, values=form.values)

    page = Page(
        heading=f"Record a decision on version {number}",
        caption=found.title,
        saved="The decision is recorded.",
        done=bench(partnership, found, "decisions"),
        crumbs=crumbs(partnership, found),
    )
    return edit_page(request, page, make, save)


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def approval(
    request: MemberRequest, partnership: Partnership, strategy: str, approval: int
) -> HttpResponse:
    """Correct a recorded decision."""
    found = get_strategy_for(request.member, strategy)
    row = get_approval_of(found, approval)

    def make(data: Any, row: Any) -> RowForm:
        return ApprovalForm(data, instance=row)

    def save(form: RowForm) -> None:
        actions.change_approval(
            by=request.member, approval=row, expected_version=form.read_version, values=form.values
        )

    page = Page(
        heading="Change a recorded decision",
        caption=found.title,
        done=bench(partnership, found, "decisions"),
        crumbs=crumbs(partnership, found),
    )
    return edit_page(request, page, make, save, row)


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def remove_approval(
    request: MemberRequest, partnership: Partnership, strategy: str, approval: int
) -> HttpResponse:
    """Remove a decision that was recorded by mistake."""
    found = get_strategy_for(request.member, strategy)
    row = get_approval_of(found, approval)
    done = bench(partnership, found, "decisions")
    return remove_page(
        request,
        heading=f"Remove the decision of {row.body}?",
        row=row,
        act=lambda seen: actions.remove_approval(
            by=request.member, approval=row, expected_version=seen
        ),
        cancel=done,
        done=done,
        crumbs=crumbs(partnership, found),
    )
