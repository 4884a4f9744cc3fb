"""Populations and other denominators: entered once, offered wherever they are asked for."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.edit_pages import Page, edit_page, remove_page
from core.editing import RowForm
from partnerships.access import MemberRequest
from partnerships.models import Partnership
from targets.access_manage import get_denominator_for, get_population_for
from targets.actions import denominators as actions
from targets.forms_denominators import DenominatorForm, PopulationForm
from targets.selectors.denominators import denominators_page
from targets.views.manage_common import address, crumbs, editing, get_or_post

KEPT = "Figures that are entered already keep the denominator that they were made from."


def _crumbs(partnership: Partnership) -> Any:
    return crumbs(partnership, ("Denominators", address(partnership, "denominators")))


def _page(partnership: Partnership, heading: str, **more: Any) -> Page:
    return Page(
        heading=heading,
        done=address(partnership, "denominators"),
        crumbs=_crumbs(partnership),
        **more,
    )


@editing
@require_safe
def denominators(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """What is kept, how many indicators take each, and what they lack."""
    context = {"page": denominators_page(partnership), "crumbs": crumbs(partnership)}
    return render(request, "targets/denominators/list.html", context)


# --- Populations ---


@editing
@get_or_post
def add_population(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """The estimate of another mid-year."""

    def make(data: Any, row: Any) -> RowForm:
        return PopulationForm(data, partnership=partnership)

    def save(form: RowForm) -> None:
        actions.add_population(by=request.member, values=form.values)

    page = _page(
        partnership,
        "Add a population",
        intro="The latest estimate that is not of a later financial year is offered in a return.",
        button="Add the population",
        saved="The population is added.",
    )
    return edit_page(request, page, make, save)


@editing
@get_or_post
def change_population(
    request: MemberRequest, partnership: Partnership, population: int
) -> HttpResponse:
    """Correct the estimate of a mid-year."""
    row = get_population_for(request.member, population)

    def make(data: Any, given: Any) -> RowForm:
        return PopulationForm(data, instance=given, partnership=partnership)

    def save(form: RowForm) -> None:
        actions.change_population(
            by=request.member,
            population=row,
            expected_version=form.read_version,
            values=form.values,
        )

    page = _page(partnership, f"Change the population of mid-{row.mid_year}", intro=KEPT)
    return edit_page(request, page, make, save, row)


@editing
@get_or_post
def remove_population(
    request: MemberRequest, partnership: Partnership, population: int
) -> HttpResponse:
    """Offer an estimate no longer."""
    row = get_population_for(request.member, population)
    here = address(partnership, "denominators")
    return remove_page(
        request,
        heading=f"Remove the population of mid-{row.mid_year}?",
        text=f"{row.value:,} people, {row.source}. {KEPT}",
        row=row,
        act=lambda seen: actions.remove_population(
            by=request.member, population=row, expected_version=seen
        ),
        cancel=here,
        done=here,
        crumbs=_crumbs(partnership),
    )


# --- Other denominators ---


@editing
@get_or_post
def add_denominator(request: MemberRequest, partnership: Partnership) -> HttpResponse:
    """A denominator, or its value from a later quarter; ``?name=`` fills in the name."""
    initial = {"name": request.GET.get("name", "").replace("\x00", "")[:100]}

    def make(data: Any, row: Any) -> RowForm:
        return DenominatorForm(data, partnership=partnership, initial=initial)

    def save(form: RowForm) -> None:
        actions.add_denominator(by=request.member, values=form.values)

    page = _page(
        partnership,
        "Add a denominator",
        intro="It is offered in returns to every indicator whose denominator has its name.",
        button="Add the denominator",
        saved="The denominator is added.",
    )
    return edit_page(request, page, make, save)


@editing
@get_or_post
def change_denominator(
    request: MemberRequest, partnership: Partnership, denominator: int
) -> HttpResponse:
    """Correct a denominator."""
    row = get_denominator_for(request.member, denominator)

    def make(data: Any, given: Any) -> RowForm:
        return DenominatorForm(data, instance=given, partnership=partnership)

    def save(form: RowForm) -> None:
        actions.change_denominator(
            by=request.member,
            denominator=row,
            expected_version=form.read_version,
            values=form.values,
        )

    page = _page(partnership, "Change a denominator", caption=str(row), intro=KEPT)
    return edit_page(request, page, make, save, row)


@editing
@get_or_post
def remove_denominator(
    request: MemberRequest, partnership: Partnership, denominator: int
) -> HttpResponse:
    """Offer a denominator no longer."""
    row = get_denominator_for(request.member, denominator)
    here = address(partnership, "denominators")
    return remove_page(
        request,
        heading="Remove this denominator?",
        text=f"{row}. {KEPT}",
        row=row,
        act=lambda seen: actions.remove_denominator(
            by=request.member, denominator=row, expected_version=seen
        ),
        cancel=here,
        done=here,
        crumbs=_crumbs(partnership),
    )
