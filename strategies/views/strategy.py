"""Editing a strategy itself and its links to other plans; the list of strategies."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.edit_pages import Page, edit_page, remove_page
from core.editing import RowForm
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from partnerships.permissions import Permission, requires
from strategies import actions, selectors
from strategies.access import get_plan_link_of, get_strategy_for
from strategies.forms import PlanLinkForm, StrategyForm
from strategies.models import StrategyVersion
from strategies.views._common import bench, crumbs, get_or_post


@requires(Permission.STRATEGY)
@require_safe
def strategy_list(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """Every strategy that the member may read."""
    back = ({"label": "Strategy", "href": reverse("strategies:current", args=[partnership.slug])},)
    context = {"lines": selectors.strategy_lines(request.member), "crumbs": back}
    return render(request, "strategies/list.html", context)


@requires(Permission.EDIT_STRATEGY)
@require_safe
def edit(request: MemberRequest, partnership: Partnership, strategy: str) -> HttpResponse:
    """Everything of one strategy that can be edited, with what can be done to it."""
    found = get_strategy_for(request.member, strategy)
    context = {
        "bench": selectors.workbench(found),
        "plan_links": list(found.plan_links.all()),
        "strategy": found,
        "next_statuses": StrategyVersion.NEXT,
        "crumbs": crumbs(partnership),
    }
    return render(request, "strategies/edit.html", context)


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def new(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """A new strategy, which begins as a draft."""

    def make(data: Any, row: Any) -> RowForm:
        return StrategyForm(data, member=request.member)

    def save(form: RowForm) -> str:
        made = actions.create_strategy(by=request.member, values=form.values)
        return bench(partnership, made)

    page = Page(
        heading="New strategy",
        intro="It begins as a draft that only those who edit the strategy can see.",
        button="Create the strategy",
        saved="The strategy is created. Add its priorities.",
        done=reverse("strategies:list", args=[partnership.slug]),
        crumbs=crumbs(partnership),
    )
    return edit_page(request, page, make, save)


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def details(request: MemberRequest, partnership: Partnership, strategy: str) -> HttpResponse:
    """A strategy's title, years, aim and introduction."""
    found = get_strategy_for(request.member, strategy)

    def save(form: RowForm) -> None:
        actions.change_strategy(
            by=request.member,
            strategy=found,
            expected_version=form.read_version,
            values=form.values,
        )

    page = Page(
        heading="Change the title, years and introduction",
        caption=found.title,
        done=bench(partnership, found),
        crumbs=crumbs(partnership, found),
    )
    make = lambda data, row: StrategyForm(data, instance=row, member=request.member)  # noqa: E731
    return edit_page(request, page, make, save, found)


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def remove(request: MemberRequest, partnership: Partnership, strategy: str) -> HttpResponse:
    """Remove a strategy that has nothing but an empty draft."""
    found = get_strategy_for(request.member, strategy)
    return remove_page(
        request,
        heading=f"Remove {found.title}?",
        text="Only a strategy that is an empty draft can be removed.",
        row=found,
        act=lambda seen: actions.remove_strategy(
            by=request.member, strategy=found, expected_version=seen
        ),
        cancel=bench(partnership, found),
        done=reverse("strategies:list", args=[partnership.slug]),
        crumbs=crumbs(partnership, found),
    )


# --- Links to other plans ---


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def new_plan(request: MemberRequest, partnership: Partnership, strategy: str) -> HttpResponse:
    """Another plan that the strategy serves."""
    found = get_strategy_for(request.member, strategy)

    def make(data: Any, row: Any) -> RowForm:
        return PlanLinkForm(data, strategy=found)

    def save(form: RowForm) -> None:
        actions.add_plan_link(by=request.member, strategy=found, values=form.values)

    page = Page(
        heading="Add a link to another plan",
        caption=found.title,
        button="Add",
        saved="The plan is added.",
        done=bench(partnership, found, "plans"),
        crumbs=crumbs(partnership, found),
    )
    return edit_page(request, page, make, save)


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def plan(
    request: MemberRequest, partnership: Partnership, strategy: str, link: int
) -> HttpResponse:
    """Change a link to another plan."""
    found = get_strategy_for(request.member, strategy)
    row = get_plan_link_of(found, link)

    def make(data: Any, row: Any) -> RowForm:
        return PlanLinkForm(data, instance=row, strategy=found)

    def save(form: RowForm) -> None:
        actions.change_plan_link(
            by=request.member, link=row, expected_version=form.read_version, values=form.values
        )

    page = Page(
        heading="Change a link to another plan",
        caption=found.title,
        done=bench(partnership, found, "plans"),
        crumbs=crumbs(partnership, found),
    )
    return edit_page(request, page, make, save, row)


@requires(Permission.EDIT_STRATEGY)
@get_or_post
def remove_plan(
    request: MemberRequest, partnership: Partnership, strategy: str, link: int
) -> HttpResponse:
    """Remove a link to another plan."""
    found = get_strategy_for(request.member, strategy)
    row = get_plan_link_of(found, link)
    return remove_page(
        request,
        heading=f"Remove the link to {row.name}?",
        row=row,
        act=lambda seen: actions.remove_plan_link(
            by=request.member, link=row, expected_version=seen
        ),
        cancel=bench(partnership, found, "plans"),
        done=bench(partnership, found, "plans"),
        crumbs=crumbs(partnership, found),
    )
